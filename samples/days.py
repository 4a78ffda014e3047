"""Stretches of days on which something must be shown, and the counting of months.

Written for the sample city's truth, by nothing of the product (民法典 §201-202: the day of the act
is not counted; a month that lacks the day ends with its last one).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

#: Stretches of days on which a thing must be shown: from, until (that day no more; None: no end).
Days = tuple[tuple[date, date | None], ...]

NEVER: Final[Days] = ()
ONE_DAY: Final = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The corresponding day so many months on (before, when negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def meant_on(days: Days, day: date) -> bool:
    """Whether a day lies in one of the stretches."""
    return any(first <= day and (until is None or day < until) for first, until in days)


def meant_at(days: Days, instant: datetime) -> bool:
    """Whether an instant (Asia/Shanghai) lies in one of the stretches."""
    return meant_on(days, instant.date())


def without(days: Days, hidden: Days) -> Days:
    """The days less the hidden ones."""
    edges = sorted(edge_days((days, hidden)))
    found: list[tuple[date, date | None]] = []
    for first, until in zip(edges, [*edges[1:], None], strict=False):
        if not meant_on(days, first) or meant_on(hidden, first):
            continue
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], until)
        else:
            found.append((first, until))
    return tuple(found)


def edge_days(many: Iterable[Days]) -> set[date]:
    """Every day on which one of the stretches begins or ends."""
    return {edge for days in many for stretch in days for edge in stretch if edge is not None}
