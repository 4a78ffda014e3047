"""``gongshi``: the command line. Every command is one module of this room, put together here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshi import __version__
from gongshi.cli import (
    acts,
    approvals,
    audit,
    board,
    demo,
    doctor,
    index,
    ingest,
    quarantine,
    receipt,
    report,
    review,
    rules,
    sample,
    search,
    serve,
    show,
    sources,
    suggest,
    template,
    token,
    withhold,
)
from gongshi.cli.console import say
from gongshi.cli.group import RootGroup
from gongshi.cli.state import State, parse_instant, system_clock

app = typer.Typer(
    name="gongshi",
    cls=RootGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="公示：城市公共信用信息查询服务。The public credit-query service of a city.",
    epilog=(
        "Exit codes: 0 done; 1 a problem, or not found; 2 wrong command line; "
        "3 taken in with rows in quarantine; 4 noted, but not in effect yet; 130 interrupted. "
        "--data, --json, --now and --traceback may stand anywhere."
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"gongshi {__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="数据文件夹 (default: GONGSHI_DATA or ./data)."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="以 JSON 输出 (machine-readable).")
    ] = False,
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="INSTANT",
            help="以该时刻为“现在”；真实数据只可查看 (on real data: for looking only).",
        ),
    ] = None,
    trace: Annotated[
        bool, typer.Option("--traceback", help="出错时显示调用栈 (for reports of defects).")
    ] = False,
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="显示版本 (version)."),
    ] = False,
) -> None:
    # Whoever calls the app in its own process may bring a clock: tests do.
    clock = context.obj or system_clock
    context.obj = State(data, as_json, parse_instant(now), trace, clock)


app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("ingest")(ingest.ingest_command)
app.command("search")(search.search)
app.command("suggest")(suggest.suggest)
app.command("show")(show.show)
app.command("receipt")(receipt.receipt)
app.add_typer(report.group)
app.add_typer(board.group)
app.add_typer(quarantine.group)
app.add_typer(review.group)
app.command("clear")(review.clear)
app.command("withdraw")(acts.withdraw)
app.command("repair")(acts.repair)
app.command("suspend")(acts.suspend)
app.command("resume")(acts.resume)
app.command("withhold")(withhold.withhold)
app.add_typer(approvals.group)
app.add_typer(audit.group)
app.command("sources")(sources.sources)
app.add_typer(index.group)
app.add_typer(rules.group)
app.command("doctor")(doctor.doctor)
app.command("template")(template.template)
app.command("sample")(sample.sample)
app.add_typer(token.group)


def main() -> None:
    """Entry point of the console script and of ``python -m gongshi``."""
    app()
