"""Free text of a unit that must name neither a subject nor a decision: both are replaced, and a
text that still tells them is none.

Names, codes and document numbers are found whatever stands between their letters: brackets of any
kind, spaces, hyphens, full width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gongshi.search.names import NameTables, anatomy
from gongshi.search.text import fold

STANDS_FOR: Final = "××"
#: A shorter piece stands in too many texts to tell anything.
_SHORTEST: Final = 2
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells a subject or a decision."""

    names: frozenset[str]  # of the subject: current, former, as filed
    codes: frozenset[str]  # of the subject
    numbers: frozenset[str]  # of documents

    @property
    def pieces(self) -> tuple[str, ...]:
        """Folded, the longest first."""
        folded = {fold(one) for one in self.names | self.codes | self.numbers}
        fit = [one for one in folded if len(one) >= _SHORTEST]
        return tuple(sorted(fit, key=lambda one: (-len(one), one)))


def without(text: str, telling: Telling) -> str:
    """The text with everything that tells replaced."""
    letters, places = _letters(text)
    hidden = [False] * len(text)
    for piece in telling.pieces:
        at = letters.find(piece)
        while at >= 0:
            for place in range(places[at], places[at + len(piece) - 1] + 1):
                hidden[place] = True
            at = letters.find(piece, at + 1)
    shown: list[str] = []
    for place, character in enumerate(text):
        if not hidden[place]:
            shown.append(character)
        elif place == 0 or not hidden[place - 1]:
            shown.append(STANDS_FOR)
    return "".join(shown)


def still_tells(text: str, telling: Telling, tables: NameTables) -> bool:
    """Whether the text tells the subject or the decision all the same: in another script, by the
    字号 alone, or by year and number of the document."""
    folded = fold(text)
    cores = {parts.core or parts.bare for parts in (anatomy(n, tables) for n in telling.names)}
    if any(len(core) >= _SHORTEST and core in folded for core in cores):
        return True
    if any(piece in folded for piece in telling.pieces):
        return True
    plain = unicodedata.normalize("NFKC", text)
    return any(_cites(plain, number) for number in telling.numbers)


def _cites(text: str, number: str) -> bool:
    """Whether the document's digits stand in the text as a document's do: 2026年第1号."""
    runs = [run.lstrip("0") for run in _DIGITS.findall(unicodedata.normalize("NFKC", number))]
    if len(runs) < 2:  # a year and a number
        return False
    between = r"[^0-9]{0,4}0*"
    return re.search(rf"(?<![0-9])0*{between.join(runs)}[^0-9]?号", text) is not None


def named_in(names: Iterable[str]) -> frozenset[str]:
    """The names and codes that are given."""
    return frozenset(name for name in names if name)


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded letters of a text, and the place of each in it."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in fold(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
