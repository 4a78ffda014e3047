"""Reservations of points: the same promises in one process's memory and in Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.api.limits.bucket import Standing
from gongshi.api.limits.points import MemoryPoints, Points, Reservation
from gongshi.api.limits.redis_points import RedisPoints, SharedPoints
from gongshi.api.redis_link import Names, RedisAway, RedisLink

pytestmark = pytest.mark.anyio

NOW = 1_750_000_000_000

New = Callable[[int], Points]


@pytest.fixture
async def link(redis_url: str) -> AsyncIterator[RedisLink]:
    """A link of an installation of its own."""
    made = RedisLink(redis_url, Names.of(uuid4().hex))
    await made.start()
    assert made.up
    yield made
    await made.stop()


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def new(request: pytest.FixtureRequest) -> New:
    if request.param == "memory":
        return MemoryPoints
    link: RedisLink = request.getfixturevalue("link")
    return lambda capacity: RedisPoints(capacity, link)


async def test_a_reservation_gives_back_what_was_not_used_once(new: New) -> None:
    points = new(1_000)
    reservation = await points.reserve("a", 600, NOW)
    assert reservation.granted
    assert reservation.standing == Standing(400, 36, 0)
    assert await points.settle(reservation, 100, NOW) == Standing(900, 6, 0)
    assert await points.settle(reservation, 0, NOW) == reservation.standing  # void: settled already
    assert (await points.reserve("a", 900, NOW)).granted
    assert not (await points.reserve("a", 1, NOW)).granted


async def test_a_refund_never_lifts_above_what_was_reserved_or_the_capacity(new: New) -> None:
    points = new(1_000)
    reservation = await points.reserve("a", 100, NOW)
    assert await points.settle(reservation, -5_000, NOW + 30_000) == Standing(1_000, 0, 0)
    reservation = await points.reserve("a", 100, NOW + 30_000)
    assert await points.settle(reservation, 5_000, NOW + 30_000) == Standing(900, 6, 0)


async def test_a_refused_reservation_takes_nothing_and_gives_nothing_back(new: New) -> None:
    points = new(10)
    assert (await points.reserve("a", 10, NOW)).granted
    refused = await points.reserve("a", 5, NOW)
    assert (refused.granted, refused.standing) == (False, Standing(0, 60, 30))
    assert await points.settle(refused, 0, NOW) == refused.standing
    assert not (await points.reserve("a", 1, NOW)).granted


async def test_an_unknown_reservation_is_void(new: New) -> None:
    points = new(10)
    assert (await points.reserve("a", 10, NOW)).granted
    forged = Reservation("0123456789abcdef", Standing(0, 60, 0), "a", 10)
    assert await points.settle(forged, 0, NOW) == forged.standing
    assert not (await points.reserve("a", 1, NOW)).granted


async def test_a_cancelled_request_pays_what_it_reserved(new: New) -> None:
    points = new(10)
    assert (await points.reserve("a", 7, NOW)).granted
    left = await points.reserve("a", 3, NOW)
    assert left.standing == Standing(0, 60, 0)


async def test_principals_do_not_share(new: New) -> None:
    points = new(10)
    assert (await points.reserve("a", 10, NOW)).granted
    assert (await points.reserve("b", 10, NOW)).granted


async def test_the_largest_quota_is_exact(new: New) -> None:
    points = new(1_000_000)
    assert (await points.reserve("a", 1_000_000, NOW)).standing == Standing(0, 60, 0)
    assert (await points.reserve("a", 1, NOW)).standing == Standing(0, 60, 1)
    # A millisecond adds 16 points and two thirds.
    after = await points.reserve("a", 16, NOW + 1)
    assert (after.granted, after.standing.remaining) == (True, 0)
    refused = await points.reserve("a", 18, NOW + 2)  # two thirds of a point and 16 2/3 more
    assert (refused.granted, refused.standing.remaining) == (False, 17)


Steps = st.lists(
    st.tuples(
        st.integers(0, 120), st.integers(-10, 150), st.integers(-2_000, 70_000), st.booleans()
    ),
    max_size=12,
)


@pytest.mark.redis
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(capacity=st.integers(1, 120), steps=Steps)
async def test_redis_says_what_memory_says(
    link: RedisLink, capacity: int, steps: list[tuple[int, int, int, bool]]
) -> None:
    """The script and its twin, step by step, whatever the clock does."""
    who, now = uuid4().hex, NOW
    twin, shared = MemoryPoints(capacity), RedisPoints(capacity, link)
    for points, used, passed, settled in steps:
        now += passed
        wanted = max(1, min(points, capacity))
        own, other = await twin.reserve(who, wanted, now), await shared.reserve(who, wanted, now)
        assert (own.granted, own.standing) == (other.granted, other.standing)
        if settled and own.granted:
            assert await twin.settle(own, used, now) == await shared.settle(other, used, now)


@pytest.mark.redis
async def test_two_workers_share_one_bucket(link: RedisLink, redis_url: str) -> None:
    second = RedisLink(redis_url, link.names)
    await second.start()
    one, two = RedisPoints(100, link), RedisPoints(100, second)
    reservation = await one.reserve("a", 60, NOW)
    assert not (await two.reserve("a", 60, NOW)).granted
    assert await two.settle(reservation, 10, NOW) == Standing(90, 6, 0)
    await second.stop()


@pytest.mark.redis
async def test_redis_holds_no_address_and_forgets_what_is_full(link: RedisLink) -> None:
    points = RedisPoints(100, link)
    await points.reserve("203.0.113.7", 60, NOW)
    keys = [key.decode() async for key in link.client.scan_iter(f"{link.names.prefix}:*")]
    assert len(keys) == 2  # the bucket and the reservation
    assert not [key for key in keys if "203.0.113.7" in key]
    for key in keys:
        assert 0 < await link.client.pttl(key) <= 120_000


@pytest.mark.redis
async def test_while_redis_is_away_each_worker_goes_on_from_what_it_saw(link: RedisLink) -> None:
    points = SharedPoints(RedisPoints(100, link), MemoryPoints(100))
    first = await points.reserve("a", 60, NOW)
    link.lose(OSError())
    assert await points.settle(first, 0, NOW) == first.standing  # pays in full: Redis is away
    assert not (await points.reserve("a", 60, NOW)).granted
    second = await points.reserve("a", 40, NOW)
    assert second.granted
    assert await points.settle(second, 0, NOW) == Standing(40, 36, 0)
    with pytest.raises(RedisAway):
        await RedisPoints(100, link).reserve("a", 1, NOW)


async def test_memory_is_bounded() -> None:
    points = MemoryPoints(10, max_principals=2, max_reservations=2)
    first = await points.reserve("a", 10, NOW)
    await points.reserve("b", 10, NOW)
    await points.reserve("c", 10, NOW)  # "a" and its reservation are forgotten
    assert await points.settle(first, 0, NOW) == first.standing
    assert (await points.reserve("a", 10, NOW)).granted
    assert not (await points.reserve("c", 1, NOW)).granted
