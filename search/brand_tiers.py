"""A brand and what tells one of its shops, written in one: 海底捞大悦城, 麦当劳水上公园. Pure.

The shop's whole name has trade, legal form and region between the two, so the text is no phrase of
it. Where the brand ends is tried out: a name begins so, and holds the rest in one piece, or as a
place and a trade.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongshi.search.names import Anatomy, NameTables
from gongshi.search.nodes import both, either, phrase
from gongshi.search.port import Both, Node, Term
from gongshi.search.subject_terms import LONGEST_PREFIX

#: Characters of the shortest brand, and of the shortest place behind it.
_SHORTEST: Final = 2
#: The same of a place with a trade beside it, which is no district.
_SHORTEST_BESIDE: Final = 3
_SHOP: Final = "店"


def branch_of(branch: str, tables: NameTables) -> Node:
    """A branch with these words, others may stand between: 南开分公司 may be 南开第二分公司, or a
    第二分公司 in 南开.
    """
    place = tables.leading_place(branch)
    tail = branch[len(place) :]
    if not place or len(tail) < _SHORTEST:
        return phrase("grams", branch)
    there = either((phrase("grams", place), Term("region", tables.region_of(place))))
    return Both((there, phrase("grams", tail)))


def brand_and_place(read: tuple[Anatomy, ...], tables: NameTables) -> Node | None:
    """What begins as one of these readings does and holds its rest; None: too short for two."""
    nodes = tuple(
        both((*split, *(Term("region", region) for region in one.regions)))
        for one in read
        for split in splits(one.bare, one.branch, tables)
    )
    return either(tuple(dict.fromkeys(nodes))) if nodes else None


def splits(name: str, branch: str, tables: NameTables) -> Iterator[tuple[Node, Node]]:
    """The ways a name may be a brand and a place, with what ends it."""
    if name.isascii():
        return
    for end in range(_SHORTEST, min(LONGEST_PREFIX, len(name) - _SHORTEST) + 1):
        yield Term("prefix", name[:end]), _place(name[end:] + branch, tables)


def _place(rest: str, tables: NameTables) -> Node:
    """``南开大悦城`` in one piece, or 大悦城 in 南开; a trade may stand behind or in front of it
    (鞍山西道咖啡), and elsewhere in the name.
    """
    nodes = [_there(rest, tables)]
    behind, before = tables.trade_at_end(rest), tables.trade_at_start(rest)
    for trade, place in (
        (behind, rest[: len(rest) - len(behind)]),
        (before, rest[len(before) :]),
    ):
        told = len(place) >= _SHORTEST_BESIDE or tables.region_of(place)
        if len(trade) >= _SHORTEST and told:
            nodes.append(Both((_there(place, tables), phrase("grams", trade))))
    return either(tuple(nodes))


def _there(place: str, tables: NameTables) -> Node:
    """There, and 友谊路店 at the 友谊路分店 or the 友谊路餐厅."""
    shop = place.removesuffix(_SHOP)
    if shop == place or len(shop) < _SHORTEST:
        return _as_written(place, tables)
    return either((_as_written(place, tables), _as_written(shop, tables)))


def _as_written(place: str, tables: NameTables) -> Node:
    whole = phrase("grams", place)
    if region := tables.region_of(place):
        return either((whole, Term("region", region)))
    district = tables.leading_place(place)
    behind = place[len(district) :]
    if not district or len(behind) < _SHORTEST:
        return whole
    within = Both((Term("region", tables.region_of(district)), phrase("grams", behind)))
    return either((whole, within))
