"""Many rows go in together, on PostgreSQL by COPY: the same rows, and the same errors, as one by
one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)
from sqlalchemy.exc import DBAPIError

from gongshi.ledger import sql
from gongshi.ledger.sql import NARROW, TOGETHER, Sql, insert_many, run_many
from gongshi.ledger.store import Ledger
from gongshi.ledger.types import Number
from gongshi.records.problems import GongshiError

ROWS: list[tuple[Any, ...]] = [
    (n, text, date(2026, 5, 1 + n) if n % 3 else None, n % 2 == 0, bytes([0, n, 92, 255]))
    for n, text in enumerate(
        [
            "",
            "\\N",
            "\\.",
            "a\tb",
            "a\nb\r\nc",
            'quo"te',
            "罚款",
            "back\\slash",
            "𠮷",
            "'",
            " ",
            "\\n",
            "NULL",
            "{a,b}",
        ]
    )
]


def table_of(name: str) -> Table:
    return Table(
        name,
        MetaData(),
        Column("no", Number, primary_key=True, autoincrement=False),
        Column("by", String, nullable=False),  # a word of SQL
        Column("day", Date, nullable=True),
        Column("flag", Boolean, nullable=False),
        Column("digest", LargeBinary, nullable=False),
    )


def held(ledger: Ledger, table: Table) -> list[tuple[Any, ...]]:
    with ledger.read() as conn:
        rows = conn.execute(select(table).order_by(table.c.no)).all()
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def test_copied_rows_are_inserted_rows(
    ledger: Ledger, ledger_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied, by_column, inserted = map(table_of, ("copied", "by_column", "inserted"))
    asked: list[str] = []
    honest = sql.run_many

    def listen(connection: Connection, statement: str, rows: sql.Rows) -> None:
        if rows:
            asked.append(statement)
        honest(connection, statement, rows)

    monkeypatch.setattr(sql, "run_many", listen)
    with ledger.write() as tx:
        for table in (copied, by_column, inserted):
            table.create(tx.conn)
        rows = [(n, by, tx.sql.day(day), flag, digest) for n, by, day, flag, digest in ROWS]
        insert_many(tx.conn, copied, rows)
        insert_many(tx.conn, by_column, rows[:4])
        insert_many(tx.conn, by_column, rows, " ON CONFLICT DO NOTHING")
        run_many(tx.conn, Sql.of(tx.conn).insert(inserted), rows)
    assert held(ledger, copied) == held(ledger, by_column) == held(ledger, inserted) == ROWS
    assert len(asked) == (3 if ledger_kind == "sqlite" else 1)


def test_few_rows_are_not_worth_a_copy(ledger: Ledger) -> None:
    few = table_of("few")
    with ledger.write() as tx:
        few.create(tx.conn)
        insert_many(tx.conn, few, [])
        insert_many(tx.conn, few, [(1, "a", None, True, b"")])
    assert held(ledger, few) == [(1, "a", None, True, b"")]


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER + 3])
def test_rows_that_go_in_together_are_all_there(ledger: Ledger, count: int) -> None:
    table = table_of("together")
    rows = [(n, str(n), None, n % 2 == 0, bytes([n])) for n in range(count)]
    with ledger.write() as tx:
        table.create(tx.conn)
        insert_many(tx.conn, table, rows)
    assert held(ledger, table) == rows


def test_rows_that_are_there_may_stay_as_they_are(ledger: Ledger) -> None:
    table = table_of("together")
    first, second = (
        [(n, by, None, True, b"") for n in range(many)]
        for by, many in (("first", TOGETHER + 5), ("second", 3 * TOGETHER))
    )
    with ledger.write() as tx:
        table.create(tx.conn)
        insert_many(tx.conn, table, first)
        insert_many(tx.conn, table, second, " ON CONFLICT DO NOTHING")
    assert held(ledger, table) == first + second[len(first) :]


def test_wide_rows_go_in_one_by_one(ledger: Ledger) -> None:
    """More columns than pay, and as many rows as would go in together."""
    names = [f"c{n}" for n in range(NARROW + 1)]
    wide = Table("wide", MetaData(), *(Column(name, Number) for name in names))
    rows = [tuple(range(n, n + len(names))) for n in range(TOGETHER)]
    with ledger.write() as tx:
        wide.create(tx.conn)
        insert_many(tx.conn, wide, rows)
    with ledger.read() as conn:
        assert [tuple(row) for row in conn.execute(select(wide).order_by("c0"))] == rows


@pytest.mark.postgresql
def test_a_row_that_does_not_fit_undoes_all(postgresql_url: str) -> None:
    ledger = Ledger.open(postgresql_url)
    table = table_of("copied")
    with ledger.write() as tx:
        table.create(tx.conn)
    rows = [(n, "a", None, True, b"") for n in [*range(20), 7]]
    with pytest.raises(DBAPIError) as caught, ledger.write() as tx:
        insert_many(tx.conn, table, rows)
    assert getattr(caught.value.orig, "sqlstate", "") == "23505"
    assert not caught.value.connection_invalidated
    assert "'a'" not in str(caught.value), "no row stands in a log"
    assert held(ledger, table) == []
    ledger.close()


@pytest.mark.postgresql
def test_a_server_that_ends_while_rows_are_copied_is_told(postgresql_url: str) -> None:
    ledger = Ledger.open(postgresql_url)
    table = table_of("copied")
    with ledger.write() as tx:
        table.create(tx.conn)

    def rows() -> list[tuple[Any, ...]]:
        return [(n, "x" * 10_000, None, True, b"") for n in range(2_000)]

    def cut_off() -> None:
        with ledger.write() as tx:
            pid = tx.conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with ledger.write() as other:
                other.conn.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
            insert_many(tx.conn, table, rows())

    with pytest.raises(GongshiError) as caught:
        cut_off()
    assert caught.value.code == "ledger_unavailable"
    with ledger.write() as tx:  # the pool has another connection by now
        insert_many(tx.conn, table, rows())
    assert len(held(ledger, table)) == 2_000
    ledger.close()
