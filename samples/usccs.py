"""Codes of invented subjects: valid by every check, and impossible for a real subject.

Two guarantees, so that no invented record can ever fall upon a real enterprise or person:

- the region is ``129900``: prefix 12 (天津市) with prefecture 99, which GB/T 2260 has never
  assigned, so no registering office can have issued such a code;
- the organisation code inside begins with ``YY`` (subjects) or ``YG`` (organs), series not issued
  by GB 11714 offices, so that matching by organisation code alone cannot reach a real subject
  either.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from gongshi.records.identifiers import (
    SAMPLE_REGION,
    USCC_ALPHABET,
    organisation_check_character,
    uscc_check_character,
)

#: Region of every invented code.
REGION: Final = SAMPLE_REGION

#: 登记管理部门 + 机构类别 (GB 32100-2015, characters 1 and 2).
ENTERPRISE: Final = "91"
INDIVIDUAL_BUSINESS: Final = "92"
COOPERATIVE: Final = "93"
ORGAN: Final = "11"

_SUBJECT_SERIES: Final = "YY"
_ORGAN_SERIES: Final = "YG"
_BASE: Final = len(USCC_ALPHABET)
#: Serial numbers a series holds: six characters of the USCC alphabet.
SERIALS: Final = _BASE**6
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"


def make_organisation_code(serial: int, series: str = _SUBJECT_SERIES) -> str:
    """The organisation code (9 characters) of an invented subject; ``0 <= serial < SERIALS``."""
    if not 0 <= serial < SERIALS:
        raise ValueError(f"serial {serial} outside 0..{SERIALS - 1}")
    characters = ""
    for _ in range(6):
        serial, value = divmod(serial, _BASE)
        characters = USCC_ALPHABET[value] + characters
    first8 = series + characters
    return first8 + organisation_check_character(first8)


def make_uscc(prefix: str, serial: int, series: str = _SUBJECT_SERIES) -> str:
    """An invented USCC with the given first two characters: both checks hold, the region is
    unassigned.
    """
    first17 = prefix + REGION + make_organisation_code(serial, series)
    return first17 + uscc_check_character(first17)


def make_organ_uscc(serial: int) -> str:
    """An invented USCC of a government organ."""
    return make_uscc(ORGAN, serial, _ORGAN_SERIES)


def make_registration_number(serial: int) -> str:
    """An invented 工商注册号: 15 digits, check by ISO 7064 mod 11,10; ``0 <= serial < 10**8``."""
    first14 = f"{REGION}{serial:08d}"
    product = 10
    for digit in first14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return first14 + str((11 - product) % 10)


def make_id_number(born: date, serial: int) -> str:
    """An ID number nobody has: its region is unassigned, its day and check are valid; ``0 <=
    serial < 1000``.
    """
    first17 = f"{REGION}{born:%Y%m%d}{serial:03d}"
    total = sum(int(c) * w for c, w in zip(first17, _ID_WEIGHTS, strict=True))
    return first17 + _ID_CHECKS[total % 11]
