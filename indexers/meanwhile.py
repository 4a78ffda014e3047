"""What is done for the served index while its successor is built: a little at each look."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.holding import Clock, Holding
from gongshi.ledger.store import Ledger
from gongshi.search.port import Checkpoint, GenerationWriter

#: How often the ledger is asked for what changed.
EVERY: Final = timedelta(seconds=5)


class Meanwhile(ABC):
    """Looks after one generation whose lease is held."""

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
        self._checkpoint = checkpoint
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
        while self._take(now) and self._clock() < self._due:  # the build's own leases must be kept
            self._holding.keep()

    @abstractmethod
    def _take(self, now: datetime) -> bool:
        """Some changes; False when there are no more."""

    def close(self) -> None:
        """Let go of the generation."""
        try:
            self._writer.close()
        finally:
            self._holding.release()
