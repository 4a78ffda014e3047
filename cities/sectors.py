"""领域: the sectors a special report speaks of, and what it rests on in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongshi.records.certification import Matter


class Territory(StrEnum):
    """Where a sector's records come from."""

    CITY = "本市"
    NATIONAL = "国家下发"


@dataclass(frozen=True, slots=True)
class SectorInput:
    """A source of a sector, or some of its items.

    ``items``: the catalogue items that belong to the sector; empty: the whole source.
    ``units``: names or USCCs of the units that must each declare a period before it is covered;
    empty: the source's own unit.
    """

    source: str
    matter: Matter
    items: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector; ``matters`` is what it must be asked for, be it gathered or not."""

    code: str
    name_zh: str
    name_en: str
    authority: str
    territory: Territory
    matters: tuple[Matter, ...]
    always: bool  # in every special report, whatever is chosen
    covered_since: date | None  # nothing before is gathered; None only without inputs
    inputs: tuple[SectorInput, ...]


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """What stands on the city's reports beside their facts."""

    title_zh: str
    special_title_zh: str
    seal_zh: str  # name of the seal; "" for none
    access_log_months: int  # how long it is kept who drew whose special report
