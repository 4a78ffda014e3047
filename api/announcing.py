"""Tells every worker when the index was committed: an ``EngineAdmin`` around another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gongshi.api.redis_link import Signal
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.port import (
    Checkpoint,
    EngineAdmin,
    GenerationInfo,
    GenerationWriter,
    Packed,
    SearchRequest,
    StoredSlice,
)


@dataclass(frozen=True, slots=True)
class AnnouncingAdmin:
    """``EngineAdmin`` that sends a signal behind every commit and every promotion."""

    admin: EngineAdmin
    signal: Signal

    def version(self) -> str:
        return self.admin.version()

    def generations(self, *, patient: bool = True) -> tuple[GenerationInfo, ...]:
        return self.admin.generations(patient=patient)

    def create(self, name: str) -> None:
        self.admin.create(name)

    def writer(self, name: str, *, subjects: int = 0) -> GenerationWriter:
        return AnnouncingWriter(self.admin.writer(name, subjects=subjects), self.signal)

    def prepare(self, name: str) -> None:
        self.admin.prepare(name)

    def promote(self, name: str) -> None:
        self.admin.promote(name)
        self.signal.send()

    def drop(self, name: str) -> None:
        self.admin.drop(name)

    def close(self) -> None:
        self.signal.close()
        self.admin.close()


@dataclass(frozen=True, slots=True)
class AnnouncingWriter:
    """``GenerationWriter`` that sends a signal behind every commit."""

    writer: GenerationWriter
    signal: Signal

    @property
    def pack(self) -> Callable[[Sequence[OwnerDocuments]], Packed]:
        return self.writer.pack

    def add(self, packed: Packed) -> None:
        self.writer.add(packed)

    def replace(self, batch: Sequence[OwnerDocuments], *, building: bool) -> None:
        self.writer.replace(batch, building=building)

    def commit(self, checkpoint: Checkpoint) -> None:
        self.writer.commit(checkpoint)
        self.signal.send()

    def checkpoint(self) -> Checkpoint | None:
        return self.writer.checkpoint()

    def counts(self) -> Mapping[Collection, int]:
        return self.writer.counts()

    def sources(self) -> Mapping[str, int]:
        return self.writer.sources()

    def slices(
        self, collection: Collection, owners: Sequence[str]
    ) -> Mapping[str, tuple[StoredSlice, ...]]:
        return self.writer.slices(collection, owners)

    def first_tiers(self, requests: Sequence[SearchRequest]) -> Sequence[int | None]:
        return self.writer.first_tiers(requests)

    def close(self) -> None:
        self.writer.close()
