"""A ledger restored from an older backup, or an index from an older snapshot, is noticed, whatever
came in since, and needs no hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gongshi.api.guarded_engine import GuardedEngine
from gongshi.indexers.fitness import Unfit
from gongshi.indexers.projector import State
from gongshi.indexers.withholding import withhold
from gongshi.ledger import generations
from gongshi.ledger.audit import acts
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.search.documents import Collection
from gongshi.search.port import All, EngineUnavailable, SearchPage, SearchRequest, Tier

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
EVERY = SearchRequest(
    collection=Collection.RECORDS,
    tiers=(Tier("all", All()),),
    filters=(),
    now=to_ms(NOW),
    size=100,
)


def backup(town: Any, place: Path) -> None:
    with town.ledger.write() as tx:
        tx.conn.exec_driver_sql("SELECT 1")
    town.ledger.close()
    shutil.copytree(town.folder, place, ignore=shutil.ignore_patterns("index"))


def restore(town: Any, place: Path) -> None:
    town.ledger.close()
    for file in town.folder.glob("ledger.db*"):
        file.unlink()
    for file in place.glob("ledger.db*"):
        shutil.copy(file, town.folder)
    town.ledger = Ledger.open(f"sqlite:///{town.folder / 'ledger.db'}", create=False)


@pytest.mark.anyio
@pytest.mark.parametrize("since", [0, 1, 5], ids=["nothing", "fewer", "more"])
async def test_a_restored_ledger_gets_an_index_of_its_own_history(
    open_town: Callable[..., Any], make: Any, tmp_path: Path, since: int
) -> None:
    """``since``: records taken in after the restore; the index had three more than the backup."""
    town = open_town()
    projector = town.projector()
    town.deliver("licences", make.licence(content="kept"), now=NOW)
    projector.run_once(NOW)
    projector.close()
    backup(town, tmp_path / "backup")
    town.deliver("penalties", *(make.penalty("2026-04-02") for _ in range(3)), now=NOW)
    town.projector().run_once(NOW)
    lost = town.live().checkpoint.change
    engine = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    assert len((await engine.search(EVERY)).hits) == 4

    restore(town, tmp_path / "backup")
    if since:
        town.deliver("licences", *(make.licence(content=f"new {n}") for n in range(since)), now=NOW)
    assert (town.head() >= lost) == (since == 5)
    engine = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    with pytest.raises(EngineUnavailable):
        await engine.search(EVERY)
    after = town.projector("after")
    stale = after.run_once(NOW)
    assert stale.state is State.STALE
    assert stale.problem is (Unfit.RESTORED if since == 5 else Unfit.AHEAD)
    assert after.rebuild(NOW).state is State.READY
    assert town.ledger.epoch == 2
    with town.ledger.read() as conn:
        (noted,) = acts(conn, actor="after")
    assert (noted.act, noted.target, noted.detail) == ("ledger.restored", "epoch 2", stale.problem)
    assert len((await engine.search(EVERY)).hits) == 1 + since
    names = [one.name for one in town.admin.generations()]
    assert len(names) == 2, "the one before stands, but is not gone back to"
    problems = {info.name: problem for info, problem in after.generations()}
    assert problems == {"g000001": Unfit.EPOCH, "g000002": None}
    after.close()


@pytest.mark.anyio
async def test_a_restore_to_where_the_index_stands_costs_nothing(
    open_town: Callable[..., Any], make: Any, tmp_path: Path
) -> None:
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    first = town.projector()
    first.run_once(NOW)
    first.close()
    backup(town, tmp_path / "backup")
    town.deliver("licences", make.licence(content="lost"), now=NOW)
    restore(town, tmp_path / "backup")
    town.deliver("licences", make.licence(content="other"), make.licence(content="two"), now=NOW)
    projector = town.projector("after")
    assert projector.run_once(NOW).state is State.READY
    engine = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    assert len((await engine.search(EVERY)).hits) == 3
    assert town.ledger.epoch == 1
    projector.close()


@pytest.mark.anyio
async def test_an_index_of_the_release_before_is_not_suspected(
    open_town: Callable[..., Any], make: Any
) -> None:
    """Its ledger was never told how far it came."""
    town = open_town()
    town.deliver("licences", make.licence(), now=NOW)
    projector = town.projector()
    projector.run_once(NOW)
    with town.ledger.write() as tx:
        tx.conn.exec_driver_sql("UPDATE generations SET reached = NULL")
    assert projector.run_once(NOW).state is State.READY
    town.deliver("licences", make.licence(content="2"), now=NOW)
    assert projector.run_once(NOW).state is State.READY
    with town.ledger.read() as conn:
        assert generations.reached(conn) == {"g000001": town.head()}
    projector.close()


@pytest.mark.anyio
async def test_an_index_put_back_from_a_snapshot_is_not_served_until_it_caught_up(
    open_town: Callable[..., Any], make: Any, tmp_path: Path
) -> None:
    """Also by a projector that had it open all the while."""
    town = open_town()
    projector = town.projector()
    town.deliver("licences", make.licence(content="shown"), now=NOW)
    projector.run_once(NOW)
    shutil.copytree(town.folder / "index", tmp_path / "snapshot")
    engine = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    (hit,) = (await engine.search(EVERY)).hits
    withhold(town.ledger, hit.owner, by="王敏", now=NOW, reason="核查")
    projector.run_once(NOW)
    assert (await engine.search(EVERY)).hits == ()

    shutil.rmtree(town.folder / "index")
    shutil.copytree(tmp_path / "snapshot", town.folder / "index")
    for asked in (engine, GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)):
        for question in (asked.search(EVERY), asked.get(Collection.RECORDS, [hit.owner], 0)):
            with pytest.raises(EngineUnavailable) as caught:
                await question
            assert caught.value.reason == "the index is unfit: put_back"
    assert projector.run_once(NOW).state is State.READY
    assert (await engine.search(EVERY)).hits == ()
    assert town.live().checkpoint.change == town.head()
    projector.close()


@pytest.mark.anyio
async def test_an_index_put_back_from_before_a_rebuild_is_not_served_until_it_caught_up(
    open_town: Callable[..., Any], make: Any, tmp_path: Path
) -> None:
    """Its generation is a kept one by now, and held all there was when it was served."""
    town = open_town()
    projector = town.projector()
    town.deliver("licences", make.licence(content="shown"), now=NOW)
    projector.run_once(NOW)
    shutil.copytree(town.folder / "index", tmp_path / "snapshot")
    (hit,) = (await town.engine.search(EVERY)).hits
    projector.rebuild(NOW)
    withhold(town.ledger, hit.owner, by="王敏", now=NOW, reason="核查")
    projector.run_once(NOW)
    projector.close()

    shutil.rmtree(town.folder / "index")
    shutil.copytree(tmp_path / "snapshot", town.folder / "index")
    asked = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    with pytest.raises(EngineUnavailable) as caught:
        await asked.search(EVERY)
    assert caught.value.reason == "the index is unfit: put_back"
    assert projector.run_once(NOW).state is State.READY
    fresh = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    assert (await fresh.search(EVERY)).hits == ()
    with town.ledger.read() as conn:
        noted = {one.name: one.state for one in generations.listed(conn)}
    assert noted == {"g000001": "live", "g000002": "kept"}
    projector.close()


@pytest.mark.anyio
async def test_an_answer_from_before_a_commit_is_no_reason_to_suspect_the_index(
    open_town: Callable[..., Any], make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is asked behind the index, which may have moved on meanwhile."""
    town = open_town()
    projector = town.projector()
    town.deliver("licences", make.licence(), now=NOW)
    projector.run_once(NOW)
    before = await town.engine.search(EVERY)
    town.deliver("licences", make.licence(content="another"), now=NOW)
    projector.run_once(NOW)
    with town.ledger.read() as conn:
        assert generations.held(conn) == {"g000001": town.head()}

    monkeypatch.setattr(town.engine, "search", lambda _: _given(before))
    engine = GuardedEngine(town.engine, town.ledger, town.city, lambda: NOW)
    assert await engine.search(EVERY) is before
    projector.close()


async def _given(page: SearchPage) -> SearchPage:
    return page
