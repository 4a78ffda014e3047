"""kill -9 of ingest and projector at random points, on PostgreSQL and Elasticsearch.

A child takes in files and dies right before a random statement; another one projects and dies right
before or after a random statement or request; then both run to their end. The ledger is the one of
an undisturbed ingest, row by row, and the index is what the ledger tells. GONGSHI_TEST_KILL_POINTS
says how many of each (fifty in make test-full).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from elastic_transport import Transport
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
#: Small windows, so that most points lie between commits.
WINDOW = 20
_TIMEOUT = 300.0

#: Tables of the projector, and numbers given to its leases.
_NOT_INGESTS = {"generations", "leases", "counters"}


def deliveries(desk: Desk, round_number: int) -> None:
    """Files of every kind, the same for the same round."""
    mark = f"{round_number}"
    firms = range(1, 6)
    common: dict[str, Any] = {"digest": mark.encode(), "chunk": 4}
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


class Steps:
    """Counts steps of a process, and ends it by SIGKILL right before one of them (0: never)."""

    def __init__(self, kill_at: int) -> None:
        self.done = 0
        self._kill_at = kill_at
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)
        asked = Transport.perform_request

        def perform_request(*arguments: Any, **options: Any) -> Any:
            self.step()
            answer = asked(*arguments, **options)
            self.step()  # done there, but nobody here knows
            return answer

        Transport.perform_request = perform_request  # type: ignore[method-assign]

    def step(self, *_: object) -> None:
        self.done += 1
        if self.done == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def ingest(url: str, round_number: int, kill_at: int, counted: Any) -> None:
    """One process: the round's files."""
    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url, create=False)
    steps = Steps(kill_at)
    deliveries(Desk(ledger, city, now=NOW + timedelta(seconds=round_number)), round_number)
    counted.value = steps.done
    ledger.close()


def project(url: str, cluster: str, prefix: str, kill_at: int, counted: Any) -> None:
    """One process: the first one builds the index, the others follow in windows."""
    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url, create=False)
    admin = ElasticsearchAdmin(Cluster(cluster), prefix, replicas="0-0")
    steps = Steps(kill_at)
    projector = Projector(ledger, admin, city, "test", window=WINDOW)
    assert projector.run_once(NOW).state is State.READY
    projector.close()
    counted.value = steps.done
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

        point = chance.randrange(1, 60)
        while run(project, *where, point) is None:
            killed["projector"] += 1
            point += chance.randrange(1, 120)
        production.check()
        rounds += 1
    assert production.live().checkpoint is not None
    assert production.live().checkpoint.change == production.head()  # type: ignore[union-attr]
