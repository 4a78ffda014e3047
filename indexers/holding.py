"""A lease held for as long as work lasts: renewed in passing, proved before every commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from gongshi.ledger import generations, leases
from gongshi.ledger.leases import Lease
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.records.problems import GongshiError
from gongshi.search.port import Checkpoint

Clock = Callable[[], datetime]

#: The lease of who builds a generation: one at a time.
REBUILD: Final = "index-rebuild"

#: How long a lease lasts without being renewed: a killed projector's successor waits at most so
#: long.
TERM: Final = timedelta(seconds=15)


def lease_of(generation: str) -> str:
    """The lease of who writes a generation."""
    return f"index:{generation}"


class Holding:
    """One lease of one holder."""

    def __init__(self, ledger: Ledger, lease: Lease, clock: Clock) -> None:
        self._ledger = ledger
        self._lease = lease
        self._clock = clock

    @classmethod
    def take(cls, ledger: Ledger, name: str, holder: str, clock: Clock) -> Holding | None:
        """The lease, when it is free, run out or this holder's own; None while another holds it."""
        lease = leases.acquire(ledger, name, holder, now=clock(), term=TERM)
        return None if lease is None else cls(ledger, lease, clock)

    def keep(self) -> None:
        """Renew when a third of the term is over. Raises ``lease_lost``."""
        if self._lease.expires_at - self._clock() < TERM * 2 / 3:
            self.prove()

    def prove(self, also: Callable[[WriteTransaction], None] | None = None) -> None:
        """Renew now: nobody else has held the lease since it was taken. Raises ``lease_lost``.

        ``also``: what is written in the same transaction.
        """
        renewed = leases.renew(self._ledger, self._lease, now=self._clock(), term=TERM, also=also)
        if renewed is None:
            raise GongshiError("lease_lost", name=self._lease.name)
        self._lease = renewed

    def prove_for(self, checkpoint: Checkpoint) -> None:
        """``prove``, and tell the ledger how far the generation is about to come: an index beyond
        what its ledger was told rests on another history.
        """
        self.prove(lambda tx: generations.reach(tx, checkpoint.generation, checkpoint.change))

    def tell_held(self, checkpoint: Checkpoint) -> None:
        """``prove``, and tell the ledger what the generation holds now: an index that holds less
        was put back since.
        """
        self.prove(lambda tx: generations.hold(tx, checkpoint.generation, checkpoint.change))

    def release(self) -> None:
        """Let go of it, so that the next one need not wait."""
        leases.release(self._ledger, self._lease)
