"""Bringing a generation up to the ledger: changes in windows, distinct subjects in chunks, one
commit a window.

Memory is bounded by the window and by the chunk; a chunk holds as many subjects as make about
``RECORDS_A_CHUNK`` records. A change is projected from a ledger snapshot at least as new as the
change, so reading a change twice, or after a later one, gives the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from gongshi.cities.city import City
from gongshi.indexers.board_projection import may_stand, no_places
from gongshi.indexers.gc_pause import gc_paused
from gongshi.indexers.holding import Holding
from gongshi.indexers.projection import project_subjects
from gongshi.ledger.changes import Change, changes_after, head
from gongshi.ledger.sample_mark import is_sample
from gongshi.ledger.snapshots import SubjectSnapshot, load_record, load_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.port import Checkpoint, GenerationWriter

#: Changes read, projected and committed together.
WINDOW: Final = 20_000
SUBJECTS_A_CHUNK: Final = 500
RECORDS_A_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Step:
    """What one window did."""

    checkpoint: Checkpoint
    subjects: int  # projected
    records: int  # projected
    caught_up: bool  # the ledger had no change after the checkpoint when the window was read


class ChunkSize:
    """How many subjects to load at a time: fewer when they have many records."""

    def __init__(self) -> None:
        self.subjects = SUBJECTS_A_CHUNK

    def learn(self, snapshots: Sequence[SubjectSnapshot]) -> None:
        """Take the next chunk's size from what this one held."""
        records = sum(len(snapshot.records) for snapshot in snapshots)
        if records:
            fitting = RECORDS_A_CHUNK * len(snapshots) // records
            self.subjects = max(1, min(SUBJECTS_A_CHUNK, fitting))


def take_window(
    ledger: Ledger,
    city: City,
    writer: GenerationWriter,
    checkpoint: Checkpoint,
    now: datetime,
    holding: Holding,
    *,
    window: int = WINDOW,
) -> Step:
    """Project the changes after the checkpoint, at most ``window`` of them, and commit.

    Without changes nothing is written. Raises ``lease_lost`` and what the ledger and the engine
    raise; what was not committed is projected again by the next call, to the same documents.
    """
    subjects = records = 0
    with ledger.read() as conn:
        changes = changes_after(conn, checkpoint.change, window)
        sample = is_sample(conn)
        if not changes:
            return Step(replace(checkpoint, at=to_ms(now), sample=sample), 0, 0, caught_up=True)
        touched = _by_subject(changes)
        size = ChunkSize()
        due = list(touched)
        while subjects < len(due):
            holding.keep()
            chunk = due[subjects : subjects + size.subjects]
            with gc_paused():
                snapshots = load_subjects(conn, chunk)
                owners = list(_owners(conn, city, now, chunk, snapshots, touched, changes[-1].no))
                writer.replace(owners, building=False)
            size.learn(list(snapshots.values()))
            subjects += len(chunk)
            records += sum(owner.collection is Collection.RECORDS for owner in owners)
        caught_up = changes[-1].no >= head(conn)
    at = max(to_ms(now), checkpoint.at) if caught_up else checkpoint.at
    after = replace(checkpoint, change=changes[-1].no, at=at, sample=sample)
    holding.prove_for(after)
    writer.commit(after)
    return Step(after, subjects, records, caught_up)


def _by_subject(changes: Iterable[Change]) -> Mapping[str, set[str] | None]:
    """Subject -> its changed records; None: the subject itself changed, so all its records are
    due.
    """
    touched: dict[str, set[str] | None] = {}
    for change in changes:
        if change.record_id is None:
            touched[change.subject_id] = None
            continue
        records = touched.setdefault(change.subject_id, set())
        if records is not None:
            records.add(change.record_id)
    return touched


def _owners(
    conn: Connection,
    city: City,
    now: datetime,
    chunk: Sequence[str],
    snapshots: Mapping[str, SubjectSnapshot],
    touched: Mapping[str, set[str] | None],
    version: int,
) -> Iterator[OwnerDocuments]:
    for projected in project_subjects(list(snapshots.values()), city, now, touched):
        yield from projected
    for subject_id in chunk:
        snapshot = snapshots.get(subject_id)
        only = touched[subject_id]
        if snapshot is None:
            yield OwnerDocuments(Collection.SUBJECTS, subject_id, version, ())
            yield from no_places(subject_id, version, city)
            held = set[str]()
        else:
            held = {one.record.id for one in snapshot.records}
        gone = sorted(only - held) if only else ()
        if gone and snapshot is not None and not may_stand(snapshot):
            yield from no_places(subject_id, snapshot.change, city)
        for record_id in gone:
            # Erased; one that moved to another subject is written there.
            if load_record(conn, record_id) is None:
                yield OwnerDocuments(Collection.RECORDS, record_id, version, ())
