"""Names one slip away: candidates from the engine, compared letter by letter here.

One page of candidates, asked by falling number of shared bigrams and ordered by rank; there is
nothing beyond it. The order is nearness, then rank: the same on both engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
from rapidfuzz.distance import OSA

from gongshi.search.documents import Collection
from gongshi.search.names import NameTables, anatomy
from gongshi.search.port import Hit, Node, Position, SearchEngine, SearchRequest, Tier
from gongshi.search.similar_tiers import Similar

#: Candidates looked at.
MOST_CANDIDATES: Final = 200
#: Tier number of look-alikes in a cursor; no plan has so many tiers.
SIMILAR_TIER: Final = 0xFFFF
#: Sorts before every rank of a tier: ``Position(tier, this)`` stands at the tier's beginning.
_BEFORE_ALL: Final = (1 << 63) - 1
_RANK_BITS: Final = 58
#: Farther than any name that is offered; fits above the rank in 63 bits.
_FARTHEST: Final = 15


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
    """Look-alikes of ``similar.name`` that no tier of ``found_by`` holds, nearest first."""
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
    near: list[Near] = []
    allowed = slips(similar.name)
    for hit in page.hits:
        away = min(
            (_away(similar.name, name, tables, allowed) for name in _names(hit.body)),
            default=_FARTHEST,
        )
        if away < _FARTHEST:
            near.append(Near(hit, (_FARTHEST - away) << _RANK_BITS | hit.rank))
    near.sort(key=lambda one: one.position, reverse=True)
    return tuple(near)


def slips(name: str) -> int:
    """Edits that a name of this length may be away: 1 up to five characters, then 2, then 3."""
    return 1 if len(name) <= 5 else 2 if len(name) <= 9 else 3


def _names(body: bytes) -> Iterator[str]:
    fields: dict[str, Any] = orjson.loads(body)
    yield str(fields.get("name", ""))


def _away(typed: str, name: str, tables: NameTables, allowed: int) -> int:
    """How far a name is: two for each slip, one more unless only the order of its letters differs;
    ``_FARTHEST`` beyond ``allowed`` slips.

    What was typed is compared with the name without region and form, with its 字号, and with as
    much of its beginning as was typed. Two swapped neighbours are one slip (optimal string
    alignment).
    """
    parts = anatomy(name, tables)
    bare = parts.bare
    size = len(typed)
    letters = sorted(typed)
    away = _FARTHEST
    for option in {bare, parts.core, *(bare[:length] for length in (size - 1, size, size + 1))}:
        distance = int(OSA.distance(typed, option, score_cutoff=allowed))
        if distance <= allowed:
            away = min(away, 2 * distance + (sorted(option) != letters))
    return away
