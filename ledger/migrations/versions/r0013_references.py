"""PostgreSQL looks once a statement, not once a row, whether what new rows refer to is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.ledger.migrations import append_only, references

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: Of the tables that take in a row for every row of a file: (table, column). Their own updates are
#: refused, or the column is one of ``FIXED``.
REFERENCES: Final = (
    *(
        (f"{kind}_versions", "record_no")
        for kind in (
            "abnormal",
            "coercion",
            "commitment",
            "criminal",
            "honour",
            "licence",
            "penalty",
            "serious",
        )
    ),
    ("records", "subject_no"),
    ("register_heads", "subject_no"),
    ("register_versions", "subject_no"),
    ("row_outcomes", "batch_no"),
    ("row_remarks", "batch_no"),
    ("subject_identifiers", "subject_no"),
    ("subject_names", "subject_no"),
)
#: Columns that never change, of tables whose other columns do.
FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "batches": ("no",),
    "records": ("no", "subject_no"),
    "register_heads": ("subject_no",),
    "subjects": ("no",),
}


def upgrade() -> None:
    for table, columns in FIXED.items():
        append_only.refuse_changes(table, columns)
    references.create_functions()
    for table, column in REFERENCES:
        references.check_by_statement(table, column)


def downgrade() -> None:
    for table, column in REFERENCES:
        references.check_by_row(table, column)
    references.drop_functions()
    for table in FIXED:
        append_only.allow_changes(table)
