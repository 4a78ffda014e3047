"""The database itself refuses to change or remove what was accepted, decided or done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.ledger.migrations import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Append-only tables, and the columns that are written once more all the same: the target of an
#: event that was waited for, and the filing that takes an event's place.
APPEND_ONLY: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            "abnormal_versions",
            "absences",
            "audit",
            "batch_facts",
            "board_decisions",
            "board_evidence",
            "changes",
            "clearances",
            "coercion_versions",
            "commitment_versions",
            "criminal_versions",
            "declared_periods",
            "honour_versions",
            "licence_versions",
            "penalty_versions",
            "register_versions",
            "reports",
            "reviews",
            "serious_versions",
            "withholdings",
        ),
        frozenset[str](),
    ),
    **dict.fromkeys(
        ("repairs", "suspensions", "withdrawals"), frozenset({"record_no", "superseded_by"})
    ),
}
#: Their rows change with what comes in, but none ever goes.
NEVER_REMOVED: Final = ("batches", "records", "subjects")


def upgrade() -> None:
    append_only.create_function()
    for table, free in APPEND_ONLY.items():
        append_only.refuse_updates(table, free)
        append_only.refuse_removal(table)
    for table in NEVER_REMOVED:
        append_only.refuse_removal(table)


def downgrade() -> None:
    append_only.allow_again((*APPEND_ONLY, *NEVER_REMOVED))
    append_only.drop_function()
