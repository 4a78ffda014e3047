"""``gongshi withhold``: the operator hides a record at once, and shows it again."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshi.cli.console import note, print_json, say
from gongshi.cli.days import day_option
from gongshi.cli.exit_codes import NOT_YET
from gongshi.cli.in_effect import WAIT_SECONDS, in_effect
from gongshi.cli.index import bring_up
from gongshi.cli.persons import given, named
from gongshi.cli.state import state_of
from gongshi.indexers.withholding import lift as lift_
from gongshi.indexers.withholding import withhold as withhold_


def withhold(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="RECORD", help="记录编号。")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="操作人 (who does it).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 (why).")],
    until: Annotated[
        str, typer.Option("--until", metavar="DAY", help="截止日期，含当日 (last day hidden).")
    ] = "",
    wait: Annotated[
        float,
        typer.Option(
            "--wait",
            metavar="SECONDS",
            min=0,
            help="等待索引生效的最长秒数 (how long to wait until the index holds it).",
        ),
    ] = WAIT_SECONDS,
    lift: Annotated[
        bool, typer.Option("--lift", help="解除，恢复公示 (show it again, as the rules do).")
    ] = False,
) -> None:
    """运营方立即暂不公示一条记录，不对外说明。

    Hide a record, and the copies of its decision from other sources, those that come later too, at
    once from every public surface, whoever filed it, until a day, until it is lifted, or for good.
    Nothing public says so; who and why is noted. It waits until the index that the public is
    answered from holds it; exit code 4 when it does not yet.
    """
    state = state_of(context)
    by, reason, day = named(by), given(reason, "--reason"), day_option(until, "--until")
    if lift and day is not None:
        raise typer.BadParameter("cannot be given with --lift", param_hint="--until")
    with state.parts() as parts:
        now, changed = state.instant(), True
        if lift:
            lift_(parts.ledger, record, by=by, now=now, reason=reason)
        else:
            changed = withhold_(parts.ledger, record, by=by, now=now, reason=reason, until=day)
        if state.settings().runs_projector:
            bring_up(state, parts)
        effective = in_effect(parts, wait)
    if not changed:
        note("此前已暂不公示，未作改动。")
    if state.json:
        print_json(
            {
                "record": record,
                "withheld": not lift,
                "until": day,
                "changed": changed,
                "inEffect": effective,
            }
        )
    elif effective:
        say(f"{record} 已恢复按规则公示。" if lift else f"{record} 已暂不公示。")
    if not effective:
        note(
            f"尚未生效：已记入台账，但公开检索所用的索引尚未包含（已等待 {wait:g} 秒）。"
            "请确认 gongshi index follow 正在运行（gongshi doctor），或执行 gongshi index；"
            "生效后再次执行本命令可核实。\n"
            "Not in effect yet: it is noted, but the index that the public is answered from does"
            " not hold it. See that gongshi index follow runs (gongshi doctor), or run gongshi"
            " index; then this command again tells whether it holds."
        )
        raise typer.Exit(NOT_YET)
