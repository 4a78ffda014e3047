"""What waits for a person: penalties whose class the rules cannot know, and the class a person
set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from gongshi.ledger.audit import note
from gongshi.ledger.snapshots import RecordSnapshot, load_records
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import records, reviews
from gongshi.records.clock import to_ms
from gongshi.records.model import RecordKind, Severity
from gongshi.records.problems import GongshiError
from gongshi.records.publication import Judgement, judge
from gongshi.records.rules import Rules

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A penalty that is hidden, or will be, until a person says its class."""

    snapshot: RecordSnapshot
    judgement: Judgement


def waiting(
    conn: Connection, rules: Rules, today: date, *, limit: int | None = None
) -> Iterator[WaitingReview]:
    """Penalties to be reviewed under the rules, in the order of acceptance; one that no class could
    show any more waits for nobody.

    Every penalty is judged anew: rules change, and a stored flag would outlive them.
    """
    found = 0
    after = 0
    while True:
        numbers = (
            conn.execute(
                select(records.c.no)
                .where(records.c.kind == RecordKind.PENALTY.value, records.c.no > after)
                .order_by(records.c.no)
                .limit(_AT_ONCE)
            )
            .scalars()
            .all()
        )
        if not numbers:
            return
        after = numbers[-1]
        for snapshot in load_records(conn, numbers):
            if snapshot.record.source not in rules.sources:
                continue
            judgement = judge(snapshot.record, snapshot.events, rules)
            until = judgement.undecided_until
            if not judgement.needs_review or until is None or until < today:
                continue
            yield WaitingReview(snapshot, judgement)
            found += 1
            if found == limit:
                return


def set_class(
    ledger: Ledger, record_id: str, severity: Severity, *, by: str, now: datetime, reason: str = ""
) -> None:
    """Set the class of a penalty as it stands; a correction of what decides it asks for a new
    review.

    The newest review counts. Raises ``unknown_id`` when there is no such penalty.
    """
    number = ledger.ids.records.number(record_id)
    with ledger.write() as transaction:
        transaction.lock_acceptance()
        conn = transaction.conn
        statement = select(records.c.subject_no, records.c.version).where(
            records.c.no == number, records.c.kind == RecordKind.PENALTY.value
        )
        row = None if number is None else conn.execute(statement).one_or_none()
        if row is None or number is None:
            raise GongshiError("unknown_id", what=record_id)
        note(
            transaction,
            at=now,
            actor=by,
            act="review",
            target=record_id,
            detail=f"{severity.value} {reason}".strip(),
        )
        conn.execute(
            insert(reviews).values(
                no=transaction.take("event"),
                record_no=number,
                class_version=row.version,
                severity=severity.value,
                by=by,
                at=to_ms(now),
                reason=reason,
            )
        )
        transaction.changed(row.subject_no, number)
