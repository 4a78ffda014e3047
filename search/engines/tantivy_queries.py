"""From the port's query nodes to tantivy's queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from gongshi.search.documents import OWNER, Collection
from gongshi.search.engines.tantivy_bands import BROAD
from gongshi.search.engines.tantivy_schema import SORT_FIELD, field_name, owner_key
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
    Term,
)


def how_many(searcher: tantivy.Searcher, query: Query) -> int:
    """Documents that match. Sorted by a field, so that nothing is scored."""
    # tantivy's stubs forget SearchResult.count
    found: Any = searcher.search(query, limit=1, count=True, order_by_field=SORT_FIELD)
    return int(found.count)


class Queries:
    """Builds queries for one collection. tantivy panics on a phrase of one word and on no
    parts: never asked.
    """

    def __init__(self, schema: tantivy.Schema, collection: Collection) -> None:
        self._schema = schema
        self._collection = collection

    def node(self, node: Node) -> Query:
        match node:
            case Term(field, token):
                return self._term(field, token)
            case AnyTerm(field, tokens):
                return self.any_of([self._term(field, token) for token in dict.fromkeys(tokens)])
            case AllTerms(field, tokens):
                return self.all_of([self._term(field, token) for token in dict.fromkeys(tokens)])
            case Phrase(field, tokens):
                return self._phrase(field, tokens)
            case AtLeast(field, tokens, minimum):
                return self._at_least(field, tuple(dict.fromkeys(tokens)), minimum)
            case Range(field, low, high):
                return self._range(field, low, high)
            case All():
                return Query.term_query(
                    self._schema, "collection", self._collection.value, index_option="basic"
                )
            case Either(parts):
                return self.any_of([self.node(part) for part in parts])
            case Both(parts):
                return self.all_of([self.node(part) for part in parts])

    def all_of(self, parts: Sequence[Query], none_of: Sequence[Query] = ()) -> Query:
        """All parts hold and none of the others; no part at all holds nowhere."""
        if not parts:
            return Query.empty_query()
        if len(parts) == 1 and not none_of:
            return parts[0]
        return Query.boolean_query(
            [
                *((Occur.Must, part) for part in parts),
                *((Occur.MustNot, part) for part in none_of),
            ]
        )

    def any_of(self, parts: Sequence[Query]) -> Query:
        """One of the parts holds."""
        if not parts:
            return Query.empty_query()
        if len(parts) == 1:
            return parts[0]
        return Query.boolean_query([(Occur.Should, part) for part in parts])

    def ladder(self, tiers: Sequence[Query], always: Sequence[Query]) -> Query:
        """One of the tiers holds, and all of ``always``. The score tells the first tier that does:
        the number of tiers for the first one, 1 for the last.
        """
        scored = [
            Query.const_score_query(tier, float(len(tiers) - place))
            for place, tier in enumerate(tiers)
        ]
        return Query.boolean_query(
            [
                (Occur.Must, Query.disjunction_max_query(scored)),
                *((Occur.Must, Query.const_score_query(part, 0.0)) for part in always),
            ]
        )

    def valid(self, now: int) -> list[Query]:
        """``valid_from <= now < valid_until``."""
        return [
            self._range("valid_from", None, now),
            self._range("valid_until", now + 1, None),
        ]

    def below(self, sort: str, rank: int) -> Query:
        return self._range(sort, None, rank - 1)

    def in_bands(self, tokens: Sequence[str]) -> list[Query]:
        """Documents of these bands; without any, of all."""
        if not tokens:
            return []
        return [self.any_of([self._band(token) for token in tokens])]

    def is_broad(self, node: Node, searcher: tantivy.Searcher) -> bool:
        """Whether very many documents may answer a question: by how many hold its tokens. Questions
        of parts are looked at only where bands help, among records.
        """
        match node:
            case Term(field, token) if field != OWNER:
                return self._held_by(searcher, field, token) > BROAD
            case AnyTerm(field, tokens) if field != OWNER:
                return sum(self._held_by(searcher, field, token) for token in tokens) > BROAD
            case AllTerms(field, tokens) | Phrase(field, tokens) if tokens:
                return min(self._held_by(searcher, field, token) for token in tokens) > BROAD
            case All():
                return True
            case Both(parts) if parts and self._collection is Collection.RECORDS:
                return all(self.is_broad(part, searcher) for part in parts)
            case Either(parts) if self._collection is Collection.RECORDS:
                return any(self.is_broad(part, searcher) for part in parts)
            case _:
                return False

    def owners(self, keys: Sequence[str]) -> Query:
        return Query.term_set_query(self._schema, "owner", list(keys))

    def _term(self, field: str, token: str) -> Query:
        if field == OWNER:
            token = owner_key(self._collection, token)
        name = field_name(self._collection, field)
        return Query.term_query(self._schema, name, token, index_option="basic")

    def _held_by(self, searcher: tantivy.Searcher, field: str, token: str) -> int:
        return searcher.doc_freq(field_name(self._collection, field), token)

    def _band(self, token: str) -> Query:
        return Query.term_query(self._schema, "collection", token, index_option="basic")

    def _phrase(self, field: str, tokens: Sequence[str]) -> Query:
        if not tokens:
            return Query.empty_query()
        if len(tokens) == 1:
            return self._term(field, tokens[0])
        return Query.phrase_query(self._schema, field_name(self._collection, field), list(tokens))

    def _at_least(self, field: str, tokens: Sequence[str], minimum: int) -> Query:
        parts = [self._term(field, token) for token in tokens]
        if minimum <= 1:
            return self.any_of(parts)
        if minimum > len(parts):
            return Query.empty_query()
        if minimum == len(parts):
            return self.all_of(parts)
        return Query.boolean_query(
            [(Occur.Should, part) for part in parts], minimum_number_should_match=minimum
        )

    def _range(self, field: str, low: int | None, high: int | None) -> Query:
        name = field_name(self._collection, field)
        if low is None and high is None:
            low = -(2**63)  # tantivy wants one side: every document that has the number
        return Query.range_query(self._schema, name, FieldType.Integer, low, high)
