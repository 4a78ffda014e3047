"""Honours, list entries, commitments, coercion and judgments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")

_Columns = list[sa.Column[Any]]


def _string(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _date(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _code(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=True)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=True)


def _money(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _filing(*, undated: bool = False) -> _Columns:
    return [
        _text("subject_name"),
        _string("subject_kind"),
        _date("decision_date", nullable=undated),
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
        _code("mode"),
        _flag("withdrawn_by_source"),
        _flag("objected"),
    ]


def _entry() -> _Columns:
    return [
        *_filing(),
        _string("entry_id"),
        _text("ground_text"),
        _date("published_date"),
        _text("removal_reason"),
        _date("removed_date"),
        _text("removal_authority"),
        _text("removal_document_number"),
    ]


def _honour() -> _Columns:
    return [
        *_filing(undated=True),
        _text("honour_kind"),
        _text("honour_name"),
        _text("level"),
        _whole("year"),
        _string("customs_code"),
        _text("basis"),
        _text("reason"),
        _date("valid_from"),
        _date("valid_until"),
        _flag("cancelled"),
        _date("cancelled_date"),
    ]


def _abnormal() -> _Columns:
    return [*_entry(), _string("ground_code"), _code("ground")]


def _serious() -> _Columns:
    return [
        *_entry(),
        _whole("ground_article"),
        _text("penalty_document_number"),
        _date("listed_until"),
    ]


def _commitment() -> _Columns:
    return [
        *_filing(),
        _text("commitment_kind"),
        _text("matter"),
        _text("content"),
        _text("liability"),
        _date("valid_until"),
        _code("performance"),
        _text("performance_text"),
        _text("unfulfilled"),
        _text("pursued"),
        _date("determined_date"),
        _text("determined_by"),
        _string("determined_by_uscc"),
    ]


def _coercion() -> _Columns:
    return [
        *_filing(),
        _text("coercion_class"),
        _text("kinds_text"),
        _text("reason"),
        _text("basis"),
        _text("content"),
        _money("amount"),
        _date("valid_until"),
        _date("released_date"),
        _text("status"),
    ]


def _criminal() -> _Columns:
    return [
        *_filing(),
        _text("document_name"),
        _text("crime"),
        _text("punishment"),
        _money("fine"),
        _text("forfeiture"),
        _text("summary"),
        _text("instance"),
        _date("effective_date"),
        _text("fine_performance"),
    ]


#: Names of the tables of versions and of waiting rows -> what both say of a record.
_TABLES: Final[Mapping[tuple[str, str], Callable[[], _Columns]]] = {
    ("honour_versions", "deferred_honours"): _honour,
    ("abnormal_versions", "deferred_abnormal"): _abnormal,
    ("serious_versions", "deferred_serious"): _serious,
    ("commitment_versions", "deferred_commitments"): _commitment,
    ("coercion_versions", "deferred_coercion"): _coercion,
    ("criminal_versions", "deferred_criminal"): _criminal,
}


def upgrade() -> None:
    for (versions, deferred), own in _TABLES.items():
        op.create_table(
            versions,
            sa.Column("record_no", NUMBER, autoincrement=False, nullable=False),
            sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("batch_no", NUMBER, nullable=False),
            sa.Column("line", NUMBER, nullable=False),
            sa.Column("accepted_at", sa.BigInteger(), nullable=False),
            sa.Column("digest", sa.LargeBinary(), nullable=False),
            sa.Column("order_value", ORDER, nullable=False),
            *own(),
            sa.ForeignKeyConstraint(
                ["record_no"], ["records.no"], name=op.f(f"fk_{versions}_record_no")
            ),
            sa.PrimaryKeyConstraint("record_no", "version", name=op.f(f"pk_{versions}")),
        )
        op.create_table(
            deferred,
            sa.Column("batch_no", NUMBER, nullable=False),
            sa.Column("line", NUMBER, autoincrement=False, nullable=False),
            sa.Column("subject_no", NUMBER, nullable=False),
            sa.Column("digest", sa.LargeBinary(), nullable=False),
            sa.Column("order_value", ORDER, nullable=False),
            _text("raw"),
            *own(),
            sa.ForeignKeyConstraint(
                ["batch_no"], ["batches.no"], name=op.f(f"fk_{deferred}_batch_no")
            ),
            sa.ForeignKeyConstraint(
                ["subject_no"], ["subjects.no"], name=op.f(f"fk_{deferred}_subject_no")
            ),
            sa.PrimaryKeyConstraint("batch_no", "line", name=op.f(f"pk_{deferred}")),
        )
        op.create_index(
            f"ix_{deferred}_subject", deferred, ["batch_no", "subject_no", "line"], unique=False
        )


def downgrade() -> None:
    for versions, deferred in reversed(list(_TABLES)):
        op.drop_table(deferred)
        op.drop_table(versions)
