"""How a generation is kept in Elasticsearch: its names, its mapping, its documents.

One generation is one index of one primary shard; it holds all collections and the checkpoint, so
that one refresh shows them together
(``docs/decisions/0050-elasticsearch-one-index-a-generation.md``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from gongshi.records.problems import GongshiError
from gongshi.search.documents import (
    FACET_FIELDS,
    NUMBER_FIELDS,
    TERM_FIELDS,
    TEXT_FIELDS,
    Collection,
    Document,
    document_id,
)
from gongshi.search.port import Checkpoint

CHECKPOINT: Final = "checkpoint"  # id of the checkpoint's document, and its ``collection``

#: ``rank`` is a field of its own in each collection. Elasticsearch leaves a search in the order of
#: a field when few documents of a segment may still come before the page's last row, whatever
#: the query: ranks of records, all higher, would keep every search of subjects going to its end.
RANK: Final = "rank"

#: ``valid_from`` of the tombstone of an owner that had no slice when it was removed.
NEVER: Final = -1

#: Longer tokens are not indexed: Lucene refuses terms above 32,766 bytes, 4 a character at most.
LONGEST_TOKEN: Final = 8_191

_GENERATION: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def generation_invalid(name: str, reason: str) -> GongshiError:
    """The error about a generation that cannot be used as asked."""
    return GongshiError("generation_invalid", name=name, reason=reason)


class Names:
    """Names of indices and aliases under a prefix; other prefixes' names never match them."""

    def __init__(self, prefix: str) -> None:
        self._generation = f"{prefix}.generation."
        self._writer = f"{prefix}.writer."
        self.live = f"{prefix}.live"
        self.every_generation = f"{prefix}.generation.*"

    def index(self, generation: str) -> str:
        """The index of a generation; raises ``generation_invalid`` for what cannot be a name."""
        if not _GENERATION.fullmatch(generation):
            raise generation_invalid(generation, "not a name of a generation")
        return self._generation + generation

    def generation(self, index: str) -> str:
        """The generation an index holds."""
        return index.removeprefix(self._generation)

    def writers(self, generation: str) -> str:
        """Pattern of the aliases that writers of a generation write through."""
        return f"{self._writer}{generation}.*"

    def writer(self, generation: str, token: str) -> str:
        """The alias that one writer writes through."""
        return f"{self._writer}{generation}.{token}"


def number_field(collection: Collection, name: str) -> str:
    """The field that holds a number of ``NUMBER_FIELDS`` of a collection's documents."""
    return f"{RANK}_{collection.value}" if name == RANK else name


#: Fields of ``rank``: every slice has one of them; tombstones and the checkpoint have none.
RANK_FIELDS: Final = tuple(number_field(collection, RANK) for collection in Collection)


def settings() -> dict[str, Any]:
    """Settings of a new generation's index."""
    return {
        "number_of_shards": 1,
        # Copies are made when it is promoted: while it is built each would do all work again.
        "number_of_replicas": 0,
        # Only a commit shows documents, never a timer.
        "refresh_interval": "-1",
        # Rows stand in the order they are shown in: the first of a segment fill a page, so that no
        # other one may come before its last row.
        "sort.field": RANK_FIELDS,
        "sort.order": ["desc"] * len(RANK_FIELDS),
    }


def mapping() -> dict[str, Any]:
    """The strict mapping, made from the document model."""
    facets = {field for fields in FACET_FIELDS.values() for field in fields}
    properties: dict[str, Any] = {
        "collection": {"type": "keyword"},
        "owner": {"type": "keyword"},
        "valid_from": {"type": "long"},
        "valid_until": {"type": "long"},
        # Given back as they are: neither searched nor sorted by.
        "body": {"type": "keyword", "index": False, "doc_values": False},
        CHECKPOINT: {"type": "object", "enabled": False},
    }
    for field in _every(TERM_FIELDS):
        properties[field] = {
            "type": "keyword",
            "doc_values": field in facets,
            "ignore_above": LONGEST_TOKEN,
        }
    for field in _every(TEXT_FIELDS):
        properties[field] = {"type": "text", "analyzer": "whitespace", "norms": False}
    for collection, names in NUMBER_FIELDS.items():
        for name in names:
            properties[number_field(collection, name)] = {"type": "long"}
    return {
        "dynamic": "strict",
        # All of ``_source`` is kept: with a part of it left out, Elasticsearch keeps the whole
        # beside it for a while.
        "properties": properties,
    }


def _every(fields: Mapping[Collection, Sequence[str]]) -> list[str]:
    return sorted({field for names in fields.values() for field in names})


def slice_id(collection: Collection, owner: str, valid_from: int) -> str:
    """Id of a slice's document: all collections stand in one index."""
    return f"{collection.value}/{document_id(owner, valid_from)}"


def slice_source(collection: Collection, owner: str, document: Document) -> dict[str, Any]:
    """A slice as Elasticsearch gets it."""
    return {
        "collection": collection.value,
        "owner": owner,
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "body": document.body.decode("utf-8"),
        **{number_field(collection, name): n for name, n in document.numbers.items()},
        **{field: tokens for field, tokens in document.terms.items() if tokens},
    }


def tombstone_source(collection: Collection, owner: str, valid_from: int = NEVER) -> dict[str, Any]:
    """What takes the place of a slice that vanished, or of an owner without any: valid at no
    instant.
    """
    return {
        "collection": collection.value,
        "owner": owner,
        "valid_from": valid_from,
        "valid_until": valid_from,
    }


def checkpoint_source(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint as Elasticsearch gets it."""
    return {"collection": CHECKPOINT, CHECKPOINT: asdict(checkpoint)}


def read_checkpoint(source: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint in a document's source."""
    return Checkpoint(**source[CHECKPOINT])
