"""What was accepted, decided or done is neither changed nor removed: the database refuses it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from gongshi.cities.city import City
from gongshi.indexers.withholding import withhold
from gongshi.ledger import schema
from gongshi.ledger.audit import note
from gongshi.ledger.clearances import clear
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import metadata
from tests.ledger.filing_desk import Desk, licence, penalty, register, repair, withdrawal

MIGRATION: Final = import_module("gongshi.ledger.migrations.versions.r0008_append_only")


def filled(ledger: Ledger, city: City) -> Desk:
    """Licences, penalties, a register row, events, acts."""
    desk = Desk(ledger, city)
    desk.deliver("register", [register(1)])
    desk.deliver("licences", [licence(n) for n in range(1, 4)])
    desk.deliver("penalties", [penalty(), penalty(2, "罚2")])
    desk.deliver("withdrawals", [withdrawal()])
    desk.deliver("repairs", [repair(target_document_number="罚2", uscc=penalty(2).uscc)])
    record = desk.records()[0]
    clear(ledger, record.id, by="王五", now=desk.now)
    withhold(ledger, record.id, by="王敏", now=desk.now, reason="核查")
    with ledger.write() as tx:
        note(tx, at=desk.now, actor="王敏", act="test", target="x")
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
    for name, free in MIGRATION.APPEND_ONLY.items():
        if not before[name]:
            continue
        met.add(name)
        for column in set(metadata.tables[name].columns.keys()) - free:
            refused(ledger, f'UPDATE {name} SET "{column}" = "{column}"')
        refused(ledger, f"DELETE FROM {name}")
    assert met >= {
        "audit", "changes", "clearances", "licence_versions", "penalty_versions",
        "register_versions", "repairs", "withdrawals", "withholdings",
    }  # fmt: skip
    for name in MIGRATION.NEVER_REMOVED:
        refused(ledger, f"DELETE FROM {name}")
    assert content(ledger) == before


def test_no_table_is_emptied_on_postgresql(ledger: Ledger, ledger_kind: str, tianjin: City) -> None:
    if ledger_kind == "sqlite":
        return  # it has no TRUNCATE
    filled(ledger, tianjin)
    for name in (*MIGRATION.APPEND_ONLY, *MIGRATION.NEVER_REMOVED):
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
    for name, free in MIGRATION.APPEND_ONLY.items():
        definition = found[f"append_only_{name}_update"]
        listed = re.search(r"UPDATE OF (.*?) ON ", definition)
        assert listed is not None, definition
        watched = {column.strip(' "') for column in listed[1].split(",")}
        assert watched == set(metadata.tables[name].columns.keys()) - free, name
        assert f"append_only_{name}_delete" in found


def test_tables_of_versions_are_all_append_only() -> None:
    versions = {name for name in metadata.tables if name.endswith("_versions")}
    assert versions <= MIGRATION.APPEND_ONLY.keys()


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
