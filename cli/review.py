"""``gongshi review`` and ``gongshi clear``: what waits for a named person's decision."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import Annotated

import typer

from gongshi.cli.console import note, print_json, say, table
from gongshi.cli.index import bring_up
from gongshi.cli.persons import named
from gongshi.cli.state import State, state_of
from gongshi.ledger import clearances, reviews
from gongshi.ledger.snapshots import load_record
from gongshi.records.clock import day_of
from gongshi.records.model import Penalty, Severity
from gongshi.records.problems import GongshiError

group = typer.Typer(
    name="review",
    no_args_is_help=True,
    help="人工认定：规则无法确定类别的处罚。Penalties whose class the rules cannot tell.",
)

_CLASSES = {
    "minor": Severity.MINOR,
    "general": Severity.GENERAL,
    "serious": Severity.SERIOUS,
    "轻微": Severity.MINOR,
    "一般": Severity.GENERAL,
    "严重": Severity.SERIOUS,
}


class _Class(StrEnum):
    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"
    MINOR_ZH = "轻微"
    GENERAL_ZH = "一般"
    SERIOUS_ZH = "严重"


@group.command("list")
def list_(
    context: typer.Context,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="最多条数 (records at most).")
    ] = 100,
) -> None:
    """列出类别待认定的处罚；认定之前不公示。

    List penalties that are hidden, or will be, until a person says their class.
    """
    state = state_of(context)
    with state.parts() as parts, parts.ledger.read() as conn:
        unclassed = reviews.waiting(conn, parts.city.rules, day_of(state.instant()))
        waiting = list(islice(unclassed, limit + 1))
    rows = []
    for one in waiting[:limit]:
        record = one.snapshot.record
        assert isinstance(record, Penalty)
        rows.append(
            {
                "record": record.id,
                "subject": record.subject_name,
                "uscc": record.uscc,
                "documentNumber": record.document_number,
                "decided": record.decision_date,
                "kinds": record.kinds_text,
                "fine": record.fine,
                "content": record.content,
                "authority": record.authority,
                "rule": one.judgement.rule,
                "reason": one.judgement.reason,
            }
        )
    if state.json:
        print_json({"rows": rows, "more": len(waiting) > limit})
        return
    if not rows:
        say("没有待认定的处罚。")
        return
    table(
        ("记录", "决定日期", "相对人", "文书号", "处罚类别", "罚款（万元）", "规则"),
        [
            (
                row["record"],
                row["decided"],
                row["subject"],
                row["documentNumber"],
                row["kinds"],
                row["fine"],
                row["rule"],
            )
            for row in rows
        ],
    )
    if len(waiting) > limit:
        say(f"另有更多：--limit {limit * 2}")


@group.command("set")
def set_(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="记录编号。")],
    severity: Annotated[
        _Class,
        typer.Argument(metavar="CLASS", help="类别：minor 轻微, general 一般, serious 严重。"),
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="认定人 (who decides).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="认定理由 (why).")] = "",
) -> None:
    """认定一条处罚的类别，并记下认定人与理由。

    Set the class of a penalty; who and why is noted, and a later correction of what decides the
    class asks again.
    """
    state = state_of(context)
    chosen, by = _CLASSES[severity.value], named(by)
    with state.parts() as parts:
        reviews.set_class(parts.ledger, record, chosen, by=by, now=state.instant(), reason=reason)
        if state.settings().runs_projector:
            bring_up(state, parts)
    _done(state, {"record": record, "class": chosen.value, "by": by}, f"{record} 已认定。")


def clear(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="记录编号。")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="审读人 (who read it).")],
    show_text: Annotated[
        bool,
        typer.Option("--show", help="只显示待审读的违法事实，不放行 (read it, clear nothing)."),
    ] = False,
) -> None:
    """审读后公开一条处罚的违法事实。

    Publish a penalty's 违法事实 (masked) after a named person has read it; a later correction of
    the text asks for a new clearance.
    """
    state = state_of(context)
    by = named(by)
    with state.parts() as parts:
        if show_text:
            with parts.ledger.read() as conn:
                found = load_record(conn, record)
            if found is None or not isinstance(found.record, Penalty):
                raise GongshiError("unknown_id", what=record)
            _done(state, {"record": record, "facts": found.record.facts}, found.record.facts)
            return
        cleared = clearances.clear(parts.ledger, record, by=by, now=state.instant())
        if state.settings().runs_projector:
            bring_up(state, parts)
    if not cleared:
        note("此前已审读放行，未作改动。")
    _done(state, {"record": record, "cleared": cleared, "by": by}, f"{record} 的违法事实已可公开。")


def _done(state: State, as_json: object, text: str) -> None:
    if state.json:
        print_json(as_json)
    else:
        say(text)
