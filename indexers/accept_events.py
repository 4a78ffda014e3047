"""Repairs, withdrawals and suspensions: each finds its one decision, waits for it, or goes to a
person.

A decision that several sources delivered is struck in every copy. The same filing (unit's document
number, subject, target) with other content corrects the earlier one; what becomes of an event when
more records come is in ``standing_events``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_subjects import PERSON, USCC, Subjects
from gongshi.indexers.early_repairs import note_repair
from gongshi.indexers.event_targets import Place, Target, Targets, choose, named
from gongshi.indexers.look_alikes import note_struck
from gongshi.indexers.matching import filing_hash, fold_number, target_hashes
from gongshi.indexers.own_records import Owners, Unit
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.standing_events import look_out, stop_looking_out, stop_waiting
from gongshi.indexers.withdrawal_notices import explain
from gongshi.ledger.event_rows import EVENT_TABLES, EventKindName, codec_of, kind_name
from gongshi.ledger.sql import Sql
from gongshi.ledger.tables import held_rows, waiting_events
from gongshi.records.identifiers import uscc_check
from gongshi.records.model import Repair, Withdrawal


@dataclass(frozen=True, slots=True)
class _Standing:
    """A filing that stands: a row for each record it struck."""

    no: int
    order: str
    record_no: int | None
    unit: Unit
    digest: str


@dataclass(frozen=True, slots=True)
class Named:
    """What an event about a named record would do; ``targets``: that one first, then copies."""

    outcome: Literal["applied", "corrected", "unchanged"]
    targets: tuple[Target, ...]
    found: bool  # whether the row finds it by itself
    key: int
    earlier: tuple[_Standing, ...]


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
        found = self.candidates([event_row for _, event_row in rows])
        for (row, event_row), candidates in zip(rows, found, strict=True):
            filing = (kind_name(event_row.event), row.digest.hex())
            if filing in known:
                chunk.became(row.line, "unchanged")
                continue
            known.add(filing)
            if self._held_by is not None and isinstance(event_row.event, Withdrawal):
                hold(chunk, self._held_by, row)
                continue
            self._take_one(row, event_row, candidates)

    def named(self, row: ParsedRow, event_row: EventRow, record_no: int) -> Named:
        """What a row about the record that a person named would do."""
        chunk = self._chunk
        (candidates,) = self.candidates([event_row])
        targets = named(chunk, record_no, candidates)
        numbers = {target.no for target in targets}
        key, kind = filing_hash(event_row), kind_name(event_row.event)
        earlier = tuple(
            one
            for one in _standing(chunk, kind, key, event_row)
            if one.record_no is None or one.record_no in numbers
        )
        digest = row.digest.hex()
        if any(one.digest == digest and one.record_no == record_no for one in earlier):
            return Named("unchanged", targets, False, key, earlier)
        found = any(one.no == record_no for one in candidates)
        return Named("corrected" if earlier else "applied", targets, found, key, earlier)

    def strike(self, row: ParsedRow, event_row: EventRow, named_: Named, waits: int = 0) -> None:
        """Write a row about the record that a person named, and its copies. ``waits``: the event
        this row was so far, waiting for its record."""
        earlier = named_.earlier
        if waits and waits not in {one.no for one in earlier}:
            earlier = (*earlier, _Standing(waits, "", None, Unit(""), row.digest.hex()))
        self._write(row, event_row, named_.key, named_.targets, earlier, looks_out=named_.found)

    def candidates(self, rows: Sequence[EventRow]) -> list[list[Target]]:
        """The records each row may be about, by its subject and number."""
        chunk = self._chunk
        codes = [[(USCC, row.uscc) if row.uscc else (PERSON, row.person_key)] for row in rows]
        subjects = Subjects(chunk, codes)
        places = [_places(subjects, row) for row in rows]
        targets = Targets(chunk, [place for one in places for place in one])
        return [targets.at(place) for place in places]

    def _take_one(self, row: ParsedRow, event_row: EventRow, candidates: Sequence[Target]) -> None:
        chunk = self._chunk
        wanted = event_row.target_document_number
        found = choose(candidates, wanted, event_row.target_authority, event_row.target_match)
        key = filing_hash(event_row)
        earlier = _standing(chunk, kind_name(event_row.event), key, event_row)
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
        self._write(row, event_row, key, found.targets, earlier)

    def _own(self, row: EventRow, targets: Sequence[Target], earlier: Sequence[_Standing]) -> bool:
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
        row: ParsedRow,
        event_row: EventRow,
        key: int,
        targets: Sequence[Target],
        earlier: Sequence[_Standing],
        *,
        looks_out: bool = True,
    ) -> None:
        chunk = self._chunk
        self.accepted.append(row)
        number = chunk.tx.take("event", len(targets) or 1)
        for no, target in enumerate(targets or (None,), start=number):
            self._insert(no, row, event_row, key, target)
        if earlier:
            _supersede(chunk, event_row, earlier, number)
            chunk.counts["corrected"] += 1
        if looks_out:
            look_out(chunk, number, event_row)
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

    def _insert(
        self, number: int, row: ParsedRow, event_row: EventRow, key: int, target: Target | None
    ) -> None:
        chunk = self._chunk
        kind = kind_name(event_row.event)
        head: list[Any] = [
            number,
            None if target is None else target.no,
            event_row.source,
            chunk.batch.no,
            row.line,
            chunk.now,
            row.digest.hex(),
            row.order,
            key,
            None,
            event_row.target_kind.value,
            event_row.target_document_number,
            event_row.target_match,
            event_row.target_authority,
            event_row.uscc,
            event_row.person_key,
            event_row.subject_name,
            event_row.source_unit,
            event_row.source_unit_uscc,
            event_row.remark,
        ]
        fields = codec_of(chunk.tx.sql, kind).encode(event_row.event)
        chunk.insert(EVENT_TABLES[kind], [(*head, *fields)])
        if target is not None:
            note_struck(chunk.tx, target.no, target.record)

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


# --- filings of one event ---


def known_digests(conn: Connection, rows: Iterable[ParsedRow]) -> set[tuple[EventKindName, str]]:
    """Which of the rows stand as events already, by the kind of act."""
    sql = Sql.of(conn)
    many = sql.many([row.digest.hex() for row in rows])
    known: set[tuple[EventKindName, str]] = set()
    for kind, table in EVENT_TABLES.items():
        text = (
            f"SELECT digest FROM {table.name} WHERE superseded_by IS NULL AND "  # noqa: S608
            + sql.among("digest")
        )
        known |= {(kind, row[0]) for row in conn.exec_driver_sql(text, (many,))}
    return known


def _standing(chunk: Chunk, kind: EventKindName, key: int, event_row: EventRow) -> list[_Standing]:
    """The earlier filing of the same event that this row corrects: a row for each record it
    struck."""
    if not event_row.event.document_number:
        return []
    statement = chunk.tx.sql.text(
        "SELECT no, order_value, record_no, source_unit, source_unit_uscc, digest "  # noqa: S608
        f"FROM {EVENT_TABLES[kind].name} "
        "WHERE key_hash = ? AND source = ? AND superseded_by IS NULL ORDER BY no"
    )
    rows = chunk.tx.conn.exec_driver_sql(statement, (key, event_row.source))
    return [
        _Standing(no, order, record, Unit(name, code), digest)
        for no, order, record, name, code, digest in rows
    ]


def _supersede(
    chunk: Chunk, event_row: EventRow, earlier: Sequence[_Standing], number: int
) -> None:
    table = EVENT_TABLES[kind_name(event_row.event)].name
    numbers = [one.no for one in earlier]
    chunk.run(
        f"UPDATE {table} SET superseded_by = ? WHERE no = ?",  # noqa: S608
        [(number, no) for no in numbers],
    )
    chunk.run("DELETE FROM notices WHERE event_no = ?", [(no,) for no in numbers])
    if any(one.record_no is None for one in earlier):
        chunk.settle_quarantine()  # it may have begun to wait in this very chunk
        stop_waiting(chunk, numbers)
    for no in numbers:
        stop_looking_out(chunk, no, event_row)
    struck = [one.record_no for one in earlier if one.record_no is not None]
    for record_no, owner in sorted(
        chunk.among("SELECT no, subject_no FROM records WHERE", "no", struck)
    ):
        chunk.tx.changed(owner, record_no)
