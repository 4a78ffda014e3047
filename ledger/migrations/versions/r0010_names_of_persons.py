"""Natural persons are found by the names their records were filed under: it may be a body's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_subject_names_of_persons"
OF_PERSONS = sa.text("origin = 'person'")


def upgrade() -> None:
    op.execute(
        "UPDATE subject_names SET origin = 'person' WHERE origin = 'record' AND subject_no IN "
        "(SELECT no FROM subjects WHERE kind = 'natural_person')"
    )
    op.create_index(
        INDEX, "subject_names", ["name"], sqlite_where=OF_PERSONS, postgresql_where=OF_PERSONS
    )


def downgrade() -> None:
    op.drop_index(INDEX, "subject_names")
    op.execute("UPDATE subject_names SET origin = 'record' WHERE origin = 'person'")
