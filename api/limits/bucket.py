"""A token bucket of points, as pure functions over whole numbers.

A bucket of capacity *c* holds up to *c* points and gains *c* of them a minute, evenly. Its level
is kept in units of 1/60,000 point, so that a millisecond adds exactly *c* units: no fractions, and
every number fits a double (Lua) for capacities up to 10⁶.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Units in a point: milliseconds of the minute a bucket takes to fill.
UNITS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """Level of one principal's bucket at an instant."""

    level: int  # units; 0 … capacity × UNITS
    at: int  # epoch ms


@dataclass(frozen=True, slots=True)
class Standing:
    """What a principal is told about its bucket."""

    remaining: int  # whole points left
    full_in: int  # seconds until the bucket is full again, rounded up
    wait: int  # seconds until what was refused could be had, rounded up; 0: it was granted


def full(capacity: int, now: int) -> Bucket:
    """The bucket of a principal not seen before."""
    return Bucket(capacity * UNITS, now)


def refilled(bucket: Bucket, capacity: int, now: int) -> Bucket:
    """The bucket at ``now``; a clock that went back adds nothing."""
    if now <= bucket.at:
        return bucket
    return Bucket(min(capacity * UNITS, bucket.level + (now - bucket.at) * capacity), now)


def take(bucket: Bucket, capacity: int, points: int, now: int) -> tuple[Bucket, Standing]:
    """Take ``points`` (1 … capacity) when they are there, else nothing."""
    bucket = refilled(bucket, capacity, now)
    missing = points * UNITS - bucket.level
    if missing > 0:
        wait = _seconds(missing, capacity)
        return bucket, Standing(bucket.level // UNITS, _until_full(bucket, capacity), wait)
    bucket = Bucket(bucket.level - points * UNITS, bucket.at)
    return bucket, standing(bucket, capacity)


def give_back(bucket: Bucket, capacity: int, points: int, now: int) -> Bucket:
    """Return ``points`` that were taken and not used; never above the capacity."""
    bucket = refilled(bucket, capacity, now)
    return Bucket(min(capacity * UNITS, bucket.level + points * UNITS), bucket.at)


def standing(bucket: Bucket, capacity: int) -> Standing:
    """What is left, after something was granted."""
    return Standing(bucket.level // UNITS, _until_full(bucket, capacity), 0)


def _until_full(bucket: Bucket, capacity: int) -> int:
    return _seconds(capacity * UNITS - bucket.level, capacity)


def _seconds(units: int, capacity: int) -> int:
    # capacity units come each millisecond
    return -(-units // (capacity * 1_000))
