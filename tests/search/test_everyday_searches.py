"""What people type into the box, and what they would call broken if it were not found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.highlight import highlight_subject
from gongshi.search.suggest import MOST_SUGGESTIONS, suggest
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS, NOW

VOCABULARY = Vocabulary.of(DISTRICTS)
HOTEL_CODE = "91320100748204660Q"

#: Name, former name, USCC, district, displayed licences and penalties.
FIRMS = [
    ("天津市和平饭店有限公司", "", HOTEL_CODE, "120101", 1, 1),
    ("天津荣誉酒店有限公司", "", "", "120101", 0, 0),
    ("天津承诺教育科技有限公司", "", "", "120101", 0, 0),
    ("天津处罚法律咨询服务部", "", "", "120101", 0, 0),
    ("天津市福加福食品有限公司", "", "", "120104", 1, 1),
    ("天津福加福餐饮管理有限公司", "", "", "120101", 1, 0),
    ("海底捞天津餐饮管理有限公司南开大悦城店", "", "", "120104", 0, 0),
    ("四川海底捞餐饮股份有限公司天津第五分公司", "", "", "120104", 0, 0),
    ("天津麦当劳有限公司水上公园餐厅", "", "", "120104", 0, 0),
    ("瑞幸咖啡（天津）有限公司南开鞍山西道分店", "", "", "120104", 0, 0),
    ("天津狗不理集团股份有限公司", "天津狗不理包子饮食集团公司", "", "120101", 0, 0),
    ("天津狗不理集团股份有限公司和平分公司", "", "", "120101", 0, 0),
    ("天津狗不理集团股份有限公司南开第二分公司", "", "", "120104", 0, 0),
    ("中国石化销售股份有限公司天津石油分公司", "", "", "120102", 0, 0),
    ("中国石化销售股份有限公司天津南开长江道加油站", "", "", "120104", 0, 0),
    ("中国工商银行股份有限公司天津南开支行", "", "", "120104", 0, 0),
    ("天津市南开区老王烧烤店", "", "", "120104", 0, 0),
    ("老李烧烤店", "", "", "120104", 0, 0),
    ("天津市和平区小白楼烧烤店", "", "", "120101", 0, 0),
    ("天津市滨海新区塘沽张记包子铺", "", "", "120116", 0, 0),
    ("天津市河东区宝德家具厂", "", "", "120102", 0, 0),
    ("闪虎（天津）科技有限公司", "", "", "120116", 0, 0),
    ("闪虎科技（天津）有限公司", "", "", "120116", 0, 0),
    ("天津劝业场（集团）股份有限公司", "", "", "120101", 0, 0),
    ("天津农村商业银行股份有限公司", "", "", "120102", 0, 0),
    ("天津滨海农村商业银行股份有限公司", "", "", "120116", 0, 0),
    ("中国移动通信集团天津有限公司", "", "", "120101", 0, 0),
    ("天津天士力医药营销集团股份有限公司", "", "", "120102", 0, 0),
    ("内蒙古自治区呼和浩特市河套酒业有限公司", "", "", "", 0, 0),
    ("天津市南开医院", "", "", "120104", 0, 0),
    ("三星（中国）投资有限公司天津分公司", "", "", "120104", 0, 0),
    ("天津绿萝花店", "", "", "120104", 0, 0),
    ("天津陆佳商贸有限公司", "", "", "120104", 0, 0),
    ("天津吕家面馆", "", "", "120104", 5, 0),
    ("天津MÜLLER机械有限公司", "", "", "120104", 0, 0),
    ("天津市河东区大直沽合伙企业（有限合伙）", "", "", "120102", 0, 0),
    ("天津市滨海新区大王庄镇宝德农机专业合作社", "", "", "120116", 0, 0),
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle(
        [
            firm(
                name,
                former=(former,) if former else (),
                codes=(code,) if code else (),
                district=district,
                licences=licences,
                penalties=penalties,
            )
            for name, former, code, district, licences, penalties in FIRMS
        ]
    )
    return made


def found(town: Any, text: str) -> list[tuple[str, str]]:
    """Name and tier of the rows."""
    rows = town.find(text, vocabulary=VOCABULARY).rows
    return [(str(orjson.loads(row.body)["name"]), row.matched_by) for row in rows]


def suggested(town: Any, text: str) -> list[str]:
    asked = suggest(town.engine, town.tables, text, first=MOST_SUGGESTIONS, now=NOW)
    return [str(orjson.loads(row.body)["name"]) for row in asyncio.run(asked).rows]


# --- conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["荣誉", "承诺", "处罚", "荣誉 处罚"])
def test_a_code_stands_before_what_is_called_like_the_word_beside_it(town: Any, word: str) -> None:
    assert found(town, f"{HOTEL_CODE} {word}")[0] == ("天津市和平饭店有限公司", "code")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("食品 处罚", "天津市福加福食品有限公司"),
        ("处罚 食品", "天津市福加福食品有限公司"),
        ("食品 许可", "天津市福加福食品有限公司"),
        ("南开 食品 许可", "天津市福加福食品有限公司"),
    ],
)
def test_a_trade_beside_a_condition_is_a_name(town: Any, text: str, name: str) -> None:
    assert found(town, text) == [(name, "phrase")]


def test_a_trade_alone_stays_a_name_first(town: Any) -> None:
    assert found(town, "食品") == [("天津市福加福食品有限公司", "phrase")]


def test_a_status_may_be_written_behind_a_name(town: Any) -> None:
    names = ["闪虎（天津）科技有限公司", "闪虎科技（天津）有限公司"]
    assert found(town, "闪虎存续") == [(name, "core_name") for name in names]
    assert found(town, "闪虎注销") == []
    page = town.find("闪虎注销", vocabulary=VOCABULARY, guess=True)
    assert page.did_you_mean.left_out == ("注销",)


def test_a_word_said_twice_is_one(town: Any) -> None:
    for text in ("福加福 福加福", "福加福 南开 福加福"):
        assert found(town, text)[0] == ("天津市福加福食品有限公司", "core_name")
    assert found(town, "天津 天津农商行 天津") == [
        ("天津农村商业银行股份有限公司", "core_name"),
        ("天津滨海农村商业银行股份有限公司", "abbreviation"),
    ]


# --- a brand and a place --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("海底捞大悦城", "海底捞天津餐饮管理有限公司南开大悦城店"),
        ("海底捞南开大悦城", "海底捞天津餐饮管理有限公司南开大悦城店"),
        ("麦当劳南开水上公园", "天津麦当劳有限公司水上公园餐厅"),
        ("麦当劳南开区水上公园", "天津麦当劳有限公司水上公园餐厅"),
        ("瑞幸鞍山西道", "瑞幸咖啡（天津）有限公司南开鞍山西道分店"),
        ("中国石化天津石油分公司", "中国石化销售股份有限公司天津石油分公司"),
        ("中石化长江道加油站", "中国石化销售股份有限公司天津南开长江道加油站"),
        ("瑞幸南开咖啡", "瑞幸咖啡（天津）有限公司南开鞍山西道分店"),
        ("瑞幸鞍山西道咖啡", "瑞幸咖啡（天津）有限公司南开鞍山西道分店"),
        ("麦当劳餐厅水上公园", "天津麦当劳有限公司水上公园餐厅"),
        ("海底捞餐饮大悦城", "海底捞天津餐饮管理有限公司南开大悦城店"),
        ("海底捞南开大悦城餐饮", "海底捞天津餐饮管理有限公司南开大悦城店"),
    ],
)
def test_a_brand_and_a_place_need_no_space(town: Any, text: str, name: str) -> None:
    assert found(town, text) == [(name, "words")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("麦当劳水上公园", "天津麦当劳有限公司水上公园餐厅"),  # a branch stands behind its brand
        ("塘沽包子", "天津市滨海新区塘沽张记包子铺"),  # 塘沽 is a district of old
    ],
)
def test_a_shop_of_a_brand_or_a_former_district(town: Any, text: str, name: str) -> None:
    assert found(town, text) == [(name, "phrase")]


@pytest.mark.parametrize("text", ["海底捞水上公园", "海底捞大悦城咖啡"])
def test_a_place_that_the_brand_has_no_shop_at_finds_what_is_only_alike(
    town: Any, text: str
) -> None:
    rows = found(town, text)
    assert rows
    assert all("海底捞" in name and by == "similar" for name, by in rows)


@pytest.mark.parametrize("text", ["南开烧烤", "烧烤南开", "天津南开烧烤", "天津市南开烧烤"])
def test_a_district_and_a_trade_need_no_space(town: Any, text: str) -> None:
    assert found(town, text) == [("天津市南开区老王烧烤店", "phrase"), ("老李烧烤店", "phrase")]


def test_a_region_behind_a_trade_holds(town: Any) -> None:
    assert found(town, "烧烤 上海") == []
    assert found(town, "火锅 成都") == []


# --- branches and forms ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["狗不理南开分公司", "狗不理 南开分公司"])
def test_a_branch_of_a_place_stands_before_its_head_office(town: Any, text: str) -> None:
    assert found(town, text) == [
        ("天津狗不理集团股份有限公司南开第二分公司", "core_name"),
        ("天津狗不理集团股份有限公司", "core_name"),
        ("天津狗不理集团股份有限公司和平分公司", "core_name"),
    ]


def test_a_branch_is_found_behind_half_of_its_parents_form(town: Any) -> None:
    name = "天津狗不理集团股份有限公司南开第二分公司"
    assert found(town, "狗不理集团南开第二分公司")[0] == (name, "core_name")


@pytest.mark.parametrize("text", ["宝德合作社", "宝德专业合作社"])
def test_a_cooperative_is_not_a_factory_of_the_same_name(town: Any, text: str) -> None:
    assert found(town, text) == [
        ("天津市滨海新区大王庄镇宝德农机专业合作社", "core_name"),  # 宝德 in a town
        ("天津市河东区宝德家具厂", "core_name"),
    ]


# --- while typing ---------------------------------------------------------------------------------


def ways_to_type(name: str) -> list[str]:
    """Every beginning of a name, its brackets as they may stand half open."""
    beginnings = [name[:length] for length in range(1, len(name) + 1)]
    return [*beginnings, *(one.translate(str.maketrans("（）", "()")) for one in beginnings)]


@pytest.mark.parametrize("name", [firm[0] for firm in FIRMS])
def test_every_beginning_of_a_name_suggests_it(town: Any, name: str) -> None:
    # 天津市 and 天津 are one.
    others = [other[0].replace("天津市", "天津") for other in FIRMS]
    for typed in ways_to_type(name):
        written = typed.translate(str.maketrans("()", "（）")).replace("天津市", "天津")
        if sum(other.startswith(written) for other in others) <= MOST_SUGGESTIONS:
            assert name in suggested(town, typed), typed


@pytest.mark.parametrize("name", [firm[1] for firm in FIRMS if firm[1]])
def test_every_beginning_of_a_former_name_suggests_its_firm(town: Any, name: str) -> None:
    for length in range(len("天津狗"), len(name) + 1):
        assert "天津狗不理集团股份有限公司" in suggested(town, name[:length]), name[:length]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (
            "海底捞南",
            ["海底捞天津餐饮管理有限公司南开大悦城店", "四川海底捞餐饮股份有限公司天津第五分公司"],
        ),
        ("瑞幸南", ["瑞幸咖啡（天津）有限公司南开鞍山西道分店"]),
        ("麦当劳水上", ["天津麦当劳有限公司水上公园餐厅"]),
        ("天津农", ["天津农村商业银行股份有限公司"]),
    ],
)
def test_a_brand_and_half_a_place_are_suggested(town: Any, typed: str, names: list[str]) -> None:
    assert suggested(town, typed) == names


@pytest.mark.parametrize("typed", ["9132o100", "9132Oioo7482o466", "91320100"])
def test_a_code_is_suggested_with_letters_for_digits(town: Any, typed: str) -> None:
    assert suggested(town, typed) == ["天津市和平饭店有限公司"]


# --- by the sound of the whole name ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("tianjinshifujiafushipin", "天津市福加福食品有限公司"),
        ("fujiafushipinyouxiangongsi", "天津市福加福食品有限公司"),
        ("tianjinshi fujiafu shipin youxiangongsi", "天津市福加福食品有限公司"),
        ("tianjinshinankaiqulaowangshaokaodian", "天津市南开区老王烧烤店"),
        ("nankaiqulaowangshaokaodian", "天津市南开区老王烧烤店"),
        ("lüluo", "天津绿萝花店"),
        ("LÜLUO HUADIAN", "天津绿萝花店"),
        ("luluohuadian", "天津绿萝花店"),
    ],
)
def test_a_whole_name_is_found_by_its_sound(town: Any, typed: str, name: str) -> None:
    rows = town.find(typed, vocabulary=VOCABULARY).rows
    assert found(town, typed) == [(name, "pinyin")]
    assert highlight_subject(orjson.loads(rows[0].body), rows[0].reading, "pinyin", town.tables)
    for length in range(len("tianjinshi") if typed.startswith("tianjin") else 2, len(typed)):
        assert name in suggested(town, typed[:length]), typed[:length]


def test_a_syllable_may_come_twice(town: Any) -> None:
    assert found(town, "fu jia fu shi pin") == [("天津市福加福食品有限公司", "pinyin")]


def test_a_u_is_an_u_before_it_is_an_umlaut(town: Any) -> None:
    assert found(town, "lujia") == [
        ("天津陆佳商贸有限公司", "pinyin"),
        ("天津吕家面馆", "pinyin"),
    ]


def test_an_umlaut_of_no_syllable_stays(town: Any) -> None:
    assert found(town, "müller") == [("天津MÜLLER机械有限公司", "core_name")]
