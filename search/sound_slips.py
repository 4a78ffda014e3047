"""Typed letters one slip away from a row of whole syllables. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from gongshi.search.pinyin import all_syllables

#: Longer texts are not mended: what they cost grows with them.
LONGEST: Final = 30
MOST: Final = 64
_LONGEST_SYLLABLE: Final = 6
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=256)
def mended_sounds(letters: str) -> tuple[str, ...]:
    """Whole syllables that the letters may have been meant for: one letter wrong, missing, too many
    or swapped with its neighbour; at most ``MOST``. Whole syllables themselves need no mending.
    """
    if not 2 < len(letters) <= LONGEST:
        return ()
    begins, ends = _whole_until(letters), _whole_from(letters)
    if begins[len(letters)]:
        return ()
    known = all_syllables()
    found: dict[str, None] = {}
    for start, whole in enumerate(begins):
        if not whole:
            continue
        for end in range(start + 1, min(start + _LONGEST_SYLLABLE + 1, len(letters)) + 1):
            if ends[end]:
                found |= {
                    letters[:start] + other + letters[end:]: None
                    for other in _one_away(letters[start:end])
                    if other in known
                }
    return tuple(found)[:MOST]


def _whole_until(letters: str) -> list[bool]:
    """Whether ``letters[:place]`` is a row of whole syllables."""
    known = all_syllables()
    whole = [True]
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - _LONGEST_SYLLABLE), end)
        whole.append(any(whole[start] and letters[start:end] in known for start in starts))
    return whole


def _whole_from(letters: str) -> list[bool]:
    """Whether ``letters[place:]`` is a row of whole syllables."""
    known = all_syllables()
    size = len(letters)
    whole = [False] * size + [True]
    for start in range(size - 1, -1, -1):
        ends = range(start + 1, min(start + _LONGEST_SYLLABLE, size) + 1)
        whole[start] = any(whole[end] and letters[start:end] in known for end in ends)
    return whole


def _one_away(chunk: str) -> Iterator[str]:
    for place, (first, second) in enumerate(pairwise(chunk)):
        yield chunk[:place] + second + first + chunk[place + 2 :]
    for place in range(len(chunk)):
        yield chunk[:place] + chunk[place + 1 :]
        for letter in _LETTERS:
            yield chunk[:place] + letter + chunk[place + 1 :]
    for place in range(len(chunk) + 1):
        for letter in _LETTERS:
            yield chunk[:place] + letter + chunk[place:]
