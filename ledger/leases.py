"""Leases with fencing tokens: exactly one holder at a time, and a late one is found out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import leases
from gongshi.records.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Lease:
    """A right held until ``expires_at``; ``token`` rises with every new holder."""

    name: str
    holder: str
    token: int
    expires_at: datetime


def acquire(
    ledger: Ledger, name: str, holder: str, *, now: datetime, term: timedelta
) -> Lease | None:
    """Take a lease that is free, let go, expired or already this holder's; None while another holds
    it."""
    moment, until = to_ms(now), to_ms(now + term)
    with ledger.write() as transaction:
        conn = transaction.conn
        transaction.take(
            "audit", 0
        )  # on PostgreSQL too, one at a time: the row may not be there yet
        row = conn.execute(select(leases).where(leases.c.name == name)).one_or_none()
        if row is None:
            values = {"name": name, "holder": holder, "token": 1, "expires_at": until}
            conn.execute(insert(leases).values(values))
            return Lease(name, holder, 1, from_ms(until))
        if row.holder not in {"", holder} and row.expires_at > moment:
            return None
        token = row.token + 1
        conn.execute(
            update(leases)
            .where(leases.c.name == name)
            .values(holder=holder, token=token, expires_at=until)
        )
        return Lease(name, holder, token, from_ms(until))


def renew(
    ledger: Ledger,
    lease: Lease,
    *,
    now: datetime,
    term: timedelta,
    also: Callable[[WriteTransaction], None] | None = None,
) -> Lease | None:
    """Hold it longer; None when another holder came in between (a lease run out but not taken is
    renewed). ``also``: what is written in the same transaction, by its holder only."""
    until = to_ms(now + term)
    with ledger.write() as transaction:
        statement = (
            update(leases)
            .where(
                leases.c.name == lease.name,
                leases.c.holder == lease.holder,
                leases.c.token == lease.token,
            )
            .values(expires_at=until)
        )
        if transaction.conn.execute(statement).rowcount == 0:
            return None
        if also is not None:
            also(transaction)
    return Lease(lease.name, lease.holder, lease.token, from_ms(until))


def release(ledger: Ledger, lease: Lease) -> None:
    """Let go of it; nothing happens when another holds it by now."""
    with ledger.write() as transaction:
        transaction.conn.execute(
            update(leases)
            .where(leases.c.name == lease.name, leases.c.token == lease.token)
            .values(holder="", expires_at=0)
        )


def standing(conn: Connection, names: Sequence[str]) -> tuple[Lease, ...]:
    """The leases of these names that were ever taken; ``holder`` "" for one that was let go."""
    rows = conn.execute(select(leases).where(leases.c.name.in_(names)).order_by(leases.c.name))
    return tuple(Lease(row.name, row.holder, row.token, from_ms(row.expires_at)) for row in rows)


def holds(conn: Connection, lease: Lease) -> bool:
    """Whether the token is still the newest: what a fenced write asks in its own transaction."""
    statement = select(leases.c.token).where(
        leases.c.name == lease.name, leases.c.holder == lease.holder
    )
    return conn.execute(statement).scalar_one_or_none() == lease.token
