"""Records of every kind in the ledger: they come back as they came, correct each other, end, and
are struck by events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest
from alembic import command
from sqlalchemy import inspect

from gongshi.ledger import quarantine
from gongshi.ledger.schema import migrations
from gongshi.ledger.snapshots import load_record
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import DEFERRED_TABLES, VERSION_TABLES
from gongshi.records.filings import (
    AbnormalGround,
    AbnormalListing,
    Honour,
    ListEntry,
    SeriousListing,
)
from gongshi.records.kinds import KINDS, Record
from gongshi.records.model import (
    Filing,
    RecordKind,
    Repair,
    RepairResult,
    RepairScope,
    SubjectKind,
    Suspension,
    Withdrawal,
)
from tests.ledger.filing_desk import (
    NOW,
    Desk,
    counted,
    licence,
    name,
    repair,
    suspension,
    uscc,
    withdrawal,
)
from tests.ledger.schema_differences import differences

SOURCES: dict[RecordKind, str] = {
    RecordKind.LICENCE: "licences",
    RecordKind.PENALTY: "penalties",
    RecordKind.HONOUR: "honours",
    RecordKind.ABNORMAL: "abnormal",
    RecordKind.SERIOUS: "serious",
    RecordKind.COMMITMENT: "commitments",
    RecordKind.COERCION: "coercion",
    RecordKind.CRIMINAL: "criminal",
}


def filled(model: type[Filing], **more: Any) -> Any:
    """A record with a value of its own in every field."""
    hints = get_type_hints(model)
    values: dict[str, Any] = {}
    for place, field in enumerate(fields(model), start=1):
        kinds = [one for one in (hints[field.name], *get_args(hints[field.name])) if one]
        if field.name in {"id", "subject_id", "accepted_at"}:
            continue
        if "tuple" in str(hints[field.name]):
            values[field.name] = (list(next(one for one in kinds if _is_enum(one)))[2],)
        elif enums := [one for one in kinds if _is_enum(one)]:
            values[field.name] = list(enums[0])[-1]
        elif bool in kinds:
            values[field.name] = True
        elif int in kinds:
            values[field.name] = 1990 + place
        elif Decimal in kinds:
            values[field.name] = Decimal(place) + Decimal("0.000001")
        elif date in kinds:
            values[field.name] = date(2026, 1, 1).replace(day=min(place, 28))
        else:
            values[field.name] = f"{field.name} 第{place}"
    values |= {
        "source": SOURCES[model.KIND],
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "subject_name": name(1),
        "uscc": uscc(1),
        "organisation_code": "",
        "registration_number": "",
        **more,
    }
    return model(**values)


def _is_enum(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, StrEnum)


def abnormal(firm: int = 1, **fields: Any) -> AbnormalListing:
    plain: dict[str, Any] = {
        "source": "abnormal",
        "subject_name": name(firm),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2026, 5, 11),
        "uscc": uscc(firm),
        "document_number": "津市监异〔2026〕1号",
        "authority": "天津市市场监督管理委员会",
        "ground": AbnormalGround.ANNUAL_REPORT,
        "ground_text": "未按规定期限公示年度报告",
    }
    return AbnormalListing(**{**plain, **fields})


def serious(firm: int = 1, **fields: Any) -> SeriousListing:
    plain: dict[str, Any] = {
        "source": "serious",
        "subject_name": name(firm),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2026, 5, 11),
        "uscc": uscc(firm),
        "document_number": "津市监严〔2026〕1号",
        "authority": "天津市市场监督管理委员会",
        "ground_article": 5,
        "ground_text": "生产不合格食品",
    }
    return SeriousListing(**{**plain, **fields})


def honour(firm: int = 1, **fields: Any) -> Honour:
    plain: dict[str, Any] = {
        "source": "honours",
        "subject_name": name(firm),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": None,
        "uscc": uscc(firm),
        "honour_name": "纳税信用A级纳税人",
        "year": 2025,
    }
    return Honour(**{**plain, **fields})


def codes_open(desk: Desk) -> list[str]:
    with desk.ledger.read() as conn:
        return [f.code for row in quarantine.listed(conn) for f in row.findings]


@pytest.mark.parametrize("kind", RecordKind)
def test_every_field_of_every_kind_comes_back(desk: Desk, kind: RecordKind) -> None:
    filed = filled(KINDS[kind].model)
    assert counted(desk.deliver(SOURCES[kind], [filed])) == {"added": 1}
    (record,) = desk.records()
    subject = desk.subject().subject_id
    assert record == replace(filed, id=record.id, subject_id=subject, accepted_at=NOW)


@pytest.mark.parametrize("kind", RecordKind)
def test_a_row_that_waits_keeps_every_field_too(desk: Desk, kind: RecordKind) -> None:
    filed = filled(KINDS[kind].model)
    desk.deliver(SOURCES[kind], [filed])
    changed = replace(filed, remark="更正后的备注")
    assert counted(desk.deliver(SOURCES[kind], [changed])) == {"deferred": 1, "corrected": 1}
    (record,) = desk.records()
    assert record.remark == "更正后的备注"
    assert replace(record, remark=filed.remark, id="", subject_id="", accepted_at=None) == filed


def test_every_kind_has_its_tables() -> None:
    assert set(VERSION_TABLES) == set(DEFERRED_TABLES) == set(RecordKind)


def test_records_of_all_kinds_stand_beside_each_other(desk: Desk) -> None:
    for kind in RecordKind:
        desk.deliver(SOURCES[kind], [filled(KINDS[kind].model)])
    assert [record.KIND for record in desk.records()] == list(RecordKind)
    with desk.ledger.read() as conn:
        for one in desk.subject().records:
            assert load_record(conn, one.record.id) == one


# --- lists --------------------------------------------------------------------------------------


def test_a_removal_is_a_later_version_of_its_entry(desk: Desk) -> None:
    desk.deliver("abnormal", [abnormal()])
    removed = abnormal(removed_date=date(2026, 6, 10), removal_reason="补报年报")
    assert counted(desk.deliver("abnormal", [removed])) == {"deferred": 1, "corrected": 1}
    (record,) = desk.records()
    assert isinstance(record, AbnormalListing)
    assert (record.removed_date, record.accepted_at) == (date(2026, 6, 10), NOW)


def test_the_entrys_own_id_finds_what_else_was_corrected(desk: Desk) -> None:
    desk.deliver("abnormal", [abnormal(entry_id="yc-1")])
    corrected = abnormal(entry_id="yc-1", decision_date=date(2026, 5, 12), ground=None)
    assert counted(desk.deliver("abnormal", [corrected])) == {"deferred": 1, "corrected": 1}
    assert len(desk.records()) == 1


def test_another_ground_of_the_same_day_asks_a_person(desk: Desk) -> None:
    desk.deliver("abnormal", [abnormal()])
    other = abnormal(ground=AbnormalGround.UNREACHABLE, document_number="津市监异〔2026〕2号")
    assert counted(desk.deliver("abnormal", [other])) == {"deferred": 1, "quarantined": 1}
    assert codes_open(desk) == ["ambiguous_match"]


def test_two_grounds_of_one_day_in_one_file_are_two_entries(desk: Desk) -> None:
    rows = [abnormal(), abnormal(ground=AbnormalGround.UNREACHABLE)]
    assert counted(desk.deliver("abnormal", rows)) == {"added": 2}
    assert counted(desk.deliver("abnormal", rows)) == {"unchanged": 2}


def test_a_new_listing_after_a_removal_is_another_entry(desk: Desk) -> None:
    desk.deliver("abnormal", [abnormal(removed_date=date(2026, 5, 15))])
    again = abnormal(decision_date=date(2026, 5, 18), document_number="津市监异〔2026〕9号")
    assert counted(desk.deliver("abnormal", [again])) == {"added": 1}


def test_a_removed_row_alone_is_an_entry_that_is_over(desk: Desk) -> None:
    removed = serious(removed_date=date(2026, 5, 15), removal_reason="期满移出")
    assert counted(desk.deliver("serious", [removed])) == {"added": 1}


def test_a_complete_list_removes_what_it_leaves_out(desk: Desk) -> None:
    desk.source("abnormal", delivery="full", full_drop_limit=1.0)
    desk.deliver("abnormal", [abnormal(1), abnormal(2)])
    assert counted(desk.deliver("abnormal", [abnormal(1)])) == {"unchanged": 1, "removed": 1}
    (gone,) = desk.subject(2).records
    assert [type(event).__name__ for event in gone.events] == ["Absence"]


def test_honours_of_several_years_are_several_records(desk: Desk) -> None:
    rows = [honour(year=year) for year in range(2015, 2025)]
    assert counted(desk.deliver("honours", rows)) == {"added": 10}
    assert counted(desk.deliver("honours", rows)) == {"unchanged": 10}
    told = honour(year=2020, level="A")
    assert counted(desk.deliver("honours", [told])) == {"deferred": 1, "corrected": 1}


def test_a_subject_known_by_an_undated_honour_only_has_its_name(desk: Desk) -> None:
    desk.deliver("honours", [honour(year=None)])
    assert desk.subject().name == name(1)
    desk.deliver("honours", [honour(year=None, subject_name="另一名称", honour_name="表彰")])
    assert desk.subject().name == name(1)  # without a day nobody knows which is newer
    desk.deliver("licences", [licence(subject_name="新名称")])
    assert desk.subject().name == "新名称"
    assert set(desk.subject().former_names) == {name(1), "另一名称"}


# --- events -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filed", "kind"), [(abnormal(), RecordKind.ABNORMAL), (serious(), RecordKind.SERIOUS)]
)
def test_events_strike_entries_of_lists(desk: Desk, filed: Record, kind: RecordKind) -> None:
    desk.deliver(SOURCES[kind], [filed])
    target = {"target_kind": kind, "target_document_number": filed.document_number}
    desk.deliver("repairs", [repair(**target)])
    own = {**target, "source_unit": filed.authority}
    desk.deliver("suspensions", [suspension(**own)])
    desk.deliver("withdrawals", [withdrawal(**own)])
    (snapshot,) = desk.subject().records
    assert [type(event) for event in snapshot.events] == [Repair, Suspension, Withdrawal]
    with desk.ledger.read() as conn:
        assert conn.exec_driver_sql("SELECT COUNT(*) FROM notices").scalar() == 0


@pytest.mark.parametrize(
    ("effective", "warnings"), [(date(2027, 5, 11), ["repair_early"]), (date(2027, 5, 12), [])]
)
def test_an_early_removal_from_the_serious_list_is_obeyed_with_a_warning(
    desk: Desk, effective: date, warnings: list[str]
) -> None:
    """Listed on 2026-05-11: the first year ends with 2027-05-11."""
    filed = serious()
    desk.deliver("serious", [filed])
    target = {
        "target_kind": RecordKind.SERIOUS,
        "target_document_number": filed.document_number,
    }
    receipt = desk.deliver("repairs", [repair(**target, effective_date=effective)])
    assert counted(receipt) == {"applied": 1}
    assert [problem.code for problem in receipt.problems] == warnings


def test_an_event_waits_for_its_entry_and_for_no_penalty(desk: Desk) -> None:
    target = {
        "target_kind": RecordKind.SERIOUS,
        "target_document_number": "津市罚〔2026〕1号",
        "target_match": "2026/05/11",
    }
    assert counted(desk.deliver("repairs", [repair(**target)]))["waiting"] == 1
    desk.deliver("licences", [licence(number="津市罚〔2026〕1号")])
    assert codes_open(desk) == ["target_not_found"]
    listed = serious(document_number="津市罚〔2026〕1号")
    assert counted(desk.deliver("serious", [listed])) == {"added": 1, "applied": 1}
    assert codes_open(desk) == []


@pytest.mark.parametrize("kind", RecordKind)
def test_a_repair_may_strike_a_record_of_any_kind(desk: Desk, kind: RecordKind) -> None:
    filed = filled(KINDS[kind].model)
    desk.deliver(SOURCES[kind], [filed])
    mark = repair(
        target_kind=kind,
        target_document_number=filed.document_number,
        target_authority=filed.authority,
        target_match=str(getattr(filed, KINDS[kind].told_by[0])),
        source_unit=filed.authority,  # a unit strikes only its own
        result=RepairResult.GRANTED,
    )
    assert counted(desk.deliver("repairs", [mark])) == {"applied": 1}
    (snapshot,) = desk.subject().records
    (event,) = snapshot.events
    assert isinstance(event, Repair)
    assert event.scope is RepairScope.END_PUBLICATION


# --- the schema ---------------------------------------------------------------------------------


def test_the_migrations_go_down_and_up_again(ledger: Ledger) -> None:
    newer = {
        table.name
        for tables in (VERSION_TABLES, DEFERRED_TABLES)
        for kind, table in tables.items()
        if kind not in {RecordKind.LICENCE, RecordKind.PENALTY}
    }
    with ledger.write() as tx:
        command.downgrade(migrations(tx.conn), "0002")
        before = set(inspect(tx.conn).get_table_names())
        command.downgrade(migrations(tx.conn), "0001")
        assert before - set(inspect(tx.conn).get_table_names()) == newer
        command.upgrade(migrations(tx.conn), "head")
        assert differences(tx.conn) == []


@pytest.mark.parametrize("chunk", [1, 500], ids=["in chunks of their own", "in one chunk"])
@pytest.mark.parametrize("make", [abnormal, serious])
def test_a_removal_in_the_file_that_lists_ends_the_entry(
    desk: Desk, make: Callable[..., Any], chunk: int
) -> None:
    source = make().source
    listed = make(entry_id="7")
    removed = replace(
        listed, removed_date=date(2026, 5, 20), removal_reason="已补报", removal_authority="某局"
    )
    receipt = desk.deliver(source, [listed, listed, removed, removed], chunk=chunk)
    assert counted(receipt) == {"added": 1, "duplicate": 2, "deferred": 2, "corrected": 1}
    (record,) = desk.records()
    assert isinstance(record, ListEntry)
    assert (record.entry_id, record.removed_date) == ("7", date(2026, 5, 20))
    assert codes_open(desk) == []


@pytest.mark.parametrize("make", [abnormal, serious])
def test_entries_of_one_file_that_contradict_each_other_wait(
    desk: Desk, make: Callable[..., Any]
) -> None:
    source = make().source
    end = {"removed_date": date(2026, 5, 20)}

    def entry(firm: int, **more: Any) -> Any:
        return make(firm, entry_id="7", **more)

    def taken(*rows: Any) -> dict[str, int]:
        return counted(desk.deliver(source, rows))

    assert taken(entry(1), entry(1, ground_text="另一原因", **end)) == {
        "added": 1, "deferred": 1, "quarantined": 1,
    }  # fmt: skip
    assert taken(entry(2), entry(2, ground_text="另一原因")) == {"added": 1, "quarantined": 1}
    assert taken(entry(3, **end), entry(3)) == {"added": 1, "quarantined": 1}
    (record,) = desk.records(3)
    assert isinstance(record, ListEntry)
    assert record.removed_date == date(2026, 5, 20), "what ended is not listed again"
    twice = entry(4, removed_date=date(2026, 5, 22))
    assert taken(entry(4), entry(4, **end), twice) == {
        "added": 1, "deferred": 2, "quarantined": 2,
    }  # fmt: skip
    assert set(codes_open(desk)) == {"ambiguous_in_file"}


@pytest.mark.parametrize("chunk", [1, 500], ids=["in chunks of their own", "in one chunk"])
@pytest.mark.parametrize("make", [abnormal, serious])
def test_a_listing_and_its_removal_sent_again_say_nothing_new(
    desk: Desk, make: Callable[..., Any], chunk: int
) -> None:
    source = make().source
    listed, other = make(entry_id="7"), make(2, entry_id="8")
    removed = replace(listed, removed_date=date(2026, 5, 20), removal_reason="已补报")

    def taken(*rows: Any) -> dict[str, int]:
        return counted(desk.deliver(source, rows, chunk=chunk))

    assert taken(listed, removed) == {"added": 1, "deferred": 1, "corrected": 1}
    # a cumulative file, whichever of the two stands first
    assert taken(listed, removed, other) == {"added": 1, "deferred": 1, "unchanged": 2}
    assert taken(removed, listed, other) == {"deferred": 1, "unchanged": 3}
    assert taken(listed, removed, listed) == {"deferred": 2, "unchanged": 2, "duplicate": 1}
    # the removal gains its number: it corrects the entry, and so the next file is known as well
    numbered = replace(removed, removal_document_number="津市监移〔2026〕1号")
    assert taken(listed, numbered) == {"deferred": 2, "unchanged": 1, "corrected": 1}
    assert taken(numbered, listed) == {"deferred": 1, "unchanged": 2}
    (record,) = desk.records(1)
    assert isinstance(record, ListEntry)
    assert (record.removed_date, record.removal_document_number) == (
        date(2026, 5, 20),
        "津市监移〔2026〕1号",
    )
    assert codes_open(desk) == []


@pytest.mark.parametrize("make", [abnormal, serious])
def test_a_listing_alone_takes_the_removal_back(desk: Desk, make: Callable[..., Any]) -> None:
    source, listed = make().source, make(entry_id="7")
    desk.deliver(source, [listed, replace(listed, removed_date=date(2026, 5, 20))])
    assert counted(desk.deliver(source, [listed])) == {"deferred": 1, "corrected": 1}
    (record,) = desk.records()
    assert isinstance(record, ListEntry)
    assert record.removed_date is None


@pytest.mark.parametrize("make", [abnormal, serious])
def test_what_contradicts_an_entry_that_ended_waits(desk: Desk, make: Callable[..., Any]) -> None:
    source, listed = make().source, make(entry_id="7")
    removed = replace(listed, removed_date=date(2026, 5, 20))
    later = replace(listed, removed_date=date(2026, 5, 22))
    otherwise = {"ground_text": "另一原因"}

    def taken(*rows: Any) -> dict[str, int]:
        return counted(desk.deliver(source, rows))

    desk.deliver(source, [listed, removed])
    assert taken(replace(listed, **otherwise), removed) == {
        "deferred": 1, "unchanged": 1, "quarantined": 1,
    }  # fmt: skip
    assert codes_open(desk) == ["ambiguous_in_file"]
    assert taken(listed, replace(removed, **otherwise)) == {"deferred": 2, "quarantined": 2}
    assert taken(listed, later, replace(removed, **otherwise)) == {
        "deferred": 3, "unchanged": 1, "quarantined": 2,
    }  # fmt: skip
    (record,) = desk.records()
    assert isinstance(record, ListEntry)
    assert record.removed_date == date(2026, 5, 20)


def test_a_listing_behind_its_removal_waits_while_the_entry_is_new(desk: Desk) -> None:
    listed = abnormal(entry_id="7")
    rows = [replace(listed, removed_date=date(2026, 5, 20)), listed]
    first = {"added": 1, "deferred": 1, "quarantined": 1}
    assert counted(desk.deliver("abnormal", rows, chunk=1)) == first
    assert codes_open(desk) == ["ambiguous_in_file"]
    # once the entry is known both say what is known, and nothing waits
    again = [*rows, abnormal(2)]
    assert counted(desk.deliver("abnormal", again)) == {"added": 1, "deferred": 1, "unchanged": 2}
    assert codes_open(desk) == []


@pytest.mark.parametrize("chunk", [1, 500], ids=["in chunks of their own", "in one chunk"])
def test_a_withdrawn_entry_that_ended_is_not_listed_again_by_a_cumulative_file(
    desk: Desk, chunk: int
) -> None:
    listed = abnormal()
    removed = replace(listed, removed_date=date(2026, 5, 18))
    desk.deliver("abnormal", [listed, removed])
    desk.deliver(
        "withdrawals",
        [withdrawal(target_kind=RecordKind.ABNORMAL, target_document_number="津市监异〔2026〕1号")],
    )

    def taken(*rows: Any) -> dict[str, int]:
        return counted(desk.deliver("abnormal", rows, chunk=chunk))

    assert taken(listed, removed, abnormal(2)) == {"added": 1, "deferred": 1, "unchanged": 2}
    assert taken(removed, listed) == {"deferred": 1, "unchanged": 2}
    assert len(desk.records(1)) == 1
    # a changed removal is a decision anew: one entry, that ended
    assert taken(listed, replace(removed, removed_date=date(2026, 5, 19))) == {
        "deferred": 2, "unchanged": 1, "added": 1,
    }  # fmt: skip
    _, anew = desk.records(1)
    assert isinstance(anew, ListEntry)
    assert anew.removed_date == date(2026, 5, 19)
    assert codes_open(desk) == []
