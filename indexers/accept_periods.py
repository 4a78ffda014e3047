"""Rows of a ZERO_REPORT file: periods that units declare complete, 零报送 among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.rows import ParsedRow, ZeroReport
from gongshi.ledger.tables import declared_periods
from gongshi.records.clock import to_ms


def write_periods(chunk: Chunk, rows: Sequence[tuple[ParsedRow, ZeroReport]]) -> None:
    """Note the declared periods of a chunk; one declared before changes nothing."""
    digests = [row.digest.hex() for row, _ in rows]
    found = chunk.among("SELECT digest FROM declared_periods WHERE", "digest", digests)
    known = {row[0] for row in found}
    day = chunk.tx.sql.day
    written: list[tuple[Any, ...]] = []
    for row, report in rows:
        digest = row.digest.hex()
        if digest in known:
            chunk.became(row.line, "unchanged")
            continue
        known.add(digest)
        chunk.became(row.line, "declared")
        written.append(
            (
                chunk.tx.take("period"),
                chunk.batch.no,
                report.target_source,
                report.item_code,
                report.unit,
                report.unit_uscc,
                day(report.period_from),
                day(report.period_to),
                report.row_count,
                report.batch_kind,
                chunk.now if report.sent_at is None else to_ms(report.sent_at),
                digest,
            )
        )
    chunk.insert(declared_periods, written)
