"""Building embedded generations: create, write, promote, drop.

Exactly one process writes a generation: the projector that holds the lease; tantivy's own lock
refuses a second one. A commit replaces ``meta.json`` in one step, so a kill at any moment
leaves the last commit readable.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Final

import tantivy

from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.engines.tantivy_disk import full_disk_told
from gongshi.search.engines.tantivy_queries import Queries, how_many
from gongshi.search.engines.tantivy_schema import (
    CHECKPOINT,
    LIVE,
    build_schema,
    checkpoint_document,
    facet_field,
    live_generation,
    owner_key,
    pack,
    read_checkpoint,
    split_body,
    tombstone,
)
from gongshi.search.port import (
    All,
    Checkpoint,
    GenerationInfo,
    Packed,
    SearchRequest,
    StoredSlice,
)

#: tantivy's own memory for documents not yet in a segment, bytes; and its indexing threads. A
#: search asks every segment; larger first ones leave fewer: 12 and not 25 of a million subjects.
WRITER_HEAP: Final = 48_000_000
_HEAP_A_SUBJECT: Final = 112
LARGEST_HEAP: Final = 160_000_000
WRITER_THREADS: Final = 1
#: More sources than any city has.
_MOST_SOURCES: Final = 10_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class EmbeddedWriter:
    """``GenerationWriter`` of one folder."""

    def __init__(self, index: tantivy.Index, folder: Path, subjects: int = 0) -> None:
        """``folder``: the generation's, named as it is."""
        self._index = index
        self._folder = folder
        self._name = name = folder.name
        index.config_reader(reload_policy="manual")
        try:
            heap = min(LARGEST_HEAP, WRITER_HEAP + subjects * _HEAP_A_SUBJECT)
            self._writer: tantivy.IndexWriter | None = index.writer(heap, WRITER_THREADS)
        except ValueError as error:
            raise GongshiError("generation_invalid", name=name, reason=str(error)) from error
        # What an earlier writer left without a commit may be what fills the disk.
        with suppress(ValueError):
            self._writer.garbage_collect_files()
        self._pending: dict[str, int] = {}  # versions replaced since the last commit
        self._committed = self._open()

    @property
    def pack(self) -> Callable[[Sequence[OwnerDocuments]], Packed]:
        return pack

    def add(self, packed: Packed) -> None:
        add_json = self._open_writer().add_json
        with full_disk_told(self._folder):
            for document in packed:
                add_json(document.decode())

    def replace(self, batch: Sequence[OwnerDocuments], *, building: bool) -> None:
        if building:
            self.add(pack(batch))
            return
        writer = self._open_writer()
        newest = self._newer_versions(batch)
        for owner in batch:
            key = owner_key(owner.collection, owner.owner)
            if newest.get(key, self._pending.get(key, 0)) > owner.version:
                continue
            writer.delete_documents_by_term("owner", key)
            self._pending[key] = owner.version
            newest.pop(key, None)
            if not owner.documents:
                with full_disk_told(self._folder):
                    writer.add_document(tombstone(owner.collection, owner.owner, owner.version))
            self.add(pack([owner]))

    def commit(self, checkpoint: Checkpoint) -> None:
        writer = self._open_writer()
        with full_disk_told(self._folder):
            writer.delete_documents_by_term("owner", CHECKPOINT)
            writer.add_document(checkpoint_document(checkpoint))
            writer.commit()
        self._pending.clear()
        self._committed = self._open()

    def checkpoint(self) -> Checkpoint | None:
        return read_checkpoint(self._index.schema, self._committed)

    def counts(self) -> Mapping[Collection, int]:
        schema = self._index.schema
        return {
            collection: how_many(
                self._committed,
                tantivy.Query.term_query(
                    schema, "collection", collection.value, index_option="basic"
                ),
            )
            for collection in Collection
        }

    def sources(self) -> Mapping[str, int]:
        every = Queries(self._index.schema, Collection.RECORDS).node(All())
        name = facet_field(Collection.RECORDS, "source")
        counted = {"f": {"terms": {"field": name, "size": _MOST_SOURCES}}}
        buckets = self._committed.aggregate(every, counted)["f"]["buckets"]
        return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}

    def slices(
        self, collection: Collection, owners: Sequence[str]
    ) -> Mapping[str, tuple[StoredSlice, ...]]:
        searcher = self._committed
        keys = [owner_key(collection, owner) for owner in dict.fromkeys(owners)]
        if not keys:
            return {}
        standing = tantivy.Query.term_set_query(self._index.schema, "owner", keys)
        limit = max(how_many(searcher, standing), 1)
        # Every document has a version, tombstones too; they have no validity.
        hits = searcher.search(standing, limit=limit, count=False, order_by_field="version").hits
        addresses = [address for _, address in hits]
        starts, ends = (
            searcher.fast_field_values(field, addresses) for field in ("valid_from", "valid_until")
        )
        found: dict[str, list[StoredSlice]] = {}
        for address, start, end in zip(addresses, starts, ends, strict=True):
            if start is None or end is None:
                continue
            owner, body = split_body(searcher.doc(address).get_first("body"))
            found.setdefault(owner, []).append(StoredSlice(int(start), int(end), body))
        return {
            owner: tuple(sorted(stored, key=lambda one: one.valid_from))
            for owner, stored in found.items()
        }

    def first_tiers(self, requests: Sequence[SearchRequest]) -> Sequence[int | None]:
        return [self._first_tier(request) for request in requests]

    def _first_tier(self, request: SearchRequest) -> int | None:
        queries = Queries(self._index.schema, request.collection)
        always = [*queries.valid(request.now), *(queries.node(node) for node in request.filters)]
        tiers = [queries.node(tier.query) for tier in request.tiers]
        found = self._committed.search(queries.ladder(tiers, always), limit=1, count=False).hits
        return len(tiers) - int(found[0][0]) if found else None

    def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.rollback()
            # Lets running merges end, and lets go of tantivy's lock.
            writer.wait_merging_threads()

    def _open(self) -> tantivy.Searcher:
        self._index.reload()
        return self._index.searcher()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise GongshiError("generation_invalid", name=self._name, reason="the writer is closed")
        return self._writer

    def _newer_versions(self, batch: Sequence[OwnerDocuments]) -> dict[str, int]:
        """Committed versions of a batch's owners, as far as they are newer than the batch's oldest.

        Nearly always there are none, which one look tells. A projector that lags behind meets many:
        it read its subjects later than the changes it follows.
        """
        newer: dict[str, int] = {}
        for collection in Collection:
            own = [owner for owner in batch if owner.collection is collection]
            keys = [owner_key(collection, owner.owner) for owner in own]
            keys = [key for key in dict.fromkeys(keys) if key not in self._pending]
            if not keys:
                continue
            floor = min(owner.version for owner in own)
            for version, owner_id in self._versions_above(floor, keys):
                key = owner_key(collection, owner_id)
                newer[key] = max(version, newer.get(key, 0))
        return newer

    def _versions_above(self, floor: int, keys: Sequence[str]) -> Iterator[tuple[int, str]]:
        schema, searcher = self._index.schema, self._committed
        standing = tantivy.Query.term_set_query(schema, "owner", list(keys))
        highest = searcher.search(standing, limit=1, count=False, order_by_field="version").hits
        if not highest or highest[0][0] <= floor:
            return
        limit = how_many(searcher, standing)
        found = searcher.search(standing, limit=limit, count=False, order_by_field="version")
        for version, address in found.hits:
            if version <= floor:
                return
            owner, _ = split_body(searcher.doc(address).get_first("body"))
            yield int(version), owner


class EmbeddedAdmin:
    """``EngineAdmin`` of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def version(self) -> str:
        return f"tantivy-py {metadata.version('tantivy')}"

    def generations(self, *, patient: bool = True) -> tuple[GenerationInfo, ...]:
        del patient  # nobody to wait for
        live = live_generation(self._folder)
        names = sorted(
            entry.name
            for entry in self._folder.iterdir()
            if _NAME.fullmatch(entry.name) and (entry / "meta.json").exists()
        )
        return tuple(GenerationInfo(name, name == live, self._checkpoint(name)) for name in names)

    def create(self, name: str) -> None:
        path = self._path(name)
        if (path / "meta.json").exists():
            raise _invalid(name, "it exists already")
        with full_disk_told(self._folder):
            path.mkdir(exist_ok=True)  # a kill may have left it empty
            tantivy.Index(build_schema(), str(path))
            _sync(self._folder)

    def writer(self, name: str, *, subjects: int = 0) -> EmbeddedWriter:
        path = self._path(name)
        if not (path / "meta.json").exists():
            raise _invalid(name, "it does not exist")
        try:
            index = tantivy.Index(build_schema(), str(path))
        except ValueError as error:
            raise _invalid(name, str(error)) from error
        return EmbeddedWriter(index, path, subjects)

    def prepare(self, name: str) -> None:
        if not (self._path(name) / "meta.json").exists():
            raise _invalid(name, "it does not exist")

    def promote(self, name: str) -> None:
        if self._checkpoint(name) is None:
            raise _invalid(name, "it has no checkpoint")
        pointer = self._folder / f"{LIVE}.new"
        with full_disk_told(self._folder):
            with pointer.open("w", encoding="utf-8") as file:
                file.write(name + "\n")
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(self._folder / LIVE)
            _sync(self._folder)

    def drop(self, name: str) -> None:
        if live_generation(self._folder) == name:
            raise _invalid(name, "it is live")
        path = self._path(name)
        if not path.exists():
            raise _invalid(name, "it does not exist")
        # Out of sight in one step; a kill half-way through leaves only rubbish with a name of
        # its own.
        dropped = self._folder / f".dropped-{name}"
        shutil.rmtree(dropped, ignore_errors=True)
        path.rename(dropped)
        shutil.rmtree(dropped, ignore_errors=True)

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name in {LIVE, f"{LIVE}.new"}:
            raise _invalid(name, "not a name of a generation")
        return self._folder / name

    def _checkpoint(self, name: str) -> Checkpoint | None:
        path = self._path(name)
        if not (path / "meta.json").exists():
            raise _invalid(name, "it does not exist")
        try:
            index = tantivy.Index.open(str(path))
        except ValueError as error:
            raise _invalid(name, str(error)) from error
        return read_checkpoint(index.schema, index.searcher())


def _invalid(name: str, reason: str) -> GongshiError:
    return GongshiError("generation_invalid", name=name, reason=reason)


def _sync(folder: Path) -> None:
    """A rename is durable once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
