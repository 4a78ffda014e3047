"""A small city on the production parts, with readers at its door, while things go wrong."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from elasticsearch import Elasticsearch
from starlette.applications import Starlette

from gongshi.api.app import create_app
from gongshi.api.parts import Parts
from gongshi.api.settings import Engine, Settings
from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.projection import project_subject
from gongshi.indexers.projector import Projector
from gongshi.ledger.changes import head
from gongshi.ledger.snapshots import scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elastic_index import RANK_FIELDS, Names
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.port import GenerationInfo, SearchEngine
from tests.ledger.filing_desk import NOW, Desk
from tests.servers.server_elasticsearch import ElasticsearchServer
from tests.servers.server_postgresql import PostgresqlServer

SEARCH = '{ searchSubjects(query: "", first: 50) { total { value } edges { node { name } } } }'
PATIENCE = 120.0

Slice = tuple[str, str, int, int, str]


def wait_for(what: Callable[[], bool], why: str) -> None:
    """Return when it is so; fail after a long while."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, why
        threading.Event().wait(0.05)


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader got."""

    status: int
    retry_after: str | None
    codes: tuple[str, ...]
    names: tuple[str, ...]


class Readers:
    """One client after the other asks the application, in a thread and loop of their own."""

    def __init__(self, app: Any, engine: SearchEngine) -> None:
        self._app = app
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._ask_on()), daemon=True)
        self.reads: list[Read] = []
        self.failure: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert self.failure is None, self.failure

    async def _ask_on(self) -> None:
        try:
            await self._ask()
        finally:
            await self._engine.close()

    async def _ask(self) -> None:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gongshi.test") as client:
            while not self._stop.is_set():
                try:
                    self.reads.append(_read(await client.post("/graphql", json={"query": SEARCH})))
                except BaseException as error:
                    self.failure = error
                    raise
                await asyncio.sleep(0.02)

    def wait_for(self, status: int) -> None:
        """Until an answer with that status comes that was asked for from now on."""
        seen = len(self.reads) + 1
        wait_for(
            lambda: any(read.status == status for read in self.reads[seen:]),
            f"no answer with {status}",
        )

    def check(self) -> None:
        """Everybody got an answer, or was told cleanly to come again."""
        assert self.reads
        for read in self.reads:
            if read.status == 200:
                assert read.codes == ()
            else:
                assert (read.status, read.retry_after) == (503, "5"), read
                assert set(read.codes) <= {"engine_unavailable", "ledger_unavailable"}, read


def _read(response: httpx.Response) -> Read:
    answer = response.json()
    found = (answer.get("data") or {}).get("searchSubjects") or {}
    return Read(
        response.status_code,
        response.headers.get("retry-after"),
        tuple(error["extensions"]["code"] for error in answer.get("errors", ())),
        tuple(edge["node"]["name"] for edge in found.get("edges", ())),
    )


class Follower:
    """A projector that follows in a thread, by a clock that runs on from the city's now."""

    def __init__(self, projector: Projector, clock: Callable[[], datetime]) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=projector.follow, args=(self._stop, clock), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class Production:
    """PostgreSQL and Elasticsearch, a desk that files into one, and what the other holds."""

    def __init__(self, ledger_url: str, cluster_url: str, city: City, folder: Path) -> None:
        self.ledger_url = ledger_url
        self.cluster_url = cluster_url
        self.city = city
        self.prefix = f"test-{secrets.token_hex(6)}"
        self.ledger = Ledger.open(ledger_url, ledger_id="test")
        self.desk = Desk(self.ledger, city)
        self._folder = folder
        self._admins: list[ElasticsearchAdmin] = []
        self._begun = time.monotonic()
        self.admin = self.admin_at(cluster_url)

    def clock(self) -> datetime:
        """Real time, begun at the city's now."""
        passed = int((time.monotonic() - self._begun) * 1000)
        return datetime.fromtimestamp((to_ms(NOW) + passed) / 1000, UTC)

    def admin_at(self, url: str) -> ElasticsearchAdmin:
        self._admins.append(ElasticsearchAdmin(Cluster(url), self.prefix, replicas="0-0"))
        return self._admins[-1]

    def projector(self, holder: str = "test", *, url: str = "", **options: Any) -> Projector:
        admin = self.admin_at(url) if url else self.admin
        city = options.pop("city", self.city)
        return Projector(self.ledger, admin, city, holder, clock=self.clock, **options)

    def follower(self, holder: str = "follower", **options: Any) -> Follower:
        return Follower(self.projector(holder, **options), self.clock)

    def readers(self, *, city: City | None = None) -> Readers:
        """Readers of an application of its own, as another process has it."""
        return Readers(*self.application(city))

    def application(self, city: City | None = None) -> tuple[Starlette, SearchEngine]:
        """An application of its own, and its engine, to be closed by the loop that used it."""
        engine = ElasticsearchEngine(Cluster(self.cluster_url), self.prefix)
        parts = Parts(city or self.city, self.ledger, engine, self.admin, None)
        settings = Settings.model_validate(
            {
                "data": self._folder,
                "engine": Engine.ELASTICSEARCH,
                "points_per_minute": 1_000_000,
                "project": False,
            }
        )
        return create_app(parts, settings, now=self.clock), engine

    def live(self) -> GenerationInfo:
        (info,) = [one for one in self.admin.generations() if one.live]
        return info

    def head(self) -> int:
        with self.ledger.read() as conn:
            return head(conn)

    def wait_until_caught_up(self) -> None:
        """Until the live generation holds every change."""

        def caught_up() -> bool:
            live = [one for one in self.admin.generations() if one.live]
            return any(one.checkpoint and one.checkpoint.change == self.head() for one in live)

        wait_for(caught_up, "the index did not catch up")

    def held(self) -> list[Slice]:
        """Every slice the live generation holds that is not over, sorted."""
        index = Names(self.prefix).index(self.live().name)
        slices = {"bool": {"should": [{"exists": {"field": field}} for field in RANK_FIELDS]}}
        with Elasticsearch(self.cluster_url) as client:
            client.indices.refresh(index=index)
            found = client.search(index=index, size=10_000, query=slices)
        return sorted(
            (one["collection"], one["owner"], one["valid_from"], one["valid_until"], one["body"])
            for one in (hit["_source"] for hit in found["hits"]["hits"])
            if one["valid_until"] > max(to_ms(NOW), one["valid_from"])
        )

    def told(self, city: City | None = None) -> list[Slice]:
        """Every slice that the ledger and the rules tell, sorted."""
        with self.ledger.read() as conn:
            subjects = scan_subjects(conn, 0, 10_000)
        return sorted(
            (
                owner.collection.value,
                owner.owner,
                one.valid_from,
                one.valid_until,
                one.body.decode(),
            )
            for subject in subjects
            for owner in project_subject(subject, city or self.city, NOW)
            for one in owner.documents
        )

    def check(self, city: City | None = None) -> None:
        """Nothing lost, nothing doubled, nothing hidden shown."""
        assert self.held() == self.told(city)
        assert self.live().checkpoint is not None

    def close(self) -> None:
        self.ledger.close()
        for admin in self._admins:
            admin.close()
        with Elasticsearch(self.cluster_url) as client:
            names = list(client.indices.get(index=f"{self.prefix}.*"))
            if names:
                client.indices.delete(index=names)


@pytest.fixture(scope="session")
def city() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture(scope="session")
def empty_ledger(own_postgresql: PostgresqlServer) -> Iterator[str]:
    """The name of a database with an empty ledger, to be copied."""
    name = own_postgresql.create_database()
    Ledger.open(own_postgresql.url_of(name), ledger_id="test").close()
    yield name
    own_postgresql.drop_database(name)


@pytest.fixture
def production(
    own_postgresql: PostgresqlServer,
    own_elasticsearch: ElasticsearchServer,
    empty_ledger: str,
    city: City,
    tmp_path: Path,
) -> Iterator[Production]:
    name = own_postgresql.create_database(empty_ledger)
    opened = Production(own_postgresql.url_of(name), own_elasticsearch.url, city, tmp_path)
    yield opened
    opened.close()
    own_postgresql.drop_database(name)
