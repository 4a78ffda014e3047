"""The same rows are the same records, whatever format they came in: read here, read by a process of
its own, stopped and resumed."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
import xlwt

from gongshi.cities.city import City
from gongshi.indexers import row_chunks
from gongshi.indexers.ingest import ingest
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader, map_header
from gongshi.indexers.readers.files import survey_file
from gongshi.indexers.row_chunks import chunks, chunks_apart
from gongshi.indexers.validate import Delivery
from gongshi.ledger.store import Ledger
from tests.indexers.way_in.taking import Dump, MakeRow, Parse

pytestmark = pytest.mark.slow

Rows = Sequence[Mapping[str, str]]

#: Rows of a chunk, fewer than usual.
CHUNK = 100


def write_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_json_lines(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_json(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps({"total": len(rows), "rows": rows}))


def write_xml(path: Path, rows: Rows) -> None:
    body = "".join(
        "<Row>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in row.items()) + "</Row>"
        for row in rows
    )
    text = f"<ExchangeMessage><Header/><Body><Rows>{body}</Rows></Body></ExchangeMessage>"
    path.write_text(text)


def write_html(path: Path, rows: Rows) -> None:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>"
        for line in lines
    )
    path.write_text(f"<table>{cells}</table>", encoding="gb18030")


def write_xlsx(path: Path, rows: Rows) -> None:
    """On two sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        for part in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(part, 1):
                for column, cell in enumerate(row.values()):
                    sheet.write_string(number, column, cell)


def write_xls(path: Path, rows: Rows) -> None:
    book = xlwt.Workbook()
    sheet: Any = book.add_sheet("数据")
    for number, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
        for column, cell in enumerate(line):
            sheet.write(number, column, cell)
    book.save(str(path))


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "csv": write_csv,
    "jsonl": write_json_lines,
    "json": write_json,
    "xml": write_xml,
    "html": write_html,
    "xlsx": write_xlsx,
    "xls": write_xls,
}


@pytest.fixture
def rows(licence_row: MakeRow) -> Rows:
    made = [
        licence_row(
            XK_WSH=f"{n % 200}号",
            XK_NR=f"第{n}项 <a> & “b”",
            XK_JDRQ="x" if n % 97 == 0 else "2025/1/2",
        )
        for n in range(2 * CHUNK + 49)
    ]
    return [*made, {**made[-1], "XK_XDR_SHXYM": "91320100748204660A"}]


@pytest.mark.parametrize("format_", WRITERS)
def test_rows_are_the_same_here_and_apart(
    tmp_path: Path, city: City, now: datetime, parse: Parse, rows: Rows, format_: str
) -> None:
    path = tmp_path / "file"
    WRITERS[format_](path, rows)
    expected = parse("licences", rows)
    layout = LAYOUTS["XK"]
    survey = survey_file(path, LayoutHeader(layout))
    assert (survey.format, survey.rows) == (format_, len(rows))
    delivery = Delivery(city, city.sources["licences"], now, "2026-06-01", "", b"k" * 32)
    opened = (survey, delivery, map_header(layout, survey.header))
    here = [row for _, chunk in chunks(*opened, 0) for row in chunk]
    assert [(row.digest, row.failures, row.warnings, dict(row.raw)) for row in here] == [
        (row.digest, row.failures, row.warnings, dict(row.raw)) for row in expected
    ]
    assert len({row.line for row in here}) == len(rows)
    apart = [(row.line, row.digest) for _, chunk in chunks_apart(*opened, CHUNK) for row in chunk]
    assert apart == [(row.line, row.digest) for row in here[CHUNK:]]


class _StopError(RuntimeError):
    """Stands for the power cut between two chunks."""


@pytest.mark.parametrize("format_", [name for name in WRITERS if name not in ("csv", "jsonl")])
def test_a_run_that_stopped_goes_on_where_it_was(
    tmp_path: Path,
    city: City,
    now: datetime,
    dump: Dump,
    rows: Rows,
    format_: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(row_chunks, "CHUNK", CHUNK)
    path = tmp_path / "file"
    WRITERS[format_](path, rows)

    def stop(done: int, _all: int) -> None:
        if done >= CHUNK:
            raise _StopError

    dumps: list[object] = []
    for name in ("straight", "stopped"):
        ledger = Ledger.open(f"sqlite:///{tmp_path / name}.sqlite", ledger_id="l")
        if name == "stopped":
            with pytest.raises(_StopError):
                ingest(ledger, city, "licences", path, now=now, progress=stop)
        receipt = ingest(ledger, city, "licences", path, now=now)
        assert receipt.outcome == ("taken" if name == "straight" else "resumed")
        assert sum(receipt.counts.values()) - receipt.counts["deferred"] == len(rows)
        dumps.append(dump(ledger))
        ledger.close()
    assert dumps[0] == dumps[1]
