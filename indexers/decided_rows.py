"""Quarantined rows that a person decided: taken in as a new record, as the correction of a record,
or as an event about one, by the way every row takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from gongshi.cities.city import City
from gongshi.indexers.accept import QUARANTINE_DAYS, complete, write_filings
from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_events import EventWriter
from gongshi.indexers.accept_filings import FilingWriter
from gongshi.indexers.kept_rows import KeptRows
from gongshi.indexers.known_records import Known
from gongshi.indexers.own_records import Owners
from gongshi.indexers.rekey import ensure_keys
from gongshi.indexers.rows import EventRow, Finding, ParsedRow
from gongshi.indexers.withholding import find_record
from gongshi.ledger import quarantine
from gongshi.ledger.approvals import release
from gongshi.ledger.audit import note
from gongshi.ledger.batches import Batch, advance, find_batch
from gongshi.ledger.ids import Ids
from gongshi.ledger.quarantine import QuarantinedRow
from gongshi.ledger.snapshots import load_numbered
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.kinds import Record
from gongshi.records.problems import GongshiError

#: new: a record of its own; corrects: a new version of the record; about: an event on it.
How = Literal["new", "corrects", "about"]
#: The rules a person may overrule, and how.
DECIDABLE: Final[Mapping[str, frozenset[How]]] = {
    "ambiguous_in_file": frozenset({"new", "corrects"}),
    "ambiguous_match": frozenset({"new", "corrects"}),
    "resembles_hidden": frozenset({"new", "corrects"}),
    "ambiguous_target": frozenset({"about"}),
    "not_own_record": frozenset({"about"}),
    "target_not_found": frozenset({"about"}),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """``outcome``: a count of ``BatchReceipt``, such as added, corrected, applied, unchanged."""

    record: str
    outcome: str


def accept_row(
    ledger: Ledger,
    city: City,
    row_id: str,
    how: How,
    record_id: str = "",
    *,
    by: str,
    now: datetime,
    reason: str,
) -> Decided:
    """Take a quarantined row in as a person decided; ``record_id``: the record it corrects or is
    about. Raises ``unknown_id`` and ``row_not_decidable``."""
    with ledger.read() as conn:
        found = _decidable(quarantine.show(conn, row_id), row_id, how)
    ensure_keys(ledger, city.sources[found.source])
    with ledger.write() as tx:
        tx.lock_acceptance()
        found = _decidable(quarantine.show(tx.conn, row_id), row_id, how)
        batch = find_batch(tx.conn, found.batch_id)
        assert batch is not None
        chunk = Chunk(tx, batch, to_ms(now), QUARANTINE_DAYS)
        chunk.unreject((finding.code, finding.field) for finding in found.findings)
        row = _read(city, batch, found, now, how)
        named = find_record(tx, record_id)[0] if record_id else None
        if isinstance(row.record, EventRow):
            assert named is not None
            number = _strike(chunk, city, found, row, row.record, named)
        else:
            number = _file(chunk, city, found, row, named)
        chunk.came_in.append(row)
        complete(chunk, city)
        closed = Ids.of(tx.conn).quarantine.number(row_id)
        release(tx, [] if closed is None else [closed], by=by, at=now)
        advance(
            tx,
            batch.no,
            expected=(batch.state, batch.rows_done, batch.cursor),
            changed={"touched_at": chunk.now},
            counts=chunk.counts,
            problems=chunk.problems,
        )
        chunk.write_outcomes(anew=True)
        record = Ids.of(tx.conn).records.id(number)
        detail = f"{how} {record} {reason}"
        note(tx, at=now, actor=by, act="quarantine.accept", target=row_id, detail=detail)
        detail = f"{how} {row_id} {reason}"
        note(tx, at=now, actor=by, act="quarantine.accept", target=record, detail=detail)
        return Decided(record, _outcome(chunk))


def _outcome(chunk: Chunk) -> str:
    names = ("older", "corrected", "added", "applied", "unchanged", "duplicate")
    return next(name for name in names if chunk.counts[name])


def _decidable(found: QuarantinedRow | None, row_id: str, how: How) -> QuarantinedRow:
    if found is None:
        raise GongshiError("unknown_id", what=row_id)
    rules = [finding.code for finding in found.findings]
    if found.state == "resolved":
        raise _refused(found, "该行已处理 (it was dealt with)")
    if found.state == "expired":
        raise _refused(found, "原始内容已到期清除 (its text has expired)")
    if "awaits_approval" in rules:
        raise _refused(found, "批量撤销须由另一人确认：gongshi approvals list (a second person)")
    if any(rule not in DECIDABLE for rule in rules):
        raise _refused(
            found,
            "内容有误，请更正后重新报送：gongshi quarantine export (correct and file it again)",
        )
    if any(how not in DECIDABLE[rule] for rule in rules):
        ways = sorted({way for rule in rules for way in DECIDABLE[rule]})
        raise _refused(found, f"只能 (only) --{'、--'.join(ways)}")
    return found


def _refused(found: QuarantinedRow, reason: str) -> GongshiError:
    rules = "、".join(finding.code for finding in found.findings)
    return GongshiError("row_not_decidable", row=found.id, rules=rules, reason=reason)


def _read(city: City, batch: Batch, found: QuarantinedRow, now: datetime, how: How) -> ParsedRow:
    kept = KeptRows(
        city, batch.source, now, batch.order, item_code=batch.item_code, pinned=how == "about"
    )
    row = kept.parse(found.line, found.raw)
    if row.failures:
        said = "、".join(finding.code for finding in row.failures)
        raise _refused(found, f"内容有误 (it cannot be read any more): {said}")
    return row


def _strike(
    chunk: Chunk,
    city: City,
    found: QuarantinedRow,
    row: ParsedRow,
    event_row: EventRow,
    record_no: int,
) -> int:
    writer = EventWriter(chunk, Owners(city))
    named = writer.named(row, event_row, record_no)
    if named.targets[0].record.KIND is not event_row.target_kind:
        raise _refused(found, "记录类型不同 (the record is of another kind)")
    number = Ids.of(chunk.tx.conn).quarantine.number(found.id)
    waits = chunk.among("SELECT event_no FROM waiting_events WHERE", "quarantine_no", [number or 0])
    if named.outcome == "unchanged":
        chunk.became(row.line, "unchanged", record_no)
    else:
        writer.strike(row, event_row, named, waits[0][0] if waits else 0)
    return record_no


def _file(
    chunk: Chunk, city: City, found: QuarantinedRow, row: ParsedRow, corrects: int | None
) -> int:
    record = row.record
    assert isinstance(record, Record)
    writer = FilingWriter(chunk, city.sources[found.source])
    subject_no = writer.subject_of(row)
    if isinstance(subject_no, Finding):
        raise _refused(found, f"主体无法识别 (whose it is): {subject_no.code}")
    places = writer.keys.places(record, row.digest)
    writer.load([(subject_no, value) for value in places.matched])
    same = [k.no for k in writer.under(subject_no, places.content) if k.digest == row.digest]
    if same and corrects in (None, same[0]):
        writer.met_as_is(subject_no, row, places.content)
        number = same[0]
    elif corrects is None:
        number = writer.create(subject_no, row, places)
    else:
        number = corrects
        known, before = _corrected(found, writer, subject_no, record, corrects)
        writer.correct(known, row, record, before)
    write_filings(chunk, writer, Owners(city))
    return number


def _corrected(
    found: QuarantinedRow,
    writer: FilingWriter,
    subject_no: int,
    record: Record,
    number: int,
) -> tuple[Known, Record]:
    """The record a row may correct, as it is."""
    known = writer.known(number)
    if known is None or known.subject_no != subject_no:
        raise _refused(found, "该记录属于另一来源或主体 (a record of another source or subject)")
    if known.withdrawn:
        raise _refused(found, "已撤销的记录不再更正 (a withdrawn record is never corrected)")
    before = load_numbered(writer.chunk.tx.conn, [number])[number]
    if before.KIND is not record.KIND:
        raise _refused(found, "记录类型不同 (the record is of another kind)")
    return known, before
