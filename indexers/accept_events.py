"""Repairs, withdrawals and suspensions: each finds its one decision, waits for it, or goes to a
person.

A decision that several sources delivered is struck in every copy. What filings of one event become
of each other is in ``event_filings``, what becomes of an event when more records come in
``standing_events``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_subjects import PERSON, USCC, Subjects
from gongshi.indexers.early_repairs import note_repair
from gongshi.indexers.event_filings import Filing, Filings, Standing, known_digests
from gongshi.indexers.event_targets import Place, Target, Targets, choose, named
from gongshi.indexers.matching import fold_number, target_hashes
from gongshi.indexers.own_records import Owners, Unit
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.withdrawal_notices import explain
from gongshi.ledger.event_rows import kind_name
from gongshi.ledger.tables import held_rows, waiting_events
from gongshi.records.identifiers import uscc_check
from gongshi.records.model import Repair, Withdrawal


@dataclass(frozen=True, slots=True)
class Named:
    """What an event about a named record would do; ``targets``: that one first, then copies."""

    outcome: Literal["applied", "corrected", "unchanged"]
    targets: tuple[Target, ...]
    found: bool  # whether the row finds it by itself
    earlier: tuple[Standing, ...]


class EventWriter:
    """Takes in event rows. ``held_by``: the approval that the withdrawals among them wait for."""

    def __init__(self, chunk: Chunk, owners: Owners, held_by: int | None = None) -> None:
        self._chunk = chunk
        self._owners = owners
        self._held_by = held_by
        self.accepted: list[ParsedRow] = []

    def take(self, rows: Sequence[tuple[ParsedRow, EventRow]]) -> None:
        """Rows of a file: each finds its record itself."""
        chunk = self._chunk
        known = known_digests(chunk.tx.conn, [row for row, _ in rows])
        fresh: list[Filing] = []
        for row, event_row in rows:
            act = (kind_name(event_row.event), row.digest.hex())
            if act in known:
                chunk.became(row.line, "unchanged")
                continue
            known.add(act)
            if self._held_by is not None and isinstance(event_row.event, Withdrawal):
                hold(chunk, self._held_by, row)
                continue
            fresh.append(Filing.of(row, event_row))
        filings = Filings(chunk, fresh)
        found = self.candidates([filing.event_row for filing in fresh])
        for filing, candidates in zip(fresh, found, strict=True):
            self._take_one(filings, filing, candidates)
        filings.write()

    def named(self, row: ParsedRow, event_row: EventRow, record_no: int) -> Named:
        """What a row about the record that a person named would do."""
        chunk = self._chunk
        (candidates,) = self.candidates([event_row])
        targets = named(chunk, record_no, candidates)
        numbers = {target.no for target in targets}
        filing = Filing.of(row, event_row)
        earlier = tuple(
            one
            for one in Filings(chunk, [filing]).earlier(filing)
            if one.record_no is None or one.record_no in numbers
        )
        digest = row.digest.hex()
        if any(one.digest == digest and one.record_no == record_no for one in earlier):
            return Named("unchanged", targets, False, earlier)
        found = any(one.no == record_no for one in candidates)
        return Named("corrected" if earlier else "applied", targets, found, earlier)

    def strike(self, row: ParsedRow, event_row: EventRow, named_: Named, waits: int = 0) -> None:
        """Write a row about the record that a person named, and its copies. ``waits``: the event
        this row was so far, waiting for its record."""
        filing, filings = Filing.of(row, event_row), Filings(self._chunk, ())
        earlier = named_.earlier
        if waits and waits not in {one.no for one in earlier}:
            earlier = (*earlier, Standing(waits, "", None, Unit(""), row.digest.hex()))
        self._write(filings, filing, named_.targets, earlier, looks_out=named_.found)
        filings.write()

    def candidates(self, rows: Sequence[EventRow]) -> list[list[Target]]:
        """The records each row may be about, by its subject and number."""
        chunk = self._chunk
        codes = [[(USCC, row.uscc) if row.uscc else (PERSON, row.person_key)] for row in rows]
        subjects = Subjects(chunk, codes)
        places = [_places(subjects, row) for row in rows]
        targets = Targets(chunk, [place for one in places for place in one])
        return [targets.at(place) for place in places]

    def _take_one(self, filings: Filings, filing: Filing, candidates: Sequence[Target]) -> None:
        chunk, row, event_row = self._chunk, filing.row, filing.event_row
        wanted = event_row.target_document_number
        found = choose(candidates, wanted, event_row.target_authority, event_row.target_match)
        earlier = filings.earlier(filing)
        finding = _of_whom(event_row)
        if finding is None and found.problem == "ambiguous_target":
            finding = Finding("ambiguous_target", "target_document_number", wanted)
        if finding is None and not self._own(event_row, found.targets, earlier):
            finding = Finding("not_own_record", "", event_row.source_unit)
        if finding is not None:
            chunk.reject(row, finding)
            return
        if earlier and row.order < earlier[0].order:
            chunk.became(row.line, "older", earlier[0].record_no)
            return
        self._write(filings, filing, found.targets, earlier)

    def _own(self, row: EventRow, targets: Sequence[Target], earlier: Sequence[Standing]) -> bool:
        """Whether the unit may act on what the row strikes; while that is not here, it may correct
        its own filings only."""
        unit = Unit(row.source_unit, row.source_unit_uscc)
        if targets:
            kind = kind_name(row.event)
            records = [target.record for target in targets]
            return self._owners.may_act(kind, row.source, unit, records)
        acting = self._owners.acting(row.source, unit)
        theirs = [self._owners.acting(row.source, other.unit) for other in earlier]
        return all(acting == other or acting.same(other) for other in theirs)

    def _write(
        self,
        filings: Filings,
        filing: Filing,
        targets: Sequence[Target],
        earlier: Sequence[Standing],
        *,
        looks_out: bool = True,
    ) -> None:
        chunk, row, event_row = self._chunk, filing.row, filing.event_row
        self.accepted.append(row)
        number = filings.add(filing, targets)
        if earlier:
            filings.supersede(filing, earlier, number)
            chunk.counts["corrected"] += 1
        if looks_out:
            filings.look_out(filing, number)
        if not targets:
            self._wait(number, row, event_row)
            return
        chunk.became(row.line, "applied", targets[0].no)
        for target in targets:
            chunk.tx.changed(target.subject_no, target.no)
        if isinstance(event_row.event, Withdrawal):
            explain(chunk, number, event_row.event, event_row.source_unit, targets[0])
        elif isinstance(event_row.event, Repair):
            for target in targets:
                note_repair(chunk, row.line, event_row.event, target)

    def _wait(self, number: int, row: ParsedRow, event_row: EventRow) -> None:
        chunk = self._chunk
        wanted = event_row.target_document_number
        quarantine_no = chunk.reject(
            row, Finding("target_not_found", "target_document_number", wanted)
        )
        chunk.counts["waiting"] += 1
        chunk.after_quarantine(waiting_events, (number, quarantine_no))


def hold(chunk: Chunk, approval_no: int, row: ParsedRow, record_no: int | None = None) -> None:
    """Keep a row back until a second person decides; ``record_no``: the record a person named."""
    number = chunk.reject(row, Finding("awaits_approval"))
    chunk.after_quarantine(held_rows, (number, approval_no, record_no))


# --- finding ---


def _of_whom(row: EventRow) -> Finding | None:
    """What is wrong with the code of whom the row is about."""
    if row.uscc and not uscc_check(row.uscc):
        return Finding("uscc_invalid", "uscc", row.uscc)
    return None if row.uscc or row.person_key else Finding("subject_unresolvable")


def _places(subjects: Subjects, row: EventRow) -> list[Place]:
    """Where the event looks for its record; nowhere while its subject is unknown."""
    subject = subjects.of_codes(row.uscc, row.person_key)
    if subject is None or not fold_number(row.target_document_number):
        return []
    hashes = target_hashes(row.target_kind, row.target_document_number)
    return [(subject.no, value) for value in hashes]
