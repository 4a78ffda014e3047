"""The ordinary report: what search shows at the same instant, in ten chapters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.projection import project_subject
from gongshi.ledger.snapshots import SubjectSnapshot
from gongshi.records.clock import SHANGHAI, midnight
from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    Performance,
    SeriousListing,
)
from gongshi.records.kinds import Record
from gongshi.records.model import (
    DisclosureMode,
    Event,
    PenaltyKind,
    RecordKind,
    Repair,
    RepairResult,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.record_body import record_body
from gongshi.reports.chapters import CHAPTER_OF
from gongshi.reports.facts import OrdinaryFacts
from gongshi.reports.lines import record_lines
from gongshi.reports.ordinary import ordinary_facts
from gongshi.search.documents import Collection
from tests.indexers.projection.conftest import Index, Makers
from tests.reports.report_cities import TIANJIN

AT = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
make = Makers()


def report(
    snapshot: SubjectSnapshot, at: datetime = AT, *, sample: bool = False
) -> OrdinaryFacts | None:
    return ordinary_facts(snapshot, TIANJIN, at, as_of_change=17, sources=(), sample=sample)


def facts(snapshot: SubjectSnapshot, at: datetime = AT, *, sample: bool = False) -> OrdinaryFacts:
    found = report(snapshot, at, sample=sample)
    assert found is not None
    return found


def test_its_frame_is_the_national_layout() -> None:
    found = facts(make.subject(register=make.register(founded=date(2015, 3, 2))))
    assert (found["kind"], found["layout"], found["asOfChange"]) == ("ordinary", "V2.0", 17)
    assert (found["at"], found["rulesHash"]) == ("2026-06-01T10:00:00.000+08:00", TIANJIN.hash)
    assert found["labels"] == []
    assert [c["title"] for c in found["chapters"]] == [
        "登记注册基础信息", "行政管理", "诚实守信", "严重失信主体名单", "经营（活动）异常名录",
        "信用承诺", "信用评价", "司法判决及执行", "其他", "信用状况提升建议",
    ]  # fmt: skip
    assert [c["number"] for c in found["chapters"]] == list(range(1, 11))
    assert [(c["title"], c["count"]) for c in found["summary"]] == [
        ("行政管理", 0), ("诚实守信", 0), ("严重失信主体名单", 0), ("经营（活动）异常", 0),
        ("信用承诺", 0), ("信用评价", 0), ("司法判决", 0), ("其他", 0),
    ]  # fmt: skip
    notes = [c["note"] for c in found["chapters"]]
    assert notes[0] == ""
    assert notes[1:9] == ["查询期内无相关信息"] * 8
    assert "信用修复" in notes[9]
    assert found["statements"] == [
        "本报告仅客观反映已归集的信用信息，不对信用主体作出评分、评级或者其他评价。",
        "仅含当前公示信息，不代表无其他记录。",
    ]
    lines = {line["label"]: line["value"] for line in found["chapters"][0]["lines"]}
    assert lines["名称"] == "天津市海河乳品有限公司"
    assert lines["成立日期"] == "2015-03-02"
    assert lines["注册资本"] == lines["经营期限"] == lines["曾用名"] == "— —"


def test_records_stand_by_kind_newest_first_with_their_printed_lines() -> None:
    penalty = make.penalty(
        "2026-04-10", document_number="津罚〔2026〕1号", content="没收", fine=None
    )
    old, new = make.licence("2025-01-10"), make.licence("2026-02-10", content="食品生产")
    found = facts(make.subject(penalty, old, new, register=make.register()))
    items = found["chapters"][1]["items"]
    assert [(i["record"]["kind"], i["heading"]) for i in items] == [
        ("licence", "第 1 条"), ("licence", "第 2 条"), ("penalty", "第 1 条"),
    ]  # fmt: skip
    assert [i["record"]["decided"] for i in items] == ["2026-02-10", "2025-01-10", "2026-04-10"]
    assert [i["marks"] for i in items] == [[], [], []]
    assert [line["label"] for line in items[0]["lines"]] == [
        "行政许可决定文书号", "行政许可决定文书名称", "许可证书名称", "许可类别", "许可编号",
        "许可决定日期", "有效期自", "有效期至", "许可内容", "许可机关", "许可机关统一社会信用代码",
        "数据来源单位", "数据来源单位统一社会信用代码",
    ]  # fmt: skip
    assert [line["label"] for line in items[2]["lines"]] == [
        "行政处罚决定书文号", "处罚类别", "处罚决定日期", "处罚内容", "罚款金额（万元）",
        "没收违法所得、没收非法财物的金额（万元）", "暂扣或吊销证照名称及编号", "违法行为类型",
        "违法事实", "处罚依据", "处罚机关", "处罚机关统一社会信用代码", "数据来源单位",
        "数据来源单位统一社会信用代码",
    ]  # fmt: skip
    printed = {line["label"]: line["value"] for line in items[2]["lines"]}
    assert printed["行政处罚决定书文号"] == "津罚〔2026〕1号"
    assert printed["违法事实"] == printed["罚款金额（万元）"] == "— —"
    assert found["summary"][0] == {"title": "行政管理", "count": 3}
    counts = {kind: count for kind, count in found["subject"]["counts"].items() if count}
    assert counts == {"licence": 2, "penalty": 1}


def test_a_long_term_end_is_told_as_filed() -> None:
    licence = make.licence("2026-02-10", valid_until=date(2099, 1, 31))
    (item,) = facts(make.subject(licence))["chapters"][1]["items"]
    assert {"label": "有效期至", "value": "2099-01-31（长期）"} in item["lines"]


def test_capital_and_term_are_printed_whole() -> None:
    register = make.register(
        registered_capital=100, term_from=date(2015, 1, 1), former_names=("甲公司", "乙公司")
    )
    chapter = facts(make.subject(register=register))["chapters"][0]
    lines = {line["label"]: line["value"] for line in chapter["lines"]}
    assert lines["注册资本"] == "100万人民币"
    assert lines["经营期限"] == "2015-01-01 至 长期"
    assert lines["曾用名"] == "甲公司、乙公司"
    limited = make.register(term_to=date(2035, 1, 1))
    chapter = facts(make.subject(register=limited))["chapters"][0]
    assert {"label": "经营期限", "value": "— — 至 2035-01-01"} in chapter["lines"]


def test_nothing_public_is_no_report() -> None:
    hidden = make.penalty("2018-01-10")
    secret = make.penalty("2026-01-10", source="gone")
    assert report(make.subject(hidden, secret)) is None
    assert report(make.subject()) is None
    person = make.subject(make.licence(), subject_kind=SubjectKind.NATURAL_PERSON)
    assert report(person) is None


def test_invented_data_are_marked() -> None:
    found = facts(make.subject(make.licence()), sample=True)
    assert (found["sample"], found["labels"]) == (True, ["样例数据"])


def filed(source: str, **fields: Any) -> dict[str, Any]:
    """What every record of this subject has in common."""
    return {
        "source": source,
        "subject_name": "天津市海河乳品有限公司",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "uscc": "91110000802100433B",
        "id": f"r{source:0>8.8}",
        "subject_id": "s00000001",
        "accepted_at": datetime(2026, 3, 1, 9, tzinfo=SHANGHAI),
        **fields,
    }


def every_kind() -> list[Any]:
    """One record of each kind, shown at ``AT`` but for those that are no public matter."""
    day = date(2026, 2, 3)
    return [
        make.licence("2026-02-10"),
        make.penalty("2026-02-10"),
        Honour(
            **filed(
                "honours",
                decision_date=None,
                honour_name="A级纳税人",
                honour_kind="A级纳税人",
                year=2025,
            )
        ),
        AbnormalListing(**filed("abnormal", decision_date=day, ground_text="未年报")),
        SeriousListing(
            **filed("serious", decision_date=day, ground_article=5, document_number="列1号")
        ),
        Commitment(
            **filed(
                "commitments",
                decision_date=day,
                matter="告知承诺",
                performance=Performance.PARTIAL,
                determined_date=day,
            )
        ),
        Coercion(**filed("coercion", decision_date=day, mode=None, document_number="强1号")),
        CriminalJudgment(**filed("criminal", decision_date=day, document_number="刑1号")),
    ]


def test_every_kind_stands_in_its_chapter() -> None:
    found = facts(make.subject(*every_kind(), register=make.register()))
    standing = {
        chapter["number"]: [item["record"]["kind"] for item in chapter["items"]]
        for chapter in found["chapters"]
        if chapter["items"]
    }
    assert standing == {
        2: ["licence", "penalty"],
        3: ["honour"],
        4: ["serious"],
        5: ["abnormal"],
        6: ["commitment"],
    }  # coercion and judgments are for special reports
    assert [c["count"] for c in found["summary"]] == [2, 1, 1, 1, 1, 0, 0, 0]
    assert found["labels"] == ["诚实守信", "严重失信主体", "经营异常"]
    printed = {
        item["record"]["kind"]: {line["label"]: line["value"] for line in item["lines"]}
        for chapter in found["chapters"]
        for item in chapter["items"]
    }
    assert printed["honour"]["评价年度"] == "2025"
    assert printed["honour"]["认定日期"] == "— —"
    assert printed["serious"]["列入情形"] == "市场监督管理严重违法失信名单管理办法第5条"
    assert printed["abnormal"]["列入类型"] == "列入经营异常名录"
    assert printed["commitment"]["承诺履行状态"] == "部分履行"


def test_every_kind_has_a_chapter_and_its_lines() -> None:
    assert set(CHAPTER_OF) == set(RecordKind)
    for record in every_kind():
        body = record_body(
            record, (), frozenset(), subject_uscc="91110000802100433B", generation="2018"
        )
        lines = record_lines(body)
        assert len({line["label"] for line in lines}) == len(lines)
        assert all(line["value"] for line in lines)
    individual = AbnormalListing(
        **filed(
            "abnormal",
            decision_date=date(2026, 2, 3),
            subject_kind=SubjectKind.INDIVIDUAL_BUSINESS,
        )
    )
    body = record_body(individual, (), frozenset(), subject_uscc="", generation="2018")
    assert {"label": "列入类型", "value": "标记为经营异常状态"} in record_lines(body)
    serious = SeriousListing(**filed("serious", decision_date=date(2026, 2, 3)))
    body = record_body(serious, (), frozenset(), subject_uscc="", generation="2018")
    assert {"label": "列入情形", "value": "— —"} in record_lines(body)
    honour = Honour(**filed("honours", decision_date=None))
    body = record_body(honour, (), frozenset(), subject_uscc="", generation="2018")
    assert {"label": "评价年度", "value": "— —"} in record_lines(body)


# --- the same as search -------------------------------------------------------------------------

_days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
_kinds = st.sampled_from(PenaltyKind).map(lambda kind: (kind,))
_events: st.SearchStrategy[list[Event]] = st.lists(
    st.one_of(
        st.builds(Repair, result=st.sampled_from(RepairResult), decision_date=_days),
        st.builds(Withdrawal, kind=st.just("撤销"), decision_date=_days),
        st.builds(Suspension, action=st.sampled_from(SuspensionAction), from_date=_days),
    ),
    max_size=2,
)


@st.composite
def _others(draw: st.DrawFn) -> tuple[Record, list[Event]]:
    """A record of a kind beyond licences and penalties."""
    day = draw(_days)
    told: dict[str, Any] = {
        "decision_date": day,
        "accepted_at": midnight(draw(_days)),
        "id": f"o{draw(st.integers(0, 10**8)):08}",
        "subject_kind": draw(st.sampled_from(SubjectKind)),
        "legal_representative": "王伟",
        "mode": draw(st.sampled_from([None, *DisclosureMode])),
    }
    removed = draw(st.one_of(st.none(), _days))
    kinds: list[Any] = [
        Honour(**filed("honours", **{**told, "decision_date": None}, year=day.year)),
        Honour(**filed("honours", **told, reason="王伟获奖")),
        AbnormalListing(**filed("abnormal", **told, removed_date=removed)),
        SeriousListing(**filed("serious", **told, removed_date=removed, ground_text="王伟")),
        Commitment(**filed("commitments", **told, matter="电话13920001234")),
        Coercion(**filed("coercion", **told)),
        CriminalJudgment(**filed("criminal", **told)),
    ]
    return draw(st.sampled_from(kinds)), draw(_events)


@st.composite
def _records(draw: st.DrawFn) -> tuple[Record, list[Event]]:
    decided = draw(_days).isoformat()
    told: dict[str, Any] = {
        "subject_kind": draw(st.sampled_from(SubjectKind)),
        "subject_name": draw(st.sampled_from(["天津市海河乳品有限公司", "天津海河乳业公司"])),
        "objected": draw(st.booleans()),
        "remark": "",
    }
    if draw(st.booleans()):
        return make.licence(decided, **told), draw(_events)
    told["severity"] = draw(st.sampled_from([None, *Severity]))
    told["kinds"] = draw(_kinds)
    told["facts"] = "经查，当事人王某某电话13920001234"
    return make.penalty(decided, **told), draw(_events)


@given(
    records=st.lists(_records() | _others(), max_size=6, unique_by=lambda one: one[0].id),
    registered=st.booleans(),
    day=_days,
    minute=st.integers(0, 1439),
)
def test_it_shows_what_search_shows(
    records: list[tuple[Record, list[Event]]], registered: bool, day: date, minute: int
) -> None:
    """Subject, records, fields, masks: the same bodies at the same instant."""
    at = midnight(day) + timedelta(minutes=minute)
    register = make.register() if registered else None
    mixed: list[Any] = list(records)
    snapshot = make.subject(*mixed, register=register)
    index = Index(project_subject(snapshot, TIANJIN, at))
    found = report(snapshot, at)
    subject = index.subject(at)
    if found is None:
        assert subject is None
        return
    assert subject is not None
    assert found["subject"] == subject | {"otherNames": found["subject"]["otherNames"]}
    assert set(found["subject"]["otherNames"]) <= set(subject["otherNames"])  # certain ones only
    shown = [
        index.record(owner, at)
        for collection, owner in index.owners
        if collection is Collection.RECORDS and index.record(owner, at) is not None
    ]
    shown = [body for body in shown if body["subjectId"]]  # a natural person's is no subject's
    items = [item["record"] for chapter in found["chapters"] for item in chapter["items"]]
    assert sorted(items, key=lambda b: b["id"]) == sorted(shown, key=lambda b: b["id"])
    assert sum(counter["count"] for counter in found["summary"]) == len(items)
