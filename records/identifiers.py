"""Codes of subjects: USCC (GB 32100-2015), organisation code (GB 11714), registration number, ID
number.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Final

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Region of every invented code: prefix 12 (天津市), prefecture 99, never assigned in GB/T 2260.
SAMPLE_REGION: Final = "129900"
_USCC_VALUE: Final = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_VALUE: Final = {c: int(c, 36) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_DIGITS: Final = frozenset("0123456789")
#: The first two digits of an ID number: provinces, Hong Kong, Macau, Taiwan, residence permits (GB
#: 11643).
_ID_REGIONS: Final = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
#: Registering department and category, the first two characters of a USCC (GB 32100-2015 tables 1
#: and 2; 54 and 55 are village and residents' committees).
USCC_KINDS: Final = frozenset((
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52",
    "53", "54", "55", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1",
    "A9", "N1", "N2", "N3", "N9", "Y1",
))  # fmt: skip
#: A residence permit (83) is no region of a register.
_PROVINCES: Final = _ID_REGIONS - {"83"}
_MUNICIPALITIES: Final = frozenset(["11", "12", "31", "50"])
#: Characters people type for others, in codes whose alphabet lacks them: letter O for 0, letter I
#: for 1.
_MISTYPED: Final = str.maketrans("OI", "01")
_DROPPED: Final = str.maketrans("", "", " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff-‐‑‒–—−_·'\"")


@dataclass(frozen=True, slots=True)
class UsccReading:
    """How a text reads as a USCC.

    ``value`` is the cleaned code; ``ok`` whether it has 18 characters and the outer check holds;
    ``inner_ok`` whether the organisation code inside passes its own check (some old codes fail it:
    a warning, no more); ``repaired`` whether O or I was read as 0 or 1 to get there.
    """

    value: str
    ok: bool
    inner_ok: bool
    repaired: bool


def clean_code(text: str) -> str:
    """A code as people type it, cleaned: NFKC, upper case, without spaces, hyphens and quotes."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return unicodedata.normalize("NFKC", text).translate(_DROPPED).upper()


def uscc_check_character(first17: str) -> str:
    """The 18th character for 17 characters of the USCC alphabet. Raises KeyError on a foreign
    character.
    """
    total = sum(map(mul, map(_USCC_VALUE.__getitem__, first17), _USCC_WEIGHTS))
    return USCC_ALPHABET[(31 - total % 31) % 31]


@lru_cache(maxsize=65_536)
def uscc_check(code: str) -> bool:
    """Whether the outer check of an 18-character code holds."""
    if len(code) != 18:
        return False
    try:
        return uscc_check_character(code[:17]) == code[17]
    except KeyError:
        return False


def organisation_check_character(first8: str) -> str:
    """The 9th character of an organisation code. Raises KeyError on a foreign character."""
    total = sum(map(mul, map(_ORGANISATION_VALUE.__getitem__, first8), _ORGANISATION_WEIGHTS))
    check = 11 - total % 11
    return "X" if check == 10 else "0" if check == 11 else str(check)


def is_organisation_code(code: str) -> bool:
    """Whether nine cleaned characters are an organisation code whose check holds."""
    if len(code) != 9:
        return False
    try:
        return organisation_check_character(code[:8]) == code[8]
    except KeyError:
        return False


def organisation_code_of(uscc: str) -> str:
    """Characters 9-17 of a USCC: the organisation code inside it."""
    return uscc[8:17]


def is_sample_uscc(code: str) -> bool:
    """Whether a cleaned code is an invented USCC: its region does not exist."""
    return len(code) == 18 and code[2:8] == SAMPLE_REGION


@lru_cache(maxsize=65_536)
def read_uscc(text: str) -> UsccReading:
    """Read a USCC as people type it; O and I become 0 and 1 only when the check then holds."""
    code = clean_code(text)
    if uscc_check(code):
        return UsccReading(code, True, is_organisation_code(code[8:17]), False)
    fixed = code.translate(_MISTYPED)
    if fixed != code and uscc_check(fixed):
        return UsccReading(fixed, True, is_organisation_code(fixed[8:17]), True)
    return UsccReading(code, False, False, False)


def is_registration_number(code: str) -> bool:
    """15 digits whose check (ISO 7064 mod 11,10) holds: 工商注册号."""
    if len(code) != 15 or not _DIGITS.issuperset(code):
        return False
    product = 10
    for digit in code[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(code[14])) % 10 == 1


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        born = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return 1880 <= born.year <= 2100


def is_id_number(text: str) -> bool:
    """Whether the text is a resident's ID number: 18 characters with region, birth day and check;
    or 15 digits of the first generation with region and birth day (GB 11643).
    """
    if text[:2] not in _ID_REGIONS:
        return False
    if len(text) == 18:
        head, check = text[:17], text[17].upper()
        if not _DIGITS.issuperset(head) or not _is_day(text[6:10], text[10:12], text[12:14]):
            return False
        total = sum(int(c) * w for c, w in zip(head, _ID_WEIGHTS, strict=True))
        return _ID_CHECKS[total % 11] == check
    if len(text) == 15 and _DIGITS.issuperset(text):
        return _is_day("19" + text[6:8], text[8:10], text[10:12])
    return False


def is_mistyped_id_number(text: str) -> bool:
    """Whether 18 characters have the region and birth day of a resident's ID number, and neither
    its check nor that of a USCC. Days after 2012 may be a decision's: numbers are made so.
    """
    return (
        len(text) == 18
        and text[:2] in _ID_REGIONS
        and _DIGITS.issuperset(text[:17])
        and "1900" <= text[6:10] <= "2012"
        and _is_day(text[6:10], text[10:12], text[12:14])
        and not is_id_number(text)
        and not uscc_check(text.upper())
    )


def is_person_id(code: str) -> bool:
    """Whether a cleaned code is a person's ID number and no code of a subject.

    One ID number in 31 passes the outer check of a USCC. It is a USCC only when everything else
    in it is one as well: department and category, region, the organisation code's own check.
    15 digits are a registration number when that one's check holds.
    """
    if not is_id_number(code):
        return False
    if len(code) == 15:
        return not is_registration_number(code)
    return not (
        uscc_check(code)
        and code[:2] in USCC_KINDS
        and _is_registering_region(code[2:8])
        and is_organisation_code(code[8:17])
    )


def _is_registering_region(code: str) -> bool:
    """Whether six digits that end like a year of birth (18 to 21) may be a region of GB/T 2260.

    Districts are numbered 01-20 and counties from 21 on; only municipalities have so many
    districts that one is the 19th or 20th. All of a country, province or city ends in 00.
    """
    province, city, county = code[:2], code[2:4], code[4:]
    if province not in _PROVINCES or city == "00":
        return False
    if county in ("19", "20"):
        return province in _MUNICIPALITIES and city == "01"
    return city <= "70" or city == "90"
