"""kill -9 of a promote after each thing it made last, on PostgreSQL and Elasticsearch.

A child rebuilds the index, or goes back to the one before, and dies right after the n-th request
that changed Elasticsearch, or transaction of the ledger, counted from when the promote begins; at
that moment a record is repaired, too. Whoever comes next needs no hand: the index is what the
ledger tells, the ledger knows which generation is served, what was left behind is cleared away.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from elastic_transport import Transport

from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.projector import Projector, State
from gongshi.ledger import generations
from gongshi.ledger.store import Ledger, WriteTransaction
from gongshi.records.model import Severity
from gongshi.search.engines import elastic_client
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin
from tests.faults.conftest import Production
from tests.faults.test_killed_production import run
from tests.ledger.filing_desk import NOW, Desk, licence, penalty, register, repair

#: Requests that ask only.
_ASKING = ("_search", "_msearch", "_count", "_mget")


def count_what_lasts(step: Callable[[], None]) -> None:
    """From now on, ``step`` after every transaction of the ledger and every changing request."""
    written, asked = Ledger.write, Transport.perform_request

    @contextmanager
    def write(self: Ledger, **options: bool) -> Iterator[WriteTransaction]:
        with written(self, **options) as transaction:
            yield transaction
        step()

    def perform_request(self: Any, method: str, target: str, **options: Any) -> Any:
        answer = asked(self, method, target, **options)
        if method not in ("GET", "HEAD") and not any(word in target for word in _ASKING):
            step()
        return answer

    Ledger.write = write  # type: ignore[method-assign]
    Transport.perform_request = perform_request  # type: ignore[method-assign]


class Promoting(ElasticsearchAdmin):
    """Tells when a promote begins."""

    def __init__(self, cluster: Cluster, prefix: str, begun: Callable[[], None]) -> None:
        super().__init__(cluster, prefix, replicas="0-0")
        self._begun = begun

    def prepare(self, name: str) -> None:
        self._begun()
        super().prepare(name)


def promote(
    url: str, cluster: str, prefix: str, act: str, mark: str, kill_at: int, counted: Any
) -> None:
    """One process; the step after which it dies, 0 for never."""
    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url, create=False)
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def begun() -> None:
        file(Desk(ledger, city), mark)
        count_what_lasts(step)

    admin = Promoting(Cluster(cluster), prefix, begun)
    projector = Projector(ledger, admin, city, "test")
    done = projector.rebuild(NOW) if act == "rebuild" else projector.rollback("", NOW)
    assert done.state is State.READY
    projector.close()
    counted.value = steps
    admin.close()
    ledger.close()


def file(desk: Desk, mark: str) -> None:
    """A new licence, and a penalty that must be hidden from now on."""
    desk.deliver("licences", [licence(1, f"许{mark}")], digest=f"l{mark}".encode())
    fixed = repair(
        target_document_number=f"罚{mark}",
        uscc=penalty(2).uscc,
        decision_date=NOW.date(),
        document_number=f"修{mark}",
    )
    desk.deliver("repairs", [fixed], digest=f"r{mark}".encode())


def check(production: Production) -> str:
    """What a projector that is started finds, and leaves; the name of what is served."""
    projector = production.projector("test")
    assert projector.run_once(NOW).state is State.READY
    projector.close()
    production.check()
    live = production.live()
    assert live.checkpoint is not None
    assert live.checkpoint.change == production.head()
    with production.ledger.read() as conn:
        noted = [one.name for one in generations.listed(conn) if one.state == "live"]
    assert noted == [live.name]
    return live.name


@pytest.mark.slow
@pytest.mark.elasticsearch
@pytest.mark.parametrize("act", ["rebuild", "rollback"])
def test_a_promote_killed_after_any_step_needs_no_hand(
    production: Production, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_client, "READ_TIMEOUT", 60.0)  # a loaded machine is no finding
    where = (production.ledger_url, production.cluster_url, production.prefix)
    marks = [f"{n}" for n in range(40)]
    shown = {"severity": Severity.GENERAL}
    production.desk.deliver("register", [register(n) for n in range(1, 4)])
    production.desk.deliver("penalties", [penalty(2, f"罚{mark}", **shown) for mark in marks])
    projector = production.projector("test")
    projector.rebuild(NOW)
    projector.rebuild(NOW)  # one is kept, to go back to
    projector.close()
    served = {check(production)}
    with production.readers() as readers:
        readers.wait_for(200)
        kill_at = 1
        while run(promote, *where, act, marks[kill_at], kill_at) is None:
            served.add(check(production))
            assert len(production.admin.generations()) <= 3, "kept, served, and one cut short"
            kill_at += 1
        check(production)
        readers.wait_for(200)
    assert kill_at > 4, "swap, note of it, and what lies around them"
    assert len(served) > 1, "it died before the swap, and after it"
    assert len(production.admin.generations()) == 2
    readers.check()
    assert {read.status for read in readers.reads} == {200}
