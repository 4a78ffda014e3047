"""Typed letters one slip away from whole syllables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.pinyin import spellings
from gongshi.search.sound_slips import LONGEST, MOST, MOST_WHOLE, confused_sounds, mended_sounds


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nanjnggangtie", "nanjinggangtie"),  # one missing
        ("nanjimggangtie", "nanjinggangtie"),  # one wrong
        ("nanjiinggangtie", "nanjinggangtie"),  # one too many
        ("nanjniggangtie", "nanjinggangtie"),  # two swapped
        ("jwueijiankeji", "juweijiankeji"),  # two swapped of neighbouring syllables
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


def test_whole_syllables_are_mended_where_nothing_sounds_so() -> None:
    assert mended_sounds("wonengeangzhi") == ()
    assert "wonengfangzhi" in mended_sounds("wonengeangzhi", whole=True)
    assert "wonengeangzhi" not in mended_sounds("wonengeangzhi", whole=True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sanshikeji", "shanshikeji"),  # z c s for zh ch sh, and the other way round
        ("zhoushou", "zousou"),
        ("nanhai", "lanhai"),
        ("fuhua", "huhua"),
        ("louye", "rouye"),
        ("xinshi", "xingshi"),
        ("dengfan", "dengfang"),
        ("xinsikeji", "xingshikeji"),  # two syllables, two habits
        ("sansisisheng", "shanshishisheng"),  # one habit all through
    ],
)
def test_sounds_that_many_do_not_tell_apart(typed: str, meant: str) -> None:
    assert meant in confused_sounds(typed)


def test_no_sound_is_taken_for_what_is_no_syllable_or_for_itself() -> None:
    assert confused_sounds("beibei") == ()
    assert confused_sounds("bcd") == ()
    assert confused_sounds("a" * (LONGEST + 1)) == ()


@given(st.text("aehginszcl", max_size=LONGEST + 3))
def test_what_sounds_nearly_so_is_whole_and_not_too_much(letters: str) -> None:
    for others, most in (
        (confused_sounds(letters), MOST),
        (mended_sounds(letters, whole=True), MOST_WHOLE),
    ):
        assert letters not in others
        assert len(others) <= most
        assert all(spellings(other) for other in others)
