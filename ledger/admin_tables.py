"""Tables of projection and administration: generations of the index, leases, the audit of acts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Number

generations: Final = Table(
    "generations",
    columns.metadata,
    Column("name", String, primary_key=True),
    columns.code("state"),  # building | live | kept
    columns.code("rules_hash"),
    columns.instant("created_at"),
)

leases: Final = Table(
    "leases",
    columns.metadata,
    Column("name", String, primary_key=True),
    columns.code("holder"),  # "" when let go
    Column("token", Number, nullable=False),  # rises with every new holder: fencing
    columns.instant("expires_at"),
)

#: Append-only: who did what to what, when.
audit: Final = Table(
    "audit",
    columns.metadata,
    columns.number("no"),
    columns.instant("at"),
    columns.code("actor"),
    columns.code("act"),
    columns.code("target"),
    columns.text("detail"),
)
