"""Subjects: codes and names, the register's word, what records say while it is silent."""

from __future__ import annotations

from datetime import date

from gongshi.ledger import quarantine, snapshots
from gongshi.ledger.snapshots import (
    find_subject,
    load_subjects,
    next_subjects,
    scan_subjects,
    subject_count,
)
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.model import SubjectKind
from tests.ledger.filing_desk import Desk, counted, licence, name, penalty, register, uscc

REGISTRATION = "120101000000011"


def test_a_register_row_enriches_the_subject_its_records_made(desk: Desk) -> None:
    desk.deliver("licences", [licence(subject_name="天津第一食品公司")])
    before = desk.subject()
    assert (before.name, before.register, before.former_names) == ("天津第一食品公司", None, ())
    entry = register(registration_number=REGISTRATION, former_names=("天津旧名公司",))
    assert counted(desk.deliver("register", [entry])) == {"added": 1}
    after = desk.subject()
    assert after.subject_id == before.subject_id
    assert after.register == entry
    assert (after.name, after.former_names) == (name(1), ("天津旧名公司",))
    assert after.codes == (uscc(1), organisation_code_of(uscc(1)), REGISTRATION)
    assert after.change == 2


def test_every_code_finds_the_subject_as_people_type_it(desk: Desk) -> None:
    desk.deliver("register", [register(registration_number=REGISTRATION)])
    wanted = desk.subject().subject_id
    organisation = organisation_code_of(uscc(1))
    typed = [
        uscc(1).lower() + " ",
        f"{organisation[:8]}-{organisation[8]}",
        REGISTRATION,
    ]
    with desk.ledger.read() as conn:
        assert [find_subject(conn, code) for code in typed] == [wanted] * 3
        assert find_subject(conn, uscc(2)) is None
        assert subject_count(conn) == 1
        assert load_subjects(conn, [wanted, "s00000000", "no id"]).keys() == {wanted}
        assert load_subjects(conn, []) == {}


def test_scanning_meets_every_subject_once_in_order(desk: Desk) -> None:
    desk.deliver("licences", [licence(n % 7, f"{n}") for n in range(20)])
    met: list[snapshots.SubjectSnapshot] = []
    with desk.ledger.read() as conn:
        while part := scan_subjects(conn, met[-1].no if met else 0, 3):
            met += part
        assert next_subjects(conn, [4, 0, 0, 7]) == [met[0], met[4]]
        assert next_subjects(conn, [7]) == next_subjects(conn, []) == []
    assert [s.no for s in met] == list(range(1, 8))
    assert [len(s.records) for s in met] == [3, 3, 3, 3, 3, 3, 2]
    assert [r.record.document_number for r in met[1].records] == ["1", "8", "15"]


def test_a_newer_register_row_keeps_the_former_name(desk: Desk) -> None:
    desk.deliver("register", [register(name="甲公司", approved_date=date(2024, 1, 1))])
    desk.deliver("register", [register(name="乙公司", approved_date=date(2025, 1, 1))])
    desk.deliver("register", [register(name="丙公司", former_names=("子公司",))])
    subject = desk.subject()
    assert (subject.name, set(subject.former_names)) == ("丙公司", {"甲公司", "乙公司", "子公司"})
    assert subject.former_names[:1] == ("乙公司",)


def test_an_older_register_row_changes_nothing(desk: Desk) -> None:
    desk.deliver("register", [register(name="乙公司")], order="2025-01-01")
    receipt = desk.deliver("register", [register(name="甲公司")], order="2024-01-01")
    assert counted(receipt) == {"older": 1}
    assert (desk.subject().name, desk.subject().former_names) == ("乙公司", ())


def test_register_rows_of_one_file(desk: Desk) -> None:
    rows = [register(), register(), register(type="其他")]
    assert counted(desk.deliver("register", rows)) == {
        "added": 1,
        "duplicate": 1,
        "quarantined": 1,
    }
    with desk.ledger.read() as conn:
        assert [f.code for r in quarantine.listed(conn) for f in r.findings] == [
            "ambiguous_in_file"
        ]


def test_a_filed_name_is_compared_with_present_and_former_ones(desk: Desk) -> None:
    desk.deliver("register", [register(name="天津甲(集团)公司", former_names=("旧公司",))])
    names = ["天津甲（集团）公司", "旧公司", "另一公司"]
    receipt = desk.deliver("licences", [licence(1, str(n), subject_name=n) for n in names])
    assert [(p.code, p.rows) for p in receipt.problems] == [("name_differs", 1)]
    assert desk.subject().name == "天津甲(集团)公司"
    assert desk.subject().former_names == ("旧公司",)


def test_while_the_register_is_silent_the_latest_filed_name_holds(desk: Desk) -> None:
    filed = [("甲公司", 2024), ("乙公司", 2026), ("丙公司", 2025)]
    desk.deliver(
        "licences",
        [
            licence(1, str(year), subject_name=called, decision_date=date(year, 1, 1))
            for called, year in filed
        ],
    )
    assert desk.subject().name == "乙公司"
    assert desk.subject().former_names == ("丙公司", "甲公司")
    desk.deliver("register", [register(name="丁公司")])
    assert (desk.subject().name, desk.subject().former_names) == ("丁公司", ())


def test_a_subject_known_by_an_older_code_gets_its_uscc(desk: Desk) -> None:
    desk.deliver("register", [register(uscc="", registration_number=REGISTRATION)])
    with desk.ledger.read() as conn:
        old = find_subject(conn, REGISTRATION)
    assert counted(
        desk.deliver("licences", [licence(uscc="", registration_number=REGISTRATION)])
    ) == {"added": 1}
    receipt = desk.deliver("register", [register(registration_number=REGISTRATION)])
    assert counted(receipt) == {"corrected": 1}
    assert desk.subject().subject_id == old
    assert len(desk.subject().records) == 1
    desk.deliver("licences", [licence(1, "二")])
    assert len(desk.subject().records) == 2


def test_codes_of_two_subjects_in_one_row_go_to_a_person(desk: Desk) -> None:
    desk.deliver("register", [register(1), register(2, registration_number=REGISTRATION)])
    torn = licence(
        uscc="",
        organisation_code=organisation_code_of(uscc(1)),
        registration_number=REGISTRATION,
    )
    assert counted(desk.deliver("licences", [torn])) == {"quarantined": 1}


def test_register_rows_without_a_usable_code_go_to_a_person(desk: Desk) -> None:
    rows = [register(uscc="91120101000000001X"), register(uscc="")]
    assert counted(desk.deliver("register", rows)) == {"quarantined": 2}


def test_an_individual_business_is_told_from_a_legal_person(desk: Desk) -> None:
    kind = SubjectKind.INDIVIDUAL_BUSINESS
    desk.deliver("penalties", [penalty(1, subject_kind=kind)])
    assert desk.subject().subject_kind is kind
    desk.deliver("register", [register(1), register(2, subject_kind="个体工商户")])
    assert desk.subject(1).subject_kind is SubjectKind.LEGAL_PERSON
    assert desk.subject(2).subject_kind is kind
