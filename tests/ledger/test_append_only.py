"""What was accepted, decided or done is neither changed nor removed: the database refuses it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from gongshi.cities.city import City
from gongshi.indexers.rows import Finding
from gongshi.indexers.withholding import withhold
from gongshi.ledger import schema
from gongshi.ledger.audit import note
from gongshi.ledger.clearances import clear
from gongshi.ledger.reports import Access, StoredReport, keep, note_access
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import (
    DEFERRED_TABLES,
    approvals,
    held_rows,
    metadata,
    notices,
    withdrawals,
)
from tests.ledger.filing_desk import (
    Desk,
    failed,
    licence,
    parsed,
    penalty,
    register,
    repair,
    withdrawal,
)

VERSIONS: Final = "gongshi.ledger.migrations.versions"
FIRST: Final = import_module(f"{VERSIONS}.r0008_append_only")
FURTHER: Final = import_module(f"{VERSIONS}.r0011_append_only_further")
APPEND_ONLY: Final = {**FIRST.APPEND_ONLY, **FURTHER.APPEND_ONLY}
NEVER_REMOVED: Final = (*FIRST.NEVER_REMOVED, *FURTHER.NEVER_REMOVED)
#: Columns that may be written once more, of every table whose rows are not changed otherwise.
FREE: Final = {**APPEND_ONLY, **dict.fromkeys(FURTHER.NEVER_CHANGED, frozenset[str]())}
#: Held by nothing: what follows from other rows, what waits, what only the running service needs.
OPEN: Final = {
    "event_targets", "generations", "leases", "record_keys", "source_keys", "waiting_events",
    *(table.name for table in DEFERRED_TABLES.values()),
}  # fmt: skip


def filled(ledger: Ledger, city: City) -> Desk:
    """Licences, penalties, a register row, events, acts, what waits for a person, a report."""
    desk = Desk(ledger, city)
    desk.deliver("register", [register(1)])
    odd = parsed(licence(4), 5, warnings=(Finding("enum_unknown", "XK_XKLB", "特别"),))
    desk.deliver("licences", [*(licence(n) for n in range(1, 4)), odd, failed(6)])
    desk.deliver("penalties", [penalty(), penalty(2, "罚2")])
    desk.deliver("withdrawals", [withdrawal()])
    desk.deliver("repairs", [repair(target_document_number="罚2", uscc=penalty(2).uscc)])
    record = desk.records()[0]
    clear(ledger, record.id, by="王五", now=desk.now)
    withhold(ledger, record.id, by="王敏", now=desk.now, reason="核查")
    with ledger.write() as tx:
        note(tx, at=desk.now, actor="王敏", act="test", target="x")
        tx.conn.execute(
            insert(approvals).values(
                no=1,
                batch_no=1,
                asked_by="王五",
                asked_at=1,
                state="waiting",
                decided_by="",
                reason="",
            )
        )
        tx.conn.execute(insert(held_rows).values(quarantine_no=1, approval_no=1))
        event = select(withdrawals.c.no).scalar_subquery()
        told = {"unit": "机关", "reason": "证据不足", "day": desk.now.date(), "place": 1}
        tx.conn.execute(insert(notices).values(event_no=event, **told))
    subject = desk.subject().subject_id
    number = "20260601160000000A0000"
    report = StoredReport(
        number, "special", subject, desk.now, "{}", "{}", "{}", "ab" * 32, 1, "cd" * 16
    )
    access = Access(desk.now, "李明", "issue", subject, number, "贷款")
    with ledger.write() as tx:
        assert keep(tx, report)
        note_access(tx, access, forget_before=desk.now)
    return desk


def refused(ledger: Ledger, statement: str) -> None:
    """A statement of whoever has the database's password."""
    with pytest.raises(DBAPIError, match="append-only"), ledger.write() as tx:
        tx.conn.exec_driver_sql(statement)


def content(ledger: Ledger) -> dict[str, list[Any]]:
    with ledger.read() as conn:
        return {
            table.name: sorted(map(tuple, conn.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_no_row_is_changed_or_removed(ledger: Ledger, tianjin: City) -> None:
    filled(ledger, tianjin)
    before = content(ledger)
    met = set()
    for name, free in FREE.items():
        if not before[name]:
            continue
        met.add(name)
        for column in set(metadata.tables[name].columns.keys()) - free:
            refused(ledger, f'UPDATE {name} SET "{column}" = "{column}"')
    for name in (*APPEND_ONLY, *NEVER_REMOVED):
        if before[name]:
            met.add(name)
            refused(ledger, f"DELETE FROM {name}")
    assert met >= {
        "approvals", "audit", "batch_problems", "changes", "clearances", "counters", "held_rows",
        "ledger_meta", "licence_versions", "notices", "penalty_versions", "quarantine",
        "quarantine_findings", "register_heads", "register_versions", "repairs", "report_access",
        "reports", "row_outcomes", "row_remarks", "subject_identifiers", "subject_names",
        "withdrawals", "withholdings",
    }  # fmt: skip
    assert content(ledger) == before


def test_no_table_is_emptied_on_postgresql(ledger: Ledger, ledger_kind: str, tianjin: City) -> None:
    if ledger_kind == "sqlite":
        return  # it has no TRUNCATE
    filled(ledger, tianjin)
    for name in (*APPEND_ONLY, *NEVER_REMOVED):
        refused(ledger, f"TRUNCATE {name} CASCADE")


def triggers(conn: Connection) -> dict[str, str]:
    """Name → definition."""
    if conn.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    return {row[0]: row[1] for row in conn.execute(text(query))}


def test_every_column_there_is_now_is_watched(ledger: Ledger) -> None:
    """One that a later migration adds must be watched too, or be named as free."""
    with ledger.read() as conn:
        found = triggers(conn)
    for name, free in FREE.items():
        definition = found[f"append_only_{name}_update"]
        listed = re.search(r"UPDATE OF (.*?) ON ", definition)
        assert listed is not None, definition
        watched = {column.strip(' "') for column in listed[1].split(",")}
        assert watched == set(metadata.tables[name].columns.keys()) - free, name
        assert (f"append_only_{name}_delete" in found) is (name in APPEND_ONLY)
    for name in NEVER_REMOVED:
        assert f"append_only_{name}_delete" in found


def test_every_table_is_held_or_named_as_open() -> None:
    held = [*FREE, *NEVER_REMOVED]
    assert len(held) == len(set(held))
    assert {*held, *OPEN} == set(metadata.tables)
    versions = {name for name in metadata.tables if name.endswith("_versions")}
    assert versions <= APPEND_ONLY.keys()


def test_what_is_kept_for_a_time_may_go(ledger: Ledger, tianjin: City) -> None:
    """The log of queries and remarks when their time is over, a notice with its withdrawal."""
    filled(ledger, tianjin)
    for name in FURTHER.NEVER_CHANGED:
        with ledger.write() as tx:
            assert tx.conn.exec_driver_sql(f"DELETE FROM {name}").rowcount > 0, name


def test_the_protection_goes_down_and_up_again_with_a_ledgers_content(
    ledger: Ledger, tianjin: City
) -> None:
    filled(ledger, tianjin)
    before = content(ledger)
    with ledger.write() as tx:
        command.downgrade(schema.migrations(tx.conn), "0007")
    with ledger.write() as tx:
        assert triggers(tx.conn) == {}
        tx.conn.exec_driver_sql("UPDATE audit SET actor = actor")
    with ledger.write() as tx:
        schema.upgrade(tx.conn)
    assert content(ledger) == before
    refused(ledger, "UPDATE audit SET actor = actor")
    refused(ledger, "DELETE FROM subject_identifiers")
