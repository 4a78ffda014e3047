"""Repairs, withdrawals and suspensions find their record, wait for it, or go to a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongshi.indexers.rows import EventRow
from gongshi.ledger import quarantine
from gongshi.ledger.changes import head
from gongshi.ledger.notices import latest_notices
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.model import (
    Penalty,
    RecordKind,
    Repair,
    RepairResult,
    Severity,
    SubjectKind,
    Suspension,
    Withdrawal,
)
from tests.ledger.filing_desk import (
    Desk,
    counted,
    licence,
    penalty,
    register,
    repair,
    suspension,
    uscc,
    withdrawal,
)


def open_codes(desk: Desk) -> list[str]:
    with desk.ledger.read() as conn:
        return [f.code for row in quarantine.listed(conn) for f in row.findings]


def test_events_reach_their_record_in_the_order_of_acceptance(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(), penalty(number="津市罚〔2026〕2号")])
    asked = repair()
    assert counted(desk.deliver("repairs", [asked])) == {"applied": 1}
    assert counted(desk.deliver("suspensions", [suspension()])) == {"applied": 1}
    struck, other = desk.subject().records
    assert [type(e) for e in struck.events] == [Repair, Suspension]
    assert [e.sequence for e in struck.events] == [1, 2]
    assert isinstance(struck.events[0], Repair)
    assert isinstance(asked.event, Repair)
    assert struck.events[0].decision_date == asked.event.decision_date
    assert other.events == ()
    assert struck.change == 4


def test_the_same_event_again_changes_nothing(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair(), repair()])
    with desk.ledger.read() as conn:
        number = head(conn)
    assert counted(desk.deliver("repairs", [repair()])) == {"unchanged": 1}
    assert len(desk.subject().records[0].events) == 1
    with desk.ledger.read() as conn:
        assert head(conn) == number


def test_a_corrected_filing_of_an_event_replaces_it(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair(effective_date=date(2026, 9, 1))])
    receipt = desk.deliver("repairs", [repair(effective_date=date(2026, 10, 1))])
    assert counted(receipt) == {"corrected": 1, "applied": 1}
    (event,) = desk.subject().records[0].events
    assert isinstance(event, Repair)
    assert event.effective_date == date(2026, 10, 1)
    older = repair(effective_date=date(2026, 8, 1))
    assert counted(desk.deliver("repairs", [older], order="2020-01-01")) == {"older": 1}
    assert desk.subject().records[0].events == (event,)


def test_a_revoked_repair_is_an_event_of_its_own(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair()])
    assert counted(desk.deliver("repairs", [repair(result=RepairResult.REVOKED)])) == {"applied": 1}
    assert len(desk.subject().records[0].events) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RepairResult.GRANTED, RepairResult.REFUSED),
        (RepairResult.REFUSED, RepairResult.GRANTED),
    ],
)
def test_a_repair_corrected_to_its_opposite_replaces_it(
    desk: Desk, before: RepairResult, after: RepairResult
) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair(result=before)])
    receipt = desk.deliver("repairs", [repair(result=after)])
    assert counted(receipt) == {"corrected": 1, "applied": 1}
    (event,) = desk.subject().records[0].events
    assert isinstance(event, Repair)
    assert event.result is after


def test_a_withdrawal_of_a_corrected_kind_replaces_it_and_its_notice(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(severity=Severity.GENERAL)])
    desk.deliver("withdrawals", [withdrawal(kind="撤销")])
    with desk.ledger.read() as conn:
        assert len(latest_notices(conn)) == 1
    receipt = desk.deliver("withdrawals", [withdrawal(kind="误报撤回")])
    assert counted(receipt) == {"corrected": 1, "applied": 1}
    (event,) = desk.subject().records[0].events
    assert isinstance(event, Withdrawal)
    assert event.kind == "误报撤回"
    with desk.ledger.read() as conn:
        assert latest_notices(conn) == []


@pytest.mark.parametrize("kind", ["unknown subject", "unknown number"])
def test_an_event_waits_for_its_record(desk: Desk, kind: str) -> None:
    if kind == "unknown number":
        desk.deliver("penalties", [penalty(number="另一号")])
    receipt = desk.deliver("repairs", [repair(target_document_number="津市罚[2026] 1号")])
    assert counted(receipt) == {"quarantined": 1, "waiting": 1}
    assert open_codes(desk) == ["target_not_found"]
    assert counted(
        desk.deliver("repairs", [repair(target_document_number="津市罚[2026] 1号")])
    ) == {"unchanged": 1}
    assert open_codes(desk) == ["target_not_found"], "it came again, and waits as before"
    receipt = desk.deliver("penalties", [penalty()])
    assert counted(receipt) == {"added": 1, "applied": 1}
    assert open_codes(desk) == []
    assert [type(e) for e in desk.subject().records[-1].events] == [Repair]


def test_an_event_waits_for_the_right_authority(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(authority="天津市生态环境局")])
    assert counted(desk.deliver("repairs", [repair()])) == {"quarantined": 1, "waiting": 1}
    desk.deliver("penalties", [penalty(violation_type="另一违法行为")])
    other, struck = desk.subject().records
    assert (len(other.events), len(struck.events)) == (0, 1)


def test_a_corrected_number_brings_the_waiting_event(desk: Desk) -> None:
    desk.source("penalties", match_keys=(("violation_type",),))
    desk.deliver("penalties", [penalty(number="津市罚〔2026〕I号")])
    desk.deliver("repairs", [repair()])
    assert counted(desk.deliver("penalties", [penalty()])) == {
        "deferred": 1,
        "corrected": 1,
        "applied": 1,
    }
    assert len(desk.subject().records[0].events) == 1


def test_a_corrected_event_no_longer_waits(desk: Desk) -> None:
    desk.deliver("repairs", [repair()])
    receipt = desk.deliver("repairs", [repair(decision_date=date(2026, 9, 2))])
    assert counted(receipt) == {"corrected": 1, "quarantined": 1, "waiting": 1}
    assert open_codes(desk) == ["target_not_found"]
    desk.deliver("penalties", [penalty()])
    assert len(desk.subject().records[0].events) == 1


def test_a_waiting_event_corrected_in_its_own_file_waits_no_longer(desk: Desk) -> None:
    wrong = repair(uscc="91120101000000001X")
    rows = [wrong, repair(), repair(decision_date=date(2026, 9, 2)), repair(uscc="")]
    desk.deliver("repairs", rows)
    assert sorted(open_codes(desk)) == ["subject_unresolvable", "target_not_found", "uscc_invalid"]
    desk.deliver("penalties", [penalty()])
    (event,) = desk.subject().records[0].events
    assert isinstance(event, Repair)
    assert event.decision_date == date(2026, 9, 2)
    assert sorted(open_codes(desk)) == ["subject_unresolvable", "uscc_invalid"]


def test_a_number_of_several_records_asks_which(desk: Desk) -> None:
    desk.source("penalties", same_key_in_file="distinct")
    rows = [penalty(violation_type=v, content=v) for v in ("甲行为", "乙行为")]
    desk.deliver("penalties", rows)
    assert counted(desk.deliver("repairs", [repair()])) == {"quarantined": 1}
    assert open_codes(desk) == ["ambiguous_target"]
    named = repair(target_match="乙行为")
    assert counted(desk.deliver("repairs", [named])) == {"applied": 1}
    assert [len(r.events) for r in desk.subject().records] == [0, 1]
    vague = repair(target_match="2026/05/11", document_number="2")
    assert counted(desk.deliver("repairs", [vague])) == {"quarantined": 1}


def test_what_tells_records_apart_must_fit_a_single_one_too(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(violation_type="甲行为")])
    named = repair(target_match="乙行为")
    assert counted(desk.deliver("repairs", [named])) == {"quarantined": 1, "waiting": 1}
    assert open_codes(desk) == ["target_not_found"]
    assert desk.subject().records[0].events == ()
    desk.deliver("penalties", [penalty(violation_type="甲行为", remark="更正")])
    assert open_codes(desk) == ["target_not_found"]
    meant = penalty(source="penalties-samr", violation_type="乙行为")
    assert counted(desk.deliver("penalties-samr", [meant])) == {"added": 1, "applied": 1}
    assert [len(r.events) for r in desk.subject().records] == [0, 1]
    assert open_codes(desk) == []


def test_records_are_told_apart_by_what_was_first_filed(desk: Desk) -> None:
    desk.source(
        "penalties", same_key_in_file="distinct", match_keys=(("document_number", "facts"),)
    )
    first, other = (penalty(violation_type=v, facts=v, content=v) for v in ("甲", "乙"))
    desk.deliver("penalties", [first, other])
    corrected = penalty(violation_type="丙", facts="甲", content="丙")
    assert counted(desk.deliver("penalties", [corrected]))["corrected"] == 1
    again = penalty(violation_type="丙", facts="丙", content="丙")
    desk.source("penalties", match_keys=(("document_number", "content"),))
    assert counted(desk.deliver("penalties", [again]))["corrected"] == 1
    assert counted(desk.deliver("repairs", [repair(target_match="甲")])) == {"applied": 1}
    assert [len(r.events) for r in desk.subject().records] == [1, 0]


def test_a_waiting_event_that_fits_several_stays_with_a_person(desk: Desk) -> None:
    desk.source("penalties", same_key_in_file="distinct")
    desk.deliver("repairs", [repair()])
    rows = [penalty(violation_type=v, content=v) for v in ("甲行为", "乙行为")]
    assert counted(desk.deliver("penalties", rows)) == {"added": 2}
    assert open_codes(desk) == ["target_not_found"]
    assert [r.events for r in desk.subject().records] == [(), ()]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (repair(uscc="91120101000000001X"), "uscc_invalid"),
        (repair(uscc=""), "subject_unresolvable"),
        (repair(target_document_number=""), "target_not_found"),
    ],
)
def test_events_that_name_nobody(desk: Desk, row: EventRow, code: str) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [row])
    assert open_codes(desk) == [code]
    assert desk.subject().records[0].events == ()


def test_events_of_a_natural_person_go_by_its_key(desk: Desk) -> None:
    person: dict[str, Any] = {"uscc": "", "person_key": "k1", "subject_name": "张三"}
    desk.deliver("penalties", [penalty(subject_kind=SubjectKind.NATURAL_PERSON, **person)])
    assert counted(desk.deliver("repairs", [repair(**person)])) == {"applied": 1}


def test_an_event_about_a_licence_leaves_the_penalty_alone(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(number="同号")])
    desk.deliver("licences", [licence(number="同号")])
    row = withdrawal(target_document_number="同号", target_kind=RecordKind.LICENCE)
    assert counted(desk.deliver("withdrawals", [row])) == {"applied": 1}
    struck, licensed = desk.subject().records
    assert (struck.events, [type(e) for e in licensed.events]) == ((), [Withdrawal])
    with desk.ledger.read() as conn:
        assert latest_notices(conn) == []


def test_an_event_file_does_not_make_subjects(desk: Desk) -> None:
    desk.deliver("repairs", [repair(uscc=uscc(3))])
    with desk.ledger.read() as conn:
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM subjects").scalar() == 0


# --- one decision delivered by two sources ---


def copies(**fields: Any) -> tuple[Penalty, Penalty]:
    return penalty(**fields), penalty(source="penalties-samr", **fields)


def deliver_copies(desk: Desk, **fields: Any) -> None:
    for copy in copies(**fields):
        desk.deliver(copy.source, [copy])


def struck(desk: Desk) -> list[list[type]]:
    return [[type(event) for event in record.events] for record in desk.subject().records]


def test_an_event_strikes_every_copy_of_its_decision(desk: Desk) -> None:
    deliver_copies(desk)
    assert counted(desk.deliver("repairs", [repair()])) == {"applied": 1}
    assert struck(desk) == [[Repair], [Repair]]
    assert counted(desk.deliver("repairs", [repair()])) == {"unchanged": 1}
    corrected = repair(effective_date=date(2026, 10, 1))
    with desk.ledger.read() as conn:
        before = head(conn)
    assert counted(desk.deliver("repairs", [corrected])) == {"corrected": 1, "applied": 1}
    for record in desk.subject().records:
        (event,) = record.events
        assert isinstance(event, Repair)
        assert event.effective_date == date(2026, 10, 1)
        assert record.change > before


def test_a_copy_that_comes_later_is_struck_too(desk: Desk) -> None:
    first, second = copies()
    desk.deliver("repairs", [repair()])
    assert counted(desk.deliver("penalties", [first])) == {"added": 1, "applied": 1}
    desk.deliver("suspensions", [suspension()])
    assert counted(desk.deliver("penalties-samr", [second])) == {"added": 1, "applied": 2}
    assert struck(desk) == [[Repair, Suspension], [Repair, Suspension]]
    again = desk.deliver("repairs", [repair(reason="另")])
    assert counted(again) == {"corrected": 1, "applied": 1}
    corrected = penalty(source="penalties-samr", remark="更正")
    assert "applied" not in counted(desk.deliver("penalties-samr", [corrected]))
    assert struck(desk) == [[Suspension, Repair], [Suspension, Repair]]


def test_the_withdrawal_of_two_copies_is_explained_once(desk: Desk) -> None:
    first, second = copies(severity=Severity.GENERAL)
    desk.deliver("penalties", [first])
    desk.deliver("withdrawals", [withdrawal()])
    desk.deliver("penalties-samr", [second])
    assert struck(desk) == [[Withdrawal], [Withdrawal]]
    with desk.ledger.read() as conn:
        assert len(latest_notices(conn)) == 1


def test_a_decision_filed_anew_is_not_struck_by_the_withdrawal_of_the_old(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("withdrawals", [withdrawal()])
    assert counted(desk.deliver("penalties", [penalty(content="罚款二万元")]))["added"] == 1
    assert struck(desk) == [[Withdrawal], []]


def test_a_superseded_event_strikes_no_later_copy(desk: Desk) -> None:
    first, second = copies()
    desk.deliver("penalties", [first])
    desk.deliver("repairs", [repair()])
    desk.deliver("repairs", [repair(result=RepairResult.REFUSED)])
    desk.deliver("penalties-samr", [second])
    for record in desk.subject().records:
        (event,) = record.events
        assert isinstance(event, Repair)
        assert event.result is RepairResult.REFUSED


@pytest.mark.parametrize(
    "fields", [{"decision_date": date(2026, 5, 12)}, {"authority": "天津市生态环境局"}]
)
def test_records_that_differ_in_day_or_authority_are_no_copies(
    desk: Desk, fields: dict[str, Any]
) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("penalties-samr", [penalty(source="penalties-samr", **fields)])
    desk.deliver("repairs", [repair(target_authority="")])
    assert open_codes(desk) == ["ambiguous_target"]
    assert struck(desk) == [[], []]


def test_two_records_of_one_source_stay_ambiguous_beside_a_copy(desk: Desk) -> None:
    desk.source("penalties", same_key_in_file="distinct")
    desk.deliver("penalties", [penalty(violation_type=v, content=v) for v in ("甲", "乙")])
    copy = penalty(source="penalties-samr", violation_type="乙", content="乙")
    desk.deliver("penalties-samr", [copy])
    desk.deliver("repairs", [repair()])
    assert open_codes(desk) == ["ambiguous_target"]
    assert counted(desk.deliver("repairs", [repair(target_match="乙")])) == {"applied": 1}
    assert struck(desk) == [[], [Repair], [Repair]]


# --- subjects known by several codes ---


def test_an_event_waits_for_a_record_without_uscc(desk: Desk) -> None:
    desk.deliver("register", [register()])
    desk.deliver("repairs", [repair()])
    bare = penalty(uscc="", organisation_code=organisation_code_of(uscc(1)))
    assert counted(desk.deliver("penalties", [bare])) == {"added": 1, "applied": 1}
    assert struck(desk) == [[Repair]]
    assert open_codes(desk) == []


def test_an_event_waits_for_its_subjects_uscc(desk: Desk) -> None:
    number = "120100000000001"
    desk.deliver("register", [register(uscc="", registration_number=number)])
    desk.deliver("penalties", [penalty(uscc="", registration_number=number)])
    assert counted(desk.deliver("repairs", [repair()])) == {"quarantined": 1, "waiting": 1}
    receipt = desk.deliver("register", [register(registration_number=number)])
    assert counted(receipt) == {"corrected": 1, "applied": 1}
    assert struck(desk) == [[Repair]]
    assert open_codes(desk) == []


# --- numbers ---


@pytest.mark.parametrize(
    ("recorded", "named"),
    [
        ("津罚5号;津罚6号", "津罚6号"),
        ("津罚5号；津罚6号", "津罚5号"),
        ("津罚6号", "津罚5号;津罚6号"),
        ("津市监罚〔2026〕第0003号", "津市监罚[2026]0003号"),
        ("津市监罚〔2026〕0003号", "津市监罚〔2026〕第0003号"),
    ],
)
@pytest.mark.parametrize("waits", [False, True])
def test_a_number_that_is_written_otherwise_is_found(
    desk: Desk, recorded: str, named: str, waits: bool
) -> None:
    files: list[tuple[str, Penalty | EventRow]] = [
        ("penalties", penalty(number=recorded)),
        ("repairs", repair(target_document_number=named)),
    ]
    for source, row in reversed(files) if waits else files:
        desk.deliver(source, [row])
    assert struck(desk) == [[Repair]]
    assert open_codes(desk) == []


def test_joined_numbers_of_two_records_are_ambiguous_unless_one_has_them_all(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(number="津罚5号"), penalty(number="津罚6号")])
    both = repair(target_document_number="津罚5号;津罚6号")
    desk.deliver("repairs", [both])
    assert open_codes(desk) == ["ambiguous_target"]
    desk.deliver("penalties", [penalty(number="津罚5号;津罚6号")])
    desk.deliver("repairs", [both, repair(target_document_number="津罚5号")])
    assert struck(desk) == [[Repair], [], [Repair]]


def test_of_many_joined_numbers_eight_are_looked_at(desk: Desk) -> None:
    joined = ";".join(f"津罚{n}号" for n in range(1, 11))
    desk.deliver("penalties", [penalty(number=joined)])
    rows = [
        repair(target_document_number=f"津罚{n}号", document_number=str(n)) for n in range(1, 11)
    ]
    assert counted(desk.deliver("repairs", rows)) == {"applied": 8, "quarantined": 2, "waiting": 2}
