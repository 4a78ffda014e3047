"""The engine as the public may see it: an index that does not rest on this ledger gives no answer.

An index of another history (ledger restored, another ledger, changes the ledger does not have), of
another schema, or put back by a snapshot and not caught up yet, may show what is hidden by now. One
built by other rules goes on being served until the one with the new rules is promoted: rules change
for ledger and search together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.fitness import Unfit, is_beyond, unfit
from gongshi.ledger import generations
from gongshi.ledger.changes import head
from gongshi.ledger.patience import ask_briefly
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection
from gongshi.search.port import (
    Checkpoint,
    EngineUnavailable,
    Hit,
    SearchEngine,
    SearchPage,
    SearchRequest,
)

#: How long the ledger's epoch and head are taken as they were (milliseconds).
KEPT_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """What a checkpoint is held against."""

    epoch: int
    head: int  # highest change number
    reached: Mapping[str, int | None]  # see ``ledger.generations``
    held: Mapping[str, int | None]
    at: int  # epoch ms when it was read


@dataclass(slots=True)
class GuardedEngine:
    """A ``SearchEngine`` that looks at the checkpoint of every answer before it gives it."""

    engine: SearchEngine
    ledger: Ledger
    city: City
    now: Callable[[], datetime]
    _standing: LedgerStanding | None = field(default=None, init=False)
    _away: GongshiError | None = field(default=None, init=False)
    _away_since: float = field(default=0.0, init=False)  # by the monotonic clock

    async def search(self, request: SearchRequest) -> SearchPage:
        page = await self.engine.search(request)
        await self._check(page.checkpoint)
        return page

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        await self._check(await self.engine.checkpoint())
        return await self.engine.get(collection, owners, now)

    async def checkpoint(self) -> Checkpoint | None:
        checkpoint = await self.engine.checkpoint()
        await self._check(checkpoint)
        return checkpoint

    async def close(self) -> None:
        await self.engine.close()

    async def _check(self, checkpoint: Checkpoint | None) -> None:
        standing = self._standing
        moment = to_ms(self.now())
        fresh = standing is not None and 0 <= moment - standing.at < KEPT_MS
        # An index ahead of what we know of the ledger: the ledger has moved on since we looked.
        ahead = (
            standing is not None
            and checkpoint is not None
            and (checkpoint.change > standing.head or is_beyond(checkpoint, standing.reached))
        )
        if standing is None or not fresh or ahead:
            standing = self._standing = await self._read(moment)
        problem = self.judge(checkpoint, standing)
        if problem is Unfit.PUT_BACK:
            # The ledger was asked after the answer was given: does the index still hold less?
            problem = self.judge(await self.engine.checkpoint(), standing)
        if problem is not None and not problem.served:
            raise EngineUnavailable(f"the index is unfit: {problem}")

    async def _read(self, moment: int) -> LedgerStanding:
        """Ask the ledger, but not again for a moment when it was away: whoever comes meanwhile
        would only wait in one more thread."""
        if self._away is not None and time.monotonic() - self._away_since < KEPT_MS / 1_000:
            raise GongshiError(self._away.code, **self._away.values)
        try:
            standing = await ask_briefly(
                read_standing, self.ledger, moment, place=self.ledger.place
            )
        except GongshiError as problem:
            self._away, self._away_since = problem, time.monotonic()
            raise
        self._away = None
        return standing

    def judge(self, checkpoint: Checkpoint | None, standing: LedgerStanding) -> Unfit | None:
        """What stands against an index."""
        return unfit(
            checkpoint,
            ledger_id=self.ledger.ledger_id,
            epoch=standing.epoch,
            head=standing.head,
            reached=standing.reached,
            held=standing.held,
            city=self.city,
        )


def read_standing(ledger: Ledger, moment: int) -> LedgerStanding:
    """The ledger's epoch and head now."""
    epoch = ledger.epoch
    with ledger.read() as conn:
        reached, held = generations.reached(conn), generations.held(conn)
        return LedgerStanding(epoch, head(conn), reached, held, moment)
