"""检索提示: suggestions while a name or code is typed."""

from __future__ import annotations

from datetime import date

import orjson
import strawberry
from strawberry import Info

from gongshi.graphql.boards import District
from gongshi.graphql.context import Context, response_path
from gongshi.graphql.enums import MatchedBy
from gongshi.graphql.interpretation import Highlight, highlights_of
from gongshi.graphql.values import day, text
from gongshi.search import suggest
from gongshi.search.highlight import highlight_subject


@strawberry.type(
    description="检索提示项: a subject whose name or code begins as typed, or that is shortened "
    "so, with what tells it from its namesakes."
)
class Suggestion:
    id: strawberry.ID = strawberry.field(description="主体标识: opaque id of the subject here.")
    name: str = strawberry.field(description="主体名称: current name.")
    former_names: list[str] = strawberry.field(description="曾用名: former names.")
    uscc: str | None = strawberry.field(
        description="统一社会信用代码: unified social credit code, 18 characters."
    )
    status: str | None = strawberry.field(description="登记状态: register status.")
    founded: date | None = strawberry.field(description="成立日期: day of foundation.")
    district: District | None = strawberry.field(
        description="住所所在行政区划: district of the domicile."
    )
    matched_by: MatchedBy = strawberry.field(description="命中方式: how it was found.")
    highlights: list[Highlight] = strawberry.field(
        description="高亮: what of the names answers what was typed."
    )


async def find_suggestions(info: Info[Context, None], typed: str, first: int) -> list[Suggestion]:
    """Subjects that begin as typed, the most important first."""
    context = info.context
    path = response_path(info.path)
    found = await suggest.suggest(
        context.engine, context.tables, typed, first=first, now=context.now
    )
    context.checkpoint = context.checkpoint or found.checkpoint
    context.returned[path] = len(found.rows)
    lit = (path, "highlights") in context.selected
    rows: list[Suggestion] = []
    for row in found.rows:
        body = orjson.loads(row.body)
        marks = (
            highlight_subject(body, found.reading, row.matched_by, context.tables) if lit else ()
        )
        rows.append(
            Suggestion(
                id=strawberry.ID(body["id"]),
                name=body["name"],
                former_names=body["formerNames"],
                uscc=text(body["uscc"]),
                status=text(body["status"]),
                founded=day(body["founded"]),
                district=District.of(body["district"]),
                matched_by=MatchedBy(row.matched_by),
                highlights=highlights_of(marks),
            )
        )
    return rows
