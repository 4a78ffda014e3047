"""The one sort number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.rank import (
    MAX_ORDINAL,
    MIN_RANK,
    TOP_RANK,
    dated_rank,
    days,
    first_rank,
    importance,
    last_rank,
    record_rank,
    subject_rank,
)

STATUSES = ["存续", "", "歇业", "清算", "迁出", "吊销未注销", "撤销", "注销"]
ORDINALS = st.integers(0, MAX_ORDINAL)


def test_subjects_stand_by_status_branch_importance_then_ordinal() -> None:
    order = [
        subject_rank(status=status, branch=branch, displayed=displayed, ordinal=ordinal)
        for status in STATUSES
        for branch in (False, True)
        for displayed in (40_000, 9, 1, 0)
        for ordinal in (0, 7, MAX_ORDINAL)
    ]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == len(order)


def test_the_top_are_the_first_of_all() -> None:
    lowest = subject_rank(status="存续", branch=False, displayed=8, ordinal=MAX_ORDINAL)
    assert lowest == TOP_RANK
    assert subject_rank(status="存续", branch=False, displayed=7, ordinal=0) < TOP_RANK
    assert subject_rank(status="存续", branch=True, displayed=40_000, ordinal=0) < TOP_RANK
    assert subject_rank(status="", branch=False, displayed=40_000, ordinal=0) < TOP_RANK


@given(st.dates(), ORDINALS, st.dates(), ORDINALS)
def test_later_days_stand_first_and_a_day_is_a_range(
    day: date, ordinal: int, other: date, another: int
) -> None:
    one, two = dated_rank(day, ordinal), dated_rank(other, another)
    assert (one > two) == ((day, -ordinal) > (other, -another))
    assert first_rank(day) <= one <= last_rank(day)
    assert dated_rank(None, 0) < first_rank(date.min)
    assert last_rank(date.max) < 1 << 63
    for beyond in (-1, MAX_ORDINAL + 1):
        with pytest.raises(ValueError, match="ordinal"):
            dated_rank(day, beyond)


def test_records_stand_by_day_then_ordinal() -> None:
    order = [
        record_rank(decided=day, ordinal=ordinal)
        for day in (date(2026, 1, 2), date(2026, 1, 1), date(1970, 1, 1))
        for ordinal in (0, 1, MAX_ORDINAL)
    ]
    assert order == sorted(order, reverse=True)


@given(st.sampled_from([*STATUSES, "?"]), st.booleans(), st.integers(-1, 10**9), ORDINALS)
def test_every_rank_fits(status: str, branch: bool, displayed: int, ordinal: int) -> None:
    rank = subject_rank(status=status, branch=branch, displayed=displayed, ordinal=ordinal)
    # similar.py puts five more bits above it
    assert MIN_RANK <= rank < 1 << 58


@given(st.dates(), ORDINALS)
def test_every_record_rank_fits(decided: date, ordinal: int) -> None:
    assert MIN_RANK <= record_rank(decided=decided, ordinal=ordinal) < 1 << 63


@pytest.mark.parametrize("ordinal", [-1, MAX_ORDINAL + 1])
def test_an_ordinal_out_of_range_is_refused(ordinal: int) -> None:
    with pytest.raises(ValueError, match="ordinal out of range"):
        record_rank(decided=date(2026, 1, 1), ordinal=ordinal)


def test_importance_and_days() -> None:
    assert [importance(n) for n in (0, 1, 2, 3, 4, 16_383, 16_384, 10**9)] == [
        0, 1, 2, 2, 3, 14, 15, 15,
    ]  # fmt: skip
    assert days(date(1970, 1, 2)) == 1
