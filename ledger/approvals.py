"""What waits for a second person: bulk withdrawals, kept back row by row until somebody decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, func, insert, select, tuple_, update

from gongshi.ledger.audit import note
from gongshi.ledger.batches import Batch, load_batch
from gongshi.ledger.ids import Ids
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import approvals, held_rows, quarantine, withdrawals
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.problems import GongshiError

#: approved: decided, and being carried out; done: carried out.
State = Literal["waiting", "approved", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Approval:
    """One request; ``rows`` were kept back for it, ``open`` of them still are."""

    no: int
    id: str
    batch: Batch
    asked_by: str
    asked_at: datetime
    state: State
    decided_by: str
    decided_at: datetime | None
    reason: str
    rows: int
    open: int


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row kept back; ``record_id`` when a person named its record."""

    quarantine_no: int
    quarantine_id: str
    line: int
    code: str
    name: str
    raw: Mapping[str, str]
    record_no: int | None
    record_id: str


def ask(transaction: WriteTransaction, batch: Batch, *, by: str, at: datetime) -> int:
    """Ask for a second person; the request's number."""
    number = transaction.take("approval")
    transaction.conn.execute(
        insert(approvals).values(
            no=number,
            batch_no=batch.no,
            asked_by=by,
            asked_at=to_ms(at),
            state="waiting",
            decided_by="",
            decided_at=None,
            reason="",
        )
    )
    target = Ids.of(transaction.conn).approvals.id(number)
    detail = f"{batch.source} {batch.file_name}"
    note(transaction, at=at, actor=by, act="approval.ask", target=target, detail=detail)
    return number


def decide(
    transaction: WriteTransaction,
    found: Approval,
    state: State,
    *,
    by: str,
    at: datetime,
    reason: str,
) -> None:
    """Write a decision down."""
    decided = {"decided_by": by, "decided_at": to_ms(at), "reason": reason}
    set_state(transaction, found, state, **decided)
    act = "approval.approve" if state == "approved" else "approval.refuse"
    note(transaction, at=at, actor=by, act=act, target=found.id, detail=reason)


def set_state(transaction: WriteTransaction, found: Approval, state: State, **more: Any) -> None:
    transaction.conn.execute(
        update(approvals).where(approvals.c.no == found.no).values(state=state, **more)
    )


def listed(conn: Connection, *, pending: bool = True) -> list[Approval]:
    """The oldest first; ``pending``: only what is not carried out or refused."""
    statement = select(approvals).order_by(approvals.c.no)
    if pending:
        statement = statement.where(approvals.c.state.in_(("waiting", "approved")))
    return [_approval(conn, row) for row in conn.execute(statement).all()]


def find(conn: Connection, id_: str) -> Approval:
    """One request. Raises ``unknown_id``."""
    number = Ids.of(conn).approvals.number(id_)
    row = conn.execute(select(approvals).where(approvals.c.no == number)).one_or_none()
    if row is None:
        raise GongshiError("unknown_id", what=id_)
    return _approval(conn, row)


def of_batch(conn: Connection, batch_no: int) -> Approval | None:
    """The request a delivery gave rise to."""
    row = conn.execute(select(approvals).where(approvals.c.batch_no == batch_no)).one_or_none()
    return None if row is None else _approval(conn, row)


def of_digests(conn: Connection, source: str, digests: list[str]) -> Approval | None:
    """The oldest undecided request that holds a row with one of these contents."""
    statement = (
        select(approvals)
        .join(held_rows, held_rows.c.approval_no == approvals.c.no)
        .join(quarantine, quarantine.c.no == held_rows.c.quarantine_no)
        .where(
            approvals.c.state == "waiting",
            quarantine.c.state == "open",
            quarantine.c.source == source,
            quarantine.c.digest.in_(digests),
        )
        .order_by(approvals.c.no)
        .limit(1)
    )
    row = conn.execute(statement).one_or_none()
    return None if row is None else _approval(conn, row)


def number_of_batch(conn: Connection, batch_no: int) -> int | None:
    """The number of the request a delivery gave rise to."""
    statement = select(approvals.c.no).where(approvals.c.batch_no == batch_no)
    number: int | None = conn.execute(statement).scalar_one_or_none()
    return number


@dataclass(frozen=True, slots=True)
class Alone:
    """A withdrawal that no second person confirmed: the unit its row names, what a correction of it
    has in common with it (``key``), and a record it struck, None while that has not come."""

    source: str
    unit: str
    unit_uscc: str
    key: int
    record_no: int | None


def withdrawn_alone(conn: Connection, since: datetime) -> list[Alone]:
    """The withdrawals accepted after an instant that no second person confirmed."""
    confirmed = (
        select(quarantine.c.batch_no, quarantine.c.line)
        .join(held_rows, held_rows.c.quarantine_no == quarantine.c.no)
        .where(quarantine.c.resolved_at > to_ms(since))
    )
    one = (
        withdrawals.c.source,
        withdrawals.c.source_unit,
        withdrawals.c.source_unit_uscc,
        withdrawals.c.key_hash,
    )
    statement = (
        select(*one, func.min(withdrawals.c.record_no))
        .where(
            withdrawals.c.accepted_at > to_ms(since),
            withdrawals.c.superseded_by.is_(None),
            tuple_(withdrawals.c.batch_no, withdrawals.c.line).not_in(confirmed),
        )
        .group_by(*one)
        .order_by(*one)
    )
    return [Alone(*row) for row in conn.execute(statement).all()]


def held(conn: Connection, found: Approval, *, limit: int | None = None) -> list[HeldRow]:
    """The rows that are still kept back, in the order of the delivery."""
    ids = Ids.of(conn)
    statement = (
        _open(select(quarantine, held_rows.c.record_no), found.no)
        .order_by(quarantine.c.no)
        .limit(limit)
    )
    return [
        HeldRow(
            quarantine_no=row.no,
            quarantine_id=ids.quarantine.id(row.no),
            line=row.line,
            code=row.code,
            name=row.name,
            raw={} if row.raw is None else json.loads(row.raw),
            record_no=row.record_no,
            record_id="" if row.record_no is None else ids.records.id(row.record_no),
        )
        for row in conn.execute(statement)
    ]


def release(transaction: WriteTransaction, numbers: list[int], *, by: str, at: datetime) -> None:
    """Close quarantined rows by their numbers: a person decided about them."""
    transaction.conn.execute(
        update(quarantine)
        .where(quarantine.c.no.in_(numbers))
        .values(state="resolved", resolved_at=to_ms(at), resolved_by=by)
    )


def _open(statement: Select[Any], number: int) -> Select[Any]:
    return statement.join(held_rows, held_rows.c.quarantine_no == quarantine.c.no).where(
        held_rows.c.approval_no == number, quarantine.c.state == "open"
    )


def _approval(conn: Connection, row: Row[Any]) -> Approval:
    rows = conn.execute(
        select(func.count()).select_from(held_rows).where(held_rows.c.approval_no == row.no)
    ).scalar_one()
    left = conn.execute(_open(select(func.count()).select_from(quarantine), row.no)).scalar_one()
    return Approval(
        no=row.no,
        id=Ids.of(conn).approvals.id(row.no),
        batch=load_batch(conn, row.batch_no),
        asked_by=row.asked_by,
        asked_at=from_ms(row.asked_at),
        state=row.state,
        decided_by=row.decided_by,
        decided_at=None if row.decided_at is None else from_ms(row.decided_at),
        reason=row.reason,
        rows=rows,
        open=left,
    )
