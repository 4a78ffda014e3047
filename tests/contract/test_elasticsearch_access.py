"""Copies of a generation, the operator's template; a client that leaves, a node that is silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fnmatch import fnmatch
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from gongshi.search.engines import elastic_client, elasticsearch
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elastic_index import RANK_FIELDS, Names
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.port import EngineUnavailable, SearchRequest
from tests.contract.engine_house import EVERY, NOW, SUBJECTS, EngineHouse, a_slice, subject
from tests.servers.front_door import front_door

pytestmark = pytest.mark.elasticsearch

ANY = SearchRequest(collection=SUBJECTS, tiers=EVERY, filters=(), now=NOW, size=10)


@pytest.fixture
def prefix(elasticsearch_house: EngineHouse) -> str:
    """Of a served generation with the one subject ``a``."""
    elasticsearch_house.serve(subject("a", 1, a_slice(1)))
    assert isinstance(elasticsearch_house.engine, ElasticsearchEngine)
    return elasticsearch_house.engine._names.live.removesuffix(".live")


@asynccontextmanager
async def opened(cluster: Cluster, prefix: str) -> AsyncIterator[ElasticsearchEngine]:
    engine = ElasticsearchEngine(cluster, prefix)
    try:
        yield engine
    finally:
        await engine.close()


def test_a_generation_gets_its_copies_before_it_is_promoted(
    elasticsearch_house: EngineHouse, elasticsearch_url: str
) -> None:
    elasticsearch_house.build("g1", [subject("a", 1, a_slice(1))])
    assert isinstance(elasticsearch_house.engine, ElasticsearchEngine)
    names = elasticsearch_house.engine._names
    index = names.index("g1")
    with Elasticsearch(elasticsearch_url) as client:
        built = client.indices.get_settings(index=index)[index]["settings"]["index"]
        assert (built["number_of_replicas"], built["refresh_interval"]) == ("0", "-1")
        assert "auto_expand_replicas" not in built
        admin = ElasticsearchAdmin(Cluster(elasticsearch_url), names.live.removesuffix(".live"))
        admin.prepare("g1")
        admin.close()
        served = client.indices.get_settings(index=index)[index]["settings"]["index"]
        assert served["auto_expand_replicas"] == "0-1"
        assert client.cluster.health(index=index)["status"] == "green"


def test_the_operators_template_leaves_to_gongshi_what_is_gongshis(
    elasticsearch_house: EngineHouse, elasticsearch_url: str
) -> None:
    """``docker/elasticsearch/index-template.json``; the tests' distribution has no ILM."""
    file = Path(__file__).parents[2] / "docker" / "elasticsearch" / "index-template.json"
    template = json.loads(file.read_text("utf-8"))
    assert isinstance(elasticsearch_house.engine, ElasticsearchEngine)
    names = elasticsearch_house.engine._names
    (pattern,) = template["index_patterns"]
    assert fnmatch(Names("gongshi").index("g000001"), pattern)
    del template["template"]["settings"]["index.lifecycle.name"]
    template["index_patterns"] = [names.every_generation]
    name = names.live.removesuffix(".live")
    with Elasticsearch(elasticsearch_url) as client:
        client.indices.put_index_template(name=name, **template)
        try:
            elasticsearch_house.serve(subject("a", 1, a_slice(1)))
            index = names.index("g1")
            made = client.indices.get_settings(index=index)[index]["settings"]["index"]
        finally:
            client.indices.delete_index_template(name=name)
    assert made["search"]["slowlog"]["threshold"]["query"]["warn"] == "1s"
    assert (made["number_of_shards"], made["refresh_interval"]) == ("1", "-1")
    assert made["sort"] == {"field": list(RANK_FIELDS), "order": ["desc"] * len(RANK_FIELDS)}
    assert elasticsearch_house.owners() == ["a"]


def test_copies_that_do_not_come_are_not_waited_for_forever(
    elasticsearch_house: EngineHouse,
    elasticsearch_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A node is down: the generation is served from the copy there is."""
    monkeypatch.setattr(elasticsearch, "COPIES_SECONDS", 0)
    elasticsearch_house.build("g1", [subject("a", 1, a_slice(1))])
    assert isinstance(elasticsearch_house.engine, ElasticsearchEngine)
    prefix = elasticsearch_house.engine._names.live.removesuffix(".live")
    with Elasticsearch(elasticsearch_url) as client:
        index = elasticsearch_house.engine._names.index("g1")
        client.indices.put_settings(index=index, settings={"number_of_replicas": 1})
    admin = ElasticsearchAdmin(Cluster(elasticsearch_url), prefix, replicas="false")
    admin.prepare("g1")
    admin.promote("g1")
    admin.close()
    assert "not all of its copies" in caplog.text
    assert elasticsearch_house.owners() == ["a"]


def test_a_cancelled_search_ends_its_connection(
    prefix: str, elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elasticsearch gives up a search whose connection is closed."""
    monkeypatch.setattr(elastic_client, "READ_TIMEOUT", 120.0)  # nothing else ends it

    async def ask(url: str) -> None:
        async with opened(Cluster(url), prefix) as engine:
            await engine.search(ANY)
            door.hold()
            search = asyncio.create_task(engine.search(ANY))
            assert await asyncio.to_thread(door.held.wait, 30)
            assert not door.left.is_set()
            search.cancel()
            with pytest.raises(asyncio.CancelledError):
                await search
            assert await asyncio.to_thread(door.left.wait, 30)

    with front_door(elasticsearch_url) as door:
        asyncio.run(ask(door.url))


def test_a_node_that_does_not_answer_costs_one_second(prefix: str, elasticsearch_url: str) -> None:
    """It is not asked twice; where there is another node, that one answers."""

    async def ask(url: str, times: int) -> list[list[str]]:
        async with opened(Cluster(url), prefix) as engine:
            pages = [await engine.search(ANY) for _ in range(times)]
            return [[hit.owner for hit in page.hits] for page in pages]

    with front_door(elasticsearch_url) as silent, front_door(elasticsearch_url) as good:
        silent.hold()
        with pytest.raises(EngineUnavailable) as caught:
            asyncio.run(ask(silent.url, 1))
        assert "ConnectionTimeout" in caught.value.reason
        assert len(silent.kept) == 1
        # Nodes are asked in turn: the silent one is at the latest with the second search.
        assert asyncio.run(ask(f"{silent.url},{good.url}", 2)) == [["a"], ["a"]]
        assert (len(silent.kept), len(good.seen)) == (2, 2)
