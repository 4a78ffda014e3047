"""Tiers for a name: whole, by its parts, by its words, by its sound. Pure."""

from __future__ import annotations

from typing import Final

from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.nodes import all_of, both, either, phrase, tokens_of
from gongshi.search.pinyin import readings, spellings, syllable_pairs
from gongshi.search.port import AnyTerm, Both, Either, Node, Term, Tier
from gongshi.search.subject_terms import KEY, LONGEST_PREFIX

_WAYS: Final = 3


def name_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    tiers: list[Tier] = []
    regions = tuple(Term("region", region) for region in whole.regions)
    if not whole.bare:
        if whole.regions:
            tiers.append(Tier("prefix", Term("prefix", whole.lead or whole.folded)))
            tiers.append(Tier("words", both(regions)))
        else:
            forms = dict.fromkeys(form for form in tables.forms.values() if whole.form in form)
            tiers.append(Tier("words", AnyTerm("form", tuple(forms))))
        return tiers
    if whole.form or whole.branch:
        key = KEY + whole.key
        tiers.append(Tier("full_name", Term("full", key)))
        tiers.append(Tier("former_name", Term("former", key)))
        tiers.append(Tier("core_name", both((Term("core", KEY + whole.named), *regions))))
    tiers.append(Tier("core_name", both((Term("core", whole.bare), *regions))))
    tiers.append(Tier("prefix", _prefix(whole, regions)))
    # A region behind the name or in brackets is out of the indexed text too.
    aside = [region for region in whole.regions if region not in whole.lead]
    plain = phrase("grams", whole.plain)
    tiers.append(Tier("phrase", both((plain, *(Term("region", name) for name in aside)))))
    if whole.trade:
        parts = (Term("core", whole.core), all_of("grams", whole.trade), *regions)
        tiers.append(Tier("words", Both(parts)))
    if len(whole.bare) > 1:
        tiers.append(Tier("words", both((all_of("grams", whole.bare), *regions))))
    if regions:
        tiers.append(Tier("words", Term("core", whole.bare)))
    return tiers


def _prefix(whole: Anatomy, regions: tuple[Node, ...]) -> Node:
    parts: list[Node] = [Term("prefix", whole.bare[:LONGEST_PREFIX])]
    if len(whole.bare) > LONGEST_PREFIX:
        parts.append(phrase("grams", whole.bare))
    return both((*parts, *regions))


def sound_tiers(named: Anatomy, typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """What sounds like the whole name, then like a part of it; then initials."""
    tiers: list[Tier] = []
    regions = tuple(Term("region", region) for region in named.regions)
    bare = named.bare
    ways = _ways(bare)
    if ways:
        whole = AnyTerm("pinyin", tuple(dict.fromkeys("".join(way) for way in ways)))
        tiers.append(Tier("pinyin", both((whole, *regions))))
        part = either(tuple(tokens_of("sounds", syllable_pairs(way)) for way in ways))
        tiers.append(Tier("pinyin", both((part, *regions))))
    letters = [word for word in typed if is_letters(word)]
    if len(typed) > 1 and letters:
        for exact in (True, False):
            parts = [_sounding(word, tables, exact=exact) for word in typed]
            tiers.append(Tier("pinyin", both(tuple(parts))))
    if is_letters(bare) and 2 <= len(bare) <= 2 * LONGEST_PREFIX:
        tiers.append(Tier("initials", both((Term("initials", bare), *regions))))
    if len(typed) > 1 and letters:
        parts = [
            Either((Term("initials", word), _sounding(word, tables, exact=False)))
            if is_letters(word)
            else word_node(word, tables)
            for word in typed
        ]
        tiers.append(Tier("initials", both(tuple(parts))))
    return tiers


def _ways(folded: str) -> list[tuple[str, ...]]:
    """How a folded text may sound, syllable by syllable; only ways of two and more syllables."""
    if is_letters(folded):
        ways = spellings(folded)[:_WAYS]
    elif folded.isascii():
        return []
    else:
        ways = readings(folded)
    return [way for way in ways if len(way) > 1]


def _sounding(word: str, tables: NameTables, *, exact: bool) -> Node:
    """One word of several: typed letters by their sound, all else as it stands."""
    ways = _ways(word) if is_letters(word) else []
    if exact and is_letters(word):
        return Either((Term("pinyin", word), phrase("grams", word)))
    if not ways:
        return word_node(word, tables)
    sounds = (tokens_of("sounds", syllable_pairs(way)) for way in ways)
    return Either((*sounds, phrase("grams", word)))


def word_node(word: str, tables: NameTables) -> Node:
    """One word of several: a region, a part of the name, or a core of one character."""
    region = tables.region_of(word)
    if region:
        return Either((Term("region", region), phrase("grams", word)))
    if len(word) == 1:
        return Either((Term("core", word), Term("prefix", word)))
    parts = anatomy(word, tables)
    if parts.bare and (parts.regions or parts.form):
        regions = tuple(Term("region", region) for region in parts.regions)
        return Either((phrase("grams", word), both((phrase("grams", parts.bare), *regions))))
    return phrase("grams", word)


def is_letters(folded: str) -> bool:
    return folded.isascii() and folded.isalpha()
