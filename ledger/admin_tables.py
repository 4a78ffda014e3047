"""Tables of projection and administration: generations of the index, leases, the audit of acts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from gongshi.ledger import columns
from gongshi.ledger.types import Number

generations: Final = Table(
    "generations",
    columns.metadata,
    Column("name", String, primary_key=True),
    columns.code("state"),  # building | live | kept
    columns.code("rules_hash"),
    columns.instant("created_at"),
    # No change beyond this one is in it; written before the engine commits. None: not told yet.
    Column("reached", Number, nullable=True),
    # Every change up to this one is in it; written after the engine committed. None: not told yet.
    Column("held", Number, nullable=True),
    # Trades that the register's names told when it was begun (``search.trade_statistics``), one a
    # line, and how many subjects there were then. None: of a release that did not ask.
    Column("told_trades", Text, nullable=True),
    Column("told_by", Number, nullable=True),
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

#: What a second person must confirm before it happens: one bulk withdrawal each.
approvals: Final = Table(
    "approvals",
    columns.metadata,
    columns.number("no"),
    Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
    columns.code("asked_by"),
    columns.instant("asked_at"),
    columns.code("state"),  # waiting | approved (being carried out) | done | refused
    columns.code("decided_by"),
    columns.instant("decided_at", nullable=True),
    columns.text("reason"),  # of the decision
    Index("ix_approvals_batch_no", "batch_no"),
    Index("ix_approvals_state", "state"),
)

#: Quarantined rows that wait for an approval, and the record a person named for them, if any.
held_rows: Final = Table(
    "held_rows",
    columns.metadata,
    Column(
        "quarantine_no", Number, ForeignKey("quarantine.no"), primary_key=True, autoincrement=False
    ),
    Column("approval_no", Number, ForeignKey("approvals.no"), nullable=False),
    Column("record_no", Number, nullable=True),
    Index("ix_held_rows_approval_no", "approval_no"),
)
