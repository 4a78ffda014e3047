"""Elasticsearch killed, hung, full; projectors that slept. After each the index is what the ledger
tells, readers had answers or a clean 503, and no hand was needed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.projector import Projector, State
from gongshi.indexers.rows import EventRow
from gongshi.indexers.withholding import withhold
from gongshi.ledger import generations
from gongshi.ledger.store import Ledger
from gongshi.records.model import Penalty, Severity
from gongshi.records.problems import GongshiError
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elastic_index import Names
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin
from tests.faults.conftest import Production, wait_for
from tests.ledger.filing_desk import NOW, licence, penalty, register, repair
from tests.servers.front_door import front_door
from tests.servers.server_elasticsearch import ElasticsearchServer


def shown_penalty(firm: int) -> Penalty:
    """Public for a while, by its class."""
    return penalty(firm, f"罚{firm}", severity=Severity.GENERAL)


def repaired(firm: int) -> EventRow:
    """Its penalty is hidden from today on."""
    return repair(
        target_document_number=f"罚{firm}",
        uscc=penalty(firm).uscc,
        decision_date=date(2026, 5, 20),
        document_number=f"修{firm}",
    )


def begin(production: Production) -> None:
    """A few subjects, a licence and a penalty each, in a served index."""
    production.desk.deliver("register", [register(n) for n in range(1, 6)])
    production.desk.deliver("licences", [licence(n, f"许{n}") for n in range(1, 6)])
    production.desk.deliver("penalties", [shown_penalty(n) for n in range(1, 6)])
    projector = production.projector("builder")
    assert projector.run_once(NOW).state is State.READY
    projector.close()


def more(production: Production, mark: str) -> None:
    """Further licences, and a penalty repaired: it must be hidden."""
    production.desk.deliver(
        "licences", [licence(n, f"许{mark}{n}") for n in range(1, 6)], digest=mark.encode()
    )
    production.desk.deliver(
        "repairs",
        [repaired(2)],
        digest=b"r" + mark.encode(),
    )


def test_killed_in_the_middle_of_a_bulk_and_started_again(
    production: Production, own_elasticsearch: ElasticsearchServer
) -> None:
    begin(production)
    with (
        front_door(own_elasticsearch.url) as door,
        production.readers() as readers,
        production.follower(url=door.url),
    ):
        readers.wait_for(200)
        door.hold("/_bulk")
        more(production, "a")
        assert door.held.wait(60)
        own_elasticsearch.kill()
        door.let_go()
        readers.wait_for(503)
        own_elasticsearch.start()
        production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    production.check()
    bodies = "".join(body for *_, body in production.held())
    assert "罚1" in bodies
    assert "罚2" not in bodies, "it was repaired"


def test_slow_for_a_while(production: Production, own_elasticsearch: ElasticsearchServer) -> None:
    """Requests wait a second at most; the projector waits longer and goes on where it was."""
    begin(production)
    with production.readers() as readers, production.follower():
        readers.wait_for(200)
        own_elasticsearch.hang()
        try:
            more(production, "a")
            # Two in a row: the second one began while it hung, and took its second.
            readers.wait_for(503)
            readers.wait_for(503)
        finally:
            own_elasticsearch.go_on()
        production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    production.check()


@contextmanager
def flood_stage(client: Elasticsearch, index: str) -> Iterator[None]:
    """The node's disk has less room left than it is told to want, and then again enough.

    Elasticsearch finds out by itself that it must block writing, and that it need no longer.
    """
    disk = "cluster.routing.allocation.disk"
    marks = [f"{disk}.watermark.{mark}" for mark in ("low", "high", "flood_stage")]
    look = {"cluster.info.update.interval": "10s", f"{disk}.threshold_enabled": True}

    def settle(free: str) -> None:
        client.cluster.put_settings(persistent=look | dict.fromkeys(marks, free))

    def blocked() -> bool:
        found = client.indices.get_settings(index=index, flat_settings=True)
        settings: dict[str, str] = found[index]["settings"]
        return settings.get("index.blocks.read_only_allow_delete") == "true"

    try:
        settle("1000tb")
        wait_for(blocked, "the flood stage did not come")
        yield
    finally:
        settle("1b")
        wait_for(lambda: not blocked(), "the flood stage did not pass")
        client.cluster.put_settings(persistent=dict.fromkeys([*look, *marks]))


def test_at_the_flood_stage_reading_goes_on_and_writing_waits(
    production: Production, own_elasticsearch: ElasticsearchServer
) -> None:
    """Its disk nearly full, Elasticsearch makes indices read-only, and writable again by itself."""
    begin(production)
    index = Names(production.prefix).index(production.live().name)
    with (
        Elasticsearch(own_elasticsearch.url) as client,
        front_door(own_elasticsearch.url) as door,
        production.readers() as readers,
        production.follower(url=door.url),
    ):
        readers.wait_for(200)
        with flood_stage(client, index):
            tried = sum("/_bulk" in path for path in door.seen)
            more(production, "a")
            wait_for(
                lambda: sum("/_bulk" in path for path in door.seen) >= tried + 2,
                "it was not tried again",
            )
            readers.wait_for(200)
            checkpoint = production.live().checkpoint
            assert checkpoint is not None
            assert checkpoint.change < production.head(), "what was refused is not told as held"
        production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    assert {read.status for read in readers.reads} == {200}
    production.check()


def project_once(ledger_url: str, cluster_url: str, prefix: str, told: Any) -> None:
    """A projector's process; it tells what became of its one run."""
    ledger = Ledger.open(ledger_url, create=False)
    admin = ElasticsearchAdmin(Cluster(cluster_url), prefix, replicas="0-0")
    projector = Projector(ledger, admin, load_city(shipped_city("tianjin")), "sleeper")
    try:
        told.send(projector.run_once(NOW).state.value)
    except GongshiError as error:
        told.send(error.code)


def test_a_late_write_of_a_projector_that_slept_changes_nothing(
    production: Production, own_elasticsearch: ElasticsearchServer
) -> None:
    """It is stopped beyond its lease, and beyond the time Elasticsearch remembers deletions; its
    write arrives after another one hid what it would show."""
    begin(production)
    index = Names(production.prefix).index(production.live().name)
    with Elasticsearch(own_elasticsearch.url) as client:
        client.indices.put_settings(index=index, settings={"index.gc_deletes": "0s"})
    production.desk.deliver("penalties", [shown_penalty(6)], digest=b"six")
    context = multiprocessing.get_context("forkserver")
    told, telling = context.Pipe(duplex=False)
    with front_door(own_elasticsearch.url) as door:
        door.hold("/_bulk")
        sleeper = context.Process(
            target=project_once,
            args=(production.ledger_url, door.url, production.prefix, telling),
        )
        sleeper.start()
        try:
            assert door.held.wait(60)
            assert sleeper.pid is not None
            os.kill(sleeper.pid, signal.SIGSTOP)
            production.desk.deliver("repairs", [repaired(6)], digest=b"rep")
            another = production.projector("another")
            another._clock = lambda: production.clock() + timedelta(minutes=1)
            assert another.run_once(NOW).state is State.READY
            production.check()
            door.let_go()
            assert door.late.wait(60)
            production.check()
            os.kill(sleeper.pid, signal.SIGCONT)
            assert told.poll(60)
            assert told.recv() == "generation_taken_over"
        finally:
            sleeper.kill()
            sleeper.join(60)
            sleeper.close()
    production.check()
    assert another.run_once(NOW).state is State.READY
    another.close()


def test_of_two_rebuilds_the_one_that_slept_gives_way(
    production: Production, own_elasticsearch: ElasticsearchServer
) -> None:
    begin(production)
    failure: list[GongshiError] = []
    with front_door(own_elasticsearch.url) as door, production.readers() as readers:
        readers.wait_for(200)
        sleeper = production.projector("sleeper", url=door.url)
        other = production.projector("other")
        door.hold("/_bulk")

        def sleep() -> None:
            try:
                sleeper.rebuild(NOW)
            except GongshiError as error:
                failure.append(error)

        asleep = threading.Thread(target=sleep)
        asleep.start()
        assert door.held.wait(60)
        assert other.rebuild(NOW).state is State.HELD, "one rebuild at a time"
        other._clock = lambda: production.clock() + timedelta(minutes=1)
        more(production, "a")
        built = other.rebuild(NOW)
        assert built.state is State.READY
        door.let_go()
        asleep.join(60)
        readers.wait_for(200)
    assert [error.code for error in failure] in (["generation_taken_over"], ["lease_lost"])
    sleeper.close()
    other.close()
    assert production.live().name == built.generation
    assert len(production.admin.generations()) == 2, "the one before is kept, the sleeper's is gone"
    assert {read.status for read in readers.reads} == {200}
    production.check()


def test_readers_notice_nothing_of_promotes_and_rollbacks(production: Production) -> None:
    begin(production)
    projector = production.projector()
    with production.readers() as first, production.readers() as second:
        for readers in (first, second):
            readers.wait_for(200)
        for mark in ("a", "b"):
            production.desk.deliver("licences", [licence(7, f"许{mark}")], digest=mark.encode())
            projector.rebuild(NOW)
            assert projector.rollback("", NOW).change == production.head()
        for readers in (first, second):
            readers.wait_for(200)
    for readers in (first, second):
        readers.check()
        assert {read.status for read in readers.reads} == {200}
    projector.close()
    production.check()


def test_a_rollback_after_a_repair_shows_nothing_hidden(production: Production) -> None:
    begin(production)
    projector = production.projector()
    before = projector.rebuild(NOW)
    more(production, "a")
    with production.readers() as readers:
        readers.wait_for(200)
        back = projector.rollback("", NOW)
        readers.wait_for(200)
    assert back.generation != before.generation
    assert back.change == production.head()
    readers.check()
    projector.close()
    production.check()


def test_a_snapshot_restored_over_the_served_index_is_not_served_until_it_caught_up(
    production: Production, own_elasticsearch: ElasticsearchServer
) -> None:
    """What was hidden since it was taken stays hidden, whether or not an indexer was running; it
    comes back with its aliases."""
    begin(production)
    index = Names(production.prefix).index(production.live().name)
    projector = production.projector()
    with Elasticsearch(own_elasticsearch.url) as client, production.readers() as readers:
        store = {"type": "fs", "settings": {"location": production.prefix}}
        client.snapshot.create_repository(name=production.prefix, repository=store)
        store_name, nightly = production.prefix, "nightly"
        client.snapshot.create(
            repository=store_name, snapshot=nightly, indices=index, wait_for_completion=True
        )
        more(production, "a")
        assert projector.run_once(NOW).state is State.READY
        readers.wait_for(200)
        client.indices.delete(index=index)
        readers.wait_for(503)

        restored = client.snapshot.restore(
            repository=store_name, snapshot=nightly, indices=index, wait_for_completion=True
        )
        assert restored["snapshot"]["shards"]["failed"] == 0
        seen = len(readers.reads)
        change = production.live().checkpoint
        assert change is not None
        assert change.change < production.head(), "it is the index of last night, and live"
        assert any("罚2" in body for *_, body in production.held()), "with what was hidden since"
        readers.wait_for(503)
        readers.wait_for(503)
        assert {read.status for read in readers.reads[seen:]} == {503}
        assert projector.run_once(NOW).state is State.READY
        readers.wait_for(200)
        client.snapshot.delete(repository=store_name, snapshot=nightly)
    readers.check()
    projector.close()
    production.check()
    assert not any("罚2" in body for *_, body in production.held())


def edited_city(folder: Path) -> City:
    """The city after an edit of a file: licences are shared between departments, not public."""
    shutil.copytree(shipped_city("tianjin"), folder)
    for name in ("sources.toml", "items.toml"):
        file = folder / name
        text = file.read_text("utf-8")
        assert text.count('"公开公示"') > 2
        file.write_text(text.replace('"公开公示"', '"政务共享"', 1), "utf-8")
    return load_city(folder)


def test_edited_rules_come_into_force_with_their_index(
    production: Production, tmp_path: Path
) -> None:
    """Processes that were started with the edited file serve the old index until then."""
    begin(production)
    edited = edited_city(tmp_path / "edited")
    assert production.told(edited) != production.told()
    with production.readers(city=edited) as readers:
        readers.wait_for(200)
        production.check()
        with production.follower("edited", city=edited):
            wait_for(lambda: production.live().name == "g000002", "it was not built anew")
            production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    assert {read.status for read in readers.reads} == {200}
    production.check(edited)
    stale = production.projector("old rules").run_once(NOW)
    assert stale.state is State.STALE, "a process of before writes nothing by the old rules"


def test_what_is_withheld_leaves_the_served_index_while_new_rules_are_built(
    production: Production, tmp_path: Path
) -> None:
    begin(production)
    owners = [owner for collection, owner, *_ in production.held() if collection == "records"]
    withhold(production.ledger, owners[0], by="王敏", now=NOW, reason="核查")
    served, stages = production.live(), []
    projector = production.projector("edited", city=edited_city(tmp_path / "edited"))
    projector.rebuild(NOW, lambda *_: stages.append((production.live(), production.held())))
    projector.close()
    live, held = stages[-1]
    assert live == served
    assert [owner for collection, owner, *_ in held if collection == "records"] == owners[1:]


def test_a_promote_whose_answer_is_lost_is_ended_by_the_next_projector(
    production: Production, own_elasticsearch: ElasticsearchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap is held back while its projector is killed; it arrives all the same."""
    begin(production)
    with front_door(own_elasticsearch.url) as door:
        projector = production.projector("killed", url=door.url)
        honest = projector._admin.promote

        def promote(name: str) -> None:
            door.hold("/_aliases")
            honest(name)
            raise KeyboardInterrupt  # as good as killed: the ledger is not told

        monkeypatch.setattr(projector._admin, "promote", promote)
        killed = threading.Thread(target=_die, args=(projector,))
        killed.start()
        assert door.held.wait(60)
        assert production.live().name == "g000001"
        door.let_go()
        killed.join(60)
    assert production.live().name == "g000002"
    assert states(production) == {"g000001": "live", "g000002": "building"}
    projector.close()
    production.desk.deliver("licences", [licence(1, "许后")], digest=b"after")
    with production.readers() as readers, production.follower():
        production.wait_until_caught_up()
        readers.wait_for(200)
    assert states(production) == {"g000001": "kept", "g000002": "live"}
    readers.check()
    production.check()


def _die(projector: Projector) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        projector.rebuild(NOW)


def states(production: Production) -> dict[str, str]:
    """Generations as the ledger knows them."""
    with production.ledger.read() as conn:
        return {one.name: one.state for one in generations.listed(conn)}


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What follows goes wrong on purpose."""
    caplog.set_level("CRITICAL", "gongshi.indexers.projector")
