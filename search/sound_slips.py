"""Typed letters one slip away from a row of whole syllables, and syllables that are taken for
others. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, product
from typing import Final

from gongshi.search.pinyin import all_syllables, spellings

#: Longer texts are not mended: what they cost grows with them.
LONGEST: Final = 30
MOST: Final = 64
#: The same of letters that are whole syllables already: each of them may be another one.
MOST_WHOLE: Final = 256
_LONGEST_SYLLABLE: Final = 6
_WAYS: Final = 2
#: What is typed for what, in front of a syllable or (-) at its end.
_HABITS: Final = tuple(
    habit
    for one, other in (
        ("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l"),
        ("-ing", "-in"), ("-eng", "-en"), ("-ang", "-an"),
    )
    for habit in ((one, other), (other, one))
)  # fmt: skip
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=256)
def mended_sounds(letters: str, *, whole: bool = False) -> tuple[str, ...]:
    """Whole syllables that the letters may have been meant for: one letter wrong, missing, too many
    or swapped with its neighbour; at most ``MOST``. Whole syllables themselves need no mending
    unless ``whole``: nothing sounds so (fang mistyped is e ang).
    """
    if not 2 < len(letters) <= LONGEST:
        return ()
    begins, ends = _whole_until(letters), _whole_from(letters)
    if begins[len(letters)] and not whole:
        return ()
    known = all_syllables()
    found: dict[str, None] = {}
    for place in range(len(letters) - 1):
        # Also the two in neighbouring syllables: juweijian typed jwueijian.
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        if _whole_until(swapped)[-1]:
            found[swapped] = None
    for start, begun in enumerate(begins):
        if not begun:
            continue
        for end in range(start + 1, min(start + _LONGEST_SYLLABLE + 1, len(letters)) + 1):
            if ends[end]:
                found |= {
                    letters[:start] + other + letters[end:]: None
                    for other in _one_away(letters[start:end])
                    if other in known
                }
    found.pop(letters, None)
    return tuple(found)[: MOST_WHOLE if whole else MOST]


@lru_cache(maxsize=256)
def confused_sounds(letters: str) -> tuple[str, ...]:
    """Other sounds of whole syllables that many people do not tell apart (zh and z, n and l, ing
    and in …): in one syllable, by one habit in all of them, in two syllables; at most ``MOST``.
    """
    if len(letters) > LONGEST:
        return ()
    found: dict[str, None] = {}
    for way in spellings(letters)[:_WAYS]:
        others = [_confused(syllable) for syllable in way]
        places = [place for place, other in enumerate(others) if other]
        for place in places:
            found |= dict.fromkeys(_with(way, {place: one}) for one in others[place].values())
        for habit in _HABITS:
            by_habit = {place: others[place][habit] for place in places if habit in others[place]}
            found[_with(way, by_habit)] = None
        for one, other in combinations(places, 2):
            both = product(others[one].values(), others[other].values())
            found |= dict.fromkeys(_with(way, {one: a, other: b}) for a, b in both)
    found.pop(letters, None)
    return tuple(found)[:MOST]


def _with(way: tuple[str, ...], others: Mapping[int, str]) -> str:
    return "".join(others.get(place, syllable) for place, syllable in enumerate(way))


@lru_cache(maxsize=1_024)
def _confused(syllable: str) -> dict[tuple[str, str], str]:
    """Habit → the syllable it makes of this one."""
    known = all_syllables()
    found: dict[tuple[str, str], str] = {}
    for habit in _HABITS:
        one, other = habit
        if one.startswith("-") and syllable.endswith(one[1:]):
            sound = syllable.removesuffix(one[1:]) + other[1:]
        elif not one.startswith("-") and syllable.startswith(one):
            sound = other + syllable.removeprefix(one)
        else:
            continue
        if sound != syllable and sound in known:
            found[habit] = sound
    return found


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
    for place in range(len(chunk)):
        yield chunk[:place] + chunk[place + 1 :]
        for letter in _LETTERS:
            yield chunk[:place] + letter + chunk[place + 1 :]
    for place in range(len(chunk) + 1):
        for letter in _LETTERS:
            yield chunk[:place] + letter + chunk[place:]
