"""Codes: as tokens of the index, as people type them, and one slip away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gongshi.records.identifiers import (
    clean_code,
    is_organisation_code,
    is_registration_number,
    read_uscc,
    uscc_check,
)

USCC_LENGTH: Final = 18
ORGANISATION_LENGTH: Final = 9
REGISTRATION_LENGTH: Final = 15
_CODE: Final = re.compile(r"[0-9A-Z]{8,20}")
#: Digits of what is mostly digits.
_MOSTLY: Final = 7
#: Letters that no USCC has, and the digits they are typed for.
MISTYPED: Final = str.maketrans("OI", "01")


@dataclass(frozen=True, slots=True)
class Mend:
    """A character that was read as another one; ``place`` counts from 1 in the cleaned code."""

    place: int
    typed: str
    read: str


@lru_cache(maxsize=4_096)
def clean_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The distinct cleaned codes in their order; a subject's records bring the same ones."""
    return tuple(dict.fromkeys([code for text in texts if (code := clean_code(text))]))


def code_candidates(text: str) -> tuple[str, ...]:
    """What a text may stand for as a code: as typed, and with O for 0 and I for 1 mended where the
    check then holds.
    """
    cleaned = clean_code(text)
    if not _CODE.fullmatch(cleaned):
        return ()
    if not any(map(str.isdigit, cleaned)) and not _is_lettered(cleaned):
        return ()
    return tuple(dict.fromkeys((cleaned, _mended(cleaned))))


def _is_lettered(code: str) -> bool:
    """MAKEDKBCX: since 2015 organisation codes begin with MA, and a few have no digit at all."""
    return code.startswith("MA") and is_organisation_code(code)


def _mended(code: str) -> str:
    """The code with O read as 0 and I as 1, where that makes its check hold; else as it is."""
    if len(code) == USCC_LENGTH:
        return read_uscc(code).value
    if is_whole(code):
        return code
    fixed = code.translate(MISTYPED)
    return fixed if is_whole(fixed) else code


def is_whole(code: str) -> bool:
    """Whether a cleaned code is a USCC, an organisation code or a registration number whose check
    holds.
    """
    return uscc_check(code) or is_organisation_code(code) or is_registration_number(code)


def sure_codes(text: str) -> tuple[str, ...]:
    """``code_candidates`` of a text that can be nothing but a code, else (): no name is nine and
    more characters of mostly digits, O for 0 where a check then holds (MAOOOOO1X).
    """
    codes = code_candidates(text)
    if not codes:
        return ()
    digits = sum(character.isdigit() for character in codes[-1])
    return codes if len(codes[-1]) >= ORGANISATION_LENGTH and digits >= _MOSTLY else ()


def mends(typed: str, read: str) -> tuple[Mend, ...]:
    """What was mended in a cleaned code."""
    return tuple(
        Mend(place, own, other)
        for place, (own, other) in enumerate(zip(typed, read, strict=True), start=1)
        if own != other
    )
