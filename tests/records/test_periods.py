"""Periods of days, held against plain sets of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.periods import Period, gaps, intersection, union

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def period(start: int, end: int) -> Period:
    return Period(day(start), day(end))


def days_of(periods: Iterable[Period]) -> set[date]:
    return {
        one.start + timedelta(days=n)
        for one in periods
        for n in range((one.end - one.start).days + 1)
    }


def is_union(periods: tuple[Period, ...]) -> bool:
    """Ascending, with at least one day between them."""
    return all(
        earlier.end + timedelta(days=1) < later.start for earlier, later in pairwise(periods)
    )


some_period = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(
    lambda pair: period(pair[0], pair[0] + pair[1])
)
some_periods = st.lists(some_period, max_size=6)


@given(some_periods)
def test_a_union_has_the_days_of_all(periods: list[Period]) -> None:
    found = union(periods)
    assert days_of(found) == days_of(periods)
    assert is_union(found)


@given(some_periods, some_periods)
def test_an_intersection_has_the_days_that_stand_in_both(
    one: list[Period], other: list[Period]
) -> None:
    found = intersection(union(one), union(other))
    assert days_of(found) == days_of(one) & days_of(other)
    assert is_union(found)


@given(some_period, some_periods)
def test_gaps_are_the_asked_days_that_nobody_covers(asked: Period, covered: list[Period]) -> None:
    found = gaps(asked, union(covered))
    assert days_of(found) == days_of([asked]) - days_of(covered)
    assert is_union(found)


def test_a_period_without_end_swallows_what_follows() -> None:
    endless = Period(day(3), date.max)
    assert union([endless, period(5, 6), period(0, 1)]) == (period(0, 1), endless)
    assert gaps(period(0, 9), [endless]) == (period(0, 2),)
    assert gaps(Period(day(0), date.max), [endless]) == (period(0, 2),)
