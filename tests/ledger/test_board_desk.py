"""Candidates of exposure boards, and what named units decide about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from gongshi.indexers.board_desk import (
    Candidate,
    CandidateState,
    Choice,
    board_of,
    candidates_on,
    confirm,
    withdraw,
)
from gongshi.ledger import board_decisions
from gongshi.ledger.audit import acts
from gongshi.ledger.tables import board_evidence
from gongshi.records.board_rules import Board, Boards
from gongshi.records.model import Field, Penalty, Severity
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import Desk, licence, name, penalty, uscc

OLD_FOOD = "经营超过保质期的食品"
UNIT = "天津市市场监督管理委员会"
NO_CHOICE = Choice()


def old_food(decided: str, number: int, firm: int = 1, **fields: Any) -> Penalty:
    given: dict[str, Any] = {
        "decision_date": date.fromisoformat(decided),
        "violation_type": OLD_FOOD,
        "field": Field.FOOD,
        "severity": Severity.SERIOUS,
        **fields,
    }
    return penalty(firm, f"津市监罚〔2026〕{number}号", **given)


@pytest.fixture
def repeat(desk: Desk) -> Board:
    """The board, and a firm with two penalties for old food."""
    desk.deliver("penalties", [old_food("2026-04-10", 101), old_food("2026-05-10", 102)])
    return board_of(desk.city, "repeat")


def found(desk: Desk, board: Board) -> list[tuple[str, str, CandidateState, int]]:
    """Subject, violation, state and number of penalties of every candidate now."""
    with desk.ledger.read() as conn:
        every: list[Candidate] = list(candidates_on(conn, desk.city, board, desk.now))
    return [
        (one.subject.name, one.ground.violation, one.state, len(one.ground.evidence))
        for one in every
    ]


def confirmed(desk: Desk, board: Board, **more: Any) -> Candidate:
    given: dict[str, Any] = {"unit": UNIT, "basis": "样例办法第三条", "by": "王敏", **more}
    choice = given.pop("choice", NO_CHOICE)
    code = given.pop("code", uscc(1))
    return confirm(desk.ledger, desk.city, board, code, choice, now=desk.now, **given)


def withdrawn(desk: Desk, board: Board, choice: Choice = NO_CHOICE, unit: str = UNIT) -> None:
    withdraw(
        desk.ledger,
        desk.city,
        board,
        uscc(1),
        choice,
        unit=unit,
        reason="决定已另行作出",
        by="李静",
        now=desk.now,
    )


def refusal(desk: Desk, board: Board, **more: Any) -> GongshiError:
    with pytest.raises(GongshiError) as refused:
        confirmed(desk, board, **more)
    return refused.value


def test_candidates_are_those_of_the_instant(
    desk: Desk, repeat: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_decisions, "_AT_ONCE", 1)
    desk.deliver("licences", [licence(2), licence(2, "津市许〔2026〕2号")])
    desk.deliver(
        "penalties",
        [
            *(old_food(f"2026-04-{day}", day, firm=3) for day in (11, 12, 13)),
            *(old_food(f"2026-04-{day}", day, firm=4, field=None) for day in (14, 15)),
            old_food("2026-04-16", 16, firm=5),
        ],
    )
    assert found(desk, repeat) == [
        (name(1), OLD_FOOD, CandidateState.WAITING, 2),
        (name(3), OLD_FOOD, CandidateState.WAITING, 3),
    ]
    assert found(desk, board_of(desk.city, "defiant")) == []
    desk.later(days=800)
    assert found(desk, repeat) == []


def test_a_confirmation_is_kept_with_its_evidence_and_audited(desk: Desk, repeat: Board) -> None:
    candidate = confirmed(desk, repeat)
    assert candidate.state is CandidateState.WAITING
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 2)]
    subject = desk.subject()
    (decision,) = subject.board_decisions
    records = frozenset(one.record.id for one in subject.records)
    assert (decision.board, decision.sector, decision.violation) == (
        "repeat",
        Field.FOOD,
        OLD_FOOD,
    )
    assert (decision.confirmed, decision.evidence) == (True, records)
    assert (decision.unit, decision.basis, decision.by) == (UNIT, "样例办法第三条", "王敏")
    assert decision.at == desk.now
    with desk.ledger.read() as conn:
        (act,) = acts(conn, target=subject.subject_id)
    assert (act.actor, act.act, act.at) == ("王敏", "board.confirm", desk.now)
    assert act.detail == " ".join(
        ["repeat", "food", OLD_FOOD, UNIT, "样例办法第三条", *sorted(records)]
    )


def test_a_confirmation_counts_as_a_change_of_the_subject(desk: Desk, repeat: Board) -> None:
    before = desk.subject().change
    confirmed(desk, repeat)
    after = desk.subject().change
    assert after == before + 1
    withdrawn(desk, repeat)
    assert desk.subject().change == after + 1


def test_taken_back_it_waits_again_and_everything_stays_on_record(
    desk: Desk, repeat: Board
) -> None:
    confirmed(desk, repeat)
    desk.later(hours=1)
    withdrawn(desk, repeat)
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.WAITING, 2)]
    first, second = desk.subject().board_decisions
    assert (first.confirmed, second.confirmed, second.evidence) == (True, False, frozenset())
    assert (second.basis, second.by, second.at) == ("决定已另行作出", "李静", desk.now)
    with pytest.raises(GongshiError) as refused:
        withdrawn(desk, repeat)
    assert refused.value.code == "board_confirmation_missing"
    desk.later(hours=1)
    confirmed(desk, repeat)
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 2)]


def test_evidence_that_joins_waits_for_another_confirmation(desk: Desk, repeat: Board) -> None:
    confirmed(desk, repeat)
    desk.deliver("penalties", [old_food("2026-05-15", 103)])
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.GROWN, 3)]
    confirmed(desk, repeat)
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 3)]


def test_a_corrected_record_is_confirmed_no_longer(desk: Desk, repeat: Board) -> None:
    confirmed(desk, repeat)
    # The same row again changes nothing.
    desk.deliver("penalties", [old_food("2026-05-10", 102)])
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 2)]
    desk.deliver("penalties", [old_food("2026-05-10", 102, basis="《食品安全法》")])
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.WAITING, 2)]
    confirmed(desk, repeat)
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 2)]
    with desk.ledger.read() as conn:
        kept = conn.execute(select(func.count()).select_from(board_evidence)).scalar_one()
    assert kept == 4


def test_only_some_of_the_evidence_may_be_confirmed(desk: Desk, repeat: Board) -> None:
    desk.deliver("penalties", [old_food("2026-05-15", 103)])
    first, second, third = (one.record.id for one in desk.subject().records)
    for only in ([first], [first, "r00000000"], [first, second, "r00000000"]):
        assert refusal(desk, repeat, only=only).code == "board_candidate_missing"
    candidate = confirmed(desk, repeat, only=[first, third])
    assert [record.id for record in candidate.ground.evidence] == [first, third]
    (decision,) = desk.subject().board_decisions
    assert decision.evidence == {first, third}
    assert found(desk, repeat) == [(name(1), OLD_FOOD, CandidateState.GROWN, 3)]


def test_only_a_named_unit_confirms_and_takes_back(desk: Desk, repeat: Board) -> None:
    problem = refusal(desk, repeat, unit="天津市公共信用中心")
    assert problem.code == "board_unit_not_named"
    assert UNIT in problem.zh
    confirmed(desk, repeat)
    with pytest.raises(GongshiError) as refused:
        withdrawn(desk, repeat, unit="天津市公共信用中心")
    assert refused.value.code == "board_unit_not_named"


def test_a_board_without_units_needs_nobody(desk: Desk, repeat: Board) -> None:
    alone = replace(repeat, confirmed_by=())
    assert found(desk, alone) == [(name(1), OLD_FOOD, CandidateState.SHOWN, 2)]
    assert refusal(desk, alone).code == "board_needs_no_confirmation"


def test_a_basis_must_not_tell_of_decisions(desk: Desk, repeat: Board) -> None:
    desk.deliver("penalties", [penalty(1, "津市监罚〔2019〕77号")])
    for basis in (
        "依据津市监罚(2026)101号决定",
        "依津市监罚〔2019〕77号，经会议研究",
        "见2026年第102号处罚决定",
    ):
        assert refusal(desk, repeat, basis=basis).code == "board_basis_tells"
    confirmed(desk, repeat, basis="津市监规〔2026〕9号第三条")


def test_of_several_matters_one_is_chosen(desk: Desk, repeat: Board) -> None:
    fire: dict[str, Any] = {"field": Field.FIRE, "violation_type": "消防设施未保持完好有效"}
    other: dict[str, Any] = {"violation_type": "未明码标价"}
    desk.deliver(
        "penalties",
        [
            old_food("2026-04-11", 111, **fire),
            old_food("2026-05-11", 112, **fire),
            old_food("2026-04-12", 121, **other),
            old_food("2026-05-12", 122, **other),
        ],
    )
    for choice in (NO_CHOICE, Choice(Field.FOOD)):
        problem = refusal(desk, repeat, choice=choice)
        assert problem.code == "board_choice_ambiguous"
        assert f"食品：{OLD_FOOD}" in problem.zh
    assert confirmed(desk, repeat, choice=Choice(Field.FIRE)).ground.sector is Field.FIRE
    by_other_words = Choice(violation="销售过期食品")
    assert confirmed(desk, repeat, choice=by_other_words).ground.violation == OLD_FOOD
    nothing = Choice(Field.FIRE, OLD_FOOD)
    assert refusal(desk, repeat, choice=nothing).code == "board_candidate_missing"
    with pytest.raises(GongshiError) as refused:
        withdrawn(desk, repeat)
    assert refused.value.code == "board_choice_ambiguous"
    withdrawn(desk, repeat, Choice(Field.FOOD))
    assert {(one, state) for _, one, state, _ in found(desk, repeat)} == {
        (OLD_FOOD, CandidateState.WAITING),
        ("未明码标价", CandidateState.WAITING),
        ("消防设施未保持完好有效", CandidateState.SHOWN),
    }


def test_unknown_subjects_and_boards_are_told(desk: Desk, repeat: Board) -> None:
    assert refusal(desk, repeat, code=uscc(77)).code == "unknown_id"
    with pytest.raises(GongshiError) as refused:
        board_of(desk.city, "nothing")
    assert (refused.value.code, "repeat（屡罚不改）" in refused.value.zh) == ("board_unknown", True)
    with pytest.raises(GongshiError) as refused:
        board_of(replace(desk.city, boards=Boards()), "repeat")
    assert "—" in refused.value.zh


def test_of_a_source_that_is_no_more_nothing_counts(desk: Desk, repeat: Board) -> None:
    rules = desk.city.rules
    kept = {code: one for code, one in rules.sources.items() if code != "penalties"}
    desk.city = replace(desk.city, rules=replace(rules, sources=kept))
    assert found(desk, repeat) == []


def test_a_refused_confirmation_keeps_nothing(desk: Desk, repeat: Board) -> None:
    desk.later(days=1000)
    assert refusal(desk, repeat).code == "board_candidate_missing"
    assert desk.subject().board_decisions == ()
