"""The first pass over the whole ledger into a new generation: subjects in the order of
acceptance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.catch_up import ChunkSize
from gongshi.indexers.gc_pause import gc_paused
from gongshi.indexers.holding import Holding
from gongshi.indexers.projection_pool import (
    Pack,
    Projected,
    get_ready,
    project_beside,
    project_chunk,
)
from gongshi.ledger.snapshots import scan_subjects, subject_count
from gongshi.ledger.store import Ledger
from gongshi.search.documents import Collection
from gongshi.search.port import GenerationWriter

#: Subjects up to which starting other processes takes longer than they save.
SMALL: Final = 4_000
#: Subjects of a larger ledger that are projected here while the other processes start.
FIRST: Final = 2_000
#: Told how many subjects are done, and how many there are in all.
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Scanned:
    subjects: int
    records: int
    documents: Mapping[Collection, int]  # slices handed to the writer
    sources: Mapping[str, int]  # those of records, by source


def scan(
    ledger: Ledger,
    city: City,
    writer: GenerationWriter,
    now: datetime,
    holding: Holding,
    *,
    workers: int = 1,
    report: Report | None = None,
) -> Scanned:
    """Project every subject there is into an empty generation; commits nothing.

    ``workers``: processes that project; a small ledger is projected here, and so is the beginning
    of a larger one.

    Each chunk is read at a moment of its own: what changes meanwhile has a change number above the
    one read before the scan, and is projected again when the generation catches up.
    """
    subjects = records = 0
    documents: Counter[Collection] = Counter()
    sources: Counter[str] = Counter()
    with ledger.read() as conn:
        total = subject_count(conn)
    parts: Generator[Projected, None, object]
    if workers > 1 and total > SMALL:
        get_ready()
        parts = _project_beside(ledger, city, now, writer.pack, total, workers)
    else:
        parts = _project_here(ledger, city, now, writer.pack)
    with closing(parts):
        for part in parts:
            holding.keep()
            writer.add(part.packed)
            documents.update(part.documents)
            sources.update(part.sources)
            subjects += part.subjects
            records += part.records
            if report is not None:
                report(subjects, max(total, subjects))
    return Scanned(subjects, records, documents, sources)


def _project_beside(
    ledger: Ledger, city: City, now: datetime, pack: Pack, total: int, workers: int
) -> Generator[Projected]:
    """The first subjects in this process, the others in so many more."""
    done = yield from _project_here(ledger, city, now, pack, FIRST)
    rest = range(done + 1, total + 1)
    yield from project_beside(ledger.address, city, now, pack, rest, workers)


def _project_here(
    ledger: Ledger, city: City, now: datetime, pack: Pack, until: int | None = None
) -> Generator[Projected, None, int]:
    """In this process, chunk by chunk, to the subject with this number or to the end; the last
    number done."""
    last = 0
    size = ChunkSize()
    while until is None or last < until:
        most = size.subjects if until is None else min(size.subjects, until - last)
        with gc_paused():
            with ledger.read() as conn:
                snapshots = scan_subjects(conn, last, most)
            if not snapshots:
                return last
            projected = project_chunk(snapshots, city, now, pack)
        yield projected
        last = snapshots[-1].no
        size.learn(snapshots)
    return last
