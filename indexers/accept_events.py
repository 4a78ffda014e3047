"""Repairs, withdrawals and suspensions: each finds its one decision, waits for it, or goes to a
person.

A decision that several sources delivered is struck in every copy. The same filing (unit's document
number, subject, target) with other content corrects the earlier one; what becomes of an event when
more records come is in ``standing_events``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_subjects import PERSON, USCC, Subjects
from gongshi.indexers.event_targets import Place, Target, Targets, choose
from gongshi.indexers.look_alikes import note_struck
from gongshi.indexers.matching import filing_hash, fold_number, target_hashes
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.standing_events import look_out, stop_looking_out, stop_waiting
from gongshi.indexers.withdrawal_notices import explain
from gongshi.ledger.event_rows import EVENT_TABLES, EventKindName, codec_of, kind_name
from gongshi.ledger.tables import waiting_events
from gongshi.records.identifiers import uscc_check
from gongshi.records.model import Withdrawal


class EventWriter:
    """Takes in the event rows of one chunk."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self.accepted: list[ParsedRow] = []

    def take(self, rows: Sequence[tuple[ParsedRow, EventRow]]) -> None:
        chunk = self._chunk
        codes = [[(USCC, e.uscc) if e.uscc else (PERSON, e.person_key)] for _, e in rows]
        subjects = Subjects(chunk, codes)
        known = _known_digests(chunk, [row for row, _ in rows])
        places = [_places(subjects, event_row) for _, event_row in rows]
        targets = Targets(chunk, [place for one in places for place in one])
        for (row, event_row), place in zip(rows, places, strict=True):
            kind = kind_name(event_row.event)
            if (kind, row.digest.hex()) in known:
                chunk.became(row.line, "unchanged")
                continue
            known.add((kind, row.digest.hex()))
            self._take_one(row, event_row, targets.at(place))

    def _take_one(self, row: ParsedRow, event_row: EventRow, candidates: Sequence[Target]) -> None:
        chunk = self._chunk
        if event_row.uscc and not uscc_check(event_row.uscc):
            chunk.reject(row, Finding("uscc_invalid", "uscc", event_row.uscc))
            return
        if not event_row.uscc and not event_row.person_key:
            chunk.reject(row, Finding("subject_unresolvable"))
            return
        wanted = event_row.target_document_number
        found = choose(candidates, wanted, event_row.target_authority, event_row.target_match)
        if found.problem == "ambiguous_target":
            chunk.reject(row, Finding("ambiguous_target", "target_document_number", wanted))
            return
        key = filing_hash(event_row)
        earlier = _standing(chunk, kind_name(event_row.event), key, event_row)
        if earlier and row.order < earlier[0].order:
            chunk.became(row.line, "older", earlier[0].record_no)
            return
        self.accepted.append(row)
        number = chunk.tx.take("event", len(found.targets) or 1)
        for no, target in enumerate(found.targets or (None,), start=number):
            self._insert(no, row, event_row, key, target)
        if earlier:
            _supersede(chunk, event_row, earlier, number)
            chunk.counts["corrected"] += 1
        look_out(chunk, number, event_row)
        if not found.targets:
            self._wait(number, row, event_row)
            return
        chunk.became(row.line, "applied", found.targets[0].no)
        for target in found.targets:
            chunk.tx.changed(target.subject_no, target.no)
        if isinstance(event_row.event, Withdrawal):
            explain(chunk, number, event_row.event, event_row.source_unit, found.targets[0])

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
        chunk.insert(EVENT_TABLES[kind], [head + fields])
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


# --- finding ---


def _places(subjects: Subjects, row: EventRow) -> list[Place]:
    """Where the event looks for its record; nowhere while its subject is unknown."""
    subject = subjects.of_codes(row.uscc, row.person_key)
    if subject is None or not fold_number(row.target_document_number):
        return []
    hashes = target_hashes(row.target_kind, row.target_document_number)
    return [(subject.no, value) for value in hashes]


# --- filings of one event ---


@dataclass(frozen=True, slots=True)
class _Standing:
    no: int
    order: str
    record_no: int | None


def _known_digests(chunk: Chunk, rows: Sequence[ParsedRow]) -> set[tuple[EventKindName, str]]:
    digests = [row.digest.hex() for row in rows]
    known: set[tuple[EventKindName, str]] = set()
    for kind, table in EVENT_TABLES.items():
        text = f"SELECT digest FROM {table.name} WHERE superseded_by IS NULL AND"  # noqa: S608
        known |= {(kind, row[0]) for row in chunk.among(text, "digest", digests)}
    return known


def _standing(chunk: Chunk, kind: EventKindName, key: int, event_row: EventRow) -> list[_Standing]:
    """The earlier filing of the same event that this row corrects: a row for each record it
    struck."""
    if not event_row.event.document_number:
        return []
    statement = chunk.tx.sql.text(
        f"SELECT no, order_value, record_no FROM {EVENT_TABLES[kind].name} "  # noqa: S608
        "WHERE key_hash = ? AND source = ? AND superseded_by IS NULL ORDER BY no"
    )
    rows = chunk.tx.conn.exec_driver_sql(statement, (key, event_row.source))
    return [_Standing(*row) for row in rows]


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
    if earlier[0].record_no is None:
        chunk.settle_quarantine()  # it may have begun to wait in this very chunk
        stop_waiting(chunk, numbers)
    stop_looking_out(chunk, numbers[0], event_row)
    struck = [one.record_no for one in earlier if one.record_no is not None]
    for record_no, owner in sorted(
        chunk.among("SELECT no, subject_no FROM records WHERE", "no", struck)
    ):
        chunk.tx.changed(owner, record_no)
