"""Reports are kept as they were told, and who drew them is written down, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command

from gongshi.ledger import schema
from gongshi.ledger.reports import (
    Access,
    StoredReport,
    accesses,
    find_report,
    keep,
    note_access,
)
from gongshi.ledger.sample_mark import is_sample, mark_sample
from gongshi.ledger.store import Ledger
from tests.ledger.filing_desk import Desk, register

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def report(desk: Desk) -> StoredReport:
    desk.deliver("register", [register(1), register(2)])
    return StoredReport(
        number="20260601160000000A0000",
        kind="special",
        subject_id=desk.subject(1).subject_id,
        issued_at=AT,
        options="{}",
        envelope='{"number":"20260601160000000A0000"}',
        facts='{"subject":"天津市第1食品有限公司"}',
        digest="ab" * 32,
        as_of_change=2,
        rules_hash="cd" * 16,
    )


def test_a_report_is_found_again_as_it_was(ledger: Ledger, report: StoredReport) -> None:
    with ledger.write() as tx:
        assert keep(tx, report)
    with ledger.read() as conn:
        assert find_report(conn, report.number) == report
        assert find_report(conn, "20260601160000000A0001") is None


def test_a_number_is_given_once(ledger: Ledger, report: StoredReport) -> None:
    with ledger.write() as tx:
        assert keep(tx, report)
    with ledger.write() as tx:
        assert not keep(tx, replace(report, facts="{}"))
    with ledger.read() as conn:
        assert find_report(conn, report.number) == report


def test_the_log_tells_who_when_for_whom_and_what_for(
    ledger: Ledger, desk: Desk, report: StoredReport
) -> None:
    other = desk.subject(2).subject_id
    lines = [
        Access(AT, "王敏", "issue", report.subject_id, report.number, "贷款"),
        Access(AT + timedelta(hours=1), "李华", "read", report.subject_id, report.number, "投标"),
        Access(AT, "王敏", "issue", other, "20260601160000000B0000", "上市"),
    ]
    with ledger.write() as tx:
        for line in lines:
            note_access(tx, line, forget_before=AT)
    with ledger.read() as conn:
        assert accesses(conn, report.subject_id) == [lines[1], lines[0]]
        assert accesses(conn, report.subject_id, limit=1) == [lines[1]]
        assert accesses(conn, other) == [lines[2]]
        assert accesses(conn) == lines[::-1]
        assert accesses(conn, number=report.number) == [lines[1], lines[0]]
        assert accesses(conn, number="20260601160000000C0000") == []
        later = AT + timedelta(hours=1)
        assert accesses(conn, since=later) == [lines[1]]
        assert accesses(conn, until=later) == [lines[2], lines[0]]
        assert accesses(conn, report.subject_id, since=AT, until=later) == [lines[0]]


def test_a_line_is_forgotten_when_its_time_is_over(ledger: Ledger, report: StoredReport) -> None:
    old = Access(AT, "王敏", "issue", report.subject_id, report.number, "贷款")
    new = replace(old, at=AT + timedelta(days=1))
    newest = replace(old, at=AT + timedelta(days=2))
    with ledger.write() as tx:
        note_access(tx, old, forget_before=AT)
        note_access(tx, new, forget_before=AT)
    with ledger.read() as conn:
        assert accesses(conn, report.subject_id) == [new, old]
    with ledger.write() as tx:
        note_access(tx, newest, forget_before=AT + timedelta(seconds=1))
    with ledger.read() as conn:
        assert accesses(conn, report.subject_id) == [newest, new]


def test_a_ledger_of_invented_data_says_so(ledger: Ledger) -> None:
    with ledger.read() as conn:
        assert not is_sample(conn)
    mark_sample(ledger)
    mark_sample(ledger)
    with ledger.read() as conn:
        assert is_sample(conn)


def test_a_ledger_of_the_release_before_gets_the_tables(ledger_url: str) -> None:
    """Down to the schema without reports and up again: the log counts on, nothing is marked."""
    Ledger.open(ledger_url).close()
    before = schema.known_revisions()[schema.known_revisions().index("0004") - 1]
    opened = Ledger.open(ledger_url)
    with opened.write() as tx:
        command.downgrade(schema.migrations(tx.conn), before)
        left = tx.conn.exec_driver_sql("SELECT name FROM counters ORDER BY name").scalars().all()
        assert "access" not in left
    opened.close()
    again = Ledger.open(ledger_url)
    with again.read() as conn:
        assert schema.current_revision(conn) == schema.known_revisions()[-1]
        assert not is_sample(conn)
        assert find_report(conn, "x") is None
    with again.write() as tx:
        assert tx.take("access") == 1
    again.close()
