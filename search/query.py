"""From what a person typed to a plan: tiers of primitive queries, best first.

Exact code → exact full name → former name → core name → prefix → phrase → all words → pinyin →
initials; then, when hardly anything was found, names one slip away (``Similar``). Planning is pure
and shared by both engines. It raises nothing but ``query_too_long``, whatever the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from gongshi.records.identifiers import clean_code, read_uscc
from gongshi.records.problems import GongshiError
from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.pinyin import readings, spellings, syllable_pairs
from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    AtLeast,
    Both,
    Either,
    Node,
    Phrase,
    Term,
    Tier,
)
from gongshi.search.record_terms import fold_number
from gongshi.search.subject_terms import KEY, LONGEST_PREFIX
from gongshi.search.text import bigrams, edge_grams, fold, words

#: Longest text that is searched for, characters as typed.
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8
#: Tiers whose rows are what was asked for: nobody who found one wants names that look alike.
STRONG_TIERS: Final = frozenset({"code", "full_name", "former_name", "core_name"})
_CODE: Final = re.compile(r"[0-9A-Z]{8,20}")
_MOST_GRAMS: Final = 40
_WAYS: Final = 3
USCC_LENGTH: Final = 18
_SIMILAR: Final = "similar"


@dataclass(frozen=True, slots=True)
class Similar:
    """Candidates for a slip of the finger: asked by falling number of shared core bigrams, then
    compared letter by letter with ``name``."""

    tiers: tuple[Tier, ...]
    name: str  # folded, without region and legal form


@dataclass(frozen=True, slots=True)
class Plan:
    """``words``: the query as understood, for the cursor; no tiers: nothing can match."""

    words: str
    tiers: tuple[Tier, ...]
    similar: Similar | None = None


#: Everything there is, in the order of ``rank``.
BROWSING: Final = Plan("", (Tier("all", All()),))


def plan_subjects(text: str, tables: NameTables) -> Plan:
    """The plan for a subject search; an empty text browses all subjects."""
    _check_length(text)
    if not text.strip():
        return BROWSING
    whole = anatomy(text, tables)
    if not whole.folded:
        return Plan("", ())
    codes = code_candidates(text)
    typed = words(text)[:MOST_WORDS]
    tiers = [Tier("code", AnyTerm("code", codes))] if codes else []
    if codes and _is_surely_code(codes[0]):
        return Plan(" ".join(typed), tuple(tiers))
    named = _with_regions_aside(whole, typed, tables)
    tiers += [
        Tier("full_name", Term("full", whole.folded)),
        Tier("former_name", Term("former", whole.folded)),
        *_name_tiers(named, tables),
    ]
    if named is not whole:
        tiers.append(Tier("phrase", _phrase("grams", whole.plain)))
    tiers += _word_tiers(whole, typed, tables)
    tiers += _sound_tiers(named, typed, tables)
    return Plan(" ".join(typed), tuple(_distinct(tiers)), _similar(named, tables))


def plan_records(text: str, tables: NameTables) -> Plan:
    """The plan for a record search: numbers, the subject's code, words of the matter."""
    _check_length(text)
    if not text.strip():
        return BROWSING
    folded = fold(text)
    if not folded:
        return Plan("", ())
    typed = words(text)[:MOST_WORDS]
    tiers = [Tier("number", Term("number", fold_number(text)))]
    codes = code_candidates(text)
    if codes:
        tiers.append(Tier("code", AnyTerm("code", codes)))
        if len(codes[0]) == USCC_LENGTH:
            return Plan(" ".join(typed), tuple(tiers))
    tiers.append(Tier("phrase", _phrase("text", folded)))
    if len(typed) > 1:
        tiers.append(Tier("words", Both(tuple(_record_word(word) for word in typed))))
    whole = anatomy(text, tables)
    if whole.bare and whole.bare != folded:
        # 天津市 and 天津 are one region, and a legal form is often left out.
        near: list[Node] = [_all("text", whole.bare)]
        near += [_all("text", region) for region in whole.regions if len(region) > 1]
        tiers.append(Tier("words", Both(tuple(near))))
    tiers.append(Tier("words", _all("text", folded)))
    return Plan(" ".join(typed), tuple(_distinct(tiers)))


def code_candidates(text: str) -> tuple[str, ...]:
    """What a text may stand for as a code: as typed, and with O for 0 and I for 1 mended where the
    check then holds."""
    cleaned = clean_code(text)
    if not _CODE.fullmatch(cleaned) or not any(character.isdigit() for character in cleaned):
        return ()
    if len(cleaned) != USCC_LENGTH:
        return (cleaned,)
    return tuple(dict.fromkeys((cleaned, read_uscc(cleaned).value)))


def _check_length(text: str) -> None:
    if len(text) > LONGEST_QUERY:
        raise GongshiError("query_too_long", limit=LONGEST_QUERY)


def _is_surely_code(code: str) -> bool:
    """No name is nine and more characters of mostly digits."""
    digits = sum(character.isdigit() for character in code)
    return len(code) >= 9 and digits >= 7


# --- names ----------------------------------------------------------------------------------------


def _name_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    tiers: list[Tier] = []
    regions = tuple(Term("region", region) for region in whole.regions)
    if not whole.bare:
        if whole.regions:
            tiers.append(Tier("prefix", Term("prefix", whole.lead or whole.folded)))
            tiers.append(Tier("words", _both(regions)))
        else:
            forms = dict.fromkeys(form for form in tables.forms.values() if whole.form in form)
            tiers.append(Tier("words", AnyTerm("form", tuple(forms))))
        return tiers
    if whole.form or whole.branch:
        key = KEY + whole.key
        tiers.append(Tier("full_name", Term("full", key)))
        tiers.append(Tier("former_name", Term("former", key)))
        tiers.append(Tier("core_name", _both((Term("core", KEY + whole.named), *regions))))
    tiers.append(Tier("core_name", _both((Term("core", whole.bare), *regions))))
    tiers.append(Tier("prefix", _prefix(whole, regions)))
    # A region behind the name or in brackets is out of the indexed text too.
    aside = [region for region in whole.regions if region not in whole.lead]
    phrase = _phrase("grams", whole.plain)
    tiers.append(Tier("phrase", _both((phrase, *(Term("region", name) for name in aside)))))
    if whole.trade:
        parts = (Term("core", whole.core), _all("grams", whole.trade), *regions)
        tiers.append(Tier("words", Both(parts)))
    if len(whole.bare) > 1:
        tiers.append(Tier("words", _both((_all("grams", whole.bare), *regions))))
    if regions:
        tiers.append(Tier("words", Term("core", whole.bare)))
    return tiers


def _prefix(whole: Anatomy, regions: tuple[Node, ...]) -> Node:
    parts: list[Node] = [Term("prefix", whole.bare[:LONGEST_PREFIX])]
    if len(whole.bare) > LONGEST_PREFIX:
        parts.append(_phrase("grams", whole.bare))
    return _both((*parts, *regions))


def _with_regions_aside(whole: Anatomy, typed: tuple[str, ...], tables: NameTables) -> Anatomy:
    """``河东 海河 乳品`` asks for 海河乳品 of 河东: a region that stands alone is no part of a
    name.
    """
    regions = [region for word in typed if (region := tables.region_of(word))]
    others = [word for word in typed if not tables.region_of(word)]
    if not regions or not others:
        return whole
    named = anatomy("".join(others), tables)
    return replace(named, regions=tuple(dict.fromkeys((*regions, *named.regions))))


def _word_tiers(whole: Anatomy, typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """Several words in any order."""
    if len(typed) > 1:
        return [Tier("words", _both(tuple(_word(word, tables) for word in typed)))]
    if not whole.regions and (region := tables.region_of(whole.folded)):
        # 南开 is a 字号 first of all, and then a district.
        return [Tier("words", Term("region", region))]
    return []


def _sound_tiers(named: Anatomy, typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """What sounds like the whole name, then like a part of it; then initials."""
    tiers: list[Tier] = []
    regions = tuple(Term("region", region) for region in named.regions)
    bare = named.bare
    ways = _ways(bare)
    if ways:
        whole = AnyTerm("pinyin", tuple(dict.fromkeys("".join(way) for way in ways)))
        tiers.append(Tier("pinyin", _both((whole, *regions))))
        part = _either(tuple(_tokens("sounds", syllable_pairs(way)) for way in ways))
        tiers.append(Tier("pinyin", _both((part, *regions))))
    letters = [word for word in typed if _is_letters(word)]
    if len(typed) > 1 and letters:
        for exact in (True, False):
            parts = [_sounding(word, tables, exact=exact) for word in typed]
            tiers.append(Tier("pinyin", _both(tuple(parts))))
    if _is_letters(bare) and 2 <= len(bare) <= 2 * LONGEST_PREFIX:
        tiers.append(Tier("initials", _both((Term("initials", bare), *regions))))
    if len(typed) > 1 and letters:
        parts = [
            Either((Term("initials", word), _sounding(word, tables, exact=False)))
            if _is_letters(word)
            else _word(word, tables)
            for word in typed
        ]
        tiers.append(Tier("initials", _both(tuple(parts))))
    return tiers


def _ways(folded: str) -> list[tuple[str, ...]]:
    """How a folded text may sound, syllable by syllable; only ways of two and more syllables."""
    if _is_letters(folded):
        ways = spellings(folded)[:_WAYS]
    elif folded.isascii():
        return []
    else:
        ways = readings(folded)
    return [way for way in ways if len(way) > 1]


def _sounding(word: str, tables: NameTables, *, exact: bool) -> Node:
    """One word of several: typed letters by their sound, all else as it stands."""
    ways = _ways(word) if _is_letters(word) else []
    if exact and _is_letters(word):
        return Either((Term("pinyin", word), _phrase("grams", word)))
    if not ways:
        return _word(word, tables)
    sounds = (_tokens("sounds", syllable_pairs(way)) for way in ways)
    return Either((*sounds, _phrase("grams", word)))


def _word(word: str, tables: NameTables) -> Node:
    """One word of several: a region, a part of the name, or a core of one character."""
    region = tables.region_of(word)
    if region:
        return Either((Term("region", region), _phrase("grams", word)))
    if len(word) == 1:
        return Either((Term("core", word), Term("prefix", word)))
    parts = anatomy(word, tables)
    if parts.bare and (parts.regions or parts.form):
        regions = tuple(Term("region", region) for region in parts.regions)
        return Either((_phrase("grams", word), _both((_phrase("grams", parts.bare), *regions))))
    return _phrase("grams", word)


def _similar(whole: Anatomy, tables: NameTables) -> Similar | None:
    """Names that share most of their core's bigrams; a short core needs a trade or region
    beside.
    """
    if len(whole.bare) < 2 or whole.bare.isascii():
        return None
    regions = tuple(Term("region", region) for region in whole.regions)
    # Two swapped and one too many leave no bigram of a short core: these few names are asked for.
    swapped = tuple(dict.fromkeys((*_swapped(whole.bare), *_swapped(whole.core))))
    shorter = tuple(dict.fromkeys((*_shortened(whole.bare), *_shortened(whole.core))))
    tiers = [
        Tier(_SIMILAR, _both((AnyTerm(field, names), *regions)))
        for field, names in (("core", swapped), ("core", shorter), ("prefix", swapped))
        if names
    ]
    beside: tuple[Node, ...] = regions
    if whole.trade:
        beside = (_all("grams", whole.trade), *regions)
    tiers += _overlaps(whole.core, beside, least=1 if beside else 2)
    trade = tables.trade_at_end(whole.bare)
    if trade and len(whole.bare) - len(trade) == 1:
        # 海乳品: of a 字号 of two characters one is missing.
        beside = (_all("grams", trade), *regions)
        tiers += _overlaps(whole.bare[0], beside, least=1)
    if whole.trade and len(whole.bare) >= 4:
        # The slip may stand in the trade, or have cut the name in the wrong place.
        tiers += _overlaps(whole.bare, regions, least=2)
    return Similar(tuple(_distinct(tiers)), whole.bare) if tiers else None


def _swapped(name: str) -> list[str]:
    """The other names with two neighbours swapped."""
    swapped = (
        name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        for place in range(min(len(name) - 1, LONGEST_PREFIX))
    )
    return [other for other in swapped if other != name]


def _shortened(name: str) -> list[str]:
    """The names of two and more characters that one character was added to."""
    places = range(min(len(name), LONGEST_PREFIX)) if len(name) > 2 else range(0)
    return [name[:place] + name[place + 1 :] for place in places]


def _overlaps(core: str, beside: tuple[Node, ...], least: int) -> list[Tier]:
    grams = edge_grams(core)[:_MOST_GRAMS]
    # One slip touches two bigrams, two slips four; what shares less is another name.
    most = len(grams) - 1
    least = max(least, len(grams) - 4)
    return [
        Tier(_SIMILAR, _both((AtLeast("core_grams", grams, shared), *beside)))
        for shared in range(most, least - 1, -1)
    ]


# --- nodes ----------------------------------------------------------------------------------------


def _record_word(word: str) -> Node:
    return Either((_phrase("text", word), Term("number", word)))


def _phrase(field: str, folded: str) -> Node:
    return _tokens(field, bigrams(folded))


def _tokens(field: str, tokens: tuple[str, ...]) -> Node:
    return Term(field, tokens[0]) if len(tokens) == 1 else Phrase(field, tokens)


def _all(field: str, folded: str) -> Node:
    tokens = tuple(dict.fromkeys(bigrams(folded)))
    return Term(field, tokens[0]) if len(tokens) == 1 else AllTerms(field, tokens)


def _both(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Both(parts)


def _either(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Either(parts)


def _is_letters(folded: str) -> bool:
    return folded.isascii() and folded.isalpha()


def _distinct(tiers: list[Tier]) -> list[Tier]:
    """The same query twice costs twice and adds nothing."""
    seen: set[Node] = set()
    kept: list[Tier] = []
    for tier in tiers:
        if tier.query not in seen:
            seen.add(tier.query)
            kept.append(tier)
    return kept
