"""The ledger's tables: typed per kind, versions append-only, no generic payload.

Numbers (``no``) come from ``counters`` and are given in the order of acceptance. Instants are epoch
milliseconds, days are ``Date``, money is exact (``types.Money``). ``""`` means that nothing was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

from gongshi.ledger.types import Instant, Money, Number

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: Compares byte by byte on both databases: which delivery is older must not hang on a locale.
_ORDER: Final = String().with_variant(String(collation="C"), "postgresql")


def _number(name: str) -> Column[int]:
    """A number given by the ledger itself, never by the database."""
    return Column(name, Number, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _code(name: str) -> Column[str]:
    """A short code or key; the length is a remark, both databases store text."""
    return Column(name, String, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Instant, nullable=nullable)


def _day(name: str) -> Column[Any]:
    return Column(name, Date, nullable=True)


def _count(name: str) -> Column[int]:
    return Column(name, Number, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


# --- the ledger itself --------------------------------------------------------------------------------

ledger_meta: Final = Table(
    "ledger_meta",
    metadata,
    _number("no"),  # always 1
    _code("ledger_id"),
    Column("epoch", Number, nullable=False),  # bumped when the ledger is restored from a backup
)

#: One row a counter. ``change`` is taken by the last statements of a writing transaction, its lock held to
#: the commit: numbers appear in the order of commits. ``acceptance`` is the lock of those that accept rows.
counters: Final = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Number, nullable=False),
)

changes: Final = Table(
    "changes",
    metadata,
    _number("no"),
    Column("subject_no", Number, nullable=False),
    Column("record_no", Number, nullable=True),
)

# --- the way in ---------------------------------------------------------------------------------------

COUNTS: Final = (
    "added",
    "corrected",
    "unchanged",
    "duplicate",
    "older",
    "quarantined",
    "deferred",
    "applied",
    "waiting",
    "declared",
    "removed",
    "returned",
)

batches: Final = Table(
    "batches",
    metadata,
    _number("no"),
    _code("source"),
    _code("item_code"),
    _code("unit"),
    _code("unit_uscc"),
    Column("period_from", Date, nullable=True),
    Column("period_to", Date, nullable=True),
    _code("file_name"),
    Column("file_digest", LargeBinary, nullable=False),
    _code("delivery"),  # delta | full
    Column("order_value", _ORDER, nullable=False),  # compares as text; see ParsedRow.order
    _code("state"),  # open | settling | removing | done | failed
    _code("problem"),  # code of the error that ended it or kept its removals back; "" for none
    _code("problem_value"),  # what belongs into its sentence, e.g. the share that would have gone
    _instant("opened_at"),
    _instant("touched_at"),
    _instant("finished_at", nullable=True),
    _count("rows_done"),
    _count("cursor"),  # how far the present phase came
    *(_count(name) for name in COUNTS),
    Index("ix_batches_source_file_digest", "source", "file_digest"),
)

batch_problems: Final = Table(
    "batch_problems",
    metadata,
    Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("field", String, primary_key=True),
    _count("rows"),
)

declared_periods: Final = Table(
    "declared_periods",
    metadata,
    _number("no"),
    Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
    _code("source"),  # whose coverage is declared
    _code("item_code"),
    _code("unit"),
    _code("unit_uscc"),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),  # last day
    Column("row_count", Number, nullable=False),
    _code("kind"),  # 零报送|增量|全量|补报, "" when the batch itself declared it
    _instant("declared_at"),
    _code("digest"),  # hexadecimal, as every digest that is looked up in bulk
    Index("ix_declared_periods_source", "source"),
    Index("ix_declared_periods_digest", "digest"),
)

quarantine: Final = Table(
    "quarantine",
    metadata,
    _number("no"),
    Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
    _code("source"),
    Column("line", Number, nullable=False),
    _code("digest"),
    _code("code"),  # whom it may concern
    _code("name"),
    _code("folded_name"),
    Column("raw", Text, nullable=True),  # JSON object; None once expired
    _instant("created_at"),
    _instant("expires_at"),
    _code("state"),  # open | resolved | expired
    _instant("resolved_at", nullable=True),
    _code("resolved_by"),
    Index("ix_quarantine_source_digest", "source", "digest"),
    Index("ix_quarantine_state_expires_at", "state", "expires_at"),
    Index("ix_quarantine_batch_no", "batch_no"),
)

quarantine_findings: Final = Table(
    "quarantine_findings",
    metadata,
    Column("quarantine_no", Number, ForeignKey("quarantine.no"), primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    _code("code"),
    _code("field"),
    _text("value"),
)

# --- subjects -----------------------------------------------------------------------------------------

subjects: Final = Table(
    "subjects",
    metadata,
    _number("no"),
    _code("kind"),  # SubjectKind
    _code("uscc"),
    _text("name"),
    Column("named_on", Date, nullable=True),  # the day the name is known for
    _instant("created_at"),
    _count("change"),
)

subject_identifiers: Final = Table(
    "subject_identifiers",
    metadata,
    Column("value", String, primary_key=True),
    Column("scheme", String, primary_key=True),  # uscc | organisation | registration | person
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    _instant("since"),
    Index("ix_subject_identifiers_subject_no", "subject_no"),
    sqlite_with_rowid=False,
)

subject_names: Final = Table(
    "subject_names",
    metadata,
    Column("subject_no", Number, ForeignKey("subjects.no"), primary_key=True),
    Column("origin", String, primary_key=True),  # register | former | record
    Column("name", Text, primary_key=True),
    Column("since", Date, nullable=True),
    _instant("accepted_at"),
    sqlite_with_rowid=False,
)

register_heads: Final = Table(
    "register_heads",
    metadata,
    Column("subject_no", Number, ForeignKey("subjects.no"), primary_key=True, autoincrement=False),
    _code("source"),
    Column("version", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("order_value", _ORDER, nullable=False),
    Column("seen_batch", Number, nullable=False),
    _flag("gone"),
)


def _version_columns(owner: str, table: str) -> list[Column[Any]]:
    return [
        Column(owner, Number, ForeignKey(f"{table}.no"), primary_key=True, autoincrement=False),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("batch_no", Number, nullable=False),
        Column("line", Number, nullable=False),
        _instant("accepted_at"),
        Column("digest", LargeBinary, nullable=False),
        Column("order_value", _ORDER, nullable=False),
    ]


register_versions: Final = Table(
    "register_versions",
    metadata,
    *_version_columns("subject_no", "subjects"),
    _code("source"),
    _text("name"),
    _code("uscc"),
    _code("registration_number"),
    _code("register_subject_id"),
    _text("former_names"),  # one a line
    _code("subject_kind"),
    _text("type"),
    _code("status"),
    _text("status_text"),
    _day("founded"),
    _day("approved_date"),
    _day("cancelled_date"),
    _day("revoked_date"),
    _text("registering_authority"),
    _code("district_code"),
    _text("address"),
    _text("business_premises"),
    _code("industry_code"),
    _text("legal_representative"),
    Column("registered_capital", Money, nullable=True),
    _code("capital_currency"),
    _text("business_scope"),
    _day("term_from"),
    _day("term_to"),
    _code("parent_uscc"),
)

# --- records ------------------------------------------------------------------------------------------

records: Final = Table(
    "records",
    metadata,
    _number("no"),
    _code("kind"),  # RecordKind
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    _code("source"),
    _instant("accepted_at"),  # of the first version; never moves
    Column("version", Integer, nullable=False),  # the current one
    Column("text_version", Integer, nullable=False),  # since when the unstructured text is as it is
    Column(
        "class_version", Integer, nullable=False
    ),  # since when what decides the class is as it is
    Column("digest", LargeBinary, nullable=False),
    Column("order_value", _ORDER, nullable=False),
    Column("seen_batch", Number, nullable=False),
    _flag("gone"),
    _count("change"),
    Index("ix_records_subject_no", "subject_no"),
)

#: Where a record of a subject may be found: by content, by each match key, as the target of an event.
record_keys: Final = Table(
    "record_keys",
    metadata,
    Column("subject_no", Number, primary_key=True, autoincrement=False),
    Column("key_hash", Instant, primary_key=True, autoincrement=False),
    Column("record_no", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

#: The match keys a source's ``record_keys`` were made with: other keys in its TOML mean making them anew.
source_keys: Final = Table(
    "source_keys",
    metadata,
    Column("source", String, primary_key=True),
    _text("match_keys"),
)


def _filing_columns() -> list[Column[Any]]:
    return [
        _text("subject_name"),
        _code("subject_kind"),
        Column("decision_date", Date, nullable=False),
        _code("uscc"),
        _code("registration_number"),
        _code("organisation_code"),
        _code("tax_number"),
        _code("institution_number"),
        _code("social_organisation_number"),
        _code("person_key"),
        _text("legal_representative"),
        _text("document_number"),
        _text("authority"),
        _code("authority_uscc"),
        _text("data_source"),
        _code("data_source_uscc"),
        _text("remark"),
        _code("item_code"),
        Column("mode", String, nullable=True),
        _flag("withdrawn_by_source"),
        _flag("objected"),
    ]


def _licence_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        _text("document_name"),
        _text("licence_kind"),
        _text("certificate_name"),
        _text("certificate_number"),
        _text("content"),
        _day("valid_from"),
        _day("valid_until"),
        _code("status"),
    ]


def _penalty_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        _text("violation_type"),
        _text("facts"),
        _text("basis"),
        _text("kinds_text"),
        _code("kinds"),  # PenaltyKind values joined by ","
        _text("content"),
        Column("fine", Money, nullable=True),
        Column("confiscation", Money, nullable=True),
        _text("certificate"),
        _day("valid_until"),
        _day("publication_until"),
        Column("procedure", String, nullable=True),
        Column("severity", String, nullable=True),
        Column("field", String, nullable=True),
        _day("published_date"),
        _day("restriction_until"),
    ]


def _deferred_columns() -> list[Column[Any]]:
    return [
        Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
        Column("line", Number, primary_key=True, autoincrement=False),
        Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("order_value", _ORDER, nullable=False),
        _text("raw"),
    ]


licence_versions: Final = Table(
    "licence_versions", metadata, *_version_columns("record_no", "records"), *_licence_columns()
)
penalty_versions: Final = Table(
    "penalty_versions", metadata, *_version_columns("record_no", "records"), *_penalty_columns()
)
#: Rows that look like corrections wait here until their whole file has been read.
deferred_licences: Final = Table(
    "deferred_licences",
    metadata,
    *_deferred_columns(),
    *_licence_columns(),
    Index("ix_deferred_licences_subject", "batch_no", "subject_no", "line"),
)
deferred_penalties: Final = Table(
    "deferred_penalties",
    metadata,
    *_deferred_columns(),
    *_penalty_columns(),
    Index("ix_deferred_penalties_subject", "batch_no", "subject_no", "line"),
)

# --- events -------------------------------------------------------------------------------------------


def _event_table(name: str, columns: Sequence[Column[Any]]) -> Table:
    """``record_no`` is None while the target has not arrived; ``superseded_by`` names a corrected filing."""
    return Table(
        name,
        metadata,
        _number("no"),
        Column("record_no", Number, ForeignKey("records.no"), nullable=True),
        _code("source"),
        Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
        Column("line", Number, nullable=False),
        _instant("accepted_at"),
        _code("digest"),
        Column("order_value", _ORDER, nullable=False),
        Column("key_hash", Instant, nullable=False),
        Column("superseded_by", Number, nullable=True),
        _code("target_kind"),
        _text("target_document_number"),
        _text("target_match"),
        _text("target_authority"),
        _code("uscc"),
        _code("person_key"),
        _text("subject_name"),
        _text("source_unit"),
        _code("source_unit_uscc"),
        _text("remark"),
        *columns,
        Index(f"ix_{name}_record_no", "record_no"),
        Index(f"ix_{name}_key_hash", "key_hash"),
        Index(f"ix_{name}_digest", "digest"),
    )


repairs: Final = _event_table(
    "repairs",
    [
        _code("result"),
        Column("decision_date", Date, nullable=False),
        _day("effective_date"),
        _code("scope"),
        _text("document_number"),
        _text("authority"),
        _text("reason"),
    ],
)
withdrawals: Final = _event_table(
    "withdrawals",
    [
        _code("kind"),
        Column("decision_date", Date, nullable=False),
        _day("effective_date"),
        _text("document_number"),
        _text("authority"),
        _text("public_reason"),
    ],
)
suspensions: Final = _event_table(
    "suspensions",
    [
        _code("action"),
        Column("from_date", Date, nullable=False),
        _day("to_date"),
        _day("decision_date"),
        _text("document_number"),
        _text("authority"),
        _text("ground"),
    ],
)

#: Events whose target is not here yet, found again by the target's hash when it comes.
waiting_events: Final = Table(
    "waiting_events",
    metadata,
    _number("event_no"),
    _code("event_kind"),
    Column("target_hash", Instant, nullable=False),
    Column("quarantine_no", Number, ForeignKey("quarantine.no"), nullable=False),
    Index("ix_waiting_events_target_hash", "target_hash"),
)

absences: Final = Table(
    "absences",
    metadata,
    _number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    _flag("gone"),
    _instant("at"),
    Column("batch_no", Number, nullable=False),
    Index("ix_absences_record_no", "record_no"),
)

reviews: Final = Table(
    "reviews",
    metadata,
    _number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    Column("class_version", Integer, nullable=False),  # what it was about
    _code("severity"),
    _code("by"),
    _instant("at"),
    _text("reason"),
    Index("ix_reviews_record_no", "record_no"),
)

clearances: Final = Table(
    "clearances",
    metadata,
    _number("no"),
    Column("record_no", Number, ForeignKey("records.no"), nullable=False),
    Column("text_version", Integer, nullable=False),  # what it was about
    _code("by"),
    _instant("at"),
    Index("ix_clearances_record_no", "record_no"),
)

#: 行政处罚法 §48: unit, reason and date, told apart from any subject or decision.
notices: Final = Table(
    "notices",
    metadata,
    Column("event_no", Number, ForeignKey("withdrawals.no"), primary_key=True, autoincrement=False),
    _text("unit"),
    _text("reason"),
    Column("day", Date, nullable=False),
    Index("ix_notices_day", "day"),
)

# --- projection and administration --------------------------------------------------------------------

generations: Final = Table(
    "generations",
    metadata,
    Column("name", String, primary_key=True),
    _code("state"),  # building | live | kept
    _code("rules_hash"),
    _instant("created_at"),
)

leases: Final = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    _code("holder"),  # "" when let go
    Column("token", Number, nullable=False),  # rises with every new holder: fencing
    _instant("expires_at"),
)

#: Append-only: who did what to what, when.
audit: Final = Table(
    "audit",
    metadata,
    _number("no"),
    _instant("at"),
    _code("actor"),
    _code("act"),
    _code("target"),
    _text("detail"),
)

#: The names every counter starts with, at 0.
COUNTERS: Final = (
    "acceptance",
    "audit",
    "batch",
    "change",
    "event",
    "period",
    "quarantine",
    "record",
    "subject",
)
