"""What a sector's declared periods cover: the arithmetic behind "nothing found". Pure.

A matter of a sector is covered on a day when *every* of its inputs declared that day complete: each
of the input's items by each of the units that must declare it. A declaration without an item speaks
of all items of its source; one for an item of that item only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongshi.cities.city import City, Source
from gongshi.cities.sectors import Sector, SectorInput
from gongshi.ledger.sources import DeclaredPeriod
from gongshi.records.certification import Matter
from gongshi.records.clock import day_of
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import clean_code, uscc_check
from gongshi.records.lateness import is_late
from gongshi.records.periods import Period, gaps, intersection, union

#: Declarations of each source, by its code.
Declarations = Mapping[str, Sequence[DeclaredPeriod]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is covered of one matter in one sector."""

    gathered: bool  # the sector has a source of it
    gaps: tuple[Period, ...]  # days of the asked period that are not covered
    until: date | None  # last day covered at all
    late: bool  # a delivery is overdue

    @property
    def complete(self) -> bool:
        """Whether the whole asked period is known."""
        return self.gathered and not self.gaps and not self.late


def coverage_of(
    sector: Sector,
    matter: Matter,
    city: City,
    declarations: Declarations,
    asked: Period,
    today: date,
) -> Coverage:
    """Coverage of an asked period as it stands today."""
    inputs = [one for one in sector.inputs if one.matter is matter]
    if not inputs or sector.covered_since is None:
        return Coverage(False, (asked,), None, late=False)
    covered: tuple[Period, ...] = (Period(sector.covered_since, date.max),)
    late = False
    for one in inputs:
        source = city.sources[one.source]
        for declared in _declared(one, source, city, declarations.get(one.source, ())):
            covered = intersection(covered, declared)
            late = late or _late(declared, source, city, today)
    until = covered[-1].end if covered else None
    return Coverage(True, gaps(asked, covered), until, late)


def items_of(one: SectorInput, city: City) -> tuple[str, ...]:
    """The items an input must have declared; of a whole source all that the catalogue has."""
    own = tuple(code for code, item in city.items.items() if item.source == one.source)
    return one.items or own or ("",)


def _declared(
    one: SectorInput, source: Source, city: City, declarations: Sequence[DeclaredPeriod]
) -> Iterator[tuple[Period, ...]]:
    """What each unit declared of each item."""
    units = one.units or (source.unit_uscc or source.unit,)
    for item in items_of(one, city):
        for unit in units:
            yield union(
                period
                for declaration in declarations
                if declaration.item_code in {item, ""} and _is_of(declaration, unit)
                for period in _past(declaration)
            )


def _past(declaration: DeclaredPeriod) -> tuple[Period, ...]:
    """What of a declared period was over, or had begun, when it was declared: nobody knows of the
    days to come."""
    start, end = declaration.period.start, declaration.period.end
    last = min(end, day_of(declaration.declared_at))
    return (Period(start, last),) if start <= last else ()


def _is_of(declaration: DeclaredPeriod, unit: str) -> bool:
    """Whether a unit, told by its code or its name, made the declaration."""
    if uscc_check(clean_code(unit)):
        return clean_code(declaration.unit_uscc) == clean_code(unit)
    return fold_cached(declaration.unit) == fold_cached(unit)


def _late(declared: Sequence[Period], source: Source, city: City, today: date) -> bool:
    if not declared:
        return False  # nothing was declared yet: all of it is a gap
    term = source.term_working_days
    return is_late(declared[-1].end, today, source.frequency, term, city.rules.calendar)
