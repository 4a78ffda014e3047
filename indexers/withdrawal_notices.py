"""Public notices of withdrawn penalties (行政处罚法 §48), made when a withdrawal strikes its
record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gongshi.ledger.tables import notices
from gongshi.records.model import Penalty, Withdrawal

if TYPE_CHECKING:
    from gongshi.indexers.accept_chunk import Chunk
    from gongshi.indexers.event_targets import Target

#: 误报撤回 is the unit's own error, no decision that was revoked: 行政处罚法 §48 asks no
#: explanation.
_NOT_EXPLAINED: Final = "误报撤回"


def explain(chunk: Chunk, number: int, event: Withdrawal, source_unit: str, target: Target) -> None:
    """The public notice of a withdrawn penalty: unit, reason and day, nothing else."""
    if not isinstance(target.record, Penalty) or event.kind == _NOT_EXPLAINED:
        return
    if not event.public_reason:
        return
    day = chunk.tx.sql.day(event.effective_date or event.decision_date)
    unit = event.authority or source_unit
    chunk.insert(notices, [(number, unit, event.public_reason, day)])
