"""What only Elasticsearch promises: fenced writers, tombstones, refusals told, retries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from gongshi.records.problems import GongshiError
from gongshi.search.engines import elastic_client, elastic_writer
from gongshi.search.engines.elastic_client import Cluster, nodes
from gongshi.search.engines.elastic_index import mapping, settings
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.port import EngineUnavailable, GenerationInfo, SearchRequest
from tests.contract.engine_house import (
    EVERY,
    NOW,
    RECORDS,
    SUBJECTS,
    EngineHouse,
    a_checkpoint,
    a_slice,
    record,
    subject,
)
from tests.servers.server_process import free_port

pytestmark = pytest.mark.elasticsearch

ANY = SearchRequest(collection=SUBJECTS, tiers=EVERY, filters=(), now=NOW, size=10)


@pytest.fixture
def house(elasticsearch_house: EngineHouse) -> EngineHouse:
    return elasticsearch_house


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url) as opened:
        yield opened


def live_alias(house: EngineHouse) -> str:
    """The alias that readers ask."""
    assert isinstance(house.engine, ElasticsearchEngine)
    return house.engine._names.live


def index_of(client: Elasticsearch, house: EngineHouse) -> str:
    """The index behind the live alias of a house."""
    (index,) = client.indices.get_alias(name=live_alias(house))
    return str(index)


def documents(client: Elasticsearch, index: str) -> dict[str, dict[str, Any]]:
    """Id → version and source of every document, the checkpoint left out."""
    hits = client.search(index=index, size=1_000, version=True)["hits"]["hits"]
    return {
        hit["_id"]: {"version": hit["_version"], **hit["_source"]}
        for hit in hits
        if hit["_id"] != "checkpoint"
    }


def test_a_question_that_is_not_answered_is_no_answer(
    house: EngineHouse, client: Elasticsearch
) -> None:
    """Else an index that is away would be told to lack its subjects."""
    house.serve(subject("a", 1, a_slice(1)))
    writer = house.admin.writer("g1")
    assert writer.first_tiers([ANY]) == [0]
    index = index_of(client, house)
    client.indices.close(index=index)
    with pytest.raises(EngineUnavailable):
        writer.first_tiers([ANY])
    client.indices.open(index=index)


def lost(client: Elasticsearch, index: str) -> None:
    """An index whose only node is gone."""
    node = {"index.routing.allocation.require._name": "gone"}
    client.indices.create(
        index=index, settings=settings() | node, mappings=mapping(), wait_for_active_shards=0
    )
    assert client.cluster.health(index=index)["status"] == "red"


def test_a_generation_that_is_lost_while_it_is_built_keeps_nobody_from_the_live_one(
    house: EngineHouse, client: Elasticsearch
) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    lost(client, index_of(client, house).replace("g1", "g2"))
    served = GenerationInfo("g1", live=True, checkpoint=a_checkpoint("g1", 1))
    gone = GenerationInfo("g2", live=False, checkpoint=None)
    assert house.admin.generations() == (served, gone)
    house.change(subject("a", 2), change=2)
    assert house.owners() == []
    house.build("g3", [subject("b", 3, a_slice(3))], change=3)
    house.admin.promote("g3")
    assert house.owners() == ["b"]
    house.admin.drop("g2")
    assert [one.name for one in house.admin.generations()] == ["g1", "g3"]


def test_the_live_generation_must_be_read(
    house: EngineHouse, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be told to hold nothing, and be built anew while its node starts again."""
    monkeypatch.setattr(elastic_client, "pause_for", lambda _seconds: None)
    house.serve(subject("a", 1, a_slice(1)))
    index = index_of(client, house)
    gone = index.replace("g1", "g2")
    lost(client, gone)
    alias = live_alias(house)
    swap = [{"remove": {"index": index, "alias": alias}}, {"add": {"index": gone, "alias": alias}}]
    client.indices.update_aliases(actions=swap)
    with pytest.raises(EngineUnavailable):
        house.admin.generations()
    client.indices.delete(index=gone)


def test_a_writer_that_was_replaced_can_write_no_more(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    sleeper = house.admin.writer("g1")
    sleeper.replace([subject("a", 2, a_slice(2))], building=False)
    house.change(subject("a", 3, a_slice(3)), change=3)
    acts: list[Callable[[], None]] = [
        lambda: sleeper.replace([subject("a", 4, a_slice(4, 7))], building=False),
        lambda: sleeper.replace([subject("new", 4, a_slice(4, 7))], building=True),
        lambda: sleeper.commit(a_checkpoint("g1", 4)),
    ]
    for act in acts:
        with pytest.raises(GongshiError) as caught:
            act()
        assert caught.value.code == "generation_taken_over"
        assert caught.value.values == {"name": "g1"}
    assert house.checkpoint() == a_checkpoint("g1", 3)
    assert [hit.rank for hit in house.ask(ANY).hits] == [3]


def test_vanished_slices_become_tombstones(house: EngineHouse, client: Elasticsearch) -> None:
    house.serve(subject("a", 1, a_slice(1, 0, 10, full=["x"]), a_slice(2, 10)))
    house.change(subject("a", 2, a_slice(3, 10)), subject("b", 2), change=2)
    house.change(subject("a", 3), change=3)
    index = index_of(client, house)
    assert documents(client, index) == {
        "subjects/a:0": {
            "version": 2,
            "collection": "subjects",
            "owner": "a",
            "valid_from": 0,
            "valid_until": 0,
        },
        "subjects/a:10": {
            "version": 3,
            "collection": "subjects",
            "owner": "a",
            "valid_from": 10,
            "valid_until": 10,
        },
        "subjects/b:-1": {
            "version": 2,
            "collection": "subjects",
            "owner": "b",
            "valid_from": -1,
            "valid_until": -1,
        },
    }
    assert client.indices.stats(index=index)["_all"]["primaries"]["indexing"]["delete_total"] == 0


def test_a_document_that_does_not_fit_is_told(house: EngineHouse) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    writer = house.admin.writer("g1")
    batch = [
        subject("b", 2, a_slice(2)),
        subject("c", 2, a_slice(3, unheard_of=["x"])),
        subject("d", 2, a_slice(4)),
    ]
    with pytest.raises(GongshiError) as caught:
        writer.replace(batch, building=False)
    assert caught.value.code == "document_refused"
    assert caught.value.values["document"] == "subjects/c:0"
    assert "strict_dynamic_mapping_exception" in str(caught.value.values["reason"])
    writer.close()
    assert house.owners() == ["a"]


def test_a_huge_token_is_left_out_and_the_document_stands(house: EngineHouse) -> None:
    huge = "罚" * 20_000
    house.serve(subject("a", 1, a_slice(1, full=[huge, "x"], grams=[huge, "yz"])))
    assert house.owners() == ["a"]


def test_many_slices_of_many_owners_are_found_again(
    house: EngineHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_writer, "LOOKUP_PAGE", 7)
    monkeypatch.setattr(elastic_writer, "OWNERS_A_LOOKUP", 3)
    monkeypatch.setattr(elastic_writer, "BULK_DOCUMENTS", 5)
    many = [
        (subject if number % 2 else record)(
            f"o{number}", 1, *(a_slice(number + 1, at, at + 1) for at in range(5))
        )
        for number in range(16)
    ]
    house.serve(*many)
    fewer = [type(owner)(owner.collection, owner.owner, 2, owner.documents[::2]) for owner in many]
    house.change(*fewer, change=2)
    for collection, parity in ((SUBJECTS, 1), (RECORDS, 0)):
        seen = {at: len(house.owners(at, collection)) for at in range(5)}
        assert seen == {0: 8, 1: 0, 2: 8, 3: 0, 4: 8}, (collection, parity)


def _block(client: Elasticsearch, index: str, blocked: bool | None) -> None:
    client.indices.put_settings(
        index=index, settings={"index.blocks.read_only_allow_delete": blocked}
    )


def test_a_write_waits_out_a_full_disk(
    house: EngineHouse, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the flood stage, Elasticsearch makes indices read-only and answers 429."""
    house.serve(subject("a", 1, a_slice(1)))
    index = index_of(client, house)
    writer = house.admin.writer("g1")
    paused = threading.Event()
    go_on = threading.Event()

    def pause(seconds: float) -> None:
        paused.set()
        assert go_on.wait(30)

    monkeypatch.setattr(elastic_writer, "pause_for", pause)
    monkeypatch.setattr(elastic_client, "pause_for", pause)
    _block(client, index, True)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(
            writer.replace, [subject("b", 2, a_slice(2)), subject("c", 2)], building=False
        )
        assert paused.wait(30)
        _block(client, index, None)
        go_on.set()
        writing.result(30)
    writer.commit(a_checkpoint("g1", 2))
    assert house.owners() == ["b", "a"]


def test_a_disk_that_stays_full_ends_the_write(
    house: EngineHouse, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    index = index_of(client, house)
    writer = house.admin.writer("g1")
    pauses: list[float] = []
    monkeypatch.setattr(elastic_writer, "pause_for", pauses.append)
    monkeypatch.setattr(elastic_client, "pause_for", pauses.append)
    _block(client, index, True)
    with pytest.raises(EngineUnavailable):
        writer.replace([subject("b", 2, a_slice(2))], building=False)
    _block(client, index, None)
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2]
    assert house.owners() == ["a"]


def test_a_server_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    pauses: list[float] = []
    monkeypatch.setattr(elastic_client, "pause_for", pauses.append)

    async def ask() -> None:
        engine = ElasticsearchEngine(Cluster(url), "test")
        try:
            for question in (
                engine.search(ANY),
                engine.get(SUBJECTS, ["a"], NOW),
                engine.checkpoint(),
            ):
                with pytest.raises(EngineUnavailable) as caught:
                    await question
                assert "ConnectionError" in caught.value.reason
        finally:
            await engine.close()

    asyncio.run(ask())
    admin = ElasticsearchAdmin(Cluster(url), "test")
    with pytest.raises(EngineUnavailable):
        admin.generations()
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2]
    admin.close()


def test_the_other_node_answers_for_one_that_is_away(
    house: EngineHouse, elasticsearch_url: str
) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    assert isinstance(house.engine, ElasticsearchEngine)
    prefix = house.engine._names.live.removesuffix(".live")

    async def ask() -> None:
        for _ in range(4):
            engine = ElasticsearchEngine(
                Cluster(f"http://127.0.0.1:{free_port()}, {elasticsearch_url}/"), prefix
            )
            try:
                page = await engine.search(ANY)
                assert [hit.owner for hit in page.hits] == ["a"]
            finally:
                await engine.close()

    asyncio.run(ask())


def test_an_engine_may_be_asked_in_one_loop_after_another(
    house: EngineHouse, elasticsearch_url: str
) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    assert isinstance(house.engine, ElasticsearchEngine)
    engine = house.engine

    async def first() -> None:
        assert (await engine.search(ANY)).total is not None
        await engine.close()

    async def second() -> None:
        page = await engine.search(ANY)
        assert [hit.owner for hit in page.hits] == ["a"]
        await engine.close()

    asyncio.run(first())
    asyncio.run(second())


def test_admins_of_other_prefixes_never_meet(house: EngineHouse, elasticsearch_url: str) -> None:
    house.serve(subject("a", 1, a_slice(1)))
    assert isinstance(house.engine, ElasticsearchEngine)
    prefix = house.engine._names.live.removesuffix(".live")
    for other in (prefix[:-1], f"{prefix}-x"):
        admin = ElasticsearchAdmin(Cluster(elasticsearch_url), other, replicas="0-0")
        assert admin.generations() == ()
        admin.create("g1")
        try:
            assert [found.name for found in admin.generations()] == ["g1"]
            assert [found.name for found in house.admin.generations()] == ["g1"]
        finally:
            admin.drop("g1")
            admin.close()
    assert house.owners() == ["a"]


def test_the_mapping_is_strict_and_knows_every_field() -> None:
    found = mapping()
    assert found["dynamic"] == "strict"
    assert "_source" not in found  # whole: a part left out is stored a second time
    assert found["properties"]["district"]["doc_values"] is True
    assert found["properties"]["full"]["doc_values"] is False
    assert found["properties"]["grams"]["type"] == "text"


def test_addresses_are_read_from_a_list() -> None:
    assert nodes("http://a:9200/, https://u:p@b:9201 ,http://a:9200") == [
        "http://a:9200",
        "https://u:p@b:9201",
    ]
