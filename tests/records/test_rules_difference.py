"""Where two tables part: the first stretch, exact at its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.model import Interval
from gongshi.records.publication import shown_at
from gongshi.records.rules_difference import Difference, first_difference

NOW = datetime(2026, 6, 15, tzinfo=UTC)


def at(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def shown(*edges: int | None) -> tuple[Interval, ...]:
    """Intervals by their edges, in hours from now; None: for ever."""
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Interval(at(start or 0), None if end is None else at(end)) for start, end in pairs)


def test_alike_is_no_difference() -> None:
    assert first_difference((), (), NOW) is None
    assert first_difference(shown(-5, 9), shown(-5, 9), NOW) is None


def test_what_differed_in_the_past_is_no_difference() -> None:
    assert first_difference(shown(-5, 9), shown(-3, 9), NOW) is None
    assert first_difference(shown(-5, -1), (), NOW) is None


def test_a_longer_term_shows_from_the_old_end_to_the_new_one() -> None:
    assert first_difference(shown(-5, 9), shown(-5, 20), NOW) == Difference(at(9), at(20), True)


def test_a_shorter_term_hides_now_what_would_be_shown_for_a_while() -> None:
    assert first_difference(shown(-5, 9), shown(-5, -1), NOW) == Difference(NOW, at(9), False)


def test_what_is_shown_for_ever_is_hidden_for_ever() -> None:
    assert first_difference(shown(-5, None), (), NOW) == Difference(NOW, None, False)


def test_only_the_first_stretch_is_told() -> None:
    old, new = shown(-5, 9), shown(-5, 3, 9, 20)
    assert first_difference(old, new, NOW) == Difference(at(3), at(9), False)


edges = st.lists(st.integers(-5, 20), unique=True, max_size=6).map(sorted)


@given(edges, edges, st.integers(-5, 20))
def test_it_is_the_first_and_both_sides_agree_with_the_tables(
    some: list[int], others: list[int], hour: int
) -> None:
    old, new = (shown(*(one[: len(one) // 2 * 2])) for one in (some, others))
    found = first_difference(old, new, at(hour))
    differing = [
        moment
        for moment in (at(hour) + timedelta(minutes=30 * half) for half in range(60))
        if shown_at(old, moment) != shown_at(new, moment)
    ]
    if found is None:
        assert differing == []
        return
    assert found.start == differing[0]
    assert found.shows is shown_at(new, found.start)
    assert found.end is None or all(
        (found.start <= moment < found.end) or moment >= found.end for moment in differing
    )
