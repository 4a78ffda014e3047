"""Cursors: sealed, and bounded in how far they lead."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.graphql.notice_cursor import read_cursor, write_cursor
from gongshi.graphql.window import Place, Seal
from gongshi.ledger.notices import START
from gongshi.records.problems import GongshiError

SEAL = Seal.of("a-ledger")


def code_of(cursor: str, seal: Seal = SEAL) -> str:
    with pytest.raises(GongshiError) as caught:
        seal.read(cursor)
    return caught.value.code


def test_what_was_written_is_read() -> None:
    assert SEAL.read(None) == Place(None, 0)
    assert SEAL.read(SEAL.write("AQACiyRj_-", 999)) == Place("AQACiyRj_-", 999)


def test_the_window_ends_at_a_thousand() -> None:
    assert code_of(SEAL.write("abc", 1_000)) == "window_exceeded"


def test_the_count_cannot_be_set_back() -> None:
    cursor = SEAL.write("abc", 900)
    assert code_of(cursor.replace(".900.", ".1.")) == "cursor_invalid"
    assert code_of(cursor.replace("abc", "abd")) == "cursor_invalid"
    assert code_of(cursor, Seal.of("another")) == "cursor_invalid"


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    assert code_of(text) == "cursor_invalid"


def test_a_notice_is_found_again_by_its_day_and_place() -> None:
    day = date(2026, 6, 9)
    cursor = write_cursor(SEAL, day, (1 << 40) - 1)
    assert read_cursor(SEAL, cursor) == (day, (1 << 40) - 1)
    assert read_cursor(SEAL, None) == START


def test_a_cursor_of_a_search_is_none_of_the_notices() -> None:
    with pytest.raises(GongshiError) as caught:
        read_cursor(SEAL, SEAL.write("AQACiyRjDtvm", 3))
    assert caught.value.code == "cursor_invalid"
