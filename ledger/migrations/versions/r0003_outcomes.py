"""What receipts tell: facts of files, what became of each row, remarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "batch_facts",
        sa.Column("batch_no", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_batch_facts_batch_no")),
        sa.PrimaryKeyConstraint("batch_no", "name", "place", name=op.f("pk_batch_facts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "row_outcomes",
        sa.Column("batch_no", NUMBER, nullable=False),
        _key("line"),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_no"], ["batches.no"], name=op.f("fk_row_outcomes_batch_no")
        ),
        sa.PrimaryKeyConstraint("batch_no", "line", name=op.f("pk_row_outcomes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "row_remarks",
        sa.Column("batch_no", NUMBER, nullable=False),
        _key("line"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_row_remarks_batch_no")),
        sa.PrimaryKeyConstraint("batch_no", "line", "code", "field", name=op.f("pk_row_remarks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_row_remarks_expires_at", "row_remarks", ["expires_at"], unique=False)


def downgrade() -> None:
    for table in ("row_remarks", "row_outcomes", "batch_facts"):
        op.drop_table(table)
