"""What a text asks for when a part of it is left out: a district that has none, a condition that
nobody holds. Pure; asked only where nothing was found with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gongshi.search.names import NameTables
from gongshi.search.positions import trace
from gongshi.search.reading import CONDITIONS, Part, Reading
from gongshi.search.vocabulary import Role

_SOUGHT: Final = (Role.NAME, Role.CODE, Role.NUMBER)
_SHORTEST_NAME: Final = 2
#: Conditions left out one by one; every one is a search more.
_ONE_BY_ONE: Final = 3


@dataclass(frozen=True, slots=True)
class Shorter:
    """A text with something left out; ``left_out``: folded words, in the order typed."""

    text: str
    left_out: tuple[str, ...]


def shorter_texts(readings: Sequence[Reading], tables: NameTables) -> Iterator[Shorter]:
    """The text without the city's districts, without one of its conditions, without all of them,
    without either and any region; as far as something is left that is looked for.

    ``readings`` of the text, the most telling first; a sure one is the only one.
    """
    told = readings[:1] if readings and readings[0].sure else readings
    reading = next((one for one in told if one.of(*_SOUGHT)), None)
    if reading is None:
        return
    districts, regions = tables.districts.keys(), tables.regions.keys()
    conditions = [part for part in reading.parts if part.role in CONDITIONS]
    ways = (
        _shorter(reading, districts, (), tables),
        *(_shorter(reading, (), (one,), tables) for one in conditions[:_ONE_BY_ONE]),
        _shorter(reading, (), conditions, tables),
        _shorter(reading, districts | regions, conditions, tables),
    )
    seen: set[str] = set()
    for shorter in ways:
        if shorter.left_out and shorter.text not in seen:
            seen.add(shorter.text)
            yield shorter


def _shorter(
    reading: Reading, regions: Collection[str], conditions: Collection[Part], tables: NameTables
) -> Shorter:
    kept: list[str] = []
    left_out: list[str] = []
    for part in reading.others(Role.CAPTION):
        folded = trace(part.text).text
        if part in conditions or (part.role is Role.DISTRICT and folded in regions):
            left_out.append(folded)
            continue
        name, aside = _without_regions(part, folded, regions, tables)
        kept.append(name)
        left_out += aside
    return Shorter(" ".join(kept), tuple(left_out))


def _without_regions(
    part: Part, folded: str, regions: Collection[str], tables: NameTables
) -> tuple[str, list[str]]:
    """A name without the regions in front or behind it (津南火锅), and these."""
    if part.role is not Role.NAME:
        return part.text, []
    kept, aside, rest = "", list[str](), folded
    while place := tables.leading_place(rest):
        if len(rest) - len(place) < _SHORTEST_NAME:
            break
        rest = rest[len(place) :]
        if place in regions:
            aside.append(place)
        else:
            kept += place
    behind = next((rest[-size:] for size in (4, 3, 2) if rest[-size:] in regions), "")
    if behind and len(rest) - len(behind) >= _SHORTEST_NAME:
        rest = rest[: -len(behind)]
        aside.append(behind)
    return (kept + rest, aside) if aside else (part.text, [])
