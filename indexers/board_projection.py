"""From a subject's records to its places on the exposure boards (曝光台): pure.

A place is sliced like the subject itself, and told from the same records at the same instants, so
a board never shows what the subject's page does not. Natural persons stand on no board.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from gongshi.cities.city import City
from gongshi.ledger.snapshots import SubjectSnapshot
from gongshi.records.board_rules import Board
from gongshi.records.boards import Evidence, Ground, Standing, standings
from gongshi.records.bodies import (
    BoardEntryBody,
    BoardLabel,
    ConfirmationBody,
    EvidenceBody,
    GroundBody,
)
from gongshi.records.clock import day_of, from_ms, to_ms
from gongshi.records.filings import SeriousListing
from gongshi.records.masks import mask
from gongshi.records.model import Penalty, RegisterEntry, SubjectKind
from gongshi.records.record_body import person_names, record_body
from gongshi.records.subject_body import Face
from gongshi.search.documents import Collection, Document, OwnerDocuments, board_owner
from gongshi.search.rank import board_rank


@dataclass(frozen=True, slots=True)
class Place:
    """When a subject stands on one board; ``number``: the board's place among the city's."""

    number: int
    board: Board
    standings: tuple[Standing, ...]

    def at(self, instant: datetime) -> Standing | None:
        """What the board says of the subject at an instant."""
        return next((one for one in self.standings if one.start <= instant < one.end), None)


def may_stand(snapshot: SubjectSnapshot) -> bool:
    """Whether the subject may stand on a board, or may have stood on one before its records were
    corrected: no board asks for less. Of nobody else the index can hold a place."""
    penalties = 0
    for one in snapshot.records:
        if isinstance(one.record, SeriousListing):
            return True
        penalties += isinstance(one.record, Penalty)
    return penalties > 1


def no_places(subject_id: str, version: int, city: City) -> Iterator[OwnerDocuments]:
    """Takes a subject off every board."""
    for board in city.boards.boards:
        owner = board_owner(board.code, subject_id)
        yield OwnerDocuments(Collection.BOARDS, owner, version, ())


def places_of(snapshot: SubjectSnapshot, city: City) -> tuple[Place, ...]:
    """The boards a subject ever stands on, past and to come, in the city's order."""
    if not may_stand(snapshot) or snapshot.subject_kind is SubjectKind.NATURAL_PERSON:
        return ()  # nearly every subject's case
    boards = city.boards
    filed = [
        (one.record, one.events)
        for one in snapshot.records
        if isinstance(one.record, Evidence) and one.record.source in city.rules.sources
    ]
    found = [
        Place(number, board, standings(filed, snapshot.board_decisions, board, boards, city.rules))
        for number, board in enumerate(boards.boards)
    ]
    return tuple(place for place in found if place.standings)


def transitions(places: Sequence[Place]) -> Iterator[int]:
    """Every instant at which a place begins, changes or ends, epoch milliseconds."""
    for place in places:
        for one in place.standings:
            yield to_ms(one.start)
            yield to_ms(one.end)


def boards_at(places: Sequence[Place], instant: int) -> list[BoardLabel]:
    """The boards a subject stands on at an instant."""
    if not places:
        return []
    moment = from_ms(instant)
    return [
        {
            "board": place.board.code,
            "name": place.board.name_zh,
            "sectors": [sector.value for sector in standing.sectors],
        }
        for place in places
        if (standing := place.at(moment)) is not None
    ]


class Entries:
    """Collects the slices of a subject's places on boards, stretch by stretch; of one that
    ``may_stand`` on any."""

    def __init__(
        self,
        snapshot: SubjectSnapshot,
        register: RegisterEntry | None,
        places: Sequence[Place],
        city: City,
    ) -> None:
        self._snapshot = snapshot
        self._register = register
        self._places = places
        self._city = city
        self._slices: dict[str, list[Document]] = {}
        self._evidence: dict[str, EvidenceBody] = {}

    def add(self, start: int, end: int, face: Face) -> None:
        """The places in a stretch in which nothing changes, and the subject has this face."""
        for place in self._places:
            standing = place.at(from_ms(start))
            if standing is not None:
                document = self._document(start, end, face, place, standing)
                owner = board_owner(place.board.code, self._snapshot.subject_id)
                self._slices.setdefault(owner, []).append(document)

    def owners(self) -> Iterator[OwnerDocuments]:
        """An owner for each board the subject may ever have stood on: one without a slice is
        removed."""
        subject, version = self._snapshot.subject_id, self._snapshot.change
        for empty in no_places(subject, version, self._city):
            yield empty._replace(documents=tuple(self._slices.get(empty.owner, ())))

    def _document(
        self, start: int, end: int, face: Face, place: Place, standing: Standing
    ) -> Document:
        district = self._register.district_code if self._register is not None else ""
        sectors = [sector.value for sector in standing.sectors]
        terms: Mapping[str, Sequence[str]] = {
            "board": (place.board.code,),
            "sector": sectors,
            "district": (district,) if district else (),
            "subject": (self._snapshot.subject_id,),
            "code": (face.uscc,) if face.uscc else (),
        }
        rank = board_rank(since=standing.since, ordinal=self._snapshot.ordinal, place=place.number)
        body: BoardEntryBody = {
            "board": place.board.code,
            "boardName": place.board.name_zh,
            "subjectId": self._snapshot.subject_id,
            "subjectName": face.name,
            "subjectUscc": face.uscc,
            "district": {"code": district, "name": self._city.districts.get(district, "")}
            if district
            else None,
            "since": standing.since.isoformat(),
            "leavesOn": standing.leaves_on.isoformat(),
            "sectors": sectors,
            "grounds": [self._ground(ground) for ground in standing.grounds],
        }
        return Document(start, end, terms, {"rank": rank}, orjson.dumps(body))

    def _ground(self, ground: Ground) -> GroundBody:
        names = self._names(ground)
        confirmation: ConfirmationBody | None = None
        if ground.confirmation is not None:
            confirmation = {
                "unit": ground.confirmation.unit,
                "basis": mask(ground.confirmation.basis, names),
                "day": day_of(ground.confirmation.at).isoformat(),
            }
        return {
            "sector": ground.sector.value,
            "violation": mask(ground.violation, names),
            "since": ground.since.isoformat(),
            "leavesOn": ground.leaves_on.isoformat(),
            "evidence": [self._evidence_body(record) for record in ground.evidence],
            "confirmation": confirmation,
        }

    def _names(self, ground: Ground) -> tuple[str, ...]:
        """Persons named by the evidence's own columns or the register: masked in what a ground
        says, as in the records' own texts. 王伟明 stands before 王伟."""
        register = self._snapshot.register
        columns = [record.legal_representative for record in ground.evidence]
        if register is not None:
            columns.append(register.legal_representative)
        found = {name for column in columns for name in person_names(column)}
        return tuple(sorted(found, key=lambda name: (-len(name), name)))

    def _evidence_body(self, record: Evidence) -> EvidenceBody:
        known = self._evidence.get(record.id)
        if known is None:
            known = self._evidence[record.id] = self._shown(record)
        return known

    def _shown(self, record: Evidence) -> EvidenceBody:
        """What the record's own document shows, as far as a ground tells it."""
        events = next(one.events for one in self._snapshot.records if one.record.id == record.id)
        register = self._snapshot.register
        body = record_body(
            record,
            events,
            self._city.rules.uncleared,
            subject_uscc="",
            generation=self._city.sources[record.source].generation,
            representative=register.legal_representative if register is not None else "",
        )
        evidence: EvidenceBody = {
            "id": body["id"],
            "kind": body["kind"],
            "documentNumber": body["documentNumber"],
            "decided": record.decision_date.isoformat(),
            "authority": body["authority"],
            "violationType": "",
            "penaltyKinds": [],
            "penaltyKindsText": "",
            "content": "",
            "fine": None,
            "groundText": "",
            "objected": body["objected"],
        }
        if body["kind"] == "penalty":
            evidence["violationType"] = body["violationType"]
            evidence["penaltyKinds"] = body["penaltyKinds"]
            evidence["penaltyKindsText"] = body["penaltyKindsText"]
            evidence["content"] = body["content"]
            evidence["fine"] = body["fine"]
        elif body["kind"] == "serious":
            evidence["groundText"] = body["groundText"]
        return evidence
