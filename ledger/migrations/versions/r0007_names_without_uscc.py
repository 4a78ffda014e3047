"""Subjects without a USCC are found by their names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEX = "ix_subjects_name_without_uscc"
WITHOUT = sa.text("uscc = ''")


def upgrade() -> None:
    op.create_index(INDEX, "subjects", ["name"], sqlite_where=WITHOUT, postgresql_where=WITHOUT)


def downgrade() -> None:
    op.drop_index(INDEX, "subjects")
