"""The ledger's tables: typed per kind, versions append-only, no generic payload.

Numbers (``no``) come from ``counters`` and are given in the order of acceptance. Instants are epoch
milliseconds, days are ``Date``, money is exact (``types.Money``). ``""`` means that nothing was
given.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    text,
)

from gongshi.ledger import columns
from gongshi.ledger.admin_tables import approvals, audit, generations, held_rows, leases
from gongshi.ledger.board_tables import board_decisions, board_evidence
from gongshi.ledger.columns import metadata
from gongshi.ledger.event_tables import (
    absences,
    clearances,
    event_targets,
    notices,
    repairs,
    reviews,
    suspensions,
    waiting_events,
    withdrawals,
    withholdings,
)
from gongshi.ledger.outcome_tables import batch_facts, row_outcomes, row_remarks
from gongshi.ledger.record_tables import (
    DEFERRED_TABLES,
    VERSION_TABLES,
)
from gongshi.ledger.report_tables import report_access, reports
from gongshi.ledger.types import Instant, Money, Number

__all__ = [
    "COUNTERS",
    "COUNTS",
    "DEFERRED_TABLES",
    "VERSION_TABLES",
    "absences",
    "approvals",
    "audit",
    "batch_facts",
    "batch_problems",
    "batches",
    "board_decisions",
    "board_evidence",
    "changes",
    "clearances",
    "counters",
    "declared_periods",
    "event_targets",
    "generations",
    "held_rows",
    "leases",
    "ledger_meta",
    "metadata",
    "notices",
    "quarantine",
    "quarantine_findings",
    "record_keys",
    "records",
    "register_heads",
    "register_versions",
    "repairs",
    "report_access",
    "reports",
    "reviews",
    "row_outcomes",
    "row_remarks",
    "source_keys",
    "subject_identifiers",
    "subject_names",
    "subjects",
    "suspensions",
    "waiting_events",
    "withdrawals",
    "withholdings",
]

# --- the ledger itself ---

ledger_meta: Final = Table(
    "ledger_meta",
    columns.metadata,
    columns.number("no"),  # always 1
    columns.code("ledger_id"),
    Column("secret", LargeBinary, nullable=False),  # of the ids; never goes out
    Column("epoch", Number, nullable=False),  # bumped when the ledger is restored from a backup
    # Invented data was taken in: whatever is given out of this ledger says so.
    Column("sample", Boolean, nullable=False, server_default=false()),
)

#: One row a counter. ``change`` is taken by the last statements of a writing transaction, its lock
#: held to the commit: numbers appear in the order of commits. ``acceptance`` is the lock of those
#: that accept rows.
counters: Final = Table(
    "counters",
    columns.metadata,
    Column("name", String, primary_key=True),
    Column("value", Number, nullable=False),
)

changes: Final = Table(
    "changes",
    columns.metadata,
    columns.number("no"),
    Column("subject_no", Number, nullable=False),
    Column("record_no", Number, nullable=True),
)

# --- the way in ---

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
    columns.metadata,
    columns.number("no"),
    columns.code("source"),
    columns.code("item_code"),
    columns.code("unit"),
    columns.code("unit_uscc"),
    Column("period_from", Date, nullable=True),
    Column("period_to", Date, nullable=True),
    columns.code("file_name"),
    Column("file_digest", LargeBinary, nullable=False),
    columns.code("delivery"),  # delta | full
    Column("order_value", columns.ORDER, nullable=False),  # compares as text; see ParsedRow.order
    columns.code("state"),  # open | settling | removing | done | failed
    columns.code(
        "problem"
    ),  # code of the error that ended it or kept its removals back; "" for none
    columns.code(
        "problem_value"
    ),  # what belongs into its sentence, e.g. the share that would have gone
    columns.instant("opened_at"),
    columns.instant("touched_at"),
    columns.instant("finished_at", nullable=True),
    columns.count("rows_done"),
    columns.count("cursor"),  # how far the present phase came
    *(columns.count(name) for name in COUNTS),
    Index("ix_batches_source_file_digest", "source", "file_digest"),
)

batch_problems: Final = Table(
    "batch_problems",
    columns.metadata,
    Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("field", String, primary_key=True),
    columns.count("rows"),
)

declared_periods: Final = Table(
    "declared_periods",
    columns.metadata,
    columns.number("no"),
    Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
    columns.code("source"),  # whose coverage is declared
    columns.code("item_code"),
    columns.code("unit"),
    columns.code("unit_uscc"),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),  # last day
    Column("row_count", Number, nullable=False),
    columns.code("kind"),  # 零报送|增量|全量|补报, "" when the batch itself declared it
    columns.instant("declared_at"),
    columns.code("digest"),  # hexadecimal, as every digest that is looked up in bulk
    Index("ix_declared_periods_source", "source"),
    Index("ix_declared_periods_digest", "digest"),
)

quarantine: Final = Table(
    "quarantine",
    columns.metadata,
    columns.number("no"),
    Column("batch_no", Number, ForeignKey("batches.no"), nullable=False),
    columns.code("source"),
    Column("line", Number, nullable=False),
    columns.code("digest"),
    columns.code("code"),  # whom it may concern
    columns.code("name"),
    columns.code("folded_name"),
    Column("raw", Text, nullable=True),  # JSON object; None once expired
    columns.instant("created_at"),
    columns.instant("expires_at"),
    columns.code("state"),  # open | resolved | expired
    columns.instant("resolved_at", nullable=True),
    columns.code("resolved_by"),
    Index("ix_quarantine_source_digest", "source", "digest"),
    Index("ix_quarantine_state_expires_at", "state", "expires_at"),
    Index("ix_quarantine_batch_no", "batch_no"),
)

quarantine_findings: Final = Table(
    "quarantine_findings",
    columns.metadata,
    Column("quarantine_no", Number, ForeignKey("quarantine.no"), primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    columns.code("code"),
    columns.code("field"),
    columns.text("value"),
)

# --- subjects ---

subjects: Final = Table(
    "subjects",
    columns.metadata,
    columns.number("no"),
    columns.code("kind"),  # SubjectKind
    columns.code("uscc"),
    columns.text("name"),
    Column("named_on", Date, nullable=True),  # the day the name is known for
    columns.instant("created_at"),
    columns.count("change"),
    Index(
        "ix_subjects_name_without_uscc",
        "name",
        sqlite_where=text("uscc = ''"),
        postgresql_where=text("uscc = ''"),
    ),
)

subject_identifiers: Final = Table(
    "subject_identifiers",
    columns.metadata,
    Column("value", String, primary_key=True),
    # uscc | organisation | shared_organisation | registration | person
    Column("scheme", String, primary_key=True),
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    columns.instant("since"),
    Index("ix_subject_identifiers_subject_no", "subject_no"),
    sqlite_with_rowid=False,
)

subject_names: Final = Table(
    "subject_names",
    columns.metadata,
    Column("subject_no", Number, ForeignKey("subjects.no"), primary_key=True),
    # register | former | record, or person: a record filed as a natural person's
    Column("origin", String, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("since", Date, nullable=True),
    columns.instant("accepted_at"),
    Index(
        "ix_subject_names_of_persons",
        "name",
        sqlite_where=text("origin = 'person'"),
        postgresql_where=text("origin = 'person'"),
    ),
    sqlite_with_rowid=False,
)

register_heads: Final = Table(
    "register_heads",
    columns.metadata,
    Column("subject_no", Number, ForeignKey("subjects.no"), primary_key=True, autoincrement=False),
    columns.code("source"),
    Column("version", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("order_value", columns.ORDER, nullable=False),
    Column("seen_batch", Number, nullable=False),
    columns.flag("gone"),
)


register_versions: Final = Table(
    "register_versions",
    columns.metadata,
    *columns.version("subject_no", "subjects"),
    columns.code("source"),
    columns.text("name"),
    columns.code("uscc"),
    columns.code("registration_number"),
    columns.code("register_subject_id"),
    columns.text("former_names"),  # one a line
    columns.code("subject_kind"),
    columns.text("type"),
    columns.code("status"),
    columns.text("status_text"),
    columns.day("founded"),
    columns.day("approved_date"),
    columns.day("cancelled_date"),
    columns.day("revoked_date"),
    columns.text("registering_authority"),
    columns.code("district_code"),
    columns.text("address"),
    columns.text("business_premises"),
    columns.code("industry_code"),
    columns.text("legal_representative"),
    Column("registered_capital", Money, nullable=True),
    columns.code("capital_currency"),
    columns.text("business_scope"),
    columns.day("term_from"),
    columns.day("term_to"),
    columns.code("parent_uscc"),
)

# --- records ---

records: Final = Table(
    "records",
    columns.metadata,
    columns.number("no"),
    columns.code("kind"),  # RecordKind
    Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
    columns.code("source"),
    columns.instant("accepted_at"),  # of the first version; never moves
    Column("version", Integer, nullable=False),  # the current one
    Column("text_version", Integer, nullable=False),  # since when the unstructured text is as it is
    Column(
        "class_version", Integer, nullable=False
    ),  # since when what decides the class is as it is
    Column("digest", LargeBinary, nullable=False),
    Column("order_value", columns.ORDER, nullable=False),
    Column("seen_batch", Number, nullable=False),
    columns.flag("gone"),
    columns.count("change"),
    Index("ix_records_subject_no", "subject_no"),
)

#: Where a record of a subject may be found: by content, by each match key, as the target of an
#: event.
record_keys: Final = Table(
    "record_keys",
    columns.metadata,
    Column("subject_no", Number, primary_key=True, autoincrement=False),
    Column("key_hash", Instant, primary_key=True, autoincrement=False),
    Column("record_no", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

#: The match keys a source's ``record_keys`` were made with: other keys in its TOML mean making them
#: anew.
source_keys: Final = Table(
    "source_keys",
    columns.metadata,
    Column("source", String, primary_key=True),
    columns.text("match_keys"),
)


#: The names every counter starts with, at 0.
COUNTERS: Final = (
    "acceptance",
    "access",
    "approval",
    "audit",
    "batch",
    "change",
    "event",
    "period",
    "quarantine",
    "record",
    "subject",
)
