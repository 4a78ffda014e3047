"""Generations of the index as the ledger knows them: which is built, served, kept, and by which
rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from gongshi.ledger.audit import note
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.ledger.tables import generations
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.problems import GongshiError

State = Literal["building", "live", "kept"]


@dataclass(frozen=True, slots=True)
class Told:
    """What the register's names told when a generation was begun."""

    trades: frozenset[str]
    subjects: int  # how many there were that are no natural persons


NOTHING_TOLD: Final = Told(frozenset(), 0)


@dataclass(frozen=True, slots=True)
class Generation:
    name: str
    state: State
    rules_hash: str
    created_at: datetime


def listed(conn: Connection) -> tuple[Generation, ...]:
    """Every generation, the oldest first."""
    statement = select(generations).order_by(generations.c.created_at, generations.c.name)
    return tuple(
        Generation(row.name, row.state, row.rules_hash, from_ms(row.created_at))
        for row in conn.execute(statement)
    )


def live(conn: Connection) -> Generation | None:
    """The one that is served; None before the first promote."""
    return next((g for g in listed(conn) if g.state == "live"), None)


def add(
    ledger: Ledger, name: str, *, rules_hash: str, now: datetime, told: Told = NOTHING_TOLD
) -> Generation:
    """Note a generation as being built; one noted already under that name begins anew."""
    with ledger.write() as transaction:
        transaction.conn.execute(delete(generations).where(generations.c.name == name))
        transaction.conn.execute(
            insert(generations).values(
                name=name,
                state="building",
                rules_hash=rules_hash,
                created_at=to_ms(now),
                told_trades="\n".join(sorted(told.trades)),
                told_by=told.subjects,
            )
        )
    return Generation(name, "building", rules_hash, from_ms(to_ms(now)))


def told(conn: Connection, name: str) -> Told:
    """What it was begun with; nothing for one that is not known."""
    columns = generations.c
    row = conn.execute(
        select(columns.told_trades, columns.told_by).where(columns.name == name)
    ).one_or_none()
    if row is None:
        return NOTHING_TOLD
    return Told(frozenset((row.told_trades or "").split()), row.told_by or 0)


def most_subjects(conn: Connection) -> int:
    """How many subjects there were when the largest of those that were served was begun."""
    columns = generations.c
    served = select(func.max(columns.told_by)).where(columns.state != "building")
    return conn.execute(served).scalar_one() or 0


def promote(ledger: Ledger, name: str, *, by: str, now: datetime) -> None:
    """Make it the live one; the one that was live is kept. Raises ``unknown_id``.

    When it was built by other rules than the one before, they come into force with it: that is
    noted as an act of ``by``, the projector that did it.
    """
    with ledger.write() as transaction:
        conn = transaction.conn
        hashes = {one.name: one.rules_hash for one in listed(conn) if one.state == "live"}
        old = next((found for one, found in hashes.items() if one != name), None)
        conn.execute(
            update(generations)
            .where(generations.c.state == "live", generations.c.name != name)
            .values(state="kept")
        )
        promoted = update(generations).where(generations.c.name == name).values(state="live")
        if conn.execute(promoted).rowcount == 0:
            raise GongshiError("unknown_id", what=name)
        new = next(one.rules_hash for one in listed(conn) if one.name == name)
        if old is not None and old != new:
            detail = f"{old} → {new}"
            note(transaction, at=now, actor=by, act="rules.activate", target=name, detail=detail)


def reach(transaction: WriteTransaction, name: str, change: int) -> None:
    """Note that the generation is about to hold every change up to this one."""
    transaction.conn.execute(
        update(generations).where(generations.c.name == name).values(reached=change)
    )


def hold(transaction: WriteTransaction, name: str, change: int) -> None:
    """Note that the generation holds every change up to this one: the engine committed it."""
    transaction.conn.execute(
        update(generations).where(generations.c.name == name).values(held=change)
    )


def held(conn: Connection) -> Mapping[str, int | None]:
    """Generation → the change it holds at least where it is served, None where that was never told.

    An index that holds less was put back by a snapshot: what was hidden since would show again. A
    kept one is served again when it holds what its successor does.
    """
    columns = generations.c
    rows = conn.execute(select(columns.name, columns.state, columns.held)).all()
    served = max((row.held or 0 for row in rows if row.state == "live"), default=0)
    return {
        row.name: max(row.held or 0, served) if row.state == "kept" else row.held for row in rows
    }


def reached(conn: Connection) -> Mapping[str, int | None]:
    """Generation → the change it holds at most, None where that was never told.

    An index that holds more, or that is not among them, was built on changes this ledger does not
    know: the ledger was restored from a backup.
    """
    rows = conn.execute(select(generations.c.name, generations.c.reached))
    return {row.name: row.reached for row in rows}


def remove(ledger: Ledger, name: str) -> None:
    """Forget a generation that was dropped."""
    with ledger.write() as transaction:
        transaction.conn.execute(delete(generations).where(generations.c.name == name))
