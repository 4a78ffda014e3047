"""Points of every principal, in this process's memory.

A reservation is taken before a query runs and settled after it: what was not used goes back once,
under the reservation's id; an id that is not known gives nothing back. A request that is cancelled
settles nothing, so it pays what it reserved.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from gongshi.api.limits import bucket
from gongshi.api.limits.bucket import Bucket, Standing

#: Principals remembered; beyond, the one not seen for longest is forgotten (its bucket is the
#: likeliest to be full again).
MAX_PRINCIPALS: Final = 100_000
#: Reservations not settled yet; beyond, the oldest is void.
MAX_RESERVATIONS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reservation:
    """Points taken; ``id`` 0: refused, nothing was taken."""

    id: int
    standing: Standing

    @property
    def granted(self) -> bool:
        return self.id != 0


class Points:
    """The buckets. ``now`` is epoch milliseconds, always an argument."""

    def __init__(
        self,
        capacity: int,
        *,
        max_principals: int = MAX_PRINCIPALS,
        max_reservations: int = MAX_RESERVATIONS,
    ) -> None:
        self.capacity = capacity
        self._max_principals = max_principals
        self._max_reservations = max_reservations
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._reserved: OrderedDict[int, tuple[str, int]] = OrderedDict()
        self._last_id = 0

    def reserve(self, principal: str, points: int, now: int) -> Reservation:
        """Take ``points`` (1 … capacity)."""
        before = self._buckets.get(principal) or bucket.full(self.capacity, now)
        after, standing = bucket.take(before, self.capacity, points, now)
        self._keep(principal, after)
        if standing.wait:
            return Reservation(0, standing)
        self._last_id += 1
        self._reserved[self._last_id] = (principal, points)
        if len(self._reserved) > self._max_reservations:
            self._reserved.popitem(last=False)
        return Reservation(self._last_id, standing)

    def settle(self, reservation: Reservation, used: int, now: int) -> Standing:
        """Close a reservation: what of it was not ``used`` goes back, once."""
        principal, points = self._reserved.pop(reservation.id, ("", 0))
        unused = points - min(max(used, 0), points)
        held = self._buckets.get(principal)
        if held is None or unused == 0:
            return reservation.standing
        after = bucket.give_back(held, self.capacity, unused, now)
        self._keep(principal, after)
        return bucket.standing(after, self.capacity)

    def _keep(self, principal: str, held: Bucket) -> None:
        self._buckets[principal] = held
        self._buckets.move_to_end(principal)
        if len(self._buckets) > self._max_principals:
            self._buckets.popitem(last=False)
