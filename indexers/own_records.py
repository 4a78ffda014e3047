"""Whose record a record is: a unit's repairs, withdrawals and suspensions strike only its own.

A record is its deciding authority's, its data source unit's (数据来源单位) and that of the unit
whose source delivered it, unless that unit only collects for others (``filed_by = "rows"``). The
city's central units act on all records, each kind of act apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from gongshi.cities.city import City
from gongshi.ledger.event_rows import EventKindName
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import clean_code, uscc_check
from gongshi.records.model import Filing


class Unit(NamedTuple):
    """A unit as rows and the city's folder name it; either may be empty."""

    name: str
    uscc: str = ""

    def same(self, other: Unit) -> bool:
        """By their codes where both have a valid one, else by name (one organ files under several
        names; two organs never share a code)."""
        own, its = valid_code(self.uscc), valid_code(other.uscc)
        if own and its:
            return own == its
        name = fold_cached(self.name)
        return bool(name) and name == fold_cached(other.name)

    def among(self, listed: Iterable[str]) -> bool:
        """Whether the unit stands in a list of names and codes."""
        return any(self.same(Unit(text, clean_code(text))) for text in listed)


class Owners:
    """Which unit may act on which record, by the city's folder."""

    def __init__(self, city: City) -> None:
        self._city: Final = city

    def acting(self, source: str, unit: Unit) -> Unit:
        """Whose act a row of the source is; ``unit``: the one the row names."""
        delivering = self._city.sources[source]
        if delivering.filed_by == "rows":
            return unit
        return Unit(delivering.unit, delivering.unit_uscc)

    def may_act(
        self, kind: EventKindName, source: str, unit: Unit, records: Iterable[Filing]
    ) -> bool:
        """Whether a row of the source that names the unit may strike the copies of one decision:
        whoever owns one copy owns the decision."""
        acting = self.acting(source, unit)
        if acting.among(self._city.acts.central.get(kind, ())):
            return True
        return any(acting.same(owner) for record in records for owner in self._owners(record))

    def _owners(self, record: Filing) -> tuple[Unit, ...]:
        authority = Unit(record.authority, record.authority_uscc)
        filed = Unit(record.data_source, record.data_source_uscc)
        source = self._city.sources.get(record.source)
        if source is None or (source.filed_by == "rows" and (any(authority) or any(filed))):
            return authority, filed
        return authority, filed, Unit(source.unit, source.unit_uscc)


def valid_code(code: str) -> str:
    """A unit's code, cleaned; "" when it is none."""
    cleaned = clean_code(code)
    return cleaned if uscc_check(cleaned) else ""
