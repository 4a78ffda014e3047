"""The special report in place of no-violation certificates (发改财金〔2025〕565号). Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.cities.sectors import Sector
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.certification import (
    MARK_NAMES,
    MATTERS,
    Certification,
    Mark,
    Matter,
    certify,
    earliest_start,
    rule_of,
)
from gongshi.records.clock import day_of
from gongshi.records.model import SubjectKind
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.records.record_body import public_name
from gongshi.records.rules import CertificationRule
from gongshi.records.subject_body import public_register
from gongshi.reports.coverage import Declarations, coverage_of
from gongshi.reports.facts import NEUTRAL, SectorStatement, SpecialFacts, instant_text
from gongshi.reports.shown_items import ItemMaker
from gongshi.reports.statements import MatterState, sector_statement, sector_status

#: Characters of a purpose (用途).
LONGEST_PURPOSE: Final = 200
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})  # controls, marks of direction, halves of characters


@dataclass(frozen=True, slots=True)
class SpecialRequest:
    """What is asked for; ``sectors`` by their codes, empty: all of them."""

    period: Period
    sectors: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the ledger knows of the sources, beside the subject's records."""

    as_of_change: int
    declarations: Declarations
    doubtful: frozenset[str] = field(default=frozenset())  # sources, see ``ledger.pending``
    in_delivery: frozenset[str] = field(default=frozenset())
    akin: tuple[RecordSnapshot, ...] = ()  # that may be the subject's too, see ``ledger.akin``


def is_plain(text: str) -> bool:
    """Whether a text is what a reader sees of it, and can be stored and hashed."""
    return _UNSEEN.isdisjoint(map(unicodedata.category, text))


def chosen_sectors(city: City, codes: Sequence[str]) -> tuple[Sector, ...]:
    """The sectors asked for, in the city's order, and those that stand in every special report.

    Raises ``report_sector_unknown``.
    """
    known = {sector.code for sector in city.sectors}
    for code in codes:
        if code not in known:
            raise GongshiError("report_sector_unknown", sector=code, known="、".join(sorted(known)))
    return tuple(one for one in city.sectors if not codes or one.code in codes or one.always)


def check_request(city: City, request: SpecialRequest, at: datetime) -> CertificationRule:
    """The rule for a special report issued at an instant.

    Raises ``report_rule_missing``, ``report_period_invalid``, ``report_purpose_invalid``,
    ``report_sector_unknown``.
    """
    today = day_of(at)
    rule = rule_of(city.rules, today)
    if rule is None:
        raise GongshiError("report_rule_missing")
    earliest = earliest_start(rule, today)
    period = request.period
    if not earliest <= period.start <= period.end <= today:
        raise GongshiError("report_period_invalid", earliest=earliest, latest=today)
    purpose = request.purpose.strip()
    if not (0 < len(purpose) <= LONGEST_PURPOSE and is_plain(purpose)):
        raise GongshiError("report_purpose_invalid", limit=LONGEST_PURPOSE)
    chosen_sectors(city, request.sectors)
    return rule


def special_facts(
    snapshot: SubjectSnapshot,
    city: City,
    at: datetime,
    request: SpecialRequest,
    basis: Basis,
    *,
    sample: bool,
) -> SpecialFacts:
    """The facts of a special report. Raises as ``check_request``."""
    rule = check_request(city, request, at)
    register = public_register(snapshot.register, city.rules)
    representative = snapshot.register.legal_representative if snapshot.register else ""
    names = dict.fromkeys(map(public_name, snapshot.former_names))
    name = public_name(snapshot.name)
    judged, akin = (
        [
            (one, certify(one.record, one.events, city.rules, rule, request.period, at))
            for one in records
            if one.record.KIND in MATTERS
        ]
        for records in (snapshot.records, map(_as_a_bodys, basis.akin))
    )
    compiler = _Compiler(
        city, at, request, basis, judged, akin, ItemMaker(city, register, representative)
    )
    return {
        "kind": "special",
        "basis": rule.basis,
        "at": instant_text(at),
        "asOfChange": basis.as_of_change,
        "rulesHash": city.hash,
        "sample": sample,
        "subject": {
            "id": snapshot.subject_id,
            "uscc": snapshot.uscc,
            "name": name,
            "formerNames": [one for one in names if one != name],
        },
        "period": {
            "begins": request.period.start.isoformat(),
            "ends": request.period.end.isoformat(),
        },
        "purpose": request.purpose.strip(),
        "sectorsConfirmed": city.sectors_confirmed,
        "sectors": [compiler.sector(one) for one in chosen_sectors(city, request.sectors)],
        "statements": [NEUTRAL],
    }


def _as_a_bodys(one: RecordSnapshot) -> RecordSnapshot:
    """The record as it would count were it the subject's, whomever it was filed about."""
    if one.record.subject_kind is not SubjectKind.NATURAL_PERSON:
        return one
    return one._replace(record=replace(one.record, subject_kind=SubjectKind.LEGAL_PERSON))


@dataclass(frozen=True, slots=True)
class _Compiler:
    city: City
    at: datetime
    request: SpecialRequest
    basis: Basis
    judged: Sequence[tuple[RecordSnapshot, Certification]]
    akin: Sequence[tuple[RecordSnapshot, Certification]]
    maker: ItemMaker

    def sector(self, sector: Sector) -> SectorStatement:
        """One sector: its statement and its records."""
        own = [(one, c) for one, c in self.judged if self._belongs(one, sector)]
        states = [self._state(sector, matter, own) for matter in sector.matters]
        shown = [(one, [MARK_NAMES[mark] for mark in c.marks]) for one, c in own if c.shown]
        return {
            "code": sector.code,
            "name": sector.name_zh,
            "authority": sector.authority,
            "territory": sector.territory.value,
            "status": sector_status(states),
            "statement": sector_statement(sector, self.request.period, states),
            "matters": [state.facts() for state in states],
            "items": self.maker.items(shown),
        }

    def _state(
        self,
        sector: Sector,
        matter: Matter,
        own: Sequence[tuple[RecordSnapshot, Certification]],
    ) -> MatterState:
        of_matter = [(one, c) for one, c in own if MATTERS[one.record.KIND] is matter]
        shown = [c for _, c in of_matter if c.shown]
        sources = {one.source for one in sector.inputs if one.matter is matter}
        unsettled = self.basis.doubtful | self.basis.in_delivery
        return MatterState(
            matter=matter,
            coverage=coverage_of(
                sector,
                matter,
                self.city,
                self.basis.declarations,
                self.request.period,
                day_of(self.at),
            ),
            found=len(shown),
            repaired=sum(Mark.REPAIRED in c.marks for c in shown),
            pending=bool(sources & unsettled)
            or any(c.open for _, c in of_matter)
            or self._homeless(sector, matter)
            or self._of_another(sector, matter)
            or (
                # A list entry speaks of days: a waiting event may move them into the period.
                bool(of_matter if matter is Matter.SERIOUS_LIST else shown)
                and bool(self._event_sources() & unsettled)
            ),
        )

    def _belongs(self, one: RecordSnapshot, sector: Sector) -> bool:
        record = one.record
        return any(
            record.source == given.source and (not given.items or record.item_code in given.items)
            for given in sector.inputs
        )

    def _homeless(self, sector: Sector, matter: Matter) -> bool:
        """Whether a record of the subject may be the sector's: its source has sectors by item, and
        the record has none that the catalogue knows; or the city knows its source no longer."""
        by_item = {one.source for one in sector.inputs if one.items and one.matter is matter}
        return any(
            (
                one.record.source in by_item
                and not self._catalogued(one)
                and (judgement.shown or judgement.open)
            )
            or (
                one.record.source not in self.city.sources
                and MATTERS[one.record.KIND] is matter
                and judgement.open
            )
            for one, judgement in (*self.judged, *self.akin)
        )

    def _catalogued(self, one: RecordSnapshot) -> bool:
        item = self.city.items.get(one.record.item_code)
        return item is not None and item.source == one.record.source

    def _of_another(self, sector: Sector, matter: Matter) -> bool:
        """Whether a subject that may be this one has a record of the matter there."""
        return any(
            MATTERS[one.record.KIND] is matter
            and (judgement.shown or judgement.open)
            and self._belongs(one, sector)
            for one, judgement in self.akin
        )

    def _event_sources(self) -> frozenset[str]:
        """Sources of repairs, withdrawals and suspensions: they may change what was found."""
        layouts = {"REPAIR", "WITHDRAWAL", "SUSPENSION"}
        return frozenset(c for c, source in self.city.sources.items() if source.layout in layouts)
