"""The database refuses it for whose codes and names were known, for who drew a report, and for what
became of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.ledger.migrations import append_only

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: As in ``r0008``. Free is what became of a row that waited for the end of its file, and the
#: decision about an approval.
APPEND_ONLY: Final[Mapping[str, frozenset[str]]] = {
    "approvals": frozenset({"state", "decided_by", "decided_at", "reason"}),
    "held_rows": frozenset(),
    "row_outcomes": frozenset({"outcome", "number"}),
    "subject_identifiers": frozenset(),
    "subject_names": frozenset(),
}
#: Never changed, but removed: the log of queries and the remarks on rows when their time is over, a
#: notice whose withdrawal was corrected.
NEVER_CHANGED: Final = ("notices", "report_access", "row_remarks")
#: Their rows change with what comes in, but none ever goes.
NEVER_REMOVED: Final = (
    "batch_problems",
    "counters",
    "ledger_meta",
    "quarantine",
    "quarantine_findings",
    "register_heads",
)


def upgrade() -> None:
    for table, free in APPEND_ONLY.items():
        append_only.refuse_updates(table, free)
        append_only.refuse_removal(table)
    for table in NEVER_CHANGED:
        append_only.refuse_updates(table)
    for table in NEVER_REMOVED:
        append_only.refuse_removal(table)


def downgrade() -> None:
    append_only.allow_again((*APPEND_ONLY, *NEVER_CHANGED, *NEVER_REMOVED))
