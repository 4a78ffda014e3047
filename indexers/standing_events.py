"""Events that stand, and the records that come after them.

An event strikes its record whenever that comes: one that waited for it, a copy of the decision
delivered by another source, a record of a subject whose USCC was not known. It strikes one record
of a source: a decision filed anew after its withdrawal is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.early_repairs import note_repair
from gongshi.indexers.event_targets import Place, Target, Targets, choose
from gongshi.indexers.look_alikes import note_struck
from gongshi.indexers.matching import fold_number, target_hashes
from gongshi.indexers.own_records import Owners, Unit
from gongshi.indexers.rows import EventRow
from gongshi.indexers.withdrawal_notices import explain
from gongshi.ledger.event_rows import EVENT_TABLES, EventKindName, codec_of
from gongshi.records.model import RecordKind, Repair, Suspension, Withdrawal


def lookouts(row: EventRow) -> list[tuple[str, int]]:
    """Where a standing event is found when a record comes that it may strike: a code of whom, the
    hash of a number."""
    if not fold_number(row.target_document_number):
        return []
    hashes = target_hashes(row.target_kind, row.target_document_number)
    return [(row.uscc or row.person_key, value) for value in hashes]


def stop_looking_out(chunk: Chunk, number: int, row: EventRow) -> None:
    """The event no longer stands; ``row`` is a filing of the same subject and target."""
    chunk.run(
        "DELETE FROM event_targets WHERE code = ? AND target_hash = ? AND event_no = ?",
        [(*place, number) for place in lookouts(row)],
    )


def stop_waiting(chunk: Chunk, numbers: Sequence[int]) -> None:
    """Events that wait no longer; their quarantine rows are resolved with them."""
    rows = chunk.among(
        "SELECT event_no, quarantine_no FROM waiting_events WHERE", "event_no", numbers
    )
    chunk.run("DELETE FROM waiting_events WHERE event_no = ?", [(row[0],) for row in rows])
    chunk.run(
        "UPDATE quarantine SET state = 'resolved', resolved_at = ?, resolved_by = ? WHERE no = ?",
        [(chunk.now, "ingest", row[1]) for row in rows],
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    no: int
    kind: EventKindName
    waits: bool
    filing: tuple[int, str, str]  # key, source, digest: what its rows have in common
    number: str
    authority: str
    match: str
    unit: Unit  # that the row names
    event: Repair | Withdrawal | Suspension
    places: tuple[Place, ...]


def apply_standing(chunk: Chunk, owners: Owners, arrived: Sequence[Place]) -> None:
    """Let the events that stand strike what came: records that are new or have a new version, at
    ``arrived`` and already written, and the records of subjects that got their USCC now."""
    if not (arrived or chunk.given_uscc) or not _any_stands(chunk):
        return
    subjects = _found_by_record(chunk, arrived) | _found_by_uscc(chunk)
    standing = _load(chunk, subjects)
    targets = Targets(chunk, [place for event in standing for place in event.places])
    for event in standing:
        _apply(chunk, owners, event, targets)


def _any_stands(chunk: Chunk) -> bool:
    statement = "SELECT 1 FROM event_targets LIMIT 1"
    return chunk.tx.conn.exec_driver_sql(statement).first() is not None


_Subjects = dict[tuple[EventKindName, int], int]  # subject number by kind and number of the event


def _found_by_record(chunk: Chunk, arrived: Sequence[Place]) -> _Subjects:
    """Events that look out for a number, under any code of the record's subject."""
    if not arrived:
        return {}
    table, parameters = chunk.tx.sql.pairs(arrived)
    # CROSS JOIN tells SQLite to go from the records to the events, never the other way round.
    statement = (
        f"SELECT t.event_kind, t.event_no, w.a FROM {table} w "  # noqa: S608
        "CROSS JOIN subject_identifiers i CROSS JOIN event_targets t "
        "WHERE i.subject_no = w.a AND t.code = i.value AND t.target_hash = w.b"
    )
    rows = chunk.tx.conn.exec_driver_sql(chunk.tx.sql.text(statement), parameters)
    return {(kind, number): subject for kind, number, subject in rows}


def _found_by_uscc(chunk: Chunk) -> _Subjects:
    given = chunk.given_uscc
    if not given:
        return {}
    rows = chunk.among(
        "SELECT event_kind, event_no, code FROM event_targets WHERE", "code", sorted(given)
    )
    return {(kind, number): given[code] for kind, number, code in rows}


def _load(chunk: Chunk, subjects: _Subjects) -> list[_Standing]:
    """The events, by their numbers."""
    found: list[_Standing] = []
    for kind, table in EVENT_TABLES.items():
        wanted = sorted(number for of_kind, number in subjects if of_kind == kind)
        if not wanted:
            continue
        codec = codec_of(chunk.tx.sql, kind)
        names = ", ".join(f'"{name}"' for name in codec.names)
        rows = chunk.among(
            "SELECT no, record_no, key_hash, source, digest, target_kind, "  # noqa: S608
            "target_document_number, target_authority, target_match, source_unit, "
            "source_unit_uscc, "
            f"{names} FROM {table.name} WHERE superseded_by IS NULL AND",
            "no",
            wanted,
        )
        for no, record, key, source, digest, target_kind, number, who, match, *rest in rows:
            unit, code, *own = rest
            subject = subjects[kind, no]
            hashes = target_hashes(RecordKind(target_kind), number)
            found.append(
                _Standing(
                    no,
                    kind,
                    record is None,
                    (key, source, digest),
                    number,
                    who,
                    match,
                    Unit(unit, code),
                    codec.decode(own),
                    tuple((subject, value) for value in hashes),
                )
            )
    return sorted(found, key=_number)


def _number(event: _Standing) -> int:
    return event.no


def _apply(chunk: Chunk, owners: Owners, event: _Standing, targets: Targets) -> None:
    found = choose(targets.at(event.places), event.number, event.authority, event.match)
    records = [target.record for target in found.targets]
    if records and not owners.may_act(event.kind, event.filing[1], event.unit, records):
        if event.waits:
            _tell_whose(chunk, event)
        return
    struck = set[str]() if event.waits else _sources_struck(chunk, event)
    fresh = [target for target in found.targets if target.source not in struck]
    if not fresh:
        return  # not here, struck already, or several fit: then a person decides
    rest = fresh
    if event.waits:
        first, *rest = fresh
        _strike(chunk, event, first)
    for target in rest:
        _strike_copy(chunk, event, target)
    chunk.counts["applied"] += 1
    note_struck(chunk.tx, [(target.no, target.record) for target in fresh])
    for target in fresh:
        chunk.tx.changed(target.subject_no, target.no)
        if isinstance(event.event, Repair):
            note_repair(chunk, None, event.event, target)


def _tell_whose(chunk: Chunk, event: _Standing) -> None:
    """What the event waited for is here and another unit's: it goes on waiting, for a person."""
    rows = chunk.among("SELECT quarantine_no FROM waiting_events WHERE", "event_no", [event.no])
    chunk.run(
        "UPDATE quarantine_findings SET code = ?, field = ?, value = ? "
        "WHERE quarantine_no = ? AND code = ?",
        [("not_own_record", "", event.unit.name, row[0], "target_not_found") for row in rows],
    )


def _sources_struck(chunk: Chunk, event: _Standing) -> set[str]:
    statement = (
        "SELECT r.source FROM "  # noqa: S608
        f"{EVENT_TABLES[event.kind].name} e JOIN records r ON r.no = e.record_no "
        "WHERE e.key_hash = ? AND e.source = ? AND e.digest = ? AND e.superseded_by IS NULL"
    )
    rows = chunk.tx.conn.exec_driver_sql(chunk.tx.sql.text(statement), event.filing)
    return set(rows.scalars())


def _strike(chunk: Chunk, event: _Standing, target: Target) -> None:
    table = EVENT_TABLES[event.kind].name
    chunk.run(f"UPDATE {table} SET record_no = ? WHERE no = ?", [(target.no, event.no)])  # noqa: S608
    stop_waiting(chunk, [event.no])
    if isinstance(event.event, Withdrawal):
        explain(chunk, event.no, event.event, event.unit.name, target)


def _strike_copy(chunk: Chunk, event: _Standing, target: Target) -> None:
    table = EVENT_TABLES[event.kind]
    same: list[Any] = [f'"{column.name}"' for column in table.columns][2:]
    chunk.run(
        f'INSERT INTO {table.name} ("no", "record_no", {", ".join(same)}) '  # noqa: S608
        f"SELECT ?, ?, {', '.join(same)} FROM {table.name} WHERE no = ?",
        [(chunk.tx.take("event"), target.no, event.no)],
    )
