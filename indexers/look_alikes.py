"""Hidden penalties that come again under a corrected number or another subject.

Repairs and withdrawals strike a record; the same decision sent again with its number or its
subject corrected matches no record and would be shown as a new one. So the content of what was
struck stays findable, whatever its number and subject, and a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.matching import likeness_hash
from gongshi.ledger.event_rows import load_events
from gongshi.ledger.snapshots import load_numbered
from gongshi.ledger.sql import Rows, run_many
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import record_keys
from gongshi.records.folding import fold_cached
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Event,
    Penalty,
    Repair,
    RepairResult,
    RepairScope,
    Withdrawal,
    Withholding,
)

#: Stands for the subject where a place in ``record_keys`` belongs to none.
NO_SUBJECT: Final = 0


class Hidden(NamedTuple):
    """A penalty that a repair or withdrawal hides."""

    subject_no: int
    number: str  # folded

    def may_be(self, subject_no: int, record: Penalty) -> bool:
        """Whether a penalty of like content may be this one: only its number differs, or only its
        subject."""
        same_subject = subject_no == self.subject_no
        number = fold_cached(record.document_number)
        same_number = bool(number) and number == self.number
        return same_subject is not same_number


def note_struck(tx: WriteTransaction, struck: Iterable[tuple[int, Record]]) -> None:
    """Keep penalties findable that an event strikes, by their numbers; whether they are hidden is
    asked when needed."""
    statement = tx.sql.insert(record_keys) + " ON CONFLICT DO NOTHING"
    places = [
        (NO_SUBJECT, likeness_hash(record), number)
        for number, record in struck
        if isinstance(record, Penalty)
    ]
    run_many(tx.conn, statement, places)


def move_likenesses(chunk: Chunk, corrected: Rows) -> None:
    """(likeness now, likeness before, record number) of corrected penalties."""
    chunk.run(
        "UPDATE record_keys SET key_hash = ? "  # noqa: S608
        f"WHERE subject_no = {NO_SUBJECT} AND key_hash = ? AND record_no = ?",
        [row for row in corrected if row[0] != row[1]],
    )


def hidden_like(
    chunk: Chunk, source: str, records: Iterable[Record]
) -> Mapping[int, Sequence[Hidden]]:
    """The hidden penalties of the source whose content some of the records have, by likeness."""
    if not _any_struck(chunk):
        return {}
    penalties = [record for record in records if isinstance(record, Penalty)]
    if not penalties:
        return {}
    rows = chunk.among(
        f"SELECT record_no, key_hash FROM record_keys WHERE subject_no = {NO_SUBJECT} AND",  # noqa: S608
        "key_hash",
        {likeness_hash(record) for record in penalties},
    )
    if not rows:
        return {}
    likeness_of: dict[int, int] = {row[0]: row[1] for row in rows}
    owners = chunk.among(
        "SELECT no, subject_no FROM records WHERE source = ? AND", "no", likeness_of, source
    )
    subject_of: dict[int, int] = {row[0]: row[1] for row in owners}
    sql, conn = chunk.tx.sql, chunk.tx.conn
    events = load_events(conn, sql, "r.no", sql.many(sorted(subject_of)))
    struck = [no for no in sorted(subject_of) if hides(events.filed.get(no, ()))]
    found: defaultdict[int, list[Hidden]] = defaultdict(list)
    for number, record in load_numbered(conn, struck).items():
        hidden = Hidden(subject_of[number], fold_cached(record.document_number))
        found[likeness_of[number]].append(hidden)
    return found


def hides(events: Iterable[Event]) -> bool:
    """Whether a withdrawal stands, a repair that was not revoked or a withholding that was not
    lifted; be its day past or to come."""
    repairs: list[Repair] = []
    words: list[Withholding] = []
    for event in events:
        if isinstance(event, Withdrawal):
            return True
        if isinstance(event, Repair):
            repairs.append(event)
        if isinstance(event, Withholding):
            words.append(event)
    withheld = bool(words) and max(words, key=_sequence).withheld
    hidden = withheld
    for repair in sorted(repairs, key=_when):
        if repair.result is RepairResult.GRANTED and repair.scope is not RepairScope.MARK:
            hidden = True
        elif repair.result is RepairResult.REVOKED:
            hidden = withheld
    return hidden


def _sequence(event: Withholding) -> int:
    return event.sequence


def _when(repair: Repair) -> tuple[str, int]:
    return (repair.effective_date or repair.decision_date).isoformat(), repair.sequence


def _any_struck(chunk: Chunk) -> bool:
    statement = f"SELECT 1 FROM record_keys WHERE subject_no = {NO_SUBJECT} LIMIT 1"  # noqa: S608
    return chunk.tx.conn.exec_driver_sql(statement).first() is not None
