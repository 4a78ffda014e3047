"""How many records one person may withdraw alone: counted by unit, over all its deliveries and acts
within the city's window.

Who is about to admit withdrawals counts in the transaction that admits them, with the ledger's one
acceptance lock held: of two writers the second counts what the first admitted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from gongshi.cities.city import City
from gongshi.indexers.event_filings import known_digests
from gongshi.indexers.matching import filing_hash
from gongshi.indexers.own_records import Owners, Unit
from gongshi.indexers.rows import EventRow, ParsedRow
from gongshi.indexers.unit_identities import UnitIdentities
from gongshi.ledger import approvals
from gongshi.ledger.snapshots import load_numbered
from gongshi.ledger.store import Ledger
from gongshi.records.model import Withdrawal


def is_bulk(
    ledger: Ledger | None, city: City, chunks: Iterable[Sequence[ParsedRow]], *, now: datetime
) -> bool:
    """Whether a delivery's rows would, as things stand, withdraw more than one person may alone:
    looked at before its first row, so that all of it waits. ``ledger`` None: there is none yet."""
    fresh: dict[str, EventRow] = {}
    for rows in chunks:
        if ledger is None:
            fresh |= _withdrawals(rows)
        else:
            with ledger.read() as conn:
                fresh |= _fresh(conn, rows)
        if len(fresh) > city.acts.bulk_withdrawals:
            return True
    if ledger is None or not fresh:
        return False
    with ledger.read() as conn:
        return beyond_limit(conn, city, fresh.values(), now=now)


def chunk_is_bulk(
    conn: Connection, city: City, rows: Sequence[ParsedRow], *, now: datetime
) -> bool:
    """Whether these rows, were they admitted now, would be more than one person may withdraw
    alone."""
    fresh = _fresh(conn, rows)
    return bool(fresh) and beyond_limit(conn, city, fresh.values(), now=now)


def beyond_limit(
    conn: Connection, city: City, fresh: Collection[EventRow], *, now: datetime
) -> bool:
    """Whether these withdrawals, none of which stands yet, are more than one person may order
    alone: by themselves, or for one of their units with what it withdrew within the window. A
    withdrawal that is corrected counts once."""
    limit = city.acts.bulk_withdrawals
    if len(fresh) > limit:
        return True
    owners = Owners(city)
    keys = {filing_hash(row) for row in fresh}
    before = [
        one
        for one in approvals.withdrawn_alone(conn, now - city.acts.bulk_window)
        if one.key not in keys
    ]
    own = [owners.acting(row.source, _named(row)) for row in fresh]
    theirs = [owners.acting(one.source, Unit(one.unit, one.unit_uscc)) for one in before]
    struck = load_numbered(conn, sorted({n.record_no for n in before if n.record_no is not None}))
    identities = UnitIdentities(
        [
            *(Unit(source.unit, source.unit_uscc) for source in city.sources.values()),
            *own,
            *theirs,
            *(Unit(record.authority, record.authority_uscc) for record in struck.values()),
            *(Unit(record.data_source, record.data_source_uscc) for record in struck.values()),
        ]
    )
    ordered = [identities.of(unit) for unit in own + theirs]
    return any(
        sum(not unit.isdisjoint(other) for other in ordered) > limit for unit in ordered[: len(own)]
    )


def _fresh(conn: Connection, rows: Sequence[ParsedRow]) -> dict[str, EventRow]:
    """The withdrawals among the rows that are no standing event, by their contents."""
    found = _withdrawals(rows)
    known = known_digests(conn, [row for row in rows if row.digest.hex() in found])
    return {digest: row for digest, row in found.items() if ("withdrawal", digest) not in known}


def _withdrawals(rows: Sequence[ParsedRow]) -> dict[str, EventRow]:
    return {
        row.digest.hex(): row.record
        for row in rows
        if isinstance(row.record, EventRow) and isinstance(row.record.event, Withdrawal)
    }


def _named(row: EventRow) -> Unit:
    return Unit(row.source_unit, row.source_unit_uscc)
