"""The same deliveries through PostgreSQL and Elasticsearch: the answers of SQLite and tantivy."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest
from elasticsearch import Elasticsearch

from gongshi.indexers.projector import State
from gongshi.indexers.rows import EventRow
from gongshi.ledger import leases
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.records.model import RecordKind, Repair, RepairResult
from gongshi.records.problems import GongshiError
from gongshi.search.documents import FACET_FIELDS, Collection
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.port import All, SearchEngine, SearchRequest, Tier

NOW = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
INSTANTS = (NOW, datetime(2027, 4, 2, tzinfo=SHANGHAI), datetime(2027, 4, 3, tzinfo=SHANGHAI))
NAMES = {
    "91110000802100433B": "天津市海河乳品有限公司",
    "91320105780688132K": "天津市津门食品有限公司",
    "91320100748204660Q": "南京钢铁联合有限公司",
}


@pytest.fixture
def production(
    open_town: Callable[..., Any], postgresql_url: str, elasticsearch_url: str
) -> Iterator[Any]:
    prefix = f"test-{secrets.token_hex(6)}"
    yield (
        open_town(
            "production",
            ledger_url=postgresql_url,
            admin=ElasticsearchAdmin(Cluster(elasticsearch_url), prefix, replicas="0-0"),
        ),
        lambda: ElasticsearchEngine(Cluster(elasticsearch_url), prefix),
    )
    with Elasticsearch(elasticsearch_url) as client:
        names = list(client.indices.get(index=f"{prefix}.*"))
        client.indices.delete(index=names)


async def answers(engine: SearchEngine) -> list[Any]:
    """All that either collection shows at some instants, with totals and facets, in order."""
    given: list[Any] = []
    for instant in INSTANTS:
        for collection in Collection:
            request = SearchRequest(
                collection=collection,
                tiers=(Tier("all", All()),),
                filters=(),
                now=to_ms(instant),
                size=100,
                facets=FACET_FIELDS[collection],
            )
            page = await engine.search(request)
            hits = [
                (hit.owner, hit.rank, hit.valid_until, orjson.loads(hit.body)) for hit in page.hits
            ]
            given.append((instant, collection, hits, page.total, page.facets))
    return given


def deliver(town: Any, make: Any) -> None:
    licences = [make.licence(uscc=uscc, subject_name=name) for uscc, name in NAMES.items()]
    penalties = [
        make.penalty("2026-04-02", uscc=uscc, subject_name=name, document_number=f"罚{uscc}")
        for uscc, name in NAMES.items()
    ]
    uscc, name = next(iter(NAMES.items()))
    town.deliver("register", make.register(name=name, uscc=uscc), now=NOW)
    town.deliver("licences", *licences[:2], now=NOW)
    town.deliver("penalties", *penalties, now=NOW)


def repair(town: Any) -> None:
    for uscc in list(NAMES)[1:]:
        event = Repair(result=RepairResult.GRANTED, decision_date=date(2026, 5, 1))
        row = EventRow(
            event=event,
            source="repairs",
            source_unit="天津市公共信用中心",
            target_kind=RecordKind.PENALTY,
            target_document_number=f"罚{uscc}",
            uscc=uscc,
        )
        town.deliver("repairs", row, now=NOW)


def test_production_answers_as_the_embedded_parts_do(
    production: Any, open_town: Callable[..., Any], make: Any
) -> None:
    town, engine_of = production
    embedded = open_town("embedded")
    given: list[list[Any]] = []
    for one in (embedded, town):
        projector = one.projector(window=2)
        assert projector.run_once(NOW).state is State.READY
        deliver(one, make)
        projector.run_once(NOW)
        repair(one)
        assert projector.run_once(NOW).change == one.head()
        engine = one.engine if one is embedded else engine_of()

        async def ask(projector: Any = projector, engine: SearchEngine = engine) -> list[Any]:
            followed = await answers(engine)
            assert projector.rebuild(NOW).generation == "g000002"
            assert await answers(engine) == followed
            if engine is not embedded.engine:
                await engine.close()
            return followed

        given.append(asyncio.run(ask()))
        projector.close()
    assert given[0] == given[1]
    subjects = [len(hits) for _, collection, hits, *_ in given[0] if collection == "subjects"]
    assert subjects == [2, 2, 2]
    records = [len(hits) for _, collection, hits, *_ in given[0] if collection == "records"]
    assert records == [3, 3, 2]


def test_a_projector_whose_lease_was_taken_is_refused(production: Any, make: Any) -> None:
    town, engine_of = production
    paused, other = town.projector("paused"), town.projector("other")
    paused.run_once(NOW)
    deliver(town, make)
    later = NOW + timedelta(minutes=1)
    assert other.run_once(later).state is State.READY
    change = town.live().checkpoint.change
    assert change == town.head()
    repair(town)
    with pytest.raises(GongshiError) as caught:
        paused.run_once(later)
    # Elasticsearch refuses the first write already: its alias was taken over.
    assert caught.value.code == "generation_taken_over"
    assert town.live().checkpoint.change == change
    with town.ledger.read() as conn:
        assert not leases.holds(conn, paused._owned.holding._lease)
    paused.close()
    assert other.run_once(later).change == town.head()
    other.close()
    asyncio.run(engine_of().close())
