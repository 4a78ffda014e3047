"""How our documents lie in a tantivy index."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, cast

import orjson
import tantivy

from gongshi.search.documents import (
    FACET_FIELDS,
    NUMBER_FIELDS,
    OWNER,
    TERM_FIELDS,
    TEXT_FIELDS,
    Collection,
    OwnerDocuments,
)
from gongshi.search.engines.tantivy_bands import tokens as collection_tokens
from gongshi.search.port import Checkpoint

LIVE: Final = "live"  # the pointer file
CHECKPOINT: Final = "checkpoint"  # owner of the one document that holds the checkpoint
SORT_FIELD: Final = "rank"  # shared by all collections
_OWN_FIELDS: Final = ("rank", "valid_from", "valid_until", "version")
_SHARED: Final = frozenset((OWNER, *_OWN_FIELDS))


def field_name(collection: Collection, field: str) -> str:
    """All collections live in one index: every field but the shared ones belongs to one of
    them.
    """
    return field if field in _SHARED else f"{collection.value}_{field}"


#: A facet field is searched by whole values, so it is never split and needs no second field.
facet_field = field_name


def owner_key(collection: Collection, owner: str) -> str:
    return f"{collection.value}:{owner}"


def build_schema() -> tantivy.Schema:
    """The fields of all collections."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("owner", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("collection", tokenizer_name="raw", index_option="basic")
    for name in _OWN_FIELDS:
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("body", stored=True)
    for collection in Collection:
        facets = FACET_FIELDS[collection]
        for field in TERM_FIELDS[collection]:
            builder.add_text_field(
                field_name(collection, field),
                tokenizer_name="raw" if field in facets else "whitespace",
                index_option="basic",
                fast=field in facets,
            )
        for field in TEXT_FIELDS[collection]:
            builder.add_text_field(
                field_name(collection, field), tokenizer_name="whitespace", index_option="position"
            )
        for field in NUMBER_FIELDS[collection]:
            if field not in _OWN_FIELDS:
                builder.add_integer_field(field_name(collection, field), fast=True)
    return _without_norms(builder.build())


def _without_norms(schema: tantivy.Schema) -> tantivy.Schema:
    """The schema without the lengths of texts: a byte a field and document, for scores that nobody
    asks for (docs/decisions/0047-no-field-norms.md). The binding has no word for it; but a schema
    can be pickled, and what would be pickled says so.
    """
    make, (told,) = cast("tuple[Callable[[Any], tantivy.Schema], tuple[Any]]", schema.__reduce__())
    for field in told["inner"]:
        if field["type"] == "text":
            field["options"]["indexing"]["fieldnorms"] = False
    return make(told)


def check_fields(schema: tantivy.Schema) -> None:
    """Raises ValueError when an index lacks a field: another version of gongshi built it."""
    for collection in Collection:
        for field in (*TERM_FIELDS[collection], *TEXT_FIELDS[collection]):
            tantivy.Query.term_query(schema, field_name(collection, field), "")
        for field in NUMBER_FIELDS[collection]:
            name = field_name(collection, field)
            tantivy.Query.range_query(schema, name, tantivy.FieldType.Integer, 0, 0)


#: Of each field its name in the index, and whether its tokens go in as one text with spaces
#: between: those that are never counted do, tantivy takes a text apart at less cost than as many
#: values.
_TOKENS: Final[Mapping[Collection, Mapping[str, tuple[str, bool]]]] = {
    collection: {
        field: (
            field_name(collection, field),
            field in TERM_FIELDS[collection] and field not in FACET_FIELDS[collection],
        )
        for field in (*TERM_FIELDS[collection], *TEXT_FIELDS[collection])
    }
    for collection in Collection
}
_NUMBERS: Final[Mapping[Collection, Mapping[str, str]]] = {
    collection: {field: field_name(collection, field) for field in NUMBER_FIELDS[collection]}
    for collection in Collection
}


def pack(batch: Sequence[OwnerDocuments]) -> list[bytes]:
    """Every slice as the JSON that tantivy reads by the schema.

    It crosses to tantivy as one string, and from process to process as its bytes; a document object
    takes a call for every token. An owner stands before the body, so that a hit costs one stored
    field.
    """
    rows: list[bytes] = []
    for collection, owner, version, documents in batch:
        if not documents:
            continue
        fields, names = _TOKENS[collection], _NUMBERS[collection]
        key, head = owner_key(collection, owner), owner.encode() + b"\0"
        for valid_from, valid_until, terms, numbers, body in documents:
            row: dict[str, Any] = {
                "owner": key,
                "collection": collection_tokens(collection, numbers["rank"]),
                "version": version,
                "valid_from": valid_from,
                "valid_until": valid_until,
            }
            for field, tokens in terms.items():
                if tokens:
                    name, joined = fields[field]
                    row[name] = " ".join(tokens) if joined else tokens
            for field, number in numbers.items():
                row[names[field]] = number
            stored = b2a_base64(head + body, newline=False)
            rows.append(b'%b,"body":"%b"}' % (orjson.dumps(row)[:-1], stored))
    return rows


def tombstone(collection: Collection, owner: str, version: int) -> tantivy.Document:
    """Remembers that an owner was removed, and when: without validity, so no search ever meets
    it.
    """
    row = tantivy.Document()
    row.add_text("owner", owner_key(collection, owner))
    row.add_integer("version", version)
    row.add_bytes("body", owner.encode() + b"\0")
    return row


def split_body(stored: Any) -> tuple[str, bytes]:
    owner, _, body = bytes(stored).partition(b"\0")
    return owner.decode(), body


def checkpoint_document(checkpoint: Checkpoint) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("owner", CHECKPOINT)
    row.add_integer("rank", 1)
    row.add_bytes("body", orjson.dumps(asdict(checkpoint)))
    return row


def read_checkpoint(schema: tantivy.Schema, searcher: tantivy.Searcher) -> Checkpoint | None:
    query = tantivy.Query.term_query(schema, "owner", CHECKPOINT, index_option="basic")
    hits = searcher.search(query, limit=1, count=False, order_by_field=SORT_FIELD).hits
    if not hits:
        return None
    stored: Any = searcher.doc(hits[0][1]).get_first("body")
    return Checkpoint(**orjson.loads(bytes(stored)))


def live_generation(folder: Path) -> str | None:
    """Name of the generation that the pointer file tells to serve."""
    try:
        return (folder / LIVE).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
