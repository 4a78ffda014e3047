"""Register rows on their way into the ledger: one entry a subject, versions kept, the newest
holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_subjects import Subjects, codes_of_register
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.codec import codecs
from gongshi.ledger.tables import register_heads, register_versions
from gongshi.records.model import RegisterEntry


@dataclass(slots=True)
class Head:
    """The register's newest word on a subject."""

    subject_no: int
    source: str
    version: int
    digest: bytes
    order: str
    seen: bool
    gone: bool
    stored: bool


def write_register(
    chunk: Chunk, source: str, rows: Sequence[tuple[ParsedRow, RegisterEntry]]
) -> list[ParsedRow]:
    """Take in the register rows of a chunk, in their order; the rows that were not rejected."""
    subjects = Subjects(chunk, filter(None, [codes_of_register(entry) for _, entry in rows]))
    placed: list[tuple[ParsedRow, RegisterEntry, Any]] = []
    for row, entry in rows:
        subject = subjects.of_register(entry)
        if isinstance(subject, Finding):
            chunk.reject(row, subject)
            continue
        placed.append((row, entry, subject))
    heads = _load_heads(chunk, [s.no for _, _, s in placed if not s.created])
    codec = codecs(chunk.tx.sql).register
    versions: list[tuple[Any, ...]] = []
    accepted: list[ParsedRow] = []
    touched: dict[int, Head] = {}
    for row, entry, subject in placed:
        head = heads.get(subject.no)
        outcome = _outcome(head, row)
        if outcome == "ambiguous":
            chunk.reject(row, Finding("ambiguous_in_file"))
            continue
        accepted.append(row)
        chunk.became(row.line, outcome, subject.no)
        if head is None:
            head = Head(subject.no, source, 0, b"", "", seen=False, gone=False, stored=False)
            heads[subject.no] = head
        touched[subject.no] = head
        head.seen = True
        if head.gone:
            head.gone = False
            chunk.counts["returned"] += 1
            chunk.tx.changed(subject.no)
        if outcome in {"unchanged", "duplicate"}:
            head.order = max(head.order, row.order)
        if outcome not in {"added", "corrected"}:
            continue
        head.version += 1
        head.source, head.digest, head.order = source, row.digest, row.order
        subjects.name_from_register(subject, entry)
        place = (subject.no, head.version, chunk.batch.no, row.line, chunk.now)
        ready = row.columns if chunk.tx.sql.sqlite else None
        columns = codec.encode(entry) if ready is None else ready
        versions.append((*place, row.digest, row.order, *columns))
    subjects.write()
    chunk.insert(register_versions, versions)
    _write_heads(chunk, list(touched.values()))
    return accepted


def _outcome(head: Head | None, row: ParsedRow) -> str:
    if head is None:
        return "added"
    if head.digest == row.digest:
        return "duplicate" if head.seen else "unchanged"
    if row.order < head.order:
        return "older"
    if head.seen and row.order == head.order:
        return "ambiguous"
    return "corrected"


def _load_heads(chunk: Chunk, numbers: Sequence[int]) -> dict[int, Head]:
    if not numbers:
        return {}
    rows = chunk.among(
        "SELECT subject_no, source, version, digest, order_value, seen_batch, gone "
        "FROM register_heads WHERE",
        "subject_no",
        numbers,
    )
    read_bytes, batch_no = chunk.tx.sql.read_bytes, chunk.batch.no
    return {
        no: Head(no, source, version, read_bytes(digest), order, seen == batch_no, bool(gone), True)
        for no, source, version, digest, order, seen, gone in rows
    }


def _write_heads(chunk: Chunk, heads: Sequence[Head]) -> None:
    batch_no = chunk.batch.no
    chunk.insert(
        register_heads,
        [
            (h.subject_no, h.source, h.version, h.digest, h.order, batch_no, h.gone)
            for h in heads
            if not h.stored
        ],
    )
    chunk.run(
        "UPDATE register_heads SET source = ?, version = ?, digest = ?, order_value = ?, "
        "seen_batch = ?, gone = ? WHERE subject_no = ?",
        [
            (h.source, h.version, h.digest, h.order, batch_no, h.gone, h.subject_no)
            for h in heads
            if h.stored
        ],
    )
