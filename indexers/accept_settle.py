"""Deciding the rows that looked like corrections, once their whole file was read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from gongshi.cities.city import Source
from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_filings import FilingWriter, removes
from gongshi.indexers.accept_subjects import named_by
from gongshi.indexers.known_records import Known
from gongshi.indexers.matching import MatchKeys, Places
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.codec import codecs, filing_of
from gongshi.ledger.snapshots import load_numbered
from gongshi.ledger.tables import DEFERRED_TABLES, VERSION_TABLES
from gongshi.records.filings import ListEntry
from gongshi.records.kinds import Record
from gongshi.records.model import RecordKind

#: Deferred rows decided in one transaction.
SETTLED_AT_ONCE: Final = 250


@dataclass(slots=True)
class _Waiting:
    subject_no: int
    row: ParsedRow
    record: Record
    places: Places


def settle(chunk: Chunk, source: Source, kind: RecordKind) -> tuple[FilingWriter, bool]:
    """Decide the waiting rows of the next few subjects; (writer, whether any were left to
    decide)."""
    writer = FilingWriter(chunk, source)
    waiting = _next_waiting(chunk, source, kind)
    if not waiting:
        return writer, False
    writer.load([(item.subject_no, value) for item in waiting for value in item.places.matched])
    pairs: list[tuple[_Waiting, Known]] = []
    fresh: list[_Waiting] = []
    ended = _ended(chunk, writer, waiting, kind)
    for _, group in groupby(waiting, key=_subject_no):
        corrections, new = _decide(chunk, writer, list(group), ended)
        pairs += corrections
        fresh += new
    before = load_numbered(chunk.tx.conn, sorted(known.no for _, known in pairs))
    for item, known in pairs:
        if known.seen and not _only_removed(before[known.no], item.record):
            chunk.reject(item.row, Finding("ambiguous_in_file"))
            continue
        writer.correct(known, item.row, item.record, before[known.no])
    writer.watch([item.row for item in fresh])
    for item in fresh:
        writer.add(item.subject_no, item.row, item.places)
    chunk.run(
        f"DELETE FROM {DEFERRED_TABLES[kind].name} WHERE batch_no = ? AND line = ?",  # noqa: S608
        [(chunk.batch.no, item.row.line) for item in waiting],
    )
    return writer, True


def _subject_no(item: _Waiting) -> int:
    return item.subject_no


def _decide(
    chunk: Chunk,
    writer: FilingWriter,
    items: Sequence[_Waiting],
    ended: Mapping[int, Record],
) -> tuple[list[tuple[_Waiting, Known]], list[_Waiting]]:
    """Of one subject's waiting rows: those that correct one record each, and those that are new."""
    open_items = _not_known(chunk, writer, items, ended)
    corrections = _removals(writer, open_items)
    claimed: set[int] = set()
    for item, _ in corrections:
        open_items.remove(item)
    for place in range(max((len(item.places.keys) for item in open_items), default=0)):
        by_key: dict[int, list[_Waiting]] = defaultdict(list)
        for item in open_items:
            if place < len(item.places.keys):
                by_key[item.places.keys[place]].append(item)
        for key, rows in by_key.items():
            free = _free(writer.under(rows[0].subject_no, key), claimed)
            if len(rows) == len(free) == 1:
                corrections.append((rows[0], free[0]))
                claimed.add(free[0].no)
                open_items.remove(rows[0])
    new: list[_Waiting] = []
    for item in open_items:
        near = (*item.places.keys, *item.places.suspects)
        if _free(writer.candidates(item.subject_no, near), claimed):
            chunk.reject(item.row, Finding("ambiguous_match"))
        else:
            new.append(item)
    return corrections, new


def _not_known(
    chunk: Chunk,
    writer: FilingWriter,
    items: Sequence[_Waiting],
    ended: Mapping[int, Record],
) -> list[_Waiting]:
    """Of one subject's waiting rows: those that say something new."""
    found: list[_Waiting] = []
    met: set[bytes] = set()
    for item in items:
        if item.row.digest in met:
            chunk.became(item.row.line, "duplicate")
            continue
        met.add(item.row.digest)
        if not writer.met_as_is(item.subject_no, item.row, item.places.content):
            found.append(item)
    for item, known in _repeated(writer, found, ended):
        writer.unchanged(known, item.row)
        found.remove(item)
    return found


def _ended(
    chunk: Chunk, writer: FilingWriter, items: Sequence[_Waiting], kind: RecordKind
) -> dict[int, Record]:
    """By number: entries of a list that ended before this file came, of which it holds a listing
    that waits."""
    listings = [item for item in items if isinstance(item.record, ListEntry)]
    numbers = {
        known.no
        for item in listings
        if not removes(item.row)
        for known in writer.under_first(item.subject_no, item.places)
    }
    if not numbers:
        return {}
    made = chunk.among(
        f"SELECT record_no FROM {VERSION_TABLES[kind].name} "  # noqa: S608
        "WHERE version = 1 AND batch_no = ? AND",
        "record_no",
        numbers,
        chunk.batch.no,
    )
    numbers.difference_update([number for (number,) in made])
    found = load_numbered(chunk.tx.conn, sorted(numbers))
    return {no: one for no, one in found.items() if _removed(one)}


def _repeated(
    writer: FilingWriter, items: Sequence[_Waiting], ended: Mapping[int, Record]
) -> list[tuple[_Waiting, Known]]:
    """The listings of entries that ended, sent again with their removals: these tell what is known
    or correct it, the listings say nothing new."""
    found: list[tuple[_Waiting, Known]] = []
    for item in items:
        for known in writer.under_first(item.subject_no, item.places) if ended else ():
            if known.no not in ended or not _only_removed(item.record, ended[known.no]):
                continue
            # Met in this file as what ended, or about to be corrected.
            if known.seen or any(_only_removed(item.record, other.record) for other in items):
                found.append((item, known))
                break
    return found


def _removals(writer: FilingWriter, items: Sequence[_Waiting]) -> list[tuple[_Waiting, Known]]:
    """Of a list: the rows that tell the removal of an entry which the same file lists, one each."""
    found: dict[int, list[tuple[_Waiting, Known]]] = defaultdict(list)
    for item in items:
        met = writer.met_under(item.subject_no, item.places) if removes(item.row) else []
        if len(met) == 1:
            found[met[0].no].append((item, met[0]))
    return [pairs[0] for pairs in found.values() if len(pairs) == 1]


def _only_removed(before: Record, record: Record) -> bool:
    """Whether of two of one list the second says what the first does, and that it was removed."""
    assert isinstance(before, ListEntry)
    assert isinstance(record, ListEntry)
    return (
        before.removed_date is None
        and record.removed_date is not None
        and before
        == replace(
            record,
            id=before.id,
            subject_id=before.subject_id,
            accepted_at=before.accepted_at,
            removed_date=None,
            removal_reason=before.removal_reason,
            removal_authority=before.removal_authority,
            removal_document_number=before.removal_document_number,
        )
    )


def _removed(record: Record) -> bool:
    return isinstance(record, ListEntry) and record.removed_date is not None


def _free(candidates: Sequence[Known], claimed: set[int]) -> list[Known]:
    return [known for known in candidates if known.open and known.no not in claimed]


def _next_waiting(chunk: Chunk, source: Source, kind: RecordKind) -> list[_Waiting]:
    """All waiting rows of the next few subjects, by subject and line."""
    table = DEFERRED_TABLES[kind].name
    sql, conn = chunk.tx.sql, chunk.tx.conn
    first = sql.text(
        f"SELECT subject_no FROM {table} WHERE batch_no = ? "  # noqa: S608
        f"ORDER BY subject_no, line LIMIT {SETTLED_AT_ONCE}"
    )
    numbers = sorted(set(conn.exec_driver_sql(first, (chunk.batch.no,)).scalars()))
    if not numbers:
        return []
    codec = codecs(sql).of_kind(kind)
    names = ", ".join(f'"{name}"' for name in codec.names)
    rows = chunk.among(
        f"SELECT subject_no, line, digest, order_value, raw, {names} FROM {table} "  # noqa: S608
        "WHERE batch_no = ? AND",
        "subject_no",
        numbers,
        chunk.batch.no,
    )
    waiting: list[_Waiting] = []
    keys = MatchKeys(source)
    for subject_no, line, digest, order, raw, *fields in rows:
        record = filing_of(
            codec,
            fields,
            source=source.code,
            record_id="",
            subject_id="",
            accepted_at=None,
        )
        row = ParsedRow(
            line=line,
            record=record,
            digest=sql.read_bytes(digest),
            order=order,
            raw=json.loads(raw),
            code=next((value for _, value in named_by(record).codes), ""),
            name=record.subject_name,
        )
        waiting.append(_Waiting(subject_no, row, record, keys.places(record, row.digest)))
    return sorted(waiting, key=_place)


def _place(item: _Waiting) -> tuple[int, int]:
    return item.subject_no, item.row.line
