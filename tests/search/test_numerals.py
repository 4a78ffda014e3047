"""Numbers in names: figures and characters are one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.numerals import other_numerals
from gongshi.search.suggest import suggest
from gongshi.search.text import fold
from tests.search.conftest import NOW


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("18街麻花", ("十八街麻花", "一八街麻花")),
        ("十八街麻花", ("18街麻花", "一八街麻花")),
        ("7天酒店", ("七天酒店", "柒天酒店")),
        ("七天酒店", ("7天酒店", "柒天酒店")),
        ("壹号公馆", ("1号公馆", "一号公馆")),
        ("360安全", ("三百六十安全", "三六零安全")),
        ("三六五超市", ("365超市", "三百六十五超市")),
        ("一百零五号", ("105号", "一零五号")),
        ("十里香", ("10里香", "一零里香")),
        ("第2分公司", ("第二分公司", "第贰分公司")),
        ("五十六个", ("56个", "五六个")),
        ("7", ("七", "柒")),
        ("1000", ("一千", "一零零零")),
        ("007", ("零零七",)),
        ("百货", ()),
        ("千百度", ()),
        ("陆家", ()),
        ("20257", ()),
        ("海河", ()),
    ],
)
def test_other_numerals(written: str, others: tuple[str, ...]) -> None:
    assert other_numerals(written) == others


@given(st.integers(1, 9_999))
def test_a_number_in_characters_is_read_back(number: int) -> None:
    assert str(number) in other_numerals(other_numerals(f"{number}")[0])


@given(st.text(st.characters() | st.sampled_from("一二十百千零〇两壹0189街"), max_size=30))
def test_any_text_has_few_other_spellings(text: str) -> None:
    folded = fold(text)
    others = other_numerals(folded)
    assert len(others) <= 3
    assert folded not in others


# --- found either way -----------------------------------------------------------------------------

NAMES = (
    "天津市桂发祥十八街麻花食品股份有限公司",
    "七天酒店（天津）有限公司",
    "天津7天连锁酒店有限公司",
    "天津市南开区三合家常菜馆",
    "天津3合商贸有限公司",
    "天津狗不理集团股份有限公司南开第二分公司",
    "天津第一医院",
    "天津壹品商贸有限公司",
)


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle([firm(name, district="120104") for name in NAMES])
    return made


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("18街麻花", [(0, "abbreviation")]),
        ("18街", [(0, "abbreviation")]),
        ("天津18街麻花", [(0, "phrase")]),
        ("十八街麻花", [(0, "abbreviation")]),
        ("7天酒店", [(1, "core_name"), (2, "words")]),
        ("七天连锁酒店", [(2, "core_name")]),
        ("7天酒店有限公司", [(1, "core_name"), (2, "words")]),
        ("7天酒店（天津）有限公司", [(1, "full_name"), (2, "words")]),
        ("三合", [(3, "core_name"), (4, "core_name")]),
        ("3合", [(4, "core_name"), (3, "core_name")]),
        ("狗不理南开第2分公司", [(5, "core_name")]),
        ("第1医院", [(6, "core_name")]),
        ("一品商贸", [(7, "core_name")]),
        ("1品", [(7, "core_name")]),
    ],
)
def test_names_are_found_whichever_way_their_numbers_are_written(
    town: Any, typed: str, rows: list[tuple[int, str]]
) -> None:
    found = [
        (NAMES.index(orjson.loads(row.body)["name"]), row.matched_by)
        for row in town.find(typed).rows
    ]
    assert found == rows


@pytest.mark.parametrize(
    ("typed", "places"), [("7天", [2, 1]), ("七天酒", [1]), ("7天酒", [1]), ("天津一品", [7])]
)
def test_numbers_are_suggested_either_way(town: Any, typed: str, places: list[int]) -> None:
    asked = suggest(town.engine, town.tables, typed, first=10, now=NOW)
    found = [NAMES.index(orjson.loads(row.body)["name"]) for row in asyncio.run(asked).rows]
    assert found == places
