"""``gongshi report``: a subject's credit report as a JSON file; the operator answers for it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from gongshi.cli.console import note, print_json, say, table
from gongshi.cli.days import day_option
from gongshi.cli.group import DefaultingGroup
from gongshi.cli.persons import named, person
from gongshi.cli.state import State, state_of
from gongshi.cli.textfile import write_text
from gongshi.ledger.audit import note as audit_note
from gongshi.ledger.reports import Access, accesses
from gongshi.ledger.snapshots import SubjectSnapshot, find_subject, load_subjects
from gongshi.ledger.store import Reading
from gongshi.records.clock import day_of, midnight
from gongshi.records.identifiers import read_uscc
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.reports.envelope import SAMPLE, is_report_number
from gongshi.reports.service import Asker, OrdinaryReport, Reports, SpecialReport
from gongshi.reports.special import SpecialRequest

_ACTS: Final = {"issue": "出具", "read": "查看"}


class _ReportGroup(DefaultingGroup):
    default = "make"


group = typer.Typer(
    name="report",
    cls=_ReportGroup,
    help="信用报告：出具、重印与查询日志。Credit reports; gongshi report USCC makes one.",
)


@group.command("make")
def make(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="USCC|NUMBER", help="统一社会信用代码；或已出具的专项报告编号，原样重印。"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件 (else stdout)."),
    ] = None,
    special: Annotated[
        bool, typer.Option("--special", help="专项信用报告（替代无违法违规记录证明）。")
    ] = False,
    begins: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="专项：查询期间起，最早为五年前的今天。"),
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="专项：查询期间止 (default: today).")
    ] = None,
    sector: Annotated[
        list[str] | None,
        typer.Option("--sector", metavar="CODE", help="专项：领域，可多次给出 (default: all)."),
    ] = None,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="TEXT", help="专项或重印：用途，记入查询日志。")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="专项或重印：经办人，记入查询日志。")
    ] = "operator",
) -> None:
    """出具信用报告：普通版，或专项信用报告；写出 JSON。

    Write a subject's ordinary report (what is public now), or with --special the report that takes
    the place of no-violation certificates. A special report is stored, and who drew it is logged;
    its number instead of a code prints it again as it was issued. `gongshi report USCC` is short
    for it.
    """
    state = state_of(context)
    if not special and not is_report_number(what):
        _refuse_special_options(begins, ends, sector)
    asker = Asker(named(by), purpose)
    if output is not None and output.exists():
        raise GongshiError("file_exists", file=output)
    with state.parts() as parts:
        state.check_clock(parts)  # a report bears the time at which it was drawn
        reports = Reports(parts.ledger, parts.city)
        made = _made(state, reports, what, special, begins, ends, sector or [], asker)
    text = _document(made)
    if output is None:
        say(text.rstrip())
        return
    write_text(output, [text])
    note(f"报告编号 {made.envelope['number']}")
    if made.facts["sample"]:
        note(f"{SAMPLE}。")
    say(f"已写入 {output}。")


@group.command("log")
def log(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="USCC|NUMBER", help="只看该主体的专项报告，或该编号的报告；缺省为全部。"
        ),
    ] = "",
    begins: Annotated[
        str, typer.Option("--from", metavar="DAY", help="自该日起 (from this day on).")
    ] = "",
    ends: Annotated[
        str, typer.Option("--until", metavar="DAY", help="至该日止 (to this day, included).")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="最多条数 (lines at most).")
    ] = 100,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="查阅人 (default: the system's user).")
    ] = "",
) -> None:
    """查阅专项报告的查询日志：何人何时为何目的出具或查看。

    Tell who drew or read whose special report, when and for what, the newest first. Who looked is
    noted (gongshi audit list).
    """
    state = state_of(context)
    first, last = day_option(begins, "--from"), day_option(ends, "--until")
    with state.parts() as parts:
        with parts.ledger.read() as conn:
            subject = _logged_subject(conn, what) if what and not is_report_number(what) else ""
            lines = accesses(
                conn,
                subject,
                number=what if is_report_number(what) else "",
                since=None if first is None else midnight(first),
                until=None if last is None else midnight(last + timedelta(days=1)),
                limit=limit,
            )
            subjects = load_subjects(conn, {line.subject_id for line in lines})
        with parts.ledger.write() as transaction:
            audit_note(
                transaction,
                at=state.instant(),
                actor=person(by),
                act="report.log",
                target=what,
                detail=f"{begins}..{ends} {len(lines)} lines",
            )
    told = [_line_json(line, subjects[line.subject_id]) for line in lines]
    if state.json:
        print_json(told)
        return
    if not told:
        say("没有查询记录。")
        return
    table(
        ("时间", "经办人", "操作", "主体", "统一社会信用代码", "报告编号", "用途"),
        [
            (one["at"], one["by"], _ACTS[one["act"]], one["name"], one["uscc"], one["report"],
             one["purpose"])
            for one in told
        ],
    )  # fmt: skip


def _logged_subject(conn: Reading, code: str) -> str:
    reading = read_uscc(code)
    found = find_subject(conn, reading.value) if reading.ok else None
    if found is None:
        raise GongshiError("report_subject_unknown", uscc=code)
    return found


def _line_json(line: Access, subject: SubjectSnapshot) -> dict[str, Any]:
    return {
        "at": line.at,
        "by": line.actor,
        "act": line.act,
        "name": subject.name,
        "uscc": subject.uscc,
        "report": line.report_number,
        "purpose": line.purpose,
    }


def _made(
    state: State,
    reports: Reports,
    what: str,
    special: bool,
    begins: str | None,
    ends: str | None,
    sectors: list[str],
    asker: Asker,
) -> OrdinaryReport | SpecialReport:
    now = state.instant()
    found: OrdinaryReport | SpecialReport | None
    if is_report_number(what):
        found = reports.special(what, now, asker)
    elif special:
        if begins is None:
            raise typer.BadParameter("is needed with --special", param_hint="--from")
        last = day_of(now) if ends is None else _day(ends, "--to")
        period = Period(_day(begins, "--from"), last)
        request = SpecialRequest(period, tuple(sectors), asker.purpose)
        found = reports.issue_special(what, now, request, asker.name)
    else:
        found = reports.ordinary(what, now)
    if found is None:
        raise GongshiError("report_subject_unknown", uscc=what)
    return found


def _document(made: OrdinaryReport | SpecialReport) -> str:
    """Envelope, facts and their hash; the facts' members stand in the order of the report."""
    content: dict[str, Any] = {
        "envelope": made.envelope,
        "facts": made.facts,
        "sha256": made.digest,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n"


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day (YYYY-MM-DD)", param_hint=option) from None


def _refuse_special_options(begins: str | None, ends: str | None, sector: list[str] | None) -> None:
    for option, given in (("--from", begins), ("--to", ends), ("--sector", sector)):
        if given:
            raise typer.BadParameter("only with --special", param_hint=option)
