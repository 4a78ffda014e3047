"""The instants at which the truth file of a sample city says what must be shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from gongshi.samples.dice import Dice

_SHANGHAI: Final = timezone(timedelta(hours=8))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=_SHANGHAI)


#: Twenty instants after the sample's last day, ascending: the first and the last of a day beside
#: ordinary ones, a leap day, the ends of months.
INSTANTS: Final = tuple(
    _at(text)
    for text in (
        "2026-06-02T12:00:00",
        "2026-06-15T00:00:00",
        "2026-06-30T23:59:59",
        "2026-07-01T00:00:00",
        "2026-07-20T08:30:00",
        "2026-08-31T23:59:59",
        "2026-10-01T00:00:00",
        "2026-11-26T09:41:00",
        "2026-12-31T23:59:59",
        "2027-01-01T00:00:00",
        "2027-02-28T23:59:59",
        "2027-06-15T12:00:00",
        "2027-12-31T23:59:59",
        "2028-02-29T00:00:00",
        "2028-05-31T12:00:00",
        "2028-09-01T00:00:00",
        "2029-03-01T00:00:00",
        "2029-06-01T00:00:00",
        "2030-06-30T12:00:00",
        "2031-12-31T23:59:59",
    )
)

#: The day on which all files are taken in: publication that counts from the acceptance counts from
#: it.
TAKEN_IN: Final = date(2026, 6, 1)


def instant_day(dice: Dice) -> date:
    """The day of an instant of the truth, or one beside it."""
    return dice.pick(INSTANTS).date() + timedelta(days=dice.below(3) - 1)
