"""The root fields: all that reads anything starts here or at a connection."""

from __future__ import annotations

from typing import Annotated, Final

import orjson
import strawberry
from strawberry import Info

from gongshi.cities.told import told_sources
from gongshi.graphql import record_search, subject_search
from gongshi.graphql.arguments import After, First, Words
from gongshi.graphql.board_search import BoardConnection, find_entries
from gongshi.graphql.boards import Board
from gongshi.graphql.connections import page_info
from gongshi.graphql.context import Context, response_path
from gongshi.graphql.credit_reports import CreditReport, SpecialCreditReport
from gongshi.graphql.enums import (
    BoardFacetName,
    RecordFacetName,
    RecordOrder,
    SectorName,
    SubjectFacetName,
    SubjectOrder,
)
from gongshi.graphql.filings import record_of
from gongshi.graphql.freshness import Freshness, freshness_of
from gongshi.graphql.limits import DEFAULT_FIRST, MAX_SUGGESTIONS
from gongshi.graphql.notice_cursor import read_cursor, write_cursor
from gongshi.graphql.record import Record
from gongshi.graphql.record_search import RecordConnection, RecordFilter, find_records
from gongshi.graphql.sources import (
    Source,
    WithdrawalNotice,
    WithdrawalNoticeConnection,
    WithdrawalNoticeEdge,
)
from gongshi.graphql.subject_search import SubjectConnection, SubjectFilter, find_subjects
from gongshi.graphql.subjects import Subject
from gongshi.graphql.suggestions import Suggestion, find_suggestions
from gongshi.ledger.ids import is_record_id
from gongshi.records.clock import to_ms
from gongshi.records.identifiers import read_uscc
from gongshi.reports.envelope import is_report_number
from gongshi.search.documents import Collection
from gongshi.search.port import SearchRequest, Term, Tier

#: Longer texts are no code; typed ones may hold spaces and hyphens.
_LONGEST_CODE: Final = 64


async def _subject(
    info: Info[Context, None],
    uscc: Annotated[
        str, strawberry.argument(description="统一社会信用代码: unified social credit code.")
    ],
) -> Subject | None:
    context = info.context
    checkpoint = await context.rests_on()
    path = response_path(info.path)
    context.returned[path] = 0
    reading = read_uscc(uscc) if len(uscc) <= _LONGEST_CODE else None
    if reading is None or not reading.ok:
        return None
    page = await context.engine.search(
        SearchRequest(
            collection=Collection.SUBJECTS,
            tiers=(Tier("code", Term("code", reading.value)),),
            filters=(),
            now=to_ms(context.now),
            size=1,
            count=False,
        )
    )
    if not page.hits:
        return None
    context.returned[path] = 1
    wanted = (path, "freshness") in context.selected
    freshness = await freshness_of(context, checkpoint, sources=wanted)
    return Subject.page(orjson.loads(page.hits[0].body), freshness)


async def _credit_report(
    info: Info[Context, None],
    uscc: Annotated[
        str, strawberry.argument(description="统一社会信用代码: unified social credit code.")
    ],
) -> CreditReport | None:
    context = info.context
    report = None
    if len(uscc) <= _LONGEST_CODE:
        report = await context.reports.ordinary(uscc, context.now)
    context.returned[response_path(info.path)] = 0 if report is None else 1
    return None if report is None else CreditReport.of(report)


async def _special_report(
    info: Info[Context, None],
    number: Annotated[str, strawberry.argument(description="报告编号: its number.")],
) -> SpecialCreditReport | None:
    context = info.context
    caller = context.known_caller()
    report = None
    if is_report_number(number):
        report = await context.reports.special(caller, number, context.now)
    context.returned[response_path(info.path)] = 0 if report is None else 1
    return None if report is None else SpecialCreditReport.of(report)


async def _search_subjects(
    info: Info[Context, None],
    query: Words = "",
    filter: Annotated[  # noqa: A002  # its name in the schema
        SubjectFilter | None, strawberry.argument(description="筛选条件: what must hold.")
    ] = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
    facets: Annotated[
        list[SubjectFacetName], strawberry.argument(description="统计项: what to count by.")
    ] = [],  # noqa: B006  # Strawberry copies it into the schema
    order: Annotated[
        SubjectOrder, strawberry.argument(description="排序: what rows stand by.")
    ] = SubjectOrder.RELEVANCE,
) -> SubjectConnection:
    filters = subject_search.filters_of(filter, info.context.city)
    return await find_subjects(info, query, filters, facets, first, after, order)


async def _suggest(
    info: Info[Context, None],
    text: Annotated[
        str,
        strawberry.argument(
            description="已输入内容: what was typed so far: the beginning of a full, short or "
            "former name, of its pinyin or initials, or of a code (from the 8th character)."
        ),
    ],
    first: Annotated[
        int, strawberry.argument(description="条数: suggestions, 1 to 10; what you pay for.")
    ] = MAX_SUGGESTIONS,
) -> list[Suggestion]:
    return await find_suggestions(info, text, first)


async def _search_records(
    info: Info[Context, None],
    query: Words = "",
    filter: Annotated[  # noqa: A002  # its name in the schema
        RecordFilter | None, strawberry.argument(description="筛选条件: what must hold.")
    ] = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
    facets: Annotated[
        list[RecordFacetName], strawberry.argument(description="统计项: what to count by.")
    ] = [],  # noqa: B006  # Strawberry copies it into the schema
    order: Annotated[
        RecordOrder, strawberry.argument(description="排序: what rows stand by.")
    ] = RecordOrder.RELEVANCE,
) -> RecordConnection:
    filters = record_search.filters_of(filter, info.context.city.districts)
    return await find_records(info, query, filters, facets, first, after, order)


async def _record(
    info: Info[Context, None],
    id: Annotated[  # noqa: A002  # its name in the schema
        strawberry.ID, strawberry.argument(description="信息标识: id of the record here.")
    ],
) -> Record | None:
    context = info.context
    await context.rests_on()
    path = response_path(info.path)
    context.returned[path] = 0
    if not is_record_id(id):
        return None
    hits = await context.engine.get(Collection.RECORDS, [id], to_ms(context.now))
    if id not in hits:
        return None
    context.returned[path] = 1
    return record_of(orjson.loads(hits[id].body))


async def _exposure_board(
    info: Info[Context, None],
    kind: Annotated[
        str | None,
        strawberry.argument(description="曝光台代码: only this board; null: all together."),
    ] = None,
    sector: Annotated[
        SectorName | None, strawberry.argument(description="领域: entries of this field.")
    ] = None,
    district: Annotated[
        str | None,
        strawberry.argument(
            description="行政区划代码: subjects of this district, 6 digits or its name."
        ),
    ] = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
    facets: Annotated[
        list[BoardFacetName], strawberry.argument(description="统计项: what to count by.")
    ] = [],  # noqa: B006  # Strawberry copies it into the schema
) -> BoardConnection:
    return await find_entries(info, kind, sector, district, facets, first, after)


async def _exposure_boards(info: Info[Context, None]) -> list[Board]:
    boards = info.context.city.boards.boards
    info.context.returned[response_path(info.path)] = len(boards)
    return [Board.of(board) for board in boards]


async def _sources(info: Info[Context, None]) -> list[Source]:
    context = info.context
    known = await context.ledger.sources(context.now)
    told = told_sources(context.city)
    context.returned[response_path(info.path)] = len(told)
    return [Source.of(source, known[source.code]) for source in told]


async def _withdrawal_notices(
    info: Info[Context, None], first: First = DEFAULT_FIRST, after: After = None
) -> WithdrawalNoticeConnection:
    context = info.context
    behind = read_cursor(context.seal, after)
    found = await context.ledger.notices(context.now, first + 1, behind)
    rows = found[:first]
    context.returned[response_path(info.path)] = len(rows)
    cursors = [write_cursor(context.seal, row.day, row.place) for row in rows]
    return WithdrawalNoticeConnection(
        edges=[
            WithdrawalNoticeEdge(
                node=WithdrawalNotice.of(row),
                cursor=cursor,
            )
            for row, cursor in zip(rows, cursors, strict=True)
        ],
        page_info=page_info(cursors, more=len(found) > first, behind=after is not None),
    )


async def _freshness(info: Info[Context, None]) -> Freshness:
    context = info.context
    return await freshness_of(context, await context.rests_on(), sources=True)


@strawberry.type(description="公示查询: what everybody may ask.")
class Query:
    subject: Subject | None = strawberry.field(
        resolver=_subject,
        description="主体: the subject with this unified social credit code, typed in any way; "
        "null when nothing is displayed for it, which is no statement that there is nothing.",
    )
    credit_report: CreditReport | None = strawberry.field(
        resolver=_credit_report,
        description="信用报告（普通版）: the ordinary credit report of a subject, compiled from "
        "the ledger; null when nothing is displayed for it, which is no statement that there is "
        "nothing.",
    )
    special_report: SpecialCreditReport | None = strawberry.field(
        resolver=_special_report,
        description="专项信用报告: a special report as it was issued; needs a token of the very "
        "subject; null for any other number.",
    )
    search_subjects: SubjectConnection = strawberry.field(
        resolver=_search_subjects,
        description="主体检索: find subjects; the best found stand first.",
    )
    suggest: list[Suggestion] = strawberry.field(
        resolver=_suggest,
        description="检索提示: subjects whose name or code begins so, while it is typed.",
    )
    search_records: RecordConnection = strawberry.field(
        resolver=_search_records,
        description="公示信息检索: find records by number, subject or matter; newest first.",
    )
    record: Record | None = strawberry.field(
        resolver=_record,
        description="公示信息: the record with this id; null when it is not displayed now, for "
        "whatever reason, or was never here.",
    )
    exposure_board: BoardConnection = strawberry.field(
        resolver=_exposure_board,
        description="曝光台: subjects on the exposure boards now, each with its evidence and the "
        "day it leaves; the latest first.",
    )
    exposure_boards: list[Board] = strawberry.field(
        resolver=_exposure_boards,
        description="曝光台规则: the exposure boards of this city and what brings a subject on "
        "each.",
    )
    sources: list[Source] = strawberry.field(
        resolver=_sources, description="数据来源: the sources of this city and how fresh each is."
    )
    withdrawal_notices: WithdrawalNoticeConnection = strawberry.field(
        resolver=_withdrawal_notices,
        description="撤销说明（行政处罚法第四十八条）: public notices of withdrawn decisions, the "
        "latest first; they name neither the decision nor the subject.",
    )
    freshness: Freshness = strawberry.field(
        resolver=_freshness, description="数据时效: how fresh what all answers rest on is."
    )
