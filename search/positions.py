"""Where the characters of a folded text stand in the text as it was written.

Folding changes lengths (㈱ becomes three characters, é may be two), so ranges found in a folded
text have to be carried back. Positions count characters (code points) of the written text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from gongshi.search.text import INSIDE_WORDS, keep_letters, soften

_LONE: Final = re.compile("[\ud800-\udfff]")
#: Vowels and finals of Hangul: they melt into the syllable before them.
_HANGUL_TAILS: Final = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True)
class Traced:
    """A text and where each of its characters comes from: ``written[start:end]``."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the written text that ``text[start:end]`` (not empty) comes from."""
        return self.spans[start][0], max(span[1] for span in self.spans[start:end])


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word of a text and where it is written."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=1_024)
def trace(written: str) -> Traced:
    """``fold(written)`` with the origin of each character."""
    soft = _soften(written)
    kept = [place for place, character in enumerate(soft.text) if character.isalnum()]
    return Traced(
        "".join([soft.text[place] for place in kept]), tuple(soft.spans[place] for place in kept)
    )


def words_at(written: str) -> tuple[Word, ...]:
    """``text.words`` with the origin of each."""
    soft = _soften(written)
    found: list[Word] = []
    begun: int | None = None
    for place, character in enumerate((*soft.text, " ")):
        if character.isalnum() or character in INSIDE_WORDS:
            begun = place if begun is None else begun
            continue
        if begun is not None and (folded := keep_letters(soft.text[begun:place])):
            found.append(Word(folded, *soft.written(begun, place)))
        begun = None
    return tuple(found)


def _soften(written: str) -> Traced:
    """``soften(written)`` traced: piece by piece where that gives the same, else in one piece."""
    soft = soften(written)
    if written.isascii():
        return Traced(soft, tuple((place, place + 1) for place in range(len(soft))))
    edges = [place for place, character in enumerate(written) if not _leans(character)]
    edges = [0, *(place for place in edges if place), len(written)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        piece = written[start:end]
        if _LONE.fullmatch(piece) and piece not in soft:
            continue  # taken out where traditional characters stand beside
        spans += [(start, end)] * len(soften(piece))
    if len(spans) != len(soft):
        spans = [(0, len(written))] * len(soft)
    return Traced(soft, tuple(spans))


def _leans(character: str) -> bool:
    """Whether a character melts into the one before it when normalised."""
    return (
        unicodedata.combining(character) != 0
        or ord(character) in _HANGUL_TAILS
        or unicodedata.combining(unicodedata.normalize("NFKC", character)[0]) != 0
    )
