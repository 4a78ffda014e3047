"""The sample's truth is reasoned by hand: here its reasoning is held to days written out."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongshi.samples.board_days import (
    Confirmation,
    Listed,
    Place,
    Punished,
    confirmed_places,
    listed_places,
)
from gongshi.samples.days import NEVER, Days, meant_at, months_later, without
from gongshi.samples.dice import Dice
from gongshi.samples.offences import FORFEIT, NDRC, SAMR
from gongshi.samples.penalties import Case
from gongshi.samples.penalty_days import is_minor, shown_days
from gongshi.samples.truth_days import INSTANTS, TAKEN_IN

FINE, STOP, WARNING = ("罚款",), ("责令停产停业",), ("警告",)


def case(family: str, decided: date, kinds: tuple[str, ...] = FINE, **cells: str) -> Case:
    fined = "1.000000" if "罚款" in kinds else ""
    row = {"CF_NR_FK": fined, "CF_NR_WFFF": "", "CF_GSJZQ": "", "procedure": "普通程序"} | {
        "class" if name == "klass" else name: cell for name, cell in cells.items()
    }
    return Case(row, family, extras=True, decided=decided, kinds=kinds)


def last_day(case: Case) -> date | None:
    """The last day of a penalty that nothing befell."""
    days = shown_days(case, NEVER)
    if not days:
        return None
    ((first, until),) = days
    assert (first, until is not None) == (case.decided, True)
    return date.fromordinal(until.toordinal() - 1) if until else None


@pytest.mark.parametrize(
    ("family", "decided", "kinds", "cells", "last"),
    [
        # 发改财金规〔2019〕527号: only a stated class counts
        (NDRC, date(2019, 6, 30), STOP, {"klass": "严重"}, None),
        (NDRC, date(2019, 7, 1), STOP, {"klass": "严重"}, date(2022, 7, 1)),
        (NDRC, date(2022, 5, 10), STOP, {"klass": "一般"}, date(2023, 5, 10)),
        (NDRC, date(2022, 5, 10), STOP, {}, None),
        (NDRC, date(2022, 5, 10), STOP, {"klass": "轻微"}, None),
        # … running when order 36 came: as that order has it, at most
        (NDRC, date(2023, 4, 30), FINE, {"klass": "严重"}, date(2026, 4, 30)),
        # 令第58号: three years, whatever it is; then order 36's class
        (NDRC, date(2023, 5, 1), STOP, {}, date(2026, 5, 1)),
        (NDRC, date(2023, 3, 31), WARNING, {"klass": "一般"}, date(2024, 3, 31)),
        (NDRC, date(2025, 1, 31), STOP, {}, date(2028, 1, 31)),
        (NDRC, date(2025, 6, 30), (FORFEIT,), {}, date(2026, 6, 30)),
        (NDRC, date(2024, 6, 30), (FORFEIT,), {}, date(2026, 3, 31)),
        (NDRC, date(2025, 6, 30), FINE, {}, date(2026, 3, 31)),
        (NDRC, date(2025, 6, 30), WARNING, {}, date(2026, 3, 31)),
        (NDRC, date(2025, 6, 30), WARNING, {"procedure": "简易程序"}, None),
        # 令第36号: three classes
        (NDRC, date(2026, 4, 1), FINE, {}, None),
        (NDRC, date(2026, 4, 1), FINE, {"klass": "较重"}, None),
        (NDRC, date(2026, 4, 1), FINE, {"klass": "一般"}, date(2027, 4, 1)),
        (NDRC, date(2026, 4, 1), ("警告", "通报批评"), {}, None),
        (NDRC, date(2026, 4, 1), ("警告", "暂扣许可证件"), {}, date(2027, 4, 1)),
        (NDRC, date(2026, 4, 1), ("罚款", "责令停产停业"), {}, date(2029, 4, 1)),
        (NDRC, date(2026, 4, 1), WARNING, {"procedure": "简易程序"}, None),
        (NDRC, date(2026, 4, 1), STOP, {"CF_NR_FK": "5.000000"}, None),  # contradicts itself
        (NDRC, date(2026, 4, 1), STOP, {"CF_GSJZQ": "2027/01/02"}, date(2027, 1, 2)),
        (NDRC, date(2026, 4, 1), STOP, {"CF_GSJZQ": "2030/01/02"}, date(2029, 4, 1)),
        (NDRC, date(2026, 4, 1), STOP, {"CF_GSJZQ": "2026/03/31"}, None),
        # 市场监管总局令第45号: from the publication
        (SAMR, date(2021, 8, 31), STOP, {}, None),
        (SAMR, date(2021, 9, 1), STOP, {"published_date": "2021/09/20"}, date(2024, 9, 20)),
        (SAMR, date(2025, 11, 30), ("通报批评",), {"published_date": "2025/11/30"},
         date(2026, 2, 28)),
        (SAMR, date(2025, 11, 30), ("通报批评",), {}, date(2026, 2, 28)),
        (SAMR, date(2025, 11, 30), WARNING, {}, None),
        (SAMR, date(2025, 11, 30), FINE, {}, None),
        (SAMR, date(2025, 11, 30), STOP, {"CF_NR_FK": "5.000000", "klass": "一般"},
         date(2026, 2, 28)),
        (SAMR, date(2025, 11, 30), FINE, {"klass": "一般"}, date(2026, 2, 28)),
        (SAMR, date(2025, 11, 30), ("罚款", "吊销许可证件"), {"klass": "一般"}, date(2028, 11, 30)),
        (SAMR, date(2023, 6, 1), ("限制从业",), {"restriction_until": "2028/05/30"},
         date(2028, 5, 30)),
        (SAMR, date(2023, 6, 1), ("限制从业",), {"restriction_until": "2029/05/30"},
         date(2028, 6, 1)),  # five years after the decision nothing is answered
        (SAMR, date(2023, 6, 1), STOP, {"procedure": "简易程序"}, None),
        # 2025: from the publication, else the acceptance when that was prompt
        (SAMR, date(2025, 12, 25), STOP, {"published_date": "2026/01/10"}, date(2029, 1, 10)),
        (SAMR, date(2026, 4, 29), STOP, {}, date(2029, 4, 29)),
        (SAMR, date(2026, 4, 30), STOP, {}, date(2029, 6, 1)),
    ],
)  # fmt: skip
def test_the_last_day_of_a_penalty(
    family: str, decided: date, kinds: tuple[str, ...], cells: Any, last: date | None
) -> None:
    assert last_day(case(family, decided, kinds, **cells)) == last


def test_what_befell_a_penalty_hides_it() -> None:
    one = case(NDRC, date(2026, 4, 1), STOP)
    repaired: Days = ((date(2026, 9, 1), date(2026, 10, 1)), (date(2028, 1, 1), None))
    assert shown_days(one, repaired) == (
        (date(2026, 4, 1), date(2026, 9, 1)),
        (date(2026, 10, 1), date(2028, 1, 1)),
    )


def test_months_end_with_the_corresponding_day() -> None:
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2025, 12, 31), 1) == date(2026, 1, 31)
    assert months_later(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_days_less_days() -> None:
    year: Days = ((date(2026, 1, 1), date(2027, 1, 1)),)
    assert without(year, ()) == year
    assert without((), year) == NEVER
    halves: Days = ((date(2026, 1, 1), date(2026, 7, 1)), (date(2026, 7, 1), date(2027, 1, 1)))
    assert without(halves, ()) == year
    assert without(((date(2026, 6, 1), None),), year) == ((date(2027, 1, 1), None),)
    assert without(year, ((date(2025, 1, 1), None),)) == NEVER
    assert without(year, ((date(2027, 1, 1), None),)) == year
    assert [meant_at(((date(2026, 6, 1), date(2026, 6, 15)),), at) for at in INSTANTS[:2]] == [
        True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "cells", "minor"),
    [
        (FINE, {}, False),
        (FINE, {"klass": "轻微"}, True),
        (STOP, {"klass": "轻微"}, True),
        (WARNING, {}, True),
        (WARNING, {"klass": "较重"}, True),
        (WARNING, {"klass": "一般"}, False),
        (("警告", "通报批评"), {}, True),
        (FINE, {"procedure": "简易程序"}, True),
    ],
)
def test_what_is_minor_counts_for_no_board(kinds: tuple[str, ...], cells: Any, minor: bool) -> None:
    assert is_minor(case(NDRC, date(2026, 4, 1), kinds, **cells)) is minor


# --- boards -------------------------------------------------------------------------------------


def punished(number: str, decided: date, *kinds: str, until: date | None = None) -> Punished:
    shown: Days = ((decided, until),)
    return Punished("食品", "经营超过保质期的食品", number, decided, kinds or FINE, shown)


def places(*penalties: Punished) -> tuple[list[Place], list[Confirmation]]:
    """With dice that confirm everything and take nothing back."""
    return confirmed_places(penalties, _Always())


class _Always(Dice):
    def __init__(self) -> None:
        super().__init__("always")

    def chance(self, share: float) -> bool:
        return share > 0.5


def test_twice_within_two_years_is_again() -> None:
    one = punished("1", date(2025, 3, 10))
    two = punished("2", date(2026, 1, 5), until=date(2028, 1, 1))
    found, confirmed = places(one, two)
    # as long as the first one is no older than two years
    assert found == [Place("repeat", "食品", ("1", "2"), ((TAKEN_IN, date(2027, 3, 11)),))]
    assert [(c.board, c.unit, c.taken_back) for c in confirmed] == [
        ("repeat", "天津市市场监督管理委员会", None)
    ]
    assert places(one, punished("1", date(2026, 1, 5))) == ([], [])  # one number
    assert places(one, punished("2", date(2025, 3, 10))) == ([], [])  # one day
    assert places(punished("0", date(2024, 5, 31)), two) == ([], [])  # too old: two years and a day
    assert len(places(punished("0", date(2024, 6, 1)), two)[0]) == 1


def test_what_leaves_takes_the_entry_with_it() -> None:
    found, _ = places(
        punished("1", date(2025, 3, 10), until=date(2026, 8, 1)),
        punished("2", date(2025, 6, 5)),
        punished("3", date(2026, 1, 5)),
    )
    assert found == [
        Place("repeat", "食品", ("1", "2", "3"), ((TAKEN_IN, date(2026, 8, 1)),)),
        Place("repeat", "食品", ("2", "3"), ((date(2026, 8, 1), date(2027, 6, 6)),)),
    ]


def test_in_spite_of_an_order() -> None:
    order = punished("1", date(2025, 3, 10), "责令停产停业")
    after = punished("2", date(2026, 1, 5))
    found, _ = places(order, after)
    assert [(one.board, one.evidence) for one in found] == [
        ("repeat", ("1", "2")), ("defiant", ("1", "2")),
    ]  # fmt: skip
    before = punished("0", date(2025, 1, 5))
    (again,) = [one for one in places(before, order)[0] if one.shown[0][0] == TAKEN_IN]
    assert again.board == "repeat"


def test_the_list_itself_needs_nobody() -> None:
    shown: Days = ((date(2026, 1, 1), date(2029, 1, 2)),)
    entries = [Listed("5", "1", shown), Listed("7", "2", shown), Listed("6", "3", NEVER)]
    assert listed_places(entries) == [Place("serious", "食品", ("1",), shown)]


# --- independence -------------------------------------------------------------------------------


def test_the_truth_asks_nothing_of_the_product() -> None:
    """Of records it may use codes, days and problems only; a truth that asked the rules whether
    they are right would always say yes."""
    allowed = {"gongshi.records.identifiers", "gongshi.records.problems"}
    for path in (Path(__file__).parents[2] / "samples").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                ours = node.module.startswith("gongshi.") and "samples" not in node.module
                assert not ours or node.module in allowed, (path.name, node.module)
