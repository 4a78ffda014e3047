"""Points that all workers share: the same bucket as ``bucket``, kept in Redis by two small scripts.

A bucket lives under a keyed hash of its principal, as whole units at an instant, and for a minute
beyond being full again: one that is gone is a full one. A reservation lives under its id beside it
(the same hash slot) and as long as a request may take: unknown, it gives nothing back. While Redis
is away each worker counts in its own memory, from the level it saw last.
"""

from __future__ import annotations

import secrets
from typing import Final

from gongshi.api.limits import bucket
from gongshi.api.limits.bucket import Bucket, Standing
from gongshi.api.limits.points import MemoryPoints, Reservation
from gongshi.api.redis_link import RedisAway, RedisLink

#: A reservation that is not settled by then is void: longer than any request may take.
RESERVED_MS: Final = 120_000
#: How much longer than it takes to fill a bucket is kept, so that clocks need not agree.
SPARE_MS: Final = 60_000

#: Level now: ``bucket.refilled``. A minute fills any bucket, so longer is as good as a minute.
_REFILLED: Final = """
local capacity, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local most = capacity * 60000
local level, at = most, now
local held = redis.call('HMGET', KEYS[1], 'level', 'at')
if held[1] then
  level, at = math.min(most, tonumber(held[1])), tonumber(held[2])
  if now > at then
    level = math.min(most, level + math.min(now - at, 60000) * capacity)
    at = now
  end
end
local function keep()
  local whole = '%.0f'
  redis.call('HSET', KEYS[1], 'level', whole:format(level), 'at', whole:format(at))
  redis.call('PEXPIRE', KEYS[1], 60000 + tonumber(ARGV[3]))
end
"""

_RESERVE: Final = (
    _REFILLED
    + """
local wanted = tonumber(ARGV[4]) * 60000
local granted = 0
if wanted <= level then
  level = level - wanted
  granted = 1
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
end
keep()
return {granted, level, at}
"""
)

_SETTLE: Final = (
    _REFILLED
    + """
local points = redis.call('GETDEL', KEYS[2])
if not points then return {0, level, at} end
local unused = math.max(0, tonumber(points) - math.max(0, tonumber(ARGV[4])))
level = math.min(most, level + math.min(unused, tonumber(points)) * 60000)
keep()
return {1, level, at}
"""
)


class RedisPoints:
    """``Points`` in Redis; raises ``RedisAway``."""

    def __init__(self, capacity: int, link: RedisLink) -> None:
        self._capacity = capacity
        self._link = link
        self._reserve = link.client.register_script(_RESERVE)
        self._settle = link.client.register_script(_SETTLE)

    @property
    def capacity(self) -> int:
        return self._capacity

    async def reserve(self, principal: str, points: int, now: int) -> Reservation:
        """See ``Points``."""
        reservation, _ = await self.reserve_at(principal, points, now)
        return reservation

    async def settle(self, reservation: Reservation, used: int, now: int) -> Standing:
        """See ``Points``."""
        standing, _ = await self.settle_at(reservation, used, now)
        return standing

    async def reserve_at(self, principal: str, points: int, now: int) -> tuple[Reservation, Bucket]:
        """``reserve``, with the bucket as it is now."""
        id_ = secrets.token_hex(8)
        keys = self._keys(principal, id_)
        arguments = [self._capacity, now, SPARE_MS, points, RESERVED_MS]
        granted, level, at = await self._link.call(lambda: self._reserve(keys, arguments))
        held = Bucket(level, at)
        if not granted:
            _, refused = bucket.take(held, self._capacity, points, at)
            return Reservation("", refused, principal, points), held
        standing = bucket.standing(held, self._capacity)
        return Reservation(id_, standing, principal, points), held

    async def settle_at(
        self, reservation: Reservation, used: int, now: int
    ) -> tuple[Standing, Bucket | None]:
        """``settle``, with the bucket as it is now; None: nothing was given back."""
        if not reservation.granted or used >= reservation.points:
            return reservation.standing, None
        keys = self._keys(reservation.principal, reservation.id)
        arguments = [self._capacity, now, SPARE_MS, used]
        given, level, at = await self._link.call(lambda: self._settle(keys, arguments))
        if not given:
            return reservation.standing, None
        held = Bucket(level, at)
        return bucket.standing(held, self._capacity), held

    def _keys(self, principal: str, id_: str) -> list[str]:
        names = self._link.names
        name = f"{names.prefix}:points:{{{names.hashed('points', principal)}}}"
        return [name, f"{name}:{id_}"]


class SharedPoints:
    """``Points`` in Redis, and in this process's memory while Redis is away.

    The stated fallback: without Redis every worker grants the quota by itself, from the level it
    saw last; Redis emptied, every bucket is full once. Nothing else is granted.
    """

    def __init__(self, shared: RedisPoints, own: MemoryPoints) -> None:
        self._shared = shared
        self._own = own

    @property
    def capacity(self) -> int:
        return self._own.capacity

    async def reserve(self, principal: str, points: int, now: int) -> Reservation:
        """See ``Points``."""
        try:
            reservation, held = await self._shared.reserve_at(principal, points, now)
        except RedisAway:
            return await self._own.reserve(principal, points, now)
        self._own.learn(principal, held)
        return reservation

    async def settle(self, reservation: Reservation, used: int, now: int) -> Standing:
        """See ``Points``; what was reserved in Redis pays in full when Redis is lost meanwhile."""
        if self._own.holds(reservation):
            return await self._own.settle(reservation, used, now)
        try:
            standing, held = await self._shared.settle_at(reservation, used, now)
        except RedisAway:
            return reservation.standing
        if held is not None:
            self._own.learn(reservation.principal, held)
        return standing
