"""What the operator withholds, and what waits for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "withholdings",
        _number("no"),
        _number("record_no"),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_withholdings_record_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_withholdings")),
    )
    op.create_index("ix_withholdings_record_no", "withholdings", ["record_no"])
    op.create_table(
        "approvals",
        _number("no"),
        _number("batch_no"),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_no"], ["batches.no"], name=op.f("fk_approvals_batch_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_batch_no", "approvals", ["batch_no"])
    op.create_index("ix_approvals_state", "approvals", ["state"])
    op.create_table(
        "held_rows",
        _number("quarantine_no"),
        _number("approval_no"),
        _number("record_no", nullable=True),
        sa.ForeignKeyConstraint(
            ["quarantine_no"], ["quarantine.no"], name=op.f("fk_held_rows_quarantine_no")
        ),
        sa.ForeignKeyConstraint(
            ["approval_no"], ["approvals.no"], name=op.f("fk_held_rows_approval_no")
        ),
        sa.PrimaryKeyConstraint("quarantine_no", name=op.f("pk_held_rows")),
    )
    op.create_index("ix_held_rows_approval_no", "held_rows", ["approval_no"])
    # A new ledger gets its counters when it is set up; one that is there gets the new one here.
    op.execute(
        "INSERT INTO counters (name, value) "
        "SELECT 'approval', 0 FROM ledger_meta"  # one row, none in a new ledger
    )


def downgrade() -> None:
    op.execute("DELETE FROM counters WHERE name = 'approval'")
    for table in ("held_rows", "approvals", "withholdings"):
        op.drop_table(table)
