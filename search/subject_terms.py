"""The tokens a subject is found by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from gongshi.search.abbreviations import abbreviation_terms
from gongshi.search.codes import clean_codes
from gongshi.search.edge_terms import edge_terms
from gongshi.search.names import Anatomy, NameTables, anatomy, short_region
from gongshi.search.pinyin import Readings, initials, readings, syllable_pairs
from gongshi.search.said_without import said_without
from gongshi.search.text import edge_grams, fold, gram_text, joined, prefixes
from gongshi.search.towns import without_town

#: Longest edge prefix that is a token of its own; longer ones are asked as a prefix and a phrase.
LONGEST_PREFIX: Final = 4
#: The same of a name's initials; behind those of its region no more than of the name itself.
LONGEST_INITIALS: Final = 6
#: Names beyond these are not indexed: a register row with hundreds of former names is an error
#: of its source.
MOST_FORMER: Final = 20
LONGEST_NAME: Final = 100
#: Marks a whole-name key among whole names: see ``Anatomy.key``.
KEY: Final = "="
#: Marks what may be the 字号 and more among 字号.
LONGER: Final = "~"
#: Behind the initials of a whole name or 字号.
WHOLE: Final = "$"
#: Left out at the end of a name as a legal form is, but heard and told as a part of it.
WORKS: Final = "厂"


class Named(NamedTuple):
    """What a subject is found by. ``codes``: USCC, organisation code, registration number as
    stored; ``district``: name of the registered district (南开区), "" unknown."""

    name: str
    former_names: Sequence[str] = ()
    short_name: str = ""
    codes: Sequence[str] = ()
    district: str = ""


def subject_terms(tables: NameTables, named: Named) -> dict[str, Sequence[str]]:
    """Token fields ``code full former core prefix pinyin initials edges core_grams abbreviation
    region form``, text fields ``grams sounds``. Filter fields (``district``, ``status``, …) are the
    caller's.
    """
    (terms,) = subjects_terms(tables, [named])
    return terms


def subjects_terms(tables: NameTables, subjects: Sequence[Named]) -> list[dict[str, Sequence[str]]]:
    """``subject_terms`` of several, field by field."""
    wholes = [anatomy(one.name[:LONGEST_NAME], tables) for one in subjects]
    shorts = [one.short_name[:LONGEST_NAME] for one in subjects]
    current = [
        [whole, anatomy(short, tables)] if short else [whole]
        for whole, short in zip(wholes, shorts, strict=True)
    ]
    said = [[*chain.from_iterable(said_without(one, tables) for one in each)] for each in current]
    towns = [[*chain.from_iterable(without_town(one, tables) for one in each)] for each in current]
    others = [[*some, *more] for some, more in zip(said, towns, strict=True)]
    read = [[*each, *more] for each, more in zip(current, others, strict=True)]
    former = [_former(one.former_names, tables) for one in subjects]
    codes = [clean_codes(tuple(one.codes)) for one in subjects]
    spoken = [[readings(parts.bare) for parts in names] for names in read]
    told = [[tables.told_cores(parts.bare) for parts in names] for names in read]
    cores = [list(map(_cores, *each)) for each in zip(read, told, strict=True)]
    sounds = [
        _sounds(*each, tables.city)
        for each in zip(read, map(len, current), cores, spoken, former, strict=True)
    ]
    fields: dict[str, list[Any]] = {
        "code": codes,
        "full": list(map(_wholes, current)),
        "former": list(map(_wholes, former)),
        "core": [
            tuple(dict.fromkeys((*chain.from_iterable(own), *chain.from_iterable(map(_longer, t)))))
            for own, t in zip(cores, told, strict=True)
        ],
        "prefix": list(map(_prefixes, read)),
        "pinyin": [pinyin for _, pinyin, _ in sounds],
        "initials": [letters for _, _, letters in sounds],
        "edges": list(map(edge_terms, spoken, former, codes)),
        "core_grams": [
            _core_grams(whole, more) for whole, more in zip(wholes, others, strict=True)
        ],
        "abbreviation": [abbreviation_terms(whole, tables) for whole in wholes],
        "region": [
            _regions(names, one.district, tables.city)
            for names, one in zip(current, subjects, strict=True)
        ],
        "form": [_forms(whole, more) for whole, more in zip(wholes, said, strict=True)],
        "grams": [
            joined(
                [
                    gram_text(text)
                    for parts in (*names, *more, *earlier)
                    for text in _plain(parts, tables)
                ]
            )
            for names, more, earlier in zip(current, said, former, strict=True)
        ],
        "sounds": [pairs for pairs, _, _ in sounds],
    }
    return [dict(zip(fields, row, strict=True)) for row in zip(*fields.values(), strict=True)]


def is_branch(name: str, tables: NameTables) -> bool:
    """Whether a name is that of a branch (分公司, 支行, …), for ``rank.subject_rank``."""
    return bool(anatomy(name, tables).branch)


def _former(names: Sequence[str], tables: NameTables) -> list[Anatomy]:
    known = [anatomy(name[:LONGEST_NAME], tables) for name in names[:MOST_FORMER]]
    return [parts for parts in known if parts.folded]


def _regions(names: Sequence[Anatomy], district: str, city: str) -> tuple[str, ...]:
    """Those in the names, and the registered one."""
    regions = [region for parts in names for region in parts.regions]
    if fold(district):
        regions += [city] if city else []
        regions.append(short_region(district))
    return tuple(dict.fromkeys(regions))


def _forms(whole: Anatomy, said: Sequence[Anatomy]) -> tuple[str, ...]:
    """The legal form, and once more for a head office; ``said``: the name as people say it."""
    forms = [parts.form for parts in (whole, *said) if parts.form]
    marks = ("",) if whole.branch else ("", KEY)
    return tuple(dict.fromkeys(mark + form for form in forms for mark in marks))


def size_token(bare: str, more: int = 0) -> str:
    """Token in ``core_grams`` of names as long as this one without region and form, or ``more``
    characters longer; ``WORKS`` at the end does not count.
    """
    return f"#{len(bare.removesuffix(WORKS)) + more}"


def _core_grams(whole: Anatomy, others: Sequence[Anatomy]) -> tuple[str, ...]:
    """Bigrams of the 字号; of the name its length, and its characters, for abbreviations.
    ``others``: the name without its town.
    """
    if not whole.bare:
        return ()
    tokens: list[str] = []
    for parts in (whole, *others):
        tokens += (*edge_grams(parts.core), size_token(parts.bare))
    return tuple(dict.fromkeys((*tokens, *whole.lead, *whole.bare)))


def _wholes(names: Sequence[Anatomy]) -> tuple[str, ...]:
    tokens: list[str] = []
    for parts in names:
        if parts.folded:
            tokens += (parts.folded, KEY + parts.key)
    return tuple(dict.fromkeys(tokens))


def _cores(parts: Anatomy, told: Sequence[str]) -> tuple[str, ...]:
    """What may be its 字号; the name without region and form is one, too, and stands first."""
    if not parts.bare:
        return ()
    return tuple(dict.fromkeys((parts.bare, parts.core, *told[-1:])))


def _longer(told: Sequence[str]) -> list[str]:
    """Tokens of what may be the 字号 with some of the trades: 龙煤集团 of 龙煤集团葡萄种植."""
    return [LONGER + core for core in told[:-1]]


def _plain(parts: Anatomy, tables: NameTables) -> tuple[str, ...]:
    """Without the legal form; 天津分行 beside 天津市分行."""
    if not parts.branch or (short := tables.short_branch(parts.branch)) == parts.branch:
        return (parts.plain,)
    return parts.plain, parts.plain.removesuffix(parts.branch) + short


def _prefixes(names: Sequence[Anatomy]) -> tuple[str, ...]:
    tokens: list[str] = []
    for parts in names:
        tokens += prefixes(parts.bare or parts.plain, LONGEST_PREFIX)
        tokens += prefixes(parts.lead, LONGEST_PREFIX)
    return tuple(dict.fromkeys(tokens))


def _sounds(
    read: Sequence[Anatomy],
    current: int,
    cores: Sequence[Sequence[str]],
    spoken_ways: Sequence[Readings],
    former: Sequence[Anatomy],
    city: str,
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Syllable pairs of all names, as a text; of the current ones, which are spoken so, whole
    pinyin, and prefixes of the initials, with and without the region where it is another one than
    the city. ``current``: how many of ``read`` are names; the others are the same without a town.
    """
    pairs: list[str] = []
    whole: list[str] = []
    letters: list[str] = []
    for place, (parts, own_cores, ways) in enumerate(zip(read, cores, spoken_ways, strict=True)):
        lead = readings(parts.lead)[0] if parts.lead else ()
        behind = readings(parts.branch)[0] if parts.branch else ()
        for spoken in ways:
            if place < current:
                pairs.append(" ".join(syllable_pairs(lead + spoken + behind)))
            whole.append("".join(spoken))
            own = initials(spoken)
            letters.append(own + WHOLE)
            if parts.bare.endswith(WORKS):
                letters.append(own[:-1] + WHOLE)
            if len(spoken) == len(parts.bare):
                for core in own_cores[1:]:
                    whole.append("".join(spoken[: len(core)]))
                    letters.append(own[: len(core)] + WHOLE)
            # From the second letter on: one letter is everybody's.
            letters += prefixes(own, LONGEST_INITIALS)[1:]
            if lead and parts.regions[0] != city:  # the city's own initials are told from a query
                region = initials(lead)
                letters += [region + first for first in prefixes(own, LONGEST_PREFIX)]
    for parts in former:
        ways = readings(parts.lead + parts.bare)
        pairs += [" ".join(syllable_pairs(spoken)) for spoken in ways]
    return joined(pairs), tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(letters))
