"""Repairs, withdrawals, suspensions and declared periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from gongshi.indexers.rows import EventRow, ZeroReport
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import (
    RecordKind,
    Repair,
    RepairResult,
    RepairScope,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.problems import PROBLEMS
from tests.indexers.way_in.reading import (
    ID_AND_USCC,
    ID_NUMBER,
    Parse,
    Row,
    codes,
    only,
)

# --- events ---


def repair_row(**changes: str) -> Mapping[str, str]:
    return {
        "XF_WSH": "津信修〔2026〕1号",
        "XF_SHXYM": "91320100748204660Q",
        "XF_MC": "南京钢铁联合有限公司",
        "XF_YJLLX": "CF",
        "XF_YWSH": "宁环罚〔2026〕3号",
        "XF_YJG": "南京市生态环境局",
        "XF_JG": "准予修复",
        "XF_FW": "终止公示",
        "XF_LY": "已整改",
        "XF_JDRQ": "2026/05/20",
        "XF_SXRQ": "2026/05/21",
        "XF_JDDW": "南京市生态环境局",
        "XF_JDDWDM": "11320100MB153168X8",
    } | changes


def test_a_repair(parse: Parse) -> None:
    row = only(parse("repairs", [repair_row()]))
    assert codes(row) == []
    assert row.record == EventRow(
        event=Repair(
            result=RepairResult.GRANTED,
            decision_date=date(2026, 5, 20),
            effective_date=date(2026, 5, 21),
            scope=RepairScope.END_PUBLICATION,
            document_number="津信修〔2026〕1号",
            authority="南京市生态环境局",
            reason="已整改",
        ),
        source="repairs",
        target_kind=RecordKind.PENALTY,
        target_document_number="宁环罚〔2026〕3号",
        uscc="91320100748204660Q",
        subject_name="南京钢铁联合有限公司",
        target_authority="南京市生态环境局",
        source_unit="南京市生态环境局",
        source_unit_uscc="11320100MB153168X8",
    )


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"XF_JG": "也许"}, [("event_action_unreadable", "XF_JG")]),
        ({"XF_JG": ""}, [("event_action_unreadable", "XF_JG"), ("required_missing", "XF_JG")]),
        ({"XF_JDRQ": "2025/02/30"}, [("decision_date_unreadable", "XF_JDRQ")]),
        ({"XF_YJLLX": "XX"}, [("target_kind_unreadable", "XF_YJLLX")]),
        ({"XF_YJLLX": "SERIOUS 严重违法失信名单"}, []),
        ({"XF_YJLLX": "经营异常名录"}, []),
        ({"XF_YJLLX": "CN"}, []),
        ({"XF_YJLLX": "行政处罚"}, []),
        ({"XF_YWSH": "— —"},
         [("required_missing", "XF_YWSH"), ("target_number_missing", "XF_YWSH")]),
        ({"XF_SHXYM": "91320100748204660A"}, [("uscc_invalid", "XF_SHXYM")]),
        ({"XF_SHXYM": "", "XF_MC": ""},
         [("required_missing", "XF_MC"), ("subject_unresolvable", "XF_SHXYM")]),
        ({"XF_FW": "别的"}, [("enum_unknown", "XF_FW")]),
        ({"XF_SXRQ": "某日"}, [("date_unreadable", "XF_SXRQ")]),
    ],
)  # fmt: skip
def test_odd_repairs(parse: Parse, changes: Row, remarks: list[tuple[str, str]]) -> None:
    row = only(parse("repairs", [repair_row(**changes)]))
    assert sorted(codes(row)) == remarks
    assert (row.record is None) == any(PROBLEMS[c].level == "quarantine" for c, _ in remarks)


@pytest.mark.parametrize("number", [ID_NUMBER, ID_AND_USCC, "110105491231002"])
def test_an_event_on_a_persons_record(parse: Parse, number: str) -> None:
    row = only(parse("repairs", [repair_row(XF_SHXYM=number)]))
    assert isinstance(row.record, EventRow)
    assert (row.record.uscc, len(row.record.person_key)) == ("", 64)
    assert number not in repr(row)
    row = only(parse("repairs", [repair_row(XF_SHXYM=number)], city_key=b""))
    assert codes(row) == [("city_key_missing", "XF_SHXYM")]
    assert number not in repr(row)


def test_a_persons_number_as_a_units_code_is_kept_nowhere(parse: Parse) -> None:
    row = only(parse("repairs", [repair_row(XF_JDDWDM=ID_AND_USCC)]))
    assert codes(row) == [("id_number_dropped", "XF_JDDWDM")]
    assert ID_AND_USCC not in repr(row)


def test_a_withdrawal_of_an_unknown_kind_hides_all_the_same(parse: Parse) -> None:
    base = {
        "CX_WSH": "撤1号", "CX_SHXYM": "91320100748204660Q", "CX_MC": "南京钢铁联合有限公司",
        "CX_YJLLX": "CF", "CX_YWSH": "宁环罚〔2026〕3号", "CX_YJG": "南京市生态环境局",
        "CX_FS": "自行纠正", "CX_LY": "证据不足", "CX_GKLY": "依法撤销", "CX_JDRQ": "2026/05/20",
        "CX_JDDW": "某局", "CX_LYDW": "报送局", "CX_LYDWDM": "11320100MB153168X8",
    }  # fmt: skip
    rows = parse("withdrawals", [base | {"CX_LX": "撤销"}, base | {"CX_LX": "收回"}])
    events = [row.record.event for row in rows if isinstance(row.record, EventRow)]
    assert events[0] == Withdrawal(
        kind="撤销",
        decision_date=date(2026, 5, 20),
        document_number="撤1号",
        authority="某局",
        public_reason="依法撤销",
    )
    assert [codes(row) for row in rows] == [[], [("enum_unknown", "CX_LX")]]
    assert isinstance(rows[0].record, EventRow)
    assert rows[0].record.source_unit == "报送局"
    assert codes(only(parse("withdrawals", [base | {"CX_LX": "撤销", "CX_JDRQ": "x"}]))) == [
        ("decision_date_unreadable", "CX_JDRQ")
    ]


def test_a_suspension(parse: Parse) -> None:
    base = {
        "ZT_WSH": "停1号", "ZT_SHXYM": "91320100748204660Q", "ZT_MC": "南京钢铁联合有限公司",
        "ZT_YJLLX": "CF", "ZT_YWSH": "宁环罚〔2026〕3号", "ZT_YJG": "南京市生态环境局",
        "ZT_DZ": "暂停公示", "ZT_LY": "诉讼期间停止执行", "ZT_QSRQ": "2026/05/01",
        "ZT_JSRQ": "2026/05/31", "ZT_JDRQ": "2026/04/30", "ZT_JDDW": "某法院",
        "ZT_JDDWDM": "11320100MB153168X8", "ZT_LYDW": "某局", "ZT_LYDWDM": "11320100MB153168X8",
    }  # fmt: skip
    rows = parse(
        "suspensions",
        [
            base,
            base | {"ZT_DZ": "继续"},
            base | {"ZT_QSRQ": ""},
            base | {"ZT_JSRQ": "2026/04/30"},
            base | {"ZT_JSRQ": "2026/04/30", "ZT_DZ": "恢复公示"},
        ],
    )
    assert isinstance(rows[0].record, EventRow)
    assert rows[0].record.event == Suspension(
        action=SuspensionAction.SUSPEND,
        from_date=date(2026, 5, 1),
        to_date=date(2026, 5, 31),
        decision_date=date(2026, 4, 30),
        document_number="停1号",
        authority="某法院",
        ground="诉讼期间停止执行",
    )
    assert [codes(row) for row in rows] == [
        [],
        [("event_action_unreadable", "ZT_DZ")],
        [("decision_date_unreadable", "ZT_QSRQ"), ("required_missing", "ZT_QSRQ")],
        [("suspension_reversed", "ZT_JSRQ")],
        [("validity_reversed", "ZT_JSRQ")],
    ]


# --- declared periods ---


def zero_row(**changes: str) -> Mapping[str, str]:
    return {
        "LB_PCH": "1",
        "LB_DW": "某局",
        "LB_DWDM": "11320100MB153168X8",
        "LB_MLBH": "TJ-CF-001",
        "LB_SJB": "CF",
        "LB_LX": "零报送",
        "LB_QJQ": "2026/05/01",
        "LB_QJZ": "2026/05/31",
        "LB_TS": "0",
        "LB_BSSJ": "2026-06-01 08:00:00",
    } | changes


def test_a_zero_report(parse: Parse) -> None:
    row = only(parse("zero-reports", [zero_row()]))
    assert codes(row) == []
    assert row.record == ZeroReport(
        source="zero-reports",
        target_source="penalties",
        item_code="TJ-CF-001",
        unit="某局",
        unit_uscc="11320100MB153168X8",
        period_from=date(2026, 5, 1),
        period_to=date(2026, 5, 31),
        row_count=0,
        batch_id="1",
        batch_kind="零报送",
        sent_at=datetime(2026, 6, 1, 8, tzinfo=SHANGHAI),
    )


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"LB_TS": "3"}, "row_count_differs"),
        ({"LB_TS": "很多", "LB_LX": "增量"}, "row_count_differs"),
        ({"LB_LX": "口头"}, "report_kind_unreadable"),
        ({"LB_QJZ": "2026/04/30"}, "period_unreadable"),
        ({"LB_QJZ": "2026/06/02"}, "period_unreadable"),
        ({"LB_QJQ": "2025/02/30"}, "period_unreadable"),
        ({"LB_MLBH": "没有的"}, "report_source_unknown"),
        ({"LB_MLBH": ""}, "report_source_unknown"),
    ],
)
def test_declarations_that_cannot_be_used(parse: Parse, changes: Row, failure: str) -> None:
    row = only(parse("zero-reports", [zero_row(**changes)]))
    assert [finding.code for finding in row.failures] == [failure]


def test_a_layout_with_one_source_names_it(parse: Parse) -> None:
    row = only(parse("zero-reports", [zero_row(LB_MLBH="", LB_SJB="XK")]))
    assert isinstance(row.record, ZeroReport)
    assert row.record.target_source == "licences"
