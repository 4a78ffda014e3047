"""Redis killed, hung, slow, emptied: every request is answered, nobody gains by it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from gongshi.api.limits.redis_points import SharedPoints
from gongshi.api.redis_link import Names, RedisAway, RedisLink
from tests.servers.server_redis import OwnRedis

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

SEARCH = """{ searchRecords(first: 20) { edges { node { id documentNumber subjectName decided
  authority } } } }"""
PRICE = 100
#: After so long without an answer it is lost, here.
REDIS_SECONDS = 0.5


@pytest.fixture
def lossy_house(new_house: Any, shown_files: Any, own_redis: OwnRedis) -> Any:
    """A house over a Redis of its own, with points for three searches."""
    return new_house(
        shown_files,
        ledger_id=uuid4().hex,
        redis_url=own_redis.url,
        points_per_minute=3 * PRICE,
        requests_per_minute=3,
    )


def link_of(house: Any) -> RedisLink:
    """The link the app's counters use."""
    link = house.app.state.link
    assert isinstance(link, RedisLink)
    return link


async def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never became so"
        await asyncio.sleep(0.01)


async def spend(house: Any, peer: str, times: int) -> list[int]:
    return [(await house.send(SEARCH, peer=peer)).status_code for _ in range(times)]


async def look(house: Any, peer: str, times: int) -> list[int]:
    async with house.client(peer) as client:
        return [(await client.get("/limits")).status_code for _ in range(times)]


@pytest.mark.parametrize("how", ["kill", "hang"])
async def test_lost_and_back(lossy_house: Any, own_redis: OwnRedis, how: str) -> None:
    """Each worker goes on from what it saw, then all count together again."""
    house, colleague = lossy_house, lossy_house.colleague()
    async with house.serving(), colleague.serving():
        assert await spend(house, "203.0.113.1", 2) == [200, 200]
        assert await look(house, "203.0.113.1", 2) == [200, 200]
        getattr(own_redis, how)()
        # In the same moment: no error, whoever asks first.
        together = await asyncio.gather(*(spend(house, f"198.51.100.{n}", 1) for n in range(20)))
        assert together == [[200]] * 20
        assert await spend(house, "203.0.113.1", 2) == [200, 429]
        assert await look(house, "203.0.113.1", 4) == [200, 200, 200, 429]  # a window of its own
        # A colleague that saw nothing of it grants the quota by itself: the stated fallback.
        assert await spend(colleague, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert link_of(house).losses == link_of(colleague).losses == 1
        if how == "kill":
            own_redis.start()
        else:
            own_redis.go_on()
        await until(lambda: link_of(house).up and link_of(colleague).up)
        peer = "203.0.113.2"
        assert await spend(house, peer, 2) == [200, 200]
        assert await spend(colleague, peer, 2) == [200, 429]
        assert await look(house, peer, 2) == [200, 200]
        assert await look(colleague, peer, 2) == [200, 429]
    await colleague.parts.aclose()


async def test_lost_while_a_plain_route_asks(lossy_house: Any, own_redis: OwnRedis) -> None:
    """Whoever finds it out, the others need not."""
    async with lossy_house.serving():
        assert await look(lossy_house, "203.0.113.1", 1) == [200]
        own_redis.kill()
        assert await look(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert not link_of(lossy_house).up
        assert await spend(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert link_of(lossy_house).losses == 1


async def test_slow(lossy_house: Any, own_redis: OwnRedis) -> None:
    """A Redis that takes seconds is as good as none, and is used again when it is quick."""
    async with lossy_house.serving():
        assert await spend(lossy_house, "203.0.113.1", 1) == [200]
        assert own_redis.answers("CLIENT PAUSE 2000 ALL")
        assert await spend(lossy_house, "203.0.113.1", 3) == [200, 200, 429]
        assert link_of(lossy_house).losses == 1
        await until(lambda: link_of(lossy_house).up)


async def test_an_answer_that_came_too_late_is_nobody_elses(own_redis: OwnRedis) -> None:
    """A call given up leaves no reply behind for the next one to take for its own."""
    link = RedisLink(own_redis.url, Names.of("of-the-tests"))
    await link.start()
    for name in "ab":
        await link.call(lambda name=name: link.client.set(name, name))  # type: ignore[misc]
    own_redis.hang()
    with pytest.raises(RedisAway):
        await link.call(lambda: link.client.get("a"))
    with pytest.raises(RedisAway):
        await link.call(lambda: link.client.get("a"))  # at once
    own_redis.go_on()
    await until(lambda: link.up)
    for _ in range(5):
        assert await link.call(lambda: link.client.get("b")) == b"b"
    await link.stop()


async def test_emptied(lossy_house: Any, own_redis: OwnRedis) -> None:
    """Every bucket is full once more, and no more than that."""
    async with lossy_house.serving():
        assert await spend(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert await look(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert own_redis.answers("FLUSHALL")
        assert await spend(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert await look(lossy_house, "203.0.113.1", 4) == [200, 200, 200, 429]
        assert link_of(lossy_house).losses == 0
        # What needs a token needs it all the same.
        special = '{ specialReport(number: "1") { number } }'
        assert await lossy_house.code(special) == "special_reports_off"


async def test_a_reservation_that_was_emptied_away_gives_nothing_back(
    lossy_house: Any, own_redis: OwnRedis
) -> None:
    async with lossy_house.serving():
        points = lossy_house.app.state.points
        assert isinstance(points, SharedPoints)
        now = 1_750_000_000_000
        reservation = await points.reserve("a", 200, now)
        assert own_redis.answers("FLUSHALL")
        assert await points.settle(reservation, 0, now) == reservation.standing
        assert (await points.reserve("a", 300, now)).granted
        assert not (await points.reserve("a", 1, now)).granted


async def test_a_server_starts_without_redis_and_finds_it_later(
    lossy_house: Any, own_redis: OwnRedis
) -> None:
    own_redis.kill()
    async with lossy_house.serving():
        assert await spend(lossy_house, "203.0.113.1", 1) == [200]
        own_redis.start()
        await until(lambda: link_of(lossy_house).up)
        assert await spend(lossy_house, "203.0.113.9", 1) == [200]
        client = Redis.from_url(own_redis.url)
        kept = [key async for key in client.scan_iter("gongshi:*:points:*")]
        await client.aclose()
        assert len(kept) >= 1


async def test_redis_holds_no_address(lossy_house: Any, own_redis: OwnRedis) -> None:
    async with lossy_house.serving():
        await spend(lossy_house, "203.0.113.77", 2)
        await look(lossy_house, "203.0.113.77", 1)
        client = Redis.from_url(own_redis.url)
        names = [key.decode() async for key in client.scan_iter("*")]
        await client.aclose()
    assert len(names) == 5  # bucket, two reservations, answer, window
    assert not [name for name in names if "203.0.113.77" in name]
    assert all("gongshi:" in name for name in names)
