"""Where the schema that migrations made differs from the tables they are meant to make."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from gongshi.ledger.migrations import references
from gongshi.ledger.migrations.versions.r0013_references import REFERENCES
from gongshi.ledger.tables import metadata


def differences(conn: Connection) -> list[Any]:
    """But for the references that PostgreSQL looks at otherwise (see ``test_references``)."""
    otherwise = references.names(REFERENCES) if conn.dialect.name == "postgresql" else frozenset()

    def compared(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return kind != "foreign_key_constraint" or name not in otherwise

    options = {"compare_type": True, "include_object": compared}
    return list(compare_metadata(MigrationContext.configure(conn, opts=options), metadata))
