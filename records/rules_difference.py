"""Where two answers to "when is this record public?" part: what a new rule table would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongshi.records.model import Interval
from gongshi.records.publication import shown_at


@dataclass(frozen=True, slots=True)
class Difference:
    """The first stretch, from an instant on, in which only one of two tables shows a record."""

    start: datetime
    end: datetime | None  # both agree again from here on; None: they never do
    shows: bool  # True: the new one shows what the old one hides


def first_difference(
    old: Sequence[Interval], new: Sequence[Interval], now: datetime
) -> Difference | None:
    """Where ``old`` and ``new`` first part, not before ``now``; None: nowhere."""
    instants = {now}
    for one in (*old, *new):
        instants |= {edge for edge in (one.start, one.end) if edge is not None and edge > now}
    start: datetime | None = None
    shows = False
    for instant in sorted(instants):
        before, after = shown_at(old, instant), shown_at(new, instant)
        if start is None and before != after:
            start, shows = instant, after
        elif start is not None and (before == after or after != shows):
            return Difference(start, instant, shows)
    return None if start is None else Difference(start, None, shows)
