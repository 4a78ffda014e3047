"""Abbreviations of bodies that everybody shortens: 天大, 津城投, 一航局, 市疾控, 天津农商行. Pure.

An abbreviation takes the first characters of some of a name's words, in their order, a word as a
whole now and then, and of the last word often the last one: 一航院 is 第一 航务 勘察 设计院. Most
two characters of this kind would fit somewhere in a register of a million, so only those names are
abbreviated that surely are: public bodies, groups and companies limited by shares, and those
that consist of everybody's words (天津信托). A look-alike in any other name is for
``similar_tiers.py``.

A name's tokens are pairs of its characters that may follow one another in an abbreviation, and
a few abbreviations as wholes: those that leave out no word but the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from gongshi.search.names import COUNTRY, GROUP, Anatomy, NameTables
from gongshi.search.nodes import both, either
from gongshi.search.numerals import other_numerals
from gongshi.search.port import AllTerms, AnyTerm, Node, Term, Tier

#: Longest text that may be one.
LONGEST: Final = 6
#: Words of a name that are abbreviated, and of one whose abbreviations are tokens as wholes.
_MOST_WORDS: Final = 10
_MOST_WHOLE: Final = 4
_TWO: Final = 2
#: Marks a whole abbreviation, that of a public body, and a character that one may begin with.
_WHOLE: Final = "="
_BODY: Final = "#"
_FIRST: Final = "^"
#: Token of a public body and the like.
_PUBLIC: Final = "!"
_COMPANY: Final = "公司"
_SHARES: Final = "股份"
_HOLDING: Final = "控股"
#: What a word of one character is worth, one of two, and one that is known.
_SINGLE, _UNKNOWN, _KNOWN = 0.5, 1.5, 2.2
#: 第一中心医院 goes by 一中心, 中铁十八局集团 by 十八局.
_NUMBER: Final = re.compile(
    r"第([一二三四五六七八九十百]{1,3})|([一二三四五六七八九十]{1,3})(?=局|[中医]?院|所)"
)
_NUMERALS: Final = frozenset("一二三四五六七八九十")
_ORDINAL: Final = "第"
_GENERAL: Final = "总"
_WRITTEN: Final = re.compile(r"[\u4e00-\u9fff]+\Z")


def abbreviation_terms(whole: Anatomy, tables: NameTables) -> tuple[str, ...]:
    """Tokens of what a name may be shortened to; () for one that nobody shortens so."""
    public = _is_public(whole, tables)
    if whole.branch or not whole.bare or not (public or _is_large(whole)):
        return ()
    front, words = _front(whole, tables), _words(whole.bare, tables)
    ends = whole.bare[-1] if whole.bare.endswith(tables.institutions) else ""
    tokens = dict.fromkeys(_pairs([*front, *words], ends))
    within = (word for word in words if word == tables.city or word[0] in _NUMERALS)
    tokens |= dict.fromkeys(_FIRST + one for one in "".join((*front, words[0][0], *within)))
    if public:
        tokens[_PUBLIC] = None
    mark = _BODY if ends else _WHOLE
    wholes = _wholes("".join(front), words, ends, shorter=public)
    return tuple(tokens | dict.fromkeys(mark + one for one in wholes))


class Shortened(NamedTuple):
    """Who is surely shortened so, who probably, and who may be."""

    surely: tuple[Tier, ...] = ()
    probably: tuple[Tier, ...] = ()
    perhaps: tuple[Tier, ...] = ()


def abbreviation_tiers(whole: Anatomy, tables: NameTables) -> Shortened:
    """Nobody, for a text that is no abbreviation."""
    short = whole.lead + whole.bare
    typed = [one for one in (short, *other_numerals(short)) if _WRITTEN.match(one)]
    if not 1 < len(short) <= LONGEST or not whole.bare or whole.branch or not typed:
        return Shortened()
    beside: list[Node] = [Term("region", name) for name in whole.regions if name not in short]
    if GROUP in whole.form or _SHARES in whole.form:
        forms = tables.forms_with(whole.form)
        # 集团 stands in the middle of 纺织集团（控股）有限公司.
        within = (Term("grams", GROUP),) if GROUP in whole.form else ()
        beside.append(either((AnyTerm("form", forms), *within)))
    pairs = either(tuple(map(_in_pairs, typed)))
    public = Term("abbreviation", _PUBLIC)
    bodies, companies, likely, others = [
        Tier("abbreviation", both((*nodes, *beside)))
        for nodes in (
            (_marked(_BODY, typed),),
            (_marked(_WHOLE, typed),),
            (pairs, public),
            (pairs,),
        )
    ]
    if len(short) == _TWO:
        return Shortened((bodies, companies), (likely,), (others,))
    return Shortened((bodies, companies, likely), (), (others,))


def body_called(short: str) -> Node:
    """Public bodies that go by this and leave out no word but the last."""
    return _marked(_BODY, [short])


def _marked(mark: str, typed: Sequence[str]) -> Node:
    return AnyTerm("abbreviation", tuple(mark + one for one in typed))


def _in_pairs(typed: str) -> Node:
    """Two characters are many names' somewhere: they stand at the beginning, too."""
    first = (_FIRST + typed[0],) if len(typed) == _TWO else ()
    return AllTerms("abbreviation", (*first, *dict.fromkeys(map("".join, pairwise(typed)))))


def _is_public(whole: Anatomy, tables: NameTables) -> bool:
    """A public body, a company that is not limited (国网天津市电力公司), or a name of everybody's
    words behind that of its city.
    """
    bare = whole.bare.removesuffix(_HOLDING).removesuffix(GROUP)
    if bare.startswith(_ORDINAL) or bare.endswith(tables.institutions) or whole.form == _COMPANY:
        return True
    return whole.regions == (whole.lead,) and tables.is_trade(bare)


def _is_large(whole: Anatomy) -> bool:
    if whole.bare.endswith(_HOLDING) or COUNTRY in whole.regions:
        return True
    return GROUP in whole.form or _SHARES in whole.form


def _front(whole: Anatomy, tables: NameTables) -> list[str]:
    """The regions a name has, wherever they stand; the city goes by 渝 or 沪 and by 市, too."""
    front = list(whole.regions)
    if tables.city not in front:
        return front
    front += sorted(tables.city_letters.difference(tables.city))
    return [*front, "市"] if f"{tables.city}市" in whole.folded else front


def _pairs(words: list[str], ends: str) -> Iterator[str]:
    for place, word in enumerate(words):
        heads = [other[0] for other in words[place + 1 :]]
        behind = [*heads, ends] if heads and ends else heads
        yield from map("".join, pairwise(word))
        for one in word:
            yield from (one + other for other in behind)


def _wholes(front: str, words: list[str], ends: str, *, shorter: bool) -> Iterator[str]:
    """Heads of all words, or the only word, behind a character of the region or none; ``shorter``:
    without the last word, or with the end of a public body instead.
    """
    words = [word for word in words if word not in (GROUP, _HOLDING)]
    if not words or len(words) > _MOST_WHOLE:
        return
    heads = "".join(word[0] for word in words)
    shorts = [heads, *(words if len(words) == 1 else ())]
    if shorter:
        shorts += [heads[:-1], *([heads[:-1] + ends] if ends else [])]
    for short in shorts:
        yield from (start + short for start in ("", *front) if len(start + short) > 1)


# --- words ----------------------------------------------------------------------------------------


def _words(bare: str, tables: NameTables) -> list[str]:
    """A name in words of two characters, as many known ones as there may be; numbers are words of
    their own, without 第.
    """
    bare = bare[: _MOST_WORDS * _TWO]
    words: list[str] = []
    done = 0
    for number in _NUMBER.finditer(bare):
        words += _in_threes(_in_twos(bare[done : number.start()], tables))
        words.append(number[1] or number[2])
        done = number.end()
    return [*words, *_in_threes(_in_twos(bare[done:], tables))]


def _in_twos(text: str, tables: NameTables) -> list[str]:
    known = _known(tables)
    best: list[tuple[float, int]] = [(0.0, 0)]  # up to here: how good, length of the last word
    for end in range(1, len(text) + 1):
        ways = [(best[end - 1][0] + _SINGLE, 1)]
        if end >= _TWO:
            worth = _KNOWN if text[end - _TWO : end] in known else _UNKNOWN
            ways.append((best[end - _TWO][0] + worth, _TWO))
        best.append(max(ways, key=lambda way: (way[0], -way[1])))  # 外国 语, not 外 国语
    words: list[str] = []
    end = len(text)
    while end:
        size = best[end][1]
        words.append(text[end - size : end])
        end -= size
    return words[::-1]


def _in_threes(words: list[str]) -> list[str]:
    """外国 语 大学 as 外国语 大学: a single character between words ends one, but for 总."""
    joined: list[str] = []
    for place, word in enumerate(words):
        if len(word) == 1 and word != _GENERAL and 0 < place < len(words) - 1:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=16)
def _known(tables: NameTables) -> frozenset[str]:
    """Words of two characters: trades, halves of longer ones, regions, ends of public bodies."""
    halves = {
        word[place : place + _TWO]
        for word in (*tables.trades, *tables.institutions)
        if not len(word) % _TWO
        for place in range(0, len(word), _TWO)
    }
    return frozenset((*halves, *tables.regions.values(), *tables.short_districts))
