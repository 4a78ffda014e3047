"""A delivery that would withdraw many records waits for a second person.

Nothing of it is withdrawn until then: its withdrawals stay in quarantine, where they count as what
may concern their subjects. A row counts when it is not an event that stands already; one whose
record has not come yet counts as well. What the same unit withdrew within the city's window before,
without a second person, counts with it: many small deliveries are one large one
(``withdrawal_limit``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.accept import QUARANTINE_DAYS, complete
from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.accept_events import EventWriter
from gongshi.indexers.kept_rows import KeptRows
from gongshi.indexers.own_records import Owners
from gongshi.indexers.rows import EventRow
from gongshi.ledger import approvals
from gongshi.ledger.approvals import Approval, HeldRow
from gongshi.ledger.batches import UNFINISHED, Batch, advance
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.folding import fold_cached
from gongshi.records.problems import GongshiError

#: Rows carried out in one transaction.
AT_ONCE: Final = 100


def ask_for(ledger: Ledger, batch: Batch, *, by: str, now: datetime) -> None:
    """Let what the delivery withdraws wait; asked once a delivery, before its first row."""
    with ledger.write() as tx:
        tx.lock_acceptance()
        if approvals.of_batch(tx.conn, batch.no) is None:
            approvals.ask(tx, batch, by=by, at=now)


def approve(
    ledger: Ledger, city: City, approval_id: str, *, by: str, now: datetime, reason: str = ""
) -> Approval:
    """A second person confirms: what was kept back is carried out, in chunks; killed in between,
    approving again goes on.

    Raises ``unknown_id``, ``approval_same_person``, ``approval_decided`` and
    ``approval_unfinished_file``.
    """
    with ledger.write() as tx:
        tx.lock_acceptance()
        found = approvals.find(tx.conn, approval_id)
        if found.state in {"done", "refused"}:
            raise _decided(found)
        if found.state == "waiting":
            if fold_cached(by) == fold_cached(found.asked_by):
                raise GongshiError("approval_same_person", by=by)
            _check_finished(found)
            approvals.decide(tx, found, "approved", by=by, at=now, reason=reason)
    while _carry_out_some(ledger, city, approval_id, now):
        pass
    with ledger.read() as conn:
        return approvals.find(conn, approval_id)


def refuse(ledger: Ledger, approval_id: str, *, by: str, now: datetime, reason: str) -> Approval:
    """Nothing of it is carried out; its rows are closed. Who asked may take it back so, too.

    Raises as ``approve`` does.
    """
    with ledger.write() as tx:
        tx.lock_acceptance()
        found = approvals.find(tx.conn, approval_id)
        if found.state != "waiting":
            raise _decided(found)
        _check_finished(found)
        approvals.decide(tx, found, "refused", by=by, at=now, reason=reason)
        numbers = [row.quarantine_no for row in approvals.held(tx.conn, found)]
        approvals.release(tx, numbers, by=by, at=now)
        return approvals.find(tx.conn, approval_id)


def _check_finished(found: Approval) -> None:
    if found.batch.state in UNFINISHED:
        raise GongshiError("approval_unfinished_file", file=found.batch.file_name)


def _decided(found: Approval) -> GongshiError:
    return GongshiError(
        "approval_decided", approval=found.id, by=found.decided_by, state=found.state
    )


def _carry_out_some(ledger: Ledger, city: City, approval_id: str, now: datetime) -> bool:
    """Whether there was anything left."""
    with ledger.write() as tx:
        tx.lock_acceptance()
        found = approvals.find(tx.conn, approval_id)
        rows = approvals.held(tx.conn, found, limit=AT_ONCE)
        if not rows:
            approvals.set_state(tx, found, "done")
            return False
        numbers = [row.quarantine_no for row in rows]
        approvals.release(tx, numbers, by=found.decided_by, at=now)
        batch = found.batch
        chunk = Chunk(tx, batch, to_ms(now), QUARANTINE_DAYS)
        for _ in rows:
            chunk.unreject([("awaits_approval", "")])
        _take(chunk, city, rows, now)
        complete(chunk, city)
        advance(
            tx,
            batch.no,
            expected=(batch.state, batch.rows_done, batch.cursor),
            changed={"touched_at": chunk.now},
            counts=chunk.counts,
            problems=chunk.problems,
        )
        chunk.write_outcomes(anew=True)
    return True


def _take(chunk: Chunk, city: City, rows: Sequence[HeldRow], now: datetime) -> None:
    batch = chunk.batch
    writer = EventWriter(chunk, Owners(city))
    for pinned in (False, True):
        kept = KeptRows(
            city, batch.source, now, batch.order, item_code=batch.item_code, pinned=pinned
        )
        for held in rows:
            if (held.record_no is not None) is not pinned:
                continue
            row = kept.parse(held.line, held.raw)
            event_row = row.record
            if not isinstance(event_row, EventRow):
                chunk.reject(row, *row.failures)
                continue
            chunk.came_in.append(row)
            if held.record_no is None:
                writer.take([(row, event_row)])
                continue
            named = writer.named(row, event_row, held.record_no)
            if named.outcome == "unchanged":
                chunk.became(row.line, "unchanged", held.record_no)
            else:
                writer.strike(row, event_row, named)
