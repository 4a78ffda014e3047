"""A source is late when its last period ended longer ago than its frequency plus its term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongshi.records.lateness import is_late, next_due
from gongshi.records.rules import Rules


@pytest.mark.parametrize(
    ("frequency", "until", "term", "last_in_time"),
    [
        # 2026-06-01 is a Monday; 2026-06-19 is 端午节.
        ("实时", "2026-06-01", 0, "2026-06-01"),
        ("每日", "2026-06-01", 0, "2026-06-02"),
        ("每日", "2026-06-01", 7, "2026-06-11"),
        ("每日", "2026-06-11", 7, "2026-06-24"),  # two weekends and the holiday do not count
        ("每周", "2026-06-01", 1, "2026-06-09"),
        ("每月", "2026-04-30", 7, "2026-06-09"),  # the month over on 05-30, 民法典 §202
        ("每季度", "2026-03-31", 0, "2026-06-30"),
        ("每年", "2025-12-31", 0, "2026-12-31"),
    ],
)
def test_the_last_day_in_time(
    tianjin_rules: Rules, frequency: str, until: str, term: int, last_in_time: str
) -> None:
    declared, last = date.fromisoformat(until), date.fromisoformat(last_in_time)
    calendar = tianjin_rules.calendar
    assert not is_late(declared, last, frequency, term, calendar)
    assert is_late(declared, last + timedelta(days=1), frequency, term, calendar)


def test_what_comes_at_no_fixed_times_is_never_late(tianjin_rules: Rules) -> None:
    long_after = date(2026, 6, 1)
    assert next_due(date(2001, 1, 1), "不定期", 0, tianjin_rules.calendar) is None
    assert not is_late(date(2001, 1, 1), long_after, "不定期", 0, tianjin_rules.calendar)


def test_a_year_without_official_holidays_counts_as_late(tianjin_rules: Rules) -> None:
    unknown = date(2090, 1, 5)
    assert is_late(unknown, unknown, "每日", 7, tianjin_rules.calendar)
    assert not is_late(unknown, unknown, "每日", 0, tianjin_rules.calendar)
