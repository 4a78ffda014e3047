"""The database itself refuses to change or remove what was accepted, decided or done.

A later migration that makes one of these tables anew (``batch_alter_table`` on SQLite does) must
put its triggers back: ``protect`` of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Append-only tables, and the columns that are written once more all the same: the target of an
#: event that was waited for, and the filing that takes an event's place.
APPEND_ONLY: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            "abnormal_versions",
            "absences",
            "audit",
            "batch_facts",
            "board_decisions",
            "board_evidence",
            "changes",
            "clearances",
            "coercion_versions",
            "commitment_versions",
            "criminal_versions",
            "declared_periods",
            "honour_versions",
            "licence_versions",
            "penalty_versions",
            "register_versions",
            "reports",
            "reviews",
            "serious_versions",
            "withholdings",
        ),
        frozenset[str](),
    ),
    **dict.fromkeys(
        ("repairs", "suspensions", "withdrawals"), frozenset({"record_no", "superseded_by"})
    ),
}
#: Their rows change with what comes in, but none ever goes.
NEVER_REMOVED: Final = ("batches", "records", "subjects")

FUNCTION: Final = "gongshi_append_only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'append-only: % of %', TG_OP, TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table in (*APPEND_ONLY, *NEVER_REMOVED):
        protect(table)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (*APPEND_ONLY, *NEVER_REMOVED):
        for act in ("update", "delete", "truncate") if postgresql else ("update", "delete"):
            where = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{where}")
    if postgresql:
        op.execute(f"DROP FUNCTION {FUNCTION}()")


def protect(table: str) -> None:
    """Give a table its triggers, over the columns it has now."""
    acts = {"delete": "DELETE"}
    if table in APPEND_ONLY:
        present = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
        fixed = [f'"{name}"' for name in present if name not in APPEND_ONLY[table]]
        acts["update"] = f"UPDATE OF {', '.join(fixed)}"
    for act, event in acts.items():
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {_name(table, act)} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {_name(table, act)} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {act.upper()} of {table}'); END"
            )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {_name(table, 'truncate')} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def _name(table: str, act: str) -> str:
    return f"append_only_{table}_{act}"
