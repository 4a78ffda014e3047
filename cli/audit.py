"""``gongshi audit``: who did what to what, when, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshi.cli.console import print_json, say, table
from gongshi.cli.state import parse_instant, state_of
from gongshi.ledger.audit import acts

group = typer.Typer(
    name="audit",
    no_args_is_help=True,
    help="审计：何人何时对何记录作了何事。Who did what to what, when and why.",
)


@group.command("list")
def list_(
    context: typer.Context,
    record: Annotated[
        str,
        typer.Option("--record", metavar="ID", help="只看该记录、行或审批 (one target only)."),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="只看该人 (one person only).")
    ] = "",
    since: Annotated[
        str | None, typer.Option("--since", metavar="INSTANT", help="自该时刻起 (from then on).")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="最多条数 (acts at most).")
    ] = 100,
) -> None:
    """列出操作记录，最新的在前。

    List acts, the newest first. The trail is append-only.
    """
    state = state_of(context)
    start = parse_instant(since, "--since")
    with state.parts() as parts, parts.ledger.read() as conn:
        found = acts(conn, target=record, actor=by, since=start, limit=limit)
    if state.json:
        print_json(
            [
                {"at": a.at, "by": a.actor, "act": a.act, "target": a.target, "detail": a.detail}
                for a in found
            ]
        )
        return
    if not found:
        say("没有操作记录。")
        return
    table(
        ("时间", "操作人", "操作", "对象", "说明"),
        [(a.at, a.actor, a.act, a.target, a.detail) for a in found],
    )
