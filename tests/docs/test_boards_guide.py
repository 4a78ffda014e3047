"""Every worked example of docs/boards.md, computed by the shipped city's rules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from graphql import parse, validate

from gongshi.cities.load import load_city, shipped_city
from gongshi.graphql.schema import core_schema
from gongshi.records.boards import Filed, standings
from gongshi.records.clock import midnight
from gongshi.records.model import (
    Event,
    Field,
    Penalty,
    PenaltyKind,
    Repair,
    RepairResult,
    Severity,
    SubjectKind,
)

DOCUMENT = (Path(__file__).parents[2] / "docs" / "boards.md").read_text(encoding="utf-8")
CLASSES = {"轻微": Severity.MINOR, "一般": Severity.GENERAL, "严重": Severity.SERIOUS}
PENALTY = re.compile(r"(\S{10}) (轻微|一般|严重)(?: repaired (\S{10}))?")


def examples() -> list[tuple[str, str]]:
    text = DOCUMENT.split("## Worked examples")[1].split("\n## ")[0]
    return re.findall(r"^\| (2\S+ .+) \| (.+) \|$", text, re.MULTILINE)


def filed(number: int, told: str) -> Filed:
    found = PENALTY.fullmatch(told)
    assert found is not None, told
    day = date.fromisoformat(found[1])
    record = Penalty(
        source="penalties",
        id=f"r{number}",
        subject_name="天津样例有限公司",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=day,
        document_number=f"{number}号",
        violation_type="经营超过保质期的食品",
        field=Field.FOOD,
        kinds=(PenaltyKind.FINE,),
        severity=CLASSES[found[2]],
        accepted_at=midnight(day),
    )
    events: list[Event] = []
    if found[3]:
        repaired = date.fromisoformat(found[3])
        events.append(Repair(result=RepairResult.GRANTED, decision_date=repaired))
    return record, events


def test_there_are_examples() -> None:
    assert len(examples()) == 10


@pytest.mark.parametrize(("penalties", "shown"), examples())
def test_example(penalties: str, shown: str) -> None:
    city = load_city(shipped_city("tianjin"))
    board = city.boards.board("repeat")
    assert board is not None
    records = [filed(number, told) for number, told in enumerate(penalties.split(", "))]
    board = replace(board, confirmed_by=())
    found = standings(records, (), board, city.boards, city.rules)
    if shown == "never":
        assert found == ()
        return
    first, last = (date.fromisoformat(day) for day in shown.split(" – "))
    assert found[0].start == midnight(first)
    assert found[-1].end == midnight(last + timedelta(days=1))
    for one, other in pairwise(found):
        assert one.end == other.start


def test_the_query_is_one() -> None:
    (query,) = re.findall(r"```graphql\n(.+?)```", DOCUMENT, re.DOTALL)
    assert validate(core_schema(), parse(query)) == []


def test_every_shipped_board_and_rule_is_told() -> None:
    for board in load_city(shipped_city("tianjin")).boards.boards:
        assert f"| `{board.rule.value}` | {board.name_zh} |" in DOCUMENT
