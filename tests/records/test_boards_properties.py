"""At any instant a board shows what its rule says of that instant: held to a naive second reading
that asks one instant at a time.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.board_rules import Board, BoardDecision, BoardRule, Boards
from gongshi.records.boards import Filed, Standing, candidates, standings
from gongshi.records.clock import SHANGHAI, midnight
from gongshi.records.model import (
    Event,
    Field,
    Penalty,
    PenaltyKind,
    Procedure,
    Repair,
    RepairResult,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.publication import intervals
from gongshi.records.rules import Rules

pytestmark = pytest.mark.slow

Case = tuple[Board, Boards, list[Filed], list[BoardDecision]]

MS = timedelta(milliseconds=1)
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
DAYS = st.dates(FIRST, LAST)
#: Few, so that days coincide and windows touch.
DECIDED = st.sampled_from(
    [date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 8, 31), date(2026, 2, 28)]
)
LIGHT = {PenaltyKind.WARNING, PenaltyKind.CRITICISM}
ORDERS = {PenaltyKind.STOP_BUSINESS, PenaltyKind.CLOSE}


def events(decided: date) -> st.SearchStrategy[Event]:
    near = st.dates(decided, LAST)
    return st.one_of(
        st.builds(
            Repair,
            result=st.sampled_from(RepairResult),
            decision_date=near,
            sequence=st.integers(0, 3),
        ),
        st.builds(Withdrawal, kind=st.just("撤销"), decision_date=near),
        st.builds(
            Suspension,
            action=st.sampled_from(SuspensionAction),
            from_date=near,
            to_date=st.none() | near,
        ),
    )


@st.composite
def penalties(draw: st.DrawFn, place: int) -> tuple[Penalty, tuple[Event, ...]]:
    decided = draw(DECIDED)
    accepted = midnight(decided) + timedelta(milliseconds=draw(st.integers(0, 9 * 10**9)))
    record = Penalty(
        source="penalties",
        id=f"r{place}",
        subject_name="样例企业",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=decided,
        accepted_at=accepted,
        document_number=draw(st.sampled_from(["1号", "2 号", "3号", "4号", ""])),
        violation_type=draw(st.sampled_from(["甲", "甲", "乙", "甲;乙", "其他"])),
        field=draw(st.sampled_from([Field.FOOD, Field.FOOD, Field.FIRE, None])),
        kinds=tuple(
            draw(st.sets(st.sampled_from([*LIGHT, *ORDERS, PenaltyKind.FINE]), max_size=2))
        ),
        severity=draw(st.sampled_from([None, *Severity])),
        procedure=draw(st.sampled_from([None, None, *Procedure])),
    )
    return record, tuple(draw(st.lists(events(decided), max_size=2)))


@st.composite
def decisions(draw: st.DrawFn, place: int) -> BoardDecision:
    ids = [f"r{number}" for number in range(5)]
    return BoardDecision(
        board=draw(st.sampled_from(["it", "it", "other"])),
        sector=Field.FOOD,
        violation="甲",
        confirmed=draw(st.sampled_from([True, True, False])),
        evidence=frozenset(draw(st.sets(st.sampled_from(ids), min_size=2))),
        unit=draw(st.sampled_from(["甲局", "甲局", "乙局"])),
        basis="样例",
        by="王敏",
        at=midnight(draw(DAYS)) + timedelta(hours=draw(st.integers(0, 23))),
        sequence=place,
    )


@st.composite
def cases(
    draw: st.DrawFn,
) -> Case:
    rule = draw(st.sampled_from([BoardRule.REPEATED, BoardRule.DEFIANT]))
    board = Board(
        code="it",
        name_zh="样例",
        name_en="sample",
        basis="样例",
        rule=rule,
        sectors=frozenset({Field.FOOD, Field.FIRE}),
        window_months=draw(st.sampled_from([12, 24])),
        at_least=draw(st.sampled_from([2, 2, 3])),
        orders=frozenset(ORDERS) if rule is BoardRule.DEFIANT else frozenset(),
        confirmed_by=draw(st.sampled_from([(), ("甲局",)])),
    )
    boards = Boards(boards=(board,), minor_kinds=frozenset(LIGHT))
    boards = replace(boards, types=replace(boards.types, nothing=frozenset({"其他"})))
    filed: list[Filed] = [draw(penalties(place)) for place in range(draw(st.integers(0, 5)))]
    decided = [draw(decisions(place)) for place in range(draw(st.integers(0, 3)))]
    return board, boards, filed, decided


# --- the naive reading --------------------------------------------------------------------------


def plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def counts(
    record: Penalty, about: Sequence[Event], board: Board, rules: Rules, instant: datetime
) -> bool:
    shown = any(
        one.start <= instant and (one.end is None or instant < one.end)
        for one in intervals(record, about, rules)
    )
    today = instant.astimezone(SHANGHAI).date()
    if not shown or today > plus_months(record.decision_date, board.window_months or 0):
        return False
    if record.severity is Severity.MINOR or record.procedure is Procedure.SUMMARY:
        return False
    if record.severity is None and set(record.kinds) <= LIGHT:
        return False
    return record.field in (Field.FOOD, Field.FIRE) and record.document_number != ""


def number(record: Penalty) -> str:
    return record.document_number.replace(" ", "")


def fulfilled(records: Sequence[Penalty], board: Board) -> bool:
    if board.rule is BoardRule.REPEATED:
        # some choice of decisions, no two of one day or of one number
        return any(
            len({one.decision_date for one in chosen}) == len({number(one) for one in chosen})
            == board.at_least
            for chosen in combinations(records, board.at_least)
        )  # fmt: skip
    return any(
        set(order.kinds) & ORDERS
        and later.decision_date > order.decision_date
        and number(later) != number(order)
        for order in records
        for later in records
    )


def naive(case: Case, rules: Rules, instant: datetime) -> set[tuple[Field, str]]:
    board, _, filed, decided = case
    found: set[tuple[Field, str]] = set()
    for sector in (Field.FOOD, Field.FIRE):
        for violation in ("甲", "乙"):
            records = [
                record
                for record, about in filed
                if isinstance(record, Penalty)
                and record.field is sector
                and violation in record.violation_type.split(";")
                and counts(record, about, board, rules, instant)
            ]
            if board.confirmed_by:
                past = [
                    one
                    for one in sorted(decided, key=lambda one: (one.at, one.sequence))
                    if one.board == "it" and one.unit == "甲局" and one.at <= instant
                    and (sector, violation) == (Field.FOOD, "甲")
                ]  # fmt: skip
                standing = past[-1].evidence if past and past[-1].confirmed else frozenset()
                records = [record for record in records if record.id in standing]
            if fulfilled(records, board):
                found.add((sector, violation))
    return found


def at(found: Sequence[Standing], instant: datetime) -> set[tuple[Field, str]]:
    return {
        (ground.sector, ground.key)
        for one in found
        if one.start <= instant < one.end
        for ground in one.grounds
    }


def telling(case: Case, found: Sequence[Standing], drawn: Sequence[datetime]) -> set[datetime]:
    """Instants that may differ: every edge there is, and the days of the window."""
    board, _, filed, decided = case
    edges = {edge for one in found for edge in (one.start, one.end)} | {one.at for one in decided}
    for record, _ in filed:
        assert isinstance(record, Penalty)
        edges.add(midnight(plus_months(record.decision_date, board.window_months or 0)))
        edges.add(midnight(record.decision_date))
    near = {edge + shift for edge in edges for shift in (-MS, timedelta(), timedelta(days=1))}
    return near | set(drawn)


@settings(max_examples=150)
@given(case=cases(), drawn=st.lists(DAYS.map(midnight), min_size=3, max_size=3))
def test_a_board_shows_what_the_rule_says_of_the_instant(
    case: Case, drawn: list[datetime], rules: Rules
) -> None:
    board, boards, filed, decided = case
    found = standings(filed, decided, board, boards, rules)
    for instant in telling(case, found, drawn):
        assert at(found, instant) == naive(case, rules, instant), instant
        unconfirmed: Case = (replace(board, confirmed_by=()), boards, filed, [])
        assert {
            (one.sector, one.key) for one in candidates(filed, board, boards, rules, instant)
        } == naive(unconfirmed, rules, instant)


@settings(max_examples=100)
@given(case=cases())
def test_stretches_ascend_and_each_tells_something_new(case: Case, rules: Rules) -> None:
    board, boards, filed, decided = case
    found = standings(filed, decided, board, boards, rules)
    assert all(one.start < one.end and one.grounds for one in found)
    for one, other in pairwise(found):
        assert one.end <= other.start
        assert one.end < other.start or one.grounds != other.grounds


@settings(max_examples=100)
@given(case=cases())
def test_what_is_told_follows_from_what_is_shown(case: Case, rules: Rules) -> None:
    """Without the records that are hidden, and without events, a stretch tells the same dates: so
    neither says that something was there before or is known to come."""
    board, boards, filed, decided = case
    for one in standings(filed, decided, board, boards, rules):
        shown = {record.id for ground in one.grounds for record in ground.evidence}
        alone: list[Filed] = [
            (record, [event for event in about if not isinstance(event, Repair | Suspension)])
            for record, about in filed
            if record.id in shown
        ]
        again = [
            other
            for other in standings(alone, decided, board, boards, rules)
            if other.start <= one.start < other.end
        ]
        assert [other.grounds for other in again] == [one.grounds]


@settings(max_examples=100)
@given(case=cases())
def test_by_the_clock_alone_it_leaves_on_the_day_told(case: Case, rules: Rules) -> None:
    board, boards, filed, decided = case
    for one in standings(filed, decided, board, boards, rules):
        for ground in one.grounds:
            kept: list[Filed] = [(record, ()) for record in ground.evidence]
            open_board = replace(board, confirmed_by=())
            ends = [
                other.end
                for other in standings(kept, (), open_board, boards, rules)
                if (ground.sector, ground.key)
                in {(again.sector, again.key) for again in other.grounds}
            ]
            assert max(ends) == midnight(ground.leaves_on)
            assert ground.since < ground.leaves_on
