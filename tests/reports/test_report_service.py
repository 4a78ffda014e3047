"""Reports over a real ledger: one moment, kept to the byte, written down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from gongshi.cities.told import told_sources
from gongshi.ledger.reports import accesses, find_report
from gongshi.ledger.sample_mark import mark_sample
from gongshi.ledger.store import Ledger
from gongshi.records.identifiers import uscc_check_character
from gongshi.records.model import Penalty, SubjectKind
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.reports.service import Asker, Reports
from gongshi.reports.special import SpecialRequest
from gongshi.samples.usccs import ENTERPRISE, make_uscc
from tests.ledger.filing_desk import (
    Desk,
    failed,
    licence,
    name,
    penalty,
    register,
    repair,
    uscc,
    withdrawal,
    zero_report,
)
from tests.reports.report_cities import TIANJIN, city_of, penalty_input, sector

pytestmark = pytest.mark.slow

YEAR = Period(date(2025, 6, 1), date(2026, 5, 20))
ASKER = Asker("李华", "复核")


@dataclass
class Dial:
    """Chooses by turning: the same first choices twice, then others."""

    picks: list[int] = field(default_factory=list)

    def __call__(self, choices: Sequence[str]) -> str:
        return choices[self.picks.pop(0) if self.picks else 0]


def reports(desk: Desk, *, choose: Dial | None = None) -> Reports:
    city = city_of(sector(penalty_input(units=("报送局",)), code="all"))
    return Reports(desk.ledger, replace(city, sources=desk.city.sources), choose or Dial())


def asked(*sectors: str) -> SpecialRequest:
    return SpecialRequest(YEAR, sectors, " 贷款 ")


def declare(desk: Desk) -> None:
    row = zero_report(
        target_source="penalties", item_code="", unit="报送局", period_from=YEAR.start,
        period_to=YEAR.end,
    )  # fmt: skip
    desk.deliver("zero-reports", [row])


def status(desk: Desk, firm: int = 1) -> str:
    desk.later(seconds=1)  # another number
    report = reports(desk).issue_special(uscc(firm), desk.now, asked(), "王敏")
    (one,) = report.facts["sectors"]
    return one["status"]


def test_an_ordinary_report_rests_on_the_ledger_as_it_is(desk: Desk) -> None:
    desk.deliver("register", [register()])
    desk.deliver("penalties", [penalty(severity=None)], period=YEAR)
    desk.later(days=1)
    report = reports(desk).ordinary(f" {uscc(1).lower()} ", desk.now)
    assert report is not None
    assert report.facts["asOfChange"] == 2
    assert report.facts["subject"]["name"] == name(1)
    told = [one["code"] for one in report.facts["sources"]]
    assert told == [source.code for source in told_sources(TIANJIN)]
    assert "repairs" not in told
    assert report.facts["sources"][1] == {
        "code": "penalties",
        "name": "行政处罚（双公示）",
        "lastDelivery": "2026-05-20T16:00:00.000+08:00",
        "coveredUntil": "2026-05-20",
    }
    assert report.facts["sources"][0]["lastDelivery"] is None
    assert report.envelope["number"] == "20260521160000000A0000"
    with desk.ledger.read() as conn:
        assert find_report(conn, report.envelope["number"]) is None


def test_what_nothing_public_is_known_of_gives_no_ordinary_report(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(2, severity=None)])  # class unknown: hidden
    served = reports(desk)
    for code in (uscc(1), uscc(2), "", "1" * 18, "91120101", "x" * 400):
        assert served.ordinary(code, desk.now) is None


def test_a_special_report_is_kept_and_told_again_to_the_byte(desk: Desk) -> None:
    desk.deliver("register", [register()])
    desk.deliver("penalties", [penalty()])
    served = reports(desk)
    report = served.issue_special(uscc(1), desk.now, asked("all"), "王敏")
    number = report.envelope["number"]
    assert report.facts["sectors"][0]["status"] == "found"
    with desk.ledger.read() as conn:
        kept = find_report(conn, number)
        assert kept is not None
        log = accesses(conn, kept.subject_id)
    assert (kept.kind, kept.as_of_change, kept.rules_hash) == ("special", 2, TIANJIN.hash)
    assert kept.issued_at == desk.now
    assert json.loads(kept.options) == {
        "begins": "2025-06-01",
        "ends": "2026-05-20",
        "sectors": ["all"],
        "purpose": "贷款",
    }
    assert hashlib.sha256(kept.facts.encode()).hexdigest() == kept.digest == report.digest
    assert [(line.actor, line.act, line.report_number, line.purpose) for line in log] == [
        ("王敏", "issue", number, "贷款")
    ]

    desk.deliver("withdrawals", [withdrawal(decision_date=date(2026, 5, 20))])
    desk.later(days=1)
    again = served.special(number, desk.now, ASKER, uscc=uscc(1))
    assert again == report
    with desk.ledger.read() as conn:
        newest = accesses(conn, kept.subject_id)[0]
    assert (newest.at, newest.actor, newest.act, newest.purpose) == (
        desk.now, "李华", "read", "复核",
    )  # fmt: skip


def test_anothers_report_is_not_told(desk: Desk) -> None:
    desk.deliver("register", [register(1), register(2)])
    served = reports(desk)
    number = served.issue_special(uscc(1), desk.now, asked(), "王敏").envelope["number"]
    assert served.special(number, desk.now, ASKER, uscc=uscc(2)) is None
    assert served.special(number, desk.now, ASKER, uscc=uscc(3)) is None
    assert served.special("20260521160000000Z0000", desk.now, ASKER) is None
    assert served.special(number, desk.now, ASKER) is not None  # the operator


def test_an_unknown_subject_has_no_special_report(desk: Desk) -> None:
    person = penalty(3, subject_kind=SubjectKind.NATURAL_PERSON, uscc="", person_key="k" * 32)
    desk.deliver("penalties", [person])
    for code in (uscc(1), "nonsense"):
        with pytest.raises(GongshiError) as refused:
            reports(desk).issue_special(code, desk.now, asked(), "王敏")
        assert refused.value.code == "report_subject_unknown"


def test_a_taken_number_is_not_given_again(desk: Desk) -> None:
    desk.deliver("register", [register()])
    first = reports(desk).issue_special(uscc(1), desk.now, asked(), "王敏")
    again = reports(desk, choose=Dial([0] * 6 + [0, 0, 0, 1])).issue_special(
        uscc(1), desk.now, asked(), "王敏"
    )
    assert first.envelope["number"] == "20260520160000000A0000"
    assert again.envelope["number"] == "20260520160000000A0001"
    with pytest.raises(GongshiError) as refused:
        reports(desk).issue_special(uscc(1), desk.now, asked(), "王敏")
    assert refused.value.code == "report_number_taken"


def test_clean_only_while_everything_is_declared_and_settled(desk: Desk) -> None:
    """One ledger, step by step: every step that leaves something open takes the word away."""
    desk.deliver("register", [register(1, former_names=("旧名有限公司",)), register(2)])
    assert status(desk) == "unknown"
    declare(desk)
    assert status(desk) == "not_found"

    desk.deliver("penalties", [failed(2, "", "旧名有限公司"), failed(3, "", "无关公司")])
    assert status(desk) == "unknown"
    assert status(desk, 2) == "not_found"

    opened = desk.open("penalties", b"unfinished")
    assert status(desk, 2) == "unknown"
    desk.deliver("penalties", [penalty(2)], digest=b"unfinished")
    assert opened.batch.state == "open"
    assert status(desk, 2) == "found"


REGISTRATION = "120000000000008"
LEGAL = "天津市甲食品（集团）有限公司"


def converted(firm: int = 1) -> str:
    """The USCC of the institution that the firm was before: around the same organisation code."""
    first = "12120101" + uscc(firm)[8:17]
    return first + uscc_check_character(first)


def test_what_a_body_did_under_another_code_keeps_its_report_from_being_clean(desk: Desk) -> None:
    """Two subjects are never merged; what one of them did, the other may have done."""
    desk.deliver("register", [register(1), register(2, uscc=converted()), register(3)])
    declare(desk)
    assert [status(desk, firm) for firm in (1, 3)] == ["not_found", "not_found"]
    desk.deliver("penalties", [penalty(uscc=converted(), decision_date=date(2025, 5, 31))])
    assert status(desk) == "not_found"  # outside the period
    desk.deliver("penalties", [penalty(uscc=converted(), document_number="2号")])
    assert [status(desk, firm) for firm in (1, 3)] == ["unknown", "not_found"]
    desk.deliver("penalties", [penalty(1, "3号")])
    desk.later(seconds=1)
    other = reports(desk).issue_special(converted(), desk.now, asked(), "王敏").facts
    assert other["sectors"][0]["status"] == "found"
    assert other["sectors"][0]["matters"][0]["pending"]


@pytest.mark.parametrize(
    ("entry", "named", "said"),
    [
        ({"registration_number": REGISTRATION}, "别的名称", "unknown"),
        ({"name": LEGAL.replace("（", "(").replace("）", ")")}, LEGAL, "unknown"),
        ({"former_names": (LEGAL,)}, LEGAL, "unknown"),
        ({"registration_number": "120000000000016"}, "别的名称", "not_found"),
    ],
)
def test_what_an_old_registration_did_keeps_the_report_from_being_clean(
    desk: Desk, entry: dict[str, Any], named: str, said: str
) -> None:
    """Known by its registration number first, then by its USCC from a unit's file."""
    old = register(uscc="", registration_number=REGISTRATION, name=named)
    desk.deliver("register", [old])
    desk.deliver(
        "penalties",
        [penalty(uscc="", registration_number=REGISTRATION, subject_name=named), penalty(2)],
    )
    desk.deliver("licences", [licence(1)])
    desk.deliver("register", [register(1, **entry)])
    declare(desk)
    assert status(desk) == said


def filed_as_a_person(firm: int = 1, key: str = "a", **fields: Any) -> Penalty:
    """A clerk chose 自然人 and gave a person's number; with the city's key the row came in."""
    return penalty(
        firm, uscc="", subject_kind=SubjectKind.NATURAL_PERSON, person_key=key * 64, **fields
    )


def test_what_was_filed_as_a_persons_keeps_the_body_it_names_from_being_clean(desk: Desk) -> None:
    desk.deliver("register", [register(1), register(2), register(3, name="甲（天津）有限公司")])
    declare(desk)
    desk.deliver("penalties", [filed_as_a_person(decision_date=date(2025, 5, 31))])
    assert status(desk) == "not_found"  # outside the period
    desk.deliver("penalties", [filed_as_a_person(document_number="2号")])
    assert [status(desk, firm) for firm in (1, 2, 3)] == ["unknown", "not_found", "not_found"]
    # that person's own records say nothing of the body, nor do later ones make it forgotten
    own = filed_as_a_person(2, subject_name="王五", decision_date=date(2026, 5, 12))
    narrow = filed_as_a_person(3, "b", subject_name="甲(天津)有限公司")
    desk.deliver("penalties", [own, narrow])
    assert [status(desk, firm) for firm in (1, 2, 3)] == ["unknown", "not_found", "unknown"]
    desk.later(seconds=1)
    facts = reports(desk).issue_special(uscc(1), desk.now, asked(), "王敏").facts["sectors"][0]
    assert "尚有待核数据" in facts["statement"]
    assert facts["items"] == []  # whose it is is not known: nothing of it is told


def test_a_person_of_the_subjects_name_without_a_record_of_it_says_nothing(desk: Desk) -> None:
    """The body's name and the person's own stand on two records of one person."""
    desk.deliver("register", [register(1)])
    declare(desk)
    named = filed_as_a_person(decision_date=date(2025, 5, 31))
    desk.deliver("penalties", [named, filed_as_a_person(2, subject_name="王五")])
    assert status(desk) == "not_found"


def test_quarantined_repairs_matter_to_what_was_found_only(desk: Desk) -> None:
    desk.deliver("register", [register(1), register(2)])
    desk.deliver("penalties", [penalty(1)])
    declare(desk)
    desk.deliver("repairs", [failed(2, "", "")])
    served = reports(desk)
    found = served.issue_special(uscc(1), desk.now, asked(), "王敏").facts["sectors"][0]
    assert "尚有待核数据" in found["statement"]
    assert status(desk, 2) == "not_found"


def test_repaired_penalties_are_marked(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair(decision_date=date(2026, 5, 19))])
    report = reports(desk).issue_special(uscc(1), desk.now, asked(), "王敏")
    (item,) = report.facts["sectors"][0]["items"]
    assert item["marks"] == ["已修复"]
    assert reports(desk).ordinary(uscc(1), desk.now) is None


def test_invented_data_are_marked_by_the_ledger_or_by_the_code(ledger: Ledger) -> None:
    desk = Desk(ledger, TIANJIN)
    invented = make_uscc(ENTERPRISE, 77)
    desk.deliver("register", [register(1), register(2, uscc=invented)])
    served = reports(desk)

    def samples() -> list[bool]:
        found = []
        for code in (uscc(1), invented):
            ordinary = served.ordinary(code, desk.now)
            assert ordinary is not None
            desk.later(seconds=1)
            special = served.issue_special(code, desk.now, asked(), "王敏")
            assert special.facts["sample"] == ordinary.facts["sample"]
            found.append(special.facts["sample"])
        return found

    assert samples() == [False, True]
    mark_sample(ledger)
    assert samples() == [True, True]
