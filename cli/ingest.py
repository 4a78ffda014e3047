"""``gongshi ingest``: departments' files into the ledger, and from there into the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gongshi.api.parts import Parts, open_city
from gongshi.cities.city import City
from gongshi.cli.console import note, print_json, print_problem, say
from gongshi.cli.exit_codes import PROBLEM, QUARANTINED
from gongshi.cli.index import bring_up
from gongshi.cli.persons import person
from gongshi.cli.progress import progress
from gongshi.cli.receipt import ReceiptFiles
from gongshi.cli.state import State, parse_instant, state_of
from gongshi.indexers.accept import abandon
from gongshi.indexers.archive import unpacked
from gongshi.indexers.ingest import (
    check_prepared,
    checked_chunks,
    find_source,
    ingest_prepared,
    prepare_all,
    read_period,
    withdraws_many,
)
from gongshi.indexers.projector import Progress
from gongshi.indexers.projector import State as IndexState
from gongshi.indexers.receipt import Receipt
from gongshi.indexers.receipt_rows import checked_rows, ledger_rows
from gongshi.indexers.row_chunks import get_ready
from gongshi.ledger.store import Ledger
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError


@dataclass(frozen=True, slots=True)
class Declared:
    """What a delivery declares of itself."""

    item: str | None = None
    period: Period | None = None
    sent_at: datetime | None = None
    by: str = ""  # who delivers it


def ingest_command(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="来源代码 (see gongshi sources).")
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="XLSX、XLS、CSV、JSON、XML 文件或其 zip 压缩包。"),
    ] = None,
    item: Annotated[
        str | None, typer.Option("--item", metavar="CODE", help="目录信息项编码 (catalogue item).")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="FROM..TO", help="声明覆盖期间 (both days included)."),
    ] = None,
    sent_at: Annotated[
        str | None,
        typer.Option("--sent-at", metavar="INSTANT", help="报送时间 (default: now)."),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="报送人 (default: the system's user).")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="仅检查，不写入 (look, change nothing).")
    ] = False,
    receipt_file: Annotated[
        Path | None,
        typer.Option(
            "--receipt", metavar="FILE", help="另写回执文件 .txt、.json 或 .xlsx (new file)."
        ),
    ] = None,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="接收后不更新检索索引 (leave the index alone).")
    ] = False,
    give_up: Annotated[
        bool,
        typer.Option("--abandon", help="放弃该来源未接收完的文件 (end its unfinished file)."),
    ] = False,
) -> None:
    """接收部门报送的文件：许可、处罚、登记、修复、撤销、暂停、零报送。

    Take files in. Rows that cannot be used go to quarantine (exit code 3); the same file twice
    changes nothing; a run that was cut short is resumed by running it again. A file that would
    withdraw many records waits for a second person (gongshi approvals). A --period is declared for
    all the files: one that cannot be used then keeps all of them out.
    """
    state = state_of(context)
    if not files and not give_up:
        raise typer.BadParameter("name at least one file (or --abandon)", param_hint="FILE...")
    written = None if receipt_file is None else ReceiptFiles(receipt_file)
    declared = Declared(
        item,
        None if period is None else read_period(period, state.instant()),
        parse_instant(sent_at, "--sent-at"),
        person(by),
    )
    done = None
    if check:
        with _to_look(state) as (city, ledger, key):
            find_source(city, source)

            def look(together: Sequence[Path]) -> Iterator[Receipt]:
                return check_files(state, city, ledger, key, source, together, declared, written)

            receipts, failed = _all(state, _together(files or [], declared), look)
    else:
        with state.parts(create=True) as parts:
            find_source(parts.city, source)
            if give_up:
                _abandon(state, parts, source, declared.by)

            def take(together: Sequence[Path]) -> Iterator[Receipt]:
                return take_files(state, parts, source, together, declared, written)

            receipts, failed = _all(state, _together(files or [], declared), take)
            if receipts and not no_index and state.settings().runs_projector:
                done = bring_up(state, parts, may_grow=True)
    _tell(state, receipts, failed, done)
    if failed:
        raise typer.Exit(PROBLEM)
    if any(receipt.quarantined for receipt in receipts):
        raise typer.Exit(QUARANTINED)


def take_files(
    state: State,
    parts: Parts,
    source: str,
    files: Sequence[Path],
    declared: Declared,
    written: ReceiptFiles | None = None,
) -> Iterator[Receipt]:
    """Take files in that belong together, and every member of an archive among them, with progress
    bars: a receipt each.

    All of them are looked at before the first is taken in; one that then fails keeps those behind
    it from coming in.
    """
    with _opened(files) as members:
        get_ready(find_source(parts.city, source).layout, members)
        prepared = prepare_all(
            parts.city, source, members, _named(files), item=declared.item, period=declared.period
        )
        now, key = state.instant(), parts.city_key or b""
        bulk = withdraws_many(parts.ledger, parts.city, prepared, now=now, city_key=key)
        for one in prepared:
            with progress(one.survey.facts.path.name) as report:
                receipt = ingest_prepared(
                    parts.ledger,
                    parts.city,
                    one,
                    now=state.instant(),
                    sent_at=declared.sent_at,
                    city_key=key,
                    by=declared.by,
                    bulk=bulk,
                    progress=report,
                )
            if written is not None:
                with parts.ledger.read() as conn:
                    written.write(receipt, ledger_rows(conn, parts.city, receipt.batch_id))
            yield receipt


def check_files(
    state: State,
    city: City,
    ledger: Ledger | None,
    city_key: bytes,
    source: str,
    files: Sequence[Path],
    declared: Declared,
    written: ReceiptFiles | None = None,
) -> Iterator[Receipt]:
    """As ``take_files``, but only look. For a written receipt each file is read once more."""
    now = state.instant()
    with _opened(files) as members:
        prepared = prepare_all(
            city, source, members, _named(files), item=declared.item, period=declared.period
        )
        bulk = withdraws_many(ledger, city, prepared, now=now, city_key=city_key)
        for one in prepared:
            with progress(one.survey.facts.path.name) as report:
                receipt = check_prepared(
                    ledger, city, one, now=now, city_key=city_key, bulk=bulk, progress=report
                )
            if written is not None:
                again = checked_chunks(ledger, city, one, now=now, city_key=city_key)
                written.write(receipt, checked_rows(again))
            yield receipt


@contextmanager
def _to_look(state: State) -> Iterator[tuple[City, Ledger | None, bytes]]:
    """City, ledger and city key, making nothing: where there is no ledger yet, there is none."""
    try:
        with state.parts() as parts:
            yield parts.city, parts.ledger, parts.city_key or b""
    except GongshiError as error:
        if error.code != "ledger_missing":
            raise
        city, key = open_city(state.settings())
        yield city, None, key or b""


def _together(files: list[Path], declared: Declared) -> list[list[Path]]:
    """A period is declared for all of the files, so only when all of them are there; else each
    comes for itself."""
    return [files] if files and declared.period is not None else [[file] for file in files]


@contextmanager
def _opened(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files, and in the place of each archive its members."""
    with ExitStack() as stack:
        yield [member for file in files for member in stack.enter_context(unpacked(file))]


def _named(files: Sequence[Path]) -> str:
    return "、".join(file.name for file in files)


def _all(
    state: State,
    deliveries: Sequence[Sequence[Path]],
    take: Callable[[Sequence[Path]], Iterator[Receipt]],
) -> tuple[list[Receipt], list[tuple[str, GongshiError]]]:
    """Every delivery; one that cannot be used does not keep the others from coming in."""
    receipts: list[Receipt] = []
    failed: list[tuple[str, GongshiError]] = []
    for files in deliveries:
        try:
            for receipt in take(files):
                receipts.append(receipt)
                if not state.json:
                    say(receipt.text("zh"))
        except GongshiError as error:
            failed.append(("、".join(map(str, files)), error))
            if not state.json:
                print_problem(error, as_json=False)
    return receipts, failed


def _abandon(state: State, parts: Parts, source: str, by: str) -> None:
    done = abandon(parts.ledger, parts.city, source, state.instant(), by=by)
    if done is None:
        note(f"来源 {source} 没有未接收完的文件。")
    else:
        note(f"已放弃 {done.batch.file_name}：接收到第 {done.batch.rows_done} 行为止的内容保留。")


def _tell(
    state: State,
    receipts: list[Receipt],
    failed: list[tuple[str, GongshiError]],
    done: Progress | None,
) -> None:
    if state.json:
        errors: list[dict[str, Any]] = [
            {"file": file, "code": error.code, "zh": error.zh, "en": error.en}
            for file, error in failed
        ]
        print_json(
            {
                "receipts": [receipt.to_json() for receipt in receipts],
                "errors": errors,
                "index": done,
            }
        )
        return
    if done is not None and done.state is IndexState.HELD:
        note("检索索引由另一进程更新（gongshi serve）。")
    elif done is not None:
        note(f"检索索引已更新（主体 {done.subjects}，记录 {done.records}）。")
    quarantined = sum(receipt.quarantined for receipt in receipts)
    if quarantined and receipts[0].outcome != "checked":
        note(f"有 {quarantined} 行待核：gongshi quarantine list")
