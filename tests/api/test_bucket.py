"""The bucket of points: exact at its edges, never above its capacity, never below nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongshi.api.limits import bucket
from gongshi.api.limits.bucket import UNITS, Bucket, Standing, full, give_back, refilled, take

NOW = 1_750_000_000_000


def test_a_full_bucket_gives_all_it_holds_and_then_nothing() -> None:
    held, standing = take(full(1_000, NOW), 1_000, 1_000, NOW)
    assert (held, standing) == (Bucket(0, NOW), Standing(0, 60, 0))
    held, standing = take(held, 1_000, 1, NOW)
    assert (held, standing) == (Bucket(0, NOW), Standing(0, 60, 1))


def test_a_point_comes_back_every_sixty_milliseconds_at_a_thousand_a_minute() -> None:
    empty = Bucket(0, NOW)
    assert refilled(empty, 1_000, NOW + 59).level // UNITS == 0
    assert refilled(empty, 1_000, NOW + 60).level // UNITS == 1
    assert refilled(empty, 1_000, NOW + 60_000) == full(1_000, NOW + 60_000)
    assert refilled(empty, 1_000, NOW + 600_000) == full(1_000, NOW + 600_000)


def test_the_wait_is_just_long_enough() -> None:
    empty = Bucket(0, NOW)
    _, standing = take(empty, 1_000, 500, NOW)
    assert standing == Standing(0, 60, 30)
    _, standing = take(empty, 1_000, 500, NOW + standing.wait * 1_000)
    assert standing == Standing(0, 60, 0)


def test_a_clock_that_goes_back_adds_nothing_and_takes_nothing() -> None:
    held = Bucket(500 * UNITS, NOW)
    assert refilled(held, 1_000, NOW - 1_000_000) == held


def test_every_number_fits_a_double() -> None:
    assert 1_000_000 * UNITS < 2**53


@given(
    capacity=st.integers(1, 1_000_000),
    steps=st.lists(
        st.tuples(st.booleans(), st.integers(1, 1_000_000), st.integers(-10_000, 200_000)),
        max_size=40,
    ),
)
def test_never_above_capacity_never_negative(
    capacity: int, steps: list[tuple[bool, int, int]]
) -> None:
    held, now = full(capacity, NOW), NOW
    for taking, points, passed in steps:
        now += passed
        before = refilled(held, capacity, now).level
        if taking:
            held, standing = take(held, capacity, min(points, capacity), now)
            asked = min(points, capacity) * UNITS
            assert (standing.wait == 0) == (before >= asked)
            assert held.level == before - (asked if standing.wait == 0 else 0)
        else:
            held = give_back(held, capacity, points, now)
            assert held.level == min(capacity * UNITS, before + points * UNITS)
        assert 0 <= held.level <= capacity * UNITS
        assert 0 <= bucket.standing(held, capacity).remaining <= capacity
        assert 0 <= bucket.standing(held, capacity).full_in <= 60


@given(st.integers(1, 1_000_000), st.integers(0, 1_000_000), st.data())
def test_who_waits_as_told_gets_it(capacity: int, level: int, data: st.DataObject) -> None:
    points = data.draw(st.integers(1, capacity))
    held = Bucket(min(level, capacity) * UNITS, NOW)
    _, standing = take(held, capacity, points, NOW)
    later = NOW + standing.wait * 1_000
    assert take(held, capacity, points, later)[1].wait == 0
    if standing.wait > 1:
        assert take(held, capacity, points, later - 1_000)[1].wait > 0
