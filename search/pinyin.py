"""How a name sounds: syllables without tones, with other readings where a character has them.

Tables from pypinyin (``search/tables/build.py``): one usual reading a character, and the
phrases in which one reads otherwise (重庆 chong, 银行 hang, 音乐 yue). Letters and digits stand for
themselves, run by run.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from operator import add
from typing import Final, cast

#: Readings people also use for the whole name; indexed beside the first one, so that either
#: finds it.
OTHER_READINGS: Final[Mapping[str, str]] = {
    "单": "shan", "长": "zhang", "行": "xing", "乐": "yue", "重": "chong", "朝": "zhao",
    "调": "tiao", "传": "zhuan", "藏": "zang", "和": "he", "曾": "zeng", "仇": "qiu",
    "盛": "cheng", "朴": "pu", "解": "xie", "柏": "bo", "薄": "bo", "泊": "po",
    "弹": "dan", "佛": "fo", "露": "lu", "绿": "lv", "卡": "qia", "番": "pan",
    "蔚": "yu", "尉": "yu", "甄": "zhen", "晟": "cheng", "隽": "juan", "翟": "di",
    "查": "zha", "莘": "xin", "茜": "xi", "粘": "nian", "靓": "jing",
}  # fmt: skip
#: The ways a text is read, the usual one first; syllables.
Readings = tuple[tuple[str, ...], ...]

_LONGEST_PHRASE: Final = 4
_VOWELS: Final = frozenset("aeiouv")


@lru_cache(maxsize=4_096)
def syllables(folded: str) -> tuple[str, ...]:
    """The syllables of a folded text: ``重庆银行`` → chong qing yin hang."""
    return _syllables(folded)


@lru_cache(maxsize=4_096)
def readings(folded: str) -> Readings:
    """The usual reading first; a second one when a character of the text is often read
    otherwise.
    """
    usual = _syllables(folded)
    if OTHER_READINGS.keys().isdisjoint(folded) or len(usual) != len(folded):
        return (usual,) if usual else ()
    first = _first_readings()
    other = tuple(
        (
            OTHER_READINGS[character]
            if sound == first.get(character)
            else first.get(character, sound)
        )
        if character in OTHER_READINGS
        else sound
        for character, sound in zip(folded, usual, strict=True)
    )
    return (usual,) if other == usual else (usual, other)


def syllable_pairs(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """Neighbouring syllables as tokens (``nan'jing``); a single one stands for itself."""
    if len(sounds) < 2:
        return sounds
    return tuple(map("'".join, pairwise(sounds)))


def initials(sounds: tuple[str, ...]) -> str:
    """``nan jing gang tie`` → njgt."""
    return "".join([sound[0] for sound in sounds])


@lru_cache(maxsize=4096)
def spellings(letters: str, most: int = 4) -> tuple[tuple[str, ...], ...]:
    """The ways typed letters fall into syllables, fewest syllables first: ``xian`` → (xian,),
    (xi, an).

    Only whole syllables; no way gives an empty tuple. At most ``most`` ways, letters beyond 60
    are not tried.
    """
    if not letters.isascii() or not letters.isalpha() or len(letters) > 60:
        return ()
    # ways[i]: the best ways to read letters[:i]
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
    known = all_syllables()
    for end in range(1, len(letters) + 1):
        found = [
            (*way, letters[start:end])
            for start in range(max(0, end - 6), end)
            if letters[start:end] in known
            for way in ways[start]
        ]
        found.sort(key=lambda way: (len(way), way))
        ways[end] = found[:most]
    return tuple(ways[-1])


@cache
def all_syllables() -> frozenset[str]:
    """Every syllable in use, ü as v; not the vowelless ones (嗯 n), which would read letters."""
    every = frozenset(_first_readings().values()) | frozenset(OTHER_READINGS.values())
    return frozenset(sound for sound in every if not _VOWELS.isdisjoint(sound))


def begins_syllable(letters: str) -> bool:
    """Whether a syllable may begin so; nothing begins every one."""
    return letters in _begun_syllables()


@cache
def _begun_syllables() -> frozenset[str]:
    return frozenset(
        sound[:length] for sound in all_syllables() for length in range(len(sound) + 1)
    )


def _syllables(folded: str) -> tuple[str, ...]:
    first = _first_readings()
    if _odd_beginnings().isdisjoint(map(add, folded, folded[1:])):
        usual = tuple(map(first.get, folded))
        if None not in usual:  # no letter, no digit, nothing that a phrase may read otherwise
            return cast("tuple[str, ...]", usual)
    # From the end, as Chinese falls into words better so: 乐乐音乐 ends in 音乐 and holds no 乐音.
    odd = _odd_phrases()
    spoken: list[str] = []
    end = len(folded)
    run = ""
    while end:
        character = folded[end - 1]
        sound = first.get(character)
        if sound is None:
            if character.isascii():
                run = character + run
            end -= 1
            continue
        if run:
            spoken.append(run)
            run = ""
        phrases = odd.get(character, {})
        for length in range(min(_LONGEST_PHRASE, end), 1, -1):
            phrase = phrases.get(folded[end - length : end])
            if phrase is not None:
                spoken.extend(reversed(phrase))
                end -= length
                break
        else:
            spoken.append(sound)
            end -= 1
    if run:
        spoken.append(run)
    return tuple(reversed(spoken))


@cache
def _first_readings() -> dict[str, str]:
    readings_of: dict[str, str] = {}
    for line in _table("pinyin.txt"):
        sound, characters = line.split()
        readings_of |= dict.fromkeys(characters, sound)
    return readings_of


@cache
def _odd_phrases() -> dict[str, dict[str, tuple[str, ...]]]:
    """Last character → phrase → syllables."""
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in _table("polyphones.txt"):
        phrase, *spoken = line.split()
        phrases.setdefault(phrase[-1], {})[phrase] = tuple(spoken)
    return phrases


@cache
def _odd_beginnings() -> frozenset[str]:
    """The first two characters of each of these phrases."""
    return frozenset(phrase[:2] for phrases in _odd_phrases().values() for phrase in phrases)


def _table(file: str) -> list[str]:
    text = files("gongshi.search").joinpath("tables", file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
