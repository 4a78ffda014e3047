"""Exposure boards: decisions of units about candidates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "board_decisions",
        sa.Column("no", NUMBER, autoincrement=False, nullable=False),
        sa.Column("subject_no", NUMBER, nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("violation", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_no"], ["subjects.no"], name=op.f("fk_board_decisions_subject_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_board_decisions")),
    )
    op.create_index(
        "ix_board_decisions_subject_no", "board_decisions", ["subject_no"], unique=False
    )
    op.create_table(
        "board_evidence",
        sa.Column("decision_no", NUMBER, nullable=False),
        sa.Column("record_no", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_no"], ["board_decisions.no"], name=op.f("fk_board_evidence_decision_no")
        ),
        sa.ForeignKeyConstraint(
            ["record_no"], ["records.no"], name=op.f("fk_board_evidence_record_no")
        ),
        sa.PrimaryKeyConstraint("decision_no", "record_no", name=op.f("pk_board_evidence")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("board_evidence")
    op.drop_table("board_decisions")
