"""Read a city's folder; anything wrong is refused with file, key and reason (``city_invalid``)."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import orjson
from chinese_calendar import constants as official_calendar
from pydantic import ValidationError

from gongshi.cities.board_schema import BoardsFile
from gongshi.cities.boards import boards_of
from gongshi.cities.city import ActRules, CatalogueItem, City, Source
from gongshi.cities.labels import LabelsFile, labels_of
from gongshi.cities.load_reports import certification, report_texts, sectors
from gongshi.cities.refusal import invalid, unique
from gongshi.cities.schema import (
    CityFile,
    DistrictsFile,
    HolidaysFile,
    ItemsFile,
    KindRuleTable,
    KindsTable,
    RulesFile,
    RuleTable,
    SectorsFile,
    SourcesFile,
    SourceTable,
    Table,
)
from gongshi.records.kinds import BY_LAYOUT, KINDS
from gongshi.records.masks import MASK_VERSION
from gongshi.records.model import RecordKind, RegisterEntry
from gongshi.records.problems import GongshiError
from gongshi.records.rules import (
    ClassRange,
    FineBand,
    KindRule,
    PublicationRule,
    Rules,
    SourceRules,
    Term,
    Transition,
)
from gongshi.records.working_days import WorkingCalendar

_File = TypeVar("_File", bound=Table)


def shipped_city(name: str) -> Path:
    """The folder of a city shipped with gongshi ("tianjin"). Raises ``city_unknown``."""
    root = Path(str(resources.files("gongshi.cities")))
    folder = root / name
    if not name.isidentifier() or not (folder / "city.toml").is_file():
        shipped = sorted(path.parent.name for path in root.glob("*/city.toml"))
        raise GongshiError("city_unknown", name=name, shipped="、".join(shipped))
    return folder


def load_city(folder: Path) -> City:
    """Read and check every file of a city's folder.

    Raises GongshiError ``city_invalid`` with file, key and reason.
    """
    raw: dict[str, object] = {}
    city = _read(folder, "city.toml", CityFile, raw)
    sources = _read(folder, "sources.toml", SourcesFile, raw)
    sector_list = _read(folder, "sectors.toml", SectorsFile, raw)
    rules = _read(folder, "rules.toml", RulesFile, raw)
    items = _read(folder, "items.toml", ItemsFile, raw)
    districts = _read(folder, "districts.toml", DistrictsFile, raw)
    holidays = _read(folder, "holidays.toml", HolidaysFile, raw)
    boards = _read(folder, "boards.toml", BoardsFile, raw)
    labels = _read(folder, "labels.toml", LabelsFile, raw)

    unique("sources.toml", "source.code", (source.code for source in sources.source))
    unique("items.toml", "item.code", (item.code for item in items.item))
    unique(
        "rules.toml",
        "rule.id",
        [*(rule.id for rule in rules.rule), *(rule.id for rule in rules.kind_rule)],
    )
    unique("boards.toml", "board.code", (board.code for board in boards.board))
    codes = {source.code for source in sources.source}
    for item in items.item:
        if item.source not in codes:
            raise invalid("items.toml", f"item {item.code}.source", f"no source {item.source!r}")
    for source in sources.source:
        _check_source(source)
        _check_filed_by(source)
    _check_periods(rules.rule, rules.kind_rule)

    calendar = _calendar(holidays)
    digest = _hash({name: raw[name] for name in raw if name != "city.toml"}, calendar)
    modes = {item.code: item.mode for item in items.item}
    built = Rules(
        publication=tuple(_rule(table, rules.kinds) for table in rules.rule),
        transitions=tuple(_transitions(rules)),
        sources={source.code: _source_rules(source) for source in sources.source},
        item_modes=modes,
        answered_months=rules.answered_months,
        late_acceptance_working_days=rules.late_acceptance_working_days,
        calendar=calendar,
        uncleared=frozenset(rules.uncleared),
        kind_rules=tuple(map(_kind_rule, rules.kind_rule)),
        hash=digest,
        certification=certification(rules.certification),
    )
    return City(
        code=city.code,
        name_zh=city.name_zh,
        name_en=city.name_en,
        issuer_zh=city.issuer.name_zh,
        issuer_en=city.issuer.name_en,
        rules=built,
        sources={source.code: _source(source) for source in sources.source},
        items={i.code: CatalogueItem(i.code, i.name_zh, i.source, i.mode) for i in items.item},
        acts=ActRules(
            city.acts.bulk_withdrawals,
            timedelta(hours=city.acts.bulk_window_hours),
            {kind: frozenset(units) for kind, units in city.acts.central.items()},
        ),
        districts=districts.districts,
        reports=report_texts(city),
        sectors=sectors(sector_list, sources.source, items.item),
        sectors_confirmed=sector_list.confirmed,
        boards=boards_of(boards, built.kind_rules),
        labels=labels_of(labels),
        hash=digest,
    )


def _read(folder: Path, name: str, schema: type[_File], raw: dict[str, object]) -> _File:
    try:
        parsed = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise invalid(name, "-", f"the file is missing in {folder}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise invalid(name, "-", str(error)) from error
    raw[name] = parsed
    try:
        return schema.model_validate(parsed)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "-"
        raise invalid(name, key, first["msg"]) from error


def _hash(raw: Mapping[str, object], calendar: WorkingCalendar) -> str:
    """Names all that decides what is shown; the calendar too: a new year may show a record."""
    content = {
        "files": raw,
        "masks": MASK_VERSION,
        "holidays": sorted(calendar.holidays),
        "workdays": sorted(calendar.workdays),
    }
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return hashlib.sha256(orjson.dumps(content, option=options, default=str)).hexdigest()[:32]


# --- sources -----------------------------------------------------------------------------------

_MODEL_OF = {kind.layout: kind.model for kind in KINDS.values()} | {"REGISTER": RegisterEntry}


def _check_source(table: SourceTable) -> None:
    where = f"source {table.code}"
    if table.layout == "CF" and table.family is None:
        raise invalid("sources.toml", f"{where}.family", "penalties need ndrc or samr")
    if table.layout != "CF" and table.family is not None:
        raise invalid("sources.toml", f"{where}.family", "only penalties have a family")
    if table.natural_persons and not table.natural_persons_basis:
        raise invalid("sources.toml", f"{where}.natural_persons_basis", "needs the legal basis")
    model = _MODEL_OF.get(table.layout)
    known = {field.name for field in fields(model)} if model is not None else set[str]()
    for keys in ("match_keys", "suspect_keys"):
        for place, key in enumerate(getattr(table, keys)):
            if not key:
                raise invalid("sources.toml", f"{where}.{keys}.{place}", "names no field")
            for name in key:
                if name not in known:
                    raise invalid("sources.toml", f"{where}.{keys}.{place}", f"no field {name!r}")
    if table.layout in BY_LAYOUT and not table.match_keys:
        raise invalid("sources.toml", f"{where}.match_keys", "records need one")
    if table.order_field and table.order_field not in known:
        raise invalid("sources.toml", f"{where}.order_field", f"no field {table.order_field!r}")
    amounts = [table.fines[name] for name in ("small", "larger", "huge") if name in table.fines]
    if amounts != sorted(amounts):
        raise invalid("sources.toml", f"{where}.fines", "small ≤ larger ≤ huge does not hold")


def _check_filed_by(table: SourceTable) -> None:
    if table.filed_by == "rows" and table.layout in ("REGISTER", "ZERO_REPORT"):
        raise invalid(
            "sources.toml", f"source {table.code}.filed_by", "only records and events name a unit"
        )


def _source_rules(table: SourceTable) -> SourceRules:
    return SourceRules(
        code=table.code,
        family=table.family,
        default_mode=table.default_mode,
        natural_persons=table.natural_persons,
        thresholds={str(name): amount for name, amount in table.fines.items()},
    )


def _source(table: SourceTable) -> Source:
    return Source(
        code=table.code,
        layout=table.layout,
        name_zh=table.name_zh,
        name_en=table.name_en,
        unit=table.unit,
        unit_uscc=table.unit_uscc,
        family=table.family,
        default_mode=table.default_mode,
        delivery=table.delivery,
        full_drop_limit=table.full_drop_limit,
        order_field=table.order_field,
        generation=table.generation,
        match_keys=table.match_keys,
        suspect_keys=table.suspect_keys,
        same_key_in_file=table.same_key_in_file,
        frequency=table.frequency,
        term_working_days=table.term_working_days,
        natural_persons=table.natural_persons,
        delimiter=table.delimiter,
        fines={str(name): amount for name, amount in table.fines.items()},
        filed_by=table.filed_by,
    )


# --- rules -------------------------------------------------------------------------------------


def _rule(table: RuleTable, kinds: Mapping[str, KindsTable]) -> PublicationRule:
    where = f"rule {table.id}"
    scale = table.scale
    classes = set(scale) if scale else {""}
    if set(table.term) != classes:
        raise invalid(
            "rules.toml", f"{where}.term", f"needs exactly one term for each of {sorted(classes)}"
        )
    for name in table.stated.values():
        if name not in classes:
            raise invalid("rules.toml", f"{where}.stated", f"no class {name!r} on the scale")
    for name, term in table.term.items():
        if not term.hidden and term.shortest_months > term.longest_months:
            raise invalid("rules.toml", f"{where}.term.{name}", "shortest is longer than longest")
    if table.kinds and table.kinds not in kinds:
        raise invalid("rules.toml", f"{where}.kinds", f"no table kinds.{table.kinds}")
    meanings = kinds.get(table.kinds)
    return PublicationRule(
        id=table.id,
        basis=table.basis,
        family=table.family,
        first=table.first,
        last=table.last,
        clock=table.clock,
        hides_summary_procedure=table.hides_summary_procedure,
        scale=scale,
        kinds={k: _span(scale, s, where) for k, s in meanings.means.items()} if meanings else {},
        fine_bands=tuple(
            FineBand(band.threshold, band.inclusive, _span(scale, band.means, where))
            for band in meanings.fine_bands
        )
        if meanings
        else (),
        fine_above=_span(scale, meanings.fine_above, where) if meanings else None,
        stated=table.stated,
        stated_wins=table.stated_wins or not table.kinds,
        terms={
            name: Term(
                term.shortest_months,
                term.longest_months,
                term.hidden,
                term.never_early,
                term.extended_by_restriction,
                term.shortest_months_by_field,
            )
            for name, term in table.term.items()
        },
        early_never=frozenset(table.early_never),
    )


def _span(scale: tuple[str, ...], names: tuple[str, ...], where: str) -> ClassRange:
    for name in names:
        if name not in scale:
            raise invalid("rules.toml", f"{where}.kinds", f"no class {name!r} on the scale")
    places = sorted(scale.index(name) for name in names)
    return ClassRange(places[0], places[-1])


def _kind_rule(table: KindRuleTable) -> KindRule:
    where = f"kind_rule {table.id}"
    if table.kind in (RecordKind.LICENCE, RecordKind.PENALTY):
        raise invalid("rules.toml", f"{where}.kind", "licences and penalties have their own rules")
    if table.term_months is not None and table.early_months > table.term_months:
        raise invalid("rules.toml", f"{where}.early_months", "is longer than the term")
    return KindRule(
        id=table.id,
        basis=table.basis,
        kind=table.kind,
        first=table.first,
        last=table.last,
        clock=table.clock,
        term_months=table.term_months,
        early_months=table.early_months,
        answered_only=table.answered_only,
        hidden=table.hidden,
    )


def _check_periods(rules: tuple[RuleTable, ...], kind_rules: tuple[KindRuleTable, ...]) -> None:
    """Rules of one family, or of one kind, follow each other without overlap or gap; only the
    last one is open.
    """
    grouped: dict[str, list[RuleTable | KindRuleTable]] = {}
    for rule in rules:
        grouped.setdefault(rule.family, []).append(rule)
    for one in kind_rules:
        grouped.setdefault(f"kind {one.kind}", []).append(one)
    for group in grouped.values():
        ordered = sorted(group, key=lambda each: each.first)
        for each in ordered:
            if each.last is not None and each.last < each.first:
                raise invalid("rules.toml", f"rule {each.id}.last", "stands before first")
        for earlier, later in pairwise(ordered):
            if earlier.last is None or earlier.last + timedelta(days=1) != later.first:
                raise invalid(
                    "rules.toml", f"rule {earlier.id}.last", f"must be the day before {later.id}"
                )


def _transitions(file: RulesFile) -> Iterable[Transition]:
    known = {rule.id: rule for rule in file.rule}
    for table in file.transition:
        for name in (*table.old, table.new):
            if name not in known:
                raise invalid("rules.toml", "transition", f"no rule {name!r}")
            if known[name].family is not known[table.new].family:
                raise invalid(
                    "rules.toml", "transition", f"{name} and {table.new} are of two families"
                )
        yield Transition(frozenset(table.old), table.new, table.on)


def _calendar(file: HolidaysFile) -> WorkingCalendar:
    """The official calendar shipped with the ``chinesecalendar`` package, and the city's own years
    over it.
    """
    own = {table.year for table in file.year}
    holidays = {day for day in official_calendar.holidays if day.year not in own}
    workdays = {day for day in official_calendar.workdays if day.year not in own}
    years = {day.year for day in official_calendar.holidays} | own
    for table in file.year:
        for day in (*table.holidays, *table.workdays):
            if day.year != table.year:
                raise invalid("holidays.toml", f"year {table.year}", f"{day} is of another year")
        holidays.update(table.holidays)
        workdays.update(table.workdays)
    return WorkingCalendar(frozenset(years), frozenset(holidays), frozenset(workdays))
