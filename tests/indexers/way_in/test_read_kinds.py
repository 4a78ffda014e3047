"""Rows of lists, honours, commitments, coercion and judgments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.layouts.column import ColumnType
from gongshi.indexers.validate_kind import content_of
from gongshi.records.filings import (
    AbnormalGround,
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    Performance,
    SeriousListing,
)
from gongshi.records.kinds import BY_LAYOUT, KINDS
from gongshi.records.model import DisclosureMode, Licence, RecordKind, SubjectKind
from tests.indexers.way_in.reading import ID_NUMBER, Parse, codes, only

USCC = "91320100748204660Q"
NAME = "南京钢铁联合有限公司"
ORGAN = "南京市市场监督管理局"
ORGAN_CODE = "11320100MB153168X8"

Row = dict[str, str]


def listing(**changes: str) -> Row:
    return {
        "ENTNAME": NAME,
        "ZTLB": "企业",
        "UNISCID": USCC,
        "BUSEXCLIST": "yc-1",
        "SPECAUSE": "01",
        "SPECAUSE_CN": "未按规定期限公示年度报告",
        "ABNTIME": "2026/05/10",
        "DECORG_CN": ORGAN,
        "DECORG": ORGAN_CODE,
        "DEDOCNUM": "宁市监异〔2026〕1号",
        "PUBLICDATE": "2026/05/12",
        "LYDW": ORGAN,
        "LYDWDM": ORGAN_CODE,
    } | changes


def serious(**changes: str) -> Row:
    return {
        "ENTNAME": NAME,
        "ZTLB": "法人及非法人组织",
        "UNISCID": USCC,
        "ILLID": "yz-1",
        "SERILLREA": "5",
        "SERILLREA_CN": "生产不符合食品安全标准的食品，受到较重行政处罚",
        "CFJDWSH": "宁市监罚〔2025〕3号",
        "ABNTIME": "2025/05/10",
        "DECORG_CN": ORGAN,
        "DECORG": ORGAN_CODE,
        "DEDOCNUM": "宁市监严〔2025〕1号",
        "PUBLICDATE": "2025/05/12",
        "LYDW": ORGAN,
        "LYDWDM": ORGAN_CODE,
    } | changes


def honour(**changes: str) -> Row:
    return {
        "ZT_MC": NAME,
        "ZT_LB": "法人及非法人组织",
        "ZT_SHXYM": USCC,
        "RYLB": "A级纳税人",
        "RYMC": "纳税信用A级纳税人",
        "DJ": "A",
        "PJND": "2024",
        "RDJG": "国家税务总局南京市税务局",
        "LYDW": "国家税务总局",
        "LYDWDM": ORGAN_CODE,
    } | changes


def commitment(**changes: str) -> Row:
    return {
        "承诺编码": "32010020230217000011",
        "承诺人名称": NAME,
        "承诺人类别": "法人及非法人组织",
        "承诺人代码": USCC,
        "承诺类型": "审批替代型",
        "承诺事由": "申请办理建设工程规划许可证",
        "承诺内容": "所报材料真实",
        "违诺责任": "自愿接受处理",
        "承诺作出日期": "2023/02/17",
        "承诺履行状态": "全部履行",
        "承诺受理单位": "南京市规划和自然资源局",
        "承诺受理单位代码": ORGAN_CODE,
        "公开类型": "可向社会公开",
    } | changes


def coercion(**changes: str) -> Row:
    return {
        "QZ_XDR_MC": NAME,
        "QZ_XDR_LB": "法人及非法人组织",
        "QZ_XDR_SHXYM": USCC,
        "QZ_WSH": "宁市监强〔2026〕1号",
        "QZ_LB": "行政强制执行",
        "QZ_FS": "加处罚款或者滞纳金；代履行",
        "QZ_SY": "逾期不缴纳罚款",
        "QZ_YJ": "《中华人民共和国行政处罚法》第七十二条",
        "QZ_NR": "加处罚款壹万元",
        "QZ_JE": "1.000000",
        "QZ_JDRQ": "2026/04/10",
        "QZ_QXZ": "2026/05/10",
        "QZ_JCRQ": "2026/05/01",
        "QZ_ZT": "已执行完毕",
        "QZ_QZJG": ORGAN,
        "QZ_QZJGDM": ORGAN_CODE,
        "QZ_LYDW": ORGAN,
        "QZ_LYDWDM": ORGAN_CODE,
    } | changes


def judgment(**changes: str) -> Row:
    return {
        "XS_BGDW": NAME,
        "XS_SHXYM": USCC,
        "XS_AH": "(2025)苏01刑初1号",
        "XS_WSMC": "刑事判决书",
        "XS_ZM": "单位行贿罪",
        "XS_XF": "罚金",
        "XS_FJJE": "50.000000",
        "XS_MSZS": "追缴违法所得",
        "XS_CPYZ": "被告单位犯单位行贿罪",
        "XS_SLFY": "南京市中级人民法院",
        "XS_SLFYDM": ORGAN_CODE,
        "XS_SLCX": "一审",
        "XS_CPRQ": "2025/10/10",
        "XS_SXRQ": "2025/10/21",
        "XS_LXQK": "已履行",
        "XS_LYDW": "南京市中级人民法院",
        "XS_LYDWDM": ORGAN_CODE,
    } | changes


ROWS = {
    "abnormal": listing,
    "serious": serious,
    "honours": honour,
    "commitments": commitment,
    "coercion": coercion,
    "criminal": judgment,
}


def common(source: str, decided: date | None, **more: Any) -> dict[str, Any]:
    return {
        "source": source,
        "subject_name": NAME,
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "uscc": USCC,
        "decision_date": decided,
        **more,
    }


def test_an_entry_of_the_abnormal_list(parse: Parse) -> None:
    row = only(parse("abnormal", [listing()]))
    assert codes(row) == []
    assert row.record == AbnormalListing(
        **common(
            "abnormal",
            date(2026, 5, 10),
            document_number="宁市监异〔2026〕1号",
            authority=ORGAN,
            authority_uscc=ORGAN_CODE,
            data_source=ORGAN,
            data_source_uscc=ORGAN_CODE,
        ),
        entry_id="yc-1",
        ground_code="01",
        ground_text="未按规定期限公示年度报告",
        ground=AbnormalGround.ANNUAL_REPORT,
        published_date=date(2026, 5, 12),
    )


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("未按照规定期限公示年度报告的", AbnormalGround.ANNUAL_REPORT),
        ("未依照《企业信息公示暂行条例》第八条规定的期限公示年报", AbnormalGround.ANNUAL_REPORT),
        ("未在责令的期限内公示有关企业信息", AbnormalGround.INFORMATION),
        ("公示企业信息隐瞒真实情况、弄虚作假", AbnormalGround.FALSE_INFORMATION),
        ("通过登记的住所或者经营场所无法联系的", AbnormalGround.UNREACHABLE),
        ("通过登记的住所（经营场所）无法取得联系", AbnormalGround.UNREACHABLE),
    ],
)
def test_the_four_grounds_in_the_wordings_seen(
    parse: Parse, text: str, ground: AbnormalGround
) -> None:
    row = only(parse("abnormal", [listing(SPECAUSE_CN=text)]))
    assert codes(row) == []
    assert isinstance(row.record, AbnormalListing)
    assert (row.record.ground, row.record.ground_text) == (ground, text)


def test_another_ground_is_kept_as_filed_with_a_remark(parse: Parse) -> None:
    row = only(parse("abnormal", [listing(SPECAUSE_CN="其他")]))
    assert codes(row) == [("enum_unknown", "SPECAUSE_CN")]
    assert isinstance(row.record, AbnormalListing)
    assert (row.record.ground, row.record.ground_text) == (None, "其他")


def test_a_removal_stands_in_the_same_row(parse: Parse) -> None:
    removal = {
        "REMDATE": "2026/06/01",
        "REMEXCPRES_CN": "补报年报",
        "REDECORG_CN": ORGAN,
        "REDOCNUM": "宁市监移〔2026〕1号",
    }
    row = only(parse("abnormal", [listing(**removal)]))
    assert codes(row) == []
    assert isinstance(row.record, AbnormalListing)
    assert row.record.removed_date == date(2026, 6, 1)
    assert row.record.removal_reason == "补报年报"
    assert row.record.removal_authority == ORGAN
    assert row.record.removal_document_number == "宁市监移〔2026〕1号"
    bare = only(parse("abnormal", [listing(REMDATE="2026/06/01")]))
    assert codes(bare) == [
        ("required_missing", "REMEXCPRES_CN"),
        ("required_missing", "REDECORG_CN"),
    ]
    undated = only(parse("abnormal", [listing(REMEXCPRES_CN="补报年报")]))
    assert codes(undated) == [("required_missing", "REMDATE")]


def test_an_individual_business_is_marked_and_a_person_refused(parse: Parse) -> None:
    business = listing(ZTLB="个体工商户", UNISCID="92320105MA1XYZ1234", REGNO="")
    row = only(parse("abnormal", [business]))
    assert codes(row)[0][0] == "uscc_invalid"  # the check is asked of everybody
    marked = only(parse("abnormal", [listing(ZTLB="个体工商户")]))
    assert isinstance(marked.record, AbnormalListing)
    assert marked.record.subject_kind is SubjectKind.INDIVIDUAL_BUSINESS
    person = only(parse("abnormal", [listing(ZTLB="自然人", UNISCID=ID_NUMBER)]))
    assert person.record is None
    assert ("natural_person_refused", "ZTLB") in codes(person)
    assert ID_NUMBER not in repr(person)


def test_an_entry_of_the_serious_list(parse: Parse) -> None:
    row = only(parse("serious", [serious()]))
    assert codes(row) == []
    assert row.record == SeriousListing(
        **common(
            "serious",
            date(2025, 5, 10),
            document_number="宁市监严〔2025〕1号",
            authority=ORGAN,
            authority_uscc=ORGAN_CODE,
            data_source=ORGAN,
            data_source_uscc=ORGAN_CODE,
        ),
        entry_id="yz-1",
        ground_article=5,
        ground_text="生产不符合食品安全标准的食品，受到较重行政处罚",
        penalty_document_number="宁市监罚〔2025〕3号",
        published_date=date(2025, 5, 12),
    )


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"SERILLREA": "4"}, [("enum_unknown", "SERILLREA")]),
        ({"SERILLREA": "12"}, [("enum_unknown", "SERILLREA")]),
        ({"SERILLREA": "五"}, [("enum_unknown", "SERILLREA")]),
        ({"SERILLREA": "１１"}, []),
        ({"LRQXZ": "2025/05/10"}, [("validity_reversed", "LRQXZ")]),
        ({"LRQXZ": "2028/05/10"}, []),
        ({"ABNTIME": "2025/02/30"}, [("decision_date_unreadable", "ABNTIME")]),
    ],
)
def test_remarks_to_the_serious_list(
    parse: Parse, changes: Row, remarks: list[tuple[str, str]]
) -> None:
    assert codes(only(parse("serious", [serious(**changes)]))) == remarks


@pytest.mark.parametrize(("removed", "early"), [("2026/05/10", True), ("2026/05/11", False)])
def test_an_early_removal_within_the_first_year_is_remarked(
    parse: Parse, removed: str, early: bool
) -> None:
    removal = {
        "REMDATE": removed,
        "REMEXCPRES_CN": "提前移出（信用修复）",
        "REDECORG_CN": ORGAN,
    }
    row = only(parse("serious", [serious(**removal)]))
    assert codes(row) == ([("removal_early", "REMDATE")] if early else [])
    assert isinstance(row.record, SeriousListing)
    assert row.record.removed_date is not None  # obeyed all the same
    other = only(parse("serious", [serious(**removal | {"REMEXCPRES_CN": "列入决定被撤销"})]))
    assert codes(other) == []


def test_an_honour_without_a_day(parse: Parse) -> None:
    row = only(parse("honours", [honour()]))
    assert codes(row) == []
    assert row.record == Honour(
        **common(
            "honours",
            None,
            authority="国家税务总局南京市税务局",
            data_source="国家税务总局",
            data_source_uscc=ORGAN_CODE,
        ),
        honour_kind="A级纳税人",
        honour_name="纳税信用A级纳税人",
        level="A",
        year=2024,
    )


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"PJND": ""}, [("required_missing", "PJND")]),
        ({"PJND": "", "RDRQ": "2024/04/01"}, []),
        ({"PJND": "1900"}, [("enum_unknown", "PJND")]),
        ({"RDRQ": "某日"}, [("decision_date_unreadable", "RDRQ")]),
        ({"ZXBZ": "1"}, [("required_missing", "QXRQ")]),
        ({"ZXBZ": "否"}, []),
        ({"ZXBZ": "是", "QXRQ": "2025/01/01"}, []),
        ({"YXQZ": "2025/01/01", "YXQZI": "2024/01/01"}, [("validity_reversed", "YXQZI")]),
    ],
)
def test_remarks_to_an_honour(parse: Parse, changes: Row, remarks: list[tuple[str, str]]) -> None:
    assert codes(only(parse("honours", [honour(**changes)]))) == remarks


def test_a_commitment_by_its_chinese_headers(parse: Parse) -> None:
    row = only(parse("commitments", [commitment()]))
    assert codes(row) == []
    assert row.record == Commitment(
        **common(
            "commitments",
            date(2023, 2, 17),
            document_number="32010020230217000011",
            authority="南京市规划和自然资源局",
            authority_uscc=ORGAN_CODE,
            mode=DisclosureMode.PUBLIC,
        ),
        commitment_kind="审批替代型",
        matter="申请办理建设工程规划许可证",
        content="所报材料真实",
        liability="自愿接受处理",
        performance=Performance.FULL,
        performance_text="全部履行",
    )


def test_a_breach_asks_for_what_was_not_kept_and_what_followed(parse: Parse) -> None:
    row = only(parse("commitments", [commitment(承诺履行状态="部分履行")]))
    assert codes(row) == [("required_missing", "CN_WLX"), ("required_missing", "CN_ZJ")]
    assert isinstance(row.record, Commitment)
    assert row.record.breached
    told = commitment(
        承诺履行状态="全部未履行",
        未履行的承诺内容="未整改",
        违诺责任追究内容="撤销许可",
        承诺履行状态认定日期="2024/01/02",
        承诺履行状态认定单位=ORGAN,
        承诺履行状态认定单位代码=ORGAN_CODE,
    )
    record = only(parse("commitments", [told])).record
    assert isinstance(record, Commitment)
    assert (record.unfulfilled, record.pursued) == ("未整改", "撤销许可")
    assert (record.determined_date, record.determined_by_uscc) == (date(2024, 1, 2), ORGAN_CODE)


def test_a_persons_commitment_keeps_no_number(parse: Parse) -> None:
    row = only(parse("commitments", [commitment(承诺人类别="自然人", 承诺人代码=ID_NUMBER)]))
    assert isinstance(row.record, Commitment)
    assert row.record.subject_kind is SubjectKind.NATURAL_PERSON
    assert len(row.record.person_key) == 64
    assert ID_NUMBER not in repr(row)


def test_an_act_of_coercion(parse: Parse) -> None:
    row = only(parse("coercion", [coercion()]))
    assert codes(row) == []
    assert row.record == Coercion(
        **common(
            "coercion",
            date(2026, 4, 10),
            document_number="宁市监强〔2026〕1号",
            authority=ORGAN,
            authority_uscc=ORGAN_CODE,
            data_source=ORGAN,
            data_source_uscc=ORGAN_CODE,
        ),
        coercion_class="行政强制执行",
        kinds_text="加处罚款或者滞纳金；代履行",
        reason="逾期不缴纳罚款",
        basis="《中华人民共和国行政处罚法》第七十二条",
        content="加处罚款壹万元",
        amount=Decimal(1),
        valid_until=date(2026, 5, 10),
        released_date=date(2026, 5, 1),
        status="已执行完毕",
    )
    assert codes(only(parse("coercion", [coercion(QZ_JE="")]))) == [("required_missing", "QZ_JE")]
    revoked = only(parse("coercion", [coercion(QZ_ZT="已撤销")])).record
    assert isinstance(revoked, Coercion)
    assert revoked.withdrawn_by_source


def test_a_judgment_of_a_legal_person(parse: Parse) -> None:
    row = only(parse("criminal", [judgment()]))
    assert codes(row) == []
    assert row.record == CriminalJudgment(
        **common(
            "criminal",
            date(2025, 10, 10),
            document_number="(2025)苏01刑初1号",
            authority="南京市中级人民法院",
            authority_uscc=ORGAN_CODE,
            data_source="南京市中级人民法院",
            data_source_uscc=ORGAN_CODE,
        ),
        document_name="刑事判决书",
        crime="单位行贿罪",
        punishment="罚金",
        fine=Decimal(50),
        forfeiture="追缴违法所得",
        summary="被告单位犯单位行贿罪",
        instance="一审",
        effective_date=date(2025, 10, 21),
        fine_performance="已履行",
    )
    assert codes(only(parse("criminal", [judgment(XS_FJJE="")]))) == [
        ("required_missing", "XS_FJJE")
    ]
    assert codes(only(parse("criminal", [judgment(XS_FJJE="十二万亿")]))) == [
        ("amount_unreadable", "XS_FJJE")
    ]


def test_a_persons_judgment_is_refused(parse: Parse) -> None:
    row = only(parse("criminal", [judgment(XS_SHXYM=ID_NUMBER)]))
    assert row.record is None
    assert "natural_person_refused" in [code for code, _ in codes(row)]
    assert ID_NUMBER not in repr(row)


@pytest.mark.parametrize("source", ROWS)
def test_every_column_counts_for_equal_content(parse: Parse, source: str) -> None:
    """Two rows are equal only when they agree in every column that is kept."""
    plain = ROWS[source]()
    digest = only(parse(source, [plain])).digest
    assert only(parse(source, [dict(reversed(plain.items()))])).digest == digest
    for column in plain:
        other = only(parse(source, [plain | {column: changed(plain[column])}]))
        assert other.digest != digest, column


def changed(value: str) -> str:
    if value.startswith("20") and "/" in value:
        return "2024/12/24"
    known = {
        USCC: "91320281142232229Q",
        ORGAN_CODE: "11320100MB1886843H",
        "法人及非法人组织": "个体工商户",
        "企业": "个体工商户",
        "5": "6",
        "2024": "2023",
        "全部履行": "部分履行",
        "可向社会公开": "不可公开",
    }
    if value in known:
        return known[value]
    return "7.5" if "." in value else f"{value}甲"


@pytest.mark.parametrize("source", ROWS)
def test_the_subjects_code_decides_whether_a_row_is_taken(parse: Parse, source: str) -> None:
    (column,) = [code for code, value in ROWS[source]().items() if value == USCC]
    wrong = only(parse(source, [ROWS[source](**{column: USCC[:-1] + "A"})]))
    assert [code for code, _ in codes(wrong)] == ["uscc_invalid"]
    nobody = only(parse(source, [ROWS[source](**{column: ""})]))
    assert "subject_unresolvable" in [code for code, _ in codes(nobody)]


def test_every_kind_has_a_layout_of_its_own() -> None:
    assert set(BY_LAYOUT) == set(LAYOUTS) - {
        "REGISTER",
        "REPAIR",
        "WITHDRAWAL",
        "SUSPENSION",
        "ZERO_REPORT",
    }
    assert list(KINDS) == list(RecordKind)
    for kind in KINDS.values():
        layout = LAYOUTS[kind.layout]
        assert layout.label == kind.label
        assert [column.type for column in layout.columns if column.person_id]
        dates = [column for column in layout.columns if column.type is ColumnType.DATE]
        assert dates


def test_a_field_added_later_leaves_the_content_as_it_is() -> None:
    plain = Honour(**common("honours", None), honour_name="荣誉")
    assert content_of(plain).split("\x1f") == [
        "honour",
        f"subject_name={NAME}",
        "subject_kind=legal_person",
        f"uscc={USCC}",
        "honour_name=荣誉",
    ]
    assert Licence.KIND is RecordKind.LICENCE


def test_columns_of_persons_are_dropped_at_the_door(parse: Parse) -> None:
    told: Mapping[str, str] = {"联系电话": "13800000000", "法定代表人证件号码": ID_NUMBER}
    for source, row in ROWS.items():
        parsed = only(parse(source, [row(**told)]))
        assert "13800000000" not in repr(parsed)
        assert ID_NUMBER not in repr(parsed)
