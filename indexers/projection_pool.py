"""Projecting a scan in several processes: Python projects on one core a process, the writer takes
it in order.

Each worker reads the ledger by a connection of its own; only packed documents cross back. A
worker ends with the process that began it, however that one ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from typing import Any, Final

from gongshi.cities.city import City
from gongshi.indexers.gc_pause import COLLECT_EVERY
from gongshi.indexers.projection import project_subjects
from gongshi.ledger.snapshots import SubjectSnapshot, scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.port import Packed

#: Subjects of one task, and tasks a worker has before it: what is in memory at a time.
SUBJECTS_A_TASK: Final = 500
TASKS_A_WORKER: Final = 2

Pack = Callable[[Sequence[OwnerDocuments]], Packed]


@dataclass(frozen=True, slots=True)
class Projected:
    """What one chunk gave, as the engine's writer takes it."""

    subjects: int
    records: int
    documents: Mapping[Collection, int]  # slices of each
    sources: Mapping[str, int]  # slices of records, by source
    packed: Packed


def project_chunk(
    snapshots: Sequence[SubjectSnapshot], city: City, now: datetime, pack: Pack
) -> Projected:
    """All documents of some subjects, packed while they are at hand: made for all first, they are
    out of the processor's cache when they are packed."""
    documents = dict.fromkeys(Collection, 0)
    sources: Counter[str] = Counter()
    packed: list[Any] = []
    for owners in project_subjects(snapshots, city, now):
        packed += pack(owners)
        for collection, _, _, slices in owners:
            documents[collection] += len(slices)
            if slices and collection is Collection.RECORDS:
                (source,) = slices[0].terms["source"]
                sources[source] += len(slices)
    records = sum(len(snapshot.records) for snapshot in snapshots)
    return Projected(len(snapshots), records, documents, sources, packed)


def get_ready() -> None:
    """Begin what ``project_beside`` needs: about a second, in which there is other work."""
    _context()
    forkserver.ensure_running()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    # The main module, too: each worker would run it before anything else.
    context.set_forkserver_preload(["__main__", __name__])
    return context


def project_beside(
    address: str,
    city: City,
    now: datetime,
    pack: Pack,
    numbers: range,
    workers: int,
) -> Generator[Projected]:
    """The documents of the subjects with these ``numbers``, in their order, by so many processes.

    ``address``: of the ledger, which must not be held open across the call by a fork.
    """
    executor = ProcessPoolExecutor(
        workers, mp_context=_context(), initializer=_begin, initargs=(address, city, now, pack)
    )
    try:
        waiting: deque[Future[Projected]] = deque()
        for task in range(0, len(numbers), SUBJECTS_A_TASK):
            part = numbers[task : task + SUBJECTS_A_TASK]
            waiting.append(executor.submit(_project, part.start - 1, part.stop - 1))
            if len(waiting) > workers * TASKS_A_WORKER:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


# --- in the worker ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Worker:
    ledger: Ledger
    city: City
    now: datetime
    pack: Pack


_worker: list[_Worker] = []


def _begin(address: str, city: City, now: datetime, pack: Pack) -> None:
    gc.disable()  # see gc_pause: nearly nothing here has cycles
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [_Worker(Ledger.open(address, create=False), city, now, pack)]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _project(after: int, until: int) -> Projected:
    (worker,) = _worker
    if not after // SUBJECTS_A_TASK % COLLECT_EVERY:
        gc.collect(1)
    with worker.ledger.read() as conn:
        snapshots = [
            snapshot
            for snapshot in scan_subjects(conn, after, until - after)
            if snapshot.no <= until
        ]
    return project_chunk(snapshots, worker.city, worker.now, worker.pack)
