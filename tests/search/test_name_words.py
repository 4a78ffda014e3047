"""Names in words of two characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.name_words import MOST_WORDS, words_of
from gongshi.search.names import NameTables


@pytest.mark.parametrize(
    ("bare", "words"),
    [
        ("财经大学", ["财经", "大学"]),
        ("荣程联合钢铁", ["荣程", "联合", "钢铁"]),
        (
            "交通运输部天津水运工程科学研究院",
            ["交通", "运输部", "天津", "水运", "工程", "科学", "研究", "院"],
        ),
        ("外国语大学", ["外国语", "大学"]),  # a single character ends a word
        ("医科大学总医院", ["医科", "大学", "总", "医院"]),
        (
            "中交第一航务工程局",
            ["中交", "一", "航务", "工程", "局"],
        ),  # numbers are words, without 第
        ("中铁十八局", ["中铁", "十八", "局"]),
        ("第18研究所", ["十八", "研究", "所"]),
        ("第七〇七研究所", ["七零七", "研究", "所"]),
    ],
)
def test_words(tables: NameTables, bare: str, words: list[str]) -> None:
    assert words_of(bare, tables) == words


@given(st.text(st.sampled_from("第一二十八所院局财经大学海河1"), max_size=60))
def test_no_character_is_lost_and_none_invented(tables: NameTables, bare: str) -> None:
    words = words_of(bare, tables)
    assert all(words)
    if not {"第", "1"} & set(bare):
        assert "".join(words) == bare[: 2 * MOST_WORDS]
