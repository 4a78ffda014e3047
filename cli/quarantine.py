"""``gongshi quarantine``: rows that could not be used, for the clerk who puts them right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from gongshi.cli.console import print_json, say, table
from gongshi.cli.index import bring_up
from gongshi.cli.persons import given, named, note_act, person
from gongshi.cli.state import state_of
from gongshi.cli.textfile import write_text
from gongshi.indexers.decided_rows import How, accept_row
from gongshi.indexers.ingest import find_source
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.quarantine_export import QuarantinedRow as ExportedRow
from gongshi.indexers.quarantine_export import export_rows
from gongshi.indexers.rows import Finding
from gongshi.ledger import quarantine
from gongshi.ledger.quarantine import QuarantinedRow
from gongshi.records.problems import GongshiError

group = typer.Typer(
    name="quarantine",
    no_args_is_help=True,
    help="待核行：不能使用的行。Rows that could not be used: list, show, export, resolve, expire.",
)

_ACCEPTED: Final = {
    "added": "作为新记录接收",
    "corrected": "更正已执行",
    "applied": "已执行",
    "unchanged": "此前已接收，未作改动",
    "duplicate": "此前已接收，未作改动",
    "older": "早于现有版本，未作改动",
}
_SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", help="只看该来源 (one source only).")
]


@group.command("list")
def list_(
    context: typer.Context,
    source: _SourceOption = None,
    batch: Annotated[
        str, typer.Option("--batch", metavar="BATCH", help="只看该批次 (one batch only).")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="最多行数 (rows at most).")
    ] = 100,
) -> None:
    """列出待核行，最早的在前。

    List the open rows, the oldest first: line, rule, field, value, and what is wrong in a sentence.
    """
    state = state_of(context)
    with state.parts() as parts:
        sources = None if source is None else {find_source(parts.city, source).code}
        with parts.ledger.read() as conn:
            rows = quarantine.listed(conn, sources=sources, batch=batch, limit=limit)
            total = quarantine.count_open(conn, sources=sources)
    if state.json:
        print_json({"open": total, "rows": [_as_json(row, raw=False) for row in rows]})
        return
    if not rows:
        say("没有待核行。")
        return
    table(
        ("编号", "来源", "行", "规则", "字段", "主体", "说明"),
        [
            (
                row.id,
                row.source,
                row.place,
                [finding.code for finding in row.findings],
                [finding.field for finding in row.findings if finding.field],
                row.name or row.code,
                "；".join(finding.zh for finding in row.findings),
            )
            for row in rows
        ],
    )
    say(f"待核共 {total} 行。")


@group.command("show")
def show(
    context: typer.Context,
    row_id: Annotated[str, typer.Argument(metavar="ID", help="待核行编号。")],
) -> None:
    """显示一行待核数据：原始内容与问题。

    Show one row as it was filed (forbidden columns were dropped at the door) and what is wrong.
    """
    state = state_of(context)
    with state.parts() as parts, parts.ledger.read() as conn:
        row = quarantine.show(conn, row_id)
        layout = None if row is None else LAYOUTS[find_source(parts.city, row.source).layout]
    if row is None or layout is None:
        raise GongshiError("unknown_id", what=row_id)
    if state.json:
        print_json(_as_json(row, raw=True))
        return
    say(f"{row.id}  来源 {row.source}，第 {row.place} 行，批次 {row.batch_id}，状态 {row.state}")
    for finding in row.findings:
        say(f"[{finding.code}] {finding.zh}")
        say(f"  {finding.en}")
    labels = {column.code: column.label for column in layout.columns}
    cells = [(code, labels.get(code, ""), value) for code, value in row.raw.items() if value]
    table(("列", "名称", "内容"), cells)


@group.command("export")
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Argument(metavar="FILE", help="目标 CSV 文件 (new).")],
    source: Annotated[
        str, typer.Option("--source", metavar="SOURCE", help="来源代码 (one source).")
    ],
    batch: Annotated[
        str, typer.Option("--batch", metavar="BATCH", help="只导出该批次 (one batch only).")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="导出人 (default: the system's user).")
    ] = "",
) -> None:
    """导出待核行，更正后可重新接收。

    Write a source's open rows as CSV in its own layout, with the reasons in front: correct the
    cells and ingest the file. Who exported is noted. The file is readable by its owner only.
    """
    state = state_of(context)
    with state.parts() as parts:
        found = find_source(parts.city, source)
        layout = LAYOUTS[found.layout]
        count = 0

        def rows() -> Iterator[ExportedRow]:
            nonlocal count
            with parts.ledger.read() as conn:
                for row, raw in quarantine.exported(conn, found.code, batch=batch):
                    count += 1
                    findings = [Finding(one.code, one.field, one.value) for one in row.findings]
                    yield ExportedRow(row.id, row.place, findings, raw)

        write_text(output, export_rows(layout, rows()), private=True)
        note_act(
            parts.ledger,
            at=state.instant(),
            by=person(by),
            act="quarantine.export",
            target=found.code,
            detail=f"{count} rows",
        )
    if state.json:
        print_json({"file": output, "rows": count})
    else:
        say(f"已导出 {count} 行到 {output}；更正后用 gongshi ingest {found.code} {output} 接收。")


@group.command("resolve")
def resolve(
    context: typer.Context,
    row_id: Annotated[str, typer.Argument(metavar="ID", help="待核行编号。")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="处理人 (who closes it).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="处理说明 (why).")] = "",
) -> None:
    """将一行待核数据标记为已处理。

    Close a row that was dealt with in another way; who and why is noted.
    """
    state = state_of(context)
    with state.parts() as parts:
        quarantine.resolve(parts.ledger, row_id, by=named(by), now=state.instant(), reason=reason)
    if state.json:
        print_json({"resolved": row_id})
    else:
        say(f"{row_id} 已处理。")


@group.command("accept")
def accept(
    context: typer.Context,
    row_id: Annotated[str, typer.Argument(metavar="ID", help="待核行编号。")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="认定人 (who decides).")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 (why).")],
    new: Annotated[bool, typer.Option("--new", help="作为新记录 (a record of its own).")] = False,
    corrects: Annotated[
        str, typer.Option("--corrects", metavar="RECORD", help="作为该记录的更正 (a correction).")
    ] = "",
    about: Annotated[
        str,
        typer.Option("--about", metavar="RECORD", help="修复、撤销或暂停该记录 (an event on it)."),
    ] = "",
) -> None:
    """认定一行待核数据：新记录、更正，或对某记录的修复、撤销、暂停。

    Take a row in as a person decided, where the rules could not: as a new record, as the correction
    of a record, or as an event about one. Rows that are wrong in themselves are corrected and filed
    again. Who decided and why is noted.
    """
    state = state_of(context)
    by, reason = named(by), given(reason, "--reason")
    ways: list[tuple[How, str]] = [("corrects", corrects), ("about", about)]
    chosen: list[tuple[How, str]] = [(how, id_) for how, id_ in ways if id_]
    if new:
        chosen.append(("new", ""))
    if len(chosen) != 1:
        raise typer.BadParameter("give one of --new, --corrects, --about")
    how, record = chosen[0]
    with state.parts() as parts:
        now = state.instant()
        done = accept_row(
            parts.ledger, parts.city, row_id, how, record, by=by, now=now, reason=reason
        )
        if state.settings().runs_projector:
            bring_up(state, parts)
    if state.json:
        print_json({"row": row_id, "record": done.record, "outcome": done.outcome})
    else:
        say(f"{row_id} 已认定：{_ACCEPTED[done.outcome]}（记录 {done.record}）。")


@group.command("expire")
def expire(
    context: typer.Context,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="操作人 (default: the system's user).")
    ] = "",
) -> None:
    """清除到期待核行的原始内容。

    Remove the raw text of rows past their time; run it daily. That it was done is noted.
    """
    state = state_of(context)
    with state.parts() as parts:
        now = state.instant()
        count = quarantine.expire(parts.ledger, now)
        note_act(
            parts.ledger,
            at=now,
            by=person(by),
            act="quarantine.expire",
            target="",
            detail=f"{count} rows",
        )
    if state.json:
        print_json({"expired": count})
    else:
        say(f"已清除 {count} 行的原始内容。")


def _as_json(row: QuarantinedRow, *, raw: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": row.id,
        "batch": row.batch_id,
        "source": row.source,
        "line": row.line,
        "place": row.place,
        "code": row.code,
        "name": row.name,
        "state": row.state,
        "createdAt": row.created_at,
        "expiresAt": row.expires_at,
        "findings": [
            {
                "code": finding.code,
                "field": finding.field,
                "value": finding.value,
                "zh": finding.zh,
                "en": finding.en,
            }
            for finding in row.findings
        ],
    }
    if raw:
        shown["raw"] = row.raw
    return shown
