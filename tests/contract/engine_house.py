"""One engine with its generations, under test: the same few words for every engine."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from gongshi.records.clock import FOREVER_MS
from gongshi.search.documents import TEXT_FIELDS, Collection, Document, OwnerDocuments
from gongshi.search.port import (
    All,
    Checkpoint,
    EngineAdmin,
    Hit,
    SearchEngine,
    SearchPage,
    SearchRequest,
    Tier,
)

Answer = TypeVar("Answer")

SUBJECTS, RECORDS, BOARDS = Collection
NOW = 1_000_000

_TEXTS = {field for fields in TEXT_FIELDS.values() for field in fields}

#: Every row, in one tier.
EVERY = (Tier("all", All()),)


def a_slice(
    rank: int,
    start: int = 0,
    end: int = FOREVER_MS,
    *,
    body: bytes | None = None,
    numbers: Mapping[str, int] | None = None,
    **terms: Sequence[str],
) -> Document:
    """One slice; its body tells its rank when none is given."""
    return Document(
        valid_from=start,
        valid_until=end,
        terms={
            field: " ".join(tokens) if field in _TEXTS else tokens
            for field, tokens in terms.items()
        },
        numbers={"rank": rank, **(numbers or {})},
        body=body if body is not None else b'{"rank":%d}' % rank,
    )


def subject(owner: str, version: int, *slices: Document) -> OwnerDocuments:
    """All slices of one subject."""
    return OwnerDocuments(SUBJECTS, owner, version, slices)


def record(owner: str, version: int, *slices: Document) -> OwnerDocuments:
    """All slices of one record."""
    return OwnerDocuments(RECORDS, owner, version, slices)


def a_checkpoint(generation: str, change: int) -> Checkpoint:
    """A checkpoint at a change."""
    return Checkpoint(
        generation=generation,
        ledger_id="ledger",
        epoch=3,
        change=change,
        schema_hash="schema",
        rules_hash="rules",
        at=1_700_000_000_000 + change,
        sample=change % 2 == 0,
    )


class EngineHouse:
    """``engine`` and ``admin`` of the same indices, and one event loop to ask in."""

    def __init__(self, engine: SearchEngine, admin: EngineAdmin) -> None:
        self.engine = engine
        self.admin = admin
        self._runner = asyncio.Runner()

    def run(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """The answer to any question to the engine."""
        return self._runner.run(question)

    def close(self) -> None:
        self._runner.run(self.engine.close())
        self._runner.close()
        for generation in self.admin.generations():
            if not generation.live:
                self.admin.drop(generation.name)
        self.admin.close()

    def build(self, name: str, *batches: Sequence[OwnerDocuments], change: int = 1) -> None:
        """A new generation of these owners, committed."""
        self.admin.create(name)
        writer = self.admin.writer(name)
        for batch in batches:
            writer.replace(batch, building=True)
        writer.commit(a_checkpoint(name, change))
        writer.close()

    def serve(self, *owners: OwnerDocuments, name: str = "g1", change: int = 1) -> None:
        """``build``, and promote."""
        self.build(name, owners, change=change)
        self.admin.promote(name)

    def change(self, *owners: OwnerDocuments, change: int, name: str = "g1") -> None:
        """Replace owners in a generation that stands, and commit."""
        writer = self.admin.writer(name)
        writer.replace(owners, building=False)
        writer.commit(a_checkpoint(name, change))
        writer.close()

    def ask(self, request: SearchRequest) -> SearchPage:
        return self.run(self.engine.search(request))

    def get(
        self, collection: Collection, owners: Sequence[str], now: int = NOW
    ) -> Mapping[str, Hit]:
        return self.run(self.engine.get(collection, owners, now))

    def checkpoint(self) -> Checkpoint | None:
        return self.run(self.engine.checkpoint())

    def rows(
        self,
        tiers: Sequence[Tier] = EVERY,
        *,
        collection: Collection = SUBJECTS,
        now: int = NOW,
    ) -> list[tuple[str, int]]:
        """Owner and tier of every row, on one page."""
        page = self.ask(
            SearchRequest(
                collection=collection, tiers=tuple(tiers), filters=(), now=now, size=1_000
            )
        )
        assert not page.more
        return [(hit.owner, hit.tier) for hit in page.hits]

    def owners(self, now: int = NOW, collection: Collection = SUBJECTS) -> list[str]:
        """Every owner that is valid, in order."""
        return [owner for owner, _ in self.rows(now=now, collection=collection)]
