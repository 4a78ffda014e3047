"""Until when an answer holds: the end of any row in it, the next midnight, never past a commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from gongshi.graphql.horizon import Horizon, may_be_kept
from gongshi.records.clock import to_ms
from gongshi.search.documents import Collection
from gongshi.search.port import Checkpoint, Hit, SearchPage, SearchRequest

pytestmark = pytest.mark.anyio

#: 2026-06-10, 12:00 in Tianjin.
NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
MIDNIGHT = to_ms(datetime(2026, 6, 10, 16, 0, tzinfo=UTC))
FIRST = Checkpoint("g000001", "ledger", 1, 7, "schema", "rules", to_ms(NOW))
REQUEST = SearchRequest(Collection.RECORDS, (), (), to_ms(NOW), 20)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Told:
    """An engine that answers what it is told to, each answer once."""

    checkpoints: list[Checkpoint | None]
    ends: list[int] = field(default_factory=list)

    async def search(self, request: SearchRequest) -> SearchPage:
        checkpoint = await self.checkpoint()
        assert checkpoint is not None
        hits = tuple(Hit("r1", 0, 1, end, b"{}") for end in self.ends)
        return SearchPage(hits, False, None, {}, checkpoint)

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        return {f"r{end}": Hit(f"r{end}", 0, 1, end, b"{}") for end in self.ends}

    async def checkpoint(self) -> Checkpoint | None:
        return self.checkpoints.pop(0)

    async def close(self) -> None:
        raise AssertionError("the engine is another's")


async def test_an_answer_holds_until_midnight_at_most() -> None:
    horizon = Horizon(Told([FIRST], [MIDNIGHT + 1]), NOW)
    await horizon.search(REQUEST)
    assert horizon.until == MIDNIGHT
    await horizon.close()


async def test_an_answer_holds_until_the_first_row_in_it_ends() -> None:
    soon = to_ms(NOW) + 5
    horizon = Horizon(Told([FIRST, FIRST], [MIDNIGHT + 1, soon]), NOW)
    await horizon.search(REQUEST)
    assert horizon.until == soon
    by_id = Horizon(Told([], [soon, MIDNIGHT]), NOW)
    await by_id.get(Collection.RECORDS, ["r1"], to_ms(NOW))
    assert by_id.until == soon


async def test_an_answer_holds_as_long_as_what_was_read_beside_the_index() -> None:
    horizon = Horizon(Told([]), NOW)
    horizon.bound(NOW + timedelta(seconds=5))
    horizon.bound(NOW + timedelta(days=5))
    assert horizon.until == to_ms(NOW) + 5_000


@pytest.mark.parametrize(
    "second", [replace(FIRST, change=8), replace(FIRST, generation="g000002"), None]
)
async def test_an_answer_that_saw_two_checkpoints_holds_not_at_all(
    second: Checkpoint | None,
) -> None:
    horizon = Horizon(Told([FIRST, FIRST, second]), NOW)
    await horizon.search(REQUEST)
    await horizon.checkpoint()
    assert horizon.until == MIDNIGHT
    await horizon.checkpoint()
    assert horizon.until == 0


def test_one_root_field_that_reads_the_ledger_is_enough() -> None:
    asked = frozenset({((), "subject"), (("subject",), "sources"), ((), "__typename")})
    assert may_be_kept(asked)
    assert not may_be_kept(asked | {((), "sources")})
