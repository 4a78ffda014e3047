"""Tables of the reports given out, and of who drew whose special report."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Number

#: What somebody was told: never changed, never removed.
reports: Final = Table(
    "reports",
    columns.metadata,
    Column("number", String, primary_key=True),  # 报告编号
    columns.code("kind"),  # ordinary | special
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    columns.instant("issued_at"),
    columns.text("options"),  # JSON: what was asked for
    columns.text("envelope"),  # JSON: number, issue time, issuer, titles, watermarks
    columns.text("facts"),  # canonical JSON (RFC 8785)
    columns.code("digest"),  # SHA-256 of the facts, hexadecimal
    Column("as_of_change", Number, nullable=False),
    columns.code("rules_hash"),
    Index("ix_reports_subject_no", "subject_no"),
)

#: 查询日志: who drew or read whose special report, when and for what.
report_access: Final = Table(
    "report_access",
    columns.metadata,
    columns.number("no"),
    columns.instant("at"),
    columns.code("actor"),
    columns.code("act"),  # issue | read
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    columns.code("report_number"),
    columns.text("purpose"),
    Index("ix_report_access_at", "at"),
    Index("ix_report_access_subject_no", "subject_no"),
)
