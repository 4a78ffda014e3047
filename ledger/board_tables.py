"""Tables of the exposure boards: what units decided about candidates, and on which evidence."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Number

#: Append-only: the latest decision about a subject, board, sector and violation type holds.
board_decisions: Final = Table(
    "board_decisions",
    columns.metadata,
    columns.number("no"),
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    columns.code("board"),
    columns.code("sector"),  # Field
    columns.text("violation"),  # key of the violation type, folded
    columns.flag("confirmed"),  # false: taken back
    columns.text("unit"),
    columns.text("basis"),  # of a decision that takes back: the reason
    columns.code("by"),
    columns.instant("at"),
    Index("ix_board_decisions_subject_no", "subject_no"),
)

board_evidence: Final = Table(
    "board_evidence",
    columns.metadata,
    Column("decision_no", Number, ForeignKey("board_decisions.no"), primary_key=True),
    Column("record_no", Number, ForeignKey("records.no"), primary_key=True),
    Column("version", Integer, nullable=False),  # what was confirmed; a corrected one is not
    sqlite_with_rowid=False,
)
