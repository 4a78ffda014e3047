"""The operator hides a record at once, from every public surface, and shows it again.

For what must not wait for the unit that filed it: a leaked name, a court's call, an obvious error.
Nothing public says so; who, when and why stands in the audit trail. A copy of the decision that
another source delivers later is held back when it comes, until a person lifts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import insert, select

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.event_targets import Place, same_decision
from gongshi.indexers.look_alikes import note_struck
from gongshi.ledger.audit import note
from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import RecordSnapshot, load_records, load_subjects
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import records, withholdings
from gongshi.records.clock import day_of, from_ms, to_ms
from gongshi.records.kinds import Record
from gongshi.records.model import Withholding
from gongshi.records.problems import GongshiError
from gongshi.records.publication import Effect, effects_at


def withhold(
    ledger: Ledger,
    record_id: str,
    *,
    by: str,
    now: datetime,
    reason: str,
    until: date | None = None,
) -> bool:
    """Hide a record, and the copies of its decision that other sources delivered, from now on,
    through ``until`` (a day) or until it is lifted.

    The newest word holds. False when all of them are withheld just so already. Raises
    ``unknown_id``, ``until_past``.
    """
    if until is not None and until < day_of(now):
        raise GongshiError("until_past", value=until)
    detail = f"{'—' if until is None else until} {reason}".strip()
    changed = False
    with ledger.write() as tx:
        tx.lock_acceptance()
        for number, snapshot in _with_copies(tx, record_id):
            words = _words(snapshot)
            if Effect.WITHHELD in effects_at(words, now) and words[-1].until == until:
                continue
            _say(tx, number, Withholding(withheld=True, at=now, until=until, by=by, reason=reason))
            note_struck(tx, [(number, snapshot.record)])
            target = snapshot.record.id
            note(tx, at=now, actor=by, act="withhold", target=target, detail=detail)
            changed = True
    return changed


def lift(ledger: Ledger, record_id: str, *, by: str, now: datetime, reason: str) -> None:
    """Show a withheld record and its copies again, as far as the rules do. Raises ``unknown_id``,
    ``nothing_to_lift``."""
    with ledger.write() as tx:
        tx.lock_acceptance()
        withheld = [
            (number, snapshot)
            for number, snapshot in _with_copies(tx, record_id)
            if Effect.WITHHELD in effects_at(snapshot.events, now)
        ]
        if not withheld:
            raise GongshiError("nothing_to_lift", record=record_id)
        for number, snapshot in withheld:
            _say(tx, number, Withholding(withheld=False, at=now, by=by, reason=reason))
            target = snapshot.record.id
            note(tx, at=now, actor=by, act="withhold.lift", target=target, detail=reason)


def withhold_copies(chunk: Chunk, arrived: Sequence[Place]) -> None:
    """Hold back what came and is the copy of a withheld decision, and the copies of what came and
    is withheld, in the words of its withholding; not a record of which a person said otherwise.

    ``arrived``: where records that are new or have a new version stand, already written. Where a
    source delivers several records under one decision's number, all of them are held back.
    """
    if not arrived or not _any_withheld(chunk):
        return
    numbers = _beside_withheld(chunk, arrived)
    snapshots = dict(zip(numbers, load_records(chunk.tx.conn, numbers), strict=True))
    now = from_ms(chunk.now)
    words = {number: _words(snapshot) for number, snapshot in snapshots.items()}
    standing = {no: word for no in numbers if (word := _standing(words[no], now)) is not None}
    for number, snapshot in snapshots.items():
        if words[number]:
            continue
        for withheld, word in standing.items():
            if _is_copy(snapshot.record, snapshots[withheld].record):
                _say(chunk.tx, number, replace(word, at=now))
                note_struck(chunk.tx, [(number, snapshot.record)])
                target, origin = snapshot.record.id, snapshots[withheld].record.id
                detail = f"{word.until or '—'} {origin} {word.reason}".strip()
                note(chunk.tx, at=now, actor="ingest", act="withhold", target=target, detail=detail)
                break


def _any_withheld(chunk: Chunk) -> bool:
    return chunk.tx.conn.exec_driver_sql("SELECT 1 FROM withholdings LIMIT 1").first() is not None


def _beside_withheld(chunk: Chunk, arrived: Sequence[Place]) -> list[int]:
    """The records at those of the places where one stands that was withheld, ascending."""
    table, parameters = chunk.tx.sql.pairs(sorted(set(arrived)))
    statement = (
        f"SELECT DISTINCT k.record_no FROM {table} w "  # noqa: S608
        "JOIN record_keys k ON k.subject_no = w.a AND k.key_hash = w.b "
        "WHERE EXISTS (SELECT 1 FROM record_keys o "
        "JOIN withholdings h ON h.record_no = o.record_no "
        "WHERE o.subject_no = w.a AND o.key_hash = w.b)"
    )
    rows = chunk.tx.conn.exec_driver_sql(chunk.tx.sql.text(statement), parameters)
    return sorted(row[0] for row in rows)


def _words(snapshot: RecordSnapshot) -> list[Withholding]:
    return [event for event in snapshot.events if isinstance(event, Withholding)]


def _standing(words: Sequence[Withholding], now: datetime) -> Withholding | None:
    """The newest word, where it hides now or from a moment after ``now`` on (a file that is being
    taken in began before it was said)."""
    last = max(words, key=lambda word: (word.at, word.sequence), default=None)
    if last is None or not last.withheld:
        return None
    return last if last.until is None or last.until >= day_of(now) else None


def _is_copy(one: Record, other: Record) -> bool:
    """Whether another source's record tells of the same decision; one without number never
    does."""
    return (
        bool(other.document_number)
        and one.KIND is other.KIND
        and one.source != other.source
        and same_decision(one, other)
    )


def _with_copies(tx: WriteTransaction, record_id: str) -> list[tuple[int, RecordSnapshot]]:
    """A record, and the others of its decision: one of each other source, as events strike them."""
    number, own = find_record(tx, record_id)
    ids = Ids.of(tx.conn).records
    owner = own.record.subject_id
    copies = [
        one
        for one in load_subjects(tx.conn, [owner])[owner].records
        if _is_copy(one.record, own.record)
    ]
    delivered = Counter(one.record.source for one in copies)
    found = [(number, own)]
    for one in copies:
        no = ids.number(one.record.id)
        assert no is not None
        if delivered[one.record.source] == 1:
            found.append((no, one))
    return found


def find_record(tx: WriteTransaction, record_id: str) -> tuple[int, RecordSnapshot]:
    """A record's number and all about it. Raises ``unknown_id``."""
    number = Ids.of(tx.conn).records.number(record_id)
    known = None
    if number is not None:
        known = tx.conn.execute(select(records.c.no).where(records.c.no == number)).first()
    if number is None or known is None:
        raise GongshiError("unknown_id", what=record_id)
    return number, load_records(tx.conn, [number])[0]


def _say(tx: WriteTransaction, number: int, word: Withholding) -> None:
    tx.conn.execute(
        insert(withholdings).values(
            no=tx.take("event"),
            record_no=number,
            withheld=word.withheld,
            at=to_ms(word.at),
            until=word.until,
            by=word.by,
            reason=word.reason,
        )
    )
    owner = select(records.c.subject_no).where(records.c.no == number)
    tx.changed(tx.conn.execute(owner).scalar_one(), number)
