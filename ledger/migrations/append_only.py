"""Triggers by which the database itself refuses to change or remove rows.

A migration that makes a table anew (``batch_alter_table`` on SQLite does) drops its triggers: it
must put them back. One that adds a column to a table whose updates are refused must refuse them for
that column too, or name it as free.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from alembic import op

FUNCTION: Final = "gongshi_append_only"


def create_function() -> None:
    """What the triggers call on PostgreSQL."""
    if _on_postgresql():
        op.execute(
            f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'append-only: % of %', TG_OP, TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$"
        )


def drop_function() -> None:
    if _on_postgresql():
        op.execute(f"DROP FUNCTION {FUNCTION}()")


def refuse_updates(table: str, free: frozenset[str] = frozenset()) -> None:
    """No row changes, but in its ``free`` columns; over the columns it has now."""
    present = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    refuse_changes(table, [name for name in present if name not in free])


def refuse_changes(table: str, columns: Iterable[str]) -> None:
    """These columns of no row change."""
    quoted = ", ".join([f'"{name}"' for name in columns])
    _create(table, "update", f"UPDATE OF {quoted}")


def refuse_removal(table: str) -> None:
    """No row goes."""
    _create(table, "delete", "DELETE")
    if _on_postgresql():
        op.execute(
            f"CREATE TRIGGER {_name(table, 'truncate')} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def allow_again(tables: Iterable[str]) -> None:
    """Drop what was refused of these tables."""
    for table in tables:
        for act in ("update", "delete", "truncate") if _on_postgresql() else ("update", "delete"):
            _drop(table, act)


def allow_changes(table: str) -> None:
    """Drop what was refused of its columns; that no row goes stays."""
    _drop(table, "update")


def _create(table: str, act: str, event: str) -> None:
    then = (
        f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
        if _on_postgresql()
        else f"BEGIN SELECT RAISE(ABORT, 'append-only: {act.upper()} of {table}'); END"
    )
    op.execute(f"CREATE TRIGGER {_name(table, act)} BEFORE {event} ON {table} {then}")


def _drop(table: str, act: str) -> None:
    where = f" ON {table}" if _on_postgresql() else ""
    op.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{where}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _name(table: str, act: str) -> str:
    return f"append_only_{table}_{act}"
