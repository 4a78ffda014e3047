"""The special report: sectors, records and what keeps a sector from being called clean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.cities.sectors import Sector, SectorInput
from gongshi.ledger.snapshots import SubjectSnapshot
from gongshi.ledger.sources import DeclaredPeriod
from gongshi.records.certification import Matter
from gongshi.records.clock import SHANGHAI
from gongshi.records.filings import SeriousListing
from gongshi.records.model import (
    DisclosureMode,
    PenaltyKind,
    Procedure,
    Repair,
    RepairResult,
    SubjectKind,
    Withdrawal,
)
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.reports.facts import SectorStatement, SpecialFacts
from gongshi.reports.special import Basis, SpecialRequest, chosen_sectors, special_facts
from tests.indexers.projection.conftest import Makers
from tests.reports.report_cities import TIANJIN, UNIT, city_of, penalty_input, sector

AT = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
ASKED = Period(date(2025, 6, 1), date(2026, 5, 31))
make = Makers()


def covering(item: str = "", source_unit: str = UNIT) -> DeclaredPeriod:
    return DeclaredPeriod(item, source_unit, "", ASKED, 0, "", AT)


#: Everything declared, nothing in quarantine.
SETTLED = Basis(as_of_change=7, declarations={"penalties": [covering()]})


def request(*sectors: str, period: Period = ASKED, purpose: str = "贷款") -> SpecialRequest:
    return SpecialRequest(period, sectors, purpose)


def facts(
    snapshot: SubjectSnapshot,
    city: City,
    basis: Basis = SETTLED,
    asked: SpecialRequest | None = None,
) -> SpecialFacts:
    return special_facts(snapshot, city, AT, asked or request(), basis, sample=False)


def only(
    snapshot: SubjectSnapshot, one: Sector | None = None, basis: Basis = SETTLED, **city: Any
) -> SectorStatement:
    (found,) = facts(snapshot, city_of(one or sector(), **city), basis)["sectors"]
    return found


def test_its_frame() -> None:
    found = facts(make.subject(former_names=("旧名公司",)), city_of(sector()))
    assert {name: value for name, value in found.items() if name != "sectors"} == {
        "kind": "special",
        "basis": "发改财金〔2025〕565号",
        "at": "2026-06-01T10:00:00.000+08:00",
        "asOfChange": 7,
        "rulesHash": TIANJIN.hash,
        "sample": False,
        "subject": {
            "id": "s00000001",
            "uscc": "91110000802100433B",
            "name": "天津市海河乳品有限公司",
            "formerNames": ["旧名公司"],
        },
        "period": {"begins": "2025-06-01", "ends": "2026-05-31"},
        "purpose": "贷款",
        "sectorsConfirmed": False,
        "statements": [
            "本报告仅客观反映已归集的信用信息，不对信用主体作出评分、评级或者其他评价。"
        ],
    }


def test_a_clean_sector() -> None:
    found = only(make.subject(make.licence("2026-01-10")))
    assert found == {
        "code": "test",
        "name": "样例",
        "authority": "样例机关",
        "territory": "本市",
        "status": "not_found",
        "statement": "经查询，该主体在2025年6月1日至2026年5月31日期间，在样例领域"
        "未查询到行政处罚信息。数据范围：本市；外省未归集。",
        "matters": [
            {
                "matter": "penalty",
                "name": "行政处罚",
                "status": "not_found",
                "found": 0,
                "repaired": 0,
                "gathered": True,
                "coveredUntil": "2026-05-31",
                "gaps": [],
                "late": False,
                "pending": False,
            }
        ],
        "items": [],
    }


def test_what_is_found_is_listed_newest_first_with_its_marks() -> None:
    repaired = make.penalty("2026-01-10", document_number="1号", facts="经查")
    summary = make.penalty("2026-02-10", document_number="2号", procedure=Procedure.SUMMARY)
    minor = make.penalty("2025-07-10", document_number="3号", kinds=(PenaltyKind.WARNING,))
    before = make.penalty("2025-05-31", document_number="4号")
    gone = make.penalty("2026-03-10", document_number="5号")
    granted = Repair(result=RepairResult.GRANTED, decision_date=date(2026, 5, 1))
    undone = Withdrawal(kind="撤销", decision_date=date(2026, 5, 1))
    found = only(make.subject((repaired, [granted]), summary, minor, before, (gone, [undone])))
    assert [(i["heading"], i["record"]["documentNumber"], i["marks"]) for i in found["items"]] == [
        ("第 1 条", "2号", []),
        ("第 2 条", "1号", ["已修复"]),
        ("第 3 条", "3号", []),
    ]
    assert (found["matters"][0]["found"], found["matters"][0]["repaired"]) == (3, 1)
    assert "查询到行政处罚3条（其中1条已修复）" in found["statement"]
    assert found["status"] == "found"
    assert {"label": "违法事实", "value": "— —"} in found["items"][1]["lines"]


@pytest.mark.parametrize(
    "basis",
    [
        Basis(7, {"penalties": []}),
        Basis(7, {"penalties": [covering()]}, doubtful=frozenset({"penalties"})),
        Basis(7, {"penalties": [covering()]}, in_delivery=frozenset({"penalties"})),
        Basis(7, {"penalties": [covering("TJ-CF-001")]}),
        Basis(7, {"penalties": [covering("", "某局")]}),
    ],
)
def test_a_sector_that_is_not_settled_is_never_called_clean(basis: Basis) -> None:
    found = only(make.subject(), basis=basis)
    assert found["status"] == "unknown"
    assert "未查询到" not in found["statement"]


@pytest.mark.parametrize("fields", [{"mode": DisclosureMode.SECRET}, {"item_code": "secret"}])
def test_a_record_that_may_not_be_told_keeps_its_sector_open(fields: dict[str, Any]) -> None:
    secret = make.penalty("2026-01-10", **fields)
    rules = TIANJIN.rules
    modes = {**rules.item_modes, "secret": DisclosureMode.SECRET}
    found = only(make.subject(secret), rules=replace(rules, item_modes=modes))
    assert (found["status"], found["items"]) == ("unknown", [])
    assert "行政处罚尚有待核数据。" in found["statement"]


def test_doubts_about_another_source_do_not_matter() -> None:
    basis = Basis(
        7,
        {"penalties": [covering()]},
        doubtful=frozenset({"penalties-samr", "repairs"}),
        in_delivery=frozenset({"licences", "withdrawals"}),
    )
    assert only(make.subject(), basis=basis)["status"] == "not_found"


@pytest.mark.parametrize("source", ["repairs", "withdrawals", "suspensions"])
def test_what_was_found_may_still_be_repaired_or_withdrawn(source: str) -> None:
    subject = make.subject(make.penalty("2026-01-10"))
    for basis in (
        Basis(7, SETTLED.declarations, doubtful=frozenset({source})),
        Basis(7, SETTLED.declarations, in_delivery=frozenset({source})),
    ):
        found = only(subject, basis=basis)
        assert found["status"] == "found"
        assert "行政处罚尚有待核数据。" in found["statement"]


def test_records_go_to_the_sector_of_their_item() -> None:
    fire = sector(penalty_input(items=("A",)), code="fire", name_zh="消防")
    tax = sector(penalty_input(items=("B",)), code="tax", name_zh="税务")
    city = city_of(fire, tax, items=("A", "B"))
    subject = make.subject(make.penalty("2026-01-10", item_code="A"))
    found = facts(subject, city)["sectors"]
    assert [(s["code"], s["status"], len(s["items"])) for s in found] == [
        ("fire", "found", 1),
        ("tax", "not_found", 0),
    ]


def test_a_record_without_an_item_may_be_any_sectors() -> None:
    fire = sector(penalty_input(items=("A",)), code="fire")
    subject = make.subject(make.penalty("2026-01-10"))
    found = only(subject, fire, items=("A",))
    assert (found["status"], found["items"]) == ("unknown", [])
    outside = make.subject(make.penalty("2025-01-10"))
    assert only(outside, fire, items=("A",))["status"] == "not_found"


def test_a_record_of_an_item_or_a_source_the_city_dropped_may_be_any_sectors() -> None:
    fire = sector(penalty_input(items=("A",)), code="fire")
    dropped = make.subject(make.penalty("2026-01-10", item_code="dropped"))
    assert only(dropped, fire, items=("A",))["status"] == "unknown"
    city = city_of(fire, items=("A", "B"))
    moved = {**city.items, "B": replace(city.items["B"], source="penalties-samr")}
    other = make.subject(make.penalty("2026-01-10", item_code="B"))
    (found,) = facts(other, replace(city, items=moved))["sectors"]
    assert found["status"] == "unknown"
    elsewhere = make.subject(make.penalty("2026-01-10", item_code="B"))
    assert only(elsewhere, fire, items=("A", "B"))["status"] == "not_found"
    renamed = make.subject(make.penalty("2026-01-10", source="penalties-2024"))
    assert only(renamed)["status"] == "unknown"
    before = make.subject(make.penalty("2025-05-31", source="penalties-2024"))
    assert only(before)["status"] == "not_found"
    old = make.subject(make.licence("2026-01-10", source="licences-2024"))
    assert only(old)["status"] == "not_found"


def test_an_event_that_waits_may_put_a_list_entry_into_the_period() -> None:
    lists = sector(SectorInput("serious", Matter.SERIOUS_LIST), matters=(Matter.SERIOUS_LIST,))
    entry = SeriousListing(
        source="serious",
        subject_name="样例企业",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=date(2024, 1, 10),
        removed_date=date(2024, 6, 1),
        id="r1",
        accepted_at=AT,
    )
    declared = {"serious": [replace(covering(), unit=TIANJIN.sources["serious"].unit)]}
    assert only(make.subject(entry), lists, Basis(7, declared))["status"] == "not_found"
    waiting = Basis(7, declared, doubtful=frozenset({"repairs"}))
    assert only(make.subject(entry), lists, waiting)["status"] == "unknown"
    assert only(make.subject(), lists, waiting)["status"] == "not_found"


def test_a_natural_persons_record_is_never_in_it() -> None:
    person = make.penalty("2026-01-10", subject_kind=SubjectKind.NATURAL_PERSON)
    found = only(make.subject(person))
    assert (found["status"], found["items"]) == ("not_found", [])


def test_a_matter_without_a_source_is_told_as_not_gathered() -> None:
    both = sector(matters=(Matter.PENALTY, Matter.CRIMINAL))
    found = only(make.subject(), both)
    assert found["status"] == "unknown"
    assert "未查询到行政处罚信息。该领域刑事裁判数据未归集。" in found["statement"]
    assert found["matters"][1]["gaps"] == []


def test_sectors_are_chosen_and_some_stand_in_every_report() -> None:
    courts = sector(code="courts", always=True, inputs=(), covered_since=None)
    city = city_of(sector(code="a"), sector(code="b"), courts)
    chosen = {
        codes: [one.code for one in chosen_sectors(city, codes)]
        for codes in [(), ("b",), ("b", "a"), ("courts",)]
    }
    assert chosen == {
        (): ["a", "b", "courts"],
        ("b",): ["b", "courts"],
        ("b", "a"): ["a", "b", "courts"],
        ("courts",): ["courts"],
    }
    with pytest.raises(GongshiError) as refused:
        facts(make.subject(), city, asked=request("c"))
    assert refused.value.code == "report_sector_unknown"


@pytest.mark.parametrize(
    ("start", "end", "taken"),
    [
        ("2021-06-01", "2026-06-01", True),
        ("2021-05-31", "2026-06-01", False),
        ("2026-06-01", "2026-06-01", True),
        ("2026-05-01", "2026-06-02", False),
        ("2026-05-02", "2026-05-01", False),
    ],
)
def test_the_period_is_five_years_before_the_issue_at_most(
    start: str, end: str, taken: bool
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    if taken:
        assert facts(make.subject(), city_of(sector()), asked=request(period=period))
        return
    with pytest.raises(GongshiError) as refused:
        facts(make.subject(), city_of(sector()), asked=request(period=period))
    assert refused.value.code == "report_period_invalid"
    assert "2021-06-01" in refused.value.en


@pytest.mark.parametrize(
    ("purpose", "taken"),
    [
        ("", False),
        (" ", False),
        ("贷" * 200, True),
        ("贷" * 201, False),
        ("贷\udce8", False),  # a byte of a command line that is no UTF-8
        ("\u202e款贷", False),
    ],
)
def test_a_purpose_is_needed(purpose: str, taken: bool) -> None:
    asked = request(purpose=purpose)
    if taken:
        assert facts(make.subject(), city_of(sector()), asked=asked)["purpose"] == purpose
        return
    with pytest.raises(GongshiError) as refused:
        facts(make.subject(), city_of(sector()), asked=asked)
    assert refused.value.code == "report_purpose_invalid"


def test_without_a_rule_of_the_day_there_is_none() -> None:
    city = city_of(sector(), rules=replace(TIANJIN.rules, certification=()))
    with pytest.raises(GongshiError) as refused:
        facts(make.subject(), city)
    assert refused.value.code == "report_rule_missing"
