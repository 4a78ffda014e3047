"""Trades as the register itself has them: what many 字号 of all kinds stand in front of. Pure.

No table knows every trade. 郭婕开锁换芯部, 柴桂开锁换芯部, 永兴开锁换芯部 tell that 开锁换芯部 is
one, because all sorts of characters stand before it; 锁换芯部 is none, because 开 stands before it,
and 华商贸 is none although many names end so: 华 ends every hundredth 字号, of any trade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from gongshi.search.names import NameTables

#: Fewer names tell nothing.
FEWEST_NAMES: Final = 2_000
#: A trade has no more characters, is the trade of so many names at least, or of this share of all.
_LONGEST: Final = 8
_FEWEST: Final = 5
_SHARE: Final = 40_000
#: So many characters stand before it, and none of them before more than this share of its names.
_NEIGHBOURS: Final = 5
_COMMONEST: Final = 0.35
#: What it has beyond a shorter trade stands there so many times as often as at the end of a 字号.
_LIFT: Final = 8.0
#: One character more is rather the end of a 字号.
_LIFT_OF_ONE: Final = 20.0
_LONGEST_END: Final = 4
_ROUNDS: Final = 2
_SHORTEST_NAME: Final = 2


def trades_of(bares: Sequence[str], tables: NameTables) -> frozenset[str]:
    """Trades that ``tables`` does not have, told from names without region and legal form."""
    if len(bares) < FEWEST_NAMES:
        return frozenset()
    ends = _Ends(bares, tables)
    told: set[str] = set()
    # 影楼 is told as soon as what stands before it in 婚纱摄影楼 is known for a part of a trade.
    for _ in range(_ROUNDS):
        more = ends.trades(told)
        if not more:
            break
        ends.take_off(more)
        told |= more
    return frozenset(told)


class _Ends:
    """The ends of names that may be trades, and what stands before them."""

    def __init__(self, bares: Sequence[str], tables: NameTables) -> None:
        self._tables = tables
        self._names = len(bares)
        self._counts, self._before = _ends(bares, max(_FEWEST, len(bares) // _SHARE))
        self._cores = _core_ends(bares, tables)

    def trades(self, told: AbstractSet[str]) -> set[str]:
        """Those that are, but for those ``told`` already."""
        fronted = {end for end in self._before if _is_fronted_by_all(self._before[end])} | told
        found: set[str] = set()
        for end in sorted(fronted - told, key=len):
            cuts = range(1, len(end))
            # 集团露营装备 is 集团 and 露营装备, which are taken off one by one.
            apart = any(
                self._tables.is_trade(end[:cut]) and end[cut:] in found | told for cut in cuts
            )
            if len(end) == 1 or apart or self._tables.is_trade(end):
                continue
            known = [
                cut for cut in cuts if end[cut:] in fronted or self._tables.is_trade(end[cut:])
            ]
            if all(self._is_more(end, cut) for cut in known):
                found.add(end)
        return found

    def take_off(self, trades: Iterable[str]) -> None:
        """Names that end with one of these tell nothing of its own ends."""
        for trade in sorted(trades, key=len, reverse=True):
            times = self._before[trade].total()
            for cut in range(1, len(trade)):
                if (before := self._before.get(trade[cut:])) is not None:
                    before[trade[cut - 1]] -= times

    def _is_more(self, end: str, cut: int) -> bool:
        """Whether what stands before ``end[cut:]`` belongs to it and is not the end of a 字号."""
        more, shorter = end[:cut], self._counts[end[cut:]]
        if cut > _LONGEST_END:
            return False
        elsewhere = max(0, self._cores[more] - self._counts[end]) + 1
        lift = _LIFT_OF_ONE if cut == 1 else _LIFT
        return self._counts[end] / shorter >= lift * elsewhere / (self._names - shorter + 1)


def _ends(bares: Sequence[str], fewest: int) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """The ends of names, how often each is one, and the characters before the frequent ones."""
    counts: Counter[str] = Counter()
    for bare in bares:
        longest = min(_LONGEST, len(bare) - _SHORTEST_NAME)
        counts.update([bare[-size:] for size in range(1, longest + 1)])
    before: dict[str, Counter[str]] = {
        end: Counter() for end, times in counts.items() if times >= fewest
    }
    for bare in bares:
        for size in range(1, min(_LONGEST, len(bare) - _SHORTEST_NAME) + 1):
            found = before.get(bare[-size:])
            if found is None:
                break  # a longer end is no more frequent
            found[bare[-size - 1]] += 1
    return counts, before


def _core_ends(bares: Sequence[str], tables: NameTables) -> Counter[str]:
    """How often a 字号 ends so, as far as the tables can tell."""
    ends: Counter[str] = Counter()
    for bare in bares:
        core, _ = tables.split_trade(bare)
        ends.update([core[-size:] for size in range(1, min(_LONGEST_END, len(core) - 1) + 1)])
    return ends


def _is_fronted_by_all(before: Counter[str]) -> bool:
    times = before.total()
    neighbours = sum(count > 0 for count in before.values())
    return neighbours >= _NEIGHBOURS and max(before.values()) <= _COMMONEST * times
