"""References that PostgreSQL checks once a statement instead of once a row.

A foreign key runs a query for every row that comes in: a quarter of what the server had to do. Here
one query looks for all rows of a statement. What a foreign key holds at the other end is held
otherwise: no row that is referred to goes (``append_only.refuse_removal``), and no number changes
(``append_only.refuse_changes``). SQLite keeps its foreign keys: they cost it next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from alembic import op

#: Column of the rows that refer -> table whose ``no`` it is.
OWNERS: Final = {"subject_no": "subjects", "record_no": "records", "batch_no": "batches"}
#: By index, whatever the planner believes of tables that grow by the minute.
_BY_INDEX: Final = " ".join(
    f"SET {name} = off" for name in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
)


def create_functions() -> None:
    """What the triggers call: for each column, whether every row's owner is there."""
    if not _on_postgresql():
        return
    for column, owners in OWNERS.items():
        op.execute(
            f"CREATE FUNCTION {_function(column)}() RETURNS trigger LANGUAGE plpgsql {_BY_INDEX} "  # noqa: S608
            f"AS $$ BEGIN IF EXISTS (SELECT FROM (SELECT DISTINCT {column} FROM written) AS given "
            f"WHERE NOT EXISTS (SELECT FROM {owners} WHERE no = given.{column})) "
            f"THEN RAISE EXCEPTION '{column} of % is not in {owners}', TG_TABLE_NAME "
            "USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$"
        )


def drop_functions() -> None:
    if _on_postgresql():
        for column in OWNERS:
            op.execute(f"DROP FUNCTION {_function(column)}()")


def check_by_statement(table: str, column: str) -> None:
    """In place of the column's foreign key; the column never changes."""
    if not _on_postgresql():
        return
    op.drop_constraint(constraint(table, column), table, type_="foreignkey")
    op.execute(
        f"CREATE TRIGGER {_trigger(table, column)} AFTER INSERT ON {table} "
        "REFERENCING NEW TABLE AS written "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_function(column)}()"
    )


def check_by_row(table: str, column: str) -> None:
    """The foreign key again; it looks at every row there is."""
    if not _on_postgresql():
        return
    op.execute(f"DROP TRIGGER {_trigger(table, column)} ON {table}")
    op.create_foreign_key(constraint(table, column), table, OWNERS[column], [column], ["no"])


def constraint(table: str, column: str) -> str:
    """The name of the foreign key."""
    return f"fk_{table}_{column}"


def names(references: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Those of the foreign keys of some references."""
    return frozenset(constraint(*reference) for reference in references)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _function(column: str) -> str:
    return f"gongshi_{column}_is_there"


def _trigger(table: str, column: str) -> str:
    return f"is_there_{table}_{column}"
