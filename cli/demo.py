"""``gongshi demo``: a running service with a sample city, from nothing, in one command."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from gongshi.api.parts import Parts
from gongshi.cli.console import note, say
from gongshi.cli.index import bring_up
from gongshi.cli.ingest import Declared, take_files
from gongshi.cli.persons import person
from gongshi.cli.progress import progress
from gongshi.cli.serve import run_server
from gongshi.cli.state import State, state_of
from gongshi.indexers.board_desk import Choice, candidates_on, confirm
from gongshi.indexers.bulk_withdrawals import approve
from gongshi.ledger.sample_mark import mark_sample, no_real_data
from gongshi.records.model import FIELD_NAMES
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.samples.city import write_city
from gongshi.samples.manifest import Manifest, SampleFile, read_manifest

ENTERPRISES: Final = 2_000
SEED: Final = 7
#: Who delivers the sample's files, and who confirms its bulk withdrawals.
_CLERK: Final = "样例报送人"
_SECOND: Final = "样例复核人"
#: The real records (124 licences, 16 commitments, 15 honours), and when the reports that print
#: them were made.
_REAL: Final = Path(__file__).parents[1] / "samples" / "real"
REAL_RECORDS: Final = (
    ("licences", _REAL / "licences_2026-05.csv"),
    ("commitments", _REAL / "commitments_2026-05.csv"),
    ("honours", _REAL / "honours_2026-05.csv"),
)
_REAL_SENT_AT: Final = datetime.fromisoformat("2026-05-05T16:41:52+08:00")


def demo(
    context: typer.Context,
    enterprises: Annotated[
        int,
        typer.Option(
            "--enterprises", metavar="N", min=1, help="样例主体数量 (subjects of the sample)."
        ),
    ] = ENTERPRISES,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="PORT",
            min=0,
            max=65535,
            help="监听端口 (default: GONGSHI_PORT; 0: free).",
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="准备好后启动服务 (serve when ready).")
    ] = True,
) -> None:
    """一键体验：生成样例城市与真实信息，接收、建索引并启动服务。

    Make a sample city and take it in with the real records, build the index, serve.
    What is there from an earlier run is used again.
    """
    state = state_of(context)
    begun = time.monotonic()
    with replace(state, now=None).parts(create=True) as parts:
        with parts.ledger.read() as conn:
            no_real_data(conn)
        mark_sample(parts.ledger)  # first of all: only a sample takes what --now would date
    with state.parts(create=True) as parts:
        folder = state.settings().data / "sample"
        manifest = sample_in(folder, enterprises)
        rows, quarantined = _take_in(state, parts, folder, manifest)
        if rows:
            _confirm_entries(state, parts)
        done = bring_up(state, parts, may_grow=True)
    spent = time.monotonic() - begun
    if rows:
        say(f"已接收 {rows} 行，其中 {quarantined} 行待核（样例中故意放入的错误行与自然人）。")
    else:
        say("样例数据此前已接收，沿用现有数据。")
    say(f"检索索引 {done.generation} 已就绪，用时 {spent:.1f} 秒。")
    settings = state.settings()

    def greet(address: str) -> None:
        for line in things_to_try(address, settings.data):
            say(line)

    if serve:
        run_server(state, port=port, greet=greet)
    else:
        greet(f"http://{settings.host}:{settings.port if port is None else port}")


def sample_in(folder: Path, enterprises: int) -> Manifest:
    """The sample city in this folder: the one that is there when it is the same, else a new one."""
    try:
        manifest = read_manifest(folder)
    except GongshiError:
        pass
    else:
        if (manifest.enterprises, manifest.seed) == (enterprises, SEED):
            return manifest
    with progress("生成样例城市", enterprises) as report:
        return write_city(folder, enterprises, SEED, lambda done: report(done, None))


def _take_in(state: State, parts: Parts, folder: Path, manifest: Manifest) -> tuple[int, int]:
    """Every file of the sample and the real records; the rows new here, and of them
    quarantined.
    """
    rows = quarantined = 0
    for source, path, declared in _deliveries(folder, manifest):
        for receipt in take_files(state, parts, source, [path], replace(declared, by=_CLERK)):
            left = receipt.quarantined
            if receipt.approval_state == "waiting":
                now = state.instant()
                done = approve(parts.ledger, parts.city, receipt.approval, by=_SECOND, now=now)
                left = done.batch.counts["quarantined"]
            if receipt.outcome != "duplicate_file":
                note(f"{path.name} → {source}：{receipt.rows} 行，待核 {left}")
                rows += receipt.rows
                quarantined += left
    return rows, quarantined


def _confirm_entries(state: State, parts: Parts) -> None:
    """One entry for each board that asks for a unit's word, where the sample has a candidate."""
    now = state.instant()
    for board in parts.city.boards.boards:
        if not board.confirmed_by:
            continue
        with parts.ledger.read() as conn:
            found = next(candidates_on(conn, parts.city, board, now), None)
        if found is None:
            continue
        sector = FIELD_NAMES[found.ground.sector]
        unit = next((one for one in board.confirmed_by if sector in one), board.confirmed_by[0])
        confirm(
            parts.ledger,
            parts.city,
            board,
            found.subject.uscc,
            Choice(found.ground.sector, found.ground.key),
            unit=unit,
            basis="样例：经核实，列入依据成立",
            by=_SECOND,
            now=now,
        )
        note(f"曝光台“{board.name_zh}”：已确认一个样例条目")


def _deliveries(folder: Path, manifest: Manifest) -> Iterator[tuple[str, Path, Declared]]:
    for source, path in REAL_RECORDS:
        yield source, path, Declared(sent_at=_REAL_SENT_AT, by=person(""))
    for entry in manifest.files:
        if entry.rows:
            yield entry.source, folder / entry.file, _declared(entry)


def _declared(entry: SampleFile) -> Declared:
    period = None
    if entry.period_from:
        start, end = date.fromisoformat(entry.period_from), date.fromisoformat(entry.period_to)
        period = Period(start, end)
    sent_at = datetime.fromisoformat(entry.sent_at) if entry.sent_at else None
    return Declared(entry.item or None, period, sent_at, person(""))


def things_to_try(address: str, data: Path) -> list[str]:
    """Three commands to paste into another terminal."""
    search = (
        '{ searchSubjects(query: "南京钢铁", first: 3) { edges { matchedBy '
        "node { name uscc counts { licence penalty } } } freshness { at } } }"
    )
    subject = (
        '{ subject(uscc: "91320100748204660q ") { name records(first: 2) { edges '
        "{ node { documentNumber decided authority } } } } }"
    )
    place = "" if data == Path("data") else f" --data {shlex.quote(str(data))}"
    return [
        "",
        "可以试试（在另一个终端中）· Three things to try, in another terminal:",
        "",
        "1. 按简称查企业 · find an enterprise by its short name:",
        f"   curl -s {address}/graphql -H 'content-type: application/json' \\",
        f"     -d '{_document(search)}'",
        "2. 按统一社会信用代码看公示信息 · a subject's records by its code:",
        f"   curl -s {address}/graphql -H 'content-type: application/json' \\",
        f"     -d '{_document(subject)}'",
        "3. 在命令行中查有处罚的电梯工程企业 · enterprises with penalties, on the command line:",
        f"   {_program()} search 电梯工程 --kind penalty --first 5{place}",
        "",
    ]


def _program() -> str:
    """How this program is called from a shell here: ``make run`` puts it on no one's path."""
    found = shutil.which("gongshi")
    own = Path(sys.executable).with_name("gongshi")
    if found is not None and Path(found) == own:
        return "gongshi"
    if not own.exists():
        return f"{shlex.quote(sys.executable)} -m gongshi"
    here = Path.cwd()
    return shlex.quote(str(own.relative_to(here) if own.is_relative_to(here) else own))


def _document(query: str) -> str:
    """A GraphQL request's body, safe within single quotes."""
    escaped = query.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{"query": "{escaped}"}}'
