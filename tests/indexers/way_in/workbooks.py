"""Workbooks made for a test, and what is read of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.readers.raw import (
    RawRow,
    Survey,
)
from gongshi.indexers.readers.sheet_cells import NumberFormat
from gongshi.records.problems import GongshiError

KNOWN = LayoutHeader(LAYOUTS["XK"])
HEADER = ("行政相对人名称", "统一社会信用代码", "许可内容", "许可决定日期")
ROW = ("甲公司", "91320100748204660Q", "起重机", "2025/11/18")
DAY = NumberFormat(date=True)
SCALED = NumberFormat(scaled=True)
Fill = Callable[[Any], None]


def survey(path: Path) -> Survey:
    return survey_file(path, KNOWN)


def rows(path: Path) -> list[RawRow]:
    found = survey(path)
    read = list(read_rows(found))
    assert len(read) == found.rows
    return read


def problem(path: Path) -> GongshiError:
    with pytest.raises(GongshiError) as caught:
        rows(path)
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def xlsx(path: Path, *fills: Fill, **options: Any) -> Path:
    """A workbook; each ``fill`` gets a sheet of its own."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, **options})
    for fill in fills:
        fill(book.add_worksheet())
    book.close()
    return path


def table(*lines: Sequence[object], at: int = 0) -> Fill:
    def fill(sheet: Any) -> None:
        for number, line in enumerate(lines, at):
            sheet.write_row(number, 0, line)

    return fill


def raw_xlsx(path: Path, sheet: str, *, head: str = "", **parts: str) -> Path:
    """The least a workbook is, around the XML of one sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{relation}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            [("worksheet", "s.xml"), *((k, f"{k}.xml") for k in parts)], 1
        )
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr(
            "_rels/.rels",
            f'<R><Relationship Id="a" Type="{relation}/officeDocument" '
            'Target="/xl/workbook.xml"/></R>',
        )
        zipped.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:q="{relation}">{head}'
            '<sheets><sheet name="数据" sheetId="1" q:id="r1"/></sheets></workbook>',
        )
        zipped.writestr("xl/_rels/workbook.xml.rels", f"<Rs>{relations}</Rs>")
        zipped.writestr("xl/s.xml", sheet)
        for name, text in parts.items():
            zipped.writestr(f"xl/{name}.xml", text)
    return path


def sheet_xml(*lines: str) -> str:
    """Lines of ready cells below the header."""
    header = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in HEADER)
    body = "".join(f"<row>{line}</row>" for line in (header, *lines))
    return f"<worksheet><sheetData>{body}</sheetData></worksheet>"


def xls(path: Path, *fills: Fill) -> Path:
    book = xlwt.Workbook()
    for number, fill in enumerate(fills, 1):
        fill(book.add_sheet(f"Sheet{number}"))
    book.save(str(path))
    return path
