"""Codes one slip of the finger away from a code whose check fails, and which characters are
suspicious. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from gongshi.records.identifiers import (
    USCC_ALPHABET,
    USCC_KINDS,
    is_organisation_code,
    is_person_id,
    is_registration_number,
    uscc_check,
)
from gongshi.search.codes import (
    MISTYPED,
    ORGANISATION_LENGTH,
    REGISTRATION_LENGTH,
    USCC_LENGTH,
    is_whole,
)

_DIGITS: Final = "0123456789"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Length → alphabet and check.
_SORTS: Final[dict[int, tuple[str, Callable[[str], bool]]]] = {
    USCC_LENGTH: (USCC_ALPHABET, uscc_check),
    ORGANISATION_LENGTH: (_DIGITS + _LETTERS, is_organisation_code),
    REGISTRATION_LENGTH: (_DIGITS, is_registration_number),
}
_ABOUT_A_USCC: Final = range(USCC_LENGTH - 1, USCC_LENGTH + 2)
#: Characters of a USCC that are digits: the region.
_REGION: Final = range(2, 8)
#: The organisation code, which has a check of its own.
_INNER: Final = range(8, 17)


@dataclass(frozen=True, slots=True)
class Slip:
    """A code that may have been meant. ``place`` (from 1) of the first character that differs;
    ``typed`` and ``read`` are what stands there: one character, two swapped, "" for none.
    """

    code: str
    place: int
    typed: str
    read: str


def slips_of(code: str) -> tuple[Slip, ...]:
    """Whole codes one character or one swap away from a cleaned code whose check fails: first one
    character changed, then two swapped, one too many, one too few. Nothing for a code that is
    whole, is none at all, or is the number of a person's identity card. O and I, which no USCC has,
    are read as 0 and 1 beside the slip.
    """
    if len(code) in _ABOUT_A_USCC:
        code = code.translate(MISTYPED)
    if is_whole(code) or is_person_id(code):
        return ()
    found: dict[str, Slip] = {}
    for slip in _slips(code):
        found.setdefault(slip.code, slip)
    return tuple(found.values())


def suspicious(code: str) -> tuple[Slip, ...]:
    """The places of a USCC whose single change makes every check hold, not only the outer one,
    which any of its characters could mend.
    """
    if len(code) != USCC_LENGTH:
        return ()
    inner_fails = not is_organisation_code(code.translate(MISTYPED)[8:17])
    return tuple(
        slip
        for slip in slips_of(code)
        if len(slip.typed) == len(slip.read) == 1
        and slip.code[:2] in USCC_KINDS
        and is_organisation_code(slip.code[8:17])
        and (slip.place - 1 in _INNER) == inner_fails
        and (slip.place - 1 not in _REGION or slip.read in _DIGITS)
    )


def _slips(code: str) -> Iterator[Slip]:
    length = len(code)
    if length in _SORTS:
        yield from _changed(code, *_SORTS[length])
    if length - 1 in _SORTS:
        yield from _too_many(code, _SORTS[length - 1][1])
    if length + 1 in _SORTS:
        yield from _too_few(code, *_SORTS[length + 1])


def _changed(code: str, alphabet: str, holds: Callable[[str], bool]) -> Iterator[Slip]:
    for place, typed in enumerate(code):
        head, tail = code[:place], code[place + 1 :]
        for read in alphabet:
            if read != typed and holds(head + read + tail):
                yield Slip(head + read + tail, place + 1, typed, read)
    for place, (first, second) in enumerate(pairwise(code)):
        other = code[:place] + second + first + code[place + 2 :]
        if first != second and holds(other):
            yield Slip(other, place + 1, first + second, second + first)


def _too_many(code: str, holds: Callable[[str], bool]) -> Iterator[Slip]:
    for place, typed in enumerate(code):
        other = code[:place] + code[place + 1 :]
        if holds(other):
            yield Slip(other, place + 1, typed, "")


def _too_few(code: str, alphabet: str, holds: Callable[[str], bool]) -> Iterator[Slip]:
    for place in range(len(code) + 1):
        for read in alphabet:
            other = code[:place] + read + code[place:]
            if holds(other):
                yield Slip(other, place + 1, "", read)
