"""Rows of the enterprise register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from gongshi.records.model import (
    RegisterEntry,
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
        ({"UNISCID": ID_NUMBER}, [("id_number_as_code", "UNISCID")]),
        ({"UNISCID": ID_AND_USCC}, [("id_number_as_code", "UNISCID")]),
        ({"UNISCID": "", "REGNO": ID_AND_USCC},
         [("id_number_as_code", "REGNO"), ("id_number_dropped", "REGNO")]),
        ({"REGNO": "110105491231003"}, [("id_number_dropped", "REGNO")]),
        ({"LSQY_SHXYM": ID_AND_USCC}, [("id_number_dropped", "LSQY_SHXYM")]),
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
    assert ID_AND_USCC not in repr(row)


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
