"""The mark of a ledger that invented data was taken into: everything given out of it says so."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import batches, ledger_meta
from gongshi.records.problems import GongshiError


def mark_sample(ledger: Ledger) -> None:
    """Say, for good, that this ledger holds invented data."""
    with ledger.write() as transaction:
        transaction.conn.execute(update(ledger_meta).values(sample=True))


def is_sample(conn: Connection) -> bool:
    sample: bool = conn.execute(select(ledger_meta.c.sample)).scalar_one()
    return sample


def holds_sample(ledger: Ledger) -> bool:
    """``is_sample``, in a reading of its own."""
    with ledger.read() as conn:
        return is_sample(conn)


def only_a_sample(conn: Connection) -> None:
    """The guard of a run whose now is not the clock's: on real data an act bears the time at which
    it was done. Raises ``now_not_the_clock``."""
    if not is_sample(conn):
        raise GongshiError("now_not_the_clock")


def no_real_data(conn: Connection) -> None:
    """The guard of who is about to mark a ledger: what was filed with it would bear the mark, too,
    and acts on it any time that is said. Raises ``holds_real_data``."""
    if not is_sample(conn) and conn.execute(select(batches.c.no).limit(1)).first() is not None:
        raise GongshiError("holds_real_data")
