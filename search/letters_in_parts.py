"""Letters whose parts stand in a name, and not the whole: hengmaolaowu is 恒茂建筑劳务. Pure.

Asked where nothing else was found; see ``in_parts.py`` for characters.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Final

from gongshi.search.edge_terms import LONGEST_SOUND
from gongshi.search.names import NameTables
from gongshi.search.nodes import both, either, tokens_of
from gongshi.search.pinyin import initials, spellings, syllable_pairs, syllables
from gongshi.search.port import AnyTerm, Both, Node, Term, Tier
from gongshi.search.region_sounds import regions_sounding
from gongshi.search.subject_terms import LONGEST_INITIALS, WHOLE

_SIMILAR: Final = "similar"
_SPELLINGS: Final = 2
#: Syllables of the shortest part; syllables, and initials, that tell a name whatever is beside.
_PART: Final = 2
_TELLING: Final = 3
_LIMITED: Final = "有限公司"


def sounding_in_parts(letters: str, tables: NameTables) -> tuple[Tier, ...]:
    """Letters whose beginning begins a name, and whose end sounds in it or is a region: hengmao
    laowu; then names whose 字号 they begin with.
    """
    nodes: list[Node] = []
    brands: list[str] = []
    for way in spellings(letters)[:_SPELLINGS]:
        for end in range(_PART, len(way) - _PART + 1):
            begun, rest = "".join(way[:end]), way[end:]
            behind: list[Node] = [tokens_of("sounds", syllable_pairs(rest))]
            if regions := regions_sounding("".join(rest), tables):
                behind.append(AnyTerm("region", regions))
            nodes.append(Both((Term("edges", begun[:LONGEST_SOUND]), either(tuple(behind)))))
            if end >= _TELLING:
                brands.append(begun)
    asked: list[Node] = [either(tuple(nodes))] if nodes else []
    asked += [AnyTerm("pinyin", tuple(brands))] if brands else []
    return tuple(Tier(_SIMILAR, node) for node in asked)


def initials_in_parts(letters: str, tables: NameTables) -> tuple[Tier, ...]:
    """Initials with those of a region in front or of a form behind, or of a longer name."""
    nodes: list[Node] = []
    begun: list[tuple[str, tuple[Node, ...]]] = [(letters, ())]
    for front, short in _fronts(tables):
        rest = letters.removeprefix(front)
        if rest != letters and len(rest) >= _TELLING:
            region = Term("region", short)
            begun.append((rest, (region,)))
            nodes.append(Both((Term("initials", rest[:LONGEST_INITIALS]), region)))
    for rest, regions in begun:
        for end in _ends(tables):
            name = rest.removesuffix(end)
            if name != rest and len(name) >= _TELLING:
                nodes.append(both((Term("initials", name + WHOLE), *regions)))
    if len(letters) > LONGEST_INITIALS:
        nodes.append(Term("initials", letters[:LONGEST_INITIALS]))
    return tuple(Tier(_SIMILAR, node) for node in dict.fromkeys(nodes))


@lru_cache(maxsize=8)
def _fronts(tables: NameTables) -> tuple[tuple[str, str], ...]:
    """Initials of the city and its districts, and their short names."""
    spelled = ({tables.city: tables.city} if tables.city else {}) | dict(tables.districts)
    return tuple((_initials(place), short) for place, short in spelled.items())


@lru_cache(maxsize=8)
def _ends(tables: NameTables) -> tuple[str, ...]:
    """Initials of legal forms, with and without 有限公司, and of the city."""
    words = chain.from_iterable((form, form.removesuffix(_LIMITED)) for form in tables.forms)
    return tuple(filter(None, dict.fromkeys(map(_initials, (*words, tables.city)))))


def _initials(word: str) -> str:
    return initials(syllables(word))
