"""How far each generation of the index may have come, as the ledger knows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("generations", sa.Column("reached", NUMBER, nullable=True))


def downgrade() -> None:
    op.drop_column("generations", "reached")
