"""Reports given out, kept as they were told, and the log of who drew or read a special one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from gongshi.ledger.ids import Ids
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import report_access, reports
from gongshi.records.clock import from_ms, to_ms

Kind = Literal["ordinary", "special"]
Act = Literal["issue", "read"]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What somebody was told, to the byte. ``facts`` is canonical JSON (RFC 8785)."""

    number: str  # 报告编号
    kind: Kind
    subject_id: str
    issued_at: datetime
    options: str  # JSON
    envelope: str  # JSON
    facts: str
    digest: str  # SHA-256 of ``facts`` in UTF-8, hexadecimal
    as_of_change: int
    rules_hash: str


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the log."""

    at: datetime
    actor: str  # who: the handler named by the token, or the operator
    act: Act
    subject_id: str  # whose report
    report_number: str
    purpose: str  # 用途


def keep(transaction: WriteTransaction, report: StoredReport) -> bool:
    """Store a report; False when its number is taken (nothing is written then)."""
    values = (
        report.number,
        report.kind,
        _subject_no(transaction.conn, report.subject_id),
        to_ms(report.issued_at),
        report.options,
        report.envelope,
        report.facts,
        report.digest,
        report.as_of_change,
        report.rules_hash,
    )
    statement = transaction.sql.insert(reports) + " ON CONFLICT (number) DO NOTHING"
    return transaction.conn.exec_driver_sql(statement, values).rowcount == 1


def find_report(conn: Connection, number: str) -> StoredReport | None:
    """The report with a number; None when none was given out under it."""
    row = conn.execute(select(reports).where(reports.c.number == number)).one_or_none()
    if row is None:
        return None
    return StoredReport(
        number=row.number,
        kind=row.kind,
        subject_id=Ids.of(conn).subjects.id(row.subject_no),
        issued_at=from_ms(row.issued_at),
        options=row.options,
        envelope=row.envelope,
        facts=row.facts,
        digest=row.digest,
        as_of_change=row.as_of_change,
        rules_hash=row.rules_hash,
    )


def note_access(transaction: WriteTransaction, access: Access, *, forget_before: datetime) -> None:
    """Write a line of the log; lines older than ``forget_before`` have been kept long enough."""
    transaction.conn.execute(delete(report_access).where(report_access.c.at < to_ms(forget_before)))
    transaction.conn.execute(
        insert(report_access).values(
            no=transaction.take("access"),
            at=to_ms(access.at),
            actor=access.actor,
            act=access.act,
            subject_no=_subject_no(transaction.conn, access.subject_id),
            report_number=access.report_number,
            purpose=access.purpose,
        )
    )


def accesses(
    conn: Connection,
    subject_id: str = "",
    *,
    number: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
) -> list[Access]:
    """The log, the newest first: of one subject's special reports, of the report with this number,
    of the instants in ``[since, until)``, where given."""
    statement = select(report_access).order_by(report_access.c.no.desc()).limit(limit)
    if subject_id:
        statement = statement.where(report_access.c.subject_no == _subject_no(conn, subject_id))
    if number:
        statement = statement.where(report_access.c.report_number == number)
    if since is not None:
        statement = statement.where(report_access.c.at >= to_ms(since))
    if until is not None:
        statement = statement.where(report_access.c.at < to_ms(until))
    subjects = Ids.of(conn).subjects
    return [
        Access(
            from_ms(row.at),
            row.actor,
            row.act,
            subjects.id(row.subject_no),
            row.report_number,
            row.purpose,
        )
        for row in conn.execute(statement)
    ]


def _subject_no(conn: Connection, subject_id: str) -> int:
    number = Ids.of(conn).subjects.number(subject_id)
    assert number is not None, subject_id
    return number
