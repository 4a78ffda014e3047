"""What people type into the box, and what they would call broken if it were not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

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
