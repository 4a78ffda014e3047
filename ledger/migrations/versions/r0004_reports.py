"""Reports given out, who drew special ones, and the mark of a ledger of invented data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "ledger_meta",
        sa.Column("sample", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "reports",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_no", NUMBER, nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("as_of_change", NUMBER, nullable=False),
        sa.Column("rules_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_reports_subject_no")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_subject_no", "reports", ["subject_no"], unique=False)
    op.create_table(
        "report_access",
        sa.Column("no", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_no", NUMBER, nullable=False),
        sa.Column("report_number", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_report_access_subject_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_report_access")),
    )
    op.create_index("ix_report_access_at", "report_access", ["at"], unique=False)
    op.create_index("ix_report_access_subject_no", "report_access", ["subject_no"], unique=False)
    # A new ledger gets its counters when its tables stand; one that has them lacks this one.
    op.execute(
        "INSERT INTO counters (name, value) "
        "SELECT 'access', 0 WHERE EXISTS (SELECT 1 FROM counters)"
    )


def downgrade() -> None:
    op.drop_table("report_access")
    op.drop_table("reports")
    op.drop_column("ledger_meta", "sample")
    op.execute("DELETE FROM counters WHERE name = 'access'")
