"""From our questions to Elasticsearch's: pure functions.

Rows stand tier by tier, and in a tier by ``rank``. Two searches give that order: the *ladder* asks
all tiers at once, each a constant score of which the highest counts; and a search a tier, each
without the rows of those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, assert_never

from gongshi.search.documents import Collection
from gongshi.search.engines.elastic_index import CHECKPOINT, RANK, RANK_FIELDS, number_field
from gongshi.search.nodes import widest
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

#: Rows that the search over all tiers at once may meet. It sorts whatever it meets, which is quick
#: for names and slow for words that half of the city bears; those are asked tier by tier.
LADDER_ROWS: Final = 10_000


def query_of(node: Node, collection: Collection) -> Query:
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
                return query_of(AllTerms(field, tokens), collection)
            return {"match_phrase": {field: {"query": " ".join(tokens)}}}
        case AtLeast(field, tokens, minimum):
            parts = [{"term": {field: token}} for token in dict.fromkeys(tokens)]
            return _at_least(parts, max(minimum, 1))
        case Range(field, low, high):
            bounds = {"gte": low, "lte": high}
            given = {side: bound for side, bound in bounds.items() if bound is not None}
            return {"range": {number_field(collection, field): given}}
        case All():
            return EVERYTHING
        case Either(parts):
            return _at_least([query_of(part, collection) for part in parts], 1)
        case Both(parts):
            return _all_of([query_of(part, collection) for part in parts])
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


def _filters(request: SearchRequest) -> list[Query]:
    """What every row of an answer must hold, whatever its tier."""
    asked = [query_of(node, request.collection) for node in request.filters]
    return [*valid_slices(request.collection, request.now), *asked]


def _of_tiers(request: SearchRequest) -> list[Query]:
    return [query_of(tier.query, request.collection) for tier in request.tiers]


def _order(request: SearchRequest) -> Query:
    return {number_field(request.collection, request.sort): "desc"}


def _page(request: SearchRequest) -> Query:
    """A row more than asked for tells whether there are more."""
    return {
        "size": request.size + 1,
        "_source": ["owner", "valid_until", "body"],
        "track_total_hits": False,
    }


def ladder_body(request: SearchRequest) -> Query:
    """The page in one search over all tiers at once; given up when too many rows are met.

    A first page tells the checkpoint, too, as its first row: one search costs less than two.
    """
    tiers = _of_tiers(request)
    scored = [
        {"constant_score": {"filter": tier, "boost": len(tiers) - place}}
        for place, tier in enumerate(tiers)
    ]
    rows = {"bool": {"filter": _filters(request), "must": {"dis_max": {"queries": scored}}}}
    body = _page(request) | {
        "sort": [{"_score": "desc"}, _order(request)],
        # The checkpoint and one row above a usual cap: then the total needs no search of its own.
        "terminate_after": LADDER_ROWS + 2,
    }
    if request.count and not request.facets:
        # One above the cap tells "the cap" from "more than the cap"; and the checkpoint.
        body["track_total_hits"] = request.count_cap + 2
    if request.after is not None:
        place = [len(tiers) - request.after.tier, request.after.rank]
        return body | {"query": rows, "search_after": place}
    checkpoint = {"term": {"collection": CHECKPOINT}}
    first = {"constant_score": {"filter": checkpoint, "boost": len(tiers) + 1}}
    return body | {
        "query": {"bool": {"should": [first, rows]}},
        "size": request.size + 2,
        "_source": [*body["_source"], CHECKPOINT],
    }


def tier_of_score(tiers: Sequence[Tier], score: float) -> int:
    """The tier that gave a row of the ladder its score."""
    return len(tiers) - int(score)


def tier_bodies(request: SearchRequest) -> dict[int, Query]:
    """Tier → its page, without the rows of earlier tiers, for every tier from the position on.

    Without scores and in the index's own order, each ends as soon as its page is full.
    """
    queries = _of_tiers(request)
    filters = _filters(request)
    after = request.after
    bodies: dict[int, Query] = {}
    for place in range(after.tier if after is not None else 0, len(queries)):
        bodies[place] = _page(request) | {
            "query": {
                "bool": {"filter": [*filters, queries[place]], "must_not": queries[:place]},
            },
            "sort": [_order(request)],
        }
        if after is not None and place == after.tier:
            bodies[place]["search_after"] = [after.rank]
    return bodies


def summary_body(request: SearchRequest) -> Query:
    """The bounded count and the facets over all tiers."""
    tiers = widest(tier.query for tier in request.tiers)
    matching = _at_least([query_of(node, request.collection) for node in tiers], 1)
    return {
        "size": 0,
        # One above the cap tells "the cap" from "more than the cap".
        "track_total_hits": request.count_cap + 1 if request.count else False,
        "query": {"bool": {"filter": [*_filters(request), matching]}},
        "aggs": {
            field: {
                "terms": {
                    "field": field,
                    "size": max(request.facet_size, 1),
                    "order": [{"_count": "desc"}, {"_key": "asc"}],
                }
            }
            for field in request.facets
        },
    }


def owners_body(collection: Collection, owners: Sequence[str], now: int) -> Query:
    """The valid slices of owners."""
    return {
        "size": len(owners),
        "_source": ["owner", "valid_until", "body"],
        "track_total_hits": False,
        "query": {
            "bool": {"filter": [*valid_slices(collection, now), {"terms": {"owner": list(owners)}}]}
        },
        "sort": [{number_field(collection, RANK): "desc"}],
    }


def counts_body() -> Query:
    """Slices of each collection."""
    return {
        "size": 0,
        "track_total_hits": False,
        "query": _at_least([{"exists": {"field": field}} for field in RANK_FIELDS], 1),
        "aggs": {"collections": {"terms": {"field": "collection", "size": len(Collection)}}},
    }


def sources_body() -> Query:
    """Slices of records by source. There are fewer sources than buckets asked for."""
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {
            "bool": {
                "filter": [
                    {"term": {"collection": Collection.RECORDS.value}},
                    {"exists": {"field": number_field(Collection.RECORDS, RANK)}},
                ]
            }
        },
        "aggs": {"sources": {"terms": {"field": "source", "size": 10_000}}},
    }


def checkpoint_body(size: int = 1) -> Query:
    """The checkpoint of a generation, or of several."""
    return {
        "size": size,
        "_source": [CHECKPOINT],
        "track_total_hits": False,
        "query": {"term": {"collection": CHECKPOINT}},
    }
