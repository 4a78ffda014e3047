"""Append-only: who did what to what, when. Written in the transaction of the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import audit
from gongshi.records.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Act:
    no: int
    at: datetime
    actor: str
    act: str  # clear | review | withdraw | repair | withhold | rules.activate | ...
    target: str  # public id of what it was done to
    detail: str


def note(
    transaction: WriteTransaction,
    *,
    at: datetime,
    actor: str,
    act: str,
    target: str,
    detail: str = "",
) -> int:
    """Note an act; its number."""
    number = transaction.take("audit")
    transaction.conn.execute(
        insert(audit).values(
            no=number, at=to_ms(at), actor=actor, act=act, target=target, detail=detail
        )
    )
    return number


def acts(
    conn: Connection,
    *,
    target: str = "",
    actor: str = "",
    since: datetime | None = None,
    limit: int = 100,
) -> list[Act]:
    """The newest first; of one target, of one person, from an instant on when given."""
    statement = select(audit).order_by(audit.c.no.desc()).limit(limit)
    if target:
        statement = statement.where(audit.c.target == target)
    if actor:
        statement = statement.where(audit.c.actor == actor)
    if since is not None:
        statement = statement.where(audit.c.at >= to_ms(since))
    return [
        Act(row.no, from_ms(row.at), row.actor, row.act, row.target, row.detail)
        for row in conn.execute(statement)
    ]
