"""Points of every principal: a reservation is taken before a query runs and settled after it.

What was not used goes back once, under the reservation's id; an id that is not known gives nothing
back. A request that is cancelled settles nothing, so it pays what it reserved. Here: the port, and
the buckets in one process's memory.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

from gongshi.api.limits import bucket
from gongshi.api.limits.bucket import Bucket, Standing

#: Principals remembered; beyond, the one not seen for longest is forgotten (its bucket is the
#: likeliest to be full again).
MAX_PRINCIPALS: Final = 100_000
#: Reservations not settled yet; beyond, the oldest is void.
MAX_RESERVATIONS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reservation:
    """Points taken; ``id`` empty: refused, nothing was taken."""

    id: str
    standing: Standing
    principal: str
    points: int

    @property
    def granted(self) -> bool:
        return bool(self.id)


class Points(Protocol):
    """The buckets. ``now`` is epoch milliseconds, always an argument."""

    @property
    def capacity(self) -> int:
        """Points a principal holds at most, and gains a minute."""
        ...

    async def reserve(self, principal: str, points: int, now: int) -> Reservation:
        """Take ``points`` (1 … capacity)."""
        ...

    async def settle(self, reservation: Reservation, used: int, now: int) -> Standing:
        """Close a reservation: what of it was not ``used`` goes back, once."""
        ...


class MemoryPoints:
    """``Points`` in this process's memory."""

    def __init__(
        self,
        capacity: int,
        *,
        max_principals: int = MAX_PRINCIPALS,
        max_reservations: int = MAX_RESERVATIONS,
    ) -> None:
        self._capacity = capacity
        self._max_principals = max_principals
        self._max_reservations = max_reservations
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._reserved: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._last_id = 0

    @property
    def capacity(self) -> int:
        return self._capacity

    async def reserve(self, principal: str, points: int, now: int) -> Reservation:
        """See ``Points``."""
        before = self._buckets.get(principal) or bucket.full(self.capacity, now)
        after, standing = bucket.take(before, self.capacity, points, now)
        self.learn(principal, after)
        if standing.wait:
            return Reservation("", standing, principal, points)
        self._last_id += 1
        id_ = f"m{self._last_id}"
        self._reserved[id_] = (principal, points)
        if len(self._reserved) > self._max_reservations:
            self._reserved.popitem(last=False)
        return Reservation(id_, standing, principal, points)

    async def settle(self, reservation: Reservation, used: int, now: int) -> Standing:
        """See ``Points``."""
        principal, points = self._reserved.pop(reservation.id, ("", 0))
        unused = points - min(max(used, 0), points)
        held = self._buckets.get(principal)
        if held is None or unused == 0:
            return reservation.standing
        after = bucket.give_back(held, self.capacity, unused, now)
        self.learn(principal, after)
        return bucket.standing(after, self.capacity)

    def holds(self, reservation: Reservation) -> bool:
        """Whether the reservation was made here and is not settled yet."""
        return reservation.id in self._reserved

    def learn(self, principal: str, held: Bucket) -> None:
        """Go on from this level of a bucket."""
        self._buckets[principal] = held
        self._buckets.move_to_end(principal)
        if len(self._buckets) > self._max_principals:
            self._buckets.popitem(last=False)
