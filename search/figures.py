"""Texts with digits: by which short stretches a record is told before its text is looked at. Pure.

Text is indexed by pairs of characters, and the numbers of nearly all records hold the same few
(20 02 25): a phrase of these is looked for in every record, place by place. So a record bears the
stretches around its digits as tokens, too, and a text with digits is looked for among the records
that hold all of its stretches. What holds the text holds these: the answer is the same.
"""

from __future__ import annotations

import re
from typing import Final

from gongshi.search.nodes import LONGEST_PHRASE, phrase
from gongshi.search.port import AnyTerm, Both, Either, Node, Term

#: At each place the first of: four digits; three characters, two of them from a digit on; up to
#: five letters in front of a digit, for letters stand in every number, and others in every name.
_STRETCH: Final = re.compile("(?=([0-9]{4}|[0-9]..|[^0-9][0-9].|[^0-9]{2,5}[0-9]))")
_DIGITS: Final = "0123456789"
#: Of a longer text these may be the first of four digits.
_OPEN_END: Final = re.compile(r"[0-9]{3}\Z")


def stretches(folded: str) -> list[str]:
    """Of a folded text, in the order of their places: see ``_STRETCH``."""
    found: list[str] = _STRETCH.findall(folded)
    return found


def record_phrase(folded: str) -> Node:
    """Records with the folded text in one piece in their numbers, matter or subject's name."""
    whole = phrase("text", folded)
    if isinstance(whole, Either):
        return whole
    told = folded[: LONGEST_PHRASE + 1]
    held = stretches(told)
    if _OPEN_END.search(told):
        if len(told) == len(held[-1]):
            return AnyTerm("figures", (told, *(told + digit for digit in _DIGITS)))
        held.pop()
    telling = _telling(held)
    if not telling:
        return whole
    if folded in telling:
        return Term("figures", folded)
    return Both((*(Term("figures", one) for one in telling), whole))


def _telling(held: list[str]) -> tuple[str, ...]:
    """Those that do not end the one before."""
    pairs = zip(("", *held), held, strict=False)
    return tuple(dict.fromkeys(one for before, one in pairs if not before.endswith(one)))
