"""Numbers of documents and certificates that may have been meant by one that no record bears. Pure.

Near is what differs by one slip in its digits, by its year, or by some of its letters only. The
first two are looked up as whole tokens, for phrases of digits cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from rapidfuzz.distance import OSA

from gongshi.search.numbers import number_variants
from gongshi.search.port import AnyTerm, AtLeast, Both, Tier
from gongshi.search.record_terms import fold_number
from gongshi.search.stretches import record_phrase
from gongshi.search.text import bigrams

#: Names of the tiers.
EXACT: Final = "number"
NEAR: Final = "similar"
_DIGITS: Final = "0123456789"
#: Digits that are tried, the last ones of a number: its serial stands there.
_MOST_PLACES: Final = 20
#: A year behind the letters of who wrote it, and the years around it that are tried.
_YEAR: Final = re.compile(r"(?<=[^\x00-\x7f])(?:19|20)\d\d")
_YEARS_AWAY: Final = 9
#: Digits of the shortest row that tells a number, and how many of its letters may differ then.
_TELLING: Final = 5
_SELECTIVE: Final = 7
_MOST_LETTERS: Final = 3
#: Where numbers stand in a record's body.
_FIELDS: Final = ("documentNumber", "certificateNumber", "penaltyDocumentNumber")


def near_numbers(typed: str) -> list[Tier]:
    """Records with this folded number (``EXACT``), then with one near it, the nearest first."""
    own = number_variants(typed)
    tiers = [Tier(EXACT, AnyTerm("number", own))]
    for others in (_digit_slips(typed), _other_years(typed)):
        variants = dict.fromkeys(one for other in others for one in number_variants(other))
        if tokens := tuple(one for one in variants if one not in own):
            tiers.append(Tier(NEAR, AnyTerm("number", tokens)))
    digits = max(re.findall(r"\d+", typed), key=len, default="")
    letters = bigrams(_letters(typed))
    if len(digits) >= _TELLING and len(letters) > 1:
        same = AtLeast("text", letters, max(1, len(letters) - 2 * _MOST_LETTERS))
        # 2025 stands in a third of all numbers: a short serial behind it is told by its end.
        figures = digits if len(digits) >= _SELECTIVE else f"{digits}号"
        tiers.append(Tier(NEAR, Both((record_phrase(figures), same))))
    return tiers


def nearest_number(typed: str, body: Mapping[str, Any]) -> str:
    """The number in a record's body that is near the folded one, as displayed; "": none is."""
    near = [
        (apart, number)
        for field in _FIELDS
        if (number := str(body.get(field) or "")) and (apart := _apart(typed, number)) is not None
    ]
    return min(near)[1] if near else ""


def _apart(typed: str, number: str) -> int | None:
    """Edits between a folded number and one as displayed; None: it is another one."""
    ours, theirs = (one.removesuffix("号") for one in (typed, fold_number(number)))
    apart = int(OSA.distance(ours, theirs))
    if apart <= 1 or _YEAR.sub("", ours) == _YEAR.sub("", theirs):
        return apart
    letters = _letters(ours), _letters(theirs)
    same = re.findall(r"\d+", ours) == re.findall(r"\d+", theirs)
    return apart if same and 0 < OSA.distance(*letters) <= _MOST_LETTERS < len(letters[0]) else None


def _letters(number: str) -> str:
    return re.sub(r"\d", "", number)


def _digit_slips(number: str) -> Iterator[str]:
    """One digit wrong, two swapped, one left out, one too many."""
    places = [place for place, own in enumerate(number) if own in _DIGITS][-_MOST_PLACES:]
    for place in places:
        head, tail = number[:place], number[place + 1 :]
        yield from (head + digit + tail for digit in _DIGITS if digit != number[place])
        yield head + tail
    for place, behind in pairwise(places):
        if behind == place + 1:
            swapped = number[behind] + number[place]
            yield number[:place] + swapped + number[behind + 1 :]
    for place in dict.fromkeys(edge for at in places for edge in (at, at + 1)):
        yield from (number[:place] + digit + number[place:] for digit in _DIGITS)


def _other_years(number: str) -> Iterator[str]:
    if (found := _YEAR.search(number)) is None:
        return
    year = int(found[0])
    for other in range(year - _YEARS_AWAY, year + _YEARS_AWAY + 1):
        yield f"{number[: found.start()]}{other}{number[found.end() :]}"
