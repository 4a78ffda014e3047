"""What a cell of a workbook holds is what a person sees in it, and nothing that was lost in a
spreadsheet passes for a value."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.readers.raw import (
    Fault,
    Flawed,
)
from gongshi.indexers.readers.sheet_cells import NumberFormat, number_format, number_text
from tests.indexers.way_in.workbooks import (
    DAY,
    HEADER,
    ROW,
    SCALED,
    raw_xlsx,
    rows,
    sheet_xml,
    table,
    xlsx,
)


def test_typed_cells_read_as_they_are_shown(tmp_path: Path) -> None:
    cases: list[tuple[object, str, str]] = [
        (1.0, "", "1"),
        (12, "00000", "00012"),
        (1234.5, "#,##0.00", "1234.5"),
        (0.1 + 0.2, "", "0.3"),
        (999_999_999_999_999, "", "999999999999999"),
        (45979, "yyyy/mm/dd", "2025/11/18"),
        (45979, 'yyyy"年"m"月"d"日"', "2025/11/18"),
        (45979.5, "yyyy/m/d h:mm", "2025/11/18 12:00:00"),
        (0.25, "h:mm", "06:00:00"),
        (45979, "General", "45979"),
        (45979, '[Red]0.00 "d"', "45979"),
        (True, "", "1"),
        (False, "", "0"),
        ("  文字 ", "", "  文字 "),
        ("2025/11/18", "yyyy/mm/dd", "2025/11/18"),
    ]
    book = xlsxwriter.Workbook(str(tmp_path / "cells.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for row, (value, code, _) in enumerate(cases, 1):
        sheet.write(row, 0, "甲公司")
        sheet.write(row, 2, value, book.add_format({"num_format": code}) if code else None)
    book.close()
    read = rows(tmp_path / "cells.xlsx")
    assert [cells[2] for _, cells in read if isinstance(cells, list)] == [case[2] for case in cases]


def test_a_long_number_is_never_a_code(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", table(HEADER, ("甲公司", 913201007482046600, "x", "2025/11/18"))
    )
    assert rows(path) == [
        (
            2,
            Flawed(
                ["甲公司", "", "x", "2025/11/18"],
                ((1, Fault("number_lost_digits", "9.13201E+17")),),
            ),
        )
    ]


def test_errors_and_formulas(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["甲公司"])
        sheet.write_formula(1, 1, '="9132"', None, "9132")
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")

    (row,) = rows(xlsx(tmp_path / "a.xlsx", fill))
    assert row == (2, Flawed(["甲公司", "9132", "", ""], ((2, Fault("cell_error", "#N/A")),)))
    cells = (
        '<c t="inlineStr"><is><t>甲</t></is></c><c><f>1+1</f></c><c><f>1</f><v/></c>'
        '<c t="str"><f>A1</f><v></v></c>'
    )
    (row,) = rows(raw_xlsx(tmp_path / "b.xlsx", sheet_xml(cells)))
    missing = Fault("cell_without_value", "")
    assert row == (2, Flawed(["甲", "", "", ""], ((1, missing), (2, missing))))


def test_texts_with_runs_guides_and_escapes(tmp_path: Path) -> None:
    shared = (
        "<sst><si><r><t>甲</t></r><r><t>公司</t></r><rPh><t>jia</t></rPh></si>"
        "<si><t>a_x000D__x0041_b_xZZZZ__x00</t></si><si/></sst>"
    )
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
        '<c t="d"><v>2025-11-18</v></c>'
    )
    inline = '<c t="inlineStr"><is><r><t>乙</t></r><rPh><t>yi</t></rPh><r><t>公司</t></r></is></c>'
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(cells, inline), sharedStrings=shared)
    assert rows(path) == [
        (2, ["甲公司", "a\rAb_xZZZZ__x00", "", "2025-11-18"]),
        (3, ["乙公司", "", "", ""]),
    ]


def test_prefixed_names_and_cells_without_references(tmp_path: Path) -> None:
    sheet = sheet_xml('<c r="B2"><v>7</v></c><c><v>8</v></c>')
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        for mark in ("<", "</"):
            for end in (" ", ">"):
                sheet = sheet.replace(f"{mark}{tag}{end}", f"{mark}x:{tag}{end}")
    sheet = sheet.replace("<x:worksheet", '<x:worksheet xmlns:x="m"')
    assert rows(raw_xlsx(tmp_path / "a.xlsx", sheet)) == [(2, ["", "7", "8", ""])]


def test_the_date_system_of_1904(tmp_path: Path) -> None:
    fill = table(HEADER, ("甲公司", "", "", date(2025, 11, 18)))
    path = xlsx(tmp_path / "a.xlsx", fill, date_1904=True, default_date_format="yyyy/m/d")
    assert rows(path) == [(2, ["甲公司", "", "", "2025/11/18"])]


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.integers(0, 86_399))
def test_every_day_and_second_is_read_back(day: date, second: int) -> None:
    serial = (day - date(1899, 12, 30)).days + second / 86_400
    clock = f" {timedelta(seconds=second)!s:0>8}" if second else ""
    assert number_text(serial, DAY) == f"{day.year:04d}/{day:%m/%d}{clock}"
    if day >= date(1904, 1, 1):
        assert number_text(serial - 1462, DAY, epoch_1904=True) == number_text(serial, DAY)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_lose_nothing(number: int) -> None:
    assert number_text(float(number), NumberFormat()) == str(number)


@given(st.floats())
def test_any_number_is_a_text_or_a_fault(number: float) -> None:
    for how in (NumberFormat(), DAY, NumberFormat(zeros=8)):
        for epoch in (False, True):
            found = number_text(number, how, epoch_1904=epoch)
            assert isinstance(found, Fault) or found


@pytest.mark.parametrize(
    ("serial", "shown"),
    [
        (1, "1900/01/01"),
        (59, "1900/02/28"),
        (60, Fault("cell_error", "1900/02/29")),
        (61, "1900/03/01"),
        (73_050, "2099/12/31"),
        (-1, Fault("cell_error", "#####")),
        (2_958_466, Fault("cell_error", "#####")),
        (0, "0"),
    ],
)
def test_the_ends_of_the_calendar(serial: float, shown: str | Fault) -> None:
    assert number_text(serial, DAY) == shown


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        (14, None, DAY),
        (31, None, DAY),
        (2, None, NumberFormat()),
        (170, "[$-804]yyyy\\-mm\\-dd;@", DAY),
        (170, "[h]:mm", DAY),
        (170, '0.00"元"', NumberFormat()),
        (170, "[Red]#,##0", NumberFormat()),
        (170, "000000", NumberFormat(zeros=6)),
        (170, "General", NumberFormat()),
        (170, "", NumberFormat()),
        (9, None, SCALED),
        (10, None, SCALED),
        (170, "0.0%", SCALED),
        (170, '0\\.0,"万"', SCALED),  # 50000 is shown as 5.0万
        (170, "#,##0.00,,", SCALED),
        (170, "#,##0,;-#,##0", SCALED),
        (170, "#,##0.00_);(#,##0.00)", NumberFormat()),
        (170, '0.00"%"', NumberFormat()),
    ],
)
def test_number_formats(number: int, code: str | None, expected: NumberFormat) -> None:
    assert number_format(number, {} if code is None else {number: code}) == expected


def test_a_cell_that_shows_another_number_than_it_holds(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        table(HEADER)(sheet)
        sheet.write_row(1, 0, ROW[:3])
        sheet.write_number(1, 3, 50000, formats["0\\.0,"])
        sheet.write_row(2, 0, ROW[:3])
        sheet.write_number(2, 3, 0, formats["0%"])

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    formats = {code: book.add_format({"num_format": code}) for code in ("0\\.0,", "0%")}
    fill(book.add_worksheet())
    book.close()
    assert rows(tmp_path / "a.xlsx") == [
        (2, Flawed([*ROW[:3], ""], ((3, Fault("number_scaled", "50000")),))),
        (3, [*ROW[:3], "0"]),
    ]
