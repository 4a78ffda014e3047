"""The one place where rows become records: a batch is accepted chunk by chunk, each in one
transaction.

The batch's progress is written in the transaction of its chunk, and every number given out comes
from counters of the ledger: killed at any moment and started again with the same file, the ledger
becomes the same as without the interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from gongshi.cities.city import City, Source
from gongshi.indexers.accept_absences import Refusal, refusal, remove
from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_events import EventWriter
from gongshi.indexers.accept_filings import FilingWriter
from gongshi.indexers.accept_periods import write_periods
from gongshi.indexers.accept_register import write_register
from gongshi.indexers.accept_settle import settle
from gongshi.indexers.early_repairs import warn_of_early_repairs
from gongshi.indexers.gc_pause import gc_paused
from gongshi.indexers.own_records import Owners
from gongshi.indexers.rekey import ensure_keys
from gongshi.indexers.rows import EventRow, Finding, ParsedRow, ZeroReport
from gongshi.indexers.standing_events import apply_standing
from gongshi.indexers.withdrawal_limit import chunk_is_bulk
from gongshi.indexers.withdrawal_notices import write_notices
from gongshi.indexers.withholding import withhold_copies
from gongshi.ledger.approvals import ask, number_of_batch
from gongshi.ledger.audit import note
from gongshi.ledger.batches import (
    Batch,
    BatchReceipt,
    advance,
    declare,
    load_batch,
    receipt,
    unfinished_batch,
)
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.kinds import BY_LAYOUT
from gongshi.records.model import RecordKind, RegisterEntry
from gongshi.records.problems import GongshiError

T = TypeVar("T")

#: How long a quarantined row keeps its raw text, unless the caller says otherwise.
QUARANTINE_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What became of the rows of one chunk: ``counts`` as in ``BatchReceipt``, findings by line."""

    counts: dict[str, int]
    findings: tuple[tuple[int, Finding], ...]


class Acceptor:
    """Accepts one batch (see ``ledger.batches.open_batch``) of a source of the city at one
    instant."""

    def __init__(
        self,
        ledger: Ledger,
        city: City,
        batch: Batch,
        now: datetime,
        *,
        by: str = "",
        quarantine_days: int = QUARANTINE_DAYS,
        everywhere: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """``by``: who delivers it, who a bulk withdrawal is then asked by. ``everywhere``: (rule,
        column) of remarks that every row of the file has."""
        self._ledger = ledger
        self._city = city
        self._source: Source = city.sources[batch.source]
        self._owners = Owners(city)
        self._batch = batch
        self._now = now
        self._by = by
        self._quarantine_days = quarantine_days
        self._everywhere = everywhere
        with ledger.read() as conn:
            self._batch = load_batch(conn, batch.no)
        self._state: str = self._batch.state
        self._rows_done = self._batch.rows_done
        self._cursor = self._batch.cursor
        self._refusal: Refusal | None = None
        self._reached: int | None = None
        ensure_keys(ledger, self._source)

    def accept(self, rows: Sequence[ParsedRow], *, rows_done: int) -> ChunkResult:
        """Take in the next rows of the file, all or none.

        ``rows_done``: rows of the file taken in once these are; after a crash, go on behind
        ``batch.rows_done``. Raises ``batch_taken`` when the batch is not open (any more) or another
        process works on it, and what ``Ledger.write`` raises.
        """
        return self._step(
            lambda chunk: self._take(chunk, rows),
            lambda _: {"rows_done": rows_done},
            resumable=True,  # the steps that close the batch make its rows last
        )

    def finish(self) -> BatchReceipt:
        """The file was read to its end: decide what waited for it, close the batch, give its
        receipt.

        A full delivery then removes what it leaves out, unless that is refused
        (``full_drop_exceeded``, ``full_incomplete``, ``full_older`` in ``batch.problem``): nothing
        is removed then.
        """
        if self._state == "open":
            self._step(_nothing, lambda _: {"state": "settling"})
        self._settle()
        if self._state == "settling":
            self._step(self._may_remove, self._end_of_settling)
        while self._state == "removing":
            self._step(self._remove, self._end_of_removing)
        return self.receipt()

    def fail(self, code: str) -> BatchReceipt:
        """The file cannot be read to its end: what came in stays, nothing is removed or
        declared."""
        if self._state == "open":
            self._step(_nothing, lambda _: {"state": "settling"})
        self._settle()
        if self._state in {"settling", "removing"}:
            self._step(_nothing, lambda _: self._closed("failed", code))
        return self.receipt()

    def receipt(self) -> BatchReceipt:
        with self._ledger.read() as conn:
            return receipt(conn, self._batch.no)

    # --- one transaction
    # ----------------------------------------------------------------------------------

    def _step(
        self,
        work: Callable[[Chunk], None],
        progress: Callable[[Chunk], dict[str, int | str | None]],
        *,
        resumable: bool = False,
    ) -> ChunkResult:
        with gc_paused(), self._ledger.write(resumable=resumable) as tx:
            tx.lock_acceptance()
            chunk = Chunk(
                tx, self._batch, to_ms(self._now), self._quarantine_days, self._everywhere
            )
            work(chunk)
            complete(chunk, self._city)
            changed = {"touched_at": chunk.now, **progress(chunk)}
            advance(
                tx,
                self._batch.no,
                expected=(self._state, self._rows_done, self._cursor),
                changed=changed,
                counts=chunk.counts,
                problems=chunk.problems,
            )
            chunk.write_outcomes()  # behind the check that nobody else took these rows
        self._state = str(changed.get("state", self._state))
        self._rows_done = int(changed.get("rows_done") or self._rows_done)
        cursor = changed.get("cursor")
        self._cursor = self._cursor if cursor is None else int(cursor)
        return ChunkResult(dict(chunk.counts), tuple(chunk.findings))

    # --- rows
    # ---------------------------------------------------------------------------------------------

    def _take(self, chunk: Chunk, rows: Sequence[ParsedRow]) -> None:
        chunk.tx.find_by_index()
        came_in = chunk.came_in
        for row in rows:
            for warning in row.warnings:
                chunk.remark(row.line, warning)
            if row.failures:
                chunk.reject(row, *row.failures)
            else:
                came_in.append(row)
        if not came_in:
            return
        layout = self._source.layout
        if layout in BY_LAYOUT:
            writer = FilingWriter(chunk, self._source)
            writer.take(came_in)
            write_filings(chunk, writer, self._owners)
        elif layout == "REGISTER":
            write_register(chunk, self._source.code, _read_as(RegisterEntry, came_in))
            apply_standing(chunk, self._owners, ())
        elif layout == "ZERO_REPORT":
            write_periods(chunk, _read_as(ZeroReport, came_in))
        else:
            events = EventWriter(chunk, self._owners, self._held_by(chunk, came_in))
            events.take(_read_as(EventRow, came_in))

    def _held_by(self, chunk: Chunk, rows: Sequence[ParsedRow]) -> int | None:
        """The request that the withdrawals among the rows wait for. Asked for here when another
        writer withdrew since the delivery was looked at as a whole: nobody can now, until this
        chunk is in."""
        if self._source.layout != "WITHDRAWAL":
            return None
        conn = chunk.tx.conn
        asked = number_of_batch(conn, self._batch.no)
        if asked is None and chunk_is_bulk(conn, self._city, rows, now=self._now):
            return ask(chunk.tx, self._batch, by=self._by, at=self._now)
        return asked

    # --- the end
    # ------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        filed = BY_LAYOUT.get(self._source.layout)
        while filed is not None and self._state == "settling":
            if not self._settle_some(filed.kind):
                return

    def _settle_some(self, kind: RecordKind) -> bool:
        left = False

        def work(chunk: Chunk) -> None:
            nonlocal left
            chunk.tx.find_by_index()
            writer, left = settle(chunk, self._source, kind)
            write_filings(chunk, writer, self._owners)

        self._step(work, lambda _: {"cursor": self._cursor + 1})
        return left

    def _may_remove(self, chunk: Chunk) -> None:
        self._refusal = refusal(chunk, self._source)

    def _end_of_settling(self, chunk: Chunk) -> dict[str, int | str | None]:
        if self._refusal is None:
            return {"state": "removing", "cursor": 0}
        self._declare(chunk)
        return self._closed("done", self._refusal.code, self._refusal.value)

    def _remove(self, chunk: Chunk) -> None:
        self._reached = remove(chunk, self._source, self._cursor)

    def _end_of_removing(self, chunk: Chunk) -> dict[str, int | str | None]:
        if self._reached is not None:
            return {"cursor": self._reached}
        self._declare(chunk)
        return self._closed("done", "")

    def _declare(self, chunk: Chunk) -> None:
        period = self._batch.period
        if period is None:
            return
        item = self._batch.item_code
        now = self._now
        if declare(
            chunk.tx, self._batch, now, item_code=item, period=period, row_count=self._rows_done
        ):
            chunk.counts["declared"] += 1

    def _closed(self, state: str, problem: str, value: str = "") -> dict[str, int | str | None]:
        return {
            "state": state,
            "problem": problem,
            "problem_value": value,
            "cursor": 0,  # a resumed run settles in more steps: how many leaves no trace
            "finished_at": to_ms(self._now),
        }


def _read_as(kind: type[T], rows: Sequence[ParsedRow]) -> list[tuple[ParsedRow, T]]:
    """The rows with what was read from them."""
    return [(row, row.record) for row in rows if isinstance(row.record, kind)]


def _nothing(_: Chunk) -> None:
    """A step that only moves the batch on."""


def write_filings(chunk: Chunk, writer: FilingWriter, owners: Owners) -> None:
    """Write what was matched, let the events that stand strike it, and hold back what is a copy of
    a withheld decision."""
    writer.write()
    arrived = writer.arrived()
    apply_standing(chunk, owners, arrived)
    withhold_copies(chunk, arrived)


def complete(chunk: Chunk, city: City) -> None:
    """The last work of a chunk, once its rows are written: what follows from them."""
    write_notices(chunk, city)
    warn_of_early_repairs(chunk, city)
    chunk.settle_quarantine()


def problem_of(batch: Batch, city: City) -> GongshiError | None:
    """Why the batch ended before its end or removed nothing, as a sentence; None when all went
    well."""
    if not batch.problem:
        return None
    return GongshiError(
        batch.problem,
        source=batch.source,
        file=batch.file_name,
        batch=batch.id,
        share=batch.problem_value,
        limit=f"{city.sources[batch.source].full_drop_limit:.0%}",
    )


def abandon(
    ledger: Ledger, city: City, source: str, now: datetime, *, by: str
) -> BatchReceipt | None:
    """End the unfinished batch of a source, so that another file can come; None when there is
    none."""
    with ledger.read() as conn:
        batch = unfinished_batch(conn, source)
    if batch is None:
        return None
    with ledger.write() as tx:
        note(tx, at=now, actor=by, act="ingest.abandon", target=batch.id, detail=batch.file_name)
    return Acceptor(ledger, city, batch, now).fail("abandoned")
