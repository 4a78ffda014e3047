"""The embedded engine: tantivy, in a folder, for a city on one machine.

``DATA/index/<generation>/`` is one tantivy index of all collections; ``DATA/index/live`` names
the one that is served. Another process (the projector) writes: a reader looks at two small
files before each search and reloads when a commit or a promotion has happened. Sorting is by
one fast field; tiers are asked one after another and the first full page ends it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import tantivy

from gongshi.search.documents import Collection
from gongshi.search.engines.embedded_writer import EmbeddedAdmin, EmbeddedWriter
from gongshi.search.engines.tantivy_bands import Bands, bands
from gongshi.search.engines.tantivy_queries import Queries, how_many
from gongshi.search.engines.tantivy_schema import (
    LIVE,
    SORT_FIELD,
    check_fields,
    facet_field,
    field_name,
    live_generation,
    owner_key,
    read_checkpoint,
    split_body,
)
from gongshi.search.nodes import widest
from gongshi.search.port import (
    Checkpoint,
    EngineUnavailable,
    Hit,
    SearchPage,
    SearchRequest,
    Total,
)

_T = TypeVar("_T")
_Stamp = tuple[int, int, int]
#: Tier, number sorted by, address.
_Row = tuple[int, int, tantivy.DocAddress]
#: Rows that are taken from all tiers with one question; where more match, tiers are asked in turn.
LADDER_ROWS: Final = 200
#: Distinct values of a facet counted at first; more are asked when the last one asked for may
#: be cut off.
_FACET_BREADTH: Final = 1_000
_FACET_LIMIT: Final = 65_000


@dataclass(frozen=True, slots=True)
class _View:
    """One commit of one generation, as it was opened."""

    generation: str
    live: _Stamp
    meta: _Stamp
    index: tantivy.Index
    searcher: tantivy.Searcher
    bands: Bands
    checkpoint: Checkpoint


class EmbeddedEngine:
    """``SearchEngine`` over the live generation of a folder; safe to share between tasks and
    threads.
    """

    def __init__(self, folder: Path, *, threads: int = 4) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._closed = False
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="gongshi-search")

    async def search(self, request: SearchRequest) -> SearchPage:
        return await self._run(lambda: self.search_now(request))

    async def get(
        self, collection: Collection, owners: Sequence[str], now: int
    ) -> Mapping[str, Hit]:
        return await self._run(lambda: self.get_now(collection, owners, now))

    async def checkpoint(self) -> Checkpoint | None:
        return await self._run(self.checkpoint_now)

    async def close(self) -> None:
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._view = None

    async def _run(self, call: Callable[[], _T]) -> _T:
        if self._closed:
            raise EngineUnavailable("the engine is closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        except BaseException as error:
            # tantivy's panics are no Exceptions: one would take the whole process along.
            if type(error).__name__ != "PanicException":
                raise
            raise EngineUnavailable(f"tantivy gave up: {error}") from error

    # The same without a loop: for the command line, benches and tests.

    def search_now(self, request: SearchRequest) -> SearchPage:
        """``search``, in this thread."""
        view = self._current()
        ask = _Asking(view, request)
        every = ask.ladder() if request.size > 0 else None
        hits = ask.hits(request.size + 1, every) if request.size > 0 else []
        page = hits[: request.size]
        return SearchPage(
            hits=ask.read(page),
            more=0 < request.size < len(hits),
            total=ask.total(every, hits) if request.count else None,
            facets=ask.facets(),
            checkpoint=view.checkpoint,
        )

    def get_now(self, collection: Collection, owners: Sequence[str], now: int) -> Mapping[str, Hit]:
        """``get``, in this thread."""
        if not owners:
            return {}
        view = self._current()
        queries = Queries(view.index.schema, collection)
        wanted = queries.owners([owner_key(collection, owner) for owner in dict.fromkeys(owners)])
        found = view.searcher.search(
            queries.all_of([wanted, *queries.valid(now)]),
            limit=len(owners),
            count=False,
            order_by_field=SORT_FIELD,
        )
        rows = [(0, rank, address) for rank, address in found.hits]
        return {hit.owner: hit for hit in _read(view.searcher, rows)}

    def checkpoint_now(self) -> Checkpoint | None:
        """``checkpoint``, in this thread."""
        try:
            return self._current().checkpoint
        except EngineUnavailable:
            return None

    def _current(self) -> _View:
        """The last commit of the live generation; looks at two files, opens only what changed."""
        view = self._view
        live = _stamp(self._folder / LIVE)
        if (
            view is not None
            and live == view.live
            and _meta(self._folder, view.generation) == view.meta
        ):
            return view
        with self._lock:
            self._view = self._refreshed(self._view)
            return self._view

    def _refreshed(self, view: _View | None) -> _View:
        # Stamps are taken before what they stand for is read: a change in between is seen next
        # time.
        live = _stamp(self._folder / LIVE)
        generation = live_generation(self._folder)
        if generation is None:
            raise EngineUnavailable("no generation is live")
        meta = _meta(self._folder, generation)
        if view is not None and view.live == live and view.meta == meta:
            return view
        try:
            if view is not None and view.generation == generation and view.live == live:
                index = view.index
            else:
                index = tantivy.Index.open(str(self._folder / generation))
                # We know best when to look; no thread of tantivy's watches the folder.
                index.config_reader(reload_policy="manual")
                check_fields(index.schema)
            index.reload()
            searcher = index.searcher()
        except (ValueError, OSError) as error:
            raise EngineUnavailable(f"generation {generation} cannot be opened: {error}") from error
        checkpoint = read_checkpoint(index.schema, searcher)
        if checkpoint is None:
            raise EngineUnavailable(f"generation {generation} has no checkpoint")
        return _View(generation, live, meta, index, searcher, bands(searcher), checkpoint)


class _Asking:
    """One request against one view."""

    def __init__(self, view: _View, request: SearchRequest) -> None:
        self._searcher = view.searcher
        self._bands = view.bands if request.collection is Collection.RECORDS else ((),)
        self._request = request
        self._queries = queries = Queries(view.index.schema, request.collection)
        #: Of tiers that were asked by bands: how many bands were, and how many rows these hold.
        self._met: dict[int, tuple[int, int]] = {}
        self._tiers = [queries.node(tier.query) for tier in request.tiers]
        self._always = [
            *queries.valid(request.now),
            *(queries.node(node) for node in request.filters),
        ]

    def ladder(self) -> list[_Row] | None:
        """Every row of all tiers, found with one question; None where there are many.

        Most questions have few answers, and to ask each tier takes twice as long.
        """
        if not self._tiers:
            return []
        if len(self._tiers) == 1 or self._request.full_early or self._broad:
            return None
        sort = field_name(self._request.collection, self._request.sort)
        found = self._searcher.search(
            self._queries.ladder(self._tiers, self._always), limit=LADDER_ROWS + 1, count=False
        ).hits
        if len(found) > LADDER_ROWS:
            return None
        ranks = self._searcher.fast_field_values(sort, [address for _, address in found])
        rows = [
            (len(self._tiers) - int(score), int(rank or 0), address)
            for (score, address), rank in zip(found, ranks, strict=True)
        ]
        rows.sort(key=lambda row: (row[0], -row[1]))
        return rows

    def hits(self, wanted: int, every: list[_Row] | None) -> list[_Row]:
        """The first rows after the request's position; ``every``: see ``ladder``."""
        if every is None:
            return self._tier_by_tier(wanted)
        after = self._request.after
        if after is None:
            return every[:wanted]
        behind = (after.tier, -after.rank)
        return [row for row in every if (row[0], -row[1]) > behind][:wanted]

    def _tier_by_tier(self, wanted: int) -> list[_Row]:
        queries = self._queries
        after = self._request.after
        start = after.tier if after is not None else 0
        # A tier that had no row needs not be excluded from the later ones; of tiers before the
        # position nothing is known.
        earlier = list(self._tiers[:start])
        rows: list[_Row] = []
        for place in range(start, len(self._tiers)):
            must = [self._tiers[place], *self._always]
            if after is not None and place == start:
                if after.rank <= 0:
                    earlier.append(self._tiers[place])
                    continue
                must.append(queries.below(self._request.sort, after.rank))
            found = self._first(place, must, earlier, wanted - len(rows))
            rows.extend((place, rank, address) for rank, address in found)
            if len(rows) >= wanted:
                break
            if found or (after is not None and place == start):
                earlier.append(self._tiers[place])
        return rows

    def _first(
        self,
        place: int,
        must: Sequence[tantivy.Query],
        none_of: Sequence[tantivy.Query],
        wanted: int,
    ) -> list[tuple[int, tantivy.DocAddress]]:
        """(Number sorted by, address) of the first rows of a tier."""
        broad = place in self._broad
        found: list[tuple[int, tantivy.DocAddress]] = []
        met = 0
        for asked, band in enumerate(self._bands if broad else ((),), 1):
            # tantivy's stubs forget SearchResult.count
            answer: Any = self._searcher.search(
                self._queries.all_of([*self._queries.in_bands(band), *must], none_of=none_of),
                limit=wanted - len(found),
                count=broad,
                order_by_field=field_name(self._request.collection, self._request.sort),
            )
            found += answer.hits
            if broad and self._request.after is None:
                met += answer.count
                self._met[place] = (asked, met)
            if len(found) >= wanted:
                break
        return found

    @cached_property
    def _broad(self) -> frozenset[int]:
        """The tiers that very many documents may answer."""
        return frozenset(
            place
            for place, tier in enumerate(self._request.tiers)
            if self._queries.is_broad(tier.query, self._searcher)
        )

    def read(self, rows: Sequence[_Row]) -> tuple[Hit, ...]:
        return tuple(_read(self._searcher, rows))

    def total(self, every: list[_Row] | None, hits: list[_Row]) -> Total:
        """``hits``: of the page and one more. A first page that is not full tells all there is:
        what is looked for in vain in all documents need not be looked for again.
        """
        cap = self._request.count_cap
        if not self._tiers:
            return Total(0, exact=True)
        if every is not None:
            count = len(every)
        elif self._request.after is None and len(hits) <= self._request.size > 0:
            count = len(hits)
        else:
            count = self._counted(cap)
        return Total(min(count, cap), exact=count <= cap)

    def _counted(self, cap: int) -> int:
        """How many rows there are; above the cap perhaps not all of them."""
        wide = widest(tier.query for tier in self._request.tiers)
        for place in sorted(self._broad, key=lambda place: place not in self._met):
            # One tier above the cap is enough, and it is asked by bands; a union of tiers would be
            # looked through whole for each of them. What the page met is not looked for again.
            asked, count = self._met.get(place, (0, 0))
            if count > cap:
                return count
            if self._request.tiers[place].query not in wide:
                continue
            for band in self._bands[asked:]:
                must = [*self._queries.in_bands(band), self._tiers[place], *self._always]
                count += how_many(self._searcher, self._queries.all_of(must))
                if count > cap:
                    return count
        return how_many(self._searcher, self._union())

    def facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Most frequent first, then by token; all fields are counted in one go over the rows."""
        if not self._tiers:
            return dict.fromkeys(self._request.facets, ())
        size = self._request.facet_size
        breadth = max(_FACET_BREADTH, 4 * size)
        found: dict[str, tuple[tuple[str, int], ...]] = {}
        waiting = list(self._request.facets)
        while waiting:
            names = {field: facet_field(self._request.collection, field) for field in waiting}
            wanted = {field: {"terms": {"field": names[field], "size": breadth}} for field in names}
            answer = self._searcher.aggregate(self._union(), wanted)
            unsure: list[str] = []
            for field in waiting:
                buckets = [(str(b["key"]), int(b["doc_count"])) for b in answer[field]["buckets"]]
                buckets.sort(key=lambda bucket: (-bucket[1], bucket[0]))
                # Cut off inside a run of equal counts: which was kept is tantivy's chance.
                cut = len(buckets) >= breadth and buckets[size - 1][1] == buckets[-1][1]
                if cut and breadth < _FACET_LIMIT:
                    unsure.append(field)
                else:
                    found[field] = tuple(buckets[:size])
            waiting, breadth = unsure, min(breadth * 8, _FACET_LIMIT)
        return {field: found[field] for field in self._request.facets}

    def _union(self) -> tantivy.Query:
        made = {
            tier.query: query for tier, query in zip(self._request.tiers, self._tiers, strict=True)
        }
        tiers = [made[node] for node in widest(made)]
        return self._queries.all_of([self._queries.any_of(tiers), *self._always])


def _read(searcher: tantivy.Searcher, rows: Sequence[_Row]) -> list[Hit]:
    if not rows:
        return []
    ends = searcher.fast_field_values("valid_until", [address for _, _, address in rows])
    hits: list[Hit] = []
    for (tier, rank, address), end in zip(rows, ends, strict=True):
        owner, body = split_body(searcher.doc(address).get_first("body"))
        hits.append(Hit(owner=owner, tier=tier, rank=rank, valid_until=int(end or 0), body=body))
    return hits


def _stamp(path: Path) -> _Stamp:
    """Tells one state of a file that is only ever replaced from another."""
    try:
        # Path.stat costs three times as much, and this is done before every search.
        status = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def _meta(folder: Path, generation: str) -> _Stamp:
    return _stamp(folder / generation / "meta.json")


__all__ = ["EmbeddedAdmin", "EmbeddedEngine", "EmbeddedWriter"]
