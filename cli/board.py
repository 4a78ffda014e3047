"""``gongshi board``: the exposure boards as the public sees them, and the units' decisions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Any, Final

import orjson
import typer

from gongshi.cities.schema import FIELDS
from gongshi.cli.asking import Question, ask
from gongshi.cli.console import print_json, say, table
from gongshi.cli.group import DefaultingGroup
from gongshi.cli.index import bring_up
from gongshi.cli.persons import given, named
from gongshi.cli.sample_mark import rests_on_sample, say_sample
from gongshi.cli.state import state_of
from gongshi.indexers import board_desk
from gongshi.indexers.board_desk import Candidate, CandidateState, Choice
from gongshi.ledger.sample_mark import is_sample
from gongshi.records.clock import from_ms
from gongshi.records.model import FIELD_NAMES, Field, Penalty
from gongshi.search.filters import BoardFilters, district_codes
from gongshi.search.results import ResultPage
from gongshi.search.service import LARGEST_PAGE, search_boards

_STATES: Final = {
    CandidateState.WAITING: "待确认",
    CandidateState.SHOWN: "已列入",
    CandidateState.GROWN: "已列入，有新证据",
}


class _BoardGroup(DefaultingGroup):
    default = "show"


group = typer.Typer(
    name="board",
    cls=_BoardGroup,
    help="曝光台：查询条目，列出与确认候选。Exposure boards; gongshi board KIND shows one.",
)

Kind = Annotated[str, typer.Argument(metavar="KIND", help="曝光台代码 (repeat, defiant, …).")]
Uscc = Annotated[str, typer.Argument(metavar="USCC", help="主体的统一社会信用代码。")]
Sector = Annotated[
    str | None,
    typer.Option("--sector", metavar="SECTOR", help="领域：食品、药品、特种设备等 (or food, …)."),
]
Violation = Annotated[
    str | None,
    typer.Option("--violation", metavar="TEXT", help="违法行为类型，有多个事项时指明 (which)."),
]
Unit = Annotated[str, typer.Option("--unit", metavar="NAME", help="确认单位 (a named unit).")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="经办人 (who).")]


@group.command("show")
def show(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="曝光台代码；缺省为全部。")
    ] = None,
    sector: Sector = None,
    district: Annotated[
        str | None, typer.Option("--district", metavar="DISTRICT", help="行政区划代码或名称。")
    ] = None,
    first: Annotated[
        int, typer.Option("--first", metavar="N", min=1, max=LARGEST_PAGE, help="条数 (rows).")
    ] = 20,
    after: Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="从该游标之后 (next page).")
    ] = None,
) -> None:
    """显示曝光台，结果与公众所见一致。

    Show the exposure boards (one with KIND) as the public sees them now: each entry with its
    evidence and the first day it is shown no longer. `gongshi board KIND` is short for it.
    """
    state = state_of(context)
    field = _sector(sector)

    async def question(asked: Question) -> ResultPage:
        city = asked.parts.city
        filters = BoardFilters(
            boards=() if kind is None else (board_desk.board_of(city, kind).code,),
            sectors=() if field is None else (field.value,),
            districts=district_codes(() if district is None else (district,), city.districts),
        )
        return await search_boards(
            asked.engine, filters, first=first, after=after, now=asked.now, facets=_FACETS
        )

    page = ask(state, question)
    entries = [orjson.loads(row.body) for row in page.rows]
    if state.json:
        print_json(_page_json(page, entries))
        return
    if not entries:
        say("没有条目。没有结果不等于没有记录：请看 gongshi sources 的覆盖期间。")
    for entry in entries:
        _print_entry(entry)
    if page.has_next:
        say(f"下一页：--after {page.rows[-1].cursor}")
    if page.checkpoint is not None:
        say(f"数据截至 {from_ms(page.checkpoint.at):%Y-%m-%d %H:%M:%S}。")
    say_sample(rests_on_sample(page.checkpoint))


@group.command("candidates")
def candidates(
    context: typer.Context,
    kind: Kind,
    sector: Sector = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="最多条数 (candidates at most).")
    ] = 100,
) -> None:
    """列出符合规则的主体及其证据（内部使用）。

    List the subjects that fulfil a board's rule now, with their evidence and whether they are
    shown. For staff: what waits for a confirmation is not public as an entry.
    """
    state = state_of(context)
    field = _sector(sector)
    with state.parts() as parts, parts.ledger.read() as conn:
        board = board_desk.board_of(parts.city, kind)
        every = board_desk.candidates_on(conn, parts.city, board, state.instant())
        fitting = (one for one in every if field in (None, one.ground.sector))
        found = list(islice(fitting, limit + 1))
        sample = is_sample(conn)
    told = [_candidate_json(one) for one in found[:limit]]
    if state.json:
        print_json({"rows": told, "more": len(found) > limit, "sample": sample})
        return
    if not told:
        say("目前没有符合规则的主体。")
        say_sample(sample)
        return
    table(
        ("主体", "统一社会信用代码", "领域", "违法行为类型", "证据", "状态", "退出日期"),
        [
            (
                one["subject"],
                one["uscc"],
                FIELD_NAMES[Field(one["sector"])],
                one["violation"],
                "；".join(f"{ev['documentNumber']}（{ev['decided']}）" for ev in one["evidence"]),
                _STATES[CandidateState(one["state"])],
                one["leavesOn"],
            )
            for one in told
        ],
    )
    if len(found) > limit:
        say(f"另有更多：--limit {limit * 2}")
    say_sample(sample)


@group.command("confirm")
def confirm(
    context: typer.Context,
    kind: Kind,
    uscc: Uscc,
    unit: Unit,
    basis: Annotated[
        str, typer.Option("--basis", metavar="TEXT", help="列入所依据的文件，将公开 (published).")
    ],
    by: By,
    sector: Sector = None,
    violation: Violation = None,
    record: Annotated[
        list[str] | None,
        typer.Option("--record", metavar="RECORD", help="只确认这些记录 (only these, repeatable)."),
    ] = None,
) -> None:
    """确认一个候选列入曝光台，并记下单位、依据与经办人。

    Confirm a candidate, on the evidence of this moment; who and why is noted. Evidence that joins
    later, or is corrected, asks for another confirmation. The basis is published: it must name no
    decision.
    """
    state = state_of(context)
    choice = Choice(_sector(sector), violation)
    with state.parts() as parts:
        board = board_desk.board_of(parts.city, kind)
        confirmed = board_desk.confirm(
            parts.ledger,
            parts.city,
            board,
            uscc,
            choice,
            unit=given(unit, "--unit"),
            basis=given(basis, "--basis"),
            by=named(by),
            now=state.instant(),
            only=record or (),
        )
        if state.settings().runs_projector:
            bring_up(state, parts)
    ground = confirmed.ground
    if state.json:
        print_json({"board": board.code, "unit": unit, "by": by, **_candidate_json(confirmed)})
        return
    say(
        f"已确认：{confirmed.subject.name} 列入“{board.name_zh}”"
        f"（{FIELD_NAMES[ground.sector]}：{ground.violation}），"
        f"证据 {len(ground.evidence)} 条，{ground.leaves_on} 退出。"
    )


@group.command("withdraw")
def withdraw(
    context: typer.Context,
    kind: Kind,
    uscc: Uscc,
    unit: Unit,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="撤回理由，不公开 (not published).")
    ],
    by: By,
    sector: Sector = None,
    violation: Violation = None,
) -> None:
    """撤回一次确认，条目立即退出。

    Take a confirmation back: the entry leaves at once and without a trace; who and why is noted.
    """
    state = state_of(context)
    choice = Choice(_sector(sector), violation)
    with state.parts() as parts:
        board = board_desk.board_of(parts.city, kind)
        taken = board_desk.withdraw(
            parts.ledger,
            parts.city,
            board,
            uscc,
            choice,
            unit=given(unit, "--unit"),
            reason=given(reason, "--reason"),
            by=named(by),
            now=state.instant(),
        )
        if state.settings().runs_projector:
            bring_up(state, parts)
    if state.json:
        print_json(
            {
                "board": board.code,
                "uscc": uscc,
                "sector": taken.sector.value,
                "unit": taken.unit,
                "by": taken.by,
            }
        )
        return
    say(f"已撤回 {uscc} 在“{board.name_zh}”的确认（{FIELD_NAMES[taken.sector]}）。")


_FACETS: Final = ("sector", "district")


def _sector(text: str | None) -> Field | None:
    """A field by its official term or its name in English."""
    if text is None:
        return None
    known = FIELDS | {field.value: field for field in Field}
    if text not in known:
        terms = "、".join(FIELDS)
        raise typer.BadParameter(f"{text!r} is none of {terms}", param_hint="--sector")
    return known[text]


def _page_json(page: ResultPage, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    checkpoint = page.checkpoint
    return {
        "total": None if page.total is None else page.total.value,
        "totalIsExact": None if page.total is None else page.total.exact,
        "hasNext": page.has_next,
        "endCursor": page.rows[-1].cursor if page.rows else None,
        "asOf": None if checkpoint is None else from_ms(checkpoint.at),
        "sample": rests_on_sample(checkpoint),
        "facets": {name: dict(counted) for name, counted in page.facets.items()},
        "rows": entries,
    }


def _print_entry(entry: dict[str, Any]) -> None:
    district = entry["district"]
    place = f"，{district['name'] or district['code']}" if district else ""
    say(f"{entry['subjectName']}（{entry['subjectUscc'] or '—'}{place}）：{entry['boardName']}")
    for ground in entry["grounds"]:
        told = f"  {FIELD_NAMES[Field(ground['sector'])]}：{ground['violation']}"
        say(f"{told}，{ground['since']} 列入，{ground['leavesOn']} 退出")
        confirmation = ground["confirmation"]
        if confirmation:
            say(
                f"  确认：{confirmation['unit']}，{confirmation['day']}，"
                f"依据：{confirmation['basis']}"
            )
        for one in ground["evidence"]:
            mark = "（异议中）" if one["objected"] else ""
            say(
                f"  - {one['decided']} {one['documentNumber']} {one['authority']} "
                f"{one['content'] or one['groundText']}{mark} {one['id']}"
            )


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    ground = candidate.ground
    return {
        "subject": candidate.subject.name,
        "uscc": candidate.subject.uscc,
        "sector": ground.sector.value,
        "violation": ground.violation,
        "since": ground.since,
        "leavesOn": ground.leaves_on,
        "state": candidate.state.value,
        "evidence": [
            {
                "record": record.id,
                "documentNumber": record.document_number,
                "decided": record.decision_date,
                "authority": record.authority,
                "matter": record.violation_type
                if isinstance(record, Penalty)
                else record.ground_text,
            }
            for record in ground.evidence
        ],
    }
