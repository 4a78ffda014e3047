"""报告条目: the records of a report, page by page, with their printed lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

import strawberry
from strawberry import Info

from gongshi.graphql.connections import PageInfo, page_info
from gongshi.graphql.context import Context, response_path
from gongshi.graphql.filings import record_of
from gongshi.graphql.record import Record
from gongshi.graphql.window import Seal
from gongshi.records.problems import GongshiError
from gongshi.reports import facts

_CURSOR: Final = re.compile(r"([a-z0-9]{1,32})-([0-9]{1,7})")

Chapter = Annotated[int | None, strawberry.argument(description="章节: only this chapter, 2 to 9.")]
SectorCode = Annotated[str | None, strawberry.argument(description="领域代码: only this sector.")]


@strawberry.type(description="报告行: one printed line of a report.")
class ReportLine:
    label: str = strawberry.field(description="项目: official term.")
    value: str = strawberry.field(description="内容: its value; `— —` where nothing was given.")

    @classmethod
    def of(cls, line: facts.Line) -> ReportLine:
        return cls(label=line["label"], value=line["value"])


@strawberry.type(description="报告条目: one record in an ordinary report.")
class ReportItem:
    chapter: int = strawberry.field(description="章节: number of its chapter, 2 to 9.")
    heading: str = strawberry.field(description="条目序号: 第 n 条, counted by kind.")
    record: Record = strawberry.field(description="公示信息: the record itself.")
    lines: list[ReportLine] = strawberry.field(
        description="各项内容: its printed lines, in the national order."
    )


@strawberry.type(description="报告条目及翻页标记: an item and its cursor.")
class ReportItemEdge:
    node: ReportItem = strawberry.field(description="条目: the item.")
    cursor: str = strawberry.field(description="翻页标记: for `after`.")


@strawberry.type(description="报告条目列表: items of a report, in its order.")
class ReportItemConnection:
    edges: list[ReportItemEdge] = strawberry.field(description="条目: the page's items.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
    total: int = strawberry.field(description="总数: items of the whole report or chapter.")


@strawberry.type(description="专项报告条目: one record in a special report.")
class CertifiedItem:
    sector: str = strawberry.field(description="领域代码: code of its sector.")
    heading: str = strawberry.field(description="条目序号: 第 n 条, counted by kind.")
    marks: list[str] = strawberry.field(
        description="标注: 已修复, 暂停公示, 异议处理中; empty for none."
    )
    record: Record = strawberry.field(description="信用信息: the record itself.")
    lines: list[ReportLine] = strawberry.field(
        description="各项内容: its printed lines, in the national order."
    )


@strawberry.type(description="专项报告条目及翻页标记: an item and its cursor.")
class CertifiedItemEdge:
    node: CertifiedItem = strawberry.field(description="条目: the item.")
    cursor: str = strawberry.field(description="翻页标记: for `after`.")


@strawberry.type(description="专项报告条目列表: items of a special report, sector by sector.")
class CertifiedItemConnection:
    edges: list[CertifiedItemEdge] = strawberry.field(description="条目: the page's items.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
    total: int = strawberry.field(description="总数: items of the whole report or sector.")


def report_items(
    report: facts.OrdinaryFacts,
    info: Info[Context, None],
    chapter: int | None,
    first: int,
    after: str | None,
) -> ReportItemConnection:
    """One page of an ordinary report's items. Raises ``cursor_invalid``."""
    items = [
        (one["number"], item)
        for one in report["chapters"]
        if chapter is None or one["number"] == chapter
        for item in one["items"]
    ]
    page, cursors, more = _page(info, items, _record_id, first, after)
    edges = [
        ReportItemEdge(
            node=ReportItem(chapter=number, **_shared(item)),
            cursor=cursor,
        )
        for (number, item), cursor in zip(page, cursors, strict=True)
    ]
    told = page_info(cursors, more=more, behind=after is not None)
    return ReportItemConnection(edges=edges, page_info=told, total=len(items))


def certified_items(
    report: facts.SpecialFacts,
    info: Info[Context, None],
    sector: str | None,
    first: int,
    after: str | None,
) -> CertifiedItemConnection:
    """One page of a special report's items. Raises ``cursor_invalid``."""
    items = [
        (one["code"], item)
        for one in report["sectors"]
        if sector is None or one["code"] == sector
        for item in one["items"]
    ]
    page, cursors, more = _page(info, items, _record_id, first, after)
    edges = [
        CertifiedItemEdge(
            node=CertifiedItem(sector=code, marks=item["marks"], **_shared(item)), cursor=cursor
        )
        for (code, item), cursor in zip(page, cursors, strict=True)
    ]
    told = page_info(cursors, more=more, behind=after is not None)
    return CertifiedItemConnection(edges=edges, page_info=told, total=len(items))


_T = TypeVar("_T")


def _shared(item: facts.Item) -> dict[str, Any]:
    return {
        "heading": item["heading"],
        "record": record_of(item["record"]),
        "lines": [ReportLine.of(line) for line in item["lines"]],
    }


def _record_id(row: tuple[Any, facts.Item]) -> str:
    return row[1]["record"]["id"]


def _page(
    info: Info[Context, None],
    rows: Sequence[_T],
    id_of: Callable[[_T], str],
    first: int,
    after: str | None,
) -> tuple[Sequence[_T], list[str], bool]:
    """The page, its cursors, whether more stands behind; notes what came back, for the price."""
    seal = info.context.seal
    start = _start(seal, [id_of(row) for row in rows], after)
    page = rows[start : start + first]
    info.context.returned[response_path(info.path)] = len(page)
    cursors = [seal.write(f"{id_of(row)}-{place}", 0) for place, row in enumerate(page, start)]
    return page, cursors, start + len(page) < len(rows)


def _start(seal: Seal, ids: Sequence[str], after: str | None) -> int:
    """Behind the record of the cursor; where it stood when it is gone by now."""
    if after is None:
        return 0
    found = _CURSOR.fullmatch(seal.read(after).inner or "")
    if found is None:
        raise GongshiError("cursor_invalid")
    record, place = found[1], int(found[2])
    if place < len(ids) and ids[place] == record:
        return place + 1
    return ids.index(record) + 1 if record in ids else place
