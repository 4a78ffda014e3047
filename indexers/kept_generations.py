"""Generations that stand beside the one being served or built: the ledger's list of them and the
engine's indexes, brought together again after a process was killed between the two.

One is kept for a rollback; what a cut-off rebuild left behind and what is older goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gongshi.ledger import generations
from gongshi.ledger.store import Ledger
from gongshi.search.port import EngineAdmin

#: Generations kept beside the live one, for a rollback.
KEPT: Final = 1


def note_served(ledger: Ledger, name: str, *, by: str, now: datetime) -> None:
    """The ledger knows which generation is served: a promote that was killed between the engine
    and the ledger is ended here.
    """
    with ledger.read() as conn:
        noted = {one.name: one.state for one in generations.listed(conn)}
    if noted.get(name, "live") != "live":
        generations.promote(ledger, name, by=by, now=now)


def drop_unfinished(ledger: Ledger, admin: EngineAdmin, *, by: str, now: datetime) -> None:
    """What earlier rebuilds left behind: their holder lost the rebuild's lease or its life."""
    standing = {one.name: one.live for one in admin.generations()}
    with ledger.read() as conn:
        noted = generations.listed(conn)
    for generation in noted:
        if generation.state != "building":
            continue
        if standing.get(generation.name):
            # Promoted in the engine, killed before the ledger knew.
            generations.promote(ledger, generation.name, by=by, now=now)
            continue
        if generation.name in standing:
            admin.drop(generation.name)
        generations.remove(ledger, generation.name)


def drop_old(ledger: Ledger, admin: EngineAdmin) -> None:
    """All but the newest kept ones, and those that a restored ledger forgot."""
    with ledger.read() as conn:
        noted = generations.listed(conn)
    kept = [one.name for one in noted if one.state == "kept"]
    standing = {one.name for one in admin.generations()}
    for name in kept[: max(0, len(kept) - KEPT)]:
        if name in standing:
            admin.drop(name)
        generations.remove(ledger, name)
    known = {one.name for one in noted}
    for info in admin.generations():
        ours = info.checkpoint and info.checkpoint.ledger_id == ledger.ledger_id
        if ours and not info.live and info.name not in known:
            admin.drop(info.name)


def newest(ledger: Ledger) -> str:
    """The generation kept last, "" without one."""
    with ledger.read() as conn:
        kept = [one.name for one in generations.listed(conn) if one.state == "kept"]
    return kept[-1] if kept else ""


def next_name(ledger: Ledger, admin: EngineAdmin) -> str:
    """A name that neither the engine nor the ledger knows, higher than all of theirs."""
    names = {one.name for one in admin.generations()}
    with ledger.read() as conn:
        names.update(one.name for one in generations.listed(conn))
    numbers = [int(name[1:]) for name in names if name[:1] == "g" and name[1:].isdecimal()]
    return f"g{max(numbers, default=0) + 1:06}"
