"""What the operator withholds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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


def downgrade() -> None:
    op.drop_table("withholdings")
