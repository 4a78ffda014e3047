"""Rows that could not be used: kept for the unit's clerks, role-bound, for a limited time.

Whoever lists or exports says which sources they answer for; None means every one (the operator).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, Select, delete, func, select, tuple_, update

from gongshi.ledger.audit import note
from gongshi.ledger.ids import Ids
from gongshi.ledger.outcomes import read_facts
from gongshi.ledger.sql import Sql
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import quarantine, quarantine_findings, row_remarks
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.places import place_text
from gongshi.records.problems import PROBLEMS, GongshiError

State = Literal["open", "resolved", "expired"]
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class QuarantineFinding:
    """A rule the row breaks; ``zh`` and ``en`` are sentences a clerk understands."""

    code: str
    field: str
    value: str

    @property
    def zh(self) -> str:
        return self._sentence(PROBLEMS[self.code].zh)

    @property
    def en(self) -> str:
        return self._sentence(PROBLEMS[self.code].en)

    def _sentence(self, template: str) -> str:
        return template.format_map(_Values(field=self.field, value=self.value))


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """``raw`` is the row as filed, forbidden columns dropped; empty once expired."""

    id: str
    batch_id: str
    source: str
    line: int
    place: str  # row of the file, with its sheet where there are several
    code: str  # whom it may concern: USCC or other code as read
    name: str
    raw: Mapping[str, str]
    created_at: datetime
    expires_at: datetime
    state: State
    findings: tuple[QuarantineFinding, ...]


def listed(
    conn: Connection,
    *,
    sources: Collection[str] | None = None,
    batch: str = "",
    state: State | None = "open",
    limit: int | None = 100,
) -> list[QuarantinedRow]:
    """The oldest first; of one batch when its id is given."""
    statement = _of(select(quarantine), sources, state).order_by(quarantine.c.no)
    if batch:
        statement = statement.where(quarantine.c.batch_no == Ids.of(conn).batches.number(batch))
    if limit is not None:
        statement = statement.limit(limit)
    return _with_findings(conn, conn.execute(statement).all())


def count_open(conn: Connection, *, sources: Collection[str] | None = None) -> int:
    statement = _of(select(func.count()).select_from(quarantine), sources, "open")
    count: int = conn.execute(statement).scalar_one()
    return count


def show(
    conn: Connection, id_: str, *, sources: Collection[str] | None = None
) -> QuarantinedRow | None:
    """One row; None when there is none, or it belongs to another source."""
    number = Ids.of(conn).quarantine.number(id_)
    statement = _of(select(quarantine), sources, None).where(quarantine.c.no == number)
    rows = _with_findings(conn, conn.execute(statement).all())
    return rows[0] if rows else None


def exported(
    conn: Connection, source: str, *, batch: str = ""
) -> Iterator[tuple[QuarantinedRow, Mapping[str, str]]]:
    """Open rows of one source with their raw text, to be corrected and ingested again."""
    after = 0
    while True:
        statement = (
            _of(select(quarantine), {source}, "open")
            .where(quarantine.c.no > after)
            .order_by(quarantine.c.no)
            .limit(_AT_ONCE)
        )
        if batch:
            statement = statement.where(quarantine.c.batch_no == Ids.of(conn).batches.number(batch))
        rows = conn.execute(statement).all()
        if not rows:
            return
        after = rows[-1].no
        for row in _with_findings(conn, rows):
            yield row, row.raw


def resolve(
    ledger: Ledger,
    id_: str,
    *,
    by: str,
    now: datetime,
    sources: Collection[str] | None = None,
    reason: str = "",
) -> None:
    """Close a row that was dealt with, be it expired meanwhile: until then it may concern whoever
    asks for a report. Raises ``unknown_id`` when it is not open to this person."""
    number = ledger.ids.quarantine.number(id_)
    with ledger.write() as transaction:
        closing = (
            update(quarantine)
            .where(quarantine.c.no == number, quarantine.c.resolved_at.is_(None))
            .values(state="resolved", resolved_at=to_ms(now), resolved_by=by)
        )
        if sources is not None:
            closing = closing.where(quarantine.c.source.in_(sources))
        if transaction.conn.execute(closing).rowcount == 0:
            raise GongshiError("unknown_id", what=id_)
        note(transaction, at=now, actor=by, act="quarantine.resolve", target=id_, detail=reason)


def expire(ledger: Ledger, now: datetime) -> int:
    """Remove the raw text, names and values of rows past their time, and remarks on rows that were
    taken in; how many quarantined rows there were."""
    _expire_remarks(ledger, now)
    total = 0
    while True:
        with ledger.write() as transaction:
            conn = transaction.conn
            due = (
                select(quarantine.c.no)
                .where(quarantine.c.expires_at <= to_ms(now), quarantine.c.state != "expired")
                .order_by(quarantine.c.no)
                .limit(_AT_ONCE)
            )
            numbers = conn.execute(due).scalars().all()
            if not numbers:
                return total
            conn.execute(
                update(quarantine)
                .where(quarantine.c.no.in_(numbers))
                .values(raw=None, name="", folded_name="", state="expired")
            )
            conn.execute(
                update(quarantine_findings)
                .where(quarantine_findings.c.quarantine_no.in_(numbers))
                .values(value="")
            )
            total += len(numbers)


def _expire_remarks(ledger: Ledger, now: datetime) -> None:
    key = (row_remarks.c.batch_no, row_remarks.c.line, row_remarks.c.code, row_remarks.c.field)
    due = select(*key).where(row_remarks.c.expires_at <= to_ms(now)).limit(_AT_ONCE)
    while True:
        with ledger.write() as transaction:
            gone = transaction.conn.execute(delete(row_remarks).where(tuple_(*key).in_(due)))
            if gone.rowcount < _AT_ONCE:
                return


def _of(
    statement: Select[Any], sources: Collection[str] | None, state: State | None
) -> Select[Any]:
    if sources is not None:
        statement = statement.where(quarantine.c.source.in_(sources))
    if state is not None:
        statement = statement.where(quarantine.c.state == state)
    return statement


def _with_findings(conn: Connection, rows: Collection[Row[Any]]) -> list[QuarantinedRow]:
    sql = Sql.of(conn)
    ids = Ids.of(conn)
    statement = (
        "SELECT quarantine_no, code, field, value FROM quarantine_findings WHERE "  # noqa: S608
        + sql.among("quarantine_no")
        + " ORDER BY quarantine_no, place"
    )
    findings: dict[int, list[QuarantineFinding]] = {}
    many = sql.many([row.no for row in rows])
    for number, code, field, value in conn.exec_driver_sql(statement, (many,)):
        findings.setdefault(number, []).append(QuarantineFinding(code, field, value))
    batches = {row.batch_no for row in rows}
    sheets = {batch_no: read_facts(conn, batch_no).get("sheets", []) for batch_no in batches}
    return [
        QuarantinedRow(
            id=ids.quarantine.id(row.no),
            batch_id=ids.batches.id(row.batch_no),
            source=row.source,
            line=row.line,
            place=place_text(row.line, sheets[row.batch_no]),
            code=row.code,
            name=row.name,
            raw={} if row.raw is None else json.loads(row.raw),
            created_at=from_ms(row.created_at),
            expires_at=from_ms(row.expires_at),
            state=row.state,
            findings=tuple(findings.get(row.no, ())),
        )
        for row in rows
    ]
