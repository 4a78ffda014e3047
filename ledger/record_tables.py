"""Tables of what the records say: for each kind its typed columns, as versions and, while a row
waits for the end of its file, deferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, String, Table

from gongshi.ledger import columns
from gongshi.ledger.types import Money, Number
from gongshi.records.model import RecordKind


def _filing_columns() -> list[Column[Any]]:
    return [
        columns.text("subject_name"),
        columns.code("subject_kind"),
        Column("decision_date", Date, nullable=False),
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


licence_versions: Final = _versions("licence_versions", _licence_columns())
penalty_versions: Final = _versions("penalty_versions", _penalty_columns())
deferred_licences: Final = _deferred("deferred_licences", _licence_columns())
deferred_penalties: Final = _deferred("deferred_penalties", _penalty_columns())

VERSION_TABLES: Final[Mapping[RecordKind, Table]] = {
    RecordKind.LICENCE: licence_versions,
    RecordKind.PENALTY: penalty_versions,
}
DEFERRED_TABLES: Final[Mapping[RecordKind, Table]] = {
    RecordKind.LICENCE: deferred_licences,
    RecordKind.PENALTY: deferred_penalties,
}
