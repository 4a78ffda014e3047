"""Names that look alike: candidates from the engine, compared letter by letter here.

One page of candidates, asked by falling number of shared bigrams and ordered by rank; there is
nothing beyond it. The order is nearness, then rank: the same on both engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson
from rapidfuzz.distance import OSA

from gongshi.search.documents import Collection
from gongshi.search.in_parts import told_by_parts
from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.port import Hit, Node, Position, SearchEngine, SearchRequest, Tier
from gongshi.search.similar_tiers import Similar, last_asked, shortened
from gongshi.search.text import fold
from gongshi.search.towns import without_town

#: Candidates looked at.
MOST_CANDIDATES: Final = 100
#: Tier number of look-alikes in a cursor; no plan has so many tiers.
SIMILAR_TIER: Final = 0xFFFF
#: Sorts before every rank of a tier: ``Position(tier, this)`` stands at the tier's beginning.
_BEFORE_ALL: Final = (1 << 63) - 1
_RANK_BITS: Final = 53
#: A name with characters left out counts as nearer than one with a slip, and three slips in the
#: beginning of a name are the most: see ``_away``.
_ABBREVIATED: Final = 3
_FARTHEST: Final = 15
#: What is left without a town is short, and may be a trade: it is not more than this away.
_ONE_SLIP: Final = 7
#: Characters of a trade before which words may be left out (店 and 馆 end all sorts of texts), and
#: of such words; what leaves a character out is one slip away.
_SHORTEST_TRADE: Final = 2
_SHORTEST_WORD: Final = 2
#: Words that begin at odd places, too: 外国语|大学.
_HEADS: Final = ("大学", "学院", "学校", "中学", "小学", "附属", "医院", "银行", "集团", "研究")
#: Edits between whole names, counted up to this: with the above it fits over the rank in 63 bits.
_APART: Final = 30


@dataclass(frozen=True, slots=True)
class Near:
    """A look-alike; ``position`` falls with nearness, then rank: unique, for the cursor."""

    hit: Hit
    position: int


async def nearest(
    engine: SearchEngine,
    similar: Similar,
    found_by: tuple[Tier, ...],
    filters: tuple[Node, ...],
    now: int,
    tables: NameTables,
) -> tuple[Near, ...]:
    """Look-alikes that no tier of ``found_by`` holds, nearest first; where that is none at all, and
    nothing is alike, what is asked last.
    """
    near = await _near(engine, similar, found_by, filters, now, tables)
    if similar.within is not None:
        # A candidate of one reading may be no look-alike of it, and one of the other.
        within = await _near(engine, similar.within, found_by, filters, now, tables)
        for owner, one in within.items():
            if owner not in near or near[owner].position < one.position:
                near[owner] = one
    if not near and not found_by:
        for last in last_asked(similar, tables):
            near = await _near(engine, last, found_by, filters, now, tables)
            if near:
                break
    ordered = sorted(near.values(), key=lambda one: one.position, reverse=True)
    return tuple(ordered)


async def _near(
    engine: SearchEngine,
    similar: Similar,
    found_by: tuple[Tier, ...],
    filters: tuple[Node, ...],
    now: int,
    tables: NameTables,
) -> dict[str, Near]:
    """By owner."""
    if not similar.tiers:
        return {}
    page = await engine.search(
        SearchRequest(
            collection=Collection.SUBJECTS,
            tiers=found_by + similar.tiers,
            filters=filters,
            now=now,
            size=MOST_CANDIDATES,
            after=Position(len(found_by), _BEFORE_ALL),
            count=False,
        )
    )
    return {
        hit.owner: Near(hit, nearness << _RANK_BITS | hit.rank)
        for hit in page.hits
        if (nearness := _nearness(similar, hit, len(found_by), tables))
    }


def slips(name: str) -> int:
    """Edits that a name of this length may be away: 1 up to five characters, then 2, then 3."""
    return 1 if len(name) <= 5 else 2 if len(name) <= 9 else 3


def _nearness(similar: Similar, hit: Hit, before: int, tables: NameTables) -> int:
    """How near a candidate is, at least 1; 0 for another name. ``before``: tiers before the
    candidates'.

    What was typed is compared with the name without region and form, with its 字号, and with as
    much of its beginning as was typed. Fewer slips are nearer; of equal ones the whole name before
    its beginning, swapped before changed letters, and then what is more like the text as typed,
    with region and form. Two swapped neighbours are one slip (optimal string alignment). A name
    that only sounds alike comes last.
    """
    place = hit.tier - before
    if similar.texts:
        body = orjson.loads(hit.body)
        names = (str(body.get("name", "")), *map(str, body.get("formerNames", ())))
        return told_by_parts(similar.texts, names, tables)
    if not similar.names:
        return len(similar.tiers) - place
    if place >= len(similar.names):
        return 1
    name = str(orjson.loads(hit.body).get("name", ""))
    looked_for = similar.names[place]
    others = set(looked_for).difference(fold(name))
    if len(others) > slips(looked_for):
        return 0  # most candidates end here, and taking a name apart costs more than all else
    parts = anatomy(name, tables)
    ways = (parts, *without_town(parts, tables))
    away, *rest = [_away(looked_for, one.bare, one.core, similar.named.trade) for one in ways]
    away = min([away, *(other for other in rest if other <= _ONE_SLIP)])
    typed, compared = similar.whole, parts.folded
    if similar.abbreviated and away > _ABBREVIATED:
        shorts = shortened(similar.named, tables)
        if any(abbreviates(short, one) for short in shorts for one in ways):
            # What leaves out less is nearer.
            away, typed, compared = _ABBREVIATED, shorts[0], parts.lead + parts.bare
    if away > _FARTHEST:
        return 0
    apart = int(OSA.distance(typed, compared, score_cutoff=_APART))
    return (_FARTHEST + 1 - away) * (_APART + 2) + 1 - min(apart, _APART + 1)


def _away(typed: str, bare: str, core: str, trade: str) -> int:
    """Four for each slip, and less than that for what tells names of equal slips apart. ``trade``:
    what the text ends with; something of the name may be left out before it.
    """
    size, allowed, letters = len(typed), slips(typed), sorted(typed)
    options = {bare: 0, core: 0}
    for length in (size - 1, size, size + 1):
        options.setdefault(bare[:length], 2)
    if len(trade) >= _SHORTEST_TRADE and typed.endswith(trade):
        for length in range(size - len(trade) - 1, size - len(trade) + 2):
            if length > 0 and trade in bare[length + _SHORTEST_WORD :]:
                options.setdefault(bare[:length] + trade, 4)
    away = _FARTHEST + 1
    for option, beginning in options.items():
        distance = int(OSA.distance(typed, option, score_cutoff=allowed))
        if distance <= allowed:
            away = min(away, 4 * distance + beginning + (sorted(option) != letters))
    return away


def abbreviates(typed: str, parts: Anatomy) -> bool:
    """Whether a text is a name with characters left out: 中石化, 农行, 国网电力, 天津外大.

    Each of its characters stands behind the one before, begins a word (of two characters, counted
    from the beginning of a part, or one of ``_HEADS``), follows 第, or ends the name.
    """
    lead = parts.lead or "".join(parts.regions)  # in brackets: 空中客车（天津）
    name = lead + parts.bare
    starts = {*range(0, len(lead), 2), len(name) - 1}
    starts |= {len(lead) + place for place in range(0, len(parts.core), 2)}
    starts |= {place + 1 for place, own in enumerate(name) if own == "第"}
    starts |= {len(name) - len(parts.trade) + place for place in range(0, len(parts.trade), 2)}
    starts |= {place for place in range(len(name)) if name.startswith(_HEADS, place)}
    reached = {-1}
    for character in typed:
        reached = {
            place
            for place, own in enumerate(name)
            if own == character
            and any(
                before < place and (before + 1 == place or place in starts) for before in reached
            )
        }
    return bool(reached)
