"""Both engines, each with indices of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from gongshi.search.engines import elastic_query, embedded, tantivy_bands, tantivy_queries
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.engines.embedded import EmbeddedEngine
from gongshi.search.engines.embedded_writer import EmbeddedAdmin
from tests.contract.engine_house import EngineHouse


@contextmanager
def _embedded(folder: Path) -> Iterator[EngineHouse]:
    house = EngineHouse(EmbeddedEngine(folder), EmbeddedAdmin(folder))
    yield house
    house.close()


@contextmanager
def _elasticsearch(url: str) -> Iterator[EngineHouse]:
    prefix = f"test-{secrets.token_hex(6)}"
    house = EngineHouse(
        ElasticsearchEngine(Cluster(url), prefix),
        ElasticsearchAdmin(Cluster(url), prefix, replicas="0-0"),
    )
    try:
        yield house
    finally:
        house.close()
        with Elasticsearch(url) as client:
            names = list(client.indices.get(index=f"{prefix}.*"))
            if names:
                client.indices.delete(index=names)


ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineHouse]:
    """An empty engine: no generation."""
    with _opened(request, tmp_path) as opened:
        yield opened


@pytest.fixture(
    params=[
        *ENGINES,
        # The way of words that many rows hold, for (nearly) every question.
        "embedded by tiers",
        pytest.param("elasticsearch by tiers", marks=pytest.mark.elasticsearch),
    ],
    scope="module",
)
def shared_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineHouse]:
    """An empty engine that a module's tests fill once and share."""
    with _opened(request, tmp_path_factory.mktemp("index")) as opened:
        yield opened


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[EngineHouse]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "embedded by tiers":
            patch.setattr(embedded, "LADDER_ROWS", 0)
            patch.setattr(tantivy_queries, "BROAD", -1)
            patch.setattr(tantivy_bands, "AT_ONCE", 1)
        if request.param.startswith("embedded"):
            with _embedded(folder) as opened:
                yield opened
            return
        if request.param == "elasticsearch by tiers":
            patch.setattr(elastic_query, "LADDER_ROWS", 1)
        with _elasticsearch(request.getfixturevalue("elasticsearch_url")) as opened:
            yield opened


@pytest.fixture(scope="module")
def embedded_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineHouse]:
    """An empty embedded engine that a module's tests share."""
    with _embedded(tmp_path_factory.mktemp("index")) as opened:
        yield opened


@pytest.fixture(scope="module")
def elasticsearch_shared(elasticsearch_url: str) -> Iterator[EngineHouse]:
    """An empty Elasticsearch that a module's tests share."""
    with _elasticsearch(elasticsearch_url) as opened:
        yield opened


@pytest.fixture
def elasticsearch_house(elasticsearch_url: str) -> Iterator[EngineHouse]:
    """An empty Elasticsearch, for what only it promises."""
    with _elasticsearch(elasticsearch_url) as opened:
        yield opened


@pytest.fixture
def elasticsearch_admin(elasticsearch_url: str) -> Iterator[Callable[[str], ElasticsearchAdmin]]:
    """``elasticsearch_admin(prefix)``: more admins of one server."""
    admins: list[ElasticsearchAdmin] = []

    def admin(prefix: str) -> ElasticsearchAdmin:
        admins.append(ElasticsearchAdmin(Cluster(elasticsearch_url), prefix, replicas="0-0"))
        return admins[-1]

    yield admin
    for opened in admins:
        opened.close()
