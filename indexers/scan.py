"""The first pass over the whole ledger into a new generation: subjects in the order of
acceptance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gongshi.cities.city import City
from gongshi.indexers.catch_up import ChunkSize
from gongshi.indexers.holding import Holding
from gongshi.indexers.projection import project_subject
from gongshi.ledger.snapshots import scan_subjects, subject_count
from gongshi.ledger.store import Ledger
from gongshi.search.documents import Collection
from gongshi.search.port import GenerationWriter

#: Told how many subjects are done, and how many there are in all.
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Scanned:
    subjects: int
    records: int
    documents: Mapping[Collection, int]  # slices handed to the writer


def scan(
    ledger: Ledger,
    city: City,
    writer: GenerationWriter,
    now: datetime,
    holding: Holding,
    report: Report | None = None,
) -> Scanned:
    """Project every subject there is into an empty generation; commits nothing.

    Each chunk is read at a moment of its own: what changes meanwhile has a change number above the
    one read before the scan, and is projected again when the generation catches up.
    """
    subjects = records = last = 0
    with ledger.read() as conn:
        total = subject_count(conn)
    documents: Counter[Collection] = Counter()
    size = ChunkSize()
    while True:
        holding.keep()
        with ledger.read() as conn:
            snapshots = scan_subjects(conn, last, size.subjects)
        if not snapshots:
            return Scanned(subjects, records, documents)
        owners = [
            owner
            for snapshot in snapshots
            for owner in project_subject(snapshot, city, now)
            if owner.documents
        ]
        writer.replace(owners, building=True)
        for owner in owners:
            documents[owner.collection] += len(owner.documents)
        subjects += len(snapshots)
        records += sum(len(snapshot.records) for snapshot in snapshots)
        last = snapshots[-1].ordinal
        size.learn(snapshots)
        if report is not None:
            report(subjects, max(total, subjects))
