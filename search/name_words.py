"""The words of a name, as far as abbreviations need them: 第一 航务 勘察 设计 院. Pure.

No dictionary knows names; but nearly all words behind a 字号 have two characters, and trades,
regions and the ends of public bodies are known. So a text falls into words of two characters, as
many known ones as there may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongshi.search.names import NameTables
from gongshi.search.numerals import other_numerals

#: Words of a name that are told.
MOST_WORDS: Final = 10
NUMERALS: Final = frozenset("一二三四五六七八九十")
#: 第一中心医院, 第18研究所, 中铁十八局.
_NUMBER: Final = re.compile(
    r"第(?P<counted>[一二三四五六七八九十百〇零]{1,3}|[0-9]{1,3})"
    r"|(?P<plain>[一二三四五六七八九十]{1,3}|[0-9]{1,3})(?=局|院|所)"
)
_TWO: Final = 2
#: What a word of one character is worth, one of two, and one that is known.
_SINGLE, _UNKNOWN, _KNOWN = 0.5, 1.5, 2.2
#: 总 of 总医院 and 总院 is a word of its own.
_GENERAL: Final = "总"


def words_of(bare: str, tables: NameTables) -> list[str]:
    """A folded name without region and form in words; numbers, in characters and without 第, are
    words of their own.
    """
    bare = bare[: MOST_WORDS * _TWO]
    words: list[str] = []
    done = 0
    for found in _NUMBER.finditer(bare):
        words += _joined(_in_twos(bare[done : found.start()], tables))
        number = (found["counted"] or found["plain"]).replace("〇", "零")
        words.append(next(iter(other_numerals(number)), number) if number.isascii() else number)
        done = found.end()
    return [*words, *_joined(_in_twos(bare[done:], tables))]


def _in_twos(text: str, tables: NameTables) -> list[str]:
    best: list[tuple[float, int]] = [(0.0, 0)]  # up to here: how good, length of the last word
    for end in range(1, len(text) + 1):
        ways = [(best[end - 1][0] + _SINGLE, 1)]
        if end >= _TWO:
            known = text[end - _TWO : end] in tables.words_of_two
            ways.append((best[end - _TWO][0] + (_KNOWN if known else _UNKNOWN), _TWO))
        best.append(max(ways, key=lambda way: (way[0], -way[1])))  # 外国 语, not 外 国语
    return list(_from_behind(text, [size for _, size in best]))[::-1]


def _from_behind(text: str, sizes: list[int]) -> Iterator[str]:
    end = len(text)
    while end:
        yield text[end - sizes[end] : end]
        end -= sizes[end]


def _joined(words: list[str]) -> list[str]:
    """外国 语 大学 as 外国语 大学: a single character between words ends one."""
    joined: list[str] = []
    for place, word in enumerate(words):
        if len(word) == 1 and word != _GENERAL and 0 < place < len(words) - 1:
            joined[-1] += word
        else:
            joined.append(word)
    return joined
