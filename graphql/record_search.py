"""公示信息检索: searching records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import orjson
import strawberry
from strawberry import Info

from gongshi.graphql.connections import FacetBucket, PageInfo, Total
from gongshi.graphql.context import Context
from gongshi.graphql.enums import MatchedBy, RecordFacetName, RecordKindName, RecordOrder
from gongshi.graphql.filings import record_of
from gongshi.graphql.filters import fen, names, uscc, values
from gongshi.graphql.freshness import Freshness
from gongshi.graphql.interpretation import (
    DidYouMean,
    Highlight,
    Interpretation,
    highlights_of,
)
from gongshi.graphql.paging import Asked
from gongshi.graphql.record import Record
from gongshi.graphql.terms import CATEGORIES_ZH, KINDS_ZH
from gongshi.search.filters import RecordFilters, district_codes
from gongshi.search.highlight import highlight_record
from gongshi.search.results import Order
from gongshi.search.service import search_records


@strawberry.input(name="RecordFilter", description="信息筛选条件: all that are given must hold.")
class RecordFilter:
    kind: RecordKindName | None = strawberry.field(
        default=None, description="信息类别: of this kind."
    )
    uscc: str | None = strawberry.field(
        default=None, description="统一社会信用代码: records of the subject with this code."
    )
    source: list[str] | None = strawberry.field(
        default=None, description="数据来源: one of these source codes."
    )
    category: list[str] | None = strawberry.field(
        default=None,
        description="类别: one of these values of the facet of that name.",
    )
    authority: list[str] | None = strawberry.field(
        default=None, description="决定机关: one of these, as the facet gives them or by full name."
    )
    district: list[str] | None = strawberry.field(
        default=None,
        description="行政区划代码: subject in one of these districts, 6 digits or its name; a code "
        "that ends in 00 stands for all districts of that city or province.",
    )
    decided_from: date | None = strawberry.field(
        default=None, description="决定日期起: decided on this day or later."
    )
    decided_until: date | None = strawberry.field(
        default=None, description="决定日期止: decided on this day or earlier."
    )
    fine_from: Decimal | None = strawberry.field(
        default=None, description="罚款金额起（万元）: fined at least so much, 10,000 yuan."
    )
    fine_until: Decimal | None = strawberry.field(
        default=None, description="罚款金额止（万元）: fined at most so much, 10,000 yuan."
    )


@strawberry.type(description="信息检索结果项: a record in a search.")
class RecordEdge:
    node: Record = strawberry.field(description="公示信息: the record.")
    cursor: str = strawberry.field(description="翻页标记: cursor of this row.")
    matched_by: MatchedBy = strawberry.field(description="命中方式: how the row was found.")
    highlights: list[Highlight] = strawberry.field(
        description="高亮: what of the record's texts answers the query."
    )


@strawberry.type(description="信息分类统计: how many rows of a search have each value.")
class RecordFacet:
    name: RecordFacetName = strawberry.field(description="统计项: what was counted by.")
    buckets: list[FacetBucket] = strawberry.field(
        description="统计值: most frequent first, at most 20."
    )


@strawberry.type(description="信息检索结果: one page of records, newest decisions first.")
class RecordConnection:
    edges: list[RecordEdge] = strawberry.field(description="结果项: the rows.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
    total: Total | None = strawberry.field(description="总数: how many rows the search has.")
    facets: list[RecordFacet] = strawberry.field(
        description="分类统计: counts by what `facets` asked for."
    )
    interpretation: Interpretation = strawberry.field(
        description="检索解读: how the query was read."
    )
    did_you_mean: DidYouMean | None = strawberry.field(
        description="您是不是要找: subjects that may have been meant; null where something was "
        "found."
    )
    freshness: Freshness = strawberry.field(
        description="数据时效: how fresh what this answer rests on is."
    )


def filters_of(
    given: RecordFilter | None, districts: Mapping[str, str], subject_id: str | None = None
) -> RecordFilters:
    """The filter as the search takes it; raises ``request_invalid``."""
    subjects = (subject_id,) if subject_id is not None else ()
    if given is None:
        return RecordFilters(subjects=subjects)
    return RecordFilters(
        subjects=subjects,
        subject_codes=uscc("uscc", given.uscc),
        kinds=names("kind", None if given.kind is None else [given.kind]),
        sources=values("source", given.source),
        authorities=values("authority", given.authority),
        categories=values("category", given.category),
        districts=district_codes(values("district", given.district), districts),
        decided_from=given.decided_from,
        decided_to=given.decided_until,
        fine_from=fen("fineFrom", given.fine_from),
        fine_to=fen("fineUntil", given.fine_until),
    )


async def find_records(
    info: Info[Context, None],
    query: str,
    filters: RecordFilters,
    facets: list[RecordFacetName],
    first: int,
    after: str | None,
    order: RecordOrder = RecordOrder.RELEVANCE,
) -> RecordConnection:
    """One page of a search of records."""
    asked = Asked.of(info, first, after)
    context = info.context
    page = await search_records(
        context.engine,
        context.tables,
        query,
        filters,
        first=asked.first,
        now=context.now,
        after=asked.place.inner,
        facets=asked.facets(facets),
        count=asked.wants("total"),
        order=Order(str(order.value)),
        guess=asked.wants("didYouMean"),
        vocabulary=context.vocabulary,
    )
    told = await asked.told(page, _name_of)
    lit = asked.wants_below("edges", "highlights")
    edges = []
    for row, cursor in zip(page.rows, told.cursors, strict=True):
        body = orjson.loads(row.body)
        found = highlight_record(body, row.reading) if lit else ()
        edges.append(
            RecordEdge(
                node=record_of(body),
                cursor=cursor,
                matched_by=MatchedBy(row.matched_by),
                highlights=highlights_of(found),
            )
        )
    return RecordConnection(
        edges=edges,
        page_info=told.page_info,
        total=told.total,
        facets=[
            RecordFacet(name=RecordFacetName(name), buckets=buckets)
            for name, buckets in told.facets.items()
        ],
        interpretation=Interpretation.of(page.reading),
        did_you_mean=DidYouMean.of(page.did_you_mean),
        freshness=told.freshness,
    )


def _name_of(facet: str, token: str, context: Context) -> str | None:
    if facet == "kind":
        return KINDS_ZH.get(token)
    if facet == "source":
        source = context.city.sources.get(token)
        return source.name_zh if source is not None else None
    if facet == "district":
        return context.city.districts.get(token)
    if facet == "category":
        return CATEGORIES_ZH.get(token)
    return None
