"""曝光台查询: one page of the exposure boards."""

from __future__ import annotations

import orjson
import strawberry
from strawberry import Info

from gongshi.graphql.boards import BoardEntry
from gongshi.graphql.connections import FacetBucket, PageInfo, Total
from gongshi.graphql.context import Context
from gongshi.graphql.enums import BoardFacetName, SectorName
from gongshi.graphql.filters import names, values
from gongshi.graphql.freshness import Freshness
from gongshi.graphql.paging import Asked
from gongshi.records.model import FIELD_NAMES, Field
from gongshi.records.problems import GongshiError
from gongshi.search.filters import BoardFilters, district_codes
from gongshi.search.service import search_boards


@strawberry.type(description="曝光台结果项: a subject on a board.")
class BoardEdge:
    node: BoardEntry = strawberry.field(description="曝光条目: the entry.")
    cursor: str = strawberry.field(description="翻页标记: cursor of this row.")


@strawberry.type(description="曝光台分类统计: how many entries have each value.")
class BoardFacet:
    name: BoardFacetName = strawberry.field(description="统计项: what was counted by.")
    buckets: list[FacetBucket] = strawberry.field(
        description="统计值: most frequent first, at most 20."
    )


@strawberry.type(description="曝光台结果: one page of entries, the latest first.")
class BoardConnection:
    edges: list[BoardEdge] = strawberry.field(description="结果项: the rows.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
    total: Total | None = strawberry.field(description="总数: how many entries there are.")
    facets: list[BoardFacet] = strawberry.field(
        description="分类统计: counts by what `facets` asked for."
    )
    freshness: Freshness = strawberry.field(
        description="数据时效: how fresh what this answer rests on is."
    )


async def find_entries(
    info: Info[Context, None],
    kind: str | None,
    sector: SectorName | None,
    district: str | None,
    facets: list[BoardFacetName],
    first: int,
    after: str | None,
) -> BoardConnection:
    """One page of one board, or of all; raises ``board_unknown``."""
    asked = Asked.of(info, first, after)
    context = info.context
    boards = context.city.boards
    if kind is not None and boards.board(kind) is None:
        known = "、".join(board.code for board in boards.boards)
        raise GongshiError("board_unknown", board=kind[:32], known=known or "—")
    filters = BoardFilters(
        boards=() if kind is None else (kind,),
        sectors=names("sector", None if sector is None else [sector]),
        districts=district_codes(
            values("district", None if district is None else [district]), context.city.districts
        ),
    )
    page = await search_boards(
        context.engine,
        filters,
        first=asked.first,
        now=context.now,
        after=asked.place.inner,
        facets=asked.facets(facets),
        count=asked.wants("total"),
    )
    told = await asked.told(page, _name_of)
    return BoardConnection(
        edges=[
            BoardEdge(node=BoardEntry.of(orjson.loads(row.body)), cursor=cursor)
            for row, cursor in zip(page.rows, told.cursors, strict=True)
        ],
        page_info=told.page_info,
        total=told.total,
        facets=[
            BoardFacet(name=BoardFacetName(name), buckets=buckets)
            for name, buckets in told.facets.items()
        ],
        freshness=told.freshness,
    )


def _name_of(facet: str, token: str, context: Context) -> str | None:
    if facet == "sector":
        return FIELD_NAMES[Field(token)]
    if facet == "district":
        return context.city.districts.get(token)
    board = context.city.boards.board(token)
    return board.name_zh if board is not None else None
