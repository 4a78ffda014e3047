"""Cities with the sectors a test wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from gongshi.cities.city import CatalogueItem, City
from gongshi.cities.load import load_city, shipped_city
from gongshi.cities.sectors import Sector, SectorInput, Territory
from gongshi.records.certification import Matter
from gongshi.records.model import DisclosureMode

TIANJIN = load_city(shipped_city("tianjin"))
UNIT = TIANJIN.sources["penalties"].unit


def penalty_input(source: str = "penalties", **fields: Any) -> SectorInput:
    return SectorInput(source, Matter.PENALTY, **fields)


def sector(*inputs: SectorInput, **fields: Any) -> Sector:
    """A sector of penalties, gathered since 2021."""
    told: dict[str, Any] = {
        "code": "test",
        "name_zh": "样例",
        "name_en": "Sample",
        "authority": "样例机关",
        "territory": Territory.CITY,
        "matters": (Matter.PENALTY,),
        "always": False,
        "covered_since": date(2021, 1, 1),
        "inputs": inputs or (penalty_input(),),
        **fields,
    }
    return Sector(**told)


def city_of(*sectors: Sector, items: tuple[str, ...] = (), **fields: Any) -> City:
    """Tianjin with these sectors, and these items of the source penalties instead of its own."""
    catalogue = {
        code: CatalogueItem(code, code, "penalties", DisclosureMode.PUBLIC) for code in items
    }
    return replace(TIANJIN, sectors=sectors, items=catalogue, **fields)
