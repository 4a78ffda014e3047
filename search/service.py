"""Public search: plan, ask the engine, page. The same rows in the same order on every engine.

All that decides which rows come and where they stand is here and in ``query.py``; an engine only
answers primitive queries. Pages are Relay's: ``first`` rows after an opaque cursor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import orjson

from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.cursor import Cursor, query_hash, read_cursor, write_cursor
from gongshi.search.did_you_mean import did_you_mean
from gongshi.search.documents import FACET_FIELDS, OWNER, Collection
from gongshi.search.filters import BoardFilters, RecordFilters, SubjectFilters
from gongshi.search.names import NameTables
from gongshi.search.nodes import either
from gongshi.search.port import (
    AnyTerm,
    Hit,
    Node,
    Position,
    SearchEngine,
    SearchRequest,
    Tier,
    Total,
)
from gongshi.search.query import (
    BROWSING,
    STRONG_TIERS,
    Plan,
    plan_records,
    plan_subjects,
    with_owners,
)
from gongshi.search.reading import Reading
from gongshi.search.results import Order, ResultPage, Row
from gongshi.search.similar import SIMILAR_TIER, Near, nearest
from gongshi.search.vocabulary import BUILT_IN, Vocabulary

#: Rows of one page at most, and totals above which only "at least" is said: one cap for all.
LARGEST_PAGE: Final = 100
COUNT_CAP: Final = 10_000
FACET_SIZE: Final = 20
#: Look-alikes are offered behind the rows found only when these are few.
FEW_ROWS: Final = 20
#: Records looked at for the subjects of one document number.
_NUMBERED: Final = 20
_SORTS: Final[Mapping[Collection, Mapping[Order, str]]] = {
    Collection.SUBJECTS: {Order.FOUNDED: "founded", Order.LATEST: "latest"},
    Collection.RECORDS: {Order.LATEST: "rank"},
    Collection.BOARDS: {},
}


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
    order: Order = Order.RELEVANCE,
    guess: bool = False,
    vocabulary: Vocabulary = BUILT_IN,
) -> ResultPage:
    """Subjects by name (full, short, former, pinyin, with a slip), code or a document's number.

    ``first`` 1 … 100; ``facets`` of ``FACET_FIELDS``; ``guess``: say what may have been meant when
    nothing was found. Raises ``query_too_long``, ``cursor_invalid``, ``page_size_invalid``,
    ``facet_unknown``, ``engine_unavailable``.
    """
    plan = plan_subjects(text, tables, vocabulary)
    nodes = (filters or SubjectFilters()).nodes()
    search = _Search(engine, Collection.SUBJECTS, plan, nodes, to_ms(now), tables, order)
    page = await search.page(first, after, facets, count)
    if not guess or page.rows or after is not None or not text.strip():
        return page
    meant = await did_you_mean(engine, plan, search.now, tables, narrowed=bool(nodes))
    return replace(page, did_you_mean=meant)


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
    order: Order = Order.RELEVANCE,
    guess: bool = False,
    vocabulary: Vocabulary = BUILT_IN,
) -> ResultPage:
    """Records by number, subject or matter; ``guess``: subjects that may have been meant. See
    ``search_subjects``.
    """
    plan = plan_records(text, tables, vocabulary)
    nodes = (filters or RecordFilters()).nodes()
    search = _Search(engine, Collection.RECORDS, plan, nodes, to_ms(now), tables, order)
    page = await search.page(first, after, facets, count)
    if not guess or page.rows or after is not None or not text.strip():
        return page
    subjects = plan_subjects(text, tables, vocabulary)
    meant = await did_you_mean(engine, subjects, search.now, tables, narrowed=True)
    return replace(page, did_you_mean=meant)


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
    order: Order = Order.RELEVANCE

    async def page(
        self, first: int, after: str | None, facets: tuple[str, ...], count: bool
    ) -> ResultPage:
        if not 1 <= first <= LARGEST_PAGE:
            raise GongshiError("page_size_invalid", limit=LARGEST_PAGE)
        unknown = [field for field in facets if field not in FACET_FIELDS[self.collection]]
        if unknown:
            raise GongshiError("facet_unknown", facet=unknown[0])
        tiers = tuple(tier.name for tier in self.plan.tiers)
        query = query_hash(self.collection.value, self.plan.words, tiers, self.filters, self.order)
        position = read_cursor(after, query) if after is not None else None
        if position is not None and not self._is_possible(position):
            raise GongshiError("cursor_invalid")
        if not self.plan.tiers:
            checkpoint = await self.engine.checkpoint()
            nothing = dict.fromkeys(facets, ())
            total = Total(0, True) if count else None
            return ResultPage((), False, total, nothing, checkpoint, self._main_reading())

        search = await self._numbered()
        return await search._found(query, position, first, facets, count)

    async def _found(
        self,
        query: bytes,
        position: Position | None,
        first: int,
        facets: tuple[str, ...],
        count: bool,
    ) -> ResultPage:
        sort = _SORTS[self.collection].get(self.order)
        beyond = position is not None and position.tier == SIMILAR_TIER
        found = await self.engine.search(
            SearchRequest(
                collection=self.collection,
                tiers=self.plan.tiers if sort is None else (_together(self.plan.tiers),),
                filters=self.filters,
                now=self.now,
                size=0 if beyond else first,  # the total decides about look-alikes
                after=None if beyond else position,
                facets=facets,
                facet_size=FACET_SIZE,
                count=count or (sort is None and self._needs_total(beyond)),
                count_cap=COUNT_CAP,
                sort=sort or "rank",
            )
        )
        near: tuple[Near, ...] = ()
        if sort is None:
            near = await self._similar(found.total, found.hits if position is None else None)
        ways = {} if sort is None else await self._ways(found.hits)
        rows = [self._row(hit, ways.get(hit.owner, hit.tier), query) for hit in found.hits]
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
            reading=rows[0].reading if rows else self._main_reading(),
        )

    async def _numbered(self) -> _Search:
        """The search with the subjects of the document number that was typed, as it stands on
        records shown now.
        """
        if not self.plan.numbers:
            return self
        found = await self.engine.search(
            SearchRequest(
                collection=Collection.RECORDS,
                tiers=(Tier("number", AnyTerm("number", self.plan.numbers)),),
                filters=(),
                now=self.now,
                size=_NUMBERED,
                count=False,
            )
        )
        owners = [str(orjson.loads(hit.body)["subjectId"]) for hit in found.hits]
        theirs = AnyTerm(OWNER, tuple(dict.fromkeys(filter(None, owners))))
        return replace(self, plan=with_owners(self.plan, theirs))

    async def _ways(self, hits: tuple[Hit, ...]) -> Mapping[str, int]:
        """The best tier of rows that were found by all tiers together."""
        if len(self.plan.tiers) < 2 or not hits:
            return {}
        found = await self.engine.search(
            SearchRequest(
                collection=self.collection,
                tiers=self.plan.tiers,
                filters=(*self.filters, AnyTerm(OWNER, tuple(hit.owner for hit in hits))),
                now=self.now,
                size=len(hits),
                count=False,
            )
        )
        return {hit.owner: hit.tier for hit in found.hits}

    def _main_reading(self) -> Reading | None:
        return self.plan.readings[self.plan.main] if self.plan.readings else None

    def _is_possible(self, position: Position) -> bool:
        if self.order in _SORTS[self.collection]:
            return position.tier == 0
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
        if total is None and hits == ():
            total = Total(0, exact=True)
        if not plan.similar.tiers and (hits or total is None or total.value):
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

    def _needs_total(self, beyond: bool) -> bool:
        """Whether it depends on the number of rows that there are look-alikes: what is asked only
        where nothing else is found can do without, unless a later page is asked for.
        """
        similar = self.plan.similar
        return similar is not None and (bool(similar.tiers) or beyond)

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

    def _row(self, hit: Hit, tier: int, query: bytes) -> Row:
        cursor = write_cursor(Cursor(query, hit.tier, hit.rank))
        reading = self.plan.readings[self.plan.read_by[tier]] if self.plan.readings else None
        name = self.plan.tiers[tier].name
        return Row(hit.owner, cursor, name, hit.valid_until, hit.body, reading)

    def _near_row(self, near: Near, query: bytes) -> Row:
        cursor = write_cursor(Cursor(query, SIMILAR_TIER, near.position))
        hit = near.hit
        reading = self._main_reading()
        return Row(hit.owner, cursor, "similar", hit.valid_until, hit.body, reading)


def _together(tiers: tuple[Tier, ...]) -> Tier:
    return Tier("all", either(tuple(tier.query for tier in tiers)))
