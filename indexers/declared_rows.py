"""The number of records a batch declaration names must be the number received (DOMAIN §5,
归集督查)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongshi.indexers.layouts.column import Layout
from gongshi.indexers.rows import Finding, ParsedRow, ZeroReport
from gongshi.ledger.batches import Batch, latest_batches
from gongshi.ledger.store import Ledger

#: A declaration names a recent file: so many of the source's deliveries are looked through.
_LOOK_BACK: Final = 1000


def check_row_counts(
    ledger: Ledger, layout: Layout, rows: Sequence[ParsedRow]
) -> Sequence[ParsedRow]:
    """Rows of a ZERO_REPORT file, those failed whose count is not that of the file they name.

    A row that names no file cannot be checked and is taken as declared. Other layouts come back
    as they are.
    """
    if layout.code != "ZERO_REPORT":
        return rows
    return [_checked(ledger, row) for row in rows]


def _checked(ledger: Ledger, row: ParsedRow) -> ParsedRow:
    report = row.record
    name, digest = row.raw.get("LB_WJM", "").strip(), row.raw.get("LB_WJZY", "").strip().lower()
    if not isinstance(report, ZeroReport) or not (name or digest):
        return row
    with ledger.read() as conn:
        known = latest_batches(conn, source=report.target_source, limit=_LOOK_BACK)
    received = next((batch.rows_done for batch in known if _names(batch, name, digest)), 0)
    if received == report.row_count:
        return row
    finding = Finding("row_count_differs", "LB_TS", f"{report.row_count}/{received}")
    return row.failed(finding)


def _names(batch: Batch, name: str, digest: str) -> bool:
    """By the SHA-256 when the row has one, else by the file's name."""
    if len(digest) == 64:
        return batch.file_digest.hex() == digest
    return batch.file_name == name
