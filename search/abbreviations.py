"""Abbreviations of those that everybody shortens: 天大, 津城投, 一航局, 市疾控, 天津农商行. Pure.

An abbreviation takes the first characters of some of a name's words, in their order, now and then
more of a word, and of a public body often the last one: 一航院 is 第一 航务 勘察 设计院. Nearly any
few characters stand so in some name of a register of a million; so only those names are abbreviated
that surely are: public bodies, groups, companies limited by shares, and those of everybody's words
behind their city's (天津信托). A look-alike in any other name is for ``similar_tiers.py``.

A name's tokens are pairs of characters that may follow one another in an abbreviation, and a
few abbreviations as wholes: those that leave out no word, or only the last. Of public bodies other
pairs stand beside these: 航大 of 民航大学, where the end of a word stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from gongshi.search.name_words import NUMERALS, words_of
from gongshi.search.names import COUNTRY, GROUP, Anatomy, NameTables
from gongshi.search.nodes import both, either
from gongshi.search.numerals import other_numerals
from gongshi.search.port import AllTerms, AnyTerm, Both, Node, Term, Tier

#: Longest text that may be one.
LONGEST: Final = 6
#: Regions of a name, and words of one whose abbreviations are tokens as wholes.
_MOST_REGIONS: Final = 3
_MOST_WHOLE: Final = 4
_TWO: Final = 2
#: Marks a whole abbreviation, that of a public body, and a character that one may begin with.
_WHOLE: Final = "="
_BODY: Final = "#"
_FIRST: Final = "^"
#: The same of a group, by its city: 天 of 天住集团.
_FIRST_OF_CITY: Final = "&"
#: Marks a pair with a character inside a word.
_LOOSE: Final = "~"
#: Tokens of public bodies, and of these and names of everybody's words.
_BODIES: Final = "%"
_PUBLIC: Final = "!"
#: Bodies that two characters are enough for: 天大, 财大, 天图.
_BRIEF: Final = ("大学", "学院", "银行", "图书馆", "博物馆", "美术馆", "科技馆")
#: 国家超级计算天津中心.
_NATIONAL: Final = ("国家", "中心")
_SHARES: Final = "股份"
_HOLDING: Final = "控股"
_COMPANY: Final = "公司"
_ORDINAL: Final = "第"
#: 市 of 市疾控.
_CITYS: Final = "市"
_WRITTEN: Final = re.compile(r"[\u4e00-\u9fff]+\Z")


class Shortened(NamedTuple):
    """Who is surely shortened so, who probably, who may be; ``last``: if nobody bears that text."""

    surely: tuple[Tier, ...] = ()
    probably: tuple[Tier, ...] = ()
    perhaps: tuple[Tier, ...] = ()
    last: tuple[Tier, ...] = ()


# --- what is indexed ------------------------------------------------------------------------------


def abbreviation_terms(whole: Anatomy, tables: NameTables) -> tuple[str, ...]:
    """Tokens of what a name may be shortened to; () for one that nobody shortens so."""
    if whole.branch.endswith(tables.institutions) and _is_large(whole):
        # 中国船舶集团有限公司第七〇七研究所 is a body of its own.
        whole = whole._replace(bare=whole.bare + whole.branch, form="", branch="")
    body = _is_body(whole, tables)
    public = body or _is_of_everybodys_words(whole, tables)
    if whole.branch or not whole.bare or not (public or _is_large(whole)):
        return ()
    words = words_of(whole.bare, tables)
    starts = _starts(whole, words, tables)
    tokens = dict.fromkeys(_pairs(whole, words, tables, body=body))
    within = (word for word in words if word == tables.city or word[0] in NUMERALS)
    firsts = [*(starts if public else ""), words[0][0], *(word[0] for word in within)]
    if public:
        loose = (pair for pair in _loose_pairs(whole, words) if pair not in tokens)
        tokens |= dict.fromkeys([_PUBLIC, *(_LOOSE + pair for pair in loose)])
    elif whole.lead:  # not 住邦（天津）集团
        tokens |= dict.fromkeys(_FIRST_OF_CITY + one for one in starts)
    if body:
        tokens[_BODIES] = None
        firsts += [one + words[0][0] for one in starts]
    tokens |= dict.fromkeys(_FIRST + one for one in firsts)
    return (*tokens, *_whole_tokens(whole, words, starts, tables, body=body, public=public))


def _whole_tokens(
    whole: Anatomy, words: list[str], starts: str, tables: NameTables, *, body: bool, public: bool
) -> list[str]:
    city = whole.regions[0] if whole.regions else tables.city
    tokens: dict[str, None] = {}
    mark = _BODY if body else _WHOLE
    least = _TWO if not body or whole.bare.endswith(_BRIEF) else _TWO + 1
    ends = whole.bare[-1] if body else ""
    named = words[1:] if words[0] == tables.city else words
    for short in _wholes(named, ends, shorter=public):
        for start in ("", *starts):
            if short and len(start + short) >= least:
                tokens[mark + start + short] = None
        if starts and len(short) >= _TWO:
            tokens[mark + city + short] = None  # 天津农商
    return list(tokens)


def _is_body(whole: Anatomy, tables: NameTables) -> bool:
    first, last = _NATIONAL
    national = whole.bare.startswith(first) and whole.bare.endswith(last)
    return national or whole.bare.endswith(tables.institutions)


def _is_of_everybodys_words(whole: Anatomy, tables: NameTables) -> bool:
    """天津信托有限公司, 天津市公共交通集团有限公司: a company that no 字号 tells from others."""
    bare = whole.bare.removesuffix(_HOLDING).removesuffix(GROUP)
    its_city = whole.lead == tables.city and whole.regions == (tables.city,)
    return its_city and bool(whole.form) and tables.is_trade(bare)


def _is_large(whole: Anatomy) -> bool:
    """A group, a company limited by shares or not at all (国网天津市电力公司), 中国… or 第一…"""
    if whole.bare.endswith(_HOLDING) or COUNTRY in whole.regions or whole.form == _COMPANY:
        return True
    return GROUP in whole.form or _SHARES in whole.form or whole.bare.startswith(_ORDINAL)


def _starts(whole: Anatomy, words: list[str], tables: NameTables) -> str:
    """By what its region goes at the beginning: 天, 津 and 市; 中 of 中国, 河 of 河北."""
    if _is_a_districts(whole, tables):
        return ""
    if tables.city in (*whole.regions, words[0]):
        letters = "".join(sorted(tables.city_letters.difference(tables.city)))
        return tables.city + letters + (_CITYS if f"{tables.city}市" in whole.folded else "")
    return whole.regions[0][0] if whole.regions else ""


def _is_a_districts(whole: Anatomy, tables: NameTables) -> bool:
    """天津市武清区中医医院: the city alone stands for its own, such as 天津滨海国际机场."""
    city, *district = whole.regions[:_TWO] or ("",)
    if city != tables.city or not district:
        return False
    return any(district[0] + tail in whole.folded for tail in ("区", "新区", "县"))


def _pairs(whole: Anatomy, words: list[str], tables: NameTables, *, body: bool) -> Iterator[str]:
    ends = [whole.bare[-1]] if body else []
    regions = whole.regions[:_MOST_REGIONS]
    own = [word[0] for word in words] + ends
    for place, region in enumerate(regions):
        yield from map("".join, pairwise(region))
        # A district behind its city is typed whole: 津南城投.
        firsts = region if place == 0 or region == tables.city else region[-1]
        passed = place == 0 and _is_a_districts(whole, tables)
        heads = [other[0] for other in regions[place + 1 :]] + ([] if passed else own)
        yield from (one + other for one in firsts for other in heads)
    for letter in _starts(whole, words, tables).removeprefix(tables.city):
        yield from (letter + word[0] for word in words)
    for place, word in enumerate(words):
        yield from map("".join, pairwise(word))
        if behind := [other[0] for other in words[place + 1 :]]:
            yield from (one + other for one in word for other in (*behind, *ends))
        if word.removesuffix(_CITYS) == tables.city:  # 天津超算, of 国家超级计算天津中心
            yield from (tables.city[-1] + other[0] for other in words[:place])


def _loose_pairs(whole: Anatomy, words: list[str]) -> Iterator[str]:
    """Any two characters, the one behind the other."""
    words = [*whole.regions[:1], *words]
    for place, word in enumerate(words):
        for behind in words[place + 1 :]:
            yield from (one + other for one in word for other in behind)


def _wholes(words: list[str], ends: str, *, shorter: bool) -> Iterator[str]:
    """First characters of all words, or the only word; ``shorter``: without the last word, or with
    the end of a public body in its place.
    """
    words = [word for word in words if word not in (GROUP, _HOLDING)]
    if not words or len(words) > _MOST_WHOLE:
        return
    heads = "".join(word[0] for word in words)
    yield heads
    if len(words) == 1:
        yield words[0]
    if shorter:
        yield heads[:-1]
    if ends:
        yield heads[:-1] + ends


# --- what is asked --------------------------------------------------------------------------------


def abbreviation_tiers(whole: Anatomy, tables: NameTables) -> Shortened:
    """Nobody, for a text that is no abbreviation."""
    short = whole.lead + whole.bare
    typed = [one for one in (short, *other_numerals(short)) if _WRITTEN.match(one)]
    grouped = GROUP in whole.form or _SHARES in whole.form
    if not 1 < len(short) <= LONGEST or whole.branch or not typed:
        return Shortened()
    if not whole.bare or whole.bare in tables.institutions:
        return Shortened()  # 天津银行
    if len(short) == _TWO and tables.is_trade(whole.bare):
        return Shortened()
    if whole.form not in ("", _COMPANY) and not grouped:
        return Shortened()  # who types a form types a whole name
    beside: list[Node] = [Term("region", name) for name in whole.regions if name not in short]
    if grouped:
        beside.append(AnyTerm("form", tables.forms_with(whole.form)))
    pairs = either(tuple(_in_pairs(one, grouped=grouped) for one in typed))
    bodies, companies, begun, in_bodies, in_public, others = [
        (Tier("abbreviation", both((*nodes, *beside))),)
        for nodes in (
            (_marked(_BODY, typed),),
            (_marked(_WHOLE, typed),),
            (pairs, AnyTerm("abbreviation", tuple(_FIRST + one[:_TWO] for one in typed))),
            (pairs, Term("abbreviation", _BODIES)),
            (pairs, Term("abbreviation", _PUBLIC)),
            (pairs,),
        )
    ]
    # 天工所: names of everybody's words, and first words, stand behind the city's letter.
    lettered = short[0] in (*tables.city_letters, _CITYS)
    public = (*begun, *in_bodies, *in_public) if lettered else in_public
    if len(short) == _TWO:
        surely = (*bodies, *(companies if grouped else ()))
        return Shortened(surely, (*companies, *in_public), others)
    loose = both((either(tuple(map(_in_loose_pairs, typed))), *beside))
    # Where numbers are, these tell enough.
    last = (Tier("abbreviation", loose),) if len(typed) == 1 else ()
    if tables.is_trade(whole.bare):
        return Shortened((), (), (), last)  # 口腔医院
    if tables.leading_place(short):  # 天津大附, 河东中: other names begin so
        probably = (*bodies, *companies, *in_bodies, *in_public)
        return Shortened((), probably, others, last)
    return Shortened((*bodies, *companies, *public), (), others, last)


def body_called(short: str) -> Node:
    """Public bodies that go by this and leave out no word but the last."""
    return _marked(_BODY, [short])


def _marked(mark: str, typed: Sequence[str]) -> Node:
    return AnyTerm("abbreviation", tuple(mark + one for one in typed))


def _in_pairs(typed: str, *, grouped: bool) -> Node:
    """Two characters are many names' somewhere: they stand at the beginning, too."""
    pairs = AllTerms("abbreviation", tuple(dict.fromkeys(map("".join, pairwise(typed)))))
    if len(typed) > _TWO:
        return pairs
    marks = (_FIRST, _FIRST_OF_CITY) if grouped else (_FIRST,)
    return Both((AnyTerm("abbreviation", tuple(mark + typed[0] for mark in marks)), pairs))


def _in_loose_pairs(typed: str) -> Node:
    """Public ones alone have them all."""
    pairs = dict.fromkeys(map("".join, pairwise(typed)))
    either_way = (AnyTerm("abbreviation", (pair, _LOOSE + pair)) for pair in pairs)
    return both((Term("abbreviation", _PUBLIC), *either_way))
