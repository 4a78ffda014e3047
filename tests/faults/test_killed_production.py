"""kill -9 of ingest and projector at random points, on PostgreSQL and Elasticsearch.

A child takes in files and dies right before a random statement; another one projects and dies at a
random call; then both run to their end. The ledger is the one of an undisturbed ingest, row by row,
and the index is what the ledger tells. GONGSHI_TEST_KILL_POINTS says how many of each (fifty in
make test-full).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.projector import Projector, State
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import metadata
from gongshi.records.model import Severity
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin
from tests.faults.conftest import Production
from tests.ledger.filing_desk import (
    NOW,
    Desk,
    licence,
    penalty,
    register,
    repair,
    suspension,
    withdrawal,
    zero_report,
)
from tests.servers.server_postgresql import PostgresqlServer

POINTS = int(os.environ.get("GONGSHI_TEST_KILL_POINTS", "2"))
_TIMEOUT = 300.0

#: Tables of the projector, and numbers given to its leases.
_NOT_INGESTS = {"generations", "leases", "counters"}


def deliveries(desk: Desk, round_number: int) -> None:
    """Files of every kind, the same for the same round."""
    mark = f"{round_number}"
    firms = range(1, 6)
    common: dict[str, Any] = {"digest": mark.encode(), "chunk": 3}
    desk.deliver("register", [register(n, former_names=(f"旧{mark}{n}",)) for n in firms], **common)
    desk.deliver("licences", [licence(n, f"许{mark}-{n}") for n in firms], **common)
    shown = {"severity": Severity.GENERAL}
    desk.deliver("penalties", [penalty(n, f"罚{mark}-{n}", **shown) for n in firms], **common)
    desk.deliver(
        "repairs",
        [
            repair(
                target_document_number=f"罚{mark}-{n}",
                uscc=penalty(n).uscc,
                decision_date=NOW.date(),
                document_number=f"修{mark}-{n}",
            )
            for n in (1, 2)
        ],
        **common,
    )
    target = {"target_document_number": f"罚{mark}-3", "uscc": penalty(3).uscc}
    desk.deliver("withdrawals", [withdrawal(**target)], **common)
    target = {"target_document_number": f"罚{mark}-4", "uscc": penalty(4).uscc}
    desk.deliver("suspensions", [suspension(**target)], **common)
    desk.deliver("zero-reports", [zero_report()], **common)


def ingest(url: str, round_number: int, kill_at: int, statements: Any) -> None:
    """One process; it kills itself before its ``kill_at``-th statement or commit (0: never)."""
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url, create=False)
    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    deliveries(Desk(ledger, city, now=NOW + timedelta(seconds=round_number)), round_number)
    statements.value = done
    ledger.close()


def project(url: str, cluster: str, prefix: str, kill_at: int, calls: Any) -> None:
    """One process; it kills itself at its ``kill_at``-th call of a function (0: never)."""
    done = 0

    def count(_frame: object, what: str, _argument: object) -> None:
        nonlocal done
        if what == "call":
            done += 1
            if done == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url, create=False)
    admin = ElasticsearchAdmin(Cluster(cluster), prefix, replicas="0-0")
    projector = Projector(ledger, admin, city, "test", window=7)
    sys.setprofile(count)
    try:
        progress = projector.run_once(NOW)
        projector.close()
    finally:
        sys.setprofile(None)
    assert progress.state is State.READY
    calls.value = done
    admin.close()
    ledger.close()


def run(work: Callable[..., None], *arguments: Any) -> int | None:
    """What a process counted; None when it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    counted = context.Value("q", -1)
    process = context.Process(target=work, args=(*arguments, counted))
    process.start()
    process.join(_TIMEOUT)
    if process.exitcode == -signal.SIGKILL:
        return None
    assert process.exitcode == 0
    return int(counted.value)


def content(ledger: Ledger) -> dict[str, list[Any]]:
    with ledger.read() as conn:
        return {
            table.name: sorted(map(tuple, conn.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name not in _NOT_INGESTS
        }


@pytest.fixture
def undisturbed(
    own_postgresql: PostgresqlServer, empty_ledger: str
) -> Iterator[tuple[str, Ledger]]:
    name = own_postgresql.create_database(empty_ledger)
    ledger = Ledger.open(own_postgresql.url_of(name))
    yield own_postgresql.url_of(name), ledger
    ledger.close()
    own_postgresql.drop_database(name)


@pytest.mark.slow
@pytest.mark.elasticsearch
def test_killed_at_random_points_nothing_is_lost_doubled_or_shown(
    production: Production, undisturbed: tuple[str, Ledger]
) -> None:
    straight_url, straight = undisturbed
    where = (production.ledger_url, production.cluster_url, production.prefix)
    chance = random.Random(20260520)
    killed = {"ingest": 0, "projector": 0}
    rounds = 0
    while min(killed.values()) < POINTS:
        statements = run(ingest, straight_url, rounds, 0)
        assert statements is not None
        for point in [chance.randrange(1, statements) for _ in range(2)]:
            killed["ingest"] += run(ingest, where[0], rounds, point) is None
        assert run(ingest, where[0], rounds, 0) is not None
        assert content(production.ledger) == content(straight)

        point = chance.randrange(1, 4_000)
        while run(project, *where, point) is None:
            killed["projector"] += 1
            point += chance.randrange(1, 8_000)
        production.check()
        rounds += 1
    assert production.live().checkpoint is not None
    assert production.live().checkpoint.change == production.head()  # type: ignore[union-attr]
