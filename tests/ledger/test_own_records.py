"""A unit's repairs, withdrawals and suspensions strike only its own records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gongshi.indexers.own_records import Unit
from gongshi.indexers.rows import EventRow
from gongshi.ledger import quarantine
from gongshi.records.model import Severity
from tests.ledger.filing_desk import (
    Desk,
    counted,
    penalty,
    register,
    repair,
    suspension,
    uscc,
    withdrawal,
)

AUTHORITY = "天津市市场监督管理委员会"
OTHER = "天津市生态环境局"
DELIVERING: dict[str, Any] = {
    "authority": "天津市河东区城市管理委员会",
    "authority_uscc": uscc(51),
    "data_source": "天津市河东区数据局",
    "data_source_uscc": uscc(52),
}


def rules_told(desk: Desk) -> list[str]:
    with desk.ledger.read() as conn:
        return [f.code for row in quarantine.listed(conn) for f in row.findings]


def struck(desk: Desk) -> int:
    return sum(len(one.events) for one in desk.subject().records)


def by(row: EventRow, unit: str, code: str = "") -> EventRow:
    return replace(row, source_unit=unit, source_unit_uscc=code, target_authority="")


@pytest.mark.parametrize(
    ("unit", "code", "own"),
    [
        ("天津市河东区城市管理委员会", "", True),
        ("天津市河东区城市管理委员会", uscc(51), True),
        ("河东城管（别名）", uscc(51), True),
        ("天津市河东区城市管理委员会", uscc(59), False),  # the name, another's code
        ("天津市河东区数据局", "", True),
        ("", uscc(52), True),
        ("天津市公共信用中心", "", False),  # the unit of the source: it collects for others
        (OTHER, "", False),
        (OTHER, uscc(60), False),
        ("", "", False),
        ("", "不是代码", False),
    ],
)
@pytest.mark.parametrize("make", [withdrawal, suspension])
def test_a_record_is_its_authoritys_its_data_sources_and_its_sources_units(
    desk: Desk, make: Any, unit: str, code: str, own: bool
) -> None:
    desk.deliver("penalties", [penalty(**DELIVERING)])
    row = by(make(), unit, code)
    receipt = desk.deliver(row.source, [row])
    assert counted(receipt) == ({"applied": 1} if own else {"quarantined": 1})
    assert rules_told(desk) == ([] if own else ["not_own_record"])
    assert struck(desk) == int(own)


@pytest.mark.parametrize(("filed_by", "own"), [("unit", True), ("rows", False)])
def test_a_record_is_its_sources_units_unless_that_only_collects(
    desk: Desk, filed_by: str, own: bool
) -> None:
    desk.source("penalties", unit=OTHER, filed_by=filed_by)
    desk.deliver("penalties", [penalty(**DELIVERING)])
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), OTHER)])) == (
        {"applied": 1} if own else {"quarantined": 1}
    )


def test_a_record_that_names_no_unit_is_its_sources_units(desk: Desk) -> None:
    """Else nobody could ever take it back."""
    nameless: dict[str, Any] = {
        "authority": "",
        "authority_uscc": "",
        "data_source": "",
        "data_source_uscc": "",
    }
    desk.deliver("penalties", [penalty(**nameless)])
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), AUTHORITY)])) == {"quarantined": 1}
    centre = by(withdrawal(document_number="津撤〔2026〕2号"), "天津市公共信用中心")
    assert counted(desk.deliver("withdrawals", [centre])) == {"applied": 1}


@pytest.mark.parametrize("source", ["licences", "penalties", "honours", "commitments", "coercion"])
def test_what_the_credit_centre_collects_is_not_its_own(desk: Desk, source: str) -> None:
    found = desk.city.sources[source]
    assert (found.unit, found.filed_by) == ("天津市公共信用中心", "rows")


def test_the_credit_centre_repairs_for_all_and_withdraws_for_none(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(**DELIVERING)])
    centre = "天津市公共信用中心"
    assert counted(desk.deliver("repairs", [by(repair(), centre)])) == {"applied": 1}
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), centre)])) == {"quarantined": 1}
    assert counted(desk.deliver("suspensions", [by(suspension(), centre)])) == {"quarantined": 1}
    assert rules_told(desk) == ["not_own_record"] * 2


def test_a_central_unit_may_be_named_by_its_code(desk: Desk) -> None:
    acts = replace(desk.city.acts, central={"withdrawal": frozenset({uscc(70)})})
    desk.city = replace(desk.city, acts=acts)
    desk.deliver("penalties", [penalty(**DELIVERING)])
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), OTHER, uscc(71))])) == {
        "quarantined": 1
    }
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), OTHER, uscc(70))])) == {
        "applied": 1
    }


def test_a_source_that_does_not_collect_speaks_for_its_own_unit(desk: Desk) -> None:
    """Whatever unit the row names: nobody acts in another's name through his own source."""
    desk.source("withdrawals", filed_by="unit", unit=OTHER)
    desk.deliver("penalties", [penalty()])
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), AUTHORITY)])) == {"quarantined": 1}
    desk.source("withdrawals", filed_by="unit", unit=AUTHORITY)
    assert counted(desk.deliver("withdrawals", [by(withdrawal(), OTHER)])) == {"applied": 1}


def test_who_owns_one_copy_of_a_decision_acts_on_all(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("penalties-samr", [penalty(source="penalties-samr", authority="同一机关")])
    desk.source("penalties", unit="数据甲")
    desk.source("penalties-samr", unit="数据乙")
    row = by(withdrawal(), "数据乙")
    assert counted(desk.deliver("withdrawals", [row])) == {"quarantined": 1}  # not one decision
    desk.later(days=1)
    same = penalty(2)
    desk.deliver("penalties", [same])
    desk.deliver("penalties-samr", [replace(same, source="penalties-samr")])
    row = replace(row, uscc=uscc(2))
    assert counted(desk.deliver("withdrawals", [row])) == {"applied": 1}
    assert [len(one.events) for one in desk.subject(2).records] == [1, 1]


def test_an_event_that_waits_strikes_only_its_units_record(desk: Desk) -> None:
    desk.deliver("register", [register()])
    row = by(withdrawal(), OTHER)
    assert counted(desk.deliver("withdrawals", [row])) == {"waiting": 1, "quarantined": 1}
    assert rules_told(desk) == ["target_not_found"]
    assert counted(desk.deliver("penalties", [penalty()])) == {"added": 1}
    assert struck(desk) == 0
    assert rules_told(desk) == ["not_own_record"]  # a person sees why it still waits
    assert counted(desk.deliver("penalties", [penalty(2)])) == {"added": 1}
    # its own copy comes: now it strikes the decision
    copy = penalty(source="penalties-samr", data_source=OTHER)
    assert counted(desk.deliver("penalties-samr", [copy])) == {"added": 1, "applied": 1}
    assert [len(one.events) for one in desk.subject().records] == [1, 1]
    assert rules_told(desk) == []


def test_what_waits_is_corrected_by_its_own_unit_only(desk: Desk) -> None:
    desk.deliver("register", [register()])
    desk.deliver("withdrawals", [by(withdrawal(), AUTHORITY)])
    changed = by(withdrawal(public_reason="另一理由"), OTHER)
    assert counted(desk.deliver("withdrawals", [changed])) == {"quarantined": 1}
    own = by(withdrawal(public_reason="另一理由"), AUTHORITY)
    assert counted(desk.deliver("withdrawals", [own])) == {
        "corrected": 1, "waiting": 1, "quarantined": 1,
    }  # fmt: skip
    desk.deliver("penalties", [penalty()])
    assert struck(desk) == 1


# --- early repairs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        # 一般 from 2026-05-11: the shortest period ends with 2026-08-11, the longest 2027-05-11
        (date(2026, 8, 10), "repair_early"),
        (date(2026, 8, 11), "repair_early"),
        (date(2026, 8, 12), ""),
        (date(2027, 5, 11), ""),
        (date(2027, 5, 12), ""),
    ],
)
def test_a_repair_before_the_shortest_period_is_obeyed_and_told(
    desk: Desk, day: date, rule: str
) -> None:
    desk.deliver("penalties", [penalty(severity=Severity.GENERAL)])
    receipt = desk.deliver("repairs", [repair(decision_date=date(2026, 5, 12), effective_date=day)])
    assert counted(receipt) == {"applied": 1}
    assert [p.code for p in receipt.problems] == ([rule] if rule else [])
    assert struck(desk) == 1


def test_a_repair_of_what_is_never_early_is_obeyed_and_told(desk: Desk) -> None:
    stated = penalty(decision_date=date(2023, 4, 30), severity=Severity.SERIOUS)  # NDRC-527
    desk.deliver("penalties", [stated])
    receipt = desk.deliver("repairs", [repair(decision_date=date(2026, 3, 31))])
    assert [p.code for p in receipt.problems] == ["repair_never_early"]
    assert struck(desk) == 1


def test_a_repair_that_waited_is_told_with_the_delivery_that_let_it_strike(desk: Desk) -> None:
    early = repair(decision_date=date(2026, 6, 1))
    assert desk.deliver("repairs", [early]).problems[0].code == "target_not_found"
    receipt = desk.deliver("penalties", [penalty(severity=Severity.GENERAL)])
    assert [p.code for p in receipt.problems] == ["repair_early"]


def test_units_are_compared_by_code_first() -> None:
    one, other = uscc(1), uscc(2)
    assert Unit("甲局", one).same(Unit("乙局", one))
    assert not Unit("甲局", one).same(Unit("甲局", other))
    assert Unit("甲局", one).same(Unit("（甲局）".strip("（）")))
    assert Unit("甲 局").same(Unit("甲局", other))
    assert not Unit("").same(Unit(""))
    assert not Unit("", "错码").same(Unit("", "错码"))
