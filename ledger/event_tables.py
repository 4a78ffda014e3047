"""Tables of what happens to records after their acceptance, filed or decided here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Instant, Number


def _event_table(name: str, own: Sequence[Column[Any]]) -> Table:
    """``record_no`` is None while the target has not arrived; ``superseded_by`` names a corrected
    filing. A filing that strikes several copies of a decision has a row for each."""
    return Table(
        name,
        columns.metadata,
        columns.number("no"),
        Column("record_no", Number, ForeignKey("records.no"), nullable=True),
        columns.code("source"),
        Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
        Column("line", Number, nullable=False),
        columns.instant("accepted_at"),
        columns.code("digest"),
        Column("order_value", columns.ORDER, nullable=False),
        Column("key_hash", Instant, nullable=False),
        Column("superseded_by", Number, nullable=True),
        columns.code("target_kind"),
        columns.text("target_document_number"),
        columns.text("target_match"),
        columns.text("target_authority"),
        columns.code("uscc"),
        columns.code("person_key"),
        columns.text("subject_name"),
        columns.text("source_unit"),
        columns.code("source_unit_uscc"),
        columns.text("remark"),
        *own,
        Index(f"ix_{name}_record_no", "record_no"),
        Index(f"ix_{name}_key_hash", "key_hash"),
        Index(f"ix_{name}_digest", "digest"),
    )


repairs: Final = _event_table(
    "repairs",
    [
        columns.code("result"),
        Column("decision_date", Date, nullable=False),
        columns.day("effective_date"),
        columns.code("scope"),
        columns.text("document_number"),
        columns.text("authority"),
        columns.text("reason"),
    ],
)
withdrawals: Final = _event_table(
    "withdrawals",
    [
        columns.code("kind"),
        Column("decision_date", Date, nullable=False),
        columns.day("effective_date"),
        columns.text("document_number"),
        columns.text("authority"),
        columns.text("public_reason"),
    ],
)
suspensions: Final = _event_table(
    "suspensions",
    [
        columns.code("action"),
        Column("from_date", Date, nullable=False),
        columns.day("to_date"),
        columns.day("decision_date"),
        columns.text("document_number"),
        columns.text("authority"),
        columns.text("ground"),
    ],
)

#: Where every standing event is found when a record comes that it may strike: by the code of whom
#: and the number it names. Of one filing that struck several copies only the first event is here.
event_targets: Final = Table(
    "event_targets",
    columns.metadata,
    Column("code", String, primary_key=True),  # USCC or person key
    Column("target_hash", Instant, primary_key=True, autoincrement=False),
    Column("event_no", Number, primary_key=True, autoincrement=False),
    columns.code("event_kind"),
    sqlite_with_rowid=False,
)

#: Events whose target is not here yet, and the quarantine row that says so.
waiting_events: Final = Table(
    "waiting_events",
    columns.metadata,
    columns.number("event_no"),
    Column("quarantine_no", Number, ForeignKey("quarantine.no"), nullable=False),
)

absences: Final = Table(
    "absences",
    columns.metadata,
    columns.number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    columns.flag("gone"),
    columns.instant("at"),
    Column("batch_no", Number, nullable=False),
    Index("ix_absences_record_no", "record_no"),
)

reviews: Final = Table(
    "reviews",
    columns.metadata,
    columns.number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    Column("class_version", Integer, nullable=False),  # what it was about
    columns.code("severity"),
    columns.code("by"),
    columns.instant("at"),
    columns.text("reason"),
    Index("ix_reviews_record_no", "record_no"),
)

clearances: Final = Table(
    "clearances",
    columns.metadata,
    columns.number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    Column("text_version", Integer, nullable=False),  # what it was about
    columns.code("by"),
    columns.instant("at"),
    Index("ix_clearances_record_no", "record_no"),
)

#: The operator's own hiding of a record, and its end: at once, whoever filed it.
withholdings: Final = Table(
    "withholdings",
    columns.metadata,
    columns.number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    columns.flag("withheld"),  # false: lifted
    columns.instant("at"),
    columns.day("until"),  # last day, if it ends by itself
    columns.code("by"),
    columns.text("reason"),
    Index("ix_withholdings_record_no", "record_no"),
)

#: 行政处罚法 §48: unit, reason and date, told apart from any subject or decision.
notices: Final = Table(
    "notices",
    columns.metadata,
    Column("event_no", Number, ForeignKey("withdrawals.no"), primary_key=True, autoincrement=False),
    columns.text("unit"),
    columns.text("reason"),
    Column("day", Date, nullable=False),
    Column("place", Number, nullable=False),  # among those of its day: follows no order
    Index("ix_notices_day", "day"),
)
