"""Tables of what the records say: for each kind its typed columns, as versions and, while a row
waits for the end of its file, deferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Money, Number
from gongshi.records.model import RecordKind


def _filing_columns(*, undated: bool = False) -> list[Column[Any]]:
    return [
        columns.text("subject_name"),
        columns.code("subject_kind"),
        Column("decision_date", Date, nullable=undated),
        columns.code("uscc"),
        columns.code("registration_number"),
        columns.code("organisation_code"),
        columns.code("tax_number"),
        columns.code("institution_number"),
        columns.code("social_organisation_number"),
        columns.code("person_key"),
        columns.text("legal_representative"),
        columns.text("document_number"),
        columns.text("authority"),
        columns.code("authority_uscc"),
        columns.text("data_source"),
        columns.code("data_source_uscc"),
        columns.text("remark"),
        columns.code("item_code"),
        Column("mode", String, nullable=True),
        columns.flag("withdrawn_by_source"),
        columns.flag("objected"),
    ]


def _licence_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.text("document_name"),
        columns.text("licence_kind"),
        columns.text("certificate_name"),
        columns.text("certificate_number"),
        columns.text("content"),
        columns.day("valid_from"),
        columns.day("valid_until"),
        columns.code("status"),
    ]


def _penalty_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.text("violation_type"),
        columns.text("facts"),
        columns.text("basis"),
        columns.text("kinds_text"),
        columns.code("kinds"),  # PenaltyKind values joined by ","
        columns.text("content"),
        Column("fine", Money, nullable=True),
        Column("confiscation", Money, nullable=True),
        columns.text("certificate"),
        columns.day("valid_until"),
        columns.day("publication_until"),
        Column("procedure", String, nullable=True),
        Column("severity", String, nullable=True),
        Column("field", String, nullable=True),
        columns.day("published_date"),
        columns.day("restriction_until"),
    ]


def _honour_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(undated=True),
        columns.text("honour_kind"),
        columns.text("honour_name"),
        columns.text("level"),
        Column("year", Integer, nullable=True),
        columns.code("customs_code"),
        columns.text("basis"),
        columns.text("reason"),
        columns.day("valid_from"),
        columns.day("valid_until"),
        columns.flag("cancelled"),
        columns.day("cancelled_date"),
    ]


def _entry_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.code("entry_id"),
        columns.text("ground_text"),
        columns.day("published_date"),
        columns.text("removal_reason"),
        columns.day("removed_date"),
        columns.text("removal_authority"),
        columns.text("removal_document_number"),
    ]


def _abnormal_columns() -> list[Column[Any]]:
    return [
        *_entry_columns(),
        columns.code("ground_code"),
        Column("ground", String, nullable=True),
    ]


def _serious_columns() -> list[Column[Any]]:
    return [
        *_entry_columns(),
        Column("ground_article", Integer, nullable=True),
        columns.text("penalty_document_number"),
        columns.day("listed_until"),
    ]


def _commitment_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.text("commitment_kind"),
        columns.text("matter"),
        columns.text("content"),
        columns.text("liability"),
        columns.day("valid_until"),
        Column("performance", String, nullable=True),
        columns.text("performance_text"),
        columns.text("unfulfilled"),
        columns.text("pursued"),
        columns.day("determined_date"),
        columns.text("determined_by"),
        columns.code("determined_by_uscc"),
    ]


def _coercion_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.text("coercion_class"),
        columns.text("kinds_text"),
        columns.text("reason"),
        columns.text("basis"),
        columns.text("content"),
        Column("amount", Money, nullable=True),
        columns.day("valid_until"),
        columns.day("released_date"),
        columns.text("status"),
    ]


def _criminal_columns() -> list[Column[Any]]:
    return [
        *_filing_columns(),
        columns.text("document_name"),
        columns.text("crime"),
        columns.text("punishment"),
        Column("fine", Money, nullable=True),
        columns.text("forfeiture"),
        columns.text("summary"),
        columns.text("instance"),
        columns.day("effective_date"),
        columns.text("fine_performance"),
    ]


def _deferred_columns() -> list[Column[Any]]:
    return [
        Column("batch_no", Number, ForeignKey("batches.no"), primary_key=True),
        Column("line", Number, primary_key=True, autoincrement=False),
        Column("subject_no", Number, ForeignKey("subjects.no"), nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("order_value", columns.ORDER, nullable=False),
        columns.text("raw"),
    ]


def _versions(name: str, own: list[Column[Any]]) -> Table:
    return Table(name, columns.metadata, *columns.version("record_no", "records"), *own)


def _deferred(name: str, own: list[Column[Any]]) -> Table:
    """Rows that look like corrections wait here until their whole file has been read."""
    index = Index(f"ix_{name}_subject", "batch_no", "subject_no", "line")
    return Table(name, columns.metadata, *_deferred_columns(), *own, index)


VERSION_TABLES: Final[Mapping[RecordKind, Table]] = {
    RecordKind.LICENCE: _versions("licence_versions", _licence_columns()),
    RecordKind.PENALTY: _versions("penalty_versions", _penalty_columns()),
    RecordKind.HONOUR: _versions("honour_versions", _honour_columns()),
    RecordKind.ABNORMAL: _versions("abnormal_versions", _abnormal_columns()),
    RecordKind.SERIOUS: _versions("serious_versions", _serious_columns()),
    RecordKind.COMMITMENT: _versions("commitment_versions", _commitment_columns()),
    RecordKind.COERCION: _versions("coercion_versions", _coercion_columns()),
    RecordKind.CRIMINAL: _versions("criminal_versions", _criminal_columns()),
}
DEFERRED_TABLES: Final[Mapping[RecordKind, Table]] = {
    RecordKind.LICENCE: _deferred("deferred_licences", _licence_columns()),
    RecordKind.PENALTY: _deferred("deferred_penalties", _penalty_columns()),
    RecordKind.HONOUR: _deferred("deferred_honours", _honour_columns()),
    RecordKind.ABNORMAL: _deferred("deferred_abnormal", _abnormal_columns()),
    RecordKind.SERIOUS: _deferred("deferred_serious", _serious_columns()),
    RecordKind.COMMITMENT: _deferred("deferred_commitments", _commitment_columns()),
    RecordKind.COERCION: _deferred("deferred_coercion", _coercion_columns()),
    RecordKind.CRIMINAL: _deferred("deferred_criminal", _criminal_columns()),
}
