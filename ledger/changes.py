"""The stream of changes: what a projector follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from gongshi.ledger.admin_tables import audit
from gongshi.ledger.ids import Ids
from gongshi.ledger.tables import batches, changes, counters
from gongshi.records.clock import from_ms


@dataclass(frozen=True, slots=True)
class Change:
    """Something public or not changed; ``record_id`` None: the subject itself (name, register,
    code)."""

    no: int
    subject_id: str
    record_id: str | None


def head(conn: Connection) -> int:
    """The highest change number there is; 0 for an empty ledger."""
    number: int = conn.execute(
        select(counters.c.value).where(counters.c.name == "change")
    ).scalar_one()
    return number


def last_written(conn: Connection) -> datetime | None:
    """When a delivery was last taken from or an act noted; None for an empty ledger."""
    moments = [
        conn.execute(select(column).order_by(table.c.no.desc()).limit(1)).scalar_one_or_none()
        for table, column in ((batches, batches.c.touched_at), (audit, audit.c.at))
    ]
    known = [moment for moment in moments if moment is not None]
    return from_ms(max(known)) if known else None


def changes_after(conn: Connection, after: int, limit: int) -> list[Change]:
    """At most ``limit`` changes above ``after``, ascending; numbers have no gaps."""
    statement = select(changes).where(changes.c.no > after).order_by(changes.c.no).limit(limit)
    ids = Ids.of(conn)
    return [
        Change(
            row.no,
            ids.subjects.id(row.subject_no),
            None if row.record_no is None else ids.records.id(row.record_no),
        )
        for row in conn.execute(statement)
    ]


def changed_subjects(conn: Connection, after: int, until: int) -> list[str]:
    """The subjects with a change in ``(after, until]``, each once, by their first such change."""
    first = func.min(changes.c.no)
    statement = (
        select(changes.c.subject_no)
        .where(changes.c.no > after, changes.c.no <= until)
        .group_by(changes.c.subject_no)
        .order_by(first)
    )
    encode = Ids.of(conn).subjects.id
    return [encode(number) for number in conn.execute(statement).scalars()]
