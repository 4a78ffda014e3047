"""The first schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from gongshi.ledger.types import Money

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _of(type_: sa.types.TypeEngine[Any]) -> Callable[..., sa.Column[Any]]:
    def column(name: str, *, nullable: bool = False) -> sa.Column[Any]:
        return sa.Column(name, type_, nullable=nullable)

    return column


_string, _text, _date = _of(sa.String()), _of(sa.Text()), _of(sa.Date())
_biginteger, _integer, _boolean = _of(sa.BigInteger()), _of(sa.Integer()), _of(sa.Boolean())
_number = _of(NUMBER)


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, server_default=sa.text("0"), nullable=False)


def upgrade() -> None:

    op.create_table(
        "audit",
        _key("no"),
        _biginteger("at"),
        _string("actor"),
        _string("act"),
        _string("target"),
        _text("detail"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit")),
    )
    op.create_table(
        "batches",
        _key("no"),
        _string("source"),
        _string("item_code"),
        _string("unit"),
        _string("unit_uscc"),
        _date("period_from", nullable=True),
        _date("period_to", nullable=True),
        _string("file_name"),
        sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        _string("delivery"),
        sa.Column("order_value", ORDER, nullable=False),
        _string("state"),
        _string("problem"),
        _string("problem_value"),
        _biginteger("opened_at"),
        _biginteger("touched_at"),
        _biginteger("finished_at", nullable=True),
        sa.Column("rows_done", NUMBER, server_default="0", nullable=False),
        sa.Column("cursor", NUMBER, server_default="0", nullable=False),
        sa.Column("added", NUMBER, server_default="0", nullable=False),
        sa.Column("corrected", NUMBER, server_default="0", nullable=False),
        sa.Column("unchanged", NUMBER, server_default="0", nullable=False),
        sa.Column("duplicate", NUMBER, server_default="0", nullable=False),
        sa.Column("older", NUMBER, server_default="0", nullable=False),
        sa.Column("quarantined", NUMBER, server_default="0", nullable=False),
        sa.Column("deferred", NUMBER, server_default="0", nullable=False),
        sa.Column("applied", NUMBER, server_default="0", nullable=False),
        sa.Column("waiting", NUMBER, server_default="0", nullable=False),
        sa.Column("declared", NUMBER, server_default="0", nullable=False),
        sa.Column("removed", NUMBER, server_default="0", nullable=False),
        sa.Column("returned", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_batches")),
    )
    op.create_index(
        "ix_batches_source_file_digest", "batches", ["source", "file_digest"], unique=False
    )
    op.create_table(
        "changes",
        _key("no"),
        _number("subject_no"),
        _number("record_no", nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_changes")),
    )
    op.create_table(
        "counters",
        _string("name"),
        _number("value"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "generations",
        _string("name"),
        _string("state"),
        _string("rules_hash"),
        _biginteger("created_at"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_generations")),
    )
    op.create_table(
        "leases",
        _string("name"),
        _string("holder"),
        _number("token"),
        _biginteger("expires_at"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "ledger_meta",
        _key("no"),
        _string("ledger_id"),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _number("epoch"),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ledger_meta")),
    )
    op.create_table(
        "record_keys",
        _key("subject_no"),
        sa.Column("key_hash", sa.BigInteger(), autoincrement=False, nullable=False),
        _key("record_no"),
        sa.PrimaryKeyConstraint("subject_no", "key_hash", "record_no", name=op.f("pk_record_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source_keys",
        _string("source"),
        _text("match_keys"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_keys")),
    )
    op.create_table(
        "subjects",
        _key("no"),
        _string("kind"),
        _string("uscc"),
        _text("name"),
        _date("named_on", nullable=True),
        _biginteger("created_at"),
        sa.Column("change", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_subjects")),
    )
    op.create_table(
        "batch_problems",
        _number("batch_no"),
        _string("code"),
        _string("field"),
        sa.Column("rows", NUMBER, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["batches.no"], name=op.f("fk_batch_problems_batch_no")
        ),
        sa.PrimaryKeyConstraint("batch_no", "code", "field", name=op.f("pk_batch_problems")),
    )
    op.create_table(
        "declared_periods",
        _key("no"),
        _number("batch_no"),
        _string("source"),
        _string("item_code"),
        _string("unit"),
        _string("unit_uscc"),
        _date("period_from"),
        _date("period_to"),
        _number("row_count"),
        _string("kind"),
        _biginteger("declared_at"),
        _string("digest"),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["batches.no"], name=op.f("fk_declared_periods_batch_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_declared_periods")),
    )
    op.create_index("ix_declared_periods_digest", "declared_periods", ["digest"], unique=False)
    op.create_index("ix_declared_periods_source", "declared_periods", ["source"], unique=False)
    op.create_table(
        "deferred_licences",
        _number("batch_no"),
        _key("line"),
        _number("subject_no"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _text("raw"),
        _text("subject_name"),
        _string("subject_kind"),
        _date("decision_date"),
        _string("uscc"),
        _string("registration_number"),
        _string("organisation_code"),
        _string("tax_number"),
        _string("institution_number"),
        _string("social_organisation_number"),
        _string("person_key"),
        _text("legal_representative"),
        _text("document_number"),
        _text("authority"),
        _string("authority_uscc"),
        _text("data_source"),
        _string("data_source_uscc"),
        _text("remark"),
        _string("item_code"),
        _string("mode", nullable=True),
        _boolean("withdrawn_by_source"),
        _boolean("objected"),
        _text("document_name"),
        _text("licence_kind"),
        _text("certificate_name"),
        _text("certificate_number"),
        _text("content"),
        _date("valid_from", nullable=True),
        _date("valid_until", nullable=True),
        _string("status"),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["batches.no"], name=op.f("fk_deferred_licences_batch_no")
        ),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_deferred_licences_subject_no")
        ),
        sa.PrimaryKeyConstraint("batch_no", "line", name=op.f("pk_deferred_licences")),
    )
    op.create_index(
        "ix_deferred_licences_subject",
        "deferred_licences",
        ["batch_no", "subject_no", "line"],
        unique=False,
    )
    op.create_table(
        "deferred_penalties",
        _number("batch_no"),
        _key("line"),
        _number("subject_no"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _text("raw"),
        _text("subject_name"),
        _string("subject_kind"),
        _date("decision_date"),
        _string("uscc"),
        _string("registration_number"),
        _string("organisation_code"),
        _string("tax_number"),
        _string("institution_number"),
        _string("social_organisation_number"),
        _string("person_key"),
        _text("legal_representative"),
        _text("document_number"),
        _text("authority"),
        _string("authority_uscc"),
        _text("data_source"),
        _string("data_source_uscc"),
        _text("remark"),
        _string("item_code"),
        _string("mode", nullable=True),
        _boolean("withdrawn_by_source"),
        _boolean("objected"),
        _text("violation_type"),
        _text("facts"),
        _text("basis"),
        _text("kinds_text"),
        _string("kinds"),
        _text("content"),
        sa.Column("fine", Money(), nullable=True),
        sa.Column("confiscation", Money(), nullable=True),
        _text("certificate"),
        _date("valid_until", nullable=True),
        _date("publication_until", nullable=True),
        _string("procedure", nullable=True),
        _string("severity", nullable=True),
        _string("field", nullable=True),
        _date("published_date", nullable=True),
        _date("restriction_until", nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["batches.no"], name=op.f("fk_deferred_penalties_batch_no")
        ),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_deferred_penalties_subject_no")
        ),
        sa.PrimaryKeyConstraint("batch_no", "line", name=op.f("pk_deferred_penalties")),
    )
    op.create_index(
        "ix_deferred_penalties_subject",
        "deferred_penalties",
        ["batch_no", "subject_no", "line"],
        unique=False,
    )
    op.create_table(
        "quarantine",
        _key("no"),
        _number("batch_no"),
        _string("source"),
        _number("line"),
        _string("digest"),
        _string("code"),
        _string("name"),
        _string("folded_name"),
        _text("raw", nullable=True),
        _biginteger("created_at"),
        _biginteger("expires_at"),
        _string("state"),
        _biginteger("resolved_at", nullable=True),
        _string("resolved_by"),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_quarantine_batch_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_batch_no", "quarantine", ["batch_no"], unique=False)
    op.create_index("ix_quarantine_source_digest", "quarantine", ["source", "digest"], unique=False)
    op.create_index(
        "ix_quarantine_state_expires_at", "quarantine", ["state", "expires_at"], unique=False
    )
    op.create_table(
        "records",
        _key("no"),
        _string("kind"),
        _number("subject_no"),
        _string("source"),
        _biginteger("accepted_at"),
        _integer("version"),
        _integer("text_version"),
        _integer("class_version"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _number("seen_batch"),
        _boolean("gone"),
        sa.Column("change", NUMBER, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_records_subject_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_records")),
    )
    op.create_index("ix_records_subject_no", "records", ["subject_no"], unique=False)
    op.create_table(
        "register_heads",
        _key("subject_no"),
        _string("source"),
        _integer("version"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _number("seen_batch"),
        _boolean("gone"),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_register_heads_subject_no")
        ),
        sa.PrimaryKeyConstraint("subject_no", name=op.f("pk_register_heads")),
    )
    op.create_table(
        "register_versions",
        _key("subject_no"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _string("source"),
        _text("name"),
        _string("uscc"),
        _string("registration_number"),
        _string("register_subject_id"),
        _text("former_names"),
        _string("subject_kind"),
        _text("type"),
        _string("status"),
        _text("status_text"),
        _date("founded", nullable=True),
        _date("approved_date", nullable=True),
        _date("cancelled_date", nullable=True),
        _date("revoked_date", nullable=True),
        _text("registering_authority"),
        _string("district_code"),
        _text("address"),
        _text("business_premises"),
        _string("industry_code"),
        _text("legal_representative"),
        sa.Column("registered_capital", Money(), nullable=True),
        _string("capital_currency"),
        _text("business_scope"),
        _date("term_from", nullable=True),
        _date("term_to", nullable=True),
        _string("parent_uscc"),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_register_versions_subject_no")
        ),
        sa.PrimaryKeyConstraint("subject_no", "version", name=op.f("pk_register_versions")),
    )
    op.create_table(
        "subject_identifiers",
        _string("value"),
        _string("scheme"),
        _number("subject_no"),
        _biginteger("since"),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_subject_identifiers_subject_no")
        ),
        sa.PrimaryKeyConstraint("value", "scheme", name=op.f("pk_subject_identifiers")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_subject_identifiers_subject_no", "subject_identifiers", ["subject_no"], unique=False
    )
    op.create_table(
        "subject_names",
        _number("subject_no"),
        _string("origin"),
        _text("name"),
        _date("since", nullable=True),
        _biginteger("accepted_at"),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_subject_names_subject_no")
        ),
        sa.PrimaryKeyConstraint("subject_no", "origin", "name", name=op.f("pk_subject_names")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "absences",
        _key("no"),
        _number("record_no"),
        _boolean("gone"),
        _biginteger("at"),
        _number("batch_no"),
        sa.ForeignKeyConstraint(["record_no"], ["records.no"], name=op.f("fk_absences_record_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_record_no", "absences", ["record_no"], unique=False)
    op.create_table(
        "clearances",
        _key("no"),
        _number("record_no"),
        _integer("text_version"),
        _string("by"),
        _biginteger("at"),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_clearances_record_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_clearances")),
    )
    op.create_index("ix_clearances_record_no", "clearances", ["record_no"], unique=False)
    op.create_table(
        "licence_versions",
        _key("record_no"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _text("subject_name"),
        _string("subject_kind"),
        _date("decision_date"),
        _string("uscc"),
        _string("registration_number"),
        _string("organisation_code"),
        _string("tax_number"),
        _string("institution_number"),
        _string("social_organisation_number"),
        _string("person_key"),
        _text("legal_representative"),
        _text("document_number"),
        _text("authority"),
        _string("authority_uscc"),
        _text("data_source"),
        _string("data_source_uscc"),
        _text("remark"),
        _string("item_code"),
        _string("mode", nullable=True),
        _boolean("withdrawn_by_source"),
        _boolean("objected"),
        _text("document_name"),
        _text("licence_kind"),
        _text("certificate_name"),
        _text("certificate_number"),
        _text("content"),
        _date("valid_from", nullable=True),
        _date("valid_until", nullable=True),
        _string("status"),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_licence_versions_record_no")
        ),
        sa.PrimaryKeyConstraint("record_no", "version", name=op.f("pk_licence_versions")),
    )
    op.create_table(
        "penalty_versions",
        _key("record_no"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_value", ORDER, nullable=False),
        _text("subject_name"),
        _string("subject_kind"),
        _date("decision_date"),
        _string("uscc"),
        _string("registration_number"),
        _string("organisation_code"),
        _string("tax_number"),
        _string("institution_number"),
        _string("social_organisation_number"),
        _string("person_key"),
        _text("legal_representative"),
        _text("document_number"),
        _text("authority"),
        _string("authority_uscc"),
        _text("data_source"),
        _string("data_source_uscc"),
        _text("remark"),
        _string("item_code"),
        _string("mode", nullable=True),
        _boolean("withdrawn_by_source"),
        _boolean("objected"),
        _text("violation_type"),
        _text("facts"),
        _text("basis"),
        _text("kinds_text"),
        _string("kinds"),
        _text("content"),
        sa.Column("fine", Money(), nullable=True),
        sa.Column("confiscation", Money(), nullable=True),
        _text("certificate"),
        _date("valid_until", nullable=True),
        _date("publication_until", nullable=True),
        _string("procedure", nullable=True),
        _string("severity", nullable=True),
        _string("field", nullable=True),
        _date("published_date", nullable=True),
        _date("restriction_until", nullable=True),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_penalty_versions_record_no")
        ),
        sa.PrimaryKeyConstraint("record_no", "version", name=op.f("pk_penalty_versions")),
    )
    op.create_table(
        "quarantine_findings",
        _number("quarantine_no"),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        _string("code"),
        _string("field"),
        _text("value"),
        sa.ForeignKeyConstraint(
            ["quarantine_no"], ["quarantine.no"], name=op.f("fk_quarantine_findings_quarantine_no")
        ),
        sa.PrimaryKeyConstraint("quarantine_no", "place", name=op.f("pk_quarantine_findings")),
    )
    op.create_table(
        "repairs",
        _key("no"),
        _number("record_no", nullable=True),
        _string("source"),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        _string("digest"),
        sa.Column("order_value", ORDER, nullable=False),
        _biginteger("key_hash"),
        _number("superseded_by", nullable=True),
        _string("target_kind"),
        _text("target_document_number"),
        _text("target_match"),
        _text("target_authority"),
        _string("uscc"),
        _string("person_key"),
        _text("subject_name"),
        _text("source_unit"),
        _string("source_unit_uscc"),
        _text("remark"),
        _string("result"),
        _date("decision_date"),
        _date("effective_date", nullable=True),
        _string("scope"),
        _text("document_number"),
        _text("authority"),
        _text("reason"),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_repairs_batch_no")),
        sa.ForeignKeyConstraint(["record_no"], ["records.no"], name=op.f("fk_repairs_record_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_repairs")),
    )
    op.create_index("ix_repairs_digest", "repairs", ["digest"], unique=False)
    op.create_index("ix_repairs_key_hash", "repairs", ["key_hash"], unique=False)
    op.create_index("ix_repairs_record_no", "repairs", ["record_no"], unique=False)
    op.create_table(
        "reviews",
        _key("no"),
        _number("record_no"),
        _integer("class_version"),
        _string("severity"),
        _string("by"),
        _biginteger("at"),
        _text("reason"),
        sa.ForeignKeyConstraint(["record_no"], ["records.no"], name=op.f("fk_reviews_record_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_record_no", "reviews", ["record_no"], unique=False)
    op.create_table(
        "suspensions",
        _key("no"),
        _number("record_no", nullable=True),
        _string("source"),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        _string("digest"),
        sa.Column("order_value", ORDER, nullable=False),
        _biginteger("key_hash"),
        _number("superseded_by", nullable=True),
        _string("target_kind"),
        _text("target_document_number"),
        _text("target_match"),
        _text("target_authority"),
        _string("uscc"),
        _string("person_key"),
        _text("subject_name"),
        _text("source_unit"),
        _string("source_unit_uscc"),
        _text("remark"),
        _string("action"),
        _date("from_date"),
        _date("to_date", nullable=True),
        _date("decision_date", nullable=True),
        _text("document_number"),
        _text("authority"),
        _text("ground"),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_suspensions_batch_no")),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_suspensions_record_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_suspensions")),
    )
    op.create_index("ix_suspensions_digest", "suspensions", ["digest"], unique=False)
    op.create_index("ix_suspensions_key_hash", "suspensions", ["key_hash"], unique=False)
    op.create_index("ix_suspensions_record_no", "suspensions", ["record_no"], unique=False)
    op.create_table(
        "waiting_events",
        _key("event_no"),
        _number("quarantine_no"),
        sa.ForeignKeyConstraint(
            ["quarantine_no"], ["quarantine.no"], name=op.f("fk_waiting_events_quarantine_no")
        ),
        sa.PrimaryKeyConstraint("event_no", name=op.f("pk_waiting_events")),
    )
    op.create_table(
        "event_targets",
        _string("code"),
        sa.Column("target_hash", sa.BigInteger(), autoincrement=False, nullable=False),
        _key("event_no"),
        _string("event_kind"),
        sa.PrimaryKeyConstraint("code", "target_hash", "event_no", name=op.f("pk_event_targets")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawals",
        _key("no"),
        _number("record_no", nullable=True),
        _string("source"),
        _number("batch_no"),
        _number("line"),
        _biginteger("accepted_at"),
        _string("digest"),
        sa.Column("order_value", ORDER, nullable=False),
        _biginteger("key_hash"),
        _number("superseded_by", nullable=True),
        _string("target_kind"),
        _text("target_document_number"),
        _text("target_match"),
        _text("target_authority"),
        _string("uscc"),
        _string("person_key"),
        _text("subject_name"),
        _text("source_unit"),
        _string("source_unit_uscc"),
        _text("remark"),
        _string("kind"),
        _date("decision_date"),
        _date("effective_date", nullable=True),
        _text("document_number"),
        _text("authority"),
        _text("public_reason"),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_withdrawals_batch_no")),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_withdrawals_record_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_withdrawals")),
    )
    op.create_index("ix_withdrawals_digest", "withdrawals", ["digest"], unique=False)
    op.create_index("ix_withdrawals_key_hash", "withdrawals", ["key_hash"], unique=False)
    op.create_index("ix_withdrawals_record_no", "withdrawals", ["record_no"], unique=False)
    op.create_table(
        "notices",
        _key("event_no"),
        _text("unit"),
        _text("reason"),
        _date("day"),
        _number("place"),
        sa.ForeignKeyConstraint(["event_no"], ["withdrawals.no"], name=op.f("fk_notices_event_no")),
        sa.PrimaryKeyConstraint("event_no", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_day", "notices", ["day"], unique=False)
