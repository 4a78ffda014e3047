"""What trades the names of the register told when a generation of the index was begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("generations", sa.Column("told_trades", sa.Text(), nullable=True))
    op.add_column("generations", sa.Column("told_by", NUMBER, nullable=True))


def downgrade() -> None:
    op.drop_column("generations", "told_by")
    op.drop_column("generations", "told_trades")
