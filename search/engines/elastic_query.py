"""From our questions to Elasticsearch's: pure functions.

The tiers of a plan are one request: each is a constant score, the highest one counts, and rows are
sorted by score, then by ``rank``. A row that two tiers hold thus stands in the earlier one only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from gongshi.search.documents import Collection
from gongshi.search.engines.elastic_index import CHECKPOINT
from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    AtLeast,
    Both,
    Either,
    Node,
    Phrase,
    Range,
    SearchRequest,
    Term,
    Tier,
)

Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


def query_of(node: Node) -> Query:
    """The query of a node; it only says which documents hold. No parts hold nowhere."""
    match node:
        case Term(field, token):
            return {"term": {field: token}}
        case AnyTerm(field, tokens):
            return {"terms": {field: list(tokens)}}
        case AllTerms(field, tokens):
            return _all_of([{"term": {field: token}} for token in dict.fromkeys(tokens)])
        case Phrase(field, tokens):
            if len(tokens) < 2:
                return query_of(AllTerms(field, tokens))
            return {"match_phrase": {field: {"query": " ".join(tokens)}}}
        case AtLeast(field, tokens, minimum):
            parts = [{"term": {field: token}} for token in dict.fromkeys(tokens)]
            return _at_least(parts, max(minimum, 1))
        case Range(field, low, high):
            bounds = {"gte": low, "lte": high}
            given = {side: bound for side, bound in bounds.items() if bound is not None}
            return {"range": {field: given}}
        case All():
            return EVERYTHING
        case Either(parts):
            return _at_least([query_of(part) for part in parts], 1)
        case Both(parts):
            return _all_of([query_of(part) for part in parts])
        case _:  # pragma: no cover  (the type checker's)
            assert_never(node)


def _all_of(queries: list[Query]) -> Query:
    if not queries:
        return NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"filter": queries}}


def _at_least(queries: list[Query], minimum: int) -> Query:
    if minimum > len(queries):
        return NOTHING
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": queries, "minimum_should_match": minimum}}


def valid_slices(collection: Collection, now: int) -> list[Query]:
    """Filters: the collection's slices that are valid at an instant; no tombstone ever is."""
    return [
        {"term": {"collection": collection.value}},
        {"range": {"valid_from": {"lte": now}}},
        {"range": {"valid_until": {"gt": now}}},
    ]


def _score(tiers: Sequence[Tier], tier: int) -> int:
    return len(tiers) - tier


def tier_of(tiers: Sequence[Tier], hit_sort: Sequence[int | float]) -> int:
    """The tier of a hit, by its sort values."""
    return 0 if len(tiers) == 1 else len(tiers) - int(hit_sort[0])


def search_body(request: SearchRequest) -> Query:
    """One search: a row more than asked for, the bounded count, the facets."""
    tiers = request.tiers
    filters = valid_slices(request.collection, request.now)
    filters += [query_of(node) for node in request.filters]
    body: Query = {
        "size": request.size + 1 if request.size > 0 else 0,
        "_source": ["owner", "valid_until", "body"],
        # One above the cap tells "the cap" from "more than the cap".
        "track_total_hits": request.count_cap + 1 if request.count else False,
    }
    if len(tiers) == 1:
        # Without scores, Elasticsearch may skip rows that cannot come to stand on the page.
        body["query"] = {"bool": {"filter": [*filters, query_of(tiers[0].query)]}}
        body["sort"] = [{"rank": "desc"}]
    else:
        ladder = [
            {"constant_score": {"filter": query_of(tier.query), "boost": _score(tiers, place)}}
            for place, tier in enumerate(tiers)
        ]
        must = {"dis_max": {"queries": ladder}} if ladder else NOTHING
        body["query"] = {"bool": {"filter": filters, "must": must}}
        body["sort"] = [{"_score": "desc"}, {"rank": "desc"}]
    if request.after is not None and request.size > 0:
        _go_on_after(body, request)
    if request.facets:
        body["aggs"] = {
            field: {
                "terms": {
                    "field": field,
                    "size": max(request.facet_size, 1),
                    "order": [{"_count": "desc"}, {"_key": "asc"}],
                }
            }
            for field in request.facets
        }
    return body


def _go_on_after(body: Query, request: SearchRequest) -> None:
    assert request.after is not None
    tier, rank = request.after.tier, request.after.rank
    if tier >= len(request.tiers):
        body["size"] = 0  # behind the last tier stands nothing
        return
    if len(request.tiers) == 1:
        body["search_after"] = [rank]
    else:
        body["search_after"] = [_score(request.tiers, tier), rank]


def owners_body(collection: Collection, owners: Sequence[str], now: int) -> Query:
    """The valid slices of owners."""
    return {
        "size": len(owners),
        "_source": ["owner", "valid_until", "body"],
        "track_total_hits": False,
        "query": {
            "bool": {"filter": [*valid_slices(collection, now), {"terms": {"owner": list(owners)}}]}
        },
        "sort": [{"rank": "desc"}],
    }


def counts_body() -> Query:
    """Slices of each collection; tombstones and the checkpoint have no ``rank``."""
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"exists": {"field": "rank"}},
        "aggs": {"collections": {"terms": {"field": "collection", "size": len(Collection)}}},
    }


def checkpoint_body(size: int = 1) -> Query:
    """The checkpoint of a generation, or of several."""
    return {
        "size": size,
        "_source": [CHECKPOINT],
        "track_total_hits": False,
        "query": {"term": {"collection": CHECKPOINT}},
    }
