"""The engine port on Elasticsearch 9: for cities that run a cluster.

Answers are the embedded engine's: same rows, same order, same totals and facets
(``tests/contract``). Nothing is asked of the server but its core: whitespace-separated tokens,
keywords and numbers, boolean queries, terms aggregations, aliases.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from elasticsearch import AsyncElasticsearch, Elasticsearch, NotFoundError

from gongshi.search.documents import Collection
from gongshi.search.engines.elastic_client import (
    LOOK_TIMEOUT,
    Answer,
    Cluster,
    persist,
    reading_client,
    unavailable,
    writing_client,
)
from gongshi.search.engines.elastic_index import (
    CHECKPOINT,
    Names,
    generation_invalid,
    mapping,
    read_checkpoint,
    settings,
)
from gongshi.search.engines.elastic_query import (
    checkpoint_body,
    ladder_body,
    owners_body,
    summary_body,
    tier_bodies,
    tier_of_score,
)
from gongshi.search.engines.elastic_writer import ElasticsearchWriter
from gongshi.search.port import (
    Checkpoint,
    EngineUnavailable,
    GenerationInfo,
    GenerationWriter,
    Hit,
    SearchPage,
    SearchRequest,
    Total,
)

log = logging.getLogger(__name__)

#: How long a promote waits for the copies of a generation; without them it is served all the same.
COPIES_SECONDS: Final = 90
#: Owners asked for in one search.
_OWNERS_A_SEARCH = 1_000
#: Tiers that are asked in one go where each is asked by itself.
_TIERS_AT_ONCE: Final = 2


class ElasticsearchEngine:
    """``SearchEngine`` over the index behind the live alias.

    ``prefix``: of every index and alias. Nothing is asked of the server here.
    """

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._names = Names(prefix)
        self._client: AsyncElasticsearch | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def _connected(self) -> AsyncElasticsearch:
        # Connections belong to the loop they were made in; a command may run one after another.
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            await self.close()
            self._loop = loop
        if self._client is None:
            self._client = reading_client(self._cluster)
        return self._client

    async def _ask(self, *bodies: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The answers of the live generation to several searches, one after the other.

        All are asked of the same copy of the index, in order: none sees less than the one before.
        """
        head = {"index": self._names.live, "preference": secrets.token_hex(8)}
        # Written here: the client would write the lines of such a request by the slower ``json``.
        lines = [orjson.dumps(part) for body in bodies for part in (head, body)]
        searches: list[Any] = [*lines]
        client = await self._connected()
        with unavailable():
            answer = await client.msearch(searches=searches, max_concurrent_searches=1)
        responses: list[Mapping[str, Any]] = answer["responses"]
        for response in responses:
            if "error" in response:
                raise EngineUnavailable(str(response["error"].get("reason")))
            if response["timed_out"] or response["_shards"]["failed"]:
                raise EngineUnavailable("a shard did not answer")
        return responses

    async def search(self, request: SearchRequest) -> SearchPage:
        """See ``SearchEngine``; the checkpoint is never newer than the rows."""
        known = None
        if request.size > 0 and len(request.tiers) > 1:
            page, known = await self._ladder(request)
            if page is not None:
                return page
        return await self._in_turn(request, known)

    async def _ladder(self, request: SearchRequest) -> tuple[SearchPage | None, Total | None]:
        """The page by one search over all tiers; without it, where it met too many rows, the total
        if these are more than it may tell.
        """
        summary = [summary_body(request)] if request.facets else []
        apart = [checkpoint_body()] if request.after is not None else []
        *before, found = await self._ask(*apart, *summary, ladder_body(request))
        if found.get("terminated_early"):
            met = None if request.facets else _total(request, found, beside=0 if apart else 1)
            return None, met if met is not None and not met.exact else None
        hits = [
            _hit(hit, tier_of_score(request.tiers, hit["sort"][0]))
            for hit in found["hits"]["hits"]
            if CHECKPOINT not in hit["_source"]
        ]
        counted = before[-1] if summary else found
        page = SearchPage(
            hits=tuple(hits[: request.size]),
            more=len(hits) > request.size,
            total=_total(request, counted, beside=0 if summary or apart else 1),
            facets=_facets(request, counted if summary else None),
            checkpoint=_live_checkpoint(before[0] if apart else found),
        )
        return page, page.total

    async def _in_turn(self, request: SearchRequest, known: Total | None) -> SearchPage:
        """The page by a search a tier, two tiers and then some more at a time until it is full: a
        tier without the rows of a broad one before it may have to look at all of these. The
        checkpoint is read first: the rows rest on it or more. ``known``: the total, where it is.
        """
        asks = request.tiers and (request.facets or (request.count and known is None))
        summary = [summary_body(request)] if asks else []
        by_tier = list(tier_bodies(request).items()) if request.size > 0 else []
        first = by_tier[:_TIERS_AT_ONCE]
        ask = [checkpoint_body(), *summary, *(body for _, body in first)]
        checkpoint, *answers = await self._ask(*ask)
        hits = _hits_by_tier(first, answers[len(summary) :])
        # The few tiers of records are broad ones; most of a name's hold nothing.
        more = 1 if request.collection is Collection.RECORDS else _TIERS_AT_ONCE
        for start in range(_TIERS_AT_ONCE, len(by_tier), more):
            if len(hits) > request.size:
                break
            some = by_tier[start : start + more]
            hits += _hits_by_tier(some, await self._ask(*(body for _, body in some)))
        counted = answers[0] if summary else None
        return SearchPage(
            hits=tuple(hits[: request.size]),
            more=len(hits) > request.size,
            total=known or _total(request, counted),
            facets=_facets(request, counted),
            checkpoint=_live_checkpoint(checkpoint),
        )

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        """See ``SearchEngine``."""
        distinct = list(dict.fromkeys(owners))
        chunks = [
            distinct[start : start + _OWNERS_A_SEARCH]
            for start in range(0, len(distinct), _OWNERS_A_SEARCH)
        ]
        if not chunks:
            return {}
        answers = await self._ask(*(owners_body(collection, chunk, now) for chunk in chunks))
        hits = (_hit(hit, 0) for answer in answers for hit in answer["hits"]["hits"])
        return {hit.owner: hit for hit in hits}

    async def checkpoint(self) -> Checkpoint | None:
        """See ``SearchEngine``."""
        client = await self._connected()
        with unavailable():
            try:
                answer = await client.search(index=self._names.live, body=checkpoint_body())
            except NotFoundError:
                return None
        hits = answer["hits"]["hits"]
        return read_checkpoint(hits[0]["_source"]) if hits else None

    async def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


def _hit(hit: Mapping[str, Any], tier: int) -> Hit:
    source = hit["_source"]
    return Hit(
        owner=source["owner"],
        tier=tier,
        rank=hit["sort"][-1],
        valid_until=source["valid_until"],
        body=source["body"].encode("utf-8"),
    )


def _hits_by_tier(
    asked: Sequence[tuple[int, Mapping[str, Any]]], answers: Sequence[Mapping[str, Any]]
) -> list[Hit]:
    return [
        _hit(hit, tier)
        for (tier, _), answer in zip(asked, answers, strict=True)
        for hit in answer["hits"]["hits"]
    ]


def _total(
    request: SearchRequest, counted: Mapping[str, Any] | None, beside: int = 0
) -> Total | None:
    """``beside``: what was counted that is no row."""
    if not request.count:
        return None
    value = counted["hits"]["total"]["value"] - beside if counted is not None else 0
    return Total(min(value, request.count_cap), exact=value <= request.count_cap)


def _facets(
    request: SearchRequest, summary: Mapping[str, Any] | None
) -> dict[str, tuple[tuple[str, int], ...]]:
    if summary is None:
        return dict.fromkeys(request.facets, ())
    counts = summary.get("aggregations", {})
    return {
        field: tuple(
            (bucket["key"], bucket["doc_count"])
            for bucket in counts[field]["buckets"][: request.facet_size]
        )
        for field in request.facets
    }


def _live_checkpoint(answer: Mapping[str, Any]) -> Checkpoint:
    for hit in answer["hits"]["hits"]:
        if CHECKPOINT in hit["_source"]:
            return read_checkpoint(hit["_source"])
    raise EngineUnavailable("the live generation has no checkpoint")


class ElasticsearchAdmin:
    """``EngineAdmin`` over the indices of a prefix.

    ``replicas``: how many copies of a served generation the cluster keeps beside the first, as a
    range; it takes as many of them as it has nodes for. One that is being built has none.
    """

    def __init__(self, cluster: Cluster, prefix: str, *, replicas: str = "0-1") -> None:
        self._client = writing_client(cluster)
        self._names = Names(prefix)
        self._replicas = replicas

    def version(self) -> str:
        """See ``EngineAdmin``; every version in the cluster, while its nodes are being changed."""
        answer = self._asked(
            lambda client: client.nodes.info(metric="os", filter_path="nodes.*.version"),
            patient=False,
        )
        found = {str(node["version"]) for node in answer.get("nodes", {}).values()}
        return f"Elasticsearch {'/'.join(sorted(found))}"

    def _asked(self, ask: Callable[[Elasticsearch], Answer], *, patient: bool) -> Answer:
        if patient:
            return persist(lambda: ask(self._client))
        with unavailable():  # no waiting, no second try
            return ask(self._client.options(request_timeout=LOOK_TIMEOUT))

    def generations(self, *, patient: bool = True) -> tuple[GenerationInfo, ...]:
        """See ``EngineAdmin``; by name.

        One that cannot be read raises only when it is the live one: a lost index that was being
        built must not keep the healthy one from being written to.
        """
        every = self._names.every_generation
        aliases = self._asked(lambda client: client.indices.get_alias(index=every), patient=patient)
        found = []
        for index in sorted(aliases):
            live = self._names.live in aliases[index]["aliases"]
            checkpoint = self._readable(index, needed=live, patient=patient)
            found.append(GenerationInfo(self._names.generation(index), live, checkpoint))
        return tuple(found)

    def _readable(self, index: str, *, needed: bool, patient: bool) -> Checkpoint | None:
        """None for an index without a checkpoint, and for one that cannot be read nor is needed."""
        if needed:
            return self._checkpoint(index, patient=patient)
        try:
            return self._checkpoint(index, patient=False)
        except EngineUnavailable as error:
            log.info("%s cannot be read: %s", index, error.reason)
            return None

    def _checkpoint(self, index: str, *, patient: bool) -> Checkpoint | None:
        answer = self._asked(
            lambda client: client.search(
                index=index, allow_partial_search_results=False, body=checkpoint_body()
            ),
            patient=patient,
        )
        hits = answer["hits"]["hits"]
        return read_checkpoint(hits[0]["_source"]) if hits else None

    def create(self, name: str) -> None:
        """See ``EngineAdmin``."""
        index = self._names.index(name)
        if self._exists(index):
            raise generation_invalid(name, "it exists already")
        persist(
            lambda: self._client.indices.create(
                index=index, settings=settings(), mappings=mapping()
            )
        )

    def _exists(self, index: str) -> bool:
        return bool(persist(lambda: self._client.indices.exists(index=index)))

    def writer(self, name: str, *, subjects: int = 0) -> GenerationWriter:
        """See ``EngineAdmin``; a writer opened before loses its right to write."""
        del subjects  # its memory is its own
        self._require(name)
        return ElasticsearchWriter(self._client, self._names, name)

    def _require(self, name: str) -> None:
        if not self._exists(self._names.index(name)):
            raise generation_invalid(name, "it does not exist")

    def prepare(self, name: str) -> None:
        """See ``EngineAdmin``; the generation gets its copies, and is waited for a while."""
        self._require(name)
        index = self._names.index(name)
        copies = {"auto_expand_replicas": self._replicas}
        persist(lambda: self._client.indices.put_settings(index=index, settings=copies))
        patient = self._client.options(ignore_status=408)  # what it says when it waited in vain
        health = persist(
            lambda: patient.cluster.health(
                index=index, wait_for_status="green", timeout=f"{COPIES_SECONDS}s"
            )
        )
        if health["timed_out"]:
            log.warning("serving %s although not all of its copies are there", index)

    def promote(self, name: str) -> None:
        """See ``EngineAdmin``; one change of the cluster's state."""
        self._require(name)
        if self._checkpoint(self._names.index(name), patient=True) is None:
            raise generation_invalid(name, "it has no checkpoint")
        swap: list[dict[str, Any]] = [
            {
                "remove": {
                    "index": self._names.every_generation,
                    "alias": self._names.live,
                    "must_exist": False,
                }
            },
            {"add": {"index": self._names.index(name), "alias": self._names.live}},
        ]
        persist(lambda: self._client.indices.update_aliases(actions=swap))

    def drop(self, name: str) -> None:
        """See ``EngineAdmin``."""
        self._require(name)
        index = self._names.index(name)
        if self._is_live(index):
            raise generation_invalid(name, "it is live")
        persist(lambda: self._client.indices.delete(index=index, ignore_unavailable=True))

    def _is_live(self, index: str) -> bool:
        live = self._names.live
        return bool(persist(lambda: self._client.indices.exists_alias(index=index, name=live)))

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
