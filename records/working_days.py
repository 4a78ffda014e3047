"""Working days: Monday to Friday, less official holidays, plus adjusted workdays (调休)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.records.problems import GongshiError


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The official calendar of the years it covers.

    A year it does not cover raises ``calendar_year_missing``: plain weekdays are never assumed,
    because the State Council moves working days onto weekends every year.
    """

    years: AbstractSet[int]
    holidays: AbstractSet[date]  # days off on Monday to Friday (weekend days may stand in it too)
    workdays: AbstractSet[date]  # weekend days that are worked

    def is_working(self, day: date) -> bool:
        if day.year not in self.years:
            raise GongshiError("calendar_year_missing", year=day.year)
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def nth_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which itself is not counted (民法典 §201)."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                count -= 1
        return day
