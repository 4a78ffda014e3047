"""``gongshi search``: find subjects or records as the public does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import orjson
import typer

from gongshi.cli.asking import Question, ask
from gongshi.cli.console import print_json, say, table
from gongshi.cli.state import state_of
from gongshi.cli.terms import LISTS, MATCHED_BY, RECORD_KINDS
from gongshi.records.clock import from_ms
from gongshi.records.filings import ListName
from gongshi.records.model import RecordKind
from gongshi.search.filters import RecordFilters, SubjectFilters
from gongshi.search.service import (
    LARGEST_PAGE,
    ResultPage,
    Row,
    search_records,
    search_subjects,
)

#: The field of a record that tells what it is about.
_MATTER: Final[Mapping[str, str]] = {
    "licence": "documentName",
    "penalty": "violationType",
    "honour": "honourName",
    "abnormal": "groundText",
    "serious": "groundText",
    "commitment": "matter",
    "coercion": "coercionKinds",
    "criminal": "crime",
}


def search(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="名称、简称、曾用名、拼音、代码或文书号。")
    ],
    records: Annotated[
        bool, typer.Option("--records", help="查记录而非主体 (records, not subjects).")
    ] = False,
    kind: Annotated[
        RecordKind | None,
        typer.Option("--kind", help="只看这一类信息，或有这一类信息的主体 (with such records)."),
    ] = None,
    on_list: Annotated[
        ListName | None,
        typer.Option("--list", help="只看在该名单上的主体 (subjects on this list)."),
    ] = None,
    first: Annotated[
        int, typer.Option("--first", metavar="N", min=1, max=LARGEST_PAGE, help="条数 (rows).")
    ] = 20,
    after: Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="从该游标之后 (next page).")
    ] = None,
) -> None:
    """查询主体或公示信息，结果与公众所见一致。

    Search as the public does: the same rows in the same order as the web service.
    """
    state = state_of(context)
    kinds = () if kind is None else (kind.value,)

    async def question(asked: Question) -> ResultPage:
        if records:
            return await search_records(
                asked.engine,
                asked.tables,
                text,
                RecordFilters(kinds=kinds),
                first=first,
                after=after,
                now=asked.now,
            )
        return await search_subjects(
            asked.engine,
            asked.tables,
            text,
            SubjectFilters(has=kinds, lists=() if on_list is None else (on_list.value,)),
            first=first,
            after=after,
            now=asked.now,
        )

    page = ask(state, question)
    if state.json:
        print_json(page_json(page))
        return
    if records:
        record_table([orjson.loads(row.body) for row in page.rows])
    else:
        _subject_table(page.rows)
    _footer(page)


def page_json(page: ResultPage) -> dict[str, Any]:
    """A page as ``--json`` gives it; also for tests."""
    checkpoint = page.checkpoint
    return {
        "total": None if page.total is None else page.total.value,
        "totalIsExact": None if page.total is None else page.total.exact,
        "hasNext": page.has_next,
        "endCursor": page.rows[-1].cursor if page.rows else None,
        "asOf": None if checkpoint is None else from_ms(checkpoint.at),
        "rows": [{"matchedBy": row.matched_by, **_body(row)} for row in page.rows],
    }


def _body(row: Row) -> dict[str, Any]:
    """A row's body; a legal representative's name stands on the entity page only."""
    body: dict[str, Any] = orjson.loads(row.body)
    body.pop("legalRepresentative", None)
    return body


def _subject_table(rows: tuple[Row, ...]) -> None:
    if not rows:
        say("未查询到主体。没有结果不等于没有记录：请看 gongshi sources 的覆盖期间。")
        return
    lines = []
    for row in rows:
        body = orjson.loads(row.body)
        district = body["district"]
        lines.append(
            (
                body["name"],
                body["uscc"],
                body["status"],
                district and (district["name"] or district["code"]),
                body["counts"]["licence"],
                body["counts"]["penalty"],
                "、".join(LISTS[name] for name in body["lists"]),
                MATCHED_BY.get(row.matched_by, row.matched_by),
            )
        )
    table(("名称", "统一社会信用代码", "登记状态", "所在区", "许可", "处罚", "名单", "匹配"), lines)


def record_table(bodies: list[dict[str, Any]]) -> None:
    """Records as a table; used by ``show`` as well."""
    if not bodies:
        say("未查询到公示信息。没有结果不等于没有记录：请看 gongshi sources 的覆盖期间。")
        return
    lines = [
        (
            body["decided"] or body.get("year"),
            RECORD_KINDS[body["kind"]],
            body["documentNumber"],
            body["subjectName"],
            body[_MATTER[body["kind"]]],
            body["authority"],
            body["id"],
        )
        for body in bodies
    ]
    table(("决定日期", "类型", "文书号", "相对人", "事项", "机关", "记录"), lines)


def _footer(page: ResultPage) -> None:
    if page.total is not None and page.rows:
        at_least = "" if page.total.exact else "至少 "
        say(f"共 {at_least}{page.total.value} 条。")
    if page.has_next:
        say(f"下一页：--after {page.rows[-1].cursor}")
    if page.checkpoint is not None:
        say(f"数据截至 {from_ms(page.checkpoint.at):%Y-%m-%d %H:%M:%S}。")
