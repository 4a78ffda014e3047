"""Suggestions while typing: subjects whose name or code begins so.

From the first Chinese character or letter of its sound: full name, 字号 and former name, pinyin
whole or by its initials, USCC from the eighth character. A few lookups of whole tokens and no
count, so it stays quick where half of a city begins alike; what is typed beyond the longest token
is compared here, among the first rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from gongshi.records.clock import to_ms
from gongshi.records.identifiers import clean_code
from gongshi.records.problems import GongshiError
from gongshi.search.abbreviations import LONGEST, body_called
from gongshi.search.beginnings import begins_nearly_so, begins_so
from gongshi.search.codes import MISTYPED, USCC_LENGTH, code_candidates, is_whole
from gongshi.search.documents import Collection
from gongshi.search.edge_terms import CODE_EDGES, LONGEST_SOUND, TOP
from gongshi.search.names import NameTables, anatomy
from gongshi.search.nodes import both, either, tokens_of
from gongshi.search.pinyin import begins_syllable, readings, spellings, syllable_pairs, syllables
from gongshi.search.port import (
    AnyTerm,
    Both,
    Checkpoint,
    Either,
    Hit,
    Node,
    SearchEngine,
    SearchRequest,
    Term,
    Tier,
)
from gongshi.search.query import check_length
from gongshi.search.reading import Part, Reading
from gongshi.search.region_sounds import begun_regions, official_regions, own_regions
from gongshi.search.sound_tiers import LONGEST_LETTERS, is_letters
from gongshi.search.spoken_names import (
    with_every_v,
    with_v,
    without_spoken_form,
)
from gongshi.search.text import fold
from gongshi.search.vocabulary import Role

#: Suggestions at most.
MOST_SUGGESTIONS: Final = 10
#: Rows looked at where something has to be compared.
_COMPARED: Final = 50
#: Longest text that more of a city's names may begin with than are quickly gone through, letters.
_MANY_BEGIN_SO: Final = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``matched_by``: code | full_name | abbreviation | former_name | prefix | pinyin |
    initials.
    """

    owner: str
    matched_by: str
    valid_until: int
    body: bytes  # JSON of a SubjectBody


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``reading``: for highlights."""

    rows: tuple[Suggestion, ...]
    reading: Reading
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """``code`` and ``sounds``: beginnings longer than any token, one of which a row must have."""

    tiers: tuple[Tier, ...]
    code: str = ""
    sounds: tuple[str, ...] = ()


async def suggest(
    engine: SearchEngine, tables: NameTables, text: str, *, first: int, now: datetime
) -> Suggestions:
    """Up to ``first`` (1 … 10) subjects that begin as ``text`` does, by ``rank``; before them
    public bodies that go by it (天大).

    Raises ``query_too_long``, ``page_size_invalid``, ``engine_unavailable``.
    """
    if not 1 <= first <= MOST_SUGGESTIONS:
        raise GongshiError("page_size_invalid", limit=MOST_SUGGESTIONS)
    check_length(text)
    reading = Reading((Part(Role.NAME, text, 0, len(text), (fold(text),)),))
    wanted = _wanted(with_v(text), tables)
    compared = bool(wanted.code or wanted.sounds)
    if not wanted.tiers:
        return Suggestions((), reading, await engine.checkpoint())
    page = await engine.search(
        SearchRequest(
            collection=Collection.SUBJECTS,
            tiers=wanted.tiers,
            filters=(),
            now=to_ms(now),
            size=_COMPARED if compared else first,
            count=False,
            full_early=True,
        )
    )
    rows = [
        Suggestion(hit.owner, wanted.tiers[hit.tier].name, hit.valid_until, hit.body)
        for hit in page.hits
        if not compared or _begins(hit, wanted, tables)
    ]
    return Suggestions(tuple(rows[:first]), reading, page.checkpoint)


def _wanted(text: str, tables: NameTables) -> _Wanted:
    typed = fold(text)
    if not typed:
        return _Wanted(())
    code = clean_code(text)
    if len(code) >= CODE_EDGES.start and any(map(str.isdigit, code[: CODE_EDGES.start])):
        whole = code_candidates(text)
        if len(code) >= USCC_LENGTH or (whole and is_whole(whole[-1])):
            return _Wanted((Tier("code", AnyTerm("code", whole)),) if whole else ())
        if code.isascii() and code.isalnum():
            code = code.translate(MISTYPED)
            edge = code[: CODE_EDGES[-1]]
            return _Wanted((Tier("code", Term("edges", edge)),), code if edge != code else "")
    tiers = [Tier("full_name", Term("full", typed))]
    if not typed.isascii() and 1 < len(typed) <= LONGEST and not tables.region_of(typed):
        tiers.append(Tier("abbreviation", body_called(typed)))
    for tier in _beginnings(text, typed, tables):
        if len(typed) <= _MANY_BEGIN_SO:
            # In the order of rank these are the first: what many begin with is done with them.
            tiers.append(Tier(tier.name, _among_top(tier.query)))
        tiers.append(tier)
    if not is_letters(typed) or len(typed) <= LONGEST_SOUND:
        return _Wanted(tuple(tiers))
    return _Wanted(tuple(tiers), sounds=(typed, *(rest for _, rest in _spoken(typed, tables))))


def _among_top(node: Node) -> Node:
    """The first of these; asked part by part, for engines go through all of an alternative."""
    if isinstance(node, Either):
        return Either(tuple(_among_top(part) for part in node.parts))
    parts = node.parts if isinstance(node, Both) else (node,)
    return Both((*parts, Term("edges", TOP)))


def _beginnings(text: str, typed: str, tables: NameTables) -> list[Tier]:
    if is_letters(typed):
        tiers = [Tier("pinyin", _sounding(typed))]
        if 1 < len(typed) <= LONGEST_LETTERS:
            tiers.append(Tier("initials", Term("initials", typed)))
        for region, behind in own_regions(typed, tables):
            tiers.append(Tier("pinyin", both((_sounding(behind), Term("region", region)))))
        for regions, rest in ((), typed), *_spoken(typed, tables):
            beside = tuple(Term("region", region) for region in regions)
            if rest != typed:
                tiers.append(Tier("pinyin", both((_sounding(rest), *beside))))
            if (regions or len(rest) > 1) and (begun := begun_regions(rest, tables)):
                tiers.append(Tier("pinyin", both((AnyTerm("region", begun), *beside))))
        return tiers
    tiers = [Tier("prefix", begins_so(text, tables))]
    if (nearly := begins_nearly_so(text, tables)) is not None:
        tiers.append(Tier("prefix", nearly))
    return tiers


def _spoken(typed: str, tables: NameTables) -> list[tuple[tuple[str, ...], str]]:
    """Regions and the rest, as far as the letters are those of a whole name or have u for ü."""
    regions, rest = official_regions(typed, tables)
    rest = without_spoken_form(rest, tables, begun=True) or rest
    # A last u may go on as uo.
    begun = with_every_v(rest[:-1]) + rest[-1:]
    rests = dict.fromkeys((rest, begun, with_every_v(rest)))
    rests.pop(typed, None)
    return [(regions, one) for one in rests]


def _sounding(typed: str) -> Node:
    """A name that begins to sound so; beyond the longest token by its whole syllables, the last
    of which may go on.
    """
    edge = Term("edges", typed[:LONGEST_SOUND])
    for end in range(len(typed), LONGEST_SOUND, -1):
        ways = {way for whole in spellings(typed[:end]) if len(way := _settled(whole)) > 1}
        if ways:
            sounds = tuple(tokens_of("sounds", syllable_pairs(way)) for way in sorted(ways))
            return both((edge, either(sounds)))
    return edge


def _settled(way: tuple[str, ...]) -> tuple[str, ...]:
    """The syllables that what is typed next can change no more: di a may become dian."""
    joined = len(way) > 1 and begins_syllable(way[-2] + way[-1])
    return way[: -2 if joined else -1]


def _begins(hit: Hit, wanted: _Wanted, tables: NameTables) -> bool:
    body: dict[str, Any] = orjson.loads(hit.body)
    if wanted.code:
        return str(body["uscc"]).startswith(wanted.code)
    if wanted.tiers[hit.tier].name != "pinyin":
        return True
    parts = anatomy(str(body["name"]), tables)
    written = parts.folded
    named = written[max(0, written.find(parts.bare)) :]
    if any("".join(syllables(one)).startswith(wanted.sounds) for one in (written, named)):
        return True
    return any(
        ("".join(syllables(lead)) + "".join(way)).startswith(wanted.sounds)
        for lead in ("", *parts.regions[:1], parts.lead)
        for way in readings(parts.bare)
    )
