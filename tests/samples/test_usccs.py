"""Invented codes pass every check and lie where no real subject can."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.identifiers import (
    is_id_number,
    is_organisation_code,
    is_registration_number,
    organisation_code_of,
    read_uscc,
)
from gongshi.samples.usccs import (
    COOPERATIVE,
    ENTERPRISE,
    INDIVIDUAL_BUSINESS,
    REGION,
    SERIALS,
    make_id_number,
    make_organ_uscc,
    make_organisation_code,
    make_registration_number,
    make_uscc,
)

PREFIXES = st.sampled_from([ENTERPRISE, INDIVIDUAL_BUSINESS, COOPERATIVE])


@given(PREFIXES, st.integers(0, SERIALS - 1))
def test_both_checks_hold_and_the_region_is_unassigned(prefix: str, serial: int) -> None:
    code = make_uscc(prefix, serial)
    reading = read_uscc(code)
    assert reading.value == code
    assert (reading.ok, reading.inner_ok, reading.repaired) == (True, True, False)
    assert code[2:8] == REGION == "129900"
    assert organisation_code_of(code).startswith("YY")
    assert is_organisation_code(make_organisation_code(serial))


@given(st.integers(0, SERIALS - 1))
def test_organs_have_a_series_of_their_own(serial: int) -> None:
    code = make_organ_uscc(serial)
    assert read_uscc(code).ok
    assert code.startswith("11129900YG")


@given(st.integers(0, SERIALS - 1), st.integers(0, SERIALS - 1))
def test_other_serials_give_other_codes(one: int, other: int) -> None:
    assert (make_uscc(ENTERPRISE, one) == make_uscc(ENTERPRISE, other)) == (one == other)


@pytest.mark.parametrize("serial", [-1, SERIALS])
def test_a_serial_outside_the_series_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        make_organisation_code(serial)


@given(st.integers(0, 10**8 - 1))
def test_registration_numbers_pass_their_check(serial: int) -> None:
    assert is_registration_number(make_registration_number(serial))


@given(st.dates(date(1940, 1, 1), date(2010, 12, 31)), st.integers(0, 999))
def test_id_numbers_pass_their_check_in_a_region_nobody_is_born_in(born: date, serial: int) -> None:
    number = make_id_number(born, serial)
    assert is_id_number(number)
    assert number.startswith("129900")
