"""What another city's folder would show or hide: every record of the ledger judged by both.

The ledger is read in chunks, each at a moment of its own; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.catch_up import ChunkSize
from gongshi.indexers.scan import Report
from gongshi.ledger.snapshots import RecordSnapshot, scan_subjects, subject_count
from gongshi.ledger.store import Ledger
from gongshi.records.kinds import Record
from gongshi.records.publication import Judgement, judge
from gongshi.records.rules_difference import Difference, first_difference

#: What is said of a record whose source a folder does not have: no mode, so not public.
NO_SOURCE: Final = "source_missing"

#: Parts of a city beside its rules that may differ, and change other things than which records
#: are shown.
OTHER_TABLES: Final = ("boards", "labels", "districts", "sectors", "reports", "acts")


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that the two folders do not treat alike, and how each judges it."""

    record: Record
    difference: Difference
    old: Judgement
    new: Judgement


def changed_records(
    ledger: Ledger, old: City, new: City, now: datetime, report: Report | None = None
) -> Iterator[Changed]:
    """Every record shown differently at ``now`` or at some later instant, in no order."""
    with ledger.read() as conn:
        total = subject_count(conn)
    last = done = 0
    size = ChunkSize()
    while True:
        with ledger.read() as conn:
            snapshots = scan_subjects(conn, last, size.subjects)
        if not snapshots:
            return
        for snapshot in snapshots:
            yield from _of_subject(snapshot.records, old, new, now)
        last = snapshots[-1].no
        done += len(snapshots)
        size.learn(snapshots)
        if report is not None:
            report(done, max(total, done))


def other_tables(old: City, new: City) -> tuple[str, ...]:
    """Names of the tables beside the rules in which the two folders differ."""
    return tuple(name for name in OTHER_TABLES if getattr(old, name) != getattr(new, name))


def _of_subject(
    records: Sequence[RecordSnapshot], old: City, new: City, now: datetime
) -> Iterator[Changed]:
    for one in records:
        before, after = _judged(one, old), _judged(one, new)
        difference = first_difference(before.intervals, after.intervals, now)
        if difference is not None:
            yield Changed(one.record, difference, before, after)


def _judged(one: RecordSnapshot, city: City) -> Judgement:
    if one.record.source not in city.rules.sources:
        return Judgement((), NO_SOURCE)
    return judge(one.record, one.events, city.rules)
