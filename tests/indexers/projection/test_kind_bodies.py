"""What goes out of coercion and judgments where a city makes them public, and of honours and
commitments: masked, withheld until cleared, found by what is public."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.graphql import enforcement, good_faith
from gongshi.graphql.enums import PerformanceName
from gongshi.graphql.filings import RECORD_TYPES, record_of
from gongshi.indexers.index_terms import record_index_terms
from gongshi.records.bodies import WITHHELD, RecordBody
from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    ListName,
    Performance,
    SeriousListing,
)
from gongshi.records.kinds import Record, list_of, standing_day
from gongshi.records.model import Clearance, Event, RecordKind, SubjectKind
from gongshi.records.record_body import record_body

USCC = "91110000802100433B"
DAY = date(2026, 1, 10)
CLEARED = (Clearance(by="王敏", at=datetime(2026, 2, 1, tzinfo=UTC)),)
UNCLEARED = load_city(shipped_city("tianjin")).rules.uncleared


def filed(**columns: Any) -> dict[str, Any]:
    return {
        "id": "r00000001",
        "subject_id": "s00000001",
        "subject_name": "天津市海河乳品有限公司",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "uscc": USCC,
        "legal_representative": "张海河",
        "decision_date": DAY,
        "authority": "天津市样例区应急管理局",
        **columns,
    }


def body_of(record: Record, *events: Event) -> RecordBody:
    return record_body(record, events, UNCLEARED, subject_uscc=USCC, generation="2018")


def coercion(**columns: Any) -> Coercion:
    return Coercion(
        **filed(
            source="coercion",
            document_number="津样强〔2026〕1号",
            coercion_class="行政强制措施",
            kinds_text="查封场所、设施或者财物；扣押财物",
            reason="张海河涉嫌违法储存",
            basis="行政强制法",
            content="查封库房，账号6222020200112233445",
            amount=Decimal("1.50"),
            valid_until=date(2026, 2, 9),
            released_date=date(2026, 2, 1),
            status="已解除",
            **columns,
        )
    )


def judgment() -> CriminalJudgment:
    return CriminalJudgment(
        **filed(
            source="criminal",
            document_number="(2026)津样刑初1号",
            document_name="刑事判决书",
            crime="单位行贿罪;污染环境罪",
            punishment="罚金",
            fine=Decimal(50),
            forfeiture="追缴",
            summary="张海河另案处理",
            instance="一审",
            effective_date=date(2026, 1, 21),
            fine_performance="已履行",
        )
    )


def test_coercion_is_withheld_until_cleared_and_masked_then() -> None:
    body = body_of(coercion())
    assert body["kind"] == "coercion"
    assert (body["reason"], body["content"]) == (WITHHELD, WITHHELD)
    told = record_of(body)
    assert isinstance(told, enforcement.Coercion)
    assert (told.amount, told.released, told.status) == (
        Decimal("1.5"), date(2026, 2, 1), "已解除",
    )  # fmt: skip
    terms = record_index_terms(body, "")
    assert terms["category"] == ("查封场所设施或者财物", "扣押财物")
    assert terms["number"] == ("津样强20261号",)
    cleared = body_of(coercion(), *CLEARED)
    assert cleared["kind"] == "coercion"
    assert "张海河" not in cleared["reason"]
    assert "涉嫌违法储存" in cleared["reason"]
    assert "6222020200112233445" not in cleared["content"]
    assert "3445" in cleared["content"]


def test_a_judgments_court_text_waits_too() -> None:
    body = body_of(judgment())
    assert body["kind"] == "criminal"
    assert (body["forfeiture"], body["summary"]) == (WITHHELD, WITHHELD)
    told = record_of(body)
    assert isinstance(told, enforcement.CriminalJudgment)
    assert (told.crime, told.fine, told.effective) == (
        "单位行贿罪;污染环境罪", Decimal(50), date(2026, 1, 21),
    )  # fmt: skip
    assert record_index_terms(body, "")["category"] == ("单位行贿罪", "污染环境罪")
    cleared = body_of(judgment(), *CLEARED)
    assert cleared["kind"] == "criminal"
    assert "张海河" not in cleared["summary"]


def test_a_breach_of_a_commitment_is_told_with_who_found_it() -> None:
    commitment = Commitment(
        **filed(
            source="commitments",
            document_number="12990020260110000001",
            commitment_kind="证明事项型",
            matter="免交证明",
            performance=Performance.NONE,
            unfulfilled="联系人13812345678未补交",
            pursued="撤销许可",
            determined_date=date(2026, 3, 1),
            determined_by="天津市样例区行政审批局",
            valid_until=date(2099, 12, 31),
        )
    )
    told = record_of(body_of(commitment))
    assert isinstance(told, good_faith.Commitment)
    assert told.performance is PerformanceName.NONE
    assert told.unfulfilled == "联系人138****5678未补交"
    assert (told.determined, told.long_term) == (date(2026, 3, 1), True)


def test_nothing_of_a_removal_goes_out() -> None:
    removal = {
        "removal_reason": "补报年报",
        "removed_date": date(2026, 6, 1),
        "removal_authority": "移出机关",
        "removal_document_number": "移出文号",
        "entry_id": "YC-1",
        "remark": "内部备注",
    }
    listed: list[Record] = [
        AbnormalListing(**filed(source="abnormal", ground_code="01", **removal)),
        SeriousListing(**filed(source="serious", listed_until=date(2029, 1, 1), **removal)),
    ]
    for record in listed:
        told = repr(body_of(record))
        for hidden in (*map(str, removal.values()), "2029", "张海河"):
            assert hidden not in told, hidden


@pytest.mark.parametrize(
    ("columns", "day"),
    [
        ({"decision_date": DAY, "year": 2020}, DAY),
        ({"decision_date": None, "year": 2020}, date(2020, 12, 31)),
        ({"decision_date": None}, None),
    ],
)
def test_an_honour_stands_by_its_day_or_its_year(columns: dict[str, Any], day: date | None) -> None:
    assert standing_day(Honour(**filed(source="honours", **columns))) == day


def test_lists_are_those_of_entries_only() -> None:
    business = SubjectKind.INDIVIDUAL_BUSINESS
    abnormal = AbnormalListing(**filed(source="abnormal"))
    marked = AbnormalListing(**filed(source="abnormal", subject_kind=business))
    serious = SeriousListing(**filed(source="serious", subject_kind=business))
    assert [list_of(one) for one in (abnormal, marked, serious, coercion())] == [
        ListName.ABNORMAL,
        ListName.ABNORMAL_MARK,
        ListName.SERIOUS,
        None,
    ]


def test_every_kind_has_a_type_of_the_schema() -> None:
    assert len(RECORD_TYPES) == len(RecordKind)
