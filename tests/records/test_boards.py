"""Exposure boards: what counts, from which day to which, and what a confirmation covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongshi.records.board_rules import (
    Board,
    BoardDecision,
    BoardRule,
    Boards,
    ViolationTypes,
    fold_type,
    folded,
)
from gongshi.records.boards import Filed, Standing, candidates, standings
from gongshi.records.clock import midnight
from gongshi.records.model import (
    Event,
    Field,
    Penalty,
    PenaltyKind,
    Procedure,
    Repair,
    RepairResult,
    Review,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.rules import Rules

OLD_FOOD = "经营超过保质期的食品"
UNIT = "天津市市场监督管理委员会"
REPEAT = Board(
    code="repeat",
    name_zh="屡罚不改",
    name_en="again and again",
    basis="样例",
    rule=BoardRule.REPEATED,
    sectors=frozenset({Field.FOOD, Field.FIRE}),
    window_months=24,
)
DEFIANT = replace(
    REPEAT,
    code="defiant",
    rule=BoardRule.DEFIANT,
    orders=frozenset({PenaltyKind.STOP_BUSINESS, PenaltyKind.SUSPEND_PERMIT}),
)
BOARDS = Boards(
    boards=(REPEAT, DEFIANT),
    types=ViolationTypes(
        {fold_type(one): OLD_FOOD for one in (OLD_FOOD, "经营过期食品")},
        folded(("其他", "罚款", "没收违法所得", "警告")),
    ),
    minor_kinds=frozenset({PenaltyKind.WARNING, PenaltyKind.CRITICISM}),
)

Make = Callable[..., Penalty]


@pytest.fixture
def food(penalty: Make) -> Make:
    """A serious penalty for old food, of a year or three; number and id are counted."""
    made: list[str] = []

    def make(decided: str, **columns: Any) -> Penalty:
        made.append(decided)
        given: dict[str, Any] = {
            "id": f"r{len(made)}",
            "document_number": f"津市监罚〔2026〕{len(made)}号",
            "violation_type": OLD_FOOD,
            "field": Field.FOOD,
            "kinds": (PenaltyKind.FINE,),
            "severity": Severity.SERIOUS,
        }
        return penalty(decided, **(given | columns))

    return make


def on(
    *records: Penalty | Filed,
    rules: Rules,
    board: Board = REPEAT,
    decisions: Sequence[BoardDecision] = (),
) -> tuple[Standing, ...]:
    filed: list[Filed] = [one if isinstance(one, tuple) else (one, ()) for one in records]
    return standings(filed, decisions, board, BOARDS, rules)


def days(found: Sequence[Standing]) -> list[tuple[date, date, list[str]]]:
    """First day, first day after, evidence of each stretch (of whole days, and one ground)."""
    told = []
    for one in found:
        (ground,) = one.grounds
        start, end = one.start.date(), one.end.date()
        assert (one.start, one.end) == (midnight(start), midnight(end))
        told.append((start, end, [record.id for record in ground.evidence]))
    return told


def test_two_penalties_bring_a_subject_on_and_the_window_takes_it_off(
    food: Make, rules: Rules
) -> None:
    """Both are shown for three years; the first counts through the day 24 months after it."""
    found = on(food("2026-04-10"), food("2026-06-01"), rules=rules)
    assert days(found) == [(date(2026, 6, 1), date(2028, 4, 11), ["r1", "r2"])]
    (one,) = found
    assert (one.since, one.leaves_on) == (date(2026, 6, 1), date(2028, 4, 11))
    assert one.sectors == (Field.FOOD,)


@pytest.mark.parametrize(
    ("second", "stands"), [("2028-04-09", 2), ("2028-04-10", 1), ("2028-04-11", 0)]
)
def test_decisions_count_together_up_to_the_last_day_of_the_window(
    food: Make, rules: Rules, second: str, stands: int
) -> None:
    found = on(food("2026-04-10"), food(second), rules=rules)
    total = sum(((one.end - one.start) for one in found), timedelta())
    assert total == timedelta(days=stands)


def test_a_penalty_that_is_hidden_before_the_window_ends_takes_it_off(
    food: Make, rules: Rules
) -> None:
    """The first is 一般: shown for a year."""
    found = on(food("2026-04-10", severity=Severity.GENERAL), food("2026-06-01"), rules=rules)
    assert days(found) == [(date(2026, 6, 1), date(2027, 4, 11), ["r1", "r2"])]
    assert found[0].leaves_on == date(2027, 4, 11)


def test_a_penalty_shown_later_than_its_day_counts_from_its_acceptance(
    food: Make, rules: Rules
) -> None:
    accepted = midnight(date(2026, 6, 3)) + timedelta(hours=9, milliseconds=1)
    found = on(food("2026-04-10"), food("2026-06-01", accepted=accepted), rules=rules)
    assert [(one.start, one.since) for one in found] == [(accepted, date(2026, 6, 1))]


def test_a_third_one_joins_and_the_first_leaves(food: Make, rules: Rules) -> None:
    found = on(food("2026-04-10"), food("2026-06-01"), food("2027-01-15"), rules=rules)
    assert days(found) == [
        (date(2026, 6, 1), date(2027, 1, 15), ["r1", "r2"]),
        (date(2027, 1, 15), date(2028, 4, 11), ["r1", "r2", "r3"]),
        (date(2028, 4, 11), date(2028, 6, 2), ["r2", "r3"]),
    ]
    assert [one.since for one in found] == [date(2026, 6, 1)] * 2 + [date(2027, 1, 15)]
    assert [one.leaves_on for one in found] == [
        date(2028, 4, 11),
        date(2028, 6, 2),
        date(2028, 6, 2),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"field": None},
        {"field": Field.DRUGS},
        {"field": Field.OTHER},
        {"field": Field.FIRE},
        {"violation_type": ""},
        {"violation_type": "其他"},
        {"violation_type": "罚款"},
        {"violation_type": "罚款、没收违法所得"},
        {"violation_type": "未按规定明码标价"},
        {"document_number": ""},
        {"document_number": "津市监罚 ( 2026 ) 3号"},
        {"subject_kind": SubjectKind.NATURAL_PERSON},
        {"procedure": Procedure.SUMMARY},
        {"severity": Severity.MINOR},
        {"severity": None, "kinds": (PenaltyKind.OTHER,)},
        {"decision_date": date(2026, 4, 10)},
    ],
    ids=str,
)
def test_what_does_not_count_brings_nobody_on(
    food: Make, rules: Rules, columns: dict[str, Any]
) -> None:
    assert on(food("2026-04-10"), food("2026-06-01"), rules=rules)
    assert on(food("2026-04-10"), replace(food("2026-06-01"), **columns), rules=rules) == ()


@pytest.mark.parametrize(
    ("columns", "events"),
    [
        ({"severity": None, "kinds": (PenaltyKind.WARNING,)}, ()),
        ({"severity": None, "kinds": (PenaltyKind.WARNING, PenaltyKind.CRITICISM)}, ()),
        ({"severity": None, "kinds": ()}, ()),
        ({"severity": Severity.MINOR, "kinds": (PenaltyKind.CLOSE,)}, ()),
        (
            {"severity": None},
            (
                Review(severity=Severity.SERIOUS, by="王敏", at=midnight(date(2026, 1, 1))),
                Review(
                    severity=Severity.MINOR,
                    by="王敏",
                    at=midnight(date(2026, 1, 2)),
                    sequence=1,
                ),
            ),
        ),
    ],
    ids=str,
)
def test_a_minor_penalty_never_counts_though_it_was_shown(
    food: Make, rules: Rules, columns: dict[str, Any], events: Sequence[Event]
) -> None:
    """Order 58 knows no classes and shows warnings, through 2026-03-31 at the latest."""
    first, second = food("2025-06-01", severity=None), food("2025-08-01", severity=None)
    assert days(on(first, second, rules=rules)) == [
        (date(2025, 8, 1), date(2026, 4, 1), ["r1", "r2"])
    ]
    assert on(first, (replace(second, **columns), events), rules=rules) == ()


def test_a_minor_class_that_a_rule_shows_does_not_count(food: Make, rules: Rules) -> None:
    shown = replace(
        rules,
        publication=tuple(
            replace(
                rule,
                terms={name: replace(term, hidden=False) for name, term in rule.terms.items()},
            )
            for rule in rules.publication
        ),
    )
    light = {"severity": None, "kinds": (PenaltyKind.WARNING, PenaltyKind.CRITICISM)}
    none_minor = replace(BOARDS, minor_kinds=frozenset())
    records: list[Filed] = [(food("2026-04-10", **light), ()), (food("2026-05-10", **light), ())]
    assert standings(records, (), REPEAT, none_minor, shown) == ()


def test_the_same_violation_in_other_words_counts(food: Make, rules: Rules) -> None:
    other_words = food("2026-06-01", violation_type="其他;经营过期 食品")
    (one,) = on(food("2026-04-10"), other_words, rules=rules)
    (ground,) = one.grounds
    assert (ground.key, ground.violation) == (OLD_FOOD, OLD_FOOD)
    unlisted = [food(day, violation_type="未公示，价格 ") for day in ("2026-04-10", "2026-05-01")]
    (one,) = on(*unlisted, rules=rules)
    assert (one.grounds[0].key, one.grounds[0].violation) == ("未公示价格", "未公示，价格")


def test_copies_of_a_decision_count_once(food: Make, rules: Rules) -> None:
    first, second = food("2026-04-10"), food("2026-06-01")
    copy = replace(second, id="r0", source="penalties-samr", published_date=date(2026, 6, 1))
    assert on(copy, second, rules=rules) == ()
    (one,) = on(first, second, copy, rules=rules)
    assert [record.id for record in one.grounds[0].evidence] == ["r1", "r0"]


def test_three_decisions_need_three_days_and_three_numbers(food: Make, rules: Rules) -> None:
    three = replace(REPEAT, at_least=3)
    first, second = food("2026-04-10"), food("2026-05-10")
    third = food("2026-06-10")
    assert days(on(first, second, third, rules=rules, board=three)) == [
        (date(2026, 6, 10), date(2028, 4, 11), ["r1", "r2", "r3"])
    ]
    same_day = replace(third, decision_date=second.decision_date)
    assert on(first, second, same_day, rules=rules, board=three) == ()
    same_number = replace(third, document_number=second.document_number)
    assert on(first, second, same_number, rules=rules, board=three) == ()


def test_a_repair_and_a_withdrawal_take_it_off_at_once_and_leave_no_trace(
    food: Make, rules: Rules
) -> None:
    first, second, third = food("2026-04-10"), food("2026-06-01"), food("2026-08-01")
    repaired = Repair(result=RepairResult.GRANTED, decision_date=date(2026, 9, 1))
    withdrawn = Withdrawal(kind="撤销", decision_date=date(2026, 9, 1))
    for event in (repaired, withdrawn):
        found = on(first, (second, (event,)), third, rules=rules)
        never = on(first, third, rules=rules)
        assert days(found)[-1] == (date(2026, 9, 1), date(2028, 4, 11), ["r1", "r3"])
        assert (found[-1].since, found[-1].leaves_on) == (never[-1].since, never[-1].leaves_on)
        assert found[-1].grounds == never[-1].grounds
        assert days(on(first, (second, (event,)), rules=rules)) == [
            (date(2026, 6, 1), date(2026, 9, 1), ["r1", "r2"])
        ]


def test_what_is_to_come_of_events_is_not_told(food: Make, rules: Rules) -> None:
    """The day it leaves is that of the clock: a suspension to come would be told otherwise."""
    suspended = Suspension(
        action=SuspensionAction.SUSPEND, from_date=date(2026, 9, 1), to_date=date(2026, 9, 30)
    )
    found = on(food("2026-04-10"), (food("2026-06-01"), (suspended,)), rules=rules)
    assert days(found) == [
        (date(2026, 6, 1), date(2026, 9, 1), ["r1", "r2"]),
        (date(2026, 10, 1), date(2028, 4, 11), ["r1", "r2"]),
    ]
    assert found[0].grounds == found[1].grounds
    assert found[0].leaves_on == date(2028, 4, 11)


def test_sectors_and_violations_are_grounds_of_their_own(food: Make, rules: Rules) -> None:
    fire = {"field": Field.FIRE, "violation_type": "消防设施未保持完好有效"}
    found = on(
        food("2026-04-10"),
        food("2026-05-10"),
        food("2026-06-10", **fire),
        food("2026-07-10", **fire),
        rules=rules,
    )
    last = found[1]
    assert [(ground.sector, ground.since) for ground in last.grounds] == [
        (Field.FIRE, date(2026, 7, 10)),
        (Field.FOOD, date(2026, 5, 10)),
    ]
    assert (last.since, last.leaves_on) == (date(2026, 5, 10), date(2028, 6, 11))
    assert last.sectors == (Field.FIRE, Field.FOOD)


# --- in spite of an order -----------------------------------------------------------------------


def test_a_violation_punished_again_after_an_order(food: Make, rules: Rules) -> None:
    before, order = food("2026-04-10"), food("2026-05-10", kinds=(PenaltyKind.STOP_BUSINESS,))
    after = food("2026-06-10")
    assert on(before, after, rules=rules, board=DEFIANT) == ()
    assert on(before, order, rules=rules, board=DEFIANT) == ()
    found = on(before, order, after, rules=rules, board=DEFIANT)
    assert days(found) == [(date(2026, 6, 10), date(2028, 5, 11), ["r2", "r3"])]
    assert (found[0].since, found[0].leaves_on) == (date(2026, 6, 10), date(2028, 5, 11))


@pytest.mark.parametrize(
    "columns",
    [
        {"decision_date": date(2026, 5, 10)},
        {"document_number": "津市监罚〔2026〕1号"},
        {"violation_type": "未按规定明码标价"},
    ],
    ids=str,
)
def test_what_is_not_after_the_order_defies_nothing(
    food: Make, rules: Rules, columns: dict[str, Any]
) -> None:
    order = food("2026-05-10", kinds=(PenaltyKind.SUSPEND_PERMIT,))
    assert on(order, replace(food("2026-06-10"), **columns), rules=rules, board=DEFIANT) == ()


# --- confirmation -------------------------------------------------------------------------------

CONFIRMED = replace(REPEAT, confirmed_by=(UNIT,))


def decision(at: datetime, *evidence: str, **fields: Any) -> BoardDecision:
    given: dict[str, Any] = {
        "board": "repeat",
        "sector": Field.FOOD,
        "violation": OLD_FOOD,
        "confirmed": bool(evidence),
        "unit": UNIT,
        "basis": "样例文件第三条",
        "by": "王敏",
    }
    return BoardDecision(**(given | fields), evidence=frozenset(evidence), at=at)


NOON = midnight(date(2026, 7, 1)) + timedelta(hours=12)


def test_a_board_that_asks_for_confirmation_shows_nothing_before(food: Make, rules: Rules) -> None:
    records = food("2026-04-10"), food("2026-06-01")
    assert on(*records, rules=rules, board=CONFIRMED) == ()
    confirmed = decision(NOON, "r1", "r2")
    (one,) = on(*records, rules=rules, board=CONFIRMED, decisions=[confirmed])
    assert (one.start, one.end) == (NOON, midnight(date(2028, 4, 11)))
    assert (one.since, one.leaves_on) == (date(2026, 7, 1), date(2028, 4, 11))
    assert one.grounds[0].confirmation == confirmed


@pytest.mark.parametrize(
    "fields",
    [
        {"board": "defiant"},
        {"sector": Field.FIRE},
        {"violation": "x"},
        {"unit": "天津市消防救援总队"},
        {"evidence": frozenset({"r1"})},
        {"confirmed": False},
    ],
    ids=str,
)
def test_a_confirmation_of_something_else_confirms_nothing(
    food: Make, rules: Rules, fields: dict[str, Any]
) -> None:
    records = food("2026-04-10"), food("2026-06-01")
    other = replace(decision(NOON, "r1", "r2"), **fields)
    assert on(*records, rules=rules, board=CONFIRMED, decisions=[other]) == ()


def test_only_confirmed_evidence_is_shown_and_what_is_left_of_it_must_do(
    food: Make, rules: Rules
) -> None:
    repaired = Repair(result=RepairResult.GRANTED, decision_date=date(2026, 9, 1))
    first, second, third = food("2026-04-10"), food("2026-05-10"), food("2026-06-01")
    fourth = food("2026-08-01")
    for confirmed, left in ((("r1", "r2", "r3"), ["r1", "r3"]), (("r1", "r2"), [])):
        found = on(
            first,
            (second, (repaired,)),
            third,
            fourth,
            rules=rules,
            board=CONFIRMED,
            decisions=[decision(NOON, *confirmed)],
        )
        shown = [[record.id for record in one.grounds[0].evidence] for one in found]
        assert shown == [list(confirmed)] + ([left] if left else [])
        assert found[0].end == midnight(date(2026, 9, 1))


def test_the_latest_decision_holds(food: Make, rules: Rules) -> None:
    records = food("2026-04-10"), food("2026-06-01"), food("2026-06-20")
    hour = timedelta(hours=1)
    found = on(
        *records,
        rules=rules,
        board=CONFIRMED,
        decisions=[
            decision(NOON + 3 * hour, "r1", "r3", sequence=4),
            decision(NOON + 2 * hour, confirmed=False, sequence=3),
            decision(NOON + hour, "r1", "r2", "r3", sequence=2),
            decision(NOON + hour, "r2", "r3", sequence=1),
            decision(NOON, "r1", "r2", sequence=0),
        ],
    )
    shown = [
        (one.start, one.end, [record.id for record in one.grounds[0].evidence]) for one in found[:3]
    ]
    assert shown == [
        (NOON, NOON + hour, ["r1", "r2"]),
        (NOON + hour, NOON + 2 * hour, ["r1", "r2", "r3"]),
        (NOON + 3 * hour, midnight(date(2028, 4, 11)), ["r1", "r3"]),
    ]


def test_what_a_unit_took_back_stays_taken_back_when_it_may_confirm_no_longer(
    food: Make, rules: Rules
) -> None:
    gone = decision(NOON + timedelta(hours=1), confirmed=False, unit="天津市消防救援总队")
    records = food("2026-04-10"), food("2026-06-01")
    (one,) = on(
        *records, rules=rules, board=CONFIRMED, decisions=[decision(NOON, "r1", "r2"), gone]
    )
    assert (one.start, one.end) == (NOON, gone.at)


def test_candidates_ask_for_no_confirmation(food: Make, rules: Rules) -> None:
    records: list[Filed] = [(food("2026-04-10"), ()), (food("2026-06-01"), ())]
    before = midnight(date(2026, 6, 1)) - timedelta(milliseconds=1)
    assert candidates(records, CONFIRMED, BOARDS, rules, before) == ()
    (found,) = candidates(records, CONFIRMED, BOARDS, rules, NOON)
    assert ([one.id for one in found.evidence], found.confirmation) == (["r1", "r2"], None)
    assert (found.since, found.leaves_on) == (date(2026, 6, 1), date(2028, 4, 11))


def test_boards_are_known_by_their_codes() -> None:
    assert BOARDS.board("defiant") is DEFIANT
    assert BOARDS.board("?") is None
