"""Codes: GB 32100, GB 11714, registration numbers and ID numbers."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.identifiers import (
    USCC_ALPHABET,
    UsccReading,
    clean_code,
    is_id_number,
    is_organisation_code,
    is_person_id,
    is_registration_number,
    organisation_check_character,
    organisation_code_of,
    read_uscc,
    uscc_check,
    uscc_check_character,
)

REAL = [
    "91110000802100433B",
    "91320105780688132K",
    "91230500MA1B3N1N2M",
    "11230500001755309F",
    "91350100M000100Y43",
    "11420000MB15291767",
    "531000005000160090",
    "52410000663412719U",
    "92141127MA0KD1Y64A",
    "91320100748204660Q",
    "91310000132215150M",
]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_pass_both_checks(code: str) -> None:
    assert read_uscc(code) == UsccReading(code, True, True, False)
    assert is_organisation_code(organisation_code_of(code))


def test_a_code_may_pass_the_outer_check_only() -> None:
    assert read_uscc("123456789012345678") == UsccReading("123456789012345678", True, False, False)


@pytest.mark.parametrize(
    "typed",
    [
        "91320100748204660q ",
        " 9132 0100 7482 0466 0Q",
        "９１３２０１００７４８２０４６６０Ｑ",
        "91320100-74820466-0Q",
        "\u200b91320100748204660Q\ufeff",
    ],
)
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert read_uscc(typed) == UsccReading("91320100748204660Q", True, True, False)


def test_letters_typed_for_digits_are_read_only_when_the_check_then_holds() -> None:
    assert read_uscc("9132O1OO748204660Q") == UsccReading("91320100748204660Q", True, True, True)
    assert read_uscc("9I320I00748204660Q").ok
    assert read_uscc("9132O100748204661Q") == UsccReading("9132O100748204661Q", False, False, False)


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_never_passes(code: str, place: int, wrong: str) -> None:
    changed = code[:place] + wrong + code[place + 1 :]
    assert uscc_check(changed) is (changed == code)


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_the_check_character_completes_a_code(head: str) -> None:
    assert uscc_check(head + uscc_check_character(head))


@given(st.text())
def test_any_text_is_read_without_a_crash(text: str) -> None:
    reading = read_uscc(text)
    assert reading.ok is uscc_check(reading.value)
    assert clean_code(f" {text} ") == clean_code(text)


def test_organisation_codes() -> None:
    assert clean_code("10774368-0") == "107743680"
    assert is_organisation_code("107743680")
    assert not is_organisation_code("107743681")
    assert not is_organisation_code("10774368")
    assert not is_organisation_code("1077436é0")
    # remainders that give X and 0
    assert organisation_check_character("D2143569") == "X"
    assert organisation_check_character("00000000") == "0"


def test_registration_numbers() -> None:
    assert is_registration_number("110108000000016")
    assert not is_registration_number("110108000000017")
    assert not is_registration_number("11010800000001")
    assert not is_registration_number("11010800000001X")


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),  # check
        ("110105194913310020", False),  # month 13
        ("990105194912310020", False),  # region
        ("520010351201101112", False),  # a real equipment number: born on 3512-01-10
        ("110105491231002", True),  # first generation
        ("110105491331002", False),
        ("11010549123100X", False),
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_id_numbers_by_region_day_and_check(text: str, is_id: bool) -> None:
    assert is_id_number(text) is is_id


# --- ID numbers that pass as codes ---

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Districts of the four municipalities and of provinces whose first digits are a kind of USCC.
_REGIONS = ["120101", "120119", "110105", "310120", "131002", "320102", "511402", "533102"]


def id_number(region: str, born: date, serial: int) -> str:
    head = f"{region}{born:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, _WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


@given(
    st.sampled_from(_REGIONS),
    st.dates(date(1930, 1, 1), date(2024, 12, 31)),
    st.integers(0, 999),
)
def test_an_id_number_is_a_persons(region: str, born: date, serial: int) -> None:
    assert is_person_id(id_number(region, born, serial))


def test_no_id_number_of_a_place_and_day_passes_as_a_code() -> None:
    born = date(1990, 3, 7)
    numbers = [
        id_number(region, born + timedelta(days), serial)
        for region in _REGIONS
        for days in range(3)
        for serial in range(1000)
    ]
    assert sum(map(uscc_check, numbers)) > 500
    assert [number for number in numbers if not is_person_id(number)] == []


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_no_persons(code: str) -> None:
    assert not is_person_id(code)


def test_an_id_number_that_is_a_code_in_every_respect_stands_as_a_code() -> None:
    # Nobody was born in 131101: it stands for all districts of a city.
    found = [
        number
        for serial in range(1000)
        for days in range(40)
        if uscc_check(number := id_number("131101", date(1990, 1, 1) + timedelta(days), serial))
        and not is_person_id(number)
    ]
    assert found
    assert all(is_organisation_code(number[8:17]) for number in found)


def test_fifteen_digits_are_a_registration_number_when_its_check_holds() -> None:
    assert is_person_id("110105491231003")
    passing = next(
        number
        for serial in range(1000)
        if is_registration_number(number := f"110105491231{serial:03d}")
    )
    assert is_id_number(passing)
    assert not is_person_id(passing)


def test_no_code_in_the_real_licences_is_a_persons(shared: Path) -> None:
    with (shared / "data/real/licences_2026-05.csv").open(encoding="utf-8-sig", newline="") as file:
        values = {value for row in csv.DictReader(file) for value in row.values()}
    codes = {value for value in values if uscc_check(clean_code(value or ""))}
    assert len(codes) > 20
    assert [code for code in codes if is_person_id(clean_code(code))] == []
