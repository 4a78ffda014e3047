"""The operator hides a record at once, from every public surface, and shows it again.

For what must not wait for the unit that filed it: a leaked name, a court's call, an obvious error.
Nothing public says so; who, when and why stands in the audit trail.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import insert, select

from gongshi.indexers.event_targets import same_decision
from gongshi.indexers.look_alikes import note_struck
from gongshi.ledger.audit import note
from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import RecordSnapshot, load_records, load_subjects
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import records, withholdings
from gongshi.records.clock import day_of, to_ms
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
            words = [event for event in snapshot.events if isinstance(event, Withholding)]
            if Effect.WITHHELD in effects_at(words, now) and words[-1].until == until:
                continue
            _say(tx, number, Withholding(withheld=True, at=now, until=until, by=by, reason=reason))
            note_struck(tx, number, snapshot.record)
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


def _with_copies(tx: WriteTransaction, record_id: str) -> list[tuple[int, RecordSnapshot]]:
    """A record, and the others of its decision: one of each other source, as events strike them."""
    number, own = find_record(tx, record_id)
    if not own.record.document_number:
        return [(number, own)]
    ids = Ids.of(tx.conn).records
    owner = own.record.subject_id
    copies = [
        one
        for one in load_subjects(tx.conn, [owner])[owner].records
        if one.record.KIND is own.record.KIND
        and one.record.source != own.record.source
        and same_decision(one.record, own.record)
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
