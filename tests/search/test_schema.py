"""The schema hash tells one analysis from another."""

from __future__ import annotations

import pytest

from gongshi.search import documents, schema
from gongshi.search.documents import Collection, document_id
from gongshi.search.schema import schema_hash


def test_the_hash_changes_with_fields_and_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    now = schema_hash()
    assert len(now) == 16
    schema_hash.cache_clear()
    assert schema_hash() == now
    monkeypatch.setattr(schema, "ANALYSIS_VERSION", schema.ANALYSIS_VERSION + 1)
    schema_hash.cache_clear()
    assert schema_hash() != now
    monkeypatch.undo()
    fields = {**documents.TERM_FIELDS, Collection.RECORDS: ("kind",)}
    monkeypatch.setattr(schema, "TERM_FIELDS", fields)
    schema_hash.cache_clear()
    assert schema_hash() != now
    monkeypatch.undo()
    schema_hash.cache_clear()


def test_facets_are_fields_and_ids_tell_slices_apart() -> None:
    for collection in Collection:
        assert set(documents.FACET_FIELDS[collection]) <= set(documents.TERM_FIELDS[collection])
        assert "rank" in documents.NUMBER_FIELDS[collection]
    assert document_id("s1", 5) == "s1:5"
