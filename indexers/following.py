"""While its successor is built by the same rules, the served index is followed as ever."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gongshi.indexers.catch_up import take_window
from gongshi.indexers.indexing import HEARTBEAT_MS
from gongshi.indexers.meanwhile import Meanwhile

#: Changes of one step: the leases of the build must be kept in between.
STEP: Final = 500


class Following(Meanwhile):
    """Takes one generation up to the ledger."""

    def _take(self, now: datetime) -> bool:
        step = take_window(
            self._ledger,
            self._city,
            self._writer,
            self._checkpoint,
            now,
            self._holding,
            window=STEP,
        )
        if step.subjects:
            self._holding.tell_held(step.checkpoint)
            self._checkpoint = step.checkpoint
        elif step.checkpoint.at - self._checkpoint.at >= HEARTBEAT_MS:
            self._holding.prove()
            self._writer.commit(step.checkpoint)
            self._checkpoint = step.checkpoint
        return not step.caught_up
