"""Whether anybody keeps the index up to the ledger, as far as leases and the checkpoint tell.

Nobody else says so: a search is answered by what was indexed once, for as long as there is an
index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from gongshi.indexers.holding import REBUILD, lease_of
from gongshi.ledger import generations, leases
from gongshi.records.clock import to_ms
from gongshi.search.port import Checkpoint

#: An idle index says at least this often that it is still up to date.
HEARTBEAT_MS: Final = 60_000
#: After so long without a word an indexer that works is not to be expected to say one.
SILENT_MS: Final = 2 * HEARTBEAT_MS


class Trouble(StrEnum):
    """Why the index is not expected to follow the ledger."""

    NOBODY = "nobody"  # whoever indexed let go of it
    SILENT = "silent"  # its holder was not heard of for two heartbeats


@dataclass(frozen=True, slots=True)
class Indexing:
    """Who indexes; the holder is named as in its lease: kind, host and process."""

    holder: str  # "": nobody
    trouble: Trouble | None


def who_indexes(conn: Connection, checkpoint: Checkpoint | None, moment: int) -> Indexing:
    """Who keeps the live generation, or builds one, at an instant (epoch ms)."""
    names = [lease_of(g.name) for g in generations.listed(conn) if g.state != "kept"]
    return holding(conn, [REBUILD, *names], checkpoint, moment)


def holding(
    conn: Connection, names: Sequence[str], checkpoint: Checkpoint | None, moment: int
) -> Indexing:
    """Who holds these leases at an instant (epoch ms) and works; ``checkpoint``: what they keep.

    A lease that ran out says nothing of an idle indexer, which renews it with its heartbeat only.
    One that runs says that somebody works, however old the checkpoint is: it is busy.
    """
    held = [one for one in leases.standing(conn, names) if one.holder]
    if not held:
        return Indexing("", Trouble.NOBODY)
    last = max(held, key=lambda one: one.expires_at)
    if to_ms(last.expires_at) > moment:
        return Indexing(last.holder, None)
    heard = checkpoint is not None and moment - checkpoint.at <= SILENT_MS
    return Indexing(last.holder, None if heard else Trouble.SILENT)
