"""Licences and penalties: what is read, what is remarked, what makes a row unusable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gongshi.indexers.rows import Finding
from gongshi.records.model import (
    DisclosureMode,
    Field,
    Licence,
    Penalty,
    PenaltyKind,
    Procedure,
    Severity,
    SubjectKind,
)
from gongshi.records.problems import PROBLEMS
from tests.indexers.way_in.reading import (
    ID_NUMBER,
    MakeRow,
    Parse,
    Row,
    codes,
    licence,
    only,
    penalty,
)


def test_a_licence_as_filed(parse: Parse, licence_row: MakeRow) -> None:
    row = only(parse("licences", [licence_row()]))
    assert codes(row) == []
    assert row.line == 2
    assert row.order == "2026-06-01"
    assert (row.code, row.name) == ("91320100748204660Q", "南京钢铁联合有限公司")
    assert row.record == Licence(
        source="licences",
        subject_name="南京钢铁联合有限公司",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=date(2025, 11, 18),
        uscc="91320100748204660Q",
        document_number="宁新区管审环表复〔2025〕104号",
        document_name="准予行政许可决定书",
        licence_kind="普通",
        content="环境影响评价",
        valid_from=date(2025, 11, 18),
        valid_until=date(2099, 12, 31),
        authority="南京江北新区管委会行政审批局",
        authority_uscc="11320100MB0204433P",
        data_source="南京江北新区管委会行政审批局",
        data_source_uscc="11320100MB0204433P",
        status="1",
    )


def test_a_penalty_as_filed(parse: Parse, penalty_row: MakeRow) -> None:
    row = only(
        parse(
            "penalties",
            [
                penalty_row(
                    CF_CFLB="罚款;没收违法所得、没收非法财物",
                    CF_NR_WFFF="0.5",
                    procedure="普通程序",
                    失信信息类别="一般",
                    违法领域="食品安全",
                    公示日期="2026-04-12",
                    限制期限至="2027年4月9日",
                    公开属性="政务共享",
                )
            ],
        )
    )
    assert codes(row) == []
    assert row.record == Penalty(
        source="penalties",
        subject_name="南京钢铁联合有限公司",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=date(2026, 4, 10),
        uscc="91320100748204660Q",
        document_number="宁环罚〔2026〕3号",
        authority="南京市生态环境局",
        authority_uscc="11320100MB153168X8",
        data_source="南京市生态环境局",
        data_source_uscc="11320100MB153168X8",
        mode=DisclosureMode.SHARED,
        violation_type="超标排放大气污染物",
        facts="二氧化硫日均值超标",
        basis="《中华人民共和国大气污染防治法》第九十九条",
        kinds_text="罚款;没收违法所得、没收非法财物",
        kinds=(PenaltyKind.CONFISCATION, PenaltyKind.FINE),
        content="罚款人民币拾万元",
        fine=Decimal(10),
        confiscation=Decimal("0.5"),
        valid_until=date(2099, 12, 31),
        procedure=Procedure.ORDINARY,
        severity=Severity.GENERAL,
        field=Field.FOOD,
        published_date=date(2026, 4, 12),
        restriction_until=date(2027, 4, 9),
    )


# --- what makes a row unusable ---


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"XK_JDRQ": "2025/02/30"}, Finding("decision_date_unreadable", "XK_JDRQ", "2025/02/30")),
        ({"XK_JDRQ": ""}, Finding("decision_date_unreadable", "XK_JDRQ", "")),
        ({"XK_JDRQ": "— —"}, Finding("decision_date_unreadable", "XK_JDRQ", "")),
        ({"XK_JDRQ": "2099/12/31"}, Finding("decision_date_unreadable", "XK_JDRQ", "2099/12/31")),
        ({"XK_JDRQ": "1900/01/01"}, Finding("decision_date_unreadable", "XK_JDRQ", "1900/01/01")),
        ({"XK_JDRQ": "去年"}, Finding("decision_date_unreadable", "XK_JDRQ", "去年")),
        (
            {"XK_XDR_SHXYM": "91320100748204660A"},
            Finding("uscc_invalid", "XK_XDR_SHXYM", "91320100748204660A"),
        ),
        ({"XK_XDR_SHXYM": "913201"}, Finding("uscc_invalid", "XK_XDR_SHXYM", "913201")),
        ({"XK_XDR_SHXYM": ""}, Finding("subject_unresolvable", "XK_XDR_SHXYM", "")),
        ({"XK_XDR_SHXYM": "暂缺"}, Finding("subject_unresolvable", "XK_XDR_SHXYM", "")),
        (
            {"XK_XDR_SHXYM": "000000000000000000"},
            Finding("subject_unresolvable", "XK_XDR_SHXYM", ""),
        ),
        (
            {"XK_XDR_LB": "自然人"},
            Finding("subject_type_contradiction", "XK_XDR_SHXYM", "91320100748204660Q"),
        ),
        (
            {"XK_XDR_LB": "自然人", "XK_XDR_SHXYM": ""},
            Finding("subject_unresolvable", "XK_XDR_ZJHM", ""),
        ),
    ],
)
def test_the_few_things_that_make_a_licence_unusable(
    parse: Parse, licence_row: MakeRow, changes: Row, failure: Finding
) -> None:
    row = only(parse("licences", [licence_row(**changes)]))
    assert row.failures == (failure,)
    assert row.record is None
    assert PROBLEMS[failure.code].level == "quarantine"
    assert row.name == "南京钢铁联合有限公司"
    assert row.raw["XK_WSH"] == "宁新区管审环表复〔2025〕104号"


def test_an_amount_that_breaks_the_layout(parse: Parse, penalty_row: MakeRow) -> None:
    row = only(parse("penalties", [penalty_row(CF_NR_FK="1000000000000")]))
    assert row.failures == (Finding("amount_out_of_range", "CF_NR_FK", "1000000000000"),)
    row = only(parse("penalties", [penalty_row(CF_NR_FK="1e9")]))
    assert row.warnings == (Finding("amount_implausible", "CF_NR_FK", "1e9"),)
    assert penalty(row).fine == 10**9


def test_a_row_that_could_not_be_cut(parse: Parse) -> None:
    rows = parse(
        "licences",
        "XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n甲公司,91320100748204660Q\n",
    )
    assert only(rows).failures == (Finding("row_cells", "", "2/3"),)
    assert only(rows).raw == {}


# --- what is read with a remark ---


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"XK_XKWS": ""}, [("required_missing", "XK_XKWS")]),
        ({"XK_YXQZ": "— —"}, [("required_missing", "XK_YXQZ")]),
        ({"XK_YXQZI": "2025/02/30"}, [("date_unreadable", "XK_YXQZI")]),
        ({"XK_YXQZI": "2025/11/17"}, [("validity_reversed", "XK_YXQZI")]),
        ({"XK_YXQZI": "2025/11/18"}, []),
        ({"XK_YXQZ": "2003/03/24"}, []),
        ({"XK_XKLB": "其他-备案"}, []),
        ({"XK_XKLB": "备案"}, [("enum_unknown", "XK_XKLB")]),
        ({"XK_XKWS": "书" * 65}, [("too_long", "XK_XKWS")]),
        ({"XK_XKJGDM": "113202"}, [("code_invalid", "XK_XKJGDM")]),
        ({"XK_NR": "0.9694"}, [("text_meaningless", "XK_NR")]),
        ({"XK_NR": "准予"}, []),
        ({"XK_NR": "一&lt;br&gt;二"}, [("markup_in_text", "XK_NR")]),
        ({"XK_WSH": "甲1号;乙2号"}, [("document_number_joined", "XK_WSH")]),
        ({"XK_WSH": "91320100748204660Q"}, [("document_number_is_code", "XK_WSH")]),
        ({"XK_WSH": "空"}, [("required_missing", "XK_WSH")]),
        (
            {"XK_WSH": "暂缺", "XK_XKBH": "JY1"},
            [("required_missing", "XK_WSH"), ("document_number_from_certificate", "XK_WSH")],
        ),
        ({"XK_XDR_LB": "个体工商户"}, [("subject_kind_differs", "XK_XDR_LB")]),
        ({"XK_XDR_LB": "外星人"}, [("enum_unknown", "XK_XDR_LB")]),
        ({"XK_JDRQ": "2026/06/02"}, [("decision_in_future", "XK_JDRQ")]),
        ({"XK_JDRQ": "2026/06/01"}, []),
        ({"公开属性": "也许"}, [("mode_unreadable", "GKSX")]),
        ({"XK_XDR_SHXYM": "9132O100748204660q"}, [("uscc_repaired", "XK_XDR_SHXYM")]),
        ({"XK_XDR_SHXYM": "９１３２０１００７４８２０４６６０Ｑ "}, []),
        ({"XK_XDR_SHXYM": "123456789012345678"}, [("uscc_inner_check", "XK_XDR_SHXYM")]),
        ({"BZ": f"张某身份证{ID_NUMBER}"}, [("id_number_in_text", "BZ")]),
        ({"XK_XDR_ZZJG": "74820466-1"}, [("code_invalid", "XK_XDR_ZZJG")]),
        ({"XK_ZT": "7"}, [("status_unclear", "XK_ZT")]),
    ],
)
def test_what_is_odd_is_taken_in_with_a_remark(
    parse: Parse, licence_row: MakeRow, changes: Row, remarks: list[tuple[str, str]]
) -> None:
    row = only(parse("licences", [licence_row(**changes)]))
    assert codes(row) == remarks
    assert row.record is not None
    assert all(PROBLEMS[code].level == "warning" for code, _ in remarks)


def test_what_odd_values_become(parse: Parse, licence_row: MakeRow) -> None:
    row = licence(
        only(
            parse(
                "licences",
                [
                    licence_row(
                        XK_WSH="暂缺",
                        XK_XKBH="JY1",
                        XK_NR="一&lt;br&gt;二",
                        XK_XDR_ZZJG="74820466-0",
                        XK_XDR_SHXYM="9132O100748204660q",
                        XK_XDR_MC="南京钢铁\n联合有限公司",
                        XK_YXQZI="2123/12/04",
                        公开属性="也许",
                    )
                ],
            )
        )
    )
    assert row.document_number == "JY1"
    assert row.content == "一\n二"
    assert row.organisation_code == "748204660"
    assert row.uscc == "91320100748204660Q"
    assert row.subject_name == "南京钢铁联合有限公司"
    assert row.valid_until == date(2123, 12, 4)
    assert row.mode is DisclosureMode.SECRET


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"CF_NR_FK": ""}, [("required_missing", "CF_NR_FK")]),
        ({"CF_NR_FK": "拾万"}, [("amount_unreadable", "CF_NR_FK")]),
        ({"CF_NR_FK": "100000元"}, [("amount_unit_read", "CF_NR_FK")]),
        ({"CF_CFLB": "罚款;没收违法所得"}, [("required_missing", "CF_NR_WFFF")]),
        ({"CF_CFLB": "罚款;暂扣许可证件"}, [("required_missing", "CF_NR_ZKDX")]),
        ({"CF_CFLB": "罚款;约谈"}, [("kind_unknown", "CF_CFLB")]),
        ({"CF_CFLB": "警告-其他-其他"}, []),
        ({"class": "很严重"}, [("enum_unknown", "class")]),
        ({"procedure": "特别程序"}, [("enum_unknown", "procedure")]),
        ({"CF_SY": f"当事人{ID_NUMBER}"}, [("id_number_in_text", "CF_SY")]),
        ({"CF_ZT": "1"}, [("state_undocumented", "CF_ZT")]),
        ({"CF_ZT": "2"}, [("state_undocumented", "CF_ZT")]),
        ({"CF_ZT": "休眠"}, [("status_unclear", "CF_ZT")]),
        ({"CF_ZT": "0"}, []),
        ({"GSQX": "三年"}, [("date_unreadable", "CF_GSJZQ")]),
    ],
)
def test_odd_penalties(
    parse: Parse, penalty_row: MakeRow, changes: Row, remarks: list[tuple[str, str]]
) -> None:
    assert codes(only(parse("penalties", [penalty_row(**changes)]))) == remarks


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("食品安全", Field.FOOD),
        ("药品、医疗器械", Field.DRUGS),
        ("特种设备", Field.SPECIAL_EQUIPMENT),
        ("安全生产", Field.PRODUCTION_SAFETY),
        ("消防", Field.FIRE),
        ("城市管理", Field.OTHER),
        ("food", Field.FOOD),
    ],
)
def test_the_field_of_law(parse: Parse, penalty_row: MakeRow, text: str, field: Field) -> None:
    assert penalty(only(parse("penalties", [penalty_row(field=text)]))).field is field
