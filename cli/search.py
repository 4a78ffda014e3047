"""``gongshi search``: find subjects or records as the public does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, TypedDict

import orjson
import typer

from gongshi.cli.asking import Question, as_typed, ask
from gongshi.cli.console import print_json, say, table
from gongshi.cli.sample_mark import rests_on_sample, say_sample
from gongshi.cli.state import state_of
from gongshi.cli.terms import LISTS, MATCHED_BY, RECORD_KINDS, ROLES
from gongshi.records.clock import from_ms
from gongshi.records.filings import ListName
from gongshi.records.model import LicenceKind, PenaltyKind, RecordKind
from gongshi.search.filters import RecordFilters, SubjectFilters, district_codes, label_codes
from gongshi.search.highlight import highlight_record, highlight_subject
from gongshi.search.names import NameTables
from gongshi.search.results import Order, ResultPage, Row
from gongshi.search.service import LARGEST_PAGE, search_records, search_subjects
from gongshi.search.vocabulary import Role, Vocabulary

#: Characters of a failing code that are named; each of them alone would explain it.
_MOST_SUSPICIOUS: Final = 3
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
    licence_kind: Annotated[
        list[LicenceKind] | None,
        typer.Option("--licence-kind", help="只看有此类许可的主体 (subjects with such a licence)."),
    ] = None,
    penalty_kind: Annotated[
        list[PenaltyKind] | None,
        typer.Option("--penalty-kind", help="只看有此类处罚的主体 (subjects with such a penalty)."),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", metavar="LABEL", help="只看有此重点领域标签的主体，如 食品生产。"),
    ] = None,
    district: Annotated[
        list[str] | None,
        typer.Option(
            "--district", metavar="CODE", help="只看该行政区划，00 结尾为全市 (6 digits)."
        ),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status", metavar="STATUS", help="只看该登记状态的主体，如 存续 (subjects)."
        ),
    ] = None,
    order: Annotated[
        Order,
        typer.Option("--order", help="排序：相关度、成立日期、最近决定 (what rows stand by)."),
    ] = Order.RELEVANCE,
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
    state, text = state_of(context), as_typed(text)
    kinds = () if kind is None else (kind.value,)

    async def question(asked: Question) -> tuple[ResultPage, NameTables]:
        places = district_codes(tuple(district or ()), asked.parts.city.districts)
        options: _Options = {
            "first": first,
            "after": after,
            "now": asked.now,
            "order": order,
            "guess": True,
            "vocabulary": asked.vocabulary,
        }
        if records:
            narrowed = RecordFilters(kinds=kinds, districts=places)
            page = await search_records(asked.engine, asked.tables, text, narrowed, **options)
            return page, asked.tables
        wanted = SubjectFilters(
            has=kinds,
            licence_kinds=tuple(licence_kind or ()),
            penalty_kinds=tuple(penalty_kind or ()),
            lists=() if on_list is None else (on_list.value,),
            labels=label_codes(tuple(label or ()), asked.parts.city.labels.names),
            districts=places,
            statuses=tuple(status or ()),
        )
        page = await search_subjects(asked.engine, asked.tables, text, wanted, **options)
        return page, asked.tables

    page, tables = ask(state, question)
    if state.json:
        print_json(page_json(page, tables, records=records))
        return
    _told_reading(page)
    if records:
        record_table([orjson.loads(row.body) for row in page.rows])
    else:
        _subject_table(page.rows)
    _told_guesses(page)
    _footer(page)


class _Options(TypedDict):
    first: int
    after: str | None
    now: datetime
    order: Order
    guess: bool
    vocabulary: Vocabulary


def page_json(page: ResultPage, tables: NameTables, *, records: bool) -> dict[str, Any]:
    """A page as ``--json`` gives it; also for tests."""
    checkpoint, meant = page.checkpoint, page.did_you_mean
    parts = page.reading.parts if page.reading is not None else ()
    return {
        "total": None if page.total is None else page.total.value,
        "totalIsExact": None if page.total is None else page.total.exact,
        "hasNext": page.has_next,
        "endCursor": page.rows[-1].cursor if page.rows else None,
        "asOf": None if checkpoint is None else from_ms(checkpoint.at),
        "sample": rests_on_sample(checkpoint),
        "interpretation": [
            {
                "role": part.role.value,
                "text": part.text,
                "start": part.start,
                "length": part.length,
                "values": part.values,
                "mended": [asdict(mend) for mend in part.mends],
            }
            for part in parts
        ],
        "rows": [_row_json(row, tables, records=records) for row in page.rows],
        "didYouMean": None
        if meant is None
        else {
            "subjects": [_body(hit.body) for hit in meant.subjects],
            "suspicious": [asdict(slip) for slip in meant.suspicious],
            "numbers": meant.numbers,
            "leftOut": meant.left_out,
        },
    }


def _row_json(row: Row, tables: NameTables, *, records: bool) -> dict[str, Any]:
    body = _body(row.body)
    marks = (
        highlight_record(body, row.reading)
        if records
        else highlight_subject(body, row.reading, row.matched_by, tables)
    )
    return {
        "matchedBy": row.matched_by,
        "highlights": [asdict(mark) for mark in marks],
        **body,
    }


def _told_reading(page: ResultPage) -> None:
    """Says how the query was read, where that is more than a name."""
    parts = page.reading.parts if page.reading is not None else ()
    if all(part.role is Role.NAME for part in parts):
        return
    told = []
    for part in parts:
        mended = "，".join(f"第 {one.place} 位 {one.typed} 更正为 {one.read}" for one in part.mends)
        told.append(f"{ROLES[part.role]}“{part.text}”" + (f"（{mended}）" if mended else ""))
    say(f"按{'、'.join(told)}查询。")


def _told_guesses(page: ResultPage) -> None:
    """Says what may have been meant, where nothing was found."""
    if page.did_you_mean is None:
        return
    for slip in page.did_you_mean.suspicious[:_MOST_SUSPICIOUS]:
        change = f"{slip.typed or '（漏）'} → {slip.read or '（多）'}"
        say(f"代码校验不通过，第 {slip.place} 位可能有误：{change}。")
    bodies = [orjson.loads(hit.body) for hit in page.did_you_mean.subjects]
    if page.did_you_mean.numbers:
        say(f"相近文号：{'、'.join(page.did_you_mean.numbers)}。")
    if page.did_you_mean.left_out:
        say(f"未计入“{'、'.join(page.did_you_mean.left_out)}”：")
    if bodies:
        say("您是不是要找：")
        table(
            ("名称", "统一社会信用代码", "登记状态"),
            [(body["name"], body["uscc"], body["status"]) for body in bodies],
        )


def _body(stored: bytes) -> dict[str, Any]:
    """A stored body; a legal representative's name stands on the entity page only."""
    body: dict[str, Any] = orjson.loads(stored)
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
    say_sample(rests_on_sample(page.checkpoint))
