"""The tokens a subject is found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongshi.search.codes import clean_codes
from gongshi.search.edge_terms import edge_terms
from gongshi.search.names import Anatomy, NameTables, anatomy, short_region
from gongshi.search.pinyin import initials, readings, syllable_pairs
from gongshi.search.text import edge_grams, fold, gram_text, joined, prefixes

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
#: Behind the initials of a whole name or 字号.
WHOLE: Final = "$"
#: Left out at the end of a name as a legal form is, but heard and told as a part of it.
WORKS: Final = "厂"


def subject_terms(
    tables: NameTables,
    *,
    name: str,
    former_names: Sequence[str] = (),
    short_name: str = "",
    codes: Sequence[str] = (),
    district: str = "",
) -> dict[str, Sequence[str]]:
    """Token fields ``code full former core prefix pinyin initials edges core_grams region
    form``, text fields ``grams sounds``.

    ``codes``: USCC, organisation code, registration number as stored; ``district``: name of the
    registered district (南开区), "" unknown. Filter fields (``district``, ``status``, ``kind`` …)
    are the caller's.
    """
    whole = anatomy(name[:LONGEST_NAME], tables)
    others = [anatomy(short_name[:LONGEST_NAME], tables)] if short_name else []
    former = [
        parts
        for text in former_names[:MOST_FORMER]
        if (parts := anatomy(text[:LONGEST_NAME], tables)).folded
    ]
    current = [whole, *others]
    regions = [region for parts in current for region in parts.regions]
    if fold(district):
        regions += [tables.city] if tables.city else []
        regions.append(short_region(district))
    sounds, pinyin, letters = _sounds(current, former, tables.city)
    cleaned = clean_codes(tuple(codes))
    return {
        "code": cleaned,
        "full": _wholes(current),
        "former": _wholes(former),
        "core": _cores(current),
        "prefix": _prefixes(current),
        "pinyin": pinyin,
        "initials": letters,
        "edges": edge_terms(current, former, cleaned),
        "core_grams": _core_grams(whole),
        "region": tuple(dict.fromkeys(regions)),
        "form": _forms(whole),
        "grams": joined([gram_text(parts.plain) for parts in (*current, *former)]),
        "sounds": sounds,
    }


def is_branch(name: str, tables: NameTables) -> bool:
    """Whether a name is that of a branch (分公司, 支行, …), for ``rank.subject_rank``."""
    return bool(anatomy(name, tables).branch)


def _forms(whole: Anatomy) -> tuple[str, ...]:
    """The legal form, and once more for a head office."""
    if not whole.form:
        return ()
    return (whole.form,) if whole.branch else (whole.form, KEY + whole.form)


def size_token(bare: str, more: int = 0) -> str:
    """Token in ``core_grams`` of names as long as this one without region and form, or ``more``
    characters longer; ``WORKS`` at the end does not count.
    """
    return f"#{len(bare.removesuffix(WORKS)) + more}"


def _core_grams(whole: Anatomy) -> tuple[str, ...]:
    """Bigrams of the 字号; of the name its length, and its characters, for abbreviations."""
    if not whole.bare:
        return ()
    size = size_token(whole.bare)
    grams = edge_grams(whole.core)
    return tuple(dict.fromkeys((*grams, size, *whole.lead, *whole.bare)))


def _wholes(names: Sequence[Anatomy]) -> tuple[str, ...]:
    tokens: list[str] = []
    for parts in names:
        if parts.folded:
            tokens += (parts.folded, KEY + parts.key)
    return tuple(dict.fromkeys(tokens))


def _cores(names: Sequence[Anatomy]) -> tuple[str, ...]:
    tokens: list[str] = []
    for parts in names:
        if parts.bare:
            tokens += (parts.bare, parts.core)
    return tuple(dict.fromkeys(tokens))


def _prefixes(names: Sequence[Anatomy]) -> tuple[str, ...]:
    tokens: list[str] = []
    for parts in names:
        tokens += prefixes(parts.bare or parts.plain, LONGEST_PREFIX)
        tokens += prefixes(parts.lead, LONGEST_PREFIX)
    return tuple(dict.fromkeys(tokens))


def _sounds(
    current: Sequence[Anatomy], former: Sequence[Anatomy], city: str
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Syllable pairs of all names, as a text; of the current ones whole pinyin, and prefixes of the
    initials, with and without the region where it is another one than the city.
    """
    pairs: list[str] = []
    whole: list[str] = []
    letters: list[str] = []
    for parts in current:
        lead = readings(parts.lead)[0] if parts.lead else ()
        for spoken in readings(parts.bare):
            pairs.append(" ".join(syllable_pairs(lead + spoken)))
            whole.append("".join(spoken))
            own = initials(spoken)
            letters.append(own + WHOLE)
            if parts.bare.endswith(WORKS):
                letters.append(own[:-1] + WHOLE)
            if parts.trade and len(spoken) == len(parts.bare):
                whole.append("".join(spoken[: len(parts.core)]))
                letters.append(own[: len(parts.core)] + WHOLE)
            # From the second letter on: one letter is everybody's.
            letters += prefixes(own, LONGEST_INITIALS)[1:]
            if lead and parts.regions[0] != city:  # the city's own initials are told from a query
                region = initials(lead)
                letters += [region + first for first in prefixes(own, LONGEST_PREFIX)]
    for parts in former:
        spoken_ways = readings(parts.lead + parts.bare)
        pairs += [" ".join(syllable_pairs(spoken)) for spoken in spoken_ways]
    return joined(pairs), tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(letters))
