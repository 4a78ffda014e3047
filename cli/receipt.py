"""``gongshi receipt``: what became of a delivery, any time after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from gongshi.cli.console import print_json, say
from gongshi.cli.state import state_of
from gongshi.cli.textfile import new_file, write_text
from gongshi.indexers.receipt import Receipt
from gongshi.indexers.receipt_file import (
    check_suffix,
    receipt_json,
    receipt_text,
    write_receipt_xlsx,
)
from gongshi.indexers.receipt_rows import ReceiptRow, ledger_rows, load_receipt
from gongshi.records.problems import GongshiError


def receipt(
    context: typer.Context,
    batch: Annotated[
        str, typer.Argument(metavar="BATCH", help="批次编号 (as ingest and its receipt name it).")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入 .txt、.json 或 .xlsx 文件。"),
    ] = None,
) -> None:
    """出具某批次的回执：计数、每行的结果与记录编号。

    Give the receipt of a delivery again: counts, and with -o what became of every row and the id
    of its record. Remarks on rows are kept as long as quarantined rows are.
    """
    state = state_of(context)
    if output is not None:
        check_suffix(output)
    with state.parts() as parts, parts.ledger.read() as conn:
        found = load_receipt(conn, parts.city, batch)
        if output is not None:
            write_receipt(output, found, ledger_rows(conn, parts.city, batch))
    if state.json:
        print_json(found.to_json())
    elif output is None:
        say(found.text("zh"))
    else:
        say(f"已写入 {output}。")


@dataclass(slots=True)
class ReceiptFiles:
    """The receipts of one run: the first one under the name given, those behind it numbered.
    Raises GongshiError ``file_exists`` and ``receipt_format`` before anything is taken in."""

    path: Path
    written: int = 0

    def __post_init__(self) -> None:
        check_suffix(self.path)
        if self.path.exists():
            raise GongshiError("file_exists", file=self.path)

    def write(self, found: Receipt, rows: Iterable[ReceiptRow]) -> None:
        self.written += 1
        path = self.path
        if self.written > 1:
            path = path.with_stem(f"{path.stem}-{self.written}")
        write_receipt(path, found, rows)


def write_receipt(path: Path, found: Receipt, rows: Iterable[ReceiptRow]) -> None:
    """Write a receipt by the ending of its name; readable by its owner only: it quotes what was
    filed. Raises GongshiError ``file_exists``, ``receipt_format``."""
    check_suffix(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        with new_file(path, private=True):
            write_receipt_xlsx(path, found, rows)
        return
    lines = receipt_text if suffix == ".txt" else receipt_json
    write_text(path, lines(found, rows), private=True)
