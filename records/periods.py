"""Stretches of whole days, and what is left of one that others cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days covered, the last one included."""

    start: date
    end: date


def union(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Disjoint periods, ascending; days next to each other are one period."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and _adjoins(merged[-1], period):
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, period.end))
        else:
            merged.append(period)
    return tuple(merged)


def intersection(one: Sequence[Period], other: Sequence[Period]) -> tuple[Period, ...]:
    """Days that stand in both; each is a union as ``union`` gives it, and so is the answer."""
    common = [
        Period(max(a.start, b.start), min(a.end, b.end))
        for a in one
        for b in other
        if a.start <= b.end and b.start <= a.end
    ]
    return union(common)


def gaps(asked: Period, covered: Sequence[Period]) -> tuple[Period, ...]:
    """Days of ``asked`` that no period of a union covers."""
    missing: list[Period] = []
    first: date | None = asked.start
    for period in covered:
        if first is None or period.start > asked.end:
            break
        if period.end < first:
            continue
        if period.start > first:
            missing.append(Period(first, period.start - _ONE_DAY))
        first = period.end + _ONE_DAY if period.end < asked.end else None
    if first is not None:
        missing.append(Period(first, asked.end))
    return tuple(missing)


def _adjoins(earlier: Period, later: Period) -> bool:
    """Whether no day lies between them; the last day there is has none behind it."""
    return earlier.end == date.max or later.start <= earlier.end + _ONE_DAY
