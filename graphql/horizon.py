"""How long an answer holds while the index stays the same: until the next thing in it changes.

What an answer shows follows from the index, the question and the instant alone, as long as every
root field reads nothing else. Between two instants it changes only where a slice begins or ends.
The ends of all rows in it are known; for what is only counted, or would join, one fact about time
suffices: whatever was said in the past takes effect at a Shanghai midnight or took effect when it
was said (``records.publication``), so between two midnights an index that stays the same shows the
same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from gongshi.graphql.cost import Path
from gongshi.records.clock import day_of, midnight, to_ms
from gongshi.search.documents import Collection
from gongshi.search.port import Checkpoint, Hit, SearchEngine, SearchPage, SearchRequest

#: Root fields whose answers follow from the index alone; those of any other are never kept. A test
#: holds both sets to the schema.
FROM_THE_INDEX: Final = frozenset(
    {
        "__typename",
        "exposureBoard",
        "exposureBoards",
        "record",
        "searchRecords",
        "searchSubjects",
        "subject",
        "suggest",
    }
)


@dataclass(slots=True)
class Horizon:
    """A ``SearchEngine`` for one request, that notes until when what it gave holds."""

    engine: SearchEngine
    now: datetime
    until: int = field(init=False)  # epoch ms; 0: what it gave rests on several checkpoints
    _rests_on: Checkpoint | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.until = to_ms(midnight(day_of(self.now) + timedelta(days=1)))

    def bound(self, until: datetime) -> None:
        """The answer holds no longer than this."""
        self.until = min(self.until, to_ms(until))

    async def search(self, request: SearchRequest) -> SearchPage:
        page = await self.engine.search(request)
        self._rest(page.checkpoint)
        self._note(page.hits)
        return page

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        hits = await self.engine.get(collection, owners, now)
        self._note(tuple(hits.values()))
        return hits

    async def checkpoint(self) -> Checkpoint | None:
        checkpoint = await self.engine.checkpoint()
        self._rest(checkpoint)
        return checkpoint

    async def close(self) -> None:
        """Nothing: the engine is another's."""

    def _rest(self, checkpoint: Checkpoint | None) -> None:
        # The index was committed while the request ran: one field shows more than another.
        if self._rests_on is not None and checkpoint != self._rests_on:
            self.until = 0
        self._rests_on = checkpoint

    def _note(self, hits: Sequence[Hit]) -> None:
        self.until = min([self.until, *(hit.valid_until for hit in hits)])


def may_be_kept(selected: frozenset[tuple[Path, str]]) -> bool:
    """Whether every root field is one of ``FROM_THE_INDEX``."""
    return all(above or name in FROM_THE_INDEX for above, name in selected)
