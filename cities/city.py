"""A city, as read from its folder: who it is, what is delivered, which rules hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from gongshi.cities.sectors import ReportTexts, Sector
from gongshi.records.board_rules import Boards
from gongshi.records.labels import LabelRules
from gongshi.records.model import DisclosureMode
from gongshi.records.rules import Family, Rules

ActKind = Literal["repair", "withdrawal", "suspension"]
Layout = Literal[
    "XK",
    "CF",
    "HONOUR",
    "ABNORMAL",
    "SERIOUS",
    "CN",
    "COERCION",
    "CRIMINAL",
    "REGISTER",
    "REPAIR",
    "WITHDRAWAL",
    "SUSPENSION",
    "ZERO_REPORT",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of delivery; ``cities/*/sources.toml`` explains each key."""

    code: str
    layout: Layout
    name_zh: str
    name_en: str
    unit: str
    unit_uscc: str
    family: Family | None
    default_mode: DisclosureMode
    delivery: Literal["delta", "full"]
    full_drop_limit: float
    order_field: str
    generation: Literal["2015", "2018"]
    match_keys: tuple[tuple[str, ...], ...]
    suspect_keys: tuple[tuple[str, ...], ...]
    same_key_in_file: Literal["distinct", "quarantine"]
    frequency: str
    term_working_days: int
    natural_persons: bool
    delimiter: str
    fines: Mapping[str, Decimal]
    #: Whose an event or record is: the source's unit's, or only the units' that the row names.
    filed_by: Literal["unit", "rows"]


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """公示事项: one item of the disclosure catalogue."""

    code: str
    name_zh: str
    source: str
    mode: DisclosureMode  # SECRET when the catalogue gives none


@dataclass(frozen=True, slots=True)
class ActRules:
    """Who may act on records that are accepted, and what needs a second person."""

    bulk_withdrawals: int  # a unit that withdraws more within the window needs a second person
    bulk_window: timedelta
    central: Mapping[ActKind, frozenset[str]]  # names or codes of units that act for all


@dataclass(frozen=True, slots=True)
class City:
    """Everything a city's folder says. ``hash`` changes with any of it and with the masks."""

    code: str
    name_zh: str
    name_en: str
    issuer_zh: str  # "": not configured, what is given out carries a watermark
    issuer_en: str
    rules: Rules
    sources: Mapping[str, Source]
    items: Mapping[str, CatalogueItem]
    acts: ActRules
    districts: Mapping[str, str]  # GB/T 2260 code -> name
    reports: ReportTexts
    sectors: tuple[Sector, ...]
    sectors_confirmed: bool  # False: the list of sectors is a sample, and reports say so
    boards: Boards
    labels: LabelRules
    hash: str
    #: Trades that the names of its register tell (``search.trade_statistics``): of no folder, and
    #: not in ``hash``.
    told_trades: frozenset[str] = frozenset()
