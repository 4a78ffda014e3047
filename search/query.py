"""From what a person typed to a plan: tiers of primitive queries, best first.

Exact code → exact full name → former name → core name → abbreviation → prefix → phrase → all words
→ pinyin → initials; then, when hardly anything was found, names one slip away (``Similar``).
Planning is pure and shared by both engines. It raises nothing but ``query_too_long``, whatever the
text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gongshi.records.problems import GongshiError
from gongshi.search.codes import USCC_LENGTH, code_candidates
from gongshi.search.documents import OWNER, Collection
from gongshi.search.half_forms import with_whole_form
from gongshi.search.name_tiers import in_one_piece, name_tiers, word_node
from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.nodes import all_of, both, distinct, reachable
from gongshi.search.numbers import number_variants
from gongshi.search.port import (
    All,
    AnyTerm,
    Both,
    Either,
    Node,
    Term,
    Tier,
)
from gongshi.search.positions import trace
from gongshi.search.reading import ASIDE, CONDITIONS, MOST_WORDS, Part, Reading, read
from gongshi.search.similar_tiers import Similar, similar_names
from gongshi.search.sound_tiers import sound_tiers
from gongshi.search.spoken_names import with_v
from gongshi.search.stretches import record_phrase
from gongshi.search.text import fold, words
from gongshi.search.vocabulary import BUILT_IN, Role, Vocabulary

#: Longest text that is searched for, characters as typed.
LONGEST_QUERY: Final = 200
#: Tiers whose rows are what was asked for: nobody who found one wants names that look alike.
STRONG_TIERS: Final = frozenset({"code", "full_name", "former_name", "core_name"})
_VERY_NAMES: Final = STRONG_TIERS - {"code"}
_WEAK_TIERS: Final = frozenset({"code", "number", "prefix", "phrase", "words"})


@dataclass(frozen=True, slots=True)
class Plan:
    """``words``: the query as understood, for the cursor; no tiers: nothing can match.

    ``numbers``: where the text looks like a document's number, how it is looked up; the tier
    ``number`` of a subject search then waits for the owners (``service.py`` fills them in).
    ``readings``: how the text was read; ``read_by``: the reading of each tier; ``main``: the
    reading that is told when nothing was found.
    """

    words: str
    tiers: tuple[Tier, ...]
    similar: Similar | None = None
    numbers: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    read_by: tuple[int, ...] = ()
    main: int = 0


#: Everything there is, in the order of ``rank``.
BROWSING: Final = Plan("", (Tier("all", All()),))
NOTHING: Final = Plan("", ())


def plan_subjects(text: str, tables: NameTables, vocabulary: Vocabulary = BUILT_IN) -> Plan:
    """The plan for a subject search; an empty text browses all subjects."""
    check_length(text)
    if not text.strip():
        return BROWSING
    reading = read(text, tables, vocabulary, Collection.SUBJECTS)
    if not reading.parts:
        return NOTHING
    if not reading.narrows:
        return _plan(reading, text, tables)
    narrowed = _plan(reading, reading.without(*ASIDE), tables)
    narrowed = _narrowed(narrowed, _subject_conditions(reading))
    literal = _plan(reading.literal, text, tables)
    if reading.of(Role.CODE, Role.NUMBER):
        # Nobody means a firm called 荣誉 by a code and 荣誉.
        kept = tuple(tier for tier in literal.tiers if tier.name not in _VERY_NAMES)
        literal = replace(literal, tiers=kept)
    if literal.similar is not None and reading.of(*CONDITIONS):
        # 海河注销 is no part of 海河, and a condition that nothing holds is told as one.
        literal = replace(literal, similar=literal.similar.as_a_whole())
    return _both_readings(narrowed, literal, sure=reading.sure)


def plan_records(text: str, tables: NameTables, vocabulary: Vocabulary = BUILT_IN) -> Plan:
    """The plan for a record search: numbers, the subject's code, words of the matter."""
    check_length(text)
    if not text.strip():
        return BROWSING
    reading = read(text, tables, vocabulary, Collection.RECORDS)
    if not reading.parts:
        return NOTHING
    district, sure = _district_aside(reading, vocabulary)
    if not reading.narrows and district is None:
        return _record_plan(reading, text, tables)
    conditions = _record_conditions(reading)
    rest = reading
    if district is not None:
        conditions += (Term("district", district.values[0]),)
        rest = replace(reading, parts=tuple(p for p in reading.parts if p is not district))
    narrowed = _narrowed(_record_plan(rest, rest.without(*ASIDE), tables), conditions)
    narrowed = replace(narrowed, readings=(reading,))
    # A subject's records of another kind are no answer: its code is looked up with the kind only.
    literal = _record_plan(reading.literal, text, tables)
    literal = replace(literal, tiers=tuple(tier for tier in literal.tiers if tier.name != "code"))
    return _both_readings(narrowed, literal, sure=reading.sure and sure)


def check_length(text: str) -> None:
    """Raises ``query_too_long``."""
    if len(text) > LONGEST_QUERY:
        raise GongshiError("query_too_long", limit=LONGEST_QUERY)


# --- two readings ---------------------------------------------------------------------------------


def _narrowed(plan: Plan, conditions: tuple[Node, ...]) -> Plan:
    """The plan with conditions that every row must hold; without words, all that hold them."""
    if not conditions:
        return plan
    tiers = plan.tiers or BROWSING.tiers
    similar = plan.similar.narrowed(conditions) if plan.similar is not None else None
    return replace(plan, tiers=_with(tiers, conditions), similar=similar)


def _with(tiers: tuple[Tier, ...], conditions: tuple[Node, ...]) -> tuple[Tier, ...]:
    return tuple(
        Tier(tier.name, both(conditions if tier.query == All() else (tier.query, *conditions)))
        for tier in tiers
    )


def _both_readings(narrowed: Plan, literal: Plan, *, sure: bool) -> Plan:
    """What bears the text as its very name, then the narrowed reading, then the literal one; where
    the words are likely to be part of a name, the literal one first.
    """
    strong = [tier for tier in literal.tiers if tier.name in _VERY_NAMES]
    weak = [tier for tier in literal.tiers if tier.name in _WEAK_TIERS]
    ordered = [(tier, 1) for tier in strong]
    if sure:
        ordered += [(tier, 0) for tier in narrowed.tiers] + [(tier, 1) for tier in weak]
    else:
        ordered += [(tier, 1) for tier in weak] + [(tier, 0) for tier in narrowed.tiers]
    first: dict[Node, tuple[Tier, int]] = {}
    for tier, reading in ordered:
        first.setdefault(tier.query, (tier, reading))
    return Plan(
        literal.words,
        tuple(tier for tier, _ in first.values()),
        narrowed.similar if sure else literal.similar,
        narrowed.numbers,
        readings=(*narrowed.readings, *literal.readings),
        read_by=tuple(reading for _, reading in first.values()),
        main=0 if sure else 1,
    )


def _subject_conditions(reading: Reading) -> tuple[Node, ...]:
    fields = {Role.STATUS: "status", Role.LIST: "list", Role.KIND: "has", Role.SECTOR: "sector"}
    return tuple(AnyTerm(fields[part.role], part.values) for part in reading.of(*fields))


def _record_conditions(reading: Reading) -> tuple[Node, ...]:
    kinds = reading.of(Role.KIND, Role.LIST)
    values = [value.removesuffix("_mark") for part in kinds for value in part.values]
    return (AnyTerm("kind", tuple(dict.fromkeys(values))),) if values else ()


def _district_aside(reading: Reading, vocabulary: Vocabulary) -> tuple[Part | None, bool]:
    """A district of the city beside other words, and whether it can be nothing but that: 和平 may
    be a 字号.
    """
    for part in reading.of(Role.DISTRICT):
        district = vocabulary.districts.get(trace(part.text).text)
        if district is not None and len(reading.parts) > 1:
            return part, district.plain
    return None, True


def with_owners(plan: Plan, owners: AnyTerm) -> Plan:
    """The plan with the subjects that its numbers led to; the tiers keep their places."""
    unknown = AnyTerm(OWNER, ())

    def known(node: Node) -> Node:
        if node == unknown:
            return owners
        return Both(tuple(known(part) for part in node.parts)) if isinstance(node, Both) else node

    tiers = tuple(
        Tier(tier.name, known(tier.query)) if tier.name == "number" else tier for tier in plan.tiers
    )
    return replace(plan, tiers=tiers)


# --- one reading ----------------------------------------------------------------------------------


def _plan(reading: Reading, text: str, tables: NameTables) -> Plan:
    """``text``: what is searched by words; the codes and numbers are the reading's."""
    text = with_v(text)
    numbers = tuple(
        dict.fromkeys(
            variant for part in reading.of(Role.NUMBER) for variant in number_variants(part.text)
        )
    )
    tiers = [Tier("number", AnyTerm(OWNER, ()))] if numbers else []
    if codes := reading.codes or code_candidates(text):
        tiers.append(Tier("code", AnyTerm("code", codes)))
    if reading.of(Role.CODE):
        text = with_v(reading.without(Role.CODE, *ASIDE))
    text, typed = _once(with_whole_form(_once(text)[0], tables))
    similar = None
    if typed and not (codes and _is_certificate(reading)):
        whole = anatomy(text, tables)
        named = _with_regions_aside(whole, typed, tables)
        tiers += [
            Tier("full_name", Term("full", whole.folded)),
            Tier("former_name", Term("former", whole.folded)),
            *name_tiers(named, tables),
        ]
        if named is not whole:
            tiers.append(Tier("phrase", in_one_piece(whole)))
        tiers += _word_tiers(whole, typed, tables)
        tiers += sound_tiers(named, typed, tables)
        similar = similar_names(named, tables)
        if similar is not None and reading.of(Role.CODE, Role.NUMBER):
            # What a code or a number may have been is for ``did_you_mean`` to say.
            similar = similar.as_a_whole()
    kept = tuple(distinct(tiers))
    read_by = (0,) * len(kept)
    return Plan(_hashed(reading), kept, similar, numbers, (reading,), read_by)


def _record_plan(reading: Reading, text: str, tables: NameTables) -> Plan:
    """``text``: what is searched by words; the codes are the reading's."""
    text, typed = _once(text)
    tiers: list[Tier] = []
    if typed:
        tiers = [Tier("number", AnyTerm("number", number_variants(text)))]
    code = AnyTerm("code", reading.codes or code_candidates(text))
    if not any(len(one) == USCC_LENGTH for one in reading.codes):
        tiers += [Tier("code", code)] if code.tokens else []
        tiers += _matter_tiers(text, typed, reading.others(*ASIDE), tables)
    else:
        # Of the subject with this code; what is about the words beside it stands first.
        beside = (Role.CODE, *ASIDE)
        rest = reading.without(*beside)
        about = _matter_tiers(rest, _once(rest)[1], reading.others(*beside), tables)
        tiers += [Tier(tier.name, Both((code, tier.query))) for tier in about]
        tiers.append(Tier("code", code))
    kept = tuple(reachable(tiers))
    return Plan(_hashed(reading), kept, readings=(reading,), read_by=(0,) * len(kept))


def _hashed(reading: Reading) -> str:
    return " ".join(value for part in reading.parts for value in part.values)


def _is_certificate(reading: Reading) -> bool:
    """Whether the text is one certificate's number, which is no name: JY33202810257113."""
    return len(reading.parts) == 1 and reading.parts[0].role is Role.NUMBER


def _once(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with each word said once, and its first words: 福加福 福加福. In the text 乐 乐 may
    be 乐乐, and syllables come twice in a name: yi qi yi biao.
    """
    said = words(text)
    kept = [
        word
        for at, word in enumerate(said)
        if len(word) == 1 or word.isascii() or word not in said[:at]
    ]
    once = text if len(kept) == len(said) else " ".join(kept)
    return once, tuple(dict.fromkeys(said))[:MOST_WORDS]


def _matter_tiers(
    text: str, typed: tuple[str, ...], parts: tuple[Part, ...], tables: NameTables
) -> list[Tier]:
    """``typed``: the words of the text; numbers among its ``parts`` stand in one piece, for pairs
    of digits are everybody's.
    """
    folded = fold(text)
    if not folded:
        return []
    tiers = [Tier("phrase", record_phrase(folded))]
    if len(typed) > 1:
        tiers.append(Tier("words", Both(tuple(_record_word(word) for word in typed))))
    figures = tuple(dict.fromkeys(trace(part.text).text for part in parts if _is_figure(part)))
    if figures:
        rest = fold(" ".join(part.text for part in parts if not _is_figure(part)))
        if rest:
            numbered = tuple(map(record_phrase, figures))
            tiers.append(Tier("words", Both((*numbered, all_of("text", rest)))))
        return tiers
    whole = anatomy(text, tables)
    if whole.bare and whole.bare != folded:
        # 天津市 and 天津 are one region, and a legal form is often left out.
        near: list[Node] = [all_of("text", whole.bare)]
        near += [all_of("text", region) for region in whole.regions if len(region) > 1]
        tiers.append(Tier("words", Both(tuple(near))))
    tiers.append(Tier("words", all_of("text", folded)))
    return tiers


def _is_figure(part: Part) -> bool:
    """A number, or a word of digits that is none by its looks: 2025, 120104."""
    if part.role in (Role.NUMBER, Role.CODE):
        return True
    folded = trace(part.text).text
    return part.role is Role.NAME and folded.isascii() and any(map(str.isdigit, folded))


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
    return named._replace(regions=tuple(dict.fromkeys((*regions, *named.regions))))


def _word_tiers(whole: Anatomy, typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """Several words in any order."""
    if len(typed) > 1:
        any_order = Tier("words", both(tuple(word_node(word, tables) for word in typed)))
        return [*_turned_round(typed, tables), any_order]
    if not whole.regions and (region := tables.region_of(whole.folded)):
        # 南开 is a 字号 first of all, and then a district.
        return [Tier("words", Term("region", region))]
    return []


def _turned_round(typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """乳品 海河 南开: called 海河乳品, before what has other words between."""
    others = [word for word in typed if not tables.region_of(word)]
    if len(others) != 2 or any(map(str.isascii, others)):
        return []
    regions = (Term("region", region) for word in typed if (region := tables.region_of(word)))
    return [Tier("words", both((Term("core", others[1] + others[0]), *regions)))]


def _record_word(word: str) -> Node:
    """In one piece; a number that is a text of repetitions, as a whole."""
    written = record_phrase(word)
    return Term("number", word) if written == Either(()) else written
