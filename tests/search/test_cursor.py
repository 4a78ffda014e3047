"""Cursors: whole, of this query, or refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.problems import GongshiError
from gongshi.search.cursor import Cursor, query_hash, read_cursor, write_cursor
from gongshi.search.port import Position

QUERY = query_hash("subjects", "南京")


@given(st.integers(0, 0xFFFF), st.integers(0, (1 << 63) - 1))
def test_a_cursor_reads_back(tier: int, rank: int) -> None:
    text = write_cursor(Cursor(QUERY, tier, rank))
    assert len(text) == 26
    assert text.isascii()
    assert read_cursor(text, QUERY) == Position(tier, rank)


@given(st.text(st.characters(), max_size=60) | st.binary(max_size=40).map(bytes.hex))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(GongshiError) as refused:
        read_cursor(text, QUERY)
    assert refused.value.code == "cursor_invalid"


@given(st.integers(0, 25), st.sampled_from("Aa0-_=+/ é"))
def test_a_changed_cursor_is_refused_or_stands_elsewhere(place: int, letter: str) -> None:
    text = write_cursor(Cursor(QUERY, 3, 1 << 40))
    changed = text[:place] + letter + text[place + 1 :]
    assert _read(changed) is None or (_read(changed) == Position(3, 1 << 40)) == (changed == text)


def _read(text: str) -> Position | None:
    with suppress(GongshiError):
        return read_cursor(text, QUERY)
    return None


def test_a_cursor_of_another_query_is_refused() -> None:
    text = write_cursor(Cursor(QUERY, 0, 5))
    with pytest.raises(GongshiError, match="cursor_invalid"):
        read_cursor(text, query_hash("records", "南京"))


def test_a_rank_beyond_63_bits_is_refused() -> None:
    with pytest.raises(GongshiError, match="cursor_invalid"):
        read_cursor(write_cursor(Cursor(QUERY, 0, 1 << 63)), QUERY)


def test_the_hash_takes_any_text() -> None:
    assert query_hash("\ud800") != query_hash("\ud801")
