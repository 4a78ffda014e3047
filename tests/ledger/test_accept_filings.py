"""Rows against records: unchanged, new, corrected, older, ambiguous."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongshi.indexers.rows import EventRow
from gongshi.ledger import quarantine, snapshots
from gongshi.ledger.changes import changes_after, head
from gongshi.ledger.clearances import clear
from gongshi.ledger.reviews import set_class
from gongshi.records.clock import to_ms
from gongshi.records.model import (
    Clearance,
    DisclosureMode,
    Licence,
    Penalty,
    PenaltyKind,
    RepairResult,
    Review,
    Severity,
    SubjectKind,
)
from tests.ledger.filing_desk import (
    NOW,
    Desk,
    counted,
    failed,
    licence,
    name,
    parsed,
    penalty,
    repair,
    uscc,
    withdrawal,
)


def codes_open(desk: Desk) -> list[str]:
    with desk.ledger.read() as conn:
        return [f.code for row in quarantine.listed(conn) for f in row.findings]


def test_what_is_accepted_comes_back_field_by_field(desk: Desk) -> None:
    filed = penalty(
        fine=Decimal("1.234567"),
        confiscation=Decimal(0),
        kinds=(PenaltyKind.FINE, PenaltyKind.REVOKE_PERMIT),
        kinds_text="罚款;吊销许可证件",
        mode=DisclosureMode.SHARED,
        severity=Severity.SERIOUS,
        published_date=date(2026, 5, 12),
        restriction_until=date(2099, 12, 31),
        objected=True,
        legal_representative="张三",
        remark="— —",
    )
    desk.deliver("penalties", [filed])
    (record,) = desk.records()
    snapshot = desk.subject()
    expected = replace(
        filed,
        id=record.id,
        subject_id=snapshot.subject_id,
        accepted_at=NOW,
    )
    assert record == expected
    assert record.accepted_at is not None
    assert to_ms(record.accepted_at) == to_ms(NOW)
    with desk.ledger.read() as conn:
        alone = snapshots.load_record(conn, record.id)
        assert alone == snapshot.records[0]
        assert snapshots.load_record(conn, snapshot.subject_id) is None
        assert snapshots.load_record(conn, "r00000000") is None


def test_same_content_again_changes_nothing(desk: Desk) -> None:
    rows = [licence(1), licence(2), licence(2, "津市许〔2026〕2号")]
    assert counted(desk.deliver("licences", rows)) == {"added": 3}
    before = desk.subject(2)
    with desk.ledger.read() as conn:
        number = head(conn)
    assert counted(desk.deliver("licences", rows)) == {"unchanged": 3}
    assert desk.subject(2) == before
    with desk.ledger.read() as conn:
        assert head(conn) == number


def test_identical_rows_of_one_file_are_one_record(desk: Desk) -> None:
    receipt = desk.deliver("licences", [licence(), licence(), licence()], chunk=2)
    assert counted(receipt) == {"added": 1, "duplicate": 2}
    assert len(desk.records()) == 1


def test_rows_of_one_file_with_one_number_are_distinct_records(desk: Desk) -> None:
    rows = [licence(content=f"第{n}项登记") for n in range(30)]
    rows += [licence(content="第0项登记", certificate_number=f"JY{n}") for n in range(10)]
    assert counted(desk.deliver("licences", rows, chunk=7)) == {"added": 40}
    assert len({record.id for record in desk.records()}) == 40
    assert counted(desk.deliver("licences", rows, chunk=11)) == {"unchanged": 40}


def test_a_correction_is_a_new_version_of_the_same_record(desk: Desk) -> None:
    desk.deliver("licences", [licence(certificate_name="食品许可证")])
    (first,) = desk.records()
    desk.later(days=3)
    receipt = desk.deliver("licences", [licence(certificate_name="食品经营许可证")])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}
    (second,) = desk.records()
    assert isinstance(first, Licence)
    assert second == replace(first, certificate_name="食品经营许可证")
    assert second.accepted_at == first.accepted_at
    with desk.ledger.read() as conn:
        changes = changes_after(conn, 0, 10)
        assert [(c.no, c.record_id) for c in changes] == [(1, first.id), (2, first.id)]
        versions = conn.exec_driver_sql(
            "SELECT version, certificate_name FROM licence_versions ORDER BY version"
        ).all()
    assert [tuple(row) for row in versions] == [(1, "食品许可证"), (2, "食品经营许可证")]


def test_the_second_match_key_finds_what_the_first_does_not(desk: Desk) -> None:
    desk.deliver("licences", [licence(content="销售")])
    receipt = desk.deliver("licences", [licence(content="预包装食品销售")])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}


def test_brackets_and_widths_do_not_hide_the_record_to_correct(desk: Desk) -> None:
    desk.deliver("licences", [licence(number="宁新区管审〔2025〕104号")])
    receipt = desk.deliver("licences", [licence(number="宁新区管审﹝２０２５﹞ 104号")])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}
    assert [record.document_number for record in desk.records()] == ["宁新区管审﹝２０２５﹞ 104号"]


def test_a_row_without_number_corrects_nothing(desk: Desk) -> None:
    desk.deliver("licences", [licence(number="")])
    assert counted(desk.deliver("licences", [licence(number="", status="1")])) == {"added": 1}


def test_an_older_delivery_does_not_overwrite_a_newer_one(desk: Desk) -> None:
    desk.deliver("licences", [licence(status="2")], order="2026-05-10")
    receipt = desk.deliver("licences", [licence(status="1")], order="2026-05-09")
    assert counted(receipt) == {"deferred": 1, "older": 1}
    (record,) = desk.records()
    assert isinstance(record, Licence)
    assert record.status == "2"


def test_unchanged_in_a_newer_delivery_makes_the_record_newer(desk: Desk) -> None:
    desk.deliver("licences", [licence(status="2")], order="2026-05-01")
    desk.deliver("licences", [licence(status="2")], order="2026-05-20")
    receipt = desk.deliver("licences", [licence(status="1")], order="2026-05-10")
    assert counted(receipt) == {"deferred": 1, "older": 1}


def test_files_a_b_a_leave_b(desk: Desk) -> None:
    desk.deliver("licences", [licence(status="1")], digest=b"A")
    desk.deliver("licences", [licence(status="2")], digest=b"B")
    before = desk.subject()
    assert desk.open("licences", b"A").outcome == "duplicate_file"
    assert desk.deliver("licences", [licence(status="1")], digest=b"A").batch.file_digest == b"A"
    assert desk.subject() == before


def test_two_records_for_one_correction_go_to_a_person(desk: Desk) -> None:
    desk.deliver("licences", [licence(certificate_name="甲"), licence(certificate_name="乙")])
    before = desk.records()
    receipt = desk.deliver("licences", [licence(certificate_name="丙")])
    assert counted(receipt) == {"deferred": 1, "quarantined": 1}
    assert codes_open(desk) == ["ambiguous_match"]
    assert desk.records() == before


def test_two_corrections_for_one_record_go_to_a_person(desk: Desk) -> None:
    desk.deliver("licences", [licence(certificate_name="甲")])
    before = desk.records()
    rows = [licence(certificate_name="乙"), licence(certificate_name="丙")]
    assert counted(desk.deliver("licences", rows)) == {"deferred": 2, "quarantined": 2}
    assert codes_open(desk) == ["ambiguous_match", "ambiguous_match"]
    assert desk.records() == before


def test_a_record_met_unchanged_is_no_candidate(desk: Desk) -> None:
    desk.deliver("licences", [licence(certificate_name="甲")])
    rows = [licence(certificate_name="乙"), licence(certificate_name="甲")]
    receipt = desk.deliver("licences", rows)
    assert counted(receipt) == {"deferred": 1, "unchanged": 1, "added": 1}


def test_each_of_two_corrections_finds_its_record_by_the_later_key(desk: Desk) -> None:
    day, other = date(2026, 5, 1), date(2026, 5, 2)
    desk.deliver("licences", [licence(decision_date=day), licence(decision_date=other)])
    rows = [licence(decision_date=d, certificate_name="证") for d in (other, day)]
    assert counted(desk.deliver("licences", rows)) == {"deferred": 2, "corrected": 2}
    assert [r.decision_date for r in desk.records()] == [day, other]


def test_identical_corrections_are_one(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    receipt = desk.deliver("licences", [licence(status="1"), licence(status="1")])
    assert counted(receipt) == {"deferred": 2, "corrected": 1, "duplicate": 1}


def test_contradicting_rows_of_one_file_where_the_source_says_so(desk: Desk) -> None:
    rows = [penalty(remark="甲"), penalty(remark="乙"), penalty(number="津市罚〔2026〕2号")]
    assert counted(desk.deliver("penalties", rows)) == {"added": 2, "quarantined": 1}
    assert codes_open(desk) == ["ambiguous_in_file"]


def test_of_contradicting_rows_the_right_one_is_filed_again(desk: Desk) -> None:
    """The first is shown as it would be alone, whichever it is; the receipt says of each what
    became of it, and the row that waits leaves quarantine by itself."""
    rows = [penalty(fine=Decimal(5)), penalty(fine=Decimal(5)), penalty(fine=Decimal(8))]
    receipt = desk.deliver("penalties", rows)
    assert counted(receipt) == {"added": 1, "duplicate": 1, "quarantined": 1}
    assert [r.fine for r in desk.records() if isinstance(r, Penalty)] == [5]
    receipt = desk.deliver("penalties", [penalty(fine=Decimal(8))])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}
    assert [r.fine for r in desk.records() if isinstance(r, Penalty)] == [8]
    assert codes_open(desk) == []


def test_rows_of_one_number_are_distinct_where_the_source_says_so(desk: Desk) -> None:
    rows = [licence(certificate_name="甲"), licence(certificate_name="乙"), licence()]
    assert counted(desk.deliver("licences", rows)) == {"added": 3}
    assert counted(desk.deliver("licences", rows[::-1], digest=b"x")) == {"unchanged": 3}


def test_a_decision_changed_after_its_withdrawal_is_a_new_record(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(fine=Decimal(5))])
    desk.deliver("withdrawals", [withdrawal(kind="误报撤回", decision_date=date(2026, 5, 12))])
    (old,) = desk.records()
    changed = penalty(fine=Decimal(8))
    assert counted(desk.deliver("penalties", [changed])) == {"added": 1}
    assert [(r.id == old.id, r.fine) for r in desk.records() if isinstance(r, Penalty)] == [
        (True, Decimal(5)),
        (False, Decimal(8)),
    ]
    assert [len(record.events) for record in desk.subject().records] == [1, 0]
    # From now on it is the new record that is corrected, whatever else the file holds.
    rows = [penalty(fine=Decimal(5)), penalty(fine=Decimal(9))]
    receipt = desk.deliver("penalties", rows)
    assert counted(receipt) == {"unchanged": 1, "deferred": 1, "corrected": 1}
    assert [r.fine for r in desk.records() if isinstance(r, Penalty)] == [5, 9]


def test_the_same_decision_again_after_its_withdrawal_stays_hidden_and_says_so(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("withdrawals", [withdrawal(decision_date=date(2026, 5, 12))])
    receipt = desk.deliver("penalties", [penalty()])
    assert counted(receipt) == {"unchanged": 1}
    assert [(p.code, p.rows) for p in receipt.problems] == [("unchanged_withdrawn", 1)]


def test_a_withdrawal_to_come_already_ends_corrections_but_hides_nothing_yet(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("withdrawals", [withdrawal(decision_date=date(2026, 5, 30))])
    receipt = desk.deliver("penalties", [penalty()])
    assert (counted(receipt), receipt.problems) == ({"unchanged": 1}, ())
    assert counted(desk.deliver("penalties", [penalty(fine=Decimal(1))])) == {"added": 1}


def test_only_a_standing_withdrawal_ends_corrections(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(), penalty(number="津市罚〔2026〕2号")])
    desk.deliver("withdrawals", [withdrawal(decision_date=date(2026, 5, 12))])
    with desk.ledger.write() as tx:  # as its correction does that strikes another record
        tx.conn.exec_driver_sql("UPDATE withdrawals SET superseded_by = no + 1")
    receipt = desk.deliver("penalties", [penalty()])
    assert (counted(receipt), receipt.problems) == ({"unchanged": 1}, ())
    receipt = desk.deliver("penalties", [penalty(fine=Decimal(1))])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}


def test_a_row_sent_before_the_withdrawal_is_no_decision_anew(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()], order="2026-05-02")
    desk.deliver("withdrawals", [withdrawal()], order="2026-05-12")
    late = penalty(fine=Decimal(1))
    assert counted(desk.deliver("penalties", [late], order="2026-05-11")) == {"older": 1}
    assert len(desk.records()) == 1


@pytest.mark.parametrize("chunk", [1, 500])
def test_a_second_violation_of_one_decision_overwrites_nothing(desk: Desk, chunk: int) -> None:
    first = penalty(violation_type="无证经营", content="罚款一万元")
    second = penalty(violation_type="未按规定公示", content="警告")
    desk.deliver("penalties", [first])
    before = desk.records()
    assert counted(desk.deliver("penalties", [second])) == {"deferred": 1, "quarantined": 1}
    assert codes_open(desk) == ["ambiguous_match"]
    assert desk.records() == before
    # Beside the first, it says what it is: another record of the same decision.
    receipt = desk.deliver("penalties", [second, first], chunk=chunk)
    assert counted(receipt) == {"deferred": 1, "added": 1, "unchanged": 1}
    assert codes_open(desk) == []


@pytest.mark.parametrize("changed", [{"violation_type": "另一违法行为"}, {"content": "警告"}])
def test_a_penalty_is_corrected_while_violation_or_content_stays(
    desk: Desk, changed: dict[str, Any]
) -> None:
    desk.deliver("penalties", [penalty()])
    receipt = desk.deliver("penalties", [penalty(**changed)])
    assert counted(receipt) == {"deferred": 1, "corrected": 1}


def test_suspect_keys_changed_in_the_city_still_find_old_records(desk: Desk) -> None:
    desk.source("penalties", suspect_keys=())
    desk.deliver("penalties", [penalty()])
    desk.source("penalties", suspect_keys=(("document_number",),))
    other = penalty(authority="另一机关", violation_type="无证经营", content="警告")
    assert counted(desk.deliver("penalties", [other])) == {"deferred": 1, "quarantined": 1}


@pytest.mark.parametrize("event", [repair(), withdrawal(), repair(decision_date=date(2027, 1, 1))])
@pytest.mark.parametrize("waits", [False, True])
def test_a_hidden_penalty_does_not_come_back_under_another_number_or_subject(
    desk: Desk, event: EventRow, waits: bool
) -> None:
    hidden = penalty(fine=Decimal("1.50"))
    files: list[tuple[str, Penalty | EventRow]] = [("penalties", hidden), (event.source, event)]
    for source, row in reversed(files) if waits else files:
        desk.deliver(source, [row])
    renumbered = penalty(number="津市罚〔2026〕11号", fine=Decimal("1.5"), remark="文书号更正")
    moved = penalty(2, fine=Decimal("1.5"))
    receipt = desk.deliver("penalties", [renumbered, moved])
    assert counted(receipt) == {"quarantined": 2}
    assert set(codes_open(desk)) == {"resembles_hidden"}
    others = [
        penalty(2, "津市罚〔2026〕12号", fine=Decimal("1.5")),
        penalty(number="津市罚〔2026〕13号", fine=Decimal(2)),
    ]
    assert counted(desk.deliver("penalties", others)) == {"added": 2}
    assert counted(desk.deliver("penalties-samr", [replace(moved, source="penalties-samr")])) == {
        "added": 1
    }


def test_only_what_is_hidden_now_and_as_it_reads_now_is_watched(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair()])
    desk.deliver("penalties", [penalty(fine=Decimal(3))])
    assert counted(desk.deliver("penalties", [penalty(2)])) == {"added": 1}
    assert counted(desk.deliver("penalties", [penalty(3, fine=Decimal(3))])) == {"quarantined": 1}
    revoked = repair(
        result=RepairResult.REVOKED, decision_date=date(2026, 9, 2), document_number="2"
    )
    desk.deliver("repairs", [revoked])
    assert counted(desk.deliver("penalties", [penalty(3, fine=Decimal(3))])) == {"added": 1}


def test_a_row_that_waited_may_resemble_what_is_hidden_too(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(), penalty(2, "津市罚〔2026〕2号", violation_type="甲")])
    desk.deliver("repairs", [repair()])
    rows = [
        penalty(2, "津市罚〔2026〕2号"),
        penalty(2, "津市罚〔2026〕2号", violation_type="甲"),
        penalty(2),
    ]
    receipt = desk.deliver("penalties", rows)
    assert counted(receipt) == {"deferred": 1, "unchanged": 1, "added": 1, "quarantined": 1}


def test_records_of_another_source_or_subject_are_never_corrected(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    assert counted(desk.deliver("penalties-samr", [penalty(source="penalties-samr")])) == {
        "added": 1
    }
    assert counted(desk.deliver("penalties", [penalty(2)])) == {"added": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (licence(uscc="91120101000000001X"), "uscc_invalid"),
        (licence(uscc=""), "subject_unresolvable"),
        (licence(uscc="", organisation_code="107743680"), "subject_unresolvable"),
        (licence(subject_kind=SubjectKind.NATURAL_PERSON), "subject_type_contradiction"),
        (licence(subject_kind=SubjectKind.NATURAL_PERSON, uscc=""), "subject_unresolvable"),
    ],
)
def test_rows_without_a_subject_are_kept_for_a_person(desk: Desk, row: object, code: str) -> None:
    receipt = desk.deliver("licences", [licence(5), parsed(row, 3)])  # type: ignore[arg-type]
    assert counted(receipt) == {"added": 1, "quarantined": 1}
    assert codes_open(desk) == [code]
    assert [(p.code, p.rows) for p in receipt.problems] == [(code, 1)]


def test_a_row_the_reader_could_not_use_is_kept_with_its_text(desk: Desk) -> None:
    desk.deliver("licences", [failed(7, "91120101000000001X", "某公司")])
    with desk.ledger.read() as conn:
        (row,) = quarantine.listed(conn)
    assert (row.line, row.name, dict(row.raw)) == (7, "某公司", {"XK_XDR_MC": "某公司"})
    assert [f.code for f in row.findings] == ["uscc_invalid"]
    assert "91120101000000001X" in row.findings[0].zh


def test_what_a_person_resolved_stays_resolved_by_them_when_the_row_comes_again(desk: Desk) -> None:
    lost = licence(uscc="", organisation_code=uscc(1)[8:17])
    desk.deliver("licences", [lost])
    with desk.ledger.read() as conn:
        (row,) = quarantine.listed(conn)
    quarantine.resolve(desk.ledger, row.id, by="王敏", now=desk.now)
    desk.later(days=1)
    assert counted(desk.deliver("licences", [lost])) == {"quarantined": 1}
    with desk.ledger.read() as conn:
        found = conn.exec_driver_sql("SELECT state, resolved_by FROM quarantine ORDER BY no").all()
    assert [tuple(one) for one in found] == [("resolved", "王敏"), ("open", "")]


def test_a_rejected_row_that_comes_again_stands_once_and_resolves_itself(desk: Desk) -> None:
    lost = licence(uscc="", organisation_code=uscc(1)[8:17])
    desk.deliver("licences", [lost])
    desk.deliver("licences", [lost])
    assert codes_open(desk) == ["subject_unresolvable"]
    desk.deliver("licences", [licence(1, "津市许〔2026〕9号")])
    assert counted(desk.deliver("licences", [lost])) == {"added": 1}
    assert codes_open(desk) == []
    assert len(desk.records()) == 2


def test_a_natural_person_is_one_subject_by_its_key(desk: Desk) -> None:
    person = licence(
        subject_kind=SubjectKind.NATURAL_PERSON, uscc="", person_key="k1", subject_name="张三"
    )
    desk.deliver("licences", [person, replace(person, document_number="2")])
    with desk.ledger.read() as conn:
        (subject,) = snapshots.scan_subjects(conn, 0, 10)
    assert (subject.codes, subject.subject_kind, len(subject.records)) == (
        (),
        SubjectKind.NATURAL_PERSON,
        2,
    )


def test_acts_of_persons_hold_for_what_they_were_about(desk: Desk) -> None:
    desk.deliver("penalties", [penalty()])
    (record,) = desk.records()
    assert clear(desk.ledger, record.id, by="王五", now=NOW)
    assert not clear(desk.ledger, record.id, by="王五", now=NOW)
    set_class(desk.ledger, record.id, Severity.GENERAL, by="王五", now=NOW, reason="较大")
    assert [type(e) for e in desk.subject().records[0].events] == [Clearance, Review]

    desk.deliver("penalties", [penalty(authority_uscc=uscc(7))])
    assert [type(e) for e in desk.subject().records[0].events] == [Clearance, Review]
    desk.deliver("penalties", [penalty(authority_uscc=uscc(7), facts="另有事实。")])
    assert [type(e) for e in desk.subject().records[0].events] == [Review]
    desk.deliver(
        "penalties",
        [penalty(authority_uscc=uscc(7), facts="另有事实。", fine=Decimal(3))],
    )
    assert desk.subject().records[0].events == ()
    assert clear(desk.ledger, record.id, by="王五", now=NOW)
    assert [type(e) for e in desk.subject().records[0].events] == [Clearance]


def test_match_keys_changed_in_the_city_still_find_old_records(desk: Desk) -> None:
    desk.deliver("licences", [licence(n, f"号{n}") for n in range(1, 8)])
    desk.source("licences", match_keys=(("document_number",),))
    changed = licence(3, "号3", document_name="另一文书", content="另一内容", licence_kind="特许")
    assert counted(desk.deliver("licences", [changed])) == {"deferred": 1, "corrected": 1}
    assert name(3) == desk.subject(3).name
