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


def names(town: Any, typed: str) -> list[tuple[str, str]]:
    return [(orjson.loads(row.body)["name"], row.matched_by) for row in town.find(typed).rows]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("天大", "天津大学"),
        ("天财", "天津财经大学"),
        ("天农", "天津农学院"),
        ("一中心", "天津市第一中心医院"),
        ("市一中心", "天津市第一中心医院"),
        ("一附院", "天津中医药大学第一附属医院"),
        ("一航局", "中交第一航务工程局有限公司"),
        ("中交一航局", "中交第一航务工程局有限公司"),
        ("十八局", "中铁十八局集团有限公司"),
        ("18局", "中铁十八局集团有限公司"),
        ("市疾控", "天津市疾病预防控制中心"),
        ("疾控中心", "天津市疾病预防控制中心"),
        ("天纺", "天津纺织集团（控股）有限公司"),
        ("天纺集团", "天津纺织集团（控股）有限公司"),
        ("荣钢", "天津荣程联合钢铁集团有限公司"),
        ("荣钢集团", "天津荣程联合钢铁集团有限公司"),
        ("津城投", "天津城市基础设施建设投资集团有限公司"),
        ("泰控", "天津泰达投资控股有限公司"),
        ("天信", "天津信托有限责任公司"),
        ("天津外代", "中国天津外轮代理有限公司"),
        ("天美", "天津美术学院"),
    ],
)
def test_an_abbreviation_stands_before_what_holds_its_characters_by_chance(
    town: Any, typed: str, name: str
) -> None:
    assert names(town, typed)[0] == (name, "abbreviation")


def test_a_public_body_stands_before_a_company(town: Any) -> None:
    assert names(town, "天大") == [
        ("天津大学", "abbreviation"),  # as a whole
        ("天津中医药大学第一附属医院", "abbreviation"),
        ("天津财经大学", "abbreviation"),
        ("天津大沽化工股份有限公司", "abbreviation"),
    ]


def test_a_company_of_everybodys_words_stands_behind_a_public_body(town: Any) -> None:
    assert names(town, "天财")[:2] == [
        ("天津财经大学", "abbreviation"),
        ("天津财务运输有限公司", "abbreviation"),
    ]


def test_a_company_stands_behind_a_name_with_a_character_missing(town: Any) -> None:
    # 乐仪器仪表 may be shortened, but a 字号 of two characters lost one rather.
    assert names(town, "乐仪器仪表") == [
        ("天津乐财仪器仪表厂", "similar"),
        ("天津乐豆家仪器仪表集团有限公司", "abbreviation"),
    ]


def test_a_very_name_stands_before_an_abbreviation(town: Any) -> None:
    assert names(town, "天津农商行")[0] == ("天津农村商业银行股份有限公司", "core_name")
    # 天津 is no region there.
    assert names(town, "天津医院")[0] == ("天津市天津医院", "core_name")


def test_a_public_body_is_suggested_by_what_it_goes_by(town: Any) -> None:
    found = asyncio.run(suggest(town.engine, town.tables, "天大", first=3, now=NOW))
    assert [(orjson.loads(row.body)["name"], row.matched_by) for row in found.rows] == [
        ("天津大学", "abbreviation")
    ]
    before = asyncio.run(suggest(town.engine, town.tables, "天", first=1, now=NOW))
    assert before.rows[0].matched_by == "prefix"


def test_a_branch_with_the_region_in_its_name_stands_before_one_registered_there(
    new_town: Callable[[], Any], firm: Any
) -> None:
    town = new_town()
    town.settle([firm(name, district="120116") for name in reversed(NAMES)])
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
        "中国石油天然气股份有限公司天津销售分公司",
        "天津",
        "",
    ],
)
def test_most_names_have_no_abbreviations(tables: NameTables, name: str) -> None:
    assert abbreviation_terms(anatomy(name, tables), tables) == ()


@pytest.mark.parametrize(
    "typed",
    ["天", "天津", "天津财经大学出版社", "tianda", "天大有限公司南开分公司", "", "A大"],
)
def test_what_is_no_abbreviation_asks_nothing(tables: NameTables, typed: str) -> None:
    assert abbreviation_tiers(anatomy(typed, tables), tables) == Shortened()


def test_a_city_goes_by_its_letters() -> None:
    chongqing = NameTables.of(city="重庆市")
    terms = abbreviation_terms(anatomy("重庆市农村商业银行股份有限公司", chongqing), chongqing)
    assert {"^渝", "^重", "渝农", "重农", "市农", "#渝农商", "#渝农商行"} <= set(terms)


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


@given(st.text(st.characters()))
def test_any_name_gives_clean_tokens_and_any_text_tiers(tables: NameTables, name: str) -> None:
    whole = anatomy(name, tables)
    terms = abbreviation_terms(whole, tables)
    assert len(set(terms)) == len(terms) <= 400
    assert all(terms)
    assert not any(" " in term for term in terms)
    abbreviation_tiers(whole, tables)
