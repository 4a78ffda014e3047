"""While its successor is built by the same rules, the served index is followed as ever."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.catch_up import take_window
from gongshi.indexers.hiding import EVERY
from gongshi.indexers.holding import Clock, Holding
from gongshi.indexers.indexing import HEARTBEAT_MS
from gongshi.ledger.store import Ledger
from gongshi.search.port import Checkpoint, GenerationWriter

#: Changes of one step: the leases of the build must be kept in between.
STEP: Final = 500


class Following:
    """Takes one generation whose lease is held up to the ledger, a little at each look."""

    def __init__(
        self,
        ledger: Ledger,
        city: City,
        holding: Holding,
        writer: GenerationWriter,
        checkpoint: Checkpoint,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._city = city
        self._holding = holding
        self._writer = writer
        self._checkpoint = self._committed = checkpoint
        self._clock = clock
        self._due = clock()

    def look(self) -> None:
        """Take in what changed since the last look; does nothing before the next one is due, and
        after ``EVERY`` leaves the rest to it.

        Raises ``lease_lost`` and what the ledger and the engine raise.
        """
        now = self._clock()
        if now < self._due:
            return
        self._due = now + EVERY
        self._holding.keep()
        while self._step(now) and self._clock() < self._due:
            self._holding.keep()

    def _step(self, now: datetime) -> bool:
        """One window of changes; False when there are no more."""
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
            self._committed = step.checkpoint
        elif step.checkpoint.at - self._committed.at >= HEARTBEAT_MS:
            self._holding.prove()
            self._writer.commit(step.checkpoint)
            self._committed = step.checkpoint
        self._checkpoint = step.checkpoint
        return not step.caught_up

    def close(self) -> None:
        """Let go of the generation."""
        try:
            self._writer.close()
        finally:
            self._holding.release()
