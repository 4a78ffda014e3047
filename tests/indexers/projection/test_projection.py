"""Projection by example: slices, faces, what is withheld, what leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.projection import project_subject
from gongshi.records.clock import FOREVER_MS, SHANGHAI, to_ms
from gongshi.records.model import (
    Absence,
    Clearance,
    DisclosureMode,
    Event,
    PenaltyKind,
    RecordKind,
    Repair,
    RepairResult,
    RepairScope,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.search.documents import (
    FACET_FIELDS,
    NUMBER_FIELDS,
    TERM_FIELDS,
    TEXT_FIELDS,
    Collection,
)
from gongshi.search.edge_terms import TOP
from gongshi.search.rank import dated_rank, days

MS = timedelta(milliseconds=1)
NAME = "天津市海河乳品有限公司"
USCC = "91110000802100433B"
ID_NUMBER = "11010519491231002X"


def test_a_registered_subject_without_records_has_one_slice_since_ever(
    make: Any, city: City
) -> None:
    snapshot = make.subject(register=make.register())
    (owner,) = project_subject(snapshot, city, make.at("2026-05-01T00:00"))
    assert (owner.collection, owner.owner, owner.version) == (
        Collection.SUBJECTS,
        "s00000001",
        snapshot.change,
    )
    (document,) = owner.documents
    assert (document.valid_from, document.valid_until) == (0, FOREVER_MS)
    assert document.numbers["licences"] == document.numbers["penalties"] == 0
    assert document.terms["has"] == []
    assert document.numbers["latest"] == dated_rank(None, 1)


def test_a_licence_is_shown_from_its_acceptance_on_and_counted(
    make: Any, city: City, index: Any
) -> None:
    licence = make.licence("2026-01-10", accepted="2026-01-12T10:00:00.123")
    snapshot = make.subject(licence, register=make.register())
    shown = index(project_subject(snapshot, city, make.at("2026-01-01T00:00")))
    accepted = make.at("2026-01-12T10:00:00.123")
    assert shown.record(licence.id, accepted - MS) is None
    assert shown.record(licence.id, accepted)["kind"] == "licence"
    assert shown.subject(accepted - MS)["counts"] == dict.fromkeys(RecordKind, 0)
    assert shown.subject(accepted)["counts"]["licence"] == 1
    assert shown.subject(accepted)["latestRecord"] == "2026-01-10"
    document = shown.valid(Collection.SUBJECTS, "s00000001", accepted)
    assert document.terms["has"] == ["licence"]
    assert document.numbers["latest"] == dated_rank(date(2026, 1, 10), 1)
    assert document.numbers["changed"] == days(date(2026, 1, 10))


def test_a_penalty_leaves_at_the_midnight_after_its_last_day(
    make: Any, city: City, index: Any
) -> None:
    penalty = make.penalty("2026-04-02", accepted="2026-04-02T00:00")
    shown = index(
        project_subject(
            make.subject(penalty, register=make.register()), city, make.at("2026-05-01T00:00")
        )
    )
    end = make.at("2027-04-03T00:00")  # NDRC-36, 一般: one year, last day 2027-04-02
    assert shown.record(penalty.id, end - MS)["penaltyKinds"] == ["fine"]
    assert shown.record(penalty.id, end) is None
    assert shown.subject(end - MS)["counts"]["penalty"] == 1
    assert shown.subject(end)["counts"]["penalty"] == 0
    assert shown.subject(end)["latestRecord"] is None


def test_slices_begin_at_transitions_whatever_the_instant_of_projection(
    make: Any, city: City
) -> None:
    snapshot = make.subject(
        make.licence("2026-01-10"), make.penalty("2026-02-10"), register=make.register()
    )
    first, *_ = project_subject(snapshot, city, make.at("2026-03-01T00:00"))
    later, *_ = project_subject(snapshot, city, make.at("2026-03-02T13:14:15.678"))
    assert first == later
    assert first.documents[0].valid_from == to_ms(make.at("2026-02-10T09:30"))


def test_what_is_over_is_not_written(make: Any, city: City) -> None:
    penalty = make.penalty("2026-04-02")
    snapshot = make.subject(penalty, register=make.register())
    subject, record = project_subject(snapshot, city, make.at("2027-04-03T00:00"))
    assert record.documents == ()
    (slice_,) = subject.documents
    assert slice_.valid_from == to_ms(make.at("2027-04-03T00:00"))


#: Why a penalty of 2026 is hidden on 2026-05-01: its columns and the events about it.
HIDDEN: dict[str, tuple[dict[str, Any], tuple[Event, ...]]] = {
    "repaired": (
        {},
        (Repair(result=RepairResult.GRANTED, decision_date=date(2026, 3, 1), sequence=1),),
    ),
    "withdrawn": ({}, (Withdrawal(kind="撤销", decision_date=date(2026, 3, 1), sequence=1),)),
    "expired": ({"publication_until": date(2026, 2, 28)}, ()),
    "absent": (
        {},
        (Absence(gone=True, at=datetime(2026, 3, 1, tzinfo=SHANGHAI), sequence=1),),
    ),
    "withdrawn by its source": ({"withdrawn_by_source": True}, ()),
    "minor": ({"decided": "2026-04-10", "severity": Severity.MINOR}, ()),
    "unclassed": ({"decided": "2026-04-10", "severity": None, "kinds": ()}, ()),
    "shared": ({"mode": DisclosureMode.SHARED}, ()),
    "before the rules": ({"decided": "2019-01-10"}, ()),
    "of a source that is no more": ({"source": "closed"}, ()),
}
NOW = datetime(2026, 5, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize("reason", HIDDEN)
def test_a_subject_known_from_hidden_records_only_leaves_no_trace(
    reason: str, make: Any, city: City
) -> None:
    columns, events = HIDDEN[reason]
    snapshot = make.subject((make.penalty(**columns), events))
    assert [owner.documents for owner in project_subject(snapshot, city, NOW)] == [(), ()]


@pytest.mark.parametrize("reason", HIDDEN)
def test_hidden_records_leave_the_traces_of_no_record(reason: str, make: Any, city: City) -> None:
    columns, events = HIDDEN[reason]
    hidden = make.penalty(
        subject_name="天津市旧名称有限公司", registration_number="120000000000017", **columns
    )
    with_hidden = make.subject((hidden, events), register=make.register())
    without = make.subject(register=make.register())
    (clean,) = project_subject(without, city, NOW)[0].documents
    subject, record = project_subject(with_hidden, city, NOW)
    (shown,) = subject.documents
    assert record.documents == ()
    assert (shown.body, shown.terms, shown.numbers) == (clean.body, clean.terms, clean.numbers)
    assert shown.valid_until == FOREVER_MS


def test_a_subject_known_from_a_record_is_there_while_it_is_shown(
    make: Any, city: City, index: Any
) -> None:
    penalty = make.penalty("2026-04-02", accepted="2026-04-02T00:00")
    shown = index(project_subject(make.subject(penalty), city, NOW))
    end = make.at("2027-04-03T00:00")
    body = shown.subject(end - MS)
    assert (body["name"], body["uscc"], body["registered"]) == (NAME, USCC, False)
    assert body["kind"] == "企业"
    assert shown.subject(end) is None
    assert len(shown.owners[Collection.SUBJECTS, "s00000001"]) == 1


def test_names_and_codes_of_shown_records_are_public_as_long_as_these(
    make: Any, city: City, index: Any
) -> None:
    licence = make.licence("2026-01-10", subject_name="海河乳品（天津）有限责任公司")
    penalty = make.penalty(
        "2026-04-02",
        subject_name="海河乳品二厂",
    )
    snapshot = make.subject(
        licence,
        penalty,
        register=make.register(former_names=("天津市渤海乳品厂",)),
        former_names=("天津市渤海乳品厂", "天津市津门乳品厂"),
    )
    shown = index(project_subject(snapshot, city, NOW))
    end = make.at("2027-04-03T00:00")
    before, after = shown.subject(end - MS), shown.subject(end)
    assert before["formerNames"] == ["天津市渤海乳品厂", "天津市津门乳品厂"]
    assert before["otherNames"] == ["海河乳品二厂", "海河乳品（天津）有限责任公司"]
    assert after["otherNames"] == ["海河乳品（天津）有限责任公司"]
    document = shown.valid(Collection.SUBJECTS, "s00000001", end - MS)
    assert "海河乳品二厂" in document.terms["former"]
    document = shown.valid(Collection.SUBJECTS, "s00000001", end)
    assert "海河乳品二厂" not in document.terms["former"]
    assert document.terms["code"] == (USCC, USCC[8:17])


def test_while_the_register_is_silent_the_latest_shown_record_names_the_subject(
    make: Any, city: City, index: Any
) -> None:
    licence = make.licence("2026-01-10", subject_name="津门食品公司")
    hidden = make.penalty("2019-01-10", subject_name="津门食品乙公司")
    penalty = make.penalty("2026-04-02", subject_name="津门餐饮公司")
    snapshot = make.subject(
        licence,
        hidden,
        penalty,
        name="津门食品乙公司",
        former_names=("津门食品公司", "津门餐饮公司"),
    )
    shown = index(project_subject(snapshot, city, NOW))
    end = make.at("2027-04-03T00:00")
    assert shown.subject(NOW)["name"] == "津门餐饮公司"
    assert shown.subject(NOW)["otherNames"] == ["津门食品公司"]
    assert shown.subject(end)["name"] == "津门食品公司"
    assert shown.subject(end)["otherNames"] == []
    assert "乙公司" not in shown.everything()


@pytest.mark.parametrize("stranger", ["江苏华西集团有限公司", "张三丰", "天津市海河饭店有限公司"])
def test_a_row_under_anothers_name_neither_renames_a_subject_nor_leads_to_it(
    make: Any, city: City, index: Any, stranger: str
) -> None:
    licences = [
        make.licence(f"2026-01-1{n}", subject_name="天津市津门食品有限公司") for n in range(2)
    ]
    strange = make.penalty("2026-04-02", subject_name=stranger)
    shown = index(project_subject(make.subject(*licences, strange), city, NOW))
    assert shown.subject(NOW)["name"] == "天津市津门食品有限公司"
    assert shown.subject(NOW)["otherNames"] == []
    registered = make.subject(*licences, strange, register=make.register())
    known = index(project_subject(registered, city, NOW))
    assert (known.subject(NOW)["name"], known.subject(NOW)["otherNames"]) == (NAME, [])
    assert known.valid(Collection.SUBJECTS, "s00000001", NOW).terms["former"] == ()


def natural_person(make: Any, **columns: Any) -> Any:
    return make.penalty(
        "2026-04-02",
        subject_name="欧阳小明",
        subject_kind=SubjectKind.NATURAL_PERSON,
        uscc="",
        person_key="secret-key",
        content=f"欧阳小明（身份证{ID_NUMBER}）罚款伍佰元",
        **columns,
    )


def test_natural_persons_are_never_projected(make: Any, city: City) -> None:
    snapshot = make.subject(
        natural_person(make),
        subject_kind=SubjectKind.NATURAL_PERSON,
        uscc="",
        codes=(),
        name="欧阳小明",
    )
    assert [owner.documents for owner in project_subject(snapshot, city, NOW)] == [(), ()]


def test_where_the_city_enables_them_a_surname_is_all_there_is(
    make: Any, city: City, index: Any
) -> None:
    source = replace(city.rules.sources["penalties"], natural_persons=True)
    rules = replace(city.rules, sources={**city.rules.sources, "penalties": source})
    enabled = replace(city, rules=rules)
    record = natural_person(make)
    snapshot = make.subject(
        record,
        subject_kind=SubjectKind.NATURAL_PERSON,
        uscc="",
        codes=(),
        name="欧阳小明",
    )
    shown = index(project_subject(snapshot, enabled, NOW))
    assert shown.subject(NOW) is None
    body = shown.record(record.id, NOW)
    assert body["subjectName"] == "欧阳某"
    assert (body["subjectId"], body["subjectUscc"]) == ("", "")
    assert body["content"] == "欧阳某（身份证******************）罚款伍佰元"
    everything = shown.everything()
    for secret in ("小明", "secret-key", ID_NUMBER, ID_NUMBER[:6], "s00000001"):
        assert secret not in everything
    tokens = [
        token
        for tokens in shown.valid(Collection.RECORDS, record.id, NOW).terms.values()
        for token in (tokens.split() if isinstance(tokens, str) else tokens)
    ]
    assert "欧阳" in " ".join(tokens)  # in the masked content only, never as the subject's name
    assert shown.valid(Collection.RECORDS, record.id, NOW).terms["subject"] == ()


def test_facts_are_withheld_until_a_person_clears_them(make: Any, city: City, index: Any) -> None:
    facts = "当事人销售过期酸奶，联系电话13800138000"
    clearance = Clearance(by="审核员", at=make.at("2026-04-20T00:00"), sequence=1)
    withheld = make.penalty("2026-04-02", facts=facts)
    cleared = make.penalty("2026-04-02", facts=facts)
    empty = make.penalty("2026-04-02")
    shown = index(project_subject(make.subject(withheld, (cleared, [clearance]), empty), city, NOW))
    assert shown.record(withheld.id, NOW)["facts"] == "— —"
    assert shown.record(empty.id, NOW)["facts"] == "— —"
    assert shown.record(cleared.id, NOW)["facts"] == "当事人销售过期酸奶，联系电话138****8000"
    text = shown.valid(Collection.RECORDS, withheld.id, NOW).terms["text"]
    assert "酸奶" not in text
    assert "酸奶" in shown.valid(Collection.RECORDS, cleared.id, NOW).terms["text"]
    assert "审核员" not in shown.everything()


def test_a_register_row_of_a_source_that_is_not_public_tells_nothing(make: Any, city: City) -> None:
    source = replace(city.rules.sources["register"], default_mode=DisclosureMode.SHARED)
    rules = replace(city.rules, sources={**city.rules.sources, "register": source})
    snapshot = make.subject(register=make.register(), former_names=("旧名",))
    (owner,) = project_subject(snapshot, replace(city, rules=rules), NOW)
    assert owner.documents == ()


def test_a_suspended_record_has_a_document_for_each_stretch(
    make: Any, city: City, index: Any
) -> None:
    suspension = Suspension(
        action=SuspensionAction.SUSPEND,
        from_date=date(2026, 6, 1),
        to_date=date(2026, 6, 30),
        sequence=1,
    )
    penalty = make.penalty("2026-04-02")
    shown = index(project_subject(make.subject((penalty, [suspension])), city, NOW))
    assert len(shown.owners[Collection.RECORDS, penalty.id]) == 2
    for instant, there in (
        ("2026-05-31T23:59:59.999", True),
        ("2026-06-01T00:00", False),
        ("2026-06-30T23:59:59.999", False),
        ("2026-07-01T00:00", True),
    ):
        assert (shown.record(penalty.id, make.at(instant)) is not None) is there
        assert (shown.subject(make.at(instant)) is not None) is there


def test_a_repair_that_only_marks_leaves_no_trace(make: Any, city: City, index: Any) -> None:
    """Repairs are the subject's own business: marked and never repaired look the same."""
    marked = Repair(
        result=RepairResult.GRANTED,
        scope=RepairScope.MARK,
        decision_date=date(2026, 5, 20),
        effective_date=date(2026, 6, 1),
        sequence=1,
    )
    taken_back = Repair(result=RepairResult.REVOKED, decision_date=date(2026, 6, 10), sequence=3)
    penalty = make.penalty("2026-04-02")
    plain = project_subject(make.subject((penalty, [])), city, NOW)
    for events in ([marked], [marked, taken_back]):
        snapshot = make.subject((penalty, events))
        owners = project_subject(snapshot, city, NOW)
        assert [owner.documents for owner in owners] == [owner.documents for owner in plain]


def test_only_the_records_asked_for_are_written_and_the_subject_always(
    make: Any, city: City
) -> None:
    first, second = make.licence(), make.licence()
    snapshot = make.subject(first, second)
    owners = project_subject(snapshot, city, NOW, only={second.id})
    assert [(owner.collection, owner.owner) for owner in owners] == [
        (Collection.SUBJECTS, "s00000001"),
        (Collection.RECORDS, second.id),
    ]
    whole = project_subject(snapshot, city, NOW)
    assert owners == (whole[0], whole[2])
    assert {owner.version for owner in whole} == {snapshot.change}


def test_money_dates_and_long_terms_go_out_as_the_bodies_say(
    make: Any, city: City, index: Any
) -> None:
    penalty = make.penalty(
        "2026-04-02",
        fine=Decimal("12.500000"),
        confiscation=Decimal("1E+2"),
        kinds=(PenaltyKind.CONFISCATION, PenaltyKind.FINE),
        valid_until=date(2099, 12, 31),
    )
    licence = make.licence(valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1))
    register = make.register(
        founded=date(2001, 2, 3),
        registered_capital=Decimal("100.000000"),
        term_from=date(2001, 2, 3),
        industry_code="C1440",
    )
    shown = index(project_subject(make.subject(penalty, licence, register=register), city, NOW))
    body = shown.record(penalty.id, NOW)
    assert (body["fine"], body["confiscation"]) == ("12.5", "100")
    assert (body["validUntil"], body["longTerm"]) == ("2099-12-31", True)
    body = shown.record(licence.id, NOW)
    assert (body["validFrom"], body["validUntil"], body["longTerm"]) == (
        "2026-01-01",
        "2027-01-01",
        False,
    )
    body = shown.subject(NOW)
    assert body["founded"] == "2001-02-03"
    assert body["capital"] == {"amount": "100", "currency": "人民币"}
    assert body["term"] == {"begins": "2001-02-03", "ends": None, "longTerm": True}
    document = shown.valid(Collection.RECORDS, penalty.id, NOW)
    assert document.numbers["fine"] == 12_500_000
    assert document.terms["category"] == ("confiscation", "fine")


@pytest.mark.parametrize(
    ("generation", "filed", "told"),
    [
        ("2018", "1", "有效"),
        ("2018", "2", "无效"),
        ("2018", "正常", "有效"),
        ("2018", "无效", "无效"),
        ("2018", "", ""),
        ("2018", "3", ""),
        ("2015", "0", "有效"),
        ("2015", "2", ""),
        ("2015", "有效", "有效"),
    ],
)
def test_a_licence_says_what_its_source_says_of_its_validity(
    generation: Any, filed: str, told: str, make: Any, city: City, index: Any
) -> None:
    source = replace(city.sources["licences"], generation=generation)
    city = replace(city, sources={**city.sources, "licences": source})
    licence = make.licence(status=filed)
    shown = index(project_subject(make.subject(licence), city, NOW))
    assert shown.record(licence.id, NOW)["status"] == told


def test_filters_and_facets_get_one_token_a_value(make: Any, city: City, index: Any) -> None:
    licence = make.licence(
        licence_kind="其他-备案；普通",
        authority="天津市 和平区市场监督管理局",
        authority_uscc="",
    )
    coded = make.licence(authority="某局", authority_uscc="11120101MB1234567X")
    register = make.register(
        type="有限责任公司(自然人独资)", district_code="120101", industry_code="C1440"
    )
    shown = index(project_subject(make.subject(licence, coded, register=register), city, NOW))
    terms = shown.valid(Collection.RECORDS, licence.id, NOW).terms
    assert terms["category"] == ("其他", "普通")
    assert terms["authority"] == ("天津市和平区市场监督管理局",)
    assert terms["district"] == ("120101",)
    assert terms["source"] == ("licences",)
    assert shown.valid(Collection.RECORDS, coded.id, NOW).terms["authority"] == (
        "11120101MB1234567X",
    )
    terms = shown.valid(Collection.SUBJECTS, "s00000001", NOW).terms
    assert terms["type"] == ("有限责任公司自然人独资",)
    assert (terms["status"], terms["kind"], terms["industry"]) == (
        ("存续",),
        ("企业",),
        ("C1440",),
    )


@pytest.mark.parametrize(
    ("filed", "kinds"),
    [
        ("普通", ["ordinary"]),
        ("特許；认可", ["concession", "recognition"]),
        ("登记、核准", ["approval", "registration"]),
        ("其他-备案", ["other"]),
        ("其他（备案）", ["other"]),
        ("备案", []),
        ("", []),
    ],
)
def test_the_kinds_of_licence_a_subject_has(
    filed: str, kinds: list[str], make: Any, city: City, index: Any
) -> None:
    licence = make.licence(licence_kind=filed)
    shown = index(project_subject(make.subject(licence, make.licence()), city, NOW))
    terms = shown.valid(Collection.SUBJECTS, "s00000001", NOW).terms
    assert (terms["licence_kind"], terms["penalty_kind"]) == (tuple(kinds), ())


def test_kinds_come_and_go_with_the_records_that_have_them(
    make: Any, city: City, index: Any
) -> None:
    """No slice tells of a kind that only a hidden record has."""
    closed = make.penalty("2026-04-02", kinds=(PenaltyKind.CLOSE, PenaltyKind.FINE))
    fined = make.penalty("2026-05-01")
    minor = make.penalty("2026-05-02", kinds=(PenaltyKind.WARNING,), severity=Severity.MINOR)
    licence = make.licence("2026-01-10", licence_kind="特许")
    withdrawn = Withdrawal(kind="撤销", decision_date=date(2026, 6, 20))
    shared = make.licence(licence_kind="登记", mode=DisclosureMode.SHARED)
    snapshot = make.subject(
        closed, fined, minor, (licence, (withdrawn,)), shared, register=make.register()
    )
    shown = index(project_subject(snapshot, city, make.at("2026-05-10T00:00")))

    def kinds(instant: datetime) -> tuple[Any, Any]:
        terms = shown.valid(Collection.SUBJECTS, "s00000001", instant).terms
        return [*terms["licence_kind"]], [*terms["penalty_kind"]]

    left = make.at("2026-06-20T00:00")
    assert kinds(left - MS) == (["concession"], ["close", "fine"])
    assert kinds(left) == ([], ["close", "fine"])
    over = make.at("2027-04-03T00:00")  # NDRC-36, 一般: last day 2027-04-02
    assert kinds(over - MS) == ([], ["close", "fine"])
    assert kinds(over) == ([], ["fine"])
    assert kinds(make.at("2027-05-02T00:00")) == ([], [])


def food_licence(make: Any, **columns: Any) -> Any:
    told = {
        "certificate_name": "食品生产许可证",
        "certificate_number": "SC10112010100017",
        "valid_from": date(2026, 3, 1),
        "valid_until": date(2026, 9, 30),
        "status": "1",
        **columns,
    }
    return make.licence("2026-01-10", **told)


def test_a_subject_carries_labels_while_its_licence_is_shown_and_valid(
    make: Any, city: City, index: Any
) -> None:
    licence = food_licence(make)
    revoked = make.penalty(
        "2026-06-02", kinds=(PenaltyKind.REVOKE_PERMIT,), certificate="许可证SC10112010100017"
    )
    lifted = Repair(
        result=RepairResult.GRANTED,
        scope=RepairScope.END_PUBLICATION,
        decision_date=date(2026, 8, 1),
    )
    snapshot = make.subject(licence, (revoked, (lifted,)), register=make.register())
    shown = index(project_subject(snapshot, city, make.at("2026-02-01T00:00")))

    def told(instant: datetime) -> tuple[Any, Any]:
        terms = shown.valid(Collection.SUBJECTS, "s00000001", instant).terms
        return terms["label"], shown.subject(instant)["labels"]

    none: tuple[Any, Any] = ([], [])
    food = (["food-production"], [{"label": "food-production", "name": "食品生产"}])
    begins, ends = make.at("2026-03-01T00:00"), make.at("2026-10-01T00:00")
    struck = make.at("2026-06-02T09:30")
    for at, expected in (
        (begins - MS, none),
        (begins, food),
        (struck - MS, food),
        (struck, none),
        (make.at("2026-08-01T00:00") - MS, none),
        (make.at("2026-08-01T00:00"), food),
        (ends - MS, food),
        (ends, none),
    ):
        assert told(at) == expected, at


@pytest.mark.parametrize("status", ["注销", "吊销未注销", "吊销已注销", "撤销"])
def test_a_subject_that_has_left_carries_no_label(
    status: str, make: Any, city: City, index: Any
) -> None:
    for register, given in ((make.register(status=status), []), (None, ["food-production"])):
        snapshot = make.subject(food_licence(make), register=register)
        shown = index(project_subject(snapshot, city, make.at("2026-05-01T00:00")))
        document = shown.valid(Collection.SUBJECTS, "s00000001", make.at("2026-05-01T00:00"))
        assert document.terms["label"] == given


def test_a_licence_that_is_hidden_leaves_no_edge(make: Any, city: City) -> None:
    """Nor does one that is withdrawn before it ends, after that."""
    withdrawn = Withdrawal(kind="撤销", decision_date=date(2026, 4, 1))
    for licence, edges in (
        ((food_licence(make, mode=DisclosureMode.SHARED), ()), [0]),
        (
            (food_licence(make), (withdrawn,)),
            [
                to_ms(make.at(text))
                for text in ("2026-01-10T09:30", "2026-03-01T00:00", "2026-04-01T00:00")
            ],
        ),
    ):
        snapshot = make.subject(licence, register=make.register())
        owner = project_subject(snapshot, city, make.at("2026-02-01T00:00"))[0]
        assert [document.valid_from for document in owner.documents] == edges


def test_a_content_that_waits_for_a_person_tells_no_label(
    make: Any, city: City, index: Any
) -> None:
    waits = replace(city, rules=replace(city.rules, uncleared=frozenset({"licence.content"})))
    licence = food_licence(make, content="保健食品")
    for one, labels in ((city, ["food-production", "special-food"]), (waits, ["food-production"])):
        shown = index(project_subject(make.subject(licence), one, make.at("2026-05-01T00:00")))
        document = shown.valid(Collection.SUBJECTS, "s00000001", make.at("2026-05-01T00:00"))
        assert document.terms["label"] == labels


def test_what_a_subject_is_narrowed_and_sorted_by(make: Any, city: City, index: Any) -> None:
    licences = [make.licence() for _ in range(8)]
    register = make.register(
        founded=date(2001, 2, 3), approved_date=date(2026, 2, 1), industry_code="C1440"
    )
    shown = index(project_subject(make.subject(*licences, register=register), city, NOW))
    document = shown.valid(Collection.SUBJECTS, "s00000001", NOW)
    assert document.terms["industry_above"] == ("C", "C14", "C144")
    assert (document.terms["board"], document.terms["sector"]) == ([], [])
    assert document.numbers["founded"] == dated_rank(date(2001, 2, 3), 1)
    # the day of registration is later than the latest decision
    assert document.numbers["changed"] == days(date(2026, 2, 1))
    assert TOP in document.terms["edges"]
    shown = index(project_subject(make.subject(*licences[1:], register=register), city, NOW))
    assert TOP not in shown.valid(Collection.SUBJECTS, "s00000001", NOW).terms["edges"]


def test_documents_hold_known_fields_and_tokens_without_spaces(
    make: Any, city: City, index: Any
) -> None:
    snapshot = make.subject(
        make.licence(), make.penalty("2026-04-02"), register=make.register(founded=date(2000, 1, 1))
    )
    for owner in project_subject(snapshot, city, NOW):
        for document in owner.documents:
            fields = {*TERM_FIELDS[owner.collection], *TEXT_FIELDS[owner.collection]}
            assert set(document.terms) == fields
            assert set(document.numbers) <= set(NUMBER_FIELDS[owner.collection])
            assert set(FACET_FIELDS[owner.collection]) <= fields
            for field, held in document.terms.items():
                text = field in TEXT_FIELDS[owner.collection]
                assert isinstance(held, str) is text
                tokens = held.split(" ") if isinstance(held, str) else held
                assert all(token and token.split() == [token] for token in tokens)
