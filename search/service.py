"""Public search: plan, ask the engine, page. The same rows in the same order on every engine.

All that decides which rows come and where they stand is here and in ``query.py``; an engine only
answers primitive queries. Pages are Relay's: ``first`` rows after an opaque cursor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.cursor import Cursor, query_hash, read_cursor, write_cursor
from gongshi.search.documents import FACET_FIELDS, Collection
from gongshi.search.filters import BoardFilters, RecordFilters, SubjectFilters
from gongshi.search.names import NameTables
from gongshi.search.port import (
    Checkpoint,
    Hit,
    Node,
    Position,
    SearchEngine,
    SearchRequest,
    Tier,
    Total,
)
from gongshi.search.query import BROWSING, STRONG_TIERS, Plan, plan_records, plan_subjects
from gongshi.search.similar import SIMILAR_TIER, Near, nearest

#: Rows of one page at most, and totals above which only "at least" is said: one cap for all.
LARGEST_PAGE: Final = 100
COUNT_CAP: Final = 10_000
FACET_SIZE: Final = 20
#: Look-alikes are offered behind the rows found only when these are few.
FEW_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One found subject or record."""

    owner: str  # ledger id
    cursor: str
    #: code | full_name | former_name | core_name | prefix | phrase | words | pinyin | initials |
    #: similar | number | all
    matched_by: str
    valid_until: int  # epoch ms: the row may be gone or changed from then on
    body: bytes  # JSON: a SubjectBody, RecordBody or BoardEntryBody of ``bodies.py``


@dataclass(frozen=True, slots=True)
class ResultPage:
    """``facets``: field → (token, count), most frequent first, over all rows but look-alikes."""

    rows: tuple[Row, ...]
    has_next: bool
    total: Total | None  # None: not asked for
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    checkpoint: Checkpoint | None  # what the answer rests on; None: no generation is live


async def search_subjects(
    engine: SearchEngine,
    tables: NameTables,
    text: str,
    filters: SubjectFilters | None = None,
    *,
    first: int,
    now: datetime,
    after: str | None = None,
    facets: tuple[str, ...] = (),
    count: bool = True,
) -> ResultPage:
    """Subjects by name (full, short, former, pinyin, with a slip) or code.

    ``first`` 1 … 100; ``facets`` of ``FACET_FIELDS``. Raises ``query_too_long``,
    ``cursor_invalid``, ``page_size_invalid``, ``facet_unknown``, ``engine_unavailable``.
    """
    plan = plan_subjects(text, tables)
    nodes = (filters or SubjectFilters()).nodes()
    search = _Search(engine, Collection.SUBJECTS, plan, nodes, to_ms(now), tables)
    return await search.page(first, after, facets, count)


async def search_records(
    engine: SearchEngine,
    tables: NameTables,
    text: str,
    filters: RecordFilters | None = None,
    *,
    first: int,
    now: datetime,
    after: str | None = None,
    facets: tuple[str, ...] = (),
    count: bool = True,
) -> ResultPage:
    """Licences and penalties by number, subject or matter; see ``search_subjects``."""
    plan = plan_records(text, tables)
    nodes = (filters or RecordFilters()).nodes()
    search = _Search(engine, Collection.RECORDS, plan, nodes, to_ms(now), tables)
    return await search.page(first, after, facets, count)


async def search_boards(
    engine: SearchEngine,
    filters: BoardFilters | None = None,
    *,
    first: int,
    now: datetime,
    after: str | None = None,
    facets: tuple[str, ...] = (),
    count: bool = True,
) -> ResultPage:
    """Subjects on exposure boards, the latest first; see ``search_subjects``."""
    nodes = (filters or BoardFilters()).nodes()
    search = _Search(engine, Collection.BOARDS, BROWSING, nodes, to_ms(now), None)
    return await search.page(first, after, facets, count)


@dataclass(frozen=True, slots=True)
class _Search:
    engine: SearchEngine
    collection: Collection
    plan: Plan
    filters: tuple[Node, ...]
    now: int
    tables: NameTables | None  # None: no names are searched

    async def page(
        self, first: int, after: str | None, facets: tuple[str, ...], count: bool
    ) -> ResultPage:
        if not 1 <= first <= LARGEST_PAGE:
            raise GongshiError("page_size_invalid", limit=LARGEST_PAGE)
        unknown = [field for field in facets if field not in FACET_FIELDS[self.collection]]
        if unknown:
            raise GongshiError("facet_unknown", facet=unknown[0])
        query = query_hash(self.collection.value, self.plan.words, self.plan.tiers, self.filters)
        position = read_cursor(after, query) if after is not None else None
        if position is not None and not self._is_possible(position):
            raise GongshiError("cursor_invalid")
        if not self.plan.tiers:
            checkpoint = await self.engine.checkpoint()
            nothing = dict.fromkeys(facets, ())
            return ResultPage((), False, Total(0, True) if count else None, nothing, checkpoint)

        beyond = position is not None and position.tier == SIMILAR_TIER
        found = await self.engine.search(
            SearchRequest(
                collection=self.collection,
                tiers=self.plan.tiers,
                filters=self.filters,
                now=self.now,
                size=0 if beyond else first,  # the total decides about look-alikes
                after=None if beyond else position,
                facets=facets,
                facet_size=FACET_SIZE,
                count=count or self.plan.similar is not None,
                count_cap=COUNT_CAP,
            )
        )
        near = await self._similar(found.total, found.hits if position is None else None)
        rows = [self._row(hit, query) for hit in found.hits]
        rest = near
        if beyond and position is not None:
            rest = tuple(one for one in near if one.position < position.rank)
        more = found.more and not beyond
        open_places = 0 if more else first - len(rows)
        rows += [self._near_row(one, query) for one in rest[:open_places]]
        total = found.total if count else None
        if total is not None and near:
            total = Total(total.value + len(near), total.exact)
        return ResultPage(
            rows=tuple(rows),
            has_next=more or len(rest) > open_places,
            total=total,
            facets=found.facets,
            checkpoint=found.checkpoint,
        )

    def _is_possible(self, position: Position) -> bool:
        if position.tier == SIMILAR_TIER:
            return self.plan.similar is not None
        return position.tier < len(self.plan.tiers)

    async def _similar(self, total: Total | None, hits: tuple[Hit, ...] | None) -> tuple[Near, ...]:
        """Look-alikes behind the rows found; ``hits``: the first page, None on a later one.

        Whether there are any depends on the query alone, never on the page: totals agree.
        """
        plan = self.plan
        if plan.similar is None or self.tables is None:
            return ()
        if total is None or total.value > FEW_ROWS:
            return ()
        strong = tuple(tier for tier in plan.tiers if tier.name in STRONG_TIERS)
        if hits and plan.tiers[hits[0].tier].name in STRONG_TIERS:
            return ()
        if hits is None and total.value and await self._any(strong):
            return ()
        # Where nothing was found, nothing has to be left out.
        found_by = plan.tiers if total.value else ()
        return await nearest(
            self.engine, plan.similar, found_by, self.filters, self.now, self.tables
        )

    async def _any(self, tiers: tuple[Tier, ...]) -> bool:
        found = await self.engine.search(
            SearchRequest(
                collection=self.collection,
                tiers=tiers,
                filters=self.filters,
                now=self.now,
                size=1,
                count=False,
            )
        )
        return bool(found.hits)

    def _row(self, hit: Hit, query: bytes) -> Row:
        cursor = write_cursor(Cursor(query, hit.tier, hit.rank))
        name = self.plan.tiers[hit.tier].name
        return Row(hit.owner, cursor, name, hit.valid_until, hit.body)

    def _near_row(self, near: Near, query: bytes) -> Row:
        cursor = write_cursor(Cursor(query, SIMILAR_TIER, near.position))
        hit = near.hit
        return Row(hit.owner, cursor, "similar", hit.valid_until, hit.body)
