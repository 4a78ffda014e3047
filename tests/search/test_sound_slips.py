"""Typed letters one slip away from whole syllables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.pinyin import spellings
from gongshi.search.sound_slips import LONGEST, MOST, mended_sounds


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nanjnggangtie", "nanjinggangtie"),  # one missing
        ("nanjimggangtie", "nanjinggangtie"),  # one wrong
        ("nanjiinggangtie", "nanjinggangtie"),  # one too many
        ("nanjniggangtie", "nanjinggangtie"),  # two swapped
        ("haihr", "haihe"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    assert meant in mended_sounds(typed)


@pytest.mark.parametrize("typed", ["nanjinggangtie", "xian", "", "b", "bcdfghjk", "x" * 31])
def test_nothing_is_mended_where_nothing_is_wrong_or_all_is(typed: str) -> None:
    assert mended_sounds(typed) == ()


@given(st.text("abcdeghinoqtuxz", max_size=LONGEST + 3))
def test_what_is_offered_is_whole(letters: str) -> None:
    mended = mended_sounds(letters)
    assert len(mended) <= MOST
    assert all(spellings(other) for other in mended)
