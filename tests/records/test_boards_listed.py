"""Boards of the serious list: an entry stands while its listing is in force, whatever ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.board_rules import Board, BoardRule, Boards
from gongshi.records.boards import Filed, Standing, needs, standings
from gongshi.records.clock import midnight
from gongshi.records.filings import SeriousListing
from gongshi.records.model import Event, Field, Repair, RepairResult, RepairScope, SubjectKind
from gongshi.records.publication import intervals
from gongshi.records.rules import Rules

BOARD = Board(
    code="serious",
    name_zh="严重违法失信",
    name_en="serious",
    basis="第44号令",
    rule=BoardRule.LISTED,
    sectors=frozenset({Field.FOOD, Field.DRUGS}),
    grounds={5: Field.FOOD, 6: Field.DRUGS},
)
BOARDS = Boards(boards=(BOARD,))


def listing(day: str = "2025-03-10", place: int = 1, **columns: Any) -> SeriousListing:
    given: dict[str, Any] = {
        "source": "serious",
        "id": f"r{place}",
        "subject_name": "样例企业",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date.fromisoformat(day),
        "accepted_at": midnight(date.fromisoformat(day)),
        "document_number": f"津市监列〔2025〕{place}号",
        "ground_article": 5,
        "ground_text": "生产经营不符合食品安全标准的食品",
    }
    return SeriousListing(**(given | columns))


def on(*filed: SeriousListing | Filed, rules: Rules) -> tuple[Standing, ...]:
    records: list[Filed] = [one if isinstance(one, tuple) else (one, ()) for one in filed]
    return standings(records, (), BOARD, BOARDS, rules)


def days(found: Sequence[Standing]) -> list[tuple[date, date]]:
    return [(one.start.date(), one.end.date()) for one in found]


def test_an_entry_stands_for_the_lists_term(rules: Rules) -> None:
    (one,) = on(listing(), rules=rules)
    assert (one.start, one.end) == (midnight(date(2025, 3, 10)), midnight(date(2028, 3, 11)))
    (ground,) = one.grounds
    assert (ground.sector, ground.key) == (Field.FOOD, "5")
    assert ground.violation == "生产经营不符合食品安全标准的食品"
    assert (ground.since, ground.leaves_on) == (date(2025, 3, 10), date(2028, 3, 11))
    assert needs(BOARD) == 1


def test_without_a_document_number_or_a_text_it_stands_too(rules: Rules) -> None:
    (one,) = on(listing(document_number="", ground_text=""), rules=rules)
    assert one.grounds[0].violation == "第5条"


@pytest.mark.parametrize(
    "columns",
    [
        {"ground_article": None},
        {"ground_article": 7},
        {"subject_kind": SubjectKind.NATURAL_PERSON},
        {"accepted_at": None},
        {"decision_date": date(2021, 8, 31)},
        {"withdrawn_by_source": True},
    ],
    ids=str,
)
def test_what_tells_no_key_field_or_is_hidden_brings_nobody_on(
    rules: Rules, columns: dict[str, Any]
) -> None:
    assert on(replace(listing(), **columns), rules=rules) == ()


def test_a_removal_takes_it_off_and_is_not_told_before(rules: Rules) -> None:
    removed = listing(removed_date=date(2026, 5, 20))
    (one,) = on(removed, rules=rules)
    assert days([one]) == [(date(2025, 3, 10), date(2026, 5, 20))]
    assert one.leaves_on == date(2028, 3, 11)
    early = Repair(
        result=RepairResult.GRANTED,
        scope=RepairScope.EARLY_REMOVAL,
        decision_date=date(2026, 5, 20),
    )
    (other,) = on((listing(), (early,)), rules=rules)
    assert days([other]) == days([one])
    assert other.leaves_on == one.leaves_on


def test_two_listings_of_one_ground_are_one_matter(rules: Rules) -> None:
    found = on(listing(), listing("2026-01-10", 2), listing("2026-02-10", 3, ground_article=6),
               rules=rules)  # fmt: skip
    assert [
        [(ground.sector, [record.id for record in ground.evidence]) for ground in one.grounds]
        for one in found
    ] == [
        [(Field.FOOD, ["r1"])],
        [(Field.FOOD, ["r1", "r2"])],
        [(Field.DRUGS, ["r3"]), (Field.FOOD, ["r1", "r2"])],
        [(Field.DRUGS, ["r3"]), (Field.FOOD, ["r2"])],
        [(Field.DRUGS, ["r3"])],
    ]
    assert found[-1].since == date(2026, 2, 10)


@st.composite
def filings(draw: st.DrawFn) -> list[Filed]:
    made: list[Filed] = []
    for place in range(draw(st.integers(1, 3))):
        day = draw(st.dates(date(2021, 8, 30), date(2025, 1, 1)))
        removed = draw(st.none() | st.dates(day, day + timedelta(days=1200)))
        record = listing(
            day.isoformat(),
            place,
            removed_date=removed,
            ground_article=draw(st.sampled_from([5, 6, 7, None])),
        )
        events: list[Event] = []
        if draw(st.booleans()):
            repaired = draw(st.dates(day, day + timedelta(days=1200)))
            events.append(Repair(result=RepairResult.GRANTED, decision_date=repaired))
        made.append((record, events))
    return made


@settings(max_examples=100)
@given(filed=filings(), drawn=st.lists(st.dates(date(2021, 8, 1), date(2028, 12, 31))))
def test_it_stands_while_and_only_while_a_listing_of_a_key_field_is_shown(
    filed: list[Filed], drawn: list[date], rules: Rules
) -> None:
    found = standings(filed, (), BOARD, BOARDS, rules)
    edges: set[datetime] = {midnight(day) for day in drawn}
    for record, events in filed:
        for stretch in intervals(record, events, rules):
            for edge in (stretch.start, stretch.end):
                assert edge is not None
                edges |= {edge, edge - timedelta(milliseconds=1)}
    for instant in edges:
        shown = {
            record.id
            for record, events in filed
            if isinstance(record, SeriousListing)
            and record.ground_article in (5, 6)
            and any(
                one.start <= instant and (one.end is None or instant < one.end)
                for one in intervals(record, events, rules)
            )
        }
        told = {
            record.id
            for one in found
            if one.start <= instant < one.end
            for ground in one.grounds
            for record in ground.evidence
        }
        assert told == shown
