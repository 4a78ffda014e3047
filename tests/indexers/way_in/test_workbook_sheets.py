"""Sheets as departments fill them in, of XLSX and XLS: headers, merged cells, notes; every row
keeps its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.indexers.readers import captions, sheets
from gongshi.indexers.readers.raw import (
    Broken,
    Fault,
    Flawed,
    PassedOver,
)
from gongshi.records.places import SHEET_STEP
from tests.indexers.way_in.workbooks import (
    HEADER,
    ROW,
    Fill,
    problem,
    raw_xlsx,
    rows,
    sheet_xml,
    survey,
    table,
    xls,
    xlsx,
)


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
    monkeypatch.setattr(sheets, "LOOK", 2)
    path = xlsx(tmp_path / "a.xlsx", table(("一",), ("二",), HEADER, ROW))
    assert problem(path).code == "sheets_unrecognised"
