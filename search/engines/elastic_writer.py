"""Writes one generation into Elasticsearch.

Every document carries its owner's version (``external_gte``), so a repeated or late request changes
nothing. A slice that vanished is overwritten by a tombstone, never deleted: Elasticsearch forgets
deleted versions after a while, and an older write would bring the slice back.

A writer writes through an alias of its own, and opening one takes the alias from its predecessor: a
writer that lost its lease without noticing is refused by Elasticsearch itself.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from elasticsearch import Elasticsearch

from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.engines.elastic_client import PASSING, pause_for, pauses, persist
from gongshi.search.engines.elastic_index import (
    CHECKPOINT,
    NEVER,
    Names,
    checkpoint_source,
    read_checkpoint,
    slice_id,
    slice_source,
    tombstone_source,
)
from gongshi.search.engines.elastic_query import (
    checkpoint_body,
    counts_body,
    ladder_body,
    sources_body,
    tier_of_score,
)
from gongshi.search.port import (
    Checkpoint,
    EngineUnavailable,
    Packed,
    SearchRequest,
    StoredSlice,
)

#: A bulk request ends when it holds this much.
BULK_DOCUMENTS: Final = 5_000
BULK_BYTES: Final = 5_000_000
#: Owners asked for in one look-up, and slices in one page of its answer.
OWNERS_A_LOOKUP: Final = 1_000
LOOKUP_PAGE: Final = 10_000

#: What a bulk answer is asked for: which documents were refused, and why. Every one is named, for
#: they are told by their places.
_OUTCOME: Final = ("errors", "items.index._id", "items.index.status", "items.index.error")
_OLDER: Final = 409  # a newer version stands there: as good as written

Owner = tuple[Collection, str]


class _Known:
    """The slices of one owner in the generation: version of each, and whether it is a tombstone."""

    __slots__ = ("dead", "version")

    def __init__(self) -> None:
        self.version = -1  # the highest
        self.dead: dict[int, bool] = {}  # valid_from ->

    def add(self, valid_from: int, version: int, *, dead: bool) -> None:
        self.version = max(self.version, version)
        self.dead[valid_from] = dead


class ElasticsearchWriter:
    """``GenerationWriter`` of one index. What is not committed is not shown."""

    def __init__(self, client: Elasticsearch, names: Names, generation: str) -> None:
        self._client = client
        self._generation = generation
        self._index = names.index(generation)
        self._alias = names.writer(generation, secrets.token_hex(8))
        # What this writer wrote since its last commit: look-ups see committed slices only.
        self._written: dict[Owner, _Known] = {}
        self._built = False  # wrote owners without noting them
        take_over: list[dict[str, Any]] = [
            {
                "remove": {
                    "index": self._index,
                    "alias": names.writers(generation),
                    "must_exist": False,
                }
            },
            {"add": {"index": self._index, "alias": self._alias, "is_write_index": True}},
        ]
        persist(lambda: client.indices.update_aliases(actions=take_over))
        # A predecessor may have been cut off before its commit: look-ups must see what it wrote.
        self._refresh()

    @property
    def pack(self) -> Callable[[Sequence[OwnerDocuments]], Packed]:
        """See ``GenerationWriter``."""
        return _pack

    def add(self, packed: Packed) -> None:
        """See ``GenerationWriter``."""
        self._built = True
        self._send(packed)

    def replace(self, batch: Sequence[OwnerDocuments], *, building: bool) -> None:
        """See ``GenerationWriter``. Owners whose version is older than the index's are left."""
        if building:
            self.add(_pack(batch))
            return
        if self._built:
            self._refresh()
            self._built = False
        known = self._look_up(batch)
        self._send(itertools.chain.from_iterable(self._changes(owner, known) for owner in batch))

    def _changes(self, owner: OwnerDocuments, known: dict[Owner, _Known]) -> Iterator[bytes]:
        key = (owner.collection, owner.owner)
        stands = known.setdefault(key, _Known())
        if stands.version > owner.version:
            return
        yield from _slices(owner)
        if not owner.documents and not stands.dead:
            stands.dead[NEVER] = False  # remembers the version of an owner that never had a slice
        kept = {document.valid_from for document in owner.documents}
        for valid_from, dead in stands.dead.items():
            if valid_from not in kept and not dead:
                yield _action(
                    slice_id(owner.collection, owner.owner, valid_from),
                    owner.version,
                    tombstone_source(owner.collection, owner.owner, valid_from),
                )
        for valid_from in [*stands.dead, *kept]:
            stands.add(valid_from, owner.version, dead=valid_from not in kept)
        self._written[key] = stands

    def _look_up(self, batch: Sequence[OwnerDocuments]) -> dict[Owner, _Known]:
        """What stands for the owners of a batch, committed or written by us since."""
        found: dict[Owner, _Known] = {}
        wanted: dict[Collection, list[str]] = {}
        for owner in batch:
            key = (owner.collection, owner.owner)
            if key in self._written:
                found[key] = self._written[key]
            elif key not in found:
                found[key] = _Known()
                wanted.setdefault(owner.collection, []).append(owner.owner)
        for collection, owners in wanted.items():
            for start in range(0, len(owners), OWNERS_A_LOOKUP):
                chunk = owners[start : start + OWNERS_A_LOOKUP]
                for name, valid_from, version, dead in self._standing(collection, chunk):
                    found[collection, name].add(valid_from, version, dead=dead)
        return found

    def _standing(
        self, collection: Collection, owners: Sequence[str]
    ) -> Iterator[tuple[str, int, int, bool]]:
        """Owner, ``valid_from``, version and deadness of every committed slice of owners."""
        wanted = {"source": False, "docvalue_fields": ["valid_until"], "version": True}
        for hit in self._hits(collection, owners, wanted):
            name, valid_from = hit["sort"]
            (valid_until,) = hit["fields"]["valid_until"]
            yield name, valid_from, hit["_version"], valid_until <= valid_from

    def _hits(
        self, collection: Collection, owners: Sequence[str], wanted: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """Every committed document of owners, by owner and ``valid_from``."""
        body: dict[str, Any] = {
            "query": {
                "bool": {
                    "filter": [
                        {"term": {"collection": collection.value}},
                        {"terms": {"owner": list(owners)}},
                    ]
                }
            },
            "size": LOOKUP_PAGE,
            **wanted,
            "sort": [{"owner": "asc"}, {"valid_from": "asc"}],
            "track_total_hits": False,
            "allow_partial_search_results": False,
        }
        while True:
            answer = persist(lambda: self._client.search(index=self._index, **body))
            hits = answer["hits"]["hits"]
            yield from hits
            if len(hits) < LOOKUP_PAGE:
                return
            body["search_after"] = hits[-1]["sort"]

    def commit(self, checkpoint: Checkpoint) -> None:
        """See ``GenerationWriter``; one refresh of the one shard shows all of it."""
        action = _action(CHECKPOINT, checkpoint.change, checkpoint_source(checkpoint))
        if self._bulk([action], refresh=True):
            raise EngineUnavailable(f"a checkpoint beyond change {checkpoint.change} stands")
        self._written.clear()
        self._built = False

    def checkpoint(self) -> Checkpoint | None:
        """See ``GenerationWriter``."""
        answer = persist(
            lambda: self._client.search(
                index=self._index, allow_partial_search_results=False, body=checkpoint_body()
            )
        )
        hits = answer["hits"]["hits"]
        return read_checkpoint(hits[0]["_source"]) if hits else None

    def counts(self) -> Mapping[Collection, int]:
        """See ``GenerationWriter``."""
        answer = persist(
            lambda: self._client.search(
                index=self._index, allow_partial_search_results=False, body=counts_body()
            )
        )
        buckets = answer["aggregations"]["collections"]["buckets"]
        found = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return {collection: found.get(collection.value, 0) for collection in Collection}

    def sources(self) -> Mapping[str, int]:
        """See ``GenerationWriter``."""
        answer = persist(
            lambda: self._client.search(
                index=self._index, allow_partial_search_results=False, body=sources_body()
            )
        )
        buckets = answer["aggregations"]["sources"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

    def slices(
        self, collection: Collection, owners: Sequence[str]
    ) -> Mapping[str, tuple[StoredSlice, ...]]:
        """See ``GenerationWriter``."""
        found: dict[str, list[StoredSlice]] = {}
        wanted = {"source": ["valid_from", "valid_until", "body"]}
        for start in range(0, len(owners), OWNERS_A_LOOKUP):
            for hit in self._hits(collection, owners[start : start + OWNERS_A_LOOKUP], wanted):
                source, (owner, _) = hit["_source"], hit["sort"]
                if source["valid_until"] <= source["valid_from"]:
                    continue
                stored = StoredSlice(
                    source["valid_from"], source["valid_until"], source["body"].encode()
                )
                found.setdefault(owner, []).append(stored)
        return {owner: tuple(stored) for owner, stored in found.items()}

    def first_tiers(self, requests: Sequence[SearchRequest]) -> Sequence[int | None]:
        """See ``GenerationWriter``; all of them in one exchange."""
        if not requests:
            return []
        head = {"index": self._index}
        searches = [part for one in requests for part in (head, ladder_body(one))]
        answer = persist(lambda: self._client.msearch(searches=searches))
        return [
            self._first_tier(request, response)
            for request, response in zip(requests, answer["responses"], strict=True)
        ]

    def _first_tier(self, request: SearchRequest, response: Mapping[str, Any]) -> int | None:
        if "error" in response or response["timed_out"] or response["_shards"]["failed"]:
            raise EngineUnavailable(f"{self._index} did not answer")
        found = (tier_of_score(request.tiers, hit["sort"][0]) for hit in response["hits"]["hits"])
        return next((tier for tier in found if tier >= 0), None)  # before them is the checkpoint

    def close(self) -> None:
        """See ``GenerationWriter``. What was sent and not committed stays unseen until the next
        commit, which rests on it: the projector sends the same or newer documents again.
        """
        self._written.clear()

    def _refresh(self) -> None:
        persist(lambda: self._client.indices.refresh(index=self._index))

    def _send(self, actions: Iterable[bytes]) -> None:
        request: list[bytes] = []
        size = 0
        for action in actions:
            request.append(action)
            size += len(action)
            if len(request) >= BULK_DOCUMENTS or size >= BULK_BYTES:
                self._bulk(request)
                request, size = [], 0
        if request:
            self._bulk(request)

    def _bulk(self, actions: list[bytes], *, refresh: bool = False) -> list[str]:
        """Write documents; ids of those for which a newer version stands.

        Documents that the cluster is too busy for are sent again, with pauses; any other refusal
        is an error that names the first document and Elasticsearch's reason.
        """
        older: list[str] = []
        for pause in itertools.chain(pauses(), (None,)):
            answer = self._send_once(actions, refresh=refresh)
            if not answer["errors"]:
                return older
            busy: list[bytes] = []
            for action, item in zip(actions, answer["items"], strict=True):
                result = item["index"]
                if "error" not in result:
                    continue
                if result["status"] == _OLDER:
                    older.append(result["_id"])
                elif result["status"] in PASSING:
                    busy.append(action)
                else:
                    self._refused(result["_id"], result["error"])
            if not busy:
                return older
            if pause is None:
                raise EngineUnavailable(f"{len(busy)} documents refused as overloaded")
            pause_for(pause)
            actions = busy
        raise AssertionError("the last try returns or raises")

    def _send_once(self, actions: list[bytes], *, refresh: bool) -> dict[str, Any]:
        lines: Any = actions  # NDJSON already
        answer = persist(
            lambda: self._client.bulk(
                index=self._alias,
                operations=lines,
                require_alias=True,
                refresh=refresh,
                filter_path=_OUTCOME,
            )
        )
        body: dict[str, Any] = answer.body
        return body

    def _refused(self, document_id: str, error: dict[str, Any]) -> None:
        if error["type"] == "index_not_found_exception":
            raise GongshiError("generation_taken_over", name=self._generation)
        cause = error.get("caused_by") or {}
        reason = f"{error['type']}: {error['reason']} {cause.get('reason', '')}".rstrip()
        raise GongshiError("document_refused", document=document_id, reason=reason)


def _pack(batch: Sequence[OwnerDocuments]) -> list[bytes]:
    return [action for owner in batch for action in _slices(owner)]


def _slices(owner: OwnerDocuments) -> Iterator[bytes]:
    for document in owner.documents:
        yield _action(
            slice_id(owner.collection, owner.owner, document.valid_from),
            owner.version,
            slice_source(owner.collection, owner.owner, document),
        )


def _action(document_id: str, version: int, source: dict[str, Any]) -> bytes:
    """One document of a bulk request, ready to send, and again when the cluster asks for it."""
    head = {"index": {"_id": document_id, "version": version, "version_type": "external_gte"}}
    return b"%s\n%s\n" % (orjson.dumps(head), orjson.dumps(source))
