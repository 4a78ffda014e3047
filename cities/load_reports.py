"""What a city's files say of its reports: sectors, texts, the dated rules of special reports."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from gongshi.cities.refusal import invalid, unique
from gongshi.cities.schema import (
    CertificationTable,
    CityFile,
    InputTable,
    ItemTable,
    SectorsFile,
    SectorTable,
    SourceTable,
)
from gongshi.cities.sectors import ReportTexts, Sector, SectorInput
from gongshi.records.certification import MATTER_NAMES, MATTER_OF_LAYOUT
from gongshi.records.rules import CertificationRule

_FILE = "sectors.toml"


def report_texts(file: CityFile) -> ReportTexts:
    """Titles, seal and deadlines of ``city.toml``."""
    return ReportTexts(
        title_zh=file.report.title_zh,
        special_title_zh=file.report.special_title_zh,
        seal_zh=file.issuer.seal_zh,
        access_log_months=file.report.access_log_months,
    )


def certification(tables: tuple[CertificationTable, ...]) -> tuple[CertificationRule, ...]:
    """The rules of special reports, ascending; no day has two."""
    unique("rules.toml", "certification.id", (table.id for table in tables))
    ordered = sorted(tables, key=lambda table: table.first)
    for table in ordered:
        if table.last is not None and table.last < table.first:
            raise invalid("rules.toml", f"certification {table.id}.last", "stands before first")
    for earlier, later in pairwise(ordered):
        if earlier.last is None or earlier.last >= later.first:
            reason = f"must end before {later.id} begins"
            raise invalid("rules.toml", f"certification {earlier.id}.last", reason)
    return tuple(
        CertificationRule(
            id=table.id,
            basis=table.basis,
            first=table.first,
            last=table.last,
            longest_months=table.longest_months,
            modes=frozenset(table.modes),
            summary_procedure=table.summary_procedure,
            repaired=table.repaired,
            suspended=table.suspended,
        )
        for table in ordered
    )


def sectors(
    file: SectorsFile, sources: tuple[SourceTable, ...], items: tuple[ItemTable, ...]
) -> tuple[Sector, ...]:
    """The sectors in the order of their file."""
    unique(_FILE, "sector.code", (table.code for table in file.sector))
    unique(_FILE, "sector.name_zh", (table.name_zh for table in file.sector))
    layouts = {source.code: source.layout for source in sources}
    source_of = {item.code: item.source for item in items}
    return tuple(_sector(table, layouts, source_of) for table in file.sector)


def _sector(table: SectorTable, layouts: Mapping[str, str], source_of: Mapping[str, str]) -> Sector:
    where = f"sector {table.code}"
    if table.input and table.covered_since is None:
        raise invalid(_FILE, f"{where}.covered_since", "a sector with inputs needs its first day")
    if len(set(table.matters)) != len(table.matters):
        raise invalid(_FILE, f"{where}.matters", "names a matter twice")
    return Sector(
        code=table.code,
        name_zh=table.name_zh,
        name_en=table.name_en,
        authority=table.authority,
        territory=table.territory,
        matters=table.matters,
        always=table.always,
        covered_since=table.covered_since,
        inputs=tuple(
            _input(table, one, f"{where}.input.{place}", layouts, source_of)
            for place, one in enumerate(table.input)
        ),
    )


def _input(
    sector: SectorTable,
    table: InputTable,
    where: str,
    layouts: Mapping[str, str],
    source_of: Mapping[str, str],
) -> SectorInput:
    if table.source not in layouts:
        raise invalid(_FILE, f"{where}.source", f"no source {table.source!r}")
    matter = MATTER_OF_LAYOUT.get(layouts[table.source])
    if matter is None or matter not in sector.matters:
        names = "、".join(MATTER_NAMES[one] for one in sector.matters)
        raise invalid(_FILE, f"{where}.source", f"{table.source!r} holds none of {names}")
    for item in table.items:
        if source_of.get(item) != table.source:
            raise invalid(_FILE, f"{where}.items", f"{item!r} is no item of {table.source!r}")
    if "" in table.units:
        raise invalid(_FILE, f"{where}.units", "a unit without a name")
    return SectorInput(table.source, matter, table.items, table.units)
