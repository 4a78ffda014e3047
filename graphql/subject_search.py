"""主体检索: searching subjects."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import date
from typing import Final

import orjson
import strawberry
from strawberry import Info

from gongshi.cities.city import City
from gongshi.graphql.connections import FacetBucket, PageInfo, Total
from gongshi.graphql.context import Context
from gongshi.graphql.enums import (
    LicenceKindName,
    ListNames,
    MatchedBy,
    PenaltyKindName,
    RecordKindName,
    SectorName,
    SubjectFacetName,
    SubjectOrder,
)
from gongshi.graphql.filters import names, values
from gongshi.graphql.freshness import Freshness
from gongshi.graphql.interpretation import (
    DidYouMean,
    Highlight,
    Interpretation,
    highlights_of,
)
from gongshi.graphql.paging import Asked
from gongshi.graphql.subject_summary import SubjectSummary
from gongshi.graphql.terms import KINDS_ZH, LICENCE_KINDS_ZH, LISTS_ZH, PENALTY_KINDS_ZH
from gongshi.records.model import FIELD_NAMES, Field
from gongshi.search.filters import SubjectFilters, district_codes, label_codes
from gongshi.search.highlight import highlight_subject
from gongshi.search.results import Order
from gongshi.search.service import search_subjects

#: Names of what some facets count by.
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "has": KINDS_ZH,
    "licence_kind": LICENCE_KINDS_ZH,
    "penalty_kind": PENALTY_KINDS_ZH,
    "list": LISTS_ZH,
}


@strawberry.input(description="主体筛选条件: all that are given must hold.")
class SubjectFilter:
    district: list[str] | None = strawberry.field(
        default=None,
        description="行政区划代码: domicile in one of these districts, 6 digits or its name; a "
        "code that ends in 00 stands for all districts of that city or province.",
    )
    status: list[str] | None = strawberry.field(
        default=None, description="登记状态: one of these, such as 存续 or 注销."
    )
    kind: list[str] | None = strawberry.field(
        default=None, description="主体类别: one of these, such as 企业 or 个体工商户."
    )
    type: list[str] | None = strawberry.field(
        default=None, description="企业类型: one of these types as registered."
    )
    industry: list[str] | None = strawberry.field(
        default=None,
        description="行业代码: one of these, GB/T 4754; C3110, or a group such as C31 or C.",
    )
    has: list[RecordKindName] | None = strawberry.field(
        default=None, description="公示信息类别: with a record of one of these kinds displayed now."
    )
    licence_kind: builtins.list[LicenceKindName] | None = strawberry.field(
        default=None, description="许可类别: with a licence of one of these kinds displayed now."
    )
    penalty_kind: builtins.list[PenaltyKindName] | None = strawberry.field(
        default=None, description="处罚种类: with a penalty of one of these kinds displayed now."
    )
    list: builtins.list[ListNames] | None = strawberry.field(
        default=None, description="名单: standing on one of these lists now."
    )
    founded_from: date | None = strawberry.field(
        default=None, description="成立日期起: founded on this day or later."
    )
    founded_until: date | None = strawberry.field(
        default=None, description="成立日期止: founded on this day or earlier."
    )
    latest_record_from: date | None = strawberry.field(
        default=None, description="最近决定日期起: latest displayed decision on this day or later."
    )
    latest_record_until: date | None = strawberry.field(
        default=None,
        description="最近决定日期止: latest displayed decision no later than this day.",
    )
    board: builtins.list[str] | None = strawberry.field(
        default=None, description="曝光台代码: standing on one of these exposure boards now."
    )
    sector: builtins.list[SectorName] | None = strawberry.field(
        default=None, description="领域: standing on a board for one of these fields of the law."
    )
    label: builtins.list[str] | None = strawberry.field(
        default=None,
        description="重点领域标签: carrying one of these labels now, by code or name, such as "
        "食品生产; one that the city does not have is refused.",
    )
    changed_since: date | None = strawberry.field(
        default=None,
        description="变更日期起: latest displayed decision or act of registration (核准日期) on "
        "this day or later; what is displayed no longer is no change that is told.",
    )


@strawberry.type(description="主体检索结果项: a subject in a search.")
class SubjectEdge:
    node: SubjectSummary = strawberry.field(description="主体: the subject.")
    cursor: str = strawberry.field(description="翻页标记: cursor of this row.")
    matched_by: MatchedBy = strawberry.field(description="命中方式: how the row was found.")
    highlights: builtins.list[Highlight] = strawberry.field(
        description="高亮: what of the names or the code answers the query."
    )


@strawberry.type(description="主体分类统计: how many rows of a search have each value.")
class SubjectFacet:
    name: SubjectFacetName = strawberry.field(description="统计项: what was counted by.")
    buckets: list[FacetBucket] = strawberry.field(
        description="统计值: most frequent first, at most 20."
    )


@strawberry.type(description="主体检索结果: one page of subjects, the best found first.")
class SubjectConnection:
    edges: list[SubjectEdge] = strawberry.field(description="结果项: the rows.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
    total: Total | None = strawberry.field(description="总数: how many rows the search has.")
    facets: list[SubjectFacet] = strawberry.field(
        description="分类统计: counts by what `facets` asked for."
    )
    interpretation: Interpretation = strawberry.field(
        description="检索解读: how the query was read."
    )
    did_you_mean: DidYouMean | None = strawberry.field(
        description="您是不是要找: what may have been meant; null where something was found."
    )
    freshness: Freshness = strawberry.field(
        description="数据时效: how fresh what this answer rests on is."
    )


def filters_of(given: SubjectFilter | None, city: City) -> SubjectFilters:
    """The filter as the search takes it; raises ``request_invalid``."""
    if given is None:
        return SubjectFilters()
    return SubjectFilters(
        districts=district_codes(values("district", given.district), city.districts),
        statuses=values("status", given.status),
        kinds=values("kind", given.kind),
        types=values("type", given.type),
        industries=values("industry", given.industry),
        has=names("has", given.has),
        licence_kinds=names("licenceKind", given.licence_kind),
        penalty_kinds=names("penaltyKind", given.penalty_kind),
        lists=names("list", given.list),
        founded_from=given.founded_from,
        founded_to=given.founded_until,
        latest_from=given.latest_record_from,
        latest_to=given.latest_record_until,
        boards=values("board", given.board),
        sectors=names("sector", given.sector),
        labels=label_codes(values("label", given.label), city.labels.names),
        changed_since=given.changed_since,
    )


async def find_subjects(
    info: Info[Context, None],
    query: str,
    filters: SubjectFilters,
    facets: list[SubjectFacetName],
    first: int,
    after: str | None,
    order: SubjectOrder,
) -> SubjectConnection:
    """One page of a search of subjects."""
    asked = Asked.of(info, first, after)
    context = info.context
    page = await search_subjects(
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
        found = highlight_subject(body, row.reading, row.matched_by, context.tables) if lit else ()
        edges.append(
            SubjectEdge(
                node=SubjectSummary.of(body),
                cursor=cursor,
                matched_by=MatchedBy(row.matched_by),
                highlights=highlights_of(found),
            )
        )
    return SubjectConnection(
        edges=edges,
        page_info=told.page_info,
        total=told.total,
        facets=[
            SubjectFacet(name=SubjectFacetName(name), buckets=buckets)
            for name, buckets in told.facets.items()
        ],
        interpretation=Interpretation.of(page.reading),
        did_you_mean=DidYouMean.of(page.did_you_mean),
        freshness=told.freshness,
    )


def _name_of(facet: str, token: str, context: Context) -> str | None:
    if facet == "district":
        return context.city.districts.get(token)
    if facet == "sector":
        return FIELD_NAMES[Field(token)]
    if facet == "board":
        board = context.city.boards.board(token)
        return board.name_zh if board is not None else None
    if facet == "label":
        return context.city.labels.names.get(token)
    return _NAMES.get(facet, {}).get(token)
