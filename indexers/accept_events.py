"""Repairs, withdrawals and suspensions: each finds its one record, waits for it, or goes to a
person.

The same filing (unit's document number, subject, target) with other content corrects the earlier
one; an event whose target is not here waits and is applied in the transaction that takes the target
in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_subjects import PERSON, USCC, Subjects
from gongshi.indexers.event_targets import Found, Target, choose, load_targets
from gongshi.indexers.matching import filing_hash, fold_cached, target_hash, waiting_hash
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.withdrawal_notices import explain
from gongshi.ledger.event_rows import EVENT_TABLES, EventKindName, codec_of, kind_name
from gongshi.ledger.tables import waiting_events
from gongshi.records.identifiers import uscc_check
from gongshi.records.model import Licence, Penalty, RecordKind, Withdrawal


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
        targets = _Targets(chunk, rows, subjects)
        for row, event_row in rows:
            kind = kind_name(event_row.event)
            if (kind, row.digest.hex()) in known:
                chunk.counts["unchanged"] += 1
                continue
            known.add((kind, row.digest.hex()))
            self._take_one(row, event_row, targets)

    def _take_one(self, row: ParsedRow, event_row: EventRow, targets: _Targets) -> None:
        chunk = self._chunk
        if event_row.uscc and not uscc_check(event_row.uscc):
            chunk.reject(row, Finding("uscc_invalid", "uscc", event_row.uscc))
            return
        if not event_row.uscc and not event_row.person_key:
            chunk.reject(row, Finding("subject_unresolvable"))
            return
        found = targets.find(event_row)
        if found.problem == "ambiguous_target":
            wanted = event_row.target_document_number
            chunk.reject(row, Finding("ambiguous_target", "target_document_number", wanted))
            return
        key = filing_hash(event_row)
        earlier = _standing(chunk, kind_name(event_row.event), key, event_row)
        if earlier is not None and row.order < earlier.order:
            chunk.counts["older"] += 1
            return
        self.accepted.append(row)
        number = chunk.tx.take("event")
        self._insert(number, row, event_row, key, found.target)
        if earlier is not None:
            _supersede(chunk, kind_name(event_row.event), earlier, number)
            chunk.counts["corrected"] += 1
        if found.target is None:
            self._wait(number, row, event_row)
            return
        chunk.counts["applied"] += 1
        chunk.tx.changed(found.target.subject_no, found.target.no)
        if isinstance(event_row.event, Withdrawal):
            explain(chunk, number, event_row.event, event_row.source_unit, found.target)

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

    def _wait(self, number: int, row: ParsedRow, event_row: EventRow) -> None:
        chunk = self._chunk
        wanted = event_row.target_document_number
        quarantine_no = chunk.reject(
            row, Finding("target_not_found", "target_document_number", wanted)
        )
        chunk.counts["waiting"] += 1
        code = event_row.uscc or event_row.person_key
        hashed = waiting_hash(event_row.target_kind, code, wanted)
        chunk.after_quarantine(
            waiting_events, (number, kind_name(event_row.event), hashed, quarantine_no)
        )


class _Targets:
    """The records the events of a chunk may strike, loaded together."""

    def __init__(
        self, chunk: Chunk, rows: Iterable[tuple[ParsedRow, EventRow]], subjects: Subjects
    ) -> None:
        self._subjects = subjects
        wanted: set[tuple[int, int]] = set()
        for _, event_row in rows:
            subject = subjects.of_codes(event_row.uscc, event_row.person_key)
            if subject is not None:
                hashed = target_hash(event_row.target_kind, event_row.target_document_number)
                wanted.add((subject.no, hashed))
        self._found = load_targets(chunk, sorted(wanted))

    def find(self, event_row: EventRow) -> Found:
        subject = self._subjects.of_codes(event_row.uscc, event_row.person_key)
        if subject is None or not fold_cached(event_row.target_document_number):
            return Found(None, "target_not_found")
        hashed = target_hash(event_row.target_kind, event_row.target_document_number)
        return choose(
            self._found.get((subject.no, hashed), ()),
            event_row.target_authority,
            event_row.target_match,
        )


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


def _standing(chunk: Chunk, kind: EventKindName, key: int, event_row: EventRow) -> _Standing | None:
    """The earlier filing of the same event that this row corrects."""
    if not event_row.event.document_number:
        return None
    statement = chunk.tx.sql.text(
        f"SELECT no, order_value, record_no FROM {EVENT_TABLES[kind].name} "  # noqa: S608
        "WHERE key_hash = ? AND source = ? AND superseded_by IS NULL"
    )
    row = chunk.tx.conn.exec_driver_sql(statement, (key, event_row.source)).first()
    return None if row is None else _Standing(*row)


def _supersede(chunk: Chunk, kind: EventKindName, earlier: _Standing, number: int) -> None:
    table = EVENT_TABLES[kind].name
    chunk.run(f"UPDATE {table} SET superseded_by = ? WHERE no = ?", [(number, earlier.no)])  # noqa: S608
    chunk.run("DELETE FROM notices WHERE event_no = ?", [(earlier.no,)])
    _stop_waiting(chunk, [earlier.no])
    if earlier.record_no is None:
        return
    statement = chunk.tx.sql.text("SELECT subject_no FROM records WHERE no = ?")
    owner = chunk.tx.conn.exec_driver_sql(statement, (earlier.record_no,)).scalar_one()
    chunk.tx.changed(owner, earlier.record_no)


def _stop_waiting(chunk: Chunk, numbers: Sequence[int]) -> None:
    """Events that wait no longer; their quarantine rows are resolved with them."""
    rows = chunk.among(
        "SELECT event_no, quarantine_no FROM waiting_events WHERE", "event_no", numbers
    )
    chunk.run("DELETE FROM waiting_events WHERE event_no = ?", [(row[0],) for row in rows])
    chunk.run(
        "UPDATE quarantine SET state = 'resolved', resolved_at = ?, resolved_by = ? WHERE no = ?",
        [(chunk.now, "ingest", row[1]) for row in rows],
    )


# --- events that waited ---


def apply_waiting(chunk: Chunk, arrived: Sequence[tuple[int, int, str, Licence | Penalty]]) -> None:
    """Apply what waited for records that are new or have a new number.

    ``arrived``: (record number, subject number, code, record), already written.
    """
    if not arrived or not _anything_waits(chunk):
        return
    by_hash: dict[int, tuple[int, RecordKind, str]] = {}
    for _, subject_no, code, record in arrived:
        kind = RecordKind.LICENCE if isinstance(record, Licence) else RecordKind.PENALTY
        hashed = waiting_hash(kind, code, record.document_number)
        by_hash[hashed] = (subject_no, kind, record.document_number)
    rows = chunk.among(
        "SELECT target_hash, event_kind, event_no FROM waiting_events WHERE",
        "target_hash",
        sorted(by_hash),
    )
    if not rows:
        return
    places = {h: (s, target_hash(kind, number)) for h, (s, kind, number) in by_hash.items()}
    targets = load_targets(chunk, sorted({places[row[0]] for row in rows}))
    for hashed, kind, event_no in sorted(rows, key=_event_no):
        _apply(chunk, kind, event_no, targets.get(places[hashed], ()))


def _event_no(row: Sequence[Any]) -> int:
    number: int = row[2]
    return number


def _apply(chunk: Chunk, kind: EventKindName, event_no: int, candidates: Sequence[Target]) -> None:
    codec = codec_of(chunk.tx.sql, kind)
    names = ", ".join(f'"{name}"' for name in codec.names)
    table = EVENT_TABLES[kind].name
    statement = chunk.tx.sql.text(
        f"SELECT target_authority, target_match, source_unit, {names} FROM {table} WHERE no = ?"  # noqa: S608
    )
    row = chunk.tx.conn.exec_driver_sql(statement, (event_no,)).one()
    found = choose(candidates, row[0], row[1])
    if found.target is None:
        return  # still not here, or several fit: a person decides, the quarantine row stays open
    chunk.run(
        f"UPDATE {table} SET record_no = ? WHERE no = ?",  # noqa: S608
        [(found.target.no, event_no)],
    )
    _stop_waiting(chunk, [event_no])
    chunk.counts["applied"] += 1
    chunk.tx.changed(found.target.subject_no, found.target.no)
    event = codec.decode(row[3:])
    if isinstance(event, Withdrawal):
        explain(chunk, event_no, event, row[2], found.target)


def _anything_waits(chunk: Chunk) -> bool:
    statement = "SELECT 1 FROM waiting_events LIMIT 1"
    return chunk.tx.conn.exec_driver_sql(statement).first() is not None
