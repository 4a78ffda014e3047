"""While an index by new rules is built: what must not be shown any longer leaves the served one.

The served generation is not projected into by rules it was not built with, and the ones it was
built with are no longer at hand. But what is withheld, withdrawn, repaired, suspended, absent or
erased is shown by no rules: it can be taken off. Only that is written, never the checkpoint's
change: a generation that is gone back to reads every change again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gongshi.cities.city import City
from gongshi.indexers.board_projection import may_stand, no_places
from gongshi.indexers.catch_up import SUBJECTS_A_CHUNK
from gongshi.indexers.meanwhile import Meanwhile
from gongshi.ledger.changes import changes_after
from gongshi.ledger.snapshots import SubjectSnapshot, load_record, load_subjects
from gongshi.records.publication import effects_at
from gongshi.search.documents import Collection, OwnerDocuments


class Hiding(Meanwhile):
    """Takes hidden records off one generation."""

    _read = 0  # changes up to this one were looked at

    def _take(self, now: datetime) -> bool:
        """One chunk of changes; False when there are no more."""
        with self._ledger.read() as conn:
            read = max(self._read, self._checkpoint.change)
            changes = changes_after(conn, read, SUBJECTS_A_CHUNK)
            if not changes:
                return False
            snapshots = load_subjects(conn, list(dict.fromkeys(one.subject_id for one in changes)))
            held = {one.record.id for found in snapshots.values() for one in found.records}
            erased = [
                OwnerDocuments(Collection.RECORDS, one.record_id, one.no, ())
                for one in changes
                if one.record_id is not None
                and one.record_id not in held
                and load_record(conn, one.record_id) is None
            ]
        touched = {one.record_id for one in changes}
        owners = [*erased, *hidden_owners(list(snapshots.values()), touched, self._city, now)]
        if owners:
            self._writer.replace(owners, building=False)
            self._holding.prove()
            self._writer.commit(self._checkpoint)
        self._read = changes[-1].no
        return True


def hidden_owners(
    snapshots: Sequence[SubjectSnapshot],
    touched: set[str | None],
    city: City,
    now: datetime,
) -> Iterator[OwnerDocuments]:
    """What no rules show of these subjects: their ``touched`` records that events hide, the places
    on boards that these may be the evidence of, and a subject of which nothing else is known.
    """
    for snapshot in snapshots:
        hidden = {one.record.id for one in snapshot.records if effects_at(one.events, now)}
        leaving = hidden & touched
        if not leaving:
            continue
        for record_id in sorted(leaving):
            yield OwnerDocuments(Collection.RECORDS, record_id, snapshot.change, ())
        if may_stand(snapshot):
            yield from no_places(snapshot.subject_id, snapshot.change, city)
        if snapshot.register is None and len(hidden) == len(snapshot.records):
            yield OwnerDocuments(Collection.SUBJECTS, snapshot.subject_id, snapshot.change, ())
