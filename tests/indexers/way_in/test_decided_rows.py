"""Quarantined rows that a person decided, and those that nobody can decide so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.acts import Deed, act
from gongshi.indexers.decided_rows import Decided, How, accept_row
from gongshi.indexers.own_records import Unit
from gongshi.ledger import quarantine
from gongshi.ledger.audit import acts
from gongshi.ledger.snapshots import RecordSnapshot, scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.model import Penalty, SubjectKind, Withdrawal
from gongshi.records.problems import GongshiError

pytestmark = pytest.mark.slow

AUTHORITY = "南京市生态环境局"
OTHER_FIRM = "91350100M000100Y43"


def withdrawal(**changes: str) -> dict[str, str]:
    return {
        "CX_WSH": "宁环撤〔2026〕1号",
        "CX_SHXYM": "91320100748204660Q",
        "CX_MC": "南京钢铁联合有限公司",
        "CX_YJLLX": "CF",
        "CX_YWSH": "宁环罚〔2026〕3号",
        "CX_LX": "撤销",
        "CX_GKLY": "主要证据不足",
        "CX_JDRQ": "2026/05/20",
        "CX_JDDW": AUTHORITY,
        "CX_LYDW": AUTHORITY,
    } | changes


class House:
    """A ledger, files into it, and a person who decides."""

    def __init__(self, take: Any, ledger: Ledger, city: City, now: datetime) -> None:
        self.take, self.ledger, self.city, self.now = take, ledger, city, now

    def rows(self, **more: Any) -> list[quarantine.QuarantinedRow]:
        with self.ledger.read() as conn:
            return quarantine.listed(conn, **more)

    def row(self, rule: str) -> str:
        (row,) = self.rows()
        assert [f.code for f in row.findings] == [rule]
        return row.id

    def records(self) -> list[RecordSnapshot]:
        with self.ledger.read() as conn:
            return [one for s in scan_subjects(conn, 0, 10) for one in s.records]

    def accept(self, row: str, how: How, record: str = "", **more: Any) -> Decided:
        given: dict[str, Any] = {"by": "王敏", "now": self.now, "reason": "已电话核实"} | more
        return accept_row(self.ledger, self.city, row, how, record, **given)

    def refused(self, row: str, how: How, record: str = "") -> GongshiError:
        before = self.records(), self.rows()
        with pytest.raises(GongshiError) as problem:
            self.accept(row, how, record)
        assert (self.records(), self.rows()) == before
        return problem.value


@pytest.fixture
def house(take: Any, ledger: Ledger, city: City, now: datetime) -> House:
    return House(take, ledger, city, now)


def hide(house: House, record: str) -> None:
    columns = {"WSH": "撤1", "JDRQ": "2026-05-20", "LX": "撤销", "LY": "证据不足"}
    deed = Deed("withdraw", columns | {"JDDW": AUTHORITY}, Unit(AUTHORITY))
    act(house.ledger, house.city, deed, [record], by="王敏", now=house.now)


def test_what_resembles_a_hidden_penalty_may_be_another_one(house: House, penalty_row: Any) -> None:
    house.take("penalties", [penalty_row()])
    hide(house, house.records()[0].record.id)
    other = penalty_row(CF_WSH="宁环罚〔2026〕4号")
    house.take("penalties", [other])
    row = house.row("resembles_hidden")
    done = house.accept(row, "new")
    hidden, new = house.records()
    assert done == Decided(new.record.id, "added")
    assert (new.record.document_number, new.events) == ("宁环罚〔2026〕4号", ())
    assert isinstance(hidden.events[0], Withdrawal)
    assert house.rows() == []
    with house.ledger.read() as conn:
        (closed,) = quarantine.listed(conn, state="resolved")
        assert closed.id == row
        (of_row,) = acts(conn, target=row)
        (of_record,) = acts(conn, target=new.record.id)
    assert (of_row.actor, of_row.act) == ("王敏", "quarantine.accept")
    assert of_row.detail == f"new {new.record.id} 已电话核实"
    assert of_record.detail == f"new {row} 已电话核实"
    again = house.take("penalties", [other, penalty_row(CF_XDR_MC="另一名")][:1], file_name="b.csv")
    assert again.outcome == "duplicate_file"
    assert house.take("penalties", [other, other]).counts["unchanged"] == 1


def test_a_withdrawn_record_takes_no_correction_and_a_repaired_one_does(
    house: House, penalty_row: Any
) -> None:
    house.take("penalties", [penalty_row()])
    (record,) = house.records()
    repair = {"WSH": "修1", "JDRQ": "2026-05-20", "JG": "准予修复", "JDDW": AUTHORITY}
    deed = Deed("repair", repair, Unit(AUTHORITY))
    act(house.ledger, house.city, deed, [record.record.id], by="王敏", now=house.now)
    house.take("penalties", [penalty_row(CF_WSH="宁环罚〔2026〕03号")])
    row = house.row("resembles_hidden")
    assert house.accept(row, "corrects", record.record.id).outcome == "corrected"
    (corrected,) = house.records()  # the same record, still hidden by its repair
    assert corrected.record.document_number == "宁环罚〔2026〕03号"
    assert len(corrected.events) == 1
    hide(house, record.record.id)
    house.take("penalties", [penalty_row(CF_WSH="宁环罚〔2026〕5号")])
    row = house.row("resembles_hidden")
    problem = house.refused(row, "corrects", record.record.id)
    assert (problem.code, "已撤销" in problem.zh) == ("row_not_decidable", True)


def test_an_ambiguous_correction_is_decided_either_way(house: House, penalty_row: Any) -> None:
    house.take("penalties", [penalty_row()])
    # number and authority alone are the same: a second violation, or a correction?
    house.take("penalties", [penalty_row(CF_WFXW="无证排污", CF_NR="责令改正")])
    (record,) = house.records()
    row = house.row("ambiguous_match")
    assert house.accept(row, "corrects", record.record.id) == Decided(record.record.id, "corrected")
    (after,) = house.records()
    assert isinstance(after.record, Penalty)
    assert after.record.violation_type == "无证排污"
    house.take("penalties", [penalty_row(CF_WFXW="第三行为", CF_NR="警告")])
    assert house.accept(house.row("ambiguous_match"), "new").outcome == "added"
    assert len(house.records()) == 2


def test_a_second_row_of_one_file_is_decided(house: House, penalty_row: Any) -> None:
    first = penalty_row()
    house.take("penalties", [first, first | {"CF_YJ": "另一依据"}])
    row = house.row("ambiguous_in_file")
    assert house.accept(row, "new").outcome == "added"
    assert len(house.records()) == 2


def test_a_correction_stays_within_source_and_subject(
    house: House, penalty_row: Any, licence_row: Any
) -> None:
    house.take("penalties", [penalty_row(), penalty_row(CF_XDR_SHXYM=OTHER_FIRM, CF_WSH="别号")])
    house.take("licences", [licence_row()])
    house.take("penalties", [penalty_row(CF_WFXW="无证排污", CF_NR="责令改正")])
    row = house.row("ambiguous_match")
    of_firm, licence, other = house.records()
    assert of_firm.record.document_number == "宁环罚〔2026〕3号"
    for wrong in (licence, other):
        problem = house.refused(row, "corrects", wrong.record.id)
        assert "另一来源或主体" in problem.zh
    assert house.refused(row, "corrects", "r00000000").code == "unknown_id"
    assert "--corrects、--new" in house.refused(row, "about", of_firm.record.id).zh


def test_an_ambiguous_event_strikes_the_record_a_person_names(
    house: House, penalty_row: Any
) -> None:
    house.take("penalties", [penalty_row()])
    house.take("penalties", [penalty_row(), penalty_row(CF_WFXW="无证排污", CF_NR="责令改正")])
    house.take("withdrawals", [withdrawal()])
    row = house.row("ambiguous_target")
    first, second = house.records()
    assert "--about" in house.refused(row, "new").zh
    assert house.accept(row, "about", second.record.id).outcome == "applied"
    assert [len(one.events) for one in house.records()] == [0, 1]
    assert house.rows() == []
    house.now += timedelta(days=1)
    assert first.record.id != second.record.id


def test_an_event_that_waits_strikes_the_record_a_person_names(
    house: House, penalty_row: Any
) -> None:
    house.take("penalties", [penalty_row(CF_WSH="宁环罚〔2026〕叁号")])
    house.take("withdrawals", [withdrawal()])
    row = house.row("target_not_found")
    (record,) = house.records()
    assert house.accept(row, "about", record.record.id).outcome == "corrected"
    (event,) = house.records()[0].events
    assert isinstance(event, Withdrawal)
    assert event.decision_date == date(2026, 5, 20)
    assert house.rows() == []
    # It waits no more: the number it named comes, and is another decision.
    named = penalty_row(CF_WFXW="别的行为", CF_NR="警告")
    assert house.take("penalties", [named]).counts["applied"] == 0
    assert [len(one.events) for one in house.records()] == [1, 0]


def test_another_units_event_may_be_let_through(house: House, penalty_row: Any) -> None:
    house.take("penalties", [penalty_row()])
    house.take("withdrawals", [withdrawal(CX_LYDW="江苏省生态环境厅")])
    row = house.row("not_own_record")
    (record,) = house.records()
    assert house.accept(row, "about", record.record.id).outcome == "applied"
    assert len(house.records()[0].events) == 1


def test_an_event_is_about_its_kind_of_record(
    house: House, penalty_row: Any, licence_row: Any
) -> None:
    house.take("licences", [licence_row()])
    house.take("withdrawals", [withdrawal()])
    (record,) = house.records()
    problem = house.refused(house.row("target_not_found"), "about", record.record.id)
    assert "记录类型不同" in problem.zh


def test_a_persons_row_is_decided_without_the_number(house: House, penalty_row: Any) -> None:
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": "129900199001010039"}
    first = penalty_row(CF_XDR_MC="张样", **person)
    house.take("penalties", [first, first | {"CF_YJ": "另一依据"}])
    row = house.row("ambiguous_in_file")
    assert house.accept(row, "new").outcome == "added"
    kinds = {one.record.subject_kind for one in house.records()}
    assert (kinds, len(house.records())) == ({SubjectKind.NATURAL_PERSON}, 2)
    target = {"CX_SHXYM": "129900199001010039", "CX_MC": "张样"}
    house.take("withdrawals", [withdrawal(**target)])
    row = house.row("ambiguous_target")
    assert house.accept(row, "about", house.records()[0].record.id).outcome == "applied"
    assert [len(one.events) for one in house.records()] == [1, 0]


def test_rows_that_are_wrong_in_themselves_are_filed_again(house: House, penalty_row: Any) -> None:
    house.take("penalties", [penalty_row(CF_JDRQ="昨天")])
    row = house.row("decision_date_unreadable")
    problem = house.refused(row, "new")
    assert problem.code == "row_not_decidable"
    assert "更正后重新报送" in problem.zh
    assert house.refused("q0000000z", "new").code == "unknown_id"


def test_what_was_dealt_with_or_expired_cannot_be_decided(house: House, penalty_row: Any) -> None:
    first = penalty_row()
    house.take("penalties", [first, first | {"CF_YJ": "另一依据"}])
    row = house.row("ambiguous_in_file")
    house.accept(row, "new")
    assert "已处理" in house.refused(row, "new").zh
    third = penalty_row(CF_WSH="宁环罚〔2026〕7号", CF_NR="警告")
    house.take("penalties", [third, third | {"CF_YJ": "第三依据"}])
    row = house.row("ambiguous_in_file")
    quarantine.expire(house.ledger, house.now + timedelta(days=200))
    assert "到期清除" in house.refused(row, "new").zh


def test_a_row_that_came_in_meanwhile_changes_nothing(house: House, penalty_row: Any) -> None:
    first = penalty_row()
    second = first | {"CF_YJ": "另一依据"}
    house.take("penalties", [first, second])
    row = house.row("ambiguous_in_file")
    distinct = replace(house.city.sources["penalties"], same_key_in_file="distinct")
    house.city = replace(house.city, sources={**house.city.sources, "penalties": distinct})
    other = house.take("penalties", [second, first], of=house.city)
    assert other.counts["added"] + other.counts["corrected"] == 1
    assert "已处理" in house.refused(row, "new").zh  # the ingest closed it
