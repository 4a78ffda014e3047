"""Alembic's entry: runs inside the transaction that ``ledger.schema`` opened."""

from __future__ import annotations

from alembic import context

from gongshi.ledger.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
