"""By which short stretches of its texts a record is told before the texts are looked at. Pure.

Text is indexed by pairs of characters, and nearly all records hold the same few (20 02 25 of their
numbers, 天津 and 审批): a phrase of these is looked for in every record, place by place. So a
record bears short stretches of its texts as tokens, too, and a text is looked for among the records
that hold all of its stretches. What holds the text holds these: the answer is the same.
"""

from __future__ import annotations

import re
from typing import Final

from gongshi.search.nodes import LONGEST_PHRASE, phrase
from gongshi.search.port import AnyTerm, Both, Either, Node, Term

#: At each place the first of: four digits; three characters, two of them from a digit on; up to
#: five letters in front of a digit, for letters stand in every number, and others in every name.
_AROUND_DIGITS: Final = re.compile("(?=([0-9]{4}|[0-9]..|[^0-9][0-9].|[^0-9]{2,5}[0-9]))")
#: Elsewhere three characters at each place.
_LETTERS: Final = re.compile("(?=([^0-9]{3}))")
#: More of them tell no more, and each one costs.
_MOST_LETTERS: Final = 8
_DIGITS: Final = "0123456789"
#: Of a longer text these may be the first of four digits.
_OPEN_END: Final = re.compile(r"[0-9]{3}\Z")


def stretches(folded: str) -> list[str]:
    """Of a folded text: those around its digits, in the order of their places, and those of its
    letters."""
    return [*_AROUND_DIGITS.findall(folded), *_LETTERS.findall(folded)]


def record_phrase(folded: str) -> Node:
    """Records with the folded text in one piece in their numbers, matter or subject's name."""
    whole = phrase("text", folded)
    if isinstance(whole, Either):
        return whole
    told = folded[: LONGEST_PHRASE + 1]
    held: list[str] = _AROUND_DIGITS.findall(told)
    if _OPEN_END.search(told):
        if len(told) == len(held[-1]):
            return AnyTerm("stretches", (told, *(told + digit for digit in _DIGITS)))
        held.pop()
    telling = _telling(held, _LETTERS.findall(told)[:_MOST_LETTERS])
    if not telling:
        return whole
    if folded in telling:
        return Term("stretches", folded)
    return Both((*(Term("stretches", one) for one in telling), whole))


def _telling(held: list[str], letters: list[str]) -> tuple[str, ...]:
    """Those that are no part of others: around digits none that ends the one before."""
    pairs = zip(("", *held), held, strict=False)
    around = [one for before, one in pairs if not before.endswith(one)]
    apart = [one for one in letters if not any(one in other for other in around)]
    return tuple(dict.fromkeys((*around, *apart)))
