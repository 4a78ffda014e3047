"""What the exposure boards of the shipped city must show of a sample city's subjects, and which
entries the units confirm.

Reasoned from the boards' rules as docs/boards.md tells them; nothing of the product is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshi.samples.days import ONE_DAY, Days, edge_days, meant_on, months_later
from gongshi.samples.dice import Dice
from gongshi.samples.truth_days import TAKEN_IN

WINDOW_MONTHS: Final = 24
#: When some of the confirmations are taken back.
TAKEN_BACK: Final = date(2027, 6, 1)

_MARKET: Final = "天津市市场监督管理委员会"
_UNITS: Final = {
    "食品": _MARKET,
    "药品": _MARKET,
    "特种设备": _MARKET,
    "安全生产": "天津市应急管理局",
    "消防": "天津市消防救援总队",
}
_FORBIDDING: Final = frozenset(
    {"暂扣许可证件", "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业"}
)
#: 列入情形 that stand for a key field.
_GROUNDS: Final = {"5": "食品", "6": "药品"}


@dataclass(frozen=True, slots=True)
class Punished:
    """A penalty of a key field that is not 轻微, with a violation and a number."""

    sector: str
    violation: str
    number: str
    decided: date
    kinds: tuple[str, ...]
    shown: Days

    def counts_on(self, day: date) -> bool:
        """Whether it is shown, and was decided within the window."""
        return meant_on(self.shown, day) and day <= months_later(self.decided, WINDOW_MONTHS)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the serious list."""

    article: str
    number: str
    shown: Days


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A unit confirms an entry on the evening of the day the files are taken in, and may take that
    back."""

    board: str
    sector: str
    violation: str
    unit: str
    taken_back: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """What a board must show of a subject: evidence by document numbers, and the days."""

    board: str
    sector: str
    evidence: tuple[str, ...]
    shown: Days


def listed_places(entries: Iterable[Listed]) -> list[Place]:
    """The board of the serious list asks for no confirmation."""
    return [
        Place("serious", _GROUNDS[one.article], (one.number,), one.shown)
        for one in entries
        if one.article in _GROUNDS and one.shown
    ]


def confirmed_places(
    penalties: Sequence[Punished], dice: Dice
) -> tuple[list[Place], list[Confirmation]]:
    """The boards of those punished again, with what the units confirm: most candidates."""
    places: list[Place] = []
    confirmations: list[Confirmation] = []
    matters = sorted({(one.sector, one.violation) for one in penalties})
    for sector, violation in matters:
        own = [one for one in penalties if (one.sector, one.violation) == (sector, violation)]
        for board, rule in _RULES.items():
            candidate = rule([one for one in own if one.counts_on(TAKEN_IN)])
            if not candidate or not dice.chance(0.75):
                continue
            back = TAKEN_BACK if dice.chance(0.2) else None
            confirmations.append(Confirmation(board, sector, violation, _UNITS[sector], back))
            places += _stretches(board, sector, candidate, rule, back)
    return places, confirmations


_Rule = Callable[[Sequence[Punished]], tuple[Punished, ...]]


def _again(present: Sequence[Punished]) -> tuple[Punished, ...]:
    """屡罚不改: twice at least, on different days and under different numbers."""
    days, numbers = {one.decided for one in present}, {one.number for one in present}
    return tuple(present) if min(len(days), len(numbers)) >= 2 else ()


def _in_spite(present: Sequence[Punished]) -> tuple[Punished, ...]:
    """屡禁不止: an order that forbids, and what was decided on a later day."""
    ordered = sorted(present, key=lambda one: one.decided)
    for order in ordered:
        if _FORBIDDING & set(order.kinds):
            later = [one for one in ordered if one.decided > order.decided]
            return (order, *later) if later else ()
    return ()


_RULES: Final[dict[str, _Rule]] = {"repeat": _again, "defiant": _in_spite}


def _stretches(
    board: str, sector: str, confirmed: Sequence[Punished], rule: _Rule, back: date | None
) -> list[Place]:
    """The days on which what is left of the confirmed evidence fulfils the rule by itself."""
    edges = edge_days(one.shown for one in confirmed) | {TAKEN_IN}
    edges |= {months_later(one.decided, WINDOW_MONTHS) + ONE_DAY for one in confirmed}
    end = back or date.max
    days = sorted(edge for edge in edges if TAKEN_IN <= edge < end)
    places: list[Place] = []
    for first, until in zip(days, [*days[1:], end], strict=True):
        evidence = rule([one for one in confirmed if one.counts_on(first)])
        numbers = tuple(sorted(one.number for one in evidence))
        if places and places[-1].evidence == numbers and places[-1].shown[0][1] == first:
            since = places.pop().shown[0][0]
        else:
            since = first
        if numbers:
            places.append(Place(board, sector, numbers, ((since, until),)))
    return places
