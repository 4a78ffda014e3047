"""Days as written, periods as counted, empty marks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.clock import FOREVER_MS, SHANGHAI, day_of, from_ms, midnight, to_ms
from gongshi.records.dates import LONG_TERM, is_long_term, last_day, parse_date
from gongshi.records.empty import blank, is_empty
from gongshi.records.problems import GongshiError
from gongshi.records.working_days import WorkingCalendar


@pytest.mark.parametrize(
    "text",
    [
        "2025/11/18",
        "2025-11-18",
        "2025.11.18",
        "2025年11月18日",
        "20251118",
        " 2025/11/18 ",
        "２０２５／１１／１８",
        "2025-11-18 00:00:00",
        "2025-11-18T08:30:00.000+08:00",
        "2025/11/18 8:30",
    ],
)
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == date(2025, 11, 18)


def test_single_digits_are_read() -> None:
    assert parse_date("2025/1/8") == date(2025, 1, 8)
    assert parse_date("2025年1月8日") == date(2025, 1, 8)


@pytest.mark.parametrize("text", ["— —", "—", "无", "空", "", "  ", "暂缺", "NULL", "//", "\u3000"])
def test_an_empty_mark_is_no_day(text: str) -> None:
    assert parse_date(text) is None
    assert is_empty(text)
    assert blank(text) == ""


@pytest.mark.parametrize("text", ["准予", "0.9694", "无照经营", "101", "空气", "A-1"])
def test_a_word_is_not_an_empty_mark(text: str) -> None:
    assert not is_empty(text)
    assert blank(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["2025/02/30", "2025/13/01", "25/1/1", "2025-1", "abc", "0000/01/01", "2025111", "٢٠٢٥/١/١x"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|year"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    ["2099/12/31", "2099/12/30", "2099/01/01", "2099/01/31", "2123/12/04", "9999-9-9", "长期"],
)
def test_a_far_day_means_long_term(text: str) -> None:
    day = parse_date(text)
    assert day is not None
    assert is_long_term(day)


def test_an_ordinary_day_is_not_long_term() -> None:
    assert parse_date("长期") == LONG_TERM
    assert not is_long_term(date(2098, 12, 31))


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_nothing_or_refused(text: str) -> None:
    try:
        day = parse_date(text)
    except ValueError:
        return
    assert day is None or isinstance(day, date)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2023-05-10", 36, "2026-05-10"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-12-31", 12, "2026-12-31"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-01-15", 0, "2025-01-15"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_a_period_ends_with_the_corresponding_day(start: str, months: int, last: str) -> None:
    assert last_day(date.fromisoformat(start), months) == date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_a_longer_period_never_ends_earlier(start: date, months: int) -> None:
    assert last_day(start, months) < last_day(start, months + 1)


def test_days_are_shanghai_days() -> None:
    assert midnight(date(2026, 5, 11)) == datetime(2026, 5, 10, 16, 0, tzinfo=UTC)
    assert day_of(datetime(2026, 5, 10, 16, 0, tzinfo=UTC)) == date(2026, 5, 11)
    assert day_of(datetime(2026, 5, 10, 15, 59, 59, 999_999, tzinfo=UTC)) == date(2026, 5, 10)


@given(st.integers(-2_000_000_000_000, FOREVER_MS))
def test_milliseconds_survive_the_way_there_and_back(milliseconds: int) -> None:
    assert to_ms(from_ms(milliseconds)) == milliseconds


def test_fractions_of_a_millisecond_are_dropped() -> None:
    instant = datetime(2026, 5, 11, 1, 2, 3, 4999, tzinfo=SHANGHAI)
    assert from_ms(to_ms(instant)) == instant - timedelta(microseconds=999)
    assert from_ms(FOREVER_MS) == datetime(9999, 12, 31, 0, 0, tzinfo=UTC)


CALENDAR = WorkingCalendar(
    frozenset({2026}),
    frozenset({date(2026, 10, d) for d in range(1, 8)}),
    frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


def test_working_days_follow_the_official_calendar() -> None:
    assert CALENDAR.is_working(date(2026, 9, 27))  # a worked Sunday
    assert not CALENDAR.is_working(date(2026, 9, 26))
    assert not CALENDAR.is_working(date(2026, 10, 1))
    assert CALENDAR.nth_after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.nth_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.nth_after(date(2026, 9, 30), 4) == date(2026, 10, 12)


def test_a_year_without_calendar_raises_an_alarm() -> None:
    with pytest.raises(GongshiError) as caught:
        CALENDAR.nth_after(date(2026, 12, 31), 1)
    assert caught.value.code == "calendar_year_missing"
    assert "2027" in caught.value.zh
    assert "2027" in caught.value.en
