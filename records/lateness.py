"""When a source is late: its declared periods end longer ago than its frequency plus its term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from gongshi.records.dates import last_day
from gongshi.records.problems import GongshiError
from gongshi.records.working_days import WorkingCalendar

#: 报送频率 -> (days, months) until the next period is over. 不定期 says nothing, so such a source
#: is never late; what it declared must cover an asked period all the same.
_NEXT: Final[Mapping[str, tuple[int, int]]] = {
    "实时": (0, 0),
    "每日": (1, 0),
    "每周": (7, 0),
    "每月": (0, 1),
    "每季度": (0, 3),
    "每年": (0, 12),
}


def next_due(
    declared_until: date, frequency: str, term: int, calendar: WorkingCalendar
) -> date | None:
    """The last day on which the delivery after ``declared_until`` is in time.

    The next period is over one ``frequency`` later, and the unit has ``term`` working days from
    then. None without a fixed frequency; raises ``calendar_year_missing``.
    """
    if frequency not in _NEXT:
        return None
    days, months = _NEXT[frequency]
    over = last_day(declared_until, months) + timedelta(days=days)
    return calendar.nth_after(over, term)


def is_late(
    declared_until: date, today: date, frequency: str, term: int, calendar: WorkingCalendar
) -> bool:
    """Whether the delivery after ``declared_until`` is overdue.

    A year without official holidays cannot be counted: late, since it is not known better.
    """
    try:
        due = next_due(declared_until, frequency, term, calendar)
    except GongshiError as error:
        if error.code != "calendar_year_missing":
            raise
        return True
    return due is not None and today > due
