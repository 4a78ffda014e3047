"""What a row refers to is there: by foreign keys, or on PostgreSQL by a look once a statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import Table, inspect, select
from sqlalchemy.exc import DBAPIError

from gongshi.cities.city import City
from gongshi.ledger import schema
from gongshi.ledger.migrations import references
from gongshi.ledger.sql import COPY_FROM, insert_many
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import metadata
from tests.ledger.test_append_only import FREE, NEVER_REMOVED, content, filled, refused

OURS: Final = import_module("gongshi.ledger.migrations.versions.r0013_references")
UNKNOWN: Final = 999_999


def of_nobody(ledger: Ledger, table: Table, column: str, count: int) -> list[tuple[Any, ...]]:
    """Rows like one that is there, each by another key, the last of an owner that is not there."""
    with ledger.read() as conn:
        found = conn.execute(select(table).limit(1)).mappings().one()
    rows: list[tuple[Any, ...]] = []
    for n in range(count):
        row = dict(found)
        for key in [one.name for one in table.primary_key.columns if one.name != column]:
            row[key] = UNKNOWN + n if isinstance(row[key], int) else f"{row[key]}{n}"
        if n == count - 1:
            row[column] = UNKNOWN
        rows.append(tuple(row.values()))
    return rows


@contextmanager
def refusal() -> Iterator[None]:
    """The database's word on a reference to nothing, whichever way it was found."""
    with pytest.raises(DBAPIError) as caught:
        yield
    state = getattr(caught.value.orig, "sqlstate", "")
    assert state == "23503" or "FOREIGN KEY" in str(caught.value.orig)


@pytest.mark.parametrize("count", [1, COPY_FROM + 1])
def test_a_row_of_nobody_is_refused(ledger: Ledger, tianjin: City, count: int) -> None:
    filled(ledger, tianjin)
    before = content(ledger)
    met = set()
    for name, column in OURS.REFERENCES:
        if not before[name] or (name == "register_heads" and count > 1):
            continue
        table = metadata.tables[name]
        rows = of_nobody(ledger, table, column, count)
        with refusal(), ledger.write() as tx:
            insert_many(tx.conn, table, rows)
        met.add(name)
    assert met >= {
        "licence_versions", "penalty_versions", "records", "register_versions", "row_outcomes",
        "row_remarks", "subject_identifiers", "subject_names",
    }  # fmt: skip
    assert content(ledger) == before


def test_a_row_of_nobody_is_refused_whatever_is_done_on_conflict(
    ledger: Ledger, tianjin: City
) -> None:
    filled(ledger, tianjin)
    table = metadata.tables["subject_identifiers"]
    rows = of_nobody(ledger, table, "subject_no", COPY_FROM + 1)
    with refusal(), ledger.write() as tx:
        insert_many(tx.conn, table, rows, " ON CONFLICT DO NOTHING")


def test_what_is_referred_to_keeps_its_number(ledger: Ledger, tianjin: City) -> None:
    filled(ledger, tianjin)
    for name, columns in OURS.FIXED.items():
        for column in columns:
            refused(ledger, f"UPDATE {name} SET {column} = {column}")


def test_neither_end_of_a_reference_moves() -> None:
    """What a foreign key would see to: the column refers to what it did, and that stays there."""
    for name, column in OURS.REFERENCES:
        owners = references.OWNERS[column]
        assert owners in NEVER_REMOVED
        assert "no" in OURS.FIXED[owners]
        fixed = OURS.FIXED.get(name, ())
        assert column in fixed or column not in FREE[name], name


def test_every_reference_is_looked_at(ledger: Ledger, ledger_kind: str) -> None:
    """By a foreign key or by a statement's trigger, and by one of them only."""
    with ledger.read() as conn:
        inspector = inspect(conn)
        keys = {
            (table, key["constrained_columns"][0])
            for table in inspector.get_table_names()
            for key in inspector.get_foreign_keys(table)
        }
        looked_at = set[tuple[str, str]]()
        if ledger_kind == "postgresql":
            enabled = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
            names = set(conn.exec_driver_sql(enabled).scalars())
            assert {f"is_there_{table}_{column}" for table, column in OURS.REFERENCES} <= names
            looked_at = set(OURS.REFERENCES)
    meant = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.foreign_keys
    }
    assert keys | looked_at == meant
    assert not keys & looked_at


def test_references_go_down_and_up_again_with_a_ledgers_content(
    ledger: Ledger, tianjin: City
) -> None:
    filled(ledger, tianjin)
    before = content(ledger)
    with ledger.write() as tx:
        command.downgrade(schema.migrations(tx.conn), "0012")
    with ledger.write() as tx:
        keys = inspect(tx.conn).get_foreign_keys("records")
        assert [key["constrained_columns"] for key in keys] == [["subject_no"]]
        tx.conn.exec_driver_sql("UPDATE subjects SET no = no")
    rows = of_nobody(ledger, metadata.tables["records"], "subject_no", COPY_FROM)
    with refusal(), ledger.write() as tx:
        insert_many(tx.conn, metadata.tables["records"], rows)
    with ledger.write() as tx:
        schema.upgrade(tx.conn)
    refused(ledger, "UPDATE subjects SET no = no")
    with refusal(), ledger.write() as tx:
        insert_many(tx.conn, metadata.tables["records"], rows)
    assert content(ledger) == before
