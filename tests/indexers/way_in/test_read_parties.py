"""Whom a decision strikes: codes in each other's places, natural persons, states."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from gongshi.cities.city import City
from gongshi.indexers.rows import Finding
from gongshi.records.model import (
    PenaltyKind,
    SubjectKind,
)
from tests.indexers.way_in.reading import (
    ID_AND_USCC,
    ID_NUMBER,
    MakeRow,
    Parse,
    Row,
    codes,
    licence,
    only,
    penalty,
)

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
@pytest.mark.parametrize("number", [ID_NUMBER, ID_AND_USCC, "110105491231003"])
def test_an_owners_number_in_a_code_column_is_kept_nowhere(
    parse: Parse, licence_row: MakeRow, place: str, kind: str, number: str
) -> None:
    changes = {"XK_XDR_LB": kind, "XK_XDR_SHXYM": ""} | {place: number}
    row = only(parse("licences", [licence_row(**changes)]))
    assert row.failures == (Finding("id_number_as_code", place, ""),)
    assert ("id_number_dropped", place) in codes(row)
    assert number not in repr(row)


@pytest.mark.parametrize(
    "place",
    [
        "XK_XDR_GSZC",
        "XK_XDR_ZZJG",
        "XK_XDR_SWDJ",
        "XK_XDR_SYDW",
        "XK_XDR_SHZZ",
        "XK_XKJGDM",
        "XK_LYDWDM",
    ],
)
@pytest.mark.parametrize("number", [ID_NUMBER, ID_AND_USCC])
def test_a_persons_number_beside_a_uscc_is_kept_nowhere(
    parse: Parse, licence_row: MakeRow, place: str, number: str
) -> None:
    row = only(parse("licences", [licence_row(**{place: number})]))
    assert licence(row).uscc == "91320100748204660Q"
    assert ("id_number_dropped", place) in codes(row)
    assert number not in repr(row)


def test_a_number_that_passes_as_a_uscc_is_a_persons_when_no_kind_is_given(
    parse: Parse, licence_row: MakeRow
) -> None:
    row = only(parse("licences", [licence_row(XK_XDR_LB="", XK_XDR_SHXYM=ID_AND_USCC)]))
    assert licence(row).subject_kind is SubjectKind.NATURAL_PERSON
    assert (licence(row).uscc, len(licence(row).person_key)) == ("", 64)
    assert ID_AND_USCC not in repr(row)


@pytest.mark.parametrize("kind", ["", "法人及非法人组织", "个体工商户"])
def test_a_passport_in_the_place_of_a_uscc_is_kept_nowhere(
    parse: Parse, licence_row: MakeRow, kind: str
) -> None:
    row = only(parse("licences", [licence_row(XK_XDR_LB=kind, XK_XDR_SHXYM="E12345678")]))
    assert row.failures == (Finding("id_number_as_code", "XK_XDR_SHXYM", ""),)
    assert "E12345678" not in repr(row)


def test_a_placeholder_is_no_persons_number(parse: Parse, licence_row: MakeRow) -> None:
    row = only(parse("licences", [licence_row(XK_XDR_LB="", XK_XDR_SHXYM="0" * 18)]))
    assert row.failures == (Finding("subject_unresolvable", "XK_XDR_SHXYM", ""),)


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
    if generation == "2018" and state.isdecimal():
        return
    row = only(parse("penalties", [penalty_row(CF_ZT=state)], of=of))
    assert (penalty(row).withdrawn_by_source, penalty(row).objected) == (withdrawn, objected)


@pytest.mark.parametrize(
    ("state", "withdrawn", "objected"),
    [("0", False, False), ("1", True, False), ("2", False, True), ("7", False, True)],
)
def test_a_digit_the_layout_of_2018_does_not_know_is_read_with_caution(
    parse: Parse, penalty_row: MakeRow, state: str, withdrawn: bool, objected: bool
) -> None:
    found = penalty(only(parse("penalties", [penalty_row(CF_ZT=state)])))
    assert (found.withdrawn_by_source, found.objected) == (withdrawn, objected)


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
