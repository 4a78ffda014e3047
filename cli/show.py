"""``gongshi show``: one subject's page or one record, as the public sees it; ``--why`` for
staff.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
import typer

from gongshi.api.parts import Parts
from gongshi.cli.asking import Question, ask
from gongshi.cli.console import print_json, table
from gongshi.cli.sample_mark import rests_on_sample, say_sample
from gongshi.cli.search import record_table
from gongshi.cli.state import State, state_of
from gongshi.cli.terms import LISTS, PERFORMANCES, REASONS, RECORD_KINDS
from gongshi.ledger.ids import is_record_id
from gongshi.ledger.sample_mark import holds_sample
from gongshi.ledger.snapshots import RecordSnapshot, find_subject, load_record, load_subjects
from gongshi.records.clock import to_ms
from gongshi.records.identifiers import clean_code
from gongshi.records.problems import GongshiError
from gongshi.records.publication import Effect, Judgement, effects_at, judge, shown_at
from gongshi.search.documents import Collection
from gongshi.search.filters import RecordFilters
from gongshi.search.service import LARGEST_PAGE, search_records, search_subjects

#: Fields of a subject's page, with the official terms.
_SUBJECT_FIELDS = (
    ("name", "名称"),
    ("uscc", "统一社会信用代码"),
    ("formerNames", "曾用名"),
    ("otherNames", "其他名称"),
    ("kind", "主体类别"),
    ("type", "企业类型"),
    ("status", "登记状态"),
    ("founded", "成立日期"),
    ("cancelled", "注销日期"),
    ("revoked", "吊销日期"),
    ("registeringAuthority", "登记机关"),
    ("address", "住所"),
    ("legalRepresentative", "法定代表人"),
    ("industry", "行业代码"),
    ("scope", "经营范围"),
    ("lists", "所在名单"),
    ("labels", "重点领域标签"),
    ("registeredAsOf", "登记信息核准日期"),
)
_RECORD_FIELDS = (
    ("id", "记录"),
    ("subjectName", "相对人"),
    ("subjectUscc", "统一社会信用代码"),
    ("documentNumber", "决定书文号"),
    ("documentName", "决定文书名称"),
    ("certificateName", "许可证书名称"),
    ("certificateNumber", "许可编号"),
    ("licenceKind", "许可类别"),
    ("honourKind", "守信类别"),
    ("honourName", "荣誉名称"),
    ("level", "信用等级"),
    ("year", "评价年度"),
    ("groundArticle", "列入情形条款"),
    ("groundText", "列入原因"),
    ("penaltyDocumentNumber", "依据的处罚决定书文号"),
    ("commitmentKind", "承诺类型"),
    ("matter", "承诺事由"),
    ("coercionClass", "行政强制类别"),
    ("coercionKinds", "行政强制种类"),
    ("crime", "罪名"),
    ("punishment", "判处刑罚"),
    ("reason", "事由"),
    ("penaltyKindsText", "处罚类别"),
    ("violationType", "违法行为类型"),
    ("facts", "违法事实"),
    ("basis", "处罚依据"),
    ("content", "内容"),
    ("liability", "违诺责任"),
    ("performance", "承诺履行状态"),
    ("unfulfilled", "未履行的承诺内容"),
    ("pursued", "违诺责任追究内容"),
    ("determined", "履行状态认定日期"),
    ("determinedBy", "履行状态认定单位"),
    ("amount", "涉及金额（万元）"),
    ("fine", "罚款金额（万元）"),
    ("forfeiture", "追缴、没收、退赔"),
    ("summary", "裁判要旨"),
    ("instance", "审理程序"),
    ("confiscation", "没收金额（万元）"),
    ("certificate", "暂扣或吊销证照"),
    ("decided", "决定日期"),
    ("published", "公示日期"),
    ("effective", "生效日期"),
    ("released", "解除日期"),
    ("finePerformance", "财产刑履行情况"),
    ("validFrom", "有效期自"),
    ("validUntil", "有效期至"),
    ("longTerm", "长期"),
    ("status", "当前状态"),
    ("authority", "决定机关"),
    ("authorityUscc", "决定机关代码"),
    ("dataSource", "数据来源单位"),
)


def show(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="USCC|RECORD", help="统一社会信用代码，或记录编号。")
    ],
    why: Annotated[
        bool,
        typer.Option("--why", help="工作人员：每条记录何时公示、依据哪条规则 (staff only)."),
    ] = False,
) -> None:
    """显示一个主体及其公示信息，或一条记录。

    Show a subject's page or a record as the public sees it now. With --why, read the ledger and
    say for every record by which rule, and when, it is shown: for staff, never for publication.
    """
    state = state_of(context)
    if why:
        _why(state, what)
    elif is_record_id(what):
        _record(state, what)
    else:
        _subject(state, what)


# --- as the public sees it ------------------------------------------------------------------------


def _record(state: State, record: str) -> None:
    async def question(asked: Question) -> dict[str, Any] | None:
        hits = await asked.engine.get(Collection.RECORDS, [record], to_ms(asked.now))
        if record not in hits:
            return None
        sample = rests_on_sample(await asked.engine.checkpoint())
        found: dict[str, Any] = orjson.loads(hits[record].body)
        return found | {"sample": sample}

    body = ask(state, question)
    if body is None:
        raise GongshiError("unknown_id", what=record)
    if state.json:
        print_json(body)
        return
    performance = PERFORMANCES.get(body.get("performance"), "")
    _fields({**body, "performance": performance}, _RECORD_FIELDS, RECORD_KINDS[body["kind"]])
    say_sample(body["sample"])


def _subject(state: State, code: str) -> None:
    async def question(asked: Question) -> dict[str, Any] | None:
        page = await search_subjects(
            asked.engine, asked.tables, code, first=1, now=asked.now, count=False
        )
        if not page.rows or page.rows[0].matched_by != "code":
            return None
        subject = orjson.loads(page.rows[0].body)
        filters = RecordFilters(subjects=(page.rows[0].owner,))
        records: list[Any] = []
        after = None
        while True:
            found = await search_records(
                asked.engine, asked.tables, "", filters,
                first=LARGEST_PAGE, after=after, now=asked.now, count=False,
            )  # fmt: skip
            records += [orjson.loads(row.body) for row in found.rows]
            if not found.has_next:
                sample = rests_on_sample(found.checkpoint)
                return {"subject": subject, "records": records, "sample": sample}
            after = found.rows[-1].cursor

    found = ask(state, question)
    if found is None:
        raise GongshiError("unknown_id", what=code)
    if state.json:
        print_json(found)
        return
    lists = [LISTS[name] for name in found["subject"]["lists"]]
    labels = [label["name"] for label in found["subject"]["labels"]]
    _fields({**found["subject"], "lists": lists, "labels": labels}, _SUBJECT_FIELDS, "主体")
    record_table(found["records"])
    say_sample(found["sample"])


def _fields(body: dict[str, Any], fields: tuple[tuple[str, str], ...], title: str) -> None:
    rows = [
        (label, body[field]) for field, label in fields if body.get(field) not in (None, "", [])
    ]
    table((title, ""), rows)


# --- as the rules see it --------------------------------------------------------------------------


def _why(state: State, what: str) -> None:
    with state.parts() as parts:
        snapshots = _snapshots(parts, what)
        judged = [(one, judge(one.record, one.events, parts.city.rules)) for one in snapshots]
        sample = holds_sample(parts.ledger)
    now = state.instant()
    if state.json:
        told = [_why_json(one, judgement, now) for one, judgement in judged]
        print_json([{**one, "sample": sample} for one in told])
        return
    rows = [
        (
            one.record.id,
            RECORD_KINDS[one.record.KIND],
            one.record.document_number,
            one.record.decision_date,
            judgement.rule,
            judgement.klass,
            "是" if shown_at(judgement.intervals, now) else "否",
            judgement.last_shown,
            REASONS.get(judgement.reason, judgement.reason)
            + ("；待认定类别" if judgement.needs_review and judgement.reason == "" else "")
            + ("；运营方暂不公示" if Effect.WITHHELD in effects_at(one.events, now) else ""),
        )
        for one, judgement in judged
    ]
    table(
        ("记录", "类型", "文书号", "决定日期", "规则", "类别", "现公示", "最后一日", "说明"),
        rows,
        title="内部使用，不得对外公布 (staff only)",
    )
    say_sample(sample)


def _snapshots(parts: Parts, what: str) -> tuple[RecordSnapshot, ...]:
    with parts.ledger.read() as conn:
        if is_record_id(what):
            one = load_record(conn, what)
            if one is None:
                raise GongshiError("unknown_id", what=what)
            return (one,)
        subject = find_subject(conn, clean_code(what))
        if subject is None:
            raise GongshiError("unknown_id", what=what)
        return load_subjects(conn, [subject])[subject].records


def _why_json(one: RecordSnapshot, judgement: Judgement, now: datetime) -> dict[str, Any]:
    return {
        "record": one.record.id,
        "kind": one.record.KIND,
        "documentNumber": one.record.document_number,
        "decided": one.record.decision_date,
        "shown": shown_at(judgement.intervals, now),
        "rule": judgement.rule,
        "class": judgement.klass,
        "reason": judgement.reason,
        "withheld": Effect.WITHHELD in effects_at(one.events, now),
        "needsReview": judgement.needs_review,
        "lastShown": judgement.last_shown,
        "intervals": judgement.intervals,
    }
