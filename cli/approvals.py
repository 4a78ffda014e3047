"""``gongshi approvals``: bulk withdrawals that wait for a second person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

import typer

from gongshi.cities.city import City
from gongshi.cli.console import print_json, say, table
from gongshi.cli.index import bring_up
from gongshi.cli.persons import given, named
from gongshi.cli.state import State, state_of
from gongshi.indexers import bulk_withdrawals
from gongshi.ledger import approvals
from gongshi.ledger.approvals import Approval
from gongshi.records.clock import day_of
from gongshi.records.problems import GongshiError

group = typer.Typer(
    name="approvals",
    no_args_is_help=True,
    help="审批：须由另一人确认的批量撤销。Bulk withdrawals that a second person must confirm.",
)

_STATES: Final = {
    "waiting": "待确认",
    "approved": "已确认，执行未完",
    "done": "已执行",
    "refused": "已否决",
}
_Id = Annotated[str, typer.Argument(metavar="APPROVAL", help="审批编号。")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 (why).")]


@group.command("list")
def list_(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="连同已办结的 (decided ones too).")] = False,
) -> None:
    """列出待确认的批量撤销：多少条、等了多久、应于何日前办结。

    List what waits for a second person, the oldest first: how many rows, how long it has waited,
    by when it is due (the source's term in working days).
    """
    state = state_of(context)
    now = state.instant()
    with state.parts() as parts:
        with parts.ledger.read() as conn:
            found = approvals.listed(conn, pending=not all_)
        rows = [as_json(one, parts.city, now) for one in found]
    if state.json:
        print_json(rows)
        return
    if not rows:
        say("没有待确认的批量撤销。")
        return
    table(
        ("编号", "来源", "文件", "条数", "提出人", "提出时间", "已等待", "应于", "状态"),
        [
            (
                one.id,
                one.batch.source,
                one.batch.file_name,
                one.rows,
                one.asked_by,
                one.asked_at,
                waited(now - one.asked_at) if one.state == "waiting" else None,
                f"{row['due']}{'（逾期）' if row['late'] else ''}" if row["due"] else None,
                _STATES[one.state],
            )
            for one, row in zip(found, rows, strict=True)
        ],
    )


@group.command("show")
def show(context: typer.Context, approval: _Id) -> None:
    """显示一项待确认的批量撤销及其各行。

    Show one request and the rows that are kept back for it, to be read before it is decided.
    """
    state = state_of(context)
    now = state.instant()
    with state.parts() as parts:
        with parts.ledger.read() as conn:
            found = approvals.find(conn, approval)
            held = approvals.held(conn, found)
        summary = as_json(found, parts.city, now)
    if state.json:
        rows = [
            {
                "row": one.quarantine_id,
                "line": one.line,
                "record": one.record_id,
                "code": one.code,
                "name": one.name,
                "raw": one.raw,
            }
            for one in held
        ]
        print_json(summary | {"held": rows})
        return
    say(
        f"{found.id}  {found.batch.file_name}（来源 {found.batch.source}），{found.rows} 条，"
        f"由 {found.asked_by} 提出，{_STATES[found.state]}"
    )
    table(
        ("行", "编号", "主体", "代码", "原决定文书号", "撤销文书号", "记录"),
        [
            (
                one.line,
                one.quarantine_id,
                one.name,
                one.code,
                one.raw.get("CX_YWSH"),
                one.raw.get("CX_WSH"),
                one.record_id,
            )
            for one in held
        ],
    )


@group.command("approve")
def approve(
    context: typer.Context,
    approval: _Id,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="确认人，不得是提出人 (not who asked).")
    ],
    reason: _Reason = "",
) -> None:
    """确认并执行一项批量撤销。

    Confirm a bulk withdrawal and carry it out; a second person must do it. Cut short, it is gone on
    with by approving again.
    """
    state = state_of(context)
    by = named(by)
    with state.parts() as parts:
        done = bulk_withdrawals.approve(
            parts.ledger, parts.city, approval, by=by, now=state.instant(), reason=reason
        )
        if state.settings().runs_projector:
            bring_up(state, parts)
        summary = as_json(done, parts.city, state.instant())
    _told(state, summary, f"{approval} 已由 {done.decided_by} 确认并执行。")


@group.command("refuse")
def refuse(
    context: typer.Context,
    approval: _Id,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="否决人 (who refuses).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 (why).")],
) -> None:
    """否决一项批量撤销：一条也不撤销。

    Refuse a bulk withdrawal: none of it is withdrawn, its rows are closed.
    """
    state = state_of(context)
    by, reason = named(by), given(reason, "--reason")
    with state.parts() as parts:
        done = bulk_withdrawals.refuse(
            parts.ledger, approval, by=by, now=state.instant(), reason=reason
        )
        summary = as_json(done, parts.city, state.instant())
    _told(state, summary, f"{approval} 已否决，未撤销任何记录。")


def _told(state: State, summary: dict[str, Any], text: str) -> None:
    if state.json:
        print_json(summary)
    else:
        say(text)


def as_json(one: Approval, city: City, now: datetime) -> dict[str, Any]:
    """One request; ``late`` None where it cannot be told."""
    last = due(one, city)
    waiting = one.state == "waiting"
    return {
        "id": one.id,
        "source": one.batch.source,
        "file": one.batch.file_name,
        "batch": one.batch.id,
        "rows": one.rows,
        "held": one.open,
        "state": one.state,
        "askedBy": one.asked_by,
        "askedAt": one.asked_at,
        "waitedHours": int((now - one.asked_at) / timedelta(hours=1)) if waiting else None,
        "due": last if waiting else None,
        "late": day_of(now) > last if waiting and last is not None else None,
        "decidedBy": one.decided_by,
        "decidedAt": one.decided_at,
        "reason": one.reason,
    }


def due(one: Approval, city: City) -> date | None:
    """The last day of the source's term (撤销: 3 working days); None without official holidays."""
    term = city.sources[one.batch.source].term_working_days
    try:
        return city.rules.calendar.nth_after(day_of(one.asked_at), term)
    except GongshiError:
        return None


def waited(span: timedelta) -> str:
    """How long, for a person to read."""
    hours = int(span / timedelta(hours=1))
    return f"{hours // 24} 天 {hours % 24} 小时" if hours >= 24 else f"{hours} 小时"
