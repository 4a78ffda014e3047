"""PostgreSQL cut off in the middle of a transaction; a ledger restored from an older backup."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool
from starlette.applications import Starlette

from gongshi.indexers import accept_chunk
from gongshi.ledger.sql import insert_many as insert_many_honestly
from gongshi.ledger.store import Ledger
from gongshi.records.problems import GongshiError
from gongshi.search.port import SearchEngine
from tests.faults.conftest import Production, wait_for
from tests.ledger.filing_desk import NOW, Desk, licence, register
from tests.servers.server_postgresql import PostgresqlServer

LICENCES = [licence(n % 5 + 1, f"许{n}") for n in range(40)]

#: The same file both times.
FILE: dict[str, Any] = {"chunk": 20, "digest": b"licences", "order": "2026-05-20"}


def begin(production: Production) -> None:
    production.desk.deliver("register", [register(n) for n in range(1, 6)])
    projector = production.projector("builder")
    projector.run_once(NOW)
    projector.close()


@pytest.fixture
def cut_before(
    own_postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], threading.Event]]:
    """``cut_before(statement)``: PostgreSQL is cut off right before it is first run."""
    done = threading.Event()

    def cut() -> None:
        if not done.is_set():
            done.set()
            own_postgresql.cut_off()

    def arm(statement: str) -> threading.Event:
        def before(_conn: Any, _cursor: Any, text: str, *_: Any) -> None:
            if text.startswith(statement):
                cut()

        def insert_many(conn: Any, table: Any, rows: Any, *clause: Any) -> None:
            if statement == f"COPY {table.name}":  # it goes past SQLAlchemy
                cut()
            insert_many_honestly(conn, table, rows, *clause)

        monkeypatch.setattr(accept_chunk, "insert_many", insert_many)
        event.listen(Engine, "before_cursor_execute", before)
        listening.append(before)
        return done

    listening: list[Any] = []
    yield arm
    for before in listening:
        event.remove(Engine, "before_cursor_execute", before)
    if not own_postgresql.answers():
        own_postgresql.start()


@pytest.mark.elasticsearch
@pytest.mark.parametrize("statement", ["COPY licence_versions", "UPDATE batches SET"])
def test_cut_off_in_the_middle_of_a_transaction(
    production: Production,
    own_postgresql: PostgresqlServer,
    cut_before: Callable[[str], threading.Event],
    statement: str,
) -> None:
    """The delivery ends with a clear error; given again, it is taken in as if nothing had been."""
    begin(production)
    with production.readers() as readers, production.follower():
        readers.wait_for(200)
        cut = cut_before(statement)
        with pytest.raises(GongshiError) as caught:
            production.desk.deliver("licences", LICENCES, **FILE)
        assert caught.value.code == "ledger_unavailable"
        assert cut.is_set()
        readers.wait_for(503)
        own_postgresql.start()
        receipt = production.desk.deliver("licences", LICENCES, **FILE)
        assert receipt.batch.counts["added"] == len(LICENCES)
        production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    production.check()
    assert sum(collection == "records" for collection, *_ in production.held()) == len(LICENCES)


@pytest.mark.elasticsearch
def test_restored_from_an_older_backup(
    production: Production, own_postgresql: PostgresqlServer, empty_ledger: str
) -> None:
    """More came in since than was lost: the numbers alone would not tell."""
    begin(production)
    url = production.ledger_url
    database = url.rpartition("/")[2]
    production.ledger.close()
    backup = own_postgresql.create_database(database)

    production.ledger = Ledger.open(url)
    desk = Desk(production.ledger, production.city)
    desk.deliver("licences", [licence(1, "失"), licence(2, "失2")])
    projector = production.projector("before")
    projector.run_once(NOW)
    projector.close()
    assert "失" in "".join(body for *_, body in production.held())

    production.ledger.close()
    own_postgresql.drop_database(database)
    own_postgresql.rename_database(backup, database)
    production.ledger = Ledger.open(url)
    desk = Desk(production.ledger, production.city)
    desk.deliver("licences", LICENCES)
    with production.readers() as readers:
        readers.wait_for(503)
        with production.follower():
            wait_for(lambda: production.live().name == "g000002", "it was not built anew")
            production.wait_until_caught_up()
        readers.wait_for(200)
    readers.check()
    production.check()
    assert "失" not in "".join(body for *_, body in production.held())
    assert production.ledger.epoch == 2


@pytest.mark.elasticsearch
def test_hung_and_going_on_again(production: Production, own_postgresql: PostgresqlServer) -> None:
    """Whoever asks is told to come again, in place of waiting; nothing stays behind waiting."""
    begin(production)
    pool = production.ledger._engine.pool
    assert isinstance(pool, QueuePool)
    meanwhile, afterwards = production.application(), production.application()
    with production.readers() as readers:
        readers.wait_for(200)
        own_postgresql.hang()
        try:
            # Two in a row: the second one began while it hung.
            readers.wait_for(503)
            readers.wait_for(503)
            assert asyncio.run(readiness(*meanwhile)) == (503, "5", "ledger_unavailable")
            with pytest.raises(GongshiError) as caught:
                Ledger.open(production.ledger_url)
            assert caught.value.code == "ledger_unavailable"
        finally:
            own_postgresql.go_on()
        readers.wait_for(200)
    readers.check()
    told = {code for read in readers.reads for code in read.codes}
    assert told == {"ledger_unavailable"}
    wait_for(lambda: pool.checkedout() == 0, "somebody waits still")
    assert asyncio.run(readiness(*afterwards)) == (200, None, "")
    production.check()


async def readiness(app: Starlette, engine: SearchEngine) -> tuple[int, str | None, str]:
    """What ``/readyz`` answers: its status, when to come again, and the ledger's problem."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gongshi.test") as client:
        answer = await client.get("/readyz")
    await engine.close()
    problem = answer.json()["parts"]["ledger"].get("problem", "")
    return answer.status_code, answer.headers.get("retry-after"), problem


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What follows goes wrong on purpose."""
    caplog.set_level("CRITICAL", "gongshi")
