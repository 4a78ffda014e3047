"""Workbooks as departments fill them in: what a cell holds is what a person sees in it, every row
keeps its place, and nothing that was lost in a spreadsheet passes for a value."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers import captions, package, shared_strings, sheets
from gongshi.indexers.readers import xlsx as xlsx_reader
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.readers.raw import (
    Broken,
    Fault,
    Flawed,
    PassedOver,
    RawRow,
    Survey,
)
from gongshi.indexers.readers.sheet_cells import NumberFormat, number_format, number_text
from gongshi.records.places import SHEET_STEP
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


# --- cells


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


# --- headers, sheets, merged cells


def test_a_title_and_a_header_of_two_rows(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range("A1:D1", "某市行政许可信息表")
        sheet.merge_range("A3:B3", "行政相对人")
        sheet.write_row(3, 0, HEADER[:2])
        sheet.merge_range("C3:C4", HEADER[2])
        sheet.merge_range("D3:D4", HEADER[3])
        sheet.write_row(4, 0, ROW)

    path = xlsx(tmp_path / "a.xlsx", fill)
    assert survey(path).header == HEADER
    assert rows(path) == [(5, list(ROW))]


def test_a_header_given_by_label_and_by_code_is_one_header(tmp_path: Path) -> None:
    codes = ("XK_XDR_MC", "XK_XDR_SHXYM", "XK_NR", "XK_JDRQ")
    assert rows(xlsx(tmp_path / "a.xlsx", table(HEADER, codes, ROW))) == [(3, list(ROW))]


def test_sheets_with_the_same_columns_are_one_delivery(tmp_path: Path) -> None:
    turned = (HEADER[3], HEADER[0], HEADER[2], HEADER[1])
    path = xlsx(
        tmp_path / "a.xlsx",
        table(("填报说明",), ("一、按模板填写",)),
        table(HEADER, ROW),
        table(),
        table(turned, ("2025/11/19", "乙公司", "电梯", "9132")),
        table(("XK_XDR_MC", "行政相对人名称"), ("XK_NR", "许可内容")),
    )
    found = survey(path)
    assert found.sheets == ("Sheet2", "Sheet4")
    assert found.passed_over == (
        PassedOver("Sheet1", hidden=False),
        PassedOver("Sheet5", hidden=False),
    )
    assert rows(path) == [
        (2, list(ROW)),
        (SHEET_STEP + 2, ["乙公司", "9132", "电梯", "2025/11/19"]),
    ]


def test_sheets_with_other_columns_are_two_files(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table(HEADER, ROW), table(HEADER[:2] + HEADER[3:], ROW[:3]))
    error = problem(path)
    assert (error.code, error.values["first"], error.values["other"]) == (
        "sheets_differ",
        "Sheet1",
        "Sheet2",
    )


def test_no_sheet_that_is_known(tmp_path: Path) -> None:
    error = problem(xlsx(tmp_path / "a.xlsx", table(("a", "b"), (1, 2))))
    assert (error.code, error.values["sheets"]) == ("sheets_unrecognised", "Sheet1")
    # Where columns lack, the mapping says which.
    assert survey(xlsx(tmp_path / "b.xlsx", table(("x", HEADER[0]), ROW))).header == (
        "x",
        HEADER[0],
    )


def test_a_workbook_of_nothing_and_one_of_a_header(tmp_path: Path) -> None:
    assert problem(xlsx(tmp_path / "a.xlsx", table())).code == "file_empty"
    assert survey(xlsx(tmp_path / "b.xlsx", table(HEADER))).rows == 0
    assert problem(xls(tmp_path / "c.xls", lambda _: None)).code == "file_empty"


def test_hidden_sheets_are_named_and_hidden_rows_read(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        table(HEADER, ROW)(sheet)
        sheet.hide()

    def hide_row(sheet: Any) -> None:
        table(HEADER, ROW)(sheet)
        sheet.set_row(1, None, None, {"hidden": True})

    path = xlsx(tmp_path / "a.xlsx", hide_row, hide)
    found = survey(path)
    assert (found.rows, found.hidden_rows) == (1, 1)
    assert found.passed_over == (PassedOver("Sheet2", hidden=True, table=True),)


def test_a_sheet_passed_over_may_look_like_a_table(tmp_path: Path) -> None:
    lacking = ("行政相对人名称", "许可内容", "许可机关", "行政许可决定文书名称")

    def hidden(*lines: Sequence[object]) -> Fill:
        def fill(sheet: Any) -> None:
            table(*lines)(sheet)
            sheet.hide()

        return fill

    path = xlsx(
        tmp_path / "a.xlsx",
        table(HEADER, ROW),
        table(lacking, ("甲公司", "电梯", "某局", "决定书")),
        table(("XK_XDR_MC", "行政相对人名称"), ("XK_NR", "许可内容")),
        hidden(lacking, ("甲公司", "电梯", "某局", "决定书")),
        hidden(HEADER),
        hidden(("代码表",)),
    )
    seen = {one.name: (one.hidden, one.table) for one in survey(path).passed_over}
    assert seen == {
        "Sheet2": (False, True),
        "Sheet3": (False, False),
        "Sheet4": (True, True),
        "Sheet5": (True, False),
        "Sheet6": (True, False),
    }


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    table(HEADER, ROW, ("", "  "), ROW)(sheet)
    for column in (0, 9_999):  # formatted, but empty
        sheet.write_blank(9, column, None, book.add_format({"bold": True}))
    book.close()
    assert [line for line, _ in rows(tmp_path / "a.xlsx")] == [2, 4]


def test_a_row_wider_than_the_header(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table((*HEADER, ""), (*ROW, " "), (*ROW, "", "y")))
    assert rows(path) == [(2, list(ROW)), (3, Broken("row_cells", "6/4"))]


def test_merged_down_a_column_holds_for_each_row(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        for row in range(1, 4):
            sheet.write_row(row, 1, ROW[1:])
        sheet.merge_range("A2:A3", "甲公司")
        sheet.merge_range("A4:A6", "乙公司")

    names = [
        cells[0] for _, cells in rows(xlsx(tmp_path / "a.xlsx", fill)) if isinstance(cells, list)
    ]
    assert names == ["甲公司", "甲公司", "乙公司"]


def test_merged_over_columns_is_nobodys_value(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        table(HEADER, ROW[:2], ("甲公司", "", "", ROW[3]))(sheet)
        sheet.merge_range("B3:C3", "9132")
        sheet.merge_range("C2:D2", "")

    merged = Fault("cell_merged", "9132")
    assert rows(xlsx(tmp_path / "a.xlsx", fill)) == [
        (2, ["甲公司", ROW[1], "", ""]),
        (3, Flawed(["甲公司", "", "", ROW[3]], ((1, merged), (2, merged)))),
    ]


def messy(sheet: Any) -> None:
    """A table as a department keeps it: 序号 in front, captions between, totals and notes below."""
    sheet.write_row(0, 0, ("序号", *HEADER))
    sheet.merge_range("A2:E2", "一、食品类")
    sheet.write_row(2, 0, (1, *ROW))
    sheet.write_row(3, 0, ("小 计", "", "", "1件"))
    sheet.merge_range("A5:G5", "二、其他")
    sheet.write_row(5, 0, (2, *ROW))
    sheet.merge_range("B6:B7", ROW[0])
    sheet.write_row(6, 0, (3,))  # its company is merged down from above
    sheet.write_row(7, 0, ("合计：", "", "", 3))
    sheet.write_row(8, 0, ("注：以上为5月数据",))
    sheet.merge_range("B10:E11", "填表人：王敏  审核人：李华")
    sheet.write_row(12, 1, ("注：名称列中的字",))


def test_totals_captions_and_notes_are_no_records(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", messy)
    found = survey(path)
    assert (found.rows, found.captions) == (4, 6)
    assert [(line, cells[:2]) for line, cells in rows(path) if isinstance(cells, list)] == [
        (3, ["1", ROW[0]]),
        (6, ["2", ROW[0]]),
        (7, ["3", ROW[0]]),
        (13, ["", "注：名称列中的字"]),  # it may be a name: a person looks at it
    ]


def test_a_company_called_after_a_total_is_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table(HEADER, ("合计划科技有限公司", *ROW[1:])))
    assert survey(path).captions == 0
    assert len(rows(path)) == 1


def test_more_captions_than_a_table_has_are_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captions, "MOST", 2)
    path = xlsx(tmp_path / "a.xlsx", table(HEADER, *[("合计",)] * 3))
    assert (survey(path).captions, len(rows(path))) == (2, 1)


def test_cells_merged_over_the_whole_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As wide as the table, however wide they are; more beside each other than fit are none."""
    filled = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in ROW)

    def merged(name: str, *references: str) -> Path:
        cells = "".join(f'<mergeCell ref="{one}"/>' for one in references)
        sheet = sheet_xml(filled).replace("</sheetData>", f"</sheetData><m>{cells}</m>")
        return raw_xlsx(tmp_path / name, sheet)

    ((_, row),) = rows(merged("a.xlsx", "A2:XFD1048576"))
    assert isinstance(row, Flawed)
    assert len(row.cells) == len(HEADER)
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 4)
    assert len(rows(merged("b.xlsx", *["A2:A9"] * 4))) == 1
    assert problem(merged("c.xlsx", *["A2:A9"] * 5)).code == "sheet_too_wide"


# --- XLS


def test_an_old_workbook(tmp_path: Path) -> None:
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")

    def fill(sheet: Any) -> None:
        for column, cell in enumerate(HEADER):
            sheet.write(0, column, cell)
        sheet.write(1, 0, "甲公司")
        sheet.write(1, 1, 12.0)
        sheet.write(1, 2, True)
        sheet.write(1, 3, date(2025, 11, 18), day)
        sheet.write(2, 1, 913201007482046601)
        sheet.row(2).set_cell_error(2, 42)
        sheet.write_merge(3, 4, 0, 0, "丙公司")
        sheet.write(3, 1, "x")
        sheet.write(4, 1, "y")
        sheet.row(4).hidden = True

    def notes(sheet: Any) -> None:
        sheet.write(0, 0, "说明")
        sheet.visibility = 1

    path = xls(tmp_path / "a.csv", fill, notes)
    found = survey(path)
    assert (found.format, found.hidden_rows) == ("xls", 1)
    assert found.passed_over == (PassedOver("Sheet2", hidden=True),)
    assert rows(path) == [
        (2, ["甲公司", "12", "1", "2025/11/18"]),
        (
            3,
            Flawed(
                ["", "", "", ""],
                (
                    (1, Fault("number_lost_digits", "9.13201E+17")),
                    (2, Fault("cell_error", "#N/A")),
                ),
            ),
        ),
        (4, ["丙公司", "x", "", ""]),
        (5, ["丙公司", "y", "", ""]),
    ]


# --- names that lie, files that are damaged or made to do harm


def test_what_a_file_is_stands_in_it(tmp_path: Path) -> None:
    named_csv = xlsx(tmp_path / "a.csv", table(HEADER, ROW))
    assert survey(named_csv).format == "xlsx"
    named_xlsx = tmp_path / "b.xlsx"
    named_xlsx.write_text(",".join(HEADER) + "\n" + ",".join(ROW) + "\n")
    assert survey(named_xlsx).format == "csv"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    def many(sheet: Any) -> None:
        for number in range(400):
            sheet.write(number, 0, "x" * 50)

    for path in (
        xlsx(tmp_path / "a.xlsx", table(HEADER, *[ROW] * 50)),
        xls(tmp_path / "a.xls", many),
    ):
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * kept)])
        assert problem(path).code == "package_damaged"


def test_a_workbook_with_a_flipped_bit(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table(HEADER, *[(f"公司{n}", n) for n in range(500)]))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as zipped:
        content[zipped.getinfo("xl/worksheets/sheet1.xml").header_offset + 400] ^= 255
    path.write_bytes(content)
    assert problem(path).code in {"package_damaged", "xml_damaged"}


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    (tmp_path / "a.xlsx").write_bytes(ole + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 600)
    assert problem(tmp_path / "a.xlsx").code == "file_encrypted"
    # XLS: a FILEPASS record behind the workbook's BOF.
    path = xls(tmp_path / "b.xls", lambda sheet: sheet.write(0, 0, "x"))
    content = path.read_bytes()
    at = content.index(b"\x09\x08\x10\x00") + 20
    path.write_bytes(content[:at] + b"\x2f\x00\x02\x00\x00\x00" + content[at + 6 :])
    assert problem(path).code == "file_encrypted"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0",
            "Word/PowerPoint",
        ),
        (
            b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'></Workbook>",
            "XML Spreadsheet 2003",
        ),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    error = problem(tmp_path / "a.xls")
    assert (error.code, error.values["format"]) == ("format_unsupported", name)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("word/document.xml", "Word/PowerPoint"),
        ("xl/workbook.bin", "xlsb"),
        ("mimetype", "OpenDocument"),
    ],
)
def test_other_packages_are_refused_by_name(tmp_path: Path, part: str, name: str) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr(part, "x")
        zipped.writestr("content.xml", "x")
        if part != "mimetype":
            zipped.writestr("[Content_Types].xml", "x")
        zipped.writestr(
            "_rels/.rels",
            f'<R><Relationship Id="a" Type="{relation}/officeDocument" Target="{part}"/></R>',
        )
    error = problem(tmp_path / "a.xlsx")
    assert (error.code, error.values["format"]) == ("format_unsupported", name)


def test_a_package_without_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr("[Content_Types].xml", "x")
    assert problem(tmp_path / "a.xlsx").code == "package_damaged"


def test_a_workbook_that_unpacks_to_gigabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_RATIO_FROM", 1 << 20)
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml("<c><v>" + "0" * (2 << 20) + "</v></c>"))
    error = problem(path)
    assert (error.code, error.values["limit"]) == ("file_inflates", "1:300")
    monkeypatch.setattr(xlsx_reader, "_MOST_UNPACKED", 1 << 20)
    assert problem(path).values["limit"] == "0 GB"


def test_a_package_of_a_million_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_LONGEST_DIRECTORY", 100)
    assert problem(xlsx(tmp_path / "a.xlsx", table(HEADER))).code == "file_inflates"


def test_the_directory_of_a_large_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes of ZIP64 count, not those of the old record before it."""
    content = xlsx(tmp_path / "a.xlsx", table(HEADER, ROW)).read_bytes()
    end = content.rindex(b"PK\x05\x06")
    size, start = content[end + 12 : end + 16], content[end + 16 : end + 20]
    record = (
        b"PK\x06\x06"
        + (44).to_bytes(8, "little")
        + b"\x2d\0\x2d\0"
        + bytes(8)
        + (content[end + 8 : end + 10] + bytes(6)) * 2
        + size
        + bytes(4)
        + start
        + bytes(4)
    )
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    (tmp_path / "b.xlsx").write_bytes(content[:end] + record + locator + content[end:])
    assert rows(tmp_path / "b.xlsx") == [(2, list(ROW))]
    monkeypatch.setattr(package, "_LONGEST_DIRECTORY", 100)
    assert problem(tmp_path / "b.xlsx").code == "file_inflates"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<c r="ALM2"><v>1</v></c>', "sheet_too_wide"),
        ('<c r="XFE2"><v>1</v></c>', "sheet_too_wide"),
        ('<c r="AAAA2"><v>1</v></c>', "sheet_too_wide"),
        ("<c><v>1</v></c>" * 1001, "sheet_too_wide"),
        ("<x>" * 70 + "</x>" * 70, "xml_damaged"),
        ("<c><c/></c>", "xml_damaged"),
        ("<row/>", "xml_damaged"),
        ('<c t="s"><v>7</v></c>', "xml_damaged"),
        ("<c><v>seven</v></c>", "xml_damaged"),
        ('<c r="B2"><v>1</v></c><c r="A2"><v>1</v></c>', "xml_damaged"),
        ('<c x="' + "y" * (5 << 20) + '"/>', "xml_damaged"),
        ('</row><row r="1">', "xml_damaged"),
        ('</row><row r="x">', "xml_damaged"),
        ('</row><row r="1048577">', "xml_damaged"),
        ("<c><v>", "xml_damaged"),
        ('<c t="str"><v>' + "天" * 140_000 + "</v></c>", "xml_damaged"),
    ],
)
def test_a_sheet_beyond_all_bounds(tmp_path: Path, cells: str, code: str) -> None:
    assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet_xml(cells))).code == code


def test_merged_cells_beyond_all_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for merge in ('<mergeCell ref="A2:A1048577x"/>', '<mergeCell ref=""/>'):
        sheet = sheet_xml().replace("</sheetData>", f"</sheetData>{merge}")
        assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet)).code in {
            "xml_damaged",
            "sheet_too_wide",
        }
    monkeypatch.setattr("gongshi.indexers.readers.xlsx_sheet._MOST_MERGES", 3)
    sheet = sheet_xml().replace("</sheetData>", "</sheetData>" + '<mergeCell ref="A2"/>' * 4)
    assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet)).code == "xml_damaged"


def test_texts_and_small_parts_beyond_all_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shared in (
        "<sst>" + "<x>" * 20 + "</x>" * 20 + "</sst>",
        "<sst><si><t>" + "天" * 140_000 + "</t></si></sst>",
    ):
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), sharedStrings=shared)
        assert problem(path).code == "xml_damaged"
    monkeypatch.setattr(shared_strings, "MOST_TEXTS", 2)
    for count, refused in ((2, False), (3, True)):
        shared = f"<sst>{'<si/>' * count}</sst>"
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), sharedStrings=shared)
        if refused:
            assert problem(path).code == "xml_damaged"
        else:
            assert rows(path) == []
    monkeypatch.setattr("gongshi.indexers.readers.xlsx._SMALL", 100)
    assert problem(xlsx(tmp_path / "b.xlsx", table(HEADER))).code == "file_inflates"


def test_one_sheet_under_many_names(tmp_path: Path) -> None:
    """Ten thousand names for one sheet would be read ten thousand times."""
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), head="")
    again = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(again, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            twice = '<sheet name="数据" sheetId="1" q:id="r1"/>'
            target.writestr(name, text.replace(twice, twice * 2))
    assert len(rows(path)) == 0
    assert problem(again).code == "package_damaged"


def test_entities_are_refused_where_they_are_declared(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert problem(raw_xlsx(tmp_path / "a.xlsx", bomb + sheet_xml())).code == "xml_doctype"
    path = raw_xlsx(tmp_path / "b.xlsx", sheet_xml(), sharedStrings=bomb + "<sst/>")
    assert problem(path).code == "xml_doctype"


def test_a_full_disk_under_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shared_strings.SharedStrings, "add", full)
    assert problem(xlsx(tmp_path / "a.xlsx", table(HEADER, ROW))).code == "disk_full"


@given(st.binary(max_size=300), st.integers(0, 5))
def test_arbitrary_bytes_behind_a_known_beginning(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: int
) -> None:
    """Whatever is wrong inside a container ends as a clear error."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("[Content_Types].xml", content)
        zipped.writestr("_rels/.rels", content)
    heads = (
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"),
        buffer.getvalue(),
        b"<",
    )
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(heads[kind] + content)
    with pytest.raises(GongshiError):
        list(read_rows(survey(path)))


_TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
    ),
    max_size=10,
)


@settings(max_examples=30)
@given(st.lists(st.lists(_TEXT, min_size=4, max_size=4), max_size=6))
def test_what_a_spreadsheet_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("tables") / "a.xlsx"
    for constant in (False, True):
        book = xlsxwriter.Workbook(str(path), {"constant_memory": constant})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, cell)
        book.close()
        read = [cells for _, cells in rows(path)]
        assert read == [line for line in lines if any(cell.strip() for cell in line)]


def test_the_header_is_looked_for_among_the_first_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_LOOK", 2)
    path = xlsx(tmp_path / "a.xlsx", table(("一",), ("二",), HEADER, ROW))
    assert problem(path).code == "sheets_unrecognised"
