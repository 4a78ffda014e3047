"""Reports over one ledger: compile an ordinary one, issue a special one, read one again.

The only place of this room that does I/O. Everything a report says is read in one reading of the
ledger, so it stems from one moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from gongshi.cities.city import City
from gongshi.cities.told import told_sources
from gongshi.ledger.akin import akin, filed_as_persons
from gongshi.ledger.changes import head
from gongshi.ledger.pending import doubtful_sources, open_deliveries
from gongshi.ledger.reports import Access, StoredReport, find_report, keep, note_access
from gongshi.ledger.sample_mark import is_sample
from gongshi.ledger.snapshots import SubjectSnapshot, find_subject, load_subjects
from gongshi.ledger.sources import declared, freshness
from gongshi.ledger.store import Ledger, Reading
from gongshi.records.clock import day_of, midnight
from gongshi.records.dates import last_day
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import is_sample_uscc, read_uscc
from gongshi.records.model import SubjectKind
from gongshi.records.problems import GongshiError
from gongshi.reports.canonical import canonical, digest_of
from gongshi.reports.envelope import Choice, Envelope, envelope_of, report_number
from gongshi.reports.facts import (
    OrdinaryFacts,
    SourceStanding,
    SpecialFacts,
    day_text,
    instant_text,
)
from gongshi.reports.ordinary import ordinary_facts
from gongshi.reports.special import Basis, SpecialRequest, check_request, special_facts

_EVENT_LAYOUTS: Final = frozenset({"REPAIR", "WITHDRAWAL", "SUSPENSION"})
#: Numbers tried: two of one millisecond agree once in a million.
_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class OrdinaryReport:
    envelope: Envelope
    facts: OrdinaryFacts
    digest: str  # SHA-256 of the canonical facts


@dataclass(frozen=True, slots=True)
class SpecialReport:
    envelope: Envelope
    facts: SpecialFacts
    digest: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who draws or reads a special report, and what for; it goes into the log."""

    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports of one city over one ledger. Safe to share between threads."""

    ledger: Ledger
    city: City
    choose: Choice[Any] = secrets.choice

    def ordinary(self, uscc: str, at: datetime) -> OrdinaryReport | None:
        """The ordinary report of a subject; None when nothing is public of it. Not stored."""
        with self.ledger.read() as conn:
            snapshot = _subject(conn, uscc)
            if snapshot is None:
                return None
            facts = ordinary_facts(
                snapshot,
                self.city,
                at,
                as_of_change=head(conn),
                sources=self._standings(conn),
                sample=_sample(conn, snapshot),
            )
        if facts is None:
            return None
        envelope = envelope_of(facts, self.city, report_number(at, self.choose), at)
        return OrdinaryReport(envelope, facts, digest_of(canonical(facts)))

    def issue_special(
        self, uscc: str, at: datetime, request: SpecialRequest, asker: str
    ) -> SpecialReport:
        """Compile a special report, store it, and note who drew it.

        Raises ``report_subject_unknown``, ``report_number_taken`` and as ``check_request``.
        """
        check_request(self.city, request, at)
        with self.ledger.read() as conn:
            snapshot = _subject(conn, uscc)
            if snapshot is None:
                raise GongshiError("report_subject_unknown", uscc=uscc)
            basis, sample = self._basis(conn, snapshot), _sample(conn, snapshot)
        facts = special_facts(snapshot, self.city, at, request, basis, sample=sample)
        content = canonical(facts)
        digest = digest_of(content)
        for _ in range(_ATTEMPTS):
            envelope = envelope_of(facts, self.city, report_number(at, self.choose), at)
            stored = StoredReport(
                number=envelope["number"],
                kind="special",
                subject_id=snapshot.subject_id,
                issued_at=at,
                options=_options(request),
                envelope=orjson.dumps(envelope).decode(),
                facts=content.decode(),
                digest=digest,
                as_of_change=basis.as_of_change,
                rules_hash=self.city.hash,
            )
            if self._kept(stored, Asker(asker, request.purpose.strip())):
                # As it will be read again: to the byte.
                return SpecialReport(envelope, orjson.loads(content), digest)
        raise GongshiError("report_number_taken")

    def special(
        self, number: str, at: datetime, asker: Asker, *, uscc: str | None = None
    ) -> SpecialReport | None:
        """A special report as it was issued, and a line in the log; with ``uscc`` only one of that
        very subject. None otherwise: no report, or another's."""
        with self.ledger.read() as conn:
            found = find_report(conn, number)
            if found is None:
                return None
            if uscc is not None and found.subject_id != find_subject(conn, uscc):
                return None
        with self.ledger.write() as transaction:
            access = Access(at, asker.name, "read", found.subject_id, number, asker.purpose)
            note_access(transaction, access, forget_before=self._forget_before(at))
        return SpecialReport(orjson.loads(found.envelope), orjson.loads(found.facts), found.digest)

    def _kept(self, report: StoredReport, asker: Asker) -> bool:
        with self.ledger.write() as transaction:
            if not keep(transaction, report):
                return False
            access = Access(
                report.issued_at, asker.name, "issue", report.subject_id, report.number,
                asker.purpose,
            )  # fmt: skip
            forget = self._forget_before(report.issued_at)
            note_access(transaction, access, forget_before=forget)
            return True

    def _forget_before(self, at: datetime) -> datetime:
        return midnight(last_day(day_of(at), -self.city.reports.access_log_months))

    def _basis(self, conn: Reading, snapshot: SubjectSnapshot) -> Basis:
        inputs = {one.source for sector in self.city.sectors for one in sector.inputs}
        events = {c for c, one in self.city.sources.items() if one.layout in _EVENT_LAYOUTS}
        asked = sorted(inputs | events)
        return Basis(
            as_of_change=head(conn),
            declarations={source: declared(conn, source) for source in sorted(inputs)},
            doubtful=doubtful_sources(conn, asked, snapshot.codes, _names(snapshot)),
            in_delivery=open_deliveries(conn, asked),
            akin=(
                *(record for other in akin(conn, snapshot) for record in other.records),
                *filed_as_persons(conn, snapshot),
            ),
        )

    def _standings(self, conn: Reading) -> list[SourceStanding]:
        told = told_sources(self.city)
        known = freshness(conn, [one.code for one in told])
        standings: list[SourceStanding] = []
        for source in told:
            state = known[source.code]
            last = state.last_batch.finished_at if state.last_batch is not None else None
            standings.append(
                {
                    "code": source.code,
                    "name": source.name_zh,
                    "lastDelivery": None if last is None else instant_text(last),
                    "coveredUntil": day_text(state.covered_until),
                }
            )
        return standings


def _subject(conn: Reading, uscc: str) -> SubjectSnapshot | None:
    """The subject with a USCC, typed in any way; never a natural person."""
    reading = read_uscc(uscc)
    if not reading.ok:
        return None
    found = find_subject(conn, reading.value)
    if found is None:
        return None
    snapshot = load_subjects(conn, [found])[found]
    return None if snapshot.subject_kind is SubjectKind.NATURAL_PERSON else snapshot


def _sample(conn: Reading, snapshot: SubjectSnapshot) -> bool:
    return is_sample(conn) or any(map(is_sample_uscc, snapshot.codes))


def _names(snapshot: SubjectSnapshot) -> frozenset[str]:
    """Every name the subject is known by here, folded."""
    names: Iterable[str] = (
        snapshot.name,
        *snapshot.former_names,
        *(one.record.subject_name for one in snapshot.records),
        *((snapshot.register.name, *snapshot.register.former_names) if snapshot.register else ()),
    )
    return frozenset(fold_cached(name) for name in names if name)


def _options(request: SpecialRequest) -> str:
    return canonical(
        {
            "begins": request.period.start.isoformat(),
            "ends": request.period.end.isoformat(),
            "sectors": list(request.sectors),
            "purpose": request.purpose.strip(),
        }
    ).decode()
