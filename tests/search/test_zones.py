"""Names in development zones are found by any part of the zone's name; no text takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.names import NameTables, anatomy
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

VOCABULARY = Vocabulary.of(DISTRICTS)
NAMES = [
    "天津经济技术开发区海河乳品有限公司",
    "天津滨海高新技术产业开发区津门茶叶有限公司",
    "天津港保税区远洋物流有限公司",
    "天津空港经济区飞达机械有限公司",
    "华电集团天津分公司",
    "天津南开天华集团第一分公司",
    "国网能源股份天津分公司",
    "天津振兴商贸有限公司",
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle([firm(name, district="120101") for name in NAMES])
    return made


FOUND_BY = {
    NAMES[0]: """经济技术开发区 经济技术开发区海河 技术开发区海河乳品 天津技术开发区 天津开发区海河
        jingjijishukaifaqu tianjinjingjijishu""",
    NAMES[1]: "高新技术产业开发区津门 津门高新技术 天津高新区津门",
    NAMES[2]: "港保税区 天津港保税区 港保税区远洋 天津保税区远洋",
    NAMES[3]: "空港 空港飞达 空港经济区飞达",
    # While a branch is being typed, its parent's form is a part of the name.
    NAMES[4]: "华电集 华电集团天 华电集团天津分 华电集团天津分公司",
    NAMES[5]: "天华集团第一 天华集团第一分 天津天华集团第",
    NAMES[6]: "国网能源股 国网能源股份天津 国网能源股份天津分",
}


@pytest.mark.parametrize(("name", "texts"), FOUND_BY.items())
def test_any_part_finds_it(town: Any, name: str, texts: str) -> None:
    for text in texts.split():
        rows = town.find(text, vocabulary=VOCABULARY).rows
        assert rows, text
        assert orjson.loads(rows[0].body)["name"] == name, text


@pytest.mark.parametrize("words", ["高新技术", "高技术", "港临港", "新区新技术"])
def test_a_zone_of_many_words_is_read_in_one_way(tables: NameTables, words: str) -> None:
    """Read in every way there is, such a text would not end: the words are tried once each."""
    text = f"天津{words * 49}"[:200]
    assert anatomy(text, tables).regions == ("天津",)
