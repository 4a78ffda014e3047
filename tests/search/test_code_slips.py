"""Codes one slip away, and which characters are suspicious."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.identifiers import USCC_ALPHABET, uscc_check
from gongshi.search.code_slips import Slip, slips_of, suspicious
from gongshi.search.codes import is_whole

STEEL = "91320100748204660Q"


@given(st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_a_wrong_character_leads_back(place: int, other: str) -> None:
    typed = STEEL[:place] + other + STEEL[place + 1 :]
    slips = slips_of(typed)
    if typed == STEEL:
        assert slips == ()
        return
    assert Slip(STEEL, place + 1, other, STEEL[place]) in slips
    assert all(uscc_check(slip.code) for slip in slips)


@given(st.integers(0, 16))
def test_two_swapped_characters_lead_back(place: int) -> None:
    typed = STEEL[:place] + STEEL[place + 1] + STEEL[place] + STEEL[place + 2 :]
    codes = [slip.code for slip in slips_of(typed)]
    assert codes == [] if typed == STEEL else STEEL in codes


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("9132010074820466Q", Slip(STEEL, 17, "", "0")),  # one too few
        ("913201007482046600Q", Slip(STEEL, 17, "0", "")),  # one too many
        ("748204661", Slip("748204660", 9, "1", "0")),  # an organisation code
        ("913201OO748204661Q", Slip(STEEL, 17, "1", "0")),  # and O typed for 0
        ("91320I00748204660R", Slip(STEEL, 18, "R", "Q")),  # and I typed for 1
        ("120104000012309", Slip("120104000012308", 15, "9", "8")),  # a registration number
    ],
)
def test_other_slips_lead_back(typed: str, slip: Slip) -> None:
    assert slip in slips_of(typed)


@pytest.mark.parametrize(
    "code",
    [
        STEEL,  # whole
        "748204660",
        "120104000012308",
        "11010519491231002X",  # the number of an identity card
        "12345",
        "",
    ],
)
def test_nothing_is_made_of_what_is_whole_or_no_code(code: str) -> None:
    assert slips_of(code) == suspicious(code) == ()


def test_the_inner_check_tells_where_the_slip_may_stand() -> None:
    # Any of the 18 characters could mend the outer check; both checks hold by three places only.
    typed = STEEL[:16] + "1" + STEEL[17:]
    changed = [slip for slip in slips_of(typed) if len(slip.typed) == len(slip.read) == 1]
    assert {slip.place for slip in changed} == set(range(1, 19))
    assert Slip(STEEL, 17, "1", "0") in suspicious(typed)
    assert all(9 <= slip.place <= 17 for slip in suspicious(typed))
    # The organisation code is whole: the slip stands outside of it, in the last character here.
    typed = STEEL[:17] + "P"
    assert Slip(STEEL, 18, "P", "Q") in suspicious(typed)
    assert all(not 9 <= slip.place <= 17 for slip in suspicious(typed))


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=19))
def test_what_is_offered_is_whole(code: str) -> None:
    slips = slips_of(code)
    assert all(is_whole(slip.code) for slip in slips)
    assert len(slips) < 120
    assert set(suspicious(code)) <= set(slips)
