"""XLS workbooks (Excel 97-2003), through xlrd. They hold at most 65,536 rows a sheet and are read
as a whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Sheet as XlrdSheet

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.headers import SheetRow
from gongshi.indexers.readers.raw import Fault, KnownHeader, Merge, RawRow, Survey
from gongshi.indexers.readers.sheet_cells import NumberFormat, number_format, number_text
from gongshi.indexers.readers.sheets import (
    MOST_COLUMNS,
    read_sheets,
    survey_sheets,
)
from gongshi.records.problems import GongshiError

#: Read as a whole, it takes several times as much memory.
_LARGEST: Final = 256 << 20


@dataclass(slots=True)
class _Sheet:
    name: str
    place: int
    book: Book
    formats: Sequence[NumberFormat]
    file: str

    @property
    def hidden(self) -> bool:
        return bool(self._sheet().visibility)

    def rows(self) -> Iterator[SheetRow]:
        sheet = self._sheet()
        if sheet.ncols > MOST_COLUMNS:  # pragma: no cover - the format has 256 columns
            raise GongshiError("sheet_too_wide", file=self.file, limit=MOST_COLUMNS)
        for number in range(sheet.nrows):
            info = sheet.rowinfo_map.get(number)
            values = [self._value(cell) for cell in sheet.row(number)]
            yield SheetRow(number + 1, bool(info is not None and info.hidden), values)

    def merges(self) -> Sequence[Merge]:
        return [
            Merge(first_row + 1, end_row, first_column, end_column - 1)
            for first_row, end_row, first_column, end_column in self._sheet().merged_cells
        ]

    def _sheet(self) -> XlrdSheet:
        with _damage(self.file):
            return self.book.sheet_by_index(self.place)

    def _value(self, cell: xlrd.sheet.Cell) -> str | Fault:
        kind, value = cell.ctype, cell.value
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            style = cell.xf_index or 0
            how = self.formats[style] if style < len(self.formats) else NumberFormat()
            return number_text(float(value), how, epoch_1904=self.book.datemode == 1)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "1" if value else "0"
        if kind == xlrd.XL_CELL_ERROR:
            return Fault("cell_error", error_text_from_code.get(int(value), "#N/A"))
        return str(value)  # a text; "" for none


def survey_xls(facts: FileFacts, known: KnownHeader) -> Survey:
    """First pass over a workbook. Raises GongshiError ``package_damaged``, ``file_encrypted``, and
    as ``survey_sheets``."""
    with _sheets(facts) as sheets:
        return survey_sheets(facts, "xls", sheets, known)


def read_xls(survey: Survey) -> Iterator[RawRow]:
    """The data rows, one by one."""
    with _sheets(survey.facts) as sheets:
        yield from read_sheets(survey, sheets)


@contextmanager
def _sheets(facts: FileFacts) -> Iterator[Sequence[_Sheet]]:
    file = facts.path.name
    if facts.size > _LARGEST:
        raise GongshiError("file_inflates", file=file, limit=f"{_LARGEST >> 20} MB")
    with _damage(file):
        book = xlrd.open_workbook(
            str(facts.path), logfile=io.StringIO(), formatting_info=True, on_demand=True
        )
        codes = {key: one.format_str for key, one in book.format_map.items()}
        formats = [number_format(style.format_key, codes) for style in book.xf_list]
    try:
        yield [
            _Sheet(name, place, book, formats, file)
            for place, name in enumerate(book.sheet_names())
        ]
    finally:
        book.release_resources()


@contextmanager
def _damage(file: str) -> Iterator[None]:
    """What xlrd says of a workbook it cannot read; of damaged ones it says anything."""
    try:
        yield
    except GongshiError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        code = "file_encrypted" if "encrypted" in reason.lower() else "package_damaged"
        raise GongshiError(code, file=file, reason=reason[:200]) from error
