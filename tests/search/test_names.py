"""Names fall into region, core, trade, form and branch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.names import NameTables, anatomy, short_region
from gongshi.search.text import fold


@pytest.mark.parametrize(
    ("name", "regions", "core", "trade", "form", "branch"),
    [
        ("天津市海河乳品有限公司", ("天津",), "海河", "乳品", "有限公司", ""),
        ("天津海河乳品有限责任公司", ("天津",), "海河", "乳品", "有限公司", ""),
        ("海河乳品（天津）有限公司", ("天津",), "海河", "乳品", "有限公司", ""),
        ("华为技术(中国)有限公司", ("中国",), "华为", "技术", "有限公司", ""),
        ("江苏华西集团有限公司", ("江苏",), "华西", "", "集团有限公司", ""),
        ("江苏华西（集团）有限公司", ("江苏",), "华西", "", "集团有限公司", ""),
        ("江苏宁沪高速公路股份有限公司", ("江苏",), "宁沪", "高速公路", "股份有限公司", ""),
        (
            "天津市南开区张三小吃店（个体工商户）",
            ("天津", "南开"),
            "张三",
            "小吃店",
            "个体工商户",
            "",
        ),
        (
            "中国工商银行股份有限公司天津南开支行",
            ("中国",),
            "工商",
            "银行",
            "股份有限公司",
            "天津南开支行",
        ),
        ("南京钢铁联合有限公司南京分公司", ("南京",), "钢铁", "联合", "有限公司", "南京分公司"),
        ("天津市和平饭店", ("天津",), "和平", "饭店", "", ""),  # 和平 is a district as well
        ("和平饭店", (), "和平", "饭店", "", ""),
        ("惠民超市", (), "惠民", "超市", "", ""),  # no town called 惠民超
        ("江阴市大桥机械有限公司", ("江阴",), "大桥", "机械", "有限公司", ""),
        ("内蒙古自治区伊利乳业", ("内蒙古",), "伊利", "乳业", "", ""),
        ("大药房", (), "大药房", "", "", ""),
        ("中国", (), "中国", "", "", ""),
        ("第一分店", (), "第一", "", "", "分店"),
        ("海河南开分公司", (), "海河", "", "", "南开分公司"),
        ("海河天津第二分公司", ("天津",), "海河", "", "", "第二分公司"),
        ("天津分公司", ("天津",), "", "", "", "分公司"),
        ("天津市鑫丰达市政工程有限公司", ("天津",), "鑫丰达", "市政工程", "有限公司", ""),
        ("天津市湖荣市场管理有限公司", ("天津",), "湖荣", "市场管理", "有限公司", ""),
        ("津红旗仪表打印店", (), "津红旗", "仪表打印店", "", ""),  # no banner called 津红
        ("雄安新贸易有限公司", (), "雄安新", "贸易", "有限公司", ""),  # 新 is no 字号
        ("真巴市新贸易", (), "真巴市新", "贸易", "", ""),
        ("雄安新材料科技", ("雄安",), "新材料", "科技", "", ""),
        ("天津市三面旗食品有限公司", ("天津",), "三面旗", "食品", "有限公司", ""),
        ("内蒙古阿荣旗牧业有限公司", ("内蒙古", "阿荣"), "牧业", "", "有限公司", ""),
        ("天津市长春藤商贸有限公司", ("天津",), "长春藤", "商贸", "有限公司", ""),
        ("河北省石家庄市海河商贸", ("河北", "石家庄"), "海河", "商贸", "", ""),
        ("海河百货第一经营部", (), "海河百货第一", "经营部", "", ""),
        ("海河公司经营部", (), "海河", "", "公司", "经营部"),
        ("上海银行", ("上海",), "银行", "", "", ""),
        # A development zone in front, unless it is all there is.
        (
            "天津经济技术开发区龙轩实业有限公司",
            ("天津", "开发区"),
            "龙轩",
            "实业",
            "有限公司",
            "",
        ),
        ("天津港保税区富豪商贸", ("天津", "保税区"), "富豪", "商贸", "", ""),
        ("天津滨海高新区海河", ("天津", "滨海", "高新区"), "海河", "", "", ""),
        ("天津开发区建设有限公司", ("天津",), "开发区", "建设", "有限公司", ""),
        ("开发区海河", (), "开发区海河", "", "", ""),
        # What a district was before.
        ("天津市塘沽区顺伟建材", ("天津", "塘沽"), "顺伟", "建材", "", ""),
        ("天津市南开县海河", ("天津", "南开"), "海河", "", "", ""),
        # A company's shop.
        ("天津麦当劳有限公司水上公园餐厅", ("天津",), "麦当劳", "", "有限公司", "水上公园餐厅"),
        ("海河有限责任公司河东店", (), "海河", "", "有限公司", "河东店"),
        ("有限公司海河店", (), "有限公司海河", "店", "", ""),
        ("天津市海河设计中心（个人独资）", ("天津",), "海河", "设计中心", "个人独资企业", ""),
        ("天津", ("天津",), "", "", "", ""),
        ("有限公司", (), "", "", "有限公司", ""),
        ("", (), "", "", "", ""),
    ],
)
def test_anatomy(
    tables: NameTables,
    name: str,
    regions: tuple[str, ...],
    core: str,
    trade: str,
    form: str,
    branch: str,
) -> None:
    parts = anatomy(name, tables)
    assert (parts.regions, parts.core, parts.trade, parts.form, parts.branch) == (
        regions,
        core,
        trade,
        form,
        branch,
    )
    assert parts.bare == core + trade


@pytest.mark.parametrize(
    "variant",
    [
        "天津海河乳品有限公司",
        "天津市海河乳品有限责任公司",
        "海河乳品（天津）有限公司",
        "海河乳品(天津市)有限责任公司",
        "天津市 海河乳品 有限公司",
        "天津市海河乳品有限公司".replace("天", "天\u200b"),
    ],
)
def test_variants_of_one_name_have_one_key(tables: NameTables, variant: str) -> None:
    assert anatomy(variant, tables).key == anatomy("天津市海河乳品有限公司", tables).key


@pytest.mark.parametrize(
    ("branch", "short"),
    [
        ("天津市分行", "天津分行"),
        ("天津河东区第二分公司", "天津河东第二分公司"),
        ("滨海新区分公司", "滨海分公司"),
        ("河东支行", "河东支行"),
        ("天津开发区支行", "天津开发区支行"),
        ("友谊路门市部", "友谊路门市部"),
        ("", ""),
    ],
)
def test_places_in_front_of_a_branch(tables: NameTables, branch: str, short: str) -> None:
    assert tables.short_branch(branch) == short


@pytest.mark.parametrize(
    "other", ["天津市海河乳品股份有限公司", "南京海河乳品有限公司", "天津市海河乳业有限公司"]
)
def test_other_names_have_other_keys(tables: NameTables, other: str) -> None:
    assert anatomy(other, tables).key != anatomy("天津市海河乳品有限公司", tables).key


WORDS = (
    "天津市 南开区 和平 海河 中国 （ ） ( 有限公司 分公司 支行 集团 科技 店 市 县 公司 个体工商户"
)
PARTS = st.sampled_from(WORDS.split())


@given(st.lists(PARTS, max_size=8).map("".join) | st.text(st.characters()))
def test_any_text_falls_apart_into_folded_parts(tables: NameTables, text: str) -> None:
    parts = anatomy(text, tables)
    assert parts.folded == fold(text)
    assert parts.bare == parts.core + parts.trade
    for part in (*parts.regions, parts.plain, parts.bare, parts.branch):
        assert fold(part) == part
    assert bool(parts.plain) == bool(parts.folded)


def test_a_city_adds_its_own_words() -> None:
    tables = NameTables.of(
        regions={"津门": "天津"}, trades=["锅巴菜"], forms={"商号": "商号"}, branches=["分号"]
    )
    parts = anatomy("津门大福来锅巴菜商号", tables)
    assert (parts.regions, parts.core, parts.trade, parts.form) == (
        ("天津",),
        "大福来",
        "锅巴菜",
        "商号",
    )
    assert anatomy("大福来第一分号", tables).branch == "第一分号"


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("中石化", ("中国石油化工", "中国石化")),
        ("农行南开支行", ("中国农业银行南开支行",)),
        ("天津农商行", ("天津农村商业银行",)),
        ("天津联通", ("天津联合网络通信",)),  # behind a region without 中国
        ("邮储银行", ("中国邮政储蓄银行",)),  # the longest one
        ("海河乳品", ()),
        ("", ()),
    ],
)
def test_abbreviations(tables: NameTables, typed: str, full: tuple[str, ...]) -> None:
    assert tables.spelled_out(typed) == full


@pytest.mark.parametrize(
    ("name", "short"),
    [("南开区", "南开"), ("天津市", "天津"), ("滨海新区", "滨海"), ("和县", "和县"), ("", "")],
)
def test_short_region(name: str, short: str) -> None:
    assert short_region(name) == short


def test_a_district_keeps_the_names_it_had() -> None:
    tables = NameTables.of(city="天津市", districts=["滨海新区", "蓟州区"])
    assert anatomy("天津市蓟县海河", tables).regions == ("天津", "蓟州")
    assert anatomy("天津市汉沽海河", tables).regions == ("天津", "汉沽")
    assert "塘沽" not in NameTables.of(city="天津市", districts=["南开区"]).districts
