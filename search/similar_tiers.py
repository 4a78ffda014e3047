"""Which names a slip of the finger may have meant: candidates for ``similar.py``. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gongshi.search.names import Anatomy, NameTables
from gongshi.search.nodes import all_of, both, distinct
from gongshi.search.port import AnyTerm, AtLeast, Node, Term, Tier
from gongshi.search.subject_terms import LONGEST_PREFIX
from gongshi.search.text import edge_grams

_MOST_GRAMS: Final = 40
_SIMILAR: Final = "similar"


@dataclass(frozen=True, slots=True)
class Similar:
    """Candidates for a slip of the finger: asked by falling number of shared core bigrams, then
    compared letter by letter with ``name``."""

    tiers: tuple[Tier, ...]
    name: str  # folded, without region and legal form


def similar_names(whole: Anatomy, tables: NameTables) -> Similar | None:
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
        Tier(_SIMILAR, both((AnyTerm(field, names), *regions)))
        for field, names in (("core", swapped), ("core", shorter), ("prefix", swapped))
        if names
    ]
    beside: tuple[Node, ...] = regions
    if whole.trade:
        beside = (all_of("grams", whole.trade), *regions)
    tiers += _overlaps(whole.core, beside, least=1 if beside else 2)
    trade = tables.trade_at_end(whole.bare)
    if trade and len(whole.bare) - len(trade) == 1:
        # 海乳品: of a 字号 of two characters one is missing.
        beside = (all_of("grams", trade), *regions)
        tiers += _overlaps(whole.bare[0], beside, least=1)
    if whole.trade and len(whole.bare) >= 4:
        # The slip may stand in the trade, or have cut the name in the wrong place.
        tiers += _overlaps(whole.bare, regions, least=2)
    return Similar(tuple(distinct(tiers)), whole.bare) if tiers else None


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
        Tier(_SIMILAR, both((AtLeast("core_grams", grams, shared), *beside)))
        for shared in range(most, least - 1, -1)
    ]
