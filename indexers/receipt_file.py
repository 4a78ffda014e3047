"""The receipt (回执) as a file: text, JSON or XLSX, with what became of every row.

Written row by row: it may have as many rows as the file it answers. Every cell is text; nothing in
it is ever a formula.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from gongshi.indexers.receipt import COUNTS, Receipt, labelled, sentence
from gongshi.indexers.receipt_rows import ReceiptRow
from gongshi.indexers.rows import Finding
from gongshi.records.places import place_text, sheet_and_row
from gongshi.records.problems import PROBLEMS, GongshiError

SUFFIXES: Final = (".txt", ".json", ".xlsx")
_LEVELS: Final = {"quarantine": "待核", "warning": "提示"}
_HEADER: Final = (
    "工作表",
    "行",
    "结果",
    "编号",
    "级别",
    "规则",
    "字段",
    "值",
    "说明",
    "Explanation",
)
#: Rows a sheet can hold, the header left out.
_SHEET_ROWS: Final = (1 << 20) - 1
_LONGEST_CELL: Final = 32_767


def check_suffix(path: Path) -> None:
    """Raises GongshiError ``receipt_format`` for a name that ends in none of ``SUFFIXES``."""
    if path.suffix.lower() not in SUFFIXES:
        raise GongshiError("receipt_format", file=path, known="、".join(SUFFIXES))


def receipt_text(receipt: Receipt, rows: Iterable[ReceiptRow]) -> Iterator[str]:
    """The receipt for a person to read, in Chinese, row by row behind its head."""
    yield receipt.text("zh") + "\n\n逐行结果\n"
    sheets = receipt.file.sheets
    for row in rows:
        outcome = COUNTS[row.outcome][0] if row.outcome in COUNTS else row.outcome
        yield f"第 {place_text(row.line, sheets)} 行\t{outcome}\t{row.id or '—'}\n"
        for finding in row.findings:
            level = _LEVELS[PROBLEMS[finding.code].level]
            yield f"\t[{level}] {finding.code}：{sentence(finding, receipt.layout, 'zh')}\n"


def receipt_json(receipt: Receipt, rows: Iterable[ReceiptRow]) -> Iterator[str]:
    """The receipt's plain values (``Receipt.to_json``) with ``rowResults``, one a line."""
    head = json.dumps(receipt.to_json(), ensure_ascii=False, indent=2)
    yield head.rpartition("\n}")[0] + ',\n  "rowResults": ['
    for number, row in enumerate(rows):
        yield ",\n    " if number else "\n    "
        yield json.dumps(_plain(row, receipt), ensure_ascii=False)
    yield "\n  ]\n}\n"


def _plain(row: ReceiptRow, receipt: Receipt) -> dict[str, object]:
    return {
        "line": row.line,
        "place": place_text(row.line, receipt.file.sheets),
        "outcome": row.outcome,
        "id": row.id,
        "findings": [
            {
                "code": finding.code,
                "level": PROBLEMS[finding.code].level,
                "field": finding.field,
                "value": finding.value,
                "zh": sentence(finding, receipt.layout, "zh"),
                "en": sentence(finding, receipt.layout, "en"),
            }
            for finding in row.findings
        ],
    }


def write_receipt_xlsx(path: Path, receipt: Receipt, rows: Iterable[ReceiptRow]) -> None:
    """A workbook: 回执, the head line by line, and 逐行结果, a line for each finding of a row."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        head = book.add_worksheet("回执")
        head.set_column(0, 0, 100)
        for number, line in enumerate(receipt.text("zh").split("\n")):
            head.write_string(number, 0, line[:_LONGEST_CELL])
        sheet: Any = None
        place = count = 0
        for row in rows:
            for cells in _lines(row, receipt):
                if sheet is None or place > _SHEET_ROWS:
                    count += 1
                    place = 1
                    sheet = book.add_worksheet("逐行结果" if count == 1 else f"逐行结果{count}")
                    _begin(sheet, bold)
                for column, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(place, column, cell[:_LONGEST_CELL])
                place += 1


def _begin(sheet: Any, bold: Any) -> None:
    sheet.set_column(0, len(_HEADER) - 1, 14)
    sheet.set_column(8, 9, 60)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(_HEADER):
        sheet.write_string(0, column, title, bold)


def _lines(row: ReceiptRow, receipt: Receipt) -> Iterator[tuple[str, ...]]:
    sheet, number = sheet_and_row(row.line, receipt.file.sheets)
    outcome = COUNTS[row.outcome][0] if row.outcome in COUNTS else row.outcome
    head = (sheet, str(number), outcome, row.id)
    if not row.findings:
        yield head
    for finding in row.findings:
        yield (*head, *_explained(finding, receipt))


def _explained(finding: Finding, receipt: Receipt) -> tuple[str, ...]:
    layout = receipt.layout
    return (
        _LEVELS[PROBLEMS[finding.code].level],
        finding.code,
        labelled(finding.field, layout),
        finding.value,
        sentence(finding, layout, "zh"),
        sentence(finding, layout, "en"),
    )
