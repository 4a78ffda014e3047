"""Whether anybody keeps the index up to the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gongshi.indexers.holding import TERM, Holding
from gongshi.indexers.indexing import SILENT_MS, Indexing, Trouble, who_indexes
from gongshi.records.clock import to_ms
from tests.ledger.filing_desk import NOW

MOMENT = timedelta(milliseconds=1)
SILENT = timedelta(milliseconds=SILENT_MS)


def told(town: Any, at: datetime) -> Indexing:
    found = [one.checkpoint for one in town.admin.generations() if one.live]
    with town.ledger.read() as conn:
        return who_indexes(conn, found[0] if found else None, to_ms(at))


def test_nobody_before_the_first_and_after_the_last(open_town: Any) -> None:
    town = open_town()
    assert told(town, NOW) == Indexing("", Trouble.NOBODY)
    projector = town.projector("first")
    projector.run_once(NOW)
    assert told(town, NOW) == Indexing("first", None)
    projector.close()
    assert told(town, NOW) == Indexing("", Trouble.NOBODY)


def test_one_that_is_not_heard_of_for_two_heartbeats_is_silent(open_town: Any) -> None:
    """Its lease ran out long before: an idle one renews it with its heartbeat only."""
    assert SILENT > TERM
    town = open_town()
    projector = town.projector("idle")
    projector.run_once(NOW)
    assert told(town, NOW + SILENT) == Indexing("idle", None)
    assert told(town, NOW + SILENT + MOMENT) == Indexing("idle", Trouble.SILENT)
    projector.run_once(NOW + SILENT + MOMENT)
    assert told(town, NOW + SILENT + MOMENT) == Indexing("idle", None)
    projector.close()


def test_one_that_builds_is_at_work_however_old_the_served_index_is(open_town: Any) -> None:
    town = open_town()
    projector = town.projector("builder")
    projector.run_once(NOW)
    projector.close()
    later = NOW + SILENT * 10
    building = Holding.take(town.ledger, "index-rebuild", "builder", lambda: later)
    assert building is not None
    assert told(town, later) == Indexing("builder", None)
    assert told(town, later + TERM) == Indexing("builder", Trouble.SILENT), "it is gone"
    building.release()
