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
from gongshi.search.name_tiers import name_tiers, sound_tiers, word_node
from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.nodes import all_of, both, distinct, phrase
from gongshi.search.port import (
    All,
    AnyTerm,
    Both,
    Either,
    Node,
    Term,
    Tier,
)
from gongshi.search.record_terms import fold_number
from gongshi.search.similar_tiers import Similar, similar_names
from gongshi.search.text import fold, words

#: Longest text that is searched for, characters as typed.
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8
#: Tiers whose rows are what was asked for: nobody who found one wants names that look alike.
STRONG_TIERS: Final = frozenset({"code", "full_name", "former_name", "core_name"})
_CODE: Final = re.compile(r"[0-9A-Z]{8,20}")
USCC_LENGTH: Final = 18


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
        *name_tiers(named, tables),
    ]
    if named is not whole:
        tiers.append(Tier("phrase", phrase("grams", whole.plain)))
    tiers += _word_tiers(whole, typed, tables)
    tiers += sound_tiers(named, typed, tables)
    return Plan(" ".join(typed), tuple(distinct(tiers)), similar_names(named, tables))


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
    tiers.append(Tier("phrase", phrase("text", folded)))
    if len(typed) > 1:
        tiers.append(Tier("words", Both(tuple(_record_word(word) for word in typed))))
    whole = anatomy(text, tables)
    if whole.bare and whole.bare != folded:
        # 天津市 and 天津 are one region, and a legal form is often left out.
        near: list[Node] = [all_of("text", whole.bare)]
        near += [all_of("text", region) for region in whole.regions if len(region) > 1]
        tiers.append(Tier("words", Both(tuple(near))))
    tiers.append(Tier("words", all_of("text", folded)))
    return Plan(" ".join(typed), tuple(distinct(tiers)))


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
        return [Tier("words", both(tuple(word_node(word, tables) for word in typed)))]
    if not whole.regions and (region := tables.region_of(whole.folded)):
        # 南开 is a 字号 first of all, and then a district.
        return [Tier("words", Term("region", region))]
    return []


def _record_word(word: str) -> Node:
    return Either((phrase("text", word), Term("number", word)))
