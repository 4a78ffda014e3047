"""Projecting a scan in several processes: Python projects on one core a process, the writer takes
it in order.

Each worker reads the ledger by a connection of its own; only finished documents cross back. A
worker ends with the process that began it, however that one ends.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.gc_pause import gc_paused
from gongshi.indexers.projection import project_subject
from gongshi.ledger.snapshots import SubjectSnapshot, scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.search.documents import OwnerDocuments

#: Subjects of one task, and tasks a worker has before it: what is in memory at a time.
SUBJECTS_A_TASK: Final = 250
TASKS_A_WORKER: Final = 2


@dataclass(frozen=True, slots=True)
class Projected:
    """What one chunk gave; owners without documents are left out."""

    subjects: int
    records: int
    owners: tuple[OwnerDocuments, ...]


def project_chunk(snapshots: Sequence[SubjectSnapshot], city: City, now: datetime) -> Projected:
    """All documents of some subjects."""
    owners = tuple(
        owner
        for snapshot in snapshots
        for owner in project_subject(snapshot, city, now)
        if owner.documents
    )
    records = sum(len(snapshot.records) for snapshot in snapshots)
    return Projected(len(snapshots), records, owners)


def project_all(
    address: str, city: City, now: datetime, last: int, workers: int
) -> Generator[Projected]:
    """The documents of all subjects numbered up to ``last``, in that order.

    ``address``: of the ledger, which must not be held open across the call by a fork.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    executor = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(address, city, now)
    )
    try:
        waiting: deque[Future[Projected]] = deque()
        for after in range(0, last, SUBJECTS_A_TASK):
            until = min(after + SUBJECTS_A_TASK, last)
            waiting.append(executor.submit(_project, after, until))
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


_worker: list[_Worker] = []


def _begin(address: str, city: City, now: datetime) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [_Worker(Ledger.open(address, create=False), city, now)]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _project(after: int, until: int) -> Projected:
    (worker,) = _worker
    with gc_paused():
        with worker.ledger.read() as conn:
            snapshots = [
                snapshot
                for snapshot in scan_subjects(conn, after, until - after)
                if snapshot.no <= until
            ]
        return project_chunk(snapshots, worker.city, worker.now)
