"""Clearing a record's unstructured text for publication: a named person answers for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from gongshi.ledger.audit import note
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import clearances, records
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError


def clear(ledger: Ledger, record_id: str, *, by: str, now: datetime) -> bool:
    """Clear the text as it stands; a correction of the text later asks for a new clearance.

    False when the text as it stands was cleared before. Raises ``unknown_id``.
    """
    number = ledger.ids.records.number(record_id)
    with ledger.write() as transaction:
        transaction.lock_acceptance()
        conn = transaction.conn
        statement = select(records.c.subject_no, records.c.version, records.c.text_version).where(
            records.c.no == number
        )
        row = None if number is None else conn.execute(statement).one_or_none()
        if row is None or number is None:
            raise GongshiError("unknown_id", what=record_id)
        cleared = select(clearances.c.no).where(
            clearances.c.record_no == number, clearances.c.text_version >= row.text_version
        )
        if conn.execute(cleared).first() is not None:
            return False
        note(transaction, at=now, actor=by, act="clear", target=record_id)
        conn.execute(
            insert(clearances).values(
                no=transaction.take("event"),
                record_no=number,
                text_version=row.version,
                by=by,
                at=to_ms(now),
            )
        )
        transaction.changed(row.subject_no, number)
    return True
