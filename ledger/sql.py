"""The few places where SQLite and PostgreSQL differ, for statements that run thousands of times a
second.

Ordinary statements are SQLAlchemy Core. The hot ones go to the driver as constant text (prepared
once) with positional parameters; what they need to know of the database is here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Final, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

Rows = Sequence[tuple[Any, ...]]

#: Rows from which COPY is quicker than as many INSERTs in one exchange (measured: docs/decisions).
COPY_FROM: Final = 8
#: Rows of one INSERT on SQLite, and columns up to which that pays: to run a statement costs it a
#: third of a narrow row.
TOGETHER: Final = 50
NARROW: Final = 16
#: To name types by; it needs no driver.
_POSTGRESQL: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


@lru_cache(maxsize=65_536)
def _day_to_text(day: date) -> str:
    return day.isoformat()


@lru_cache(maxsize=65_536)
def _day_from_text(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _as_it_is(value: date | None) -> date | None:
    return value


@dataclass(frozen=True, slots=True)
class Sql:
    """Statement texts and parameter forms of one database."""

    sqlite: bool

    @classmethod
    def of(cls, connection: Connection) -> Sql:
        return cls(connection.dialect.name == "sqlite")

    def text(self, statement: str) -> str:
        """A statement written with ``?`` in this database's parameter style."""
        return statement if self.sqlite else statement.replace("?", "%s")

    @lru_cache(maxsize=128)  # noqa: B019 (of two equal ones there are two in all)
    def insert(self, table: Table, rows: int = 1) -> str:
        """``INSERT`` of so many rows with all of the table's columns, positional."""
        quoted = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join([f"({', '.join('?' * len(table.columns))})"] * rows)
        return self.text(f"INSERT INTO {table.name} ({quoted}) VALUES {marks}")  # noqa: S608

    def among(self, column: str) -> str:
        """A condition with one parameter (see ``many``): the column is one of the values."""
        if self.sqlite:
            return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608
        return f"{column} = ANY(%s)"

    def many(self, values: Iterable[int] | Iterable[str]) -> Any:
        """The parameter for ``among``."""
        listed = list(values)
        if self.sqlite:
            return json.dumps(listed)
        return _array(listed)

    def pairs(self, values: Sequence[tuple[int, int]]) -> tuple[str, tuple[Any, ...]]:
        """A table of pairs to select from, with columns ``a`` and ``b``, and its parameters."""
        if self.sqlite:
            text = ",".join([f"[{a},{b}]" for a, b in values])
            table = (
                "(SELECT json_extract(value, '$[0]') a, json_extract(value, '$[1]') b "
                "FROM json_each(?))"
            )
            return table, (f"[{text}]",)
        return (
            "(SELECT * FROM unnest(?::bigint[], ?::bigint[]) AS pairs (a, b))",
            (_array([a for a, _ in values]), _array([b for _, b in values])),
        )

    def day(self, value: date | None) -> Any:
        """A day as a parameter."""
        return value if value is None or not self.sqlite else _day_to_text(value)

    @property
    def read_day(self) -> Callable[[Any], date | None]:
        """What makes a day of what the driver gives back."""
        return _day_from_text if self.sqlite else _as_it_is

    def read_bytes(self, value: Any) -> bytes:
        """Bytes as the driver gives them back."""
        return value if self.sqlite else bytes(value)


def _array(values: Sequence[object]) -> str:
    """PostgreSQL's text of an array: the driver's own takes several times as long."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if not isinstance(value, str):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def insert_many(connection: Connection, table: Table, rows: Rows, clause: str = "") -> None:
    """``INSERT`` of rows with all of the table's columns; on PostgreSQL by COPY when it pays.
    ``clause``: what to do when one is there already; with one that changes it, none comes twice.
    """
    sql = Sql.of(connection)
    if sql.sqlite or len(rows) < COPY_FROM:
        _insert(connection, sql, table, rows, clause)
        return
    if clause:  # COPY knows no such thing
        by_column = tuple(map(_array, zip(*rows, strict=True)))
        connection.exec_driver_sql(_insert_by_column(table) + clause, by_column)
        return
    import psycopg  # noqa: PLC0415  (where the ledger is SQLite it is not needed)

    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    statement = f"COPY {table.name} ({names}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        if driver.broken:
            connection.invalidate(error)
        raise DBAPIError(
            statement, None, error, hide_parameters=True, connection_invalidated=driver.broken
        ) from error


@lru_cache(maxsize=32)
def _insert_by_column(table: Table) -> str:
    """PostgreSQL's ``INSERT`` of many rows with one parameter a column: the list of its values."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    lists = ", ".join(f"%s::{column.type.compile(_POSTGRESQL)}[]" for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({lists})"  # noqa: S608


def _insert(connection: Connection, sql: Sql, table: Table, rows: Rows, clause: str) -> None:
    done = 0
    if sql.sqlite and len(table.columns) <= NARROW:
        done = len(rows) - len(rows) % TOGETHER
        many = [
            tuple(chain.from_iterable(rows[first : first + TOGETHER]))
            for first in range(0, done, TOGETHER)
        ]
        run_many(connection, sql.insert(table, TOGETHER) + clause, many)
    run_many(connection, sql.insert(table) + clause, rows[done:])


def run_many(connection: Connection, statement: str, rows: Rows) -> None:
    """``executemany`` of a constant statement; nothing when there are no rows."""
    if rows:
        connection.exec_driver_sql(statement, list(rows))
