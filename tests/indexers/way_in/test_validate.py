"""Rows into records: what is read, what is remarked, and the few things that make a row
unusable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import map_header
from gongshi.indexers.readers.raw import Broken
from gongshi.indexers.row_readers import row_reader
from gongshi.indexers.rows import EventRow, Finding, ParsedRow, ZeroReport
from gongshi.indexers.validate import Delivery
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import (
    DisclosureMode,
    Field,
    Licence,
    Penalty,
    PenaltyKind,
    Procedure,
    RecordKind,
    RegisterEntry,
    Repair,
    RepairResult,
    RepairScope,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.problems import PROBLEMS

Row = dict[str, str]
MakeRow = Callable[..., Row]
Parse = Callable[..., list[ParsedRow]]

ID_NUMBER = "11010519491231002X"


def only(rows: list[ParsedRow]) -> ParsedRow:
    (row,) = rows
    return row


def licence(row: ParsedRow) -> Licence:
    assert isinstance(row.record, Licence), row.failures
    return row.record


def penalty(row: ParsedRow) -> Penalty:
    assert isinstance(row.record, Penalty), row.failures
    return row.record


def codes(row: ParsedRow) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in (*row.failures, *row.warnings)]


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
        ({"CF_ZT": "2"}, [("status_unclear", "CF_ZT")]),
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


# --- codes in each other's places ---


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"XK_XDR_SHXYM": "", "XK_XDR_GSZC": "91320100748204660Q"}, ("91320100748204660Q", "", "")),
        ({"XK_XDR_SHXYM": "74820466-0"}, ("", "", "748204660")),
        ({"XK_XDR_SHXYM": "", "XK_XDR_ZZJG": "748204660"}, ("", "", "748204660")),
        ({"XK_XDR_SHXYM": "110108000000016"}, ("", "110108000000016", "")),
        ({"XK_XDR_SHXYM": "", "XK_XDR_ZZJG": "91320100748204660Q"}, ("91320100748204660Q", "", "")),
    ],
)
def test_codes_in_each_others_columns(
    parse: Parse, licence_row: MakeRow, changes: Row, read: tuple[str, str, str]
) -> None:
    row = only(parse("licences", [licence_row(**changes)]))
    found = licence(row)
    assert (found.uscc, found.registration_number, found.organisation_code) == read
    assert row.code in read


def test_a_kind_not_given_follows_the_code(parse: Parse, licence_row: MakeRow) -> None:
    rows = parse(
        "licences",
        [
            licence_row(XK_XDR_LB=""),
            licence_row(XK_XDR_LB="", XK_XDR_SHXYM="92141127MA0KD1Y64A"),
            licence_row(XK_XDR_LB="", XK_XDR_SHXYM="", XK_XDR_ZJHM=ID_NUMBER),
        ],
    )
    assert [licence(row).subject_kind for row in rows] == [
        SubjectKind.LEGAL_PERSON,
        SubjectKind.INDIVIDUAL_BUSINESS,
        SubjectKind.NATURAL_PERSON,
    ]


# --- natural persons ---


@pytest.mark.parametrize(
    "place", ["XK_XDR_ZJHM", "XK_XDR_SFZ", "XK_XDR_SHXYM", "XK_XDR_GSZC", "证件号码"]
)
def test_a_persons_number_becomes_a_key_at_the_door(
    parse: Parse, licence_row: MakeRow, place: str
) -> None:
    changes = {"XK_XDR_LB": "自然人", "XK_XDR_SHXYM": "", "XK_XDR_MC": "张三"} | {place: ID_NUMBER}
    row = only(parse("licences", [licence_row(**changes)]))
    found = licence(row)
    assert found.subject_kind is SubjectKind.NATURAL_PERSON
    assert len(found.person_key) == 64
    assert (found.uscc, found.registration_number) == ("", "")
    assert ID_NUMBER not in repr(row)
    again = only(parse("licences", [licence_row(**{**row.raw, "XK_XDR_SHXYM": ""})]))
    assert licence(again).person_key == found.person_key
    assert again.digest == row.digest


def test_persons_differ_by_their_number_alone(parse: Parse, licence_row: MakeRow) -> None:
    rows = parse(
        "licences",
        [
            licence_row(XK_XDR_LB="自然人", XK_XDR_SHXYM="", XK_XDR_ZJHM=number)
            for number in (ID_NUMBER, "110105491231002", "E12345678")
        ],
    )
    keys = [licence(row).person_key for row in rows]
    assert keys[0] == keys[1] != keys[2]
    assert rows[0].digest == rows[1].digest != rows[2].digest


def test_without_a_city_key_a_person_waits(parse: Parse, licence_row: MakeRow) -> None:
    changes = {"XK_XDR_LB": "自然人", "XK_XDR_SHXYM": "", "XK_XDR_ZJHM": ID_NUMBER}
    row = only(parse("licences", [licence_row(**changes)], city_key=b""))
    assert row.failures == (Finding("city_key_missing", "XK_XDR_ZJHM", ""),)
    assert ID_NUMBER not in repr(row)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("XK_XDR_SHXYM", "法人及非法人组织"),
        ("XK_XDR_SHXYM", "个体工商户"),
        ("XK_XDR_SWDJ", "个体工商户"),
        ("XK_XDR_GSZC", "个体工商户"),
    ],
)
def test_an_owners_number_in_a_code_column_is_kept_nowhere(
    parse: Parse, licence_row: MakeRow, place: str, kind: str
) -> None:
    changes = {"XK_XDR_LB": kind, "XK_XDR_SHXYM": ""} | {place: ID_NUMBER}
    row = only(parse("licences", [licence_row(**changes)]))
    assert ("id_number_dropped", place) in codes(row)
    assert ID_NUMBER not in repr(row)


# --- generations ---


@pytest.mark.parametrize(
    ("generation", "state", "withdrawn", "objected"),
    [
        ("2018", "1", False, False),
        ("2018", "2", False, False),
        ("2015", "", False, False),
        ("2015", "0", False, False),
        ("2015", "正常", False, False),
        ("2015", "1", True, False),
        ("2015", "2", False, True),
        ("2018", "撤销", True, False),
        ("2018", "异议", False, True),
    ],
)
def test_a_state_means_what_the_sources_generation_says(
    city: City,
    parse: Parse,
    licence_row: MakeRow,
    penalty_row: MakeRow,
    generation: Literal["2015", "2018"],
    state: str,
    withdrawn: bool,
    objected: bool,
) -> None:
    sources = {
        code: replace(source, generation=generation) for code, source in city.sources.items()
    }
    of = replace(city, sources=sources)
    row = only(parse("licences", [licence_row(XK_ZT=state)], of=of))
    assert codes(row) == []
    found = licence(row)
    assert (found.status, found.withdrawn_by_source, found.objected) == (state, withdrawn, objected)
    row = only(parse("penalties", [penalty_row(CF_ZT=state)], of=of))
    assert (penalty(row).withdrawn_by_source, penalty(row).objected) == (withdrawn, objected)


@pytest.mark.parametrize("state", ["3", "休眠"])
def test_a_state_of_2015_that_nothing_says(
    city: City, parse: Parse, licence_row: MakeRow, state: str
) -> None:
    source = replace(city.sources["licences"], generation="2015")
    of = replace(city, sources={"licences": source})
    row = only(parse("licences", [licence_row(XK_ZT=state)], of=of))
    assert codes(row) == [("status_unclear", "XK_ZT")]


def test_the_third_state_of_2015(city: City, parse: Parse, penalty_row: MakeRow) -> None:
    of = replace(
        city,
        sources={"penalties": replace(city.sources["penalties"], generation="2015")},
    )
    assert penalty(only(parse("penalties", [penalty_row(CF_ZT="3")], of=of))).objected


def test_the_old_penalty_layout(parse: Parse) -> None:
    row = only(
        parse(
            "penalties",
            [
                {
                    "CF_WSH": "津工商罚字[2016]1号",
                    "CF_CFMC": "某公司虚假宣传案",
                    "CF_CFLB1": "罚款",
                    "CF_CFLB2": "没收违法所得",
                    "CF_SY": "虚假宣传",
                    "CF_YJ": "广告法",
                    "CF_XDR": "江苏华西集团有限公司",
                    "CF_XDR_SHXYM": "91320281142232229Q",
                    "CF_XDR_ZDM": "14223222-9",
                    "CF_XDR_SFZ": "",
                    "CF_FR": "某甲",
                    "CF_JG": "罚款一万元",
                    "CF_JDRQ": "2016-10-08",
                    "CF_XZJG": "某工商局",
                    "CF_ZT": "0",
                    "DFBM": "120000",
                    "SJC": "2016-10-09",
                    "BZ": "",
                }
            ],
        )
    )
    found = penalty(row)
    assert found.violation_type == "某公司虚假宣传案"
    assert found.kinds_text == "罚款;没收违法所得"
    assert found.kinds == (PenaltyKind.CONFISCATION, PenaltyKind.FINE)
    assert (found.content, found.authority) == ("罚款一万元", "某工商局")
    assert found.organisation_code == "142232229"
    assert found.legal_representative == "某甲"


# --- order and digest ---


def test_the_order_may_be_a_column_of_the_row(
    city: City, parse: Parse, licence_row: MakeRow
) -> None:
    def read(order_field: str, **changes: str) -> ParsedRow:
        source = replace(city.sources["licences"], order_field=order_field)
        of = replace(city, sources={"licences": source})
        return only(parse("licences", [licence_row(**changes)], of=of))

    assert read("SJC", SJC="2025-11-19 08:00:00").order == "2025-11-19T08:00:00.000"
    assert read("SJC").order == ""
    assert read("decision_date").order == "2025-11-18"
    row = read("SJC", SJC="昨天")
    assert (row.order, codes(row)) == ("", [("order_unreadable", "SJC")])


def test_the_digest_is_of_the_content_not_of_its_writing(
    parse: Parse, licence_row: MakeRow
) -> None:
    plain = only(parse("licences", [licence_row()]))
    dressed = licence_row(XK_JDRQ="2025-11-18", XK_XDR_SHXYM="９１３２０１００748204660q", BZ="— —")
    assert only(parse("licences", [dressed], encoding="gb18030")).digest == plain.digest
    for column, value in licence_row().items():
        if column in {"XK_XDR_LB", "XK_XDR_SHXYM", "XK_XKJGDM", "XK_LYDWDM"}:
            continue
        other = "2025/11/19" if value[:4].isdecimal() else value + "x"
        changed = only(parse("licences", [licence_row(**{column: other})]))
        assert changed.digest != plain.digest, column


def test_every_column_of_a_penalty_counts_in_its_digest(parse: Parse, penalty_row: MakeRow) -> None:
    base = penalty_row(CF_NR_WFFF="1", CF_NR_ZKDX="甲证", procedure="普通", field="食品") | {
        "class": "一般", "GKSX": "公开", "CF_GSJZQ": "2027/01/01", "BZ": "备",
        "published_date": "2026/04/11", "restriction_until": "2026/05/01", "CF_FRDB": "某",
    }  # fmt: skip
    plain = only(parse("penalties", [base]))
    changes = {
        "CF_NR_FK": "11", "CF_NR_WFFF": "2", "CF_NR_ZKDX": "乙证", "procedure": "简易",
        "field": "消防", "class": "严重", "GKSX": "政务共享", "CF_GSJZQ": "2027/01/02", "BZ": "注",
        "published_date": "2026/04/12", "restriction_until": "2026/05/02", "CF_FRDB": "别",
        "CF_WFXW": "甲", "CF_SY": "乙", "CF_YJ": "丙", "CF_CFLB": "警告", "CF_NR": "丁",
        "CF_JDRQ": "2026/04/11", "CF_YXQ": "2030/01/01", "CF_CFJG": "戊", "CF_SJLY": "己",
        "CF_WSH": "庚", "CF_XDR_MC": "辛", "CF_XDR_GSZC": "110108000000016",
    }  # fmt: skip
    digests = {only(parse("penalties", [base | {k: v}])).digest for k, v in changes.items()}
    assert len(digests) == len(changes)
    assert plain.digest not in digests


# --- nothing breaks a reader ---

_DIRT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", "— —", "无", "2025/02/30", "2099/12/31", ID_NUMBER, "91320100748204660Q", "1e9",
         "罚款", "自然人", "准予修复", "XK", "&lt;br&gt;", "^~^^~^", "\x00", "1" * 5000, "(" * 500,
         "^~" * 2000, "<" * 3000]
    ),
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(LAYOUTS))
@given(spots=st.lists(st.tuples(st.integers(0, 40), _DIRT), max_size=6))
@settings(max_examples=50)
def test_no_row_breaks_its_reader(city: City, code: str, spots: list[tuple[int, str]]) -> None:
    layout = LAYOUTS[code]
    header = [column.code for column in layout.columns]
    source = next(source for source in city.sources.values() if source.layout == code)
    delivery = Delivery(city, source, datetime(2026, 6, 1, tzinfo=SHANGHAI), "", city_key=b"k" * 32)
    reader = row_reader(delivery, map_header(layout, header))
    cells = [column.sample for column in layout.columns]
    for place, dirt in spots:
        cells[place % len(cells)] = dirt
    row = reader.parse((2, cells))
    assert (row.record is None) == bool(row.failures)
    assert len(row.digest) == 16
    for finding in (*row.failures, *row.warnings):
        level = PROBLEMS[finding.code].level
        assert level == ("quarantine" if finding in row.failures else "warning")
        assert finding.field in {"", *header}


def test_a_broken_row_is_named_by_its_line(city: City) -> None:
    layout = LAYOUTS["XK"]
    delivery = Delivery(city, city.sources["licences"], datetime(2026, 6, 1, tzinfo=SHANGHAI), "")
    reader = row_reader(delivery, map_header(layout, ["XK_XDR_MC", "XK_JDRQ"]))
    row = reader.parse((7, Broken("line_unreadable", "JSONDecodeError")))
    assert (row.line, row.failures) == (7, (Finding("line_unreadable", "", "JSONDecodeError"),))


# --- the register ---


def register_row(**changes: str) -> Mapping[str, str]:
    return {
        "UNISCID": "91320100748204660Q",
        "ENTNAME": "南京钢铁联合有限公司",
        "HISTORYNAME": "南京钢铁集团(2003-03-24至2010-01-01)；江苏（集团）钢铁公司",
        "ZTLB": "企业",
        "ENTTYPE_CN": "有限责任公司",
        "REGSTATE_CN": "存续（在营、开业、在册）",
        "ESTDATE": "2003-03-24",
        "APPRDATE": "2025-01-16",
        "REGORG_CN": "南京市市场监督管理局",
        "DOMDISTRICT": "320116001002",
        "DOM": "南京市六合区示例路1号",
        "NAME": "某甲",
        "CERNO": ID_NUMBER,
        "MOBTEL": "13800138000",
        "REGCAP": "200000万元",
        "OPTO": "9999-9-9",
    } | changes


def test_a_register_row(parse: Parse) -> None:
    row = only(parse("register", [register_row()]))
    assert codes(row) == []
    assert row.order == "2025-01-16"
    assert ID_NUMBER not in repr(row)
    assert "13800138000" not in repr(row)
    assert row.record == RegisterEntry(
        source="register",
        name="南京钢铁联合有限公司",
        uscc="91320100748204660Q",
        former_names=("南京钢铁集团", "江苏（集团）钢铁公司"),
        subject_kind="企业",
        type="有限责任公司",
        status="存续",
        status_text="存续（在营、开业、在册）",
        founded=date(2003, 3, 24),
        approved_date=date(2025, 1, 16),
        registering_authority="南京市市场监督管理局",
        district_code="320116",
        address="南京市六合区示例路1号",
        legal_representative="某甲",
        registered_capital=Decimal(200_000),
        term_to=date(9999, 9, 9),
    )


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"UNISCID": "", "REGNO": ""}, [("subject_unresolvable", "UNISCID")]),
        ({"UNISCID": "91320100748204660A"}, [("uscc_invalid", "UNISCID")]),
        ({"UNISCID": ID_NUMBER}, [("uscc_invalid", "UNISCID")]),
        ({"ENTNAME": "无"}, [("required_missing", "ENTNAME"), ("subject_unresolvable", "ENTNAME")]),
        ({"UNISCID": "", "REGNO": "110108000000016"}, []),
        ({"UNISCID": "", "REGNO": "110108000000017"}, [("code_invalid", "REGNO")]),
        ({"UNISCID": "", "REGNO": "91320100748204660Q"}, [("code_in_other_column", "REGNO")]),
        ({"REGNO": ID_NUMBER}, [("id_number_dropped", "REGNO")]),
        ({"UNISCID": "000000000000000000"},
         [("code_placeholder", "UNISCID"), ("subject_unresolvable", "UNISCID")]),
        ({"REGSTATE_CN": "冬眠"}, [("enum_unknown", "REGSTATE_CN")]),
        ({"REGSTATE_CN": "注销"}, [("required_missing", "CANDATE")]),
        ({"REGSTATE_CN": "吊销，未注销"}, [("required_missing", "REVDATE")]),
        ({"ZTLB": "外资"}, [("enum_unknown", "ZTLB")]),
        ({"DOMDISTRICT": "南京"}, [("code_invalid", "DOMDISTRICT")]),
        ({"ESTDATE": "2003/02/30"}, [("date_unreadable", "ESTDATE")]),
        ({"REGCAP": "很多"}, [("amount_unreadable", "REGCAP")]),
        ({"REGCAP": "35640625.7089"}, []),
        ({"REGCAP": "1e30"}, [("amount_unreadable", "REGCAP")]),
        ({"LSQY_SHXYM": "9132"}, [("code_invalid", "LSQY_SHXYM")]),
        ({"UNISCID": "9132O100748204660Q"}, [("uscc_repaired", "UNISCID")]),
        ({"UNISCID": "123456789012345678"}, [("uscc_inner_check", "UNISCID")]),
        ({"UNISCID": "", "REGNO": "110108000000016", "ZTLB": ""}, [("required_missing", "ZTLB")]),
        ({"DOMDISTRICT": ""}, [("required_missing", "DOMDISTRICT")]),
        ({"REGCAP": "", "HISTORYNAME": ""}, []),
        ({"REGCAP": "5亿元"}, [("amount_unit_read", "REGCAP")]),
        ({"LSQY_SHXYM": "91320281142232229Q"}, []),
        ({"HISTORYNAME": "名" * 500}, []),
    ],
)  # fmt: skip
def test_odd_register_rows(parse: Parse, changes: Row, remarks: list[tuple[str, str]]) -> None:
    row = only(parse("register", [register_row(**changes)]))
    assert sorted(codes(row)) == sorted(remarks)
    assert (row.record is None) == any(PROBLEMS[c].level == "quarantine" for c, _ in remarks)
    assert ID_NUMBER not in repr(row)


@pytest.mark.parametrize(
    ("uscc", "kind"),
    [
        ("91320100748204660Q", "企业"),
        ("92141127MA0KD1Y64A", "个体工商户"),
        ("11320100MB0204433P", "机关"),
        ("12320000E93392905P", "事业单位"),
        ("52410000663412719U", "社会组织"),
        ("531000005000160090", "社会组织"),
    ],
)
def test_the_kind_of_a_subject_follows_its_code(parse: Parse, uscc: str, kind: str) -> None:
    row = only(parse("register", [register_row(UNISCID=uscc, ZTLB="")])).record
    assert isinstance(row, RegisterEntry)
    assert row.subject_kind == kind


def test_a_capital_in_another_currency(parse: Parse) -> None:
    row = only(parse("register", [register_row(REGCAP="100万美元")]))
    assert isinstance(row.record, RegisterEntry)
    assert (row.record.registered_capital, row.record.capital_currency) == (Decimal(100), "美元")


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
        ({"XF_YJLLX": "CN"}, [("target_kind_unreadable", "XF_YJLLX")]),
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


def test_an_event_on_a_persons_record(parse: Parse) -> None:
    row = only(parse("repairs", [repair_row(XF_SHXYM=ID_NUMBER)]))
    assert isinstance(row.record, EventRow)
    assert len(row.record.person_key) == 64
    assert ID_NUMBER not in repr(row)
    row = only(parse("repairs", [repair_row(XF_SHXYM=ID_NUMBER)], city_key=b""))
    assert codes(row) == [("city_key_missing", "XF_SHXYM")]
    assert ID_NUMBER not in repr(row)


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
