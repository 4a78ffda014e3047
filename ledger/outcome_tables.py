"""Tables of what a receipt tells: what a file said of itself, and what became of each of its
rows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Number

#: Format, sheets, columns not known, a message's header: whatever the receipt says beside counts.
batch_facts: Final = Table(
    "batch_facts",
    columns.metadata,
    Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    columns.text("value"),
    sqlite_with_rowid=False,
)

#: One row for each row of a file. ``number``: of the record, for the register of the subject, for a
#: quarantined row of the row there; None where there is none.
row_outcomes: Final = Table(
    "row_outcomes",
    columns.metadata,
    Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
    Column("line", Number, primary_key=True, autoincrement=False),
    columns.code("outcome"),  # a name of ``tables.COUNTS``
    Column("number", Number, nullable=True),
    sqlite_with_rowid=False,
)

#: Remarks on rows that were taken in; kept as long as a quarantined row keeps its text.
row_remarks: Final = Table(
    "row_remarks",
    columns.metadata,
    Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
    Column("line", Number, primary_key=True, autoincrement=False),
    Column("code", String, primary_key=True),
    Column("field", String, primary_key=True),
    columns.text("value"),
    columns.instant("expires_at"),
    Index("ix_row_remarks_expires_at", "expires_at"),
    sqlite_with_rowid=False,
)
