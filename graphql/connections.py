"""What every connection has: page info, totals and facets."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from gongshi.search import port


@strawberry.type(description="分页信息: where a page stands in its search.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="是否有下一页: whether rows stand behind.")
    has_previous_page: bool = strawberry.field(
        description="是否有上一页: whether the page was asked for with `after`."
    )
    start_cursor: str | None = strawberry.field(description="首条标记: cursor of the first row.")
    end_cursor: str | None = strawberry.field(
        description="末条标记: cursor of the last row, for `after`."
    )


@strawberry.type(description="总数: how many rows a search has.")
class Total:
    value: int = strawberry.field(description="数量: the number, or the least it is.")
    exact: bool = strawberry.field(description="是否精确: false means at least `value`.")

    @classmethod
    def of(cls, total: port.Total) -> Total:
        return cls(value=total.value, exact=total.exact)


@strawberry.type(description="分类统计值: one value and how many rows have it.")
class FacetBucket:
    value: str = strawberry.field(description="取值: the value, as filters take it.")
    name_zh: str | None = strawberry.field(
        description="中文名称: its Chinese name, where the value is a code."
    )
    count: int = strawberry.field(description="数量: rows of the whole search that have it.")


def page_info(cursors: Sequence[str], *, more: bool, behind: bool) -> PageInfo:
    """Page info of rows with these cursors."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=behind,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
