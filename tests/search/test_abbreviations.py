"""Abbreviations of bodies that everybody shortens: 天大, 一航局, 市疾控, 天津农商行."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.abbreviations import Shortened, abbreviation_terms, abbreviation_tiers
from gongshi.search.names import NameTables, anatomy
from gongshi.search.suggest import suggest
from tests.search.conftest import NOW

NAMES = [
    "天津大学",
    "天津财经大学",
    "天津大沽化工股份有限公司",
    "天津农学院",
    "天津市第一中心医院",
    "天津中医药大学第一附属医院",
    "中交第一航务工程局有限公司",
    "中交一航局第一工程有限公司",
    "中铁十八局集团有限公司",
    "中国电子科技集团公司第18研究所",
    "天津市疾病预防控制中心",
    "天津农村商业银行股份有限公司",
    "天津纺织集团（控股）有限公司",
    "天津荣程联合钢铁集团有限公司",
    "天津尊荣钢铁贸易有限公司",
    "天津城市基础设施建设投资集团有限公司",
    "天津泰达投资控股有限公司",
    "三泰控股餐饮（天津）有限公司",
    "天津信托有限责任公司",
    "中国天津外轮代理有限公司",
    "南开区秋天美甲店",
    "天津美术学院",
    "中国石油天然气股份有限公司大港油田分公司",
    "中国石油天然气股份有限公司天津销售分公司",
    "天津市天津医院",
    "天津财务运输有限公司",
    "天津利合仪器仪表集团有限公司",
    "天津乐财仪器仪表厂",
    "天津乐豆家仪器仪表集团有限公司",
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    # The later ones have more records: they would stand first.
    made.settle([firm(name, licences=at) for at, name in enumerate(NAMES)])
    return made


OLD_NAMES = [
    "天津天泽锦绣信息咨询有限公司",
    "天津市泽源贸易公司",
    "天津市泽海建筑集团有限公司",
    "天津天一阁文化有限公司",
    "天津市第一中学",
    "天津中医汇门诊部有限公司",
    "天津市中心医院",
    "天津国民锦上添花家具有限公司",
    "中国民航大学",
    "天津中华人寿文化有限公司",
    "中国华电集团有限公司",
    "天津口腔医院设备有限公司",
    "天津佳音口腔医院",
    "天津大学附属小学",
    "天津大学",
    "天津财经大学",
    "天津市河东建设有限公司",
    "天津市河东区永兴建材公司",
    "天津津门学院",
    "天津大学附属医院",
    "天津大附锦绣科技有限公司",
    "天津市河东区中心医院",
    "河东中兴商贸（天津）有限公司",
]


@pytest.fixture(scope="module")
def old_town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle([firm(name, licences=at) for at, name in enumerate(OLD_NAMES)])
    return made


def names(town: Any, typed: str) -> list[tuple[str, str]]:
    return [(orjson.loads(row.body)["name"], row.matched_by) for row in town.find(typed).rows]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("天大", "天津大学"),
        ("天财", "天津财经大学"),
        ("天农", "天津农学院"),
        ("天美", "天津美术学院"),
        ("一中心", "天津市第一中心医院"),
        ("市一中心", "天津市第一中心医院"),
        ("一附院", "天津中医药大学第一附属医院"),
        ("一航局", "中交第一航务工程局有限公司"),
        ("中交一航局", "中交第一航务工程局有限公司"),
        ("十八局", "中铁十八局集团有限公司"),
        ("18局", "中铁十八局集团有限公司"),
        ("十八所", "中国电子科技集团公司第18研究所"),
        ("市疾控", "天津市疾病预防控制中心"),
        ("疾控中心", "天津市疾病预防控制中心"),
        ("天纺集团", "天津纺织集团（控股）有限公司"),
        ("荣钢", "天津荣程联合钢铁集团有限公司"),
        ("荣钢集团", "天津荣程联合钢铁集团有限公司"),
        ("津城投", "天津城市基础设施建设投资集团有限公司"),
        ("泰控", "天津泰达投资控股有限公司"),
        ("津信托", "天津信托有限责任公司"),
        ("天津外代", "中国天津外轮代理有限公司"),
    ],
)
def test_an_abbreviation_stands_before_what_holds_its_characters_by_chance(
    town: Any, typed: str, name: str
) -> None:
    assert names(town, typed)[0] == (name, "abbreviation")


def test_a_public_body_stands_before_a_company(town: Any) -> None:
    assert names(town, "天大") == [
        ("天津大学", "abbreviation"),  # leaves out no word
        ("天津中医药大学第一附属医院", "abbreviation"),
        ("天津财经大学", "abbreviation"),
        ("天津大沽化工股份有限公司", "similar"),
    ]
    assert names(town, "津财大")[0] == ("天津财经大学", "abbreviation")


def test_a_company_stands_behind_a_name_with_a_character_missing(town: Any) -> None:
    # 乐仪器仪表 may be shortened, but a 字号 of two characters lost one rather.
    assert names(town, "乐仪器仪表") == [
        ("天津乐财仪器仪表厂", "similar"),
        ("天津乐豆家仪器仪表集团有限公司", "abbreviation"),
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("天泽", ["天津天泽锦绣信息咨询有限公司"]),  # not 天津泽源
        ("天一", ["天津天一阁文化有限公司"]),  # not 天津市第一中心医院
        ("中医", ["天津中医汇门诊部有限公司"]),  # not 天津市中心医院
        ("国民", ["天津国民锦上添花家具有限公司"]),  # not 中国民航大学
        ("中华", ["天津中华人寿文化有限公司"]),  # not 中国华电集团
        ("口腔医院", ["天津口腔医院设备有限公司"]),  # a trade as it is
        ("天津大学", ["天津大学", "天津大学附属医院", "天津大学附属小学"]),  # begin so
        ("河东建", ["天津市河东建设有限公司"]),
        ("天津大附", ["天津大附锦绣科技有限公司"]),  # not 天津大学附属医院
        ("河东中", ["河东中兴商贸（天津）有限公司"]),  # not 天津市河东区中心医院
    ],
)
def test_what_begins_so_stands_before_what_only_might_be_shortened(
    old_town: Any, typed: str, first: list[str]
) -> None:
    found = names(old_town, typed)
    assert [name for name, matched_by in found[: len(first)]] == first
    assert all(matched_by != "abbreviation" for _, matched_by in found[: len(first)])


def test_who_types_a_form_types_a_whole_name(old_town: Any) -> None:
    assert {matched_by for _, matched_by in names(old_town, "天大有限公司")} == {"similar"}


def test_a_very_name_stands_before_an_abbreviation(town: Any) -> None:
    assert names(town, "天津农商行")[0] == ("天津农村商业银行股份有限公司", "core_name")
    # 天津 is no region there.
    assert names(town, "天津医院")[0] == ("天津市天津医院", "core_name")


def test_a_public_body_is_suggested_by_what_it_goes_by(town: Any) -> None:
    found = asyncio.run(suggest(town.engine, town.tables, "天大", first=3, now=NOW))
    assert [(orjson.loads(row.body)["name"], row.matched_by) for row in found.rows] == [
        ("天津大学", "abbreviation")
    ]


def test_a_region_suggests_what_begins_so(old_town: Any) -> None:
    found = asyncio.run(suggest(old_town.engine, old_town.tables, "天津", first=10, now=NOW))
    assert {row.matched_by for row in found.rows} == {"prefix"}


def test_a_branch_with_the_region_in_its_name_stands_before_one_registered_there(
    new_town: Callable[[], Any], firm: Any
) -> None:
    town = new_town()
    town.settle([firm(name, district="120116") for name in NAMES])
    for typed in ("中石油天津", "天津中石油"):
        assert [name for name, _ in names(town, typed)][:2] == [
            "中国石油天然气股份有限公司天津销售分公司",
            "中国石油天然气股份有限公司大港油田分公司",
        ]


@pytest.mark.parametrize(
    "name",
    [
        "天津尊荣钢铁贸易有限公司",
        "三泰控股餐饮（天津）有限公司",
        "南开区秋天美甲店",
        "天津火锅店",
        "重庆火锅有限公司",
        "中国石油天然气股份有限公司天津销售分公司",
        "天津",
        "",
    ],
)
def test_most_names_have_no_abbreviations(tables: NameTables, name: str) -> None:
    assert abbreviation_terms(anatomy(name, tables), tables) == ()


@pytest.mark.parametrize(
    "typed",
    [
        *("天", "天津", "天津财经大学出版社", "tianda", "天大有限公司南开分公司", "", "A大"),
        *("天津大学", "超市", "天大有限公司"),
    ],
)
def test_what_is_no_abbreviation_asks_nothing(tables: NameTables, typed: str) -> None:
    assert abbreviation_tiers(anatomy(typed, tables), tables) == Shortened()


def test_a_trade_may_be_some_bodys_at_the_very_last(tables: NameTables) -> None:
    assert abbreviation_tiers(anatomy("天津化工院", tables), tables)[:3] == ((), (), ())


def test_two_characters_are_enough_for_some_bodies_only(tables: NameTables) -> None:
    def wholes(name: str) -> set[str]:
        return {one for one in abbreviation_terms(anatomy(name, tables), tables) if one[0] == "#"}

    assert {"#天大", "#津大"} <= wholes("天津大学")
    assert {"#财大", "#天财"} <= wholes("天津财经大学")
    assert min(map(len, wholes("天津市中心医院"))) == len("#天中医")


def test_a_district_behind_its_city_is_typed_whole(tables: NameTables) -> None:
    terms = abbreviation_terms(anatomy("天津市河东区中心医院", tables), tables)
    assert {"河东", "东中"} <= set(terms)
    assert "河中" not in terms


def test_a_city_goes_by_its_letters() -> None:
    chongqing = NameTables.of(city="重庆市")
    terms = abbreviation_terms(anatomy("重庆市农村商业银行股份有限公司", chongqing), chongqing)
    assert {"^渝", "^重", "渝农", "重农", "市农", "#渝农商", "#渝农商行"} <= set(terms)


#: A name is cut after ten words: no register fills an index with one.
MOST_TOKENS = 500
WORDS = st.lists(st.sampled_from(["财经", "纺织", "机械", "建设", "农业"]), min_size=1, max_size=5)


@given(WORDS, st.data())
def test_any_first_characters_in_their_order_are_pairs_of_the_name(
    tables: NameTables, words: list[str], data: st.DataObject
) -> None:
    name = "天津" + "".join(words) + "大学"
    terms = abbreviation_terms(anatomy(name, tables), tables)
    heads = ["天", *(word[0] for word in words), "大"]
    places = data.draw(st.sets(st.integers(0, len(heads) - 1), min_size=2))
    short = "".join(heads[place] for place in sorted(places))
    assert {a + b for a, b in pairwise(short)} <= set(terms)
    assert "^天" in terms
    assert all(len(term) <= 8 for term in terms)


PARTS = st.sampled_from(
    [
        *"第一二三四五十八所院局",
        "天津市",
        "河东区",
        "（北京）",
        "（上海）",
        "经济技术开发区",
        "18",
        "财经",
        "海河",
        "集团",
    ]
)
ENDS = st.sampled_from(
    ["大学", "研究所", "集团有限公司", "股份有限公司", "控股有限公司", "公司", ""]
)


@given(st.lists(PARTS, max_size=40), ENDS)
def test_any_name_gives_clean_tokens_and_any_text_tiers(
    tables: NameTables, parts: list[str], end: str
) -> None:
    whole = anatomy("".join(parts)[:90] + end, tables)
    terms = abbreviation_terms(whole, tables)
    assert len(set(terms)) == len(terms) <= MOST_TOKENS
    assert all(terms)
    assert not any(" " in term for term in terms)
    abbreviation_tiers(whole, tables)


MORE_NAMES = [
    "中国民航大学",
    "中航大展传媒有限公司",
    "中航传媒商贸（天津）有限公司",
    "国家超级计算天津中心",
    "天津超安商贸有限公司",
    "天津农村商业银行股份有限公司",
    "天津市农业商贸股份有限公司",
    "天津市职业大学",
    "天津职业技术师范大学",
    "天津市武清区中医医院",
    "天津中医药大学",
    "天津市公共交通集团（控股）有限公司",
    "天津滨海新区公共交通集团有限公司",
    "中国船舶集团有限公司第七〇七研究所",
    "中交天津港湾工程研究院有限公司",
    "天津港（集团）有限公司",
    "天津钢管制造有限公司",
    "中海油天津化工研究设计院有限公司",
    "天津钢铁集团有限公司",
    "天津天钢联合特钢有限公司",
    "天津住宅建设发展集团有限公司",
    "天津市宝坻区住心钢管有限公司",
    "住邦（天津）园林集团股份有限公司",
    "中国科学院天津工业生物技术研究所",
    "交通运输部天津水运工程科学研究所",
    "天津市工商业联合会",
    "天津工商联合锦绣会展有限公司",
    "天津滨海国际机场有限公司",
    "天津市滨海新区建工投资集团有限公司",
    "渤化超市",
    "天津渤化集团大药房",
    "天津渤海化工集团有限责任公司",
    "天津海河有限公司美术馆",
    "海美乐超市",
    "天津海河养老科学院",
    "天津市中医养生科技有限公司",
]


@pytest.fixture(scope="module")
def more_town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle([firm(name, licences=at) for at, name in enumerate(MORE_NAMES)])
    return made


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("超算中心", "国家超级计算天津中心"),  # 国家…中心 is a public body
        ("天津超算", "国家超级计算天津中心"),  # its city stands in the middle
        ("天津农商", "天津农村商业银行股份有限公司"),  # a body, not 农业商贸
        ("天津职大", "天津市职业大学"),  # leaves out no word
        ("津中医", "天津中医药大学"),  # not a district's hospital
        ("天津公交集团", "天津市公共交通集团（控股）有限公司"),
        ("七〇七所", "中国船舶集团有限公司第七〇七研究所"),
        ("707所", "中国船舶集团有限公司第七〇七研究所"),
        ("津港", "天津港（集团）有限公司"),  # leaves out no word
        ("天钢集团", "天津钢铁集团有限公司"),  # a group, which 天钢联合特钢 is not
        ("天住集团", "天津住宅建设发展集团有限公司"),
        ("天工所", "中国科学院天津工业生物技术研究所"),  # 工业 is its first word
        ("天工商联", "天津市工商业联合会"),
        ("津养科", "天津海河养老科学院"),  # a body, before a company of everybody's words
    ],
)
def test_among_abbreviations_the_one_that_leaves_out_least_stands_first(
    more_town: Any, typed: str, name: str
) -> None:
    assert names(more_town, typed)[0] in {(name, "abbreviation"), (name, "core_name")}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("中航大", [("中航大展传媒有限公司", "prefix"), ("中国民航大学", "abbreviation")]),
        ("民航学", [("中国民航大学", "abbreviation")]),
        ("津管造", [("天津钢管制造有限公司", "abbreviation")]),
        ("天津化工院", [("中海油天津化工研究设计院有限公司", "abbreviation")]),
    ],
)
def test_the_end_of_a_word_may_stand_for_it_behind_who_bears_the_text(
    more_town: Any, typed: str, found: list[tuple[str, str]]
) -> None:
    assert names(more_town, typed)[: len(found)] == found


def test_a_whole_name_is_no_abbreviation_of_another(more_town: Any) -> None:
    assert names(more_town, "渤化集团")[0] == ("天津渤化集团大药房", "prefix")
    assert names(more_town, "渤化集团")[1] == ("天津渤海化工集团有限责任公司", "abbreviation")
    assert names(more_town, "渤化集团有限公司")[0] == ("渤化超市", "core_name")


def test_what_any_company_owns_is_no_public_body(more_town: Any) -> None:
    assert names(more_town, "海美")[0] == ("海美乐超市", "prefix")


def test_what_has_a_districts_word_may_be_the_citys(tables: NameTables) -> None:
    terms = abbreviation_terms(anatomy("天津滨海国际机场有限公司", tables), tables)
    assert {"津国", "津机", "天机"} <= set(terms)
    terms = abbreviation_terms(anatomy("天津市滨海新区建工投资集团有限公司", tables), tables)
    assert "津建" not in terms


def test_a_districts_own_is_not_abbreviated_by_the_city_alone(tables: NameTables) -> None:
    terms = set(abbreviation_terms(anatomy("天津市河东区中心医院", tables), tables))
    assert {"津河", "东中", "^中"} <= terms
    assert terms.isdisjoint({"津中", "天中", "^天", "#天中医"})


def test_a_city_in_brackets_begins_no_groups_abbreviation(tables: NameTables) -> None:
    def firsts(name: str) -> set[str]:
        return {one for one in abbreviation_terms(anatomy(name, tables), tables) if one[0] == "&"}

    assert firsts("天津住宅集团有限公司") == {"&天", "&津"}
    assert firsts("住邦（天津）园林集团有限公司") == set()


def test_the_city_stands_for_what_it_stands_before(tables: NameTables) -> None:
    terms = abbreviation_terms(anatomy("中国（天津）外轮代理有限公司", tables), tables)
    assert {"中外", "天外", "津外"} <= set(terms)


@given(WORDS, st.data())
def test_any_characters_of_a_public_body_in_their_order_are_pairs_of_it(
    tables: NameTables, words: list[str], data: st.DataObject
) -> None:
    name = "天津" + "".join(words) + "大学"
    terms = set(abbreviation_terms(anatomy(name, tables), tables))
    places = sorted(data.draw(st.sets(st.integers(0, len(name) - 1), min_size=2)))
    pairs = {name[a] + name[b] for a, b in pairwise(places)}
    assert all({pair, "~" + pair} & terms for pair in pairs)
