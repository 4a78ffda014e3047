"""Redis by TLS: asked only where the authority is known that signed its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from gongshi.api.redis_link import Names, RedisLink
from tests.servers.server_fixtures import provided
from tests.servers.server_redis import OwnRedis, own_redis_server

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

SEARCH = """{ searchRecords(first: 20) { edges { node { id documentNumber subjectName decided
  authority } } } }"""


@pytest.fixture(scope="module")
def secure_redis() -> Iterator[OwnRedis]:
    with provided("redis", partial(own_redis_server, tls=True)) as server:
        yield server


async def test_points_are_counted_there(
    new_house: Any, shown_files: Any, secure_redis: OwnRedis
) -> None:
    address = f"{secure_redis.secure_url}?ssl_ca_certs={secure_redis.authority}"
    house = new_house(shown_files, ledger_id=uuid4().hex, redis_url=address, points_per_minute=200)
    async with house.serving():
        told = [(await house.send(SEARCH, peer="203.0.113.1")).status_code for _ in range(3)]
        keys = [key async for key in house.app.state.link.client.scan_iter("gongshi:*:points:*")]
    assert told == [200, 200, 429]
    assert keys


async def test_one_that_nobody_known_vouches_for_is_not_asked(secure_redis: OwnRedis) -> None:
    link = RedisLink(secure_redis.secure_url, Names.of("of-the-tests"))
    await link.start()
    assert not link.up
    await link.stop()
