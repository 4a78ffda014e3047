"""``gongshi template SOURCE``: an empty file a department can fill in, and what its columns
mean."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from gongshi.cities.city import Source
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.layouts.column import Column, ColumnType, Layout, Need

_NEEDS: Final = {Need.YES: "必填", Need.CONDITIONAL: "按条件必填", Need.NO: "选填"}
_TYPES: Final = {
    ColumnType.TEXT: "文本",
    ColumnType.LONG: "长文本",
    ColumnType.CODE: "代码",
    ColumnType.DATE: "日期 YYYY/MM/DD",
    ColumnType.AMOUNT: "金额，万元，至多 6 位小数",
    ColumnType.ENUM: "代码表",
    ColumnType.COUNT: "整数",
}
_COLOURS: Final = {Need.YES: "#F8CBAD", Need.CONDITIONAL: "#FFE699", Need.NO: "#DDEBF7"}
#: Last row with drop-down lists.
_VALIDATED: Final = 10_000
#: Where the columns of a layout come from.
_BASIS: Final = {"XK": "双公示数据标准（2018）", "CF": "双公示数据标准（2018）"}
_HELP_HEADER: Final = ("代码", "中文名称", "类型", "最大长度", "是否必填", "可填值", "示例")


def columns_of(layout: Layout) -> tuple[Column, ...]:
    """The columns a department fills in: not the forbidden ones, not our own auxiliary ones."""
    return tuple(column for column in layout.columns if not (column.forbidden or column.auxiliary))


def template_csv(source: Source) -> str:
    """The header, by code, and one sample row to overwrite: UTF-8 CSV text with a BOM for
    spreadsheets."""
    columns = columns_of(LAYOUTS[source.layout])
    return _csv([[column.code for column in columns], [column.sample for column in columns]])


def template_help(source: Source) -> str:
    """One line a column: code, label, type, length, whether required, code list, sample. CSV
    text."""
    return _csv([list(_HELP_HEADER), *_help(LAYOUTS[source.layout])])


def _help(layout: Layout) -> list[list[str]]:
    return [
        [
            column.code,
            column.label,
            _TYPES[column.type],
            str(column.length or ""),
            _NEEDS[column.need],
            "；".join(column.values),
            column.sample,
        ]
        for column in columns_of(layout)
    ]


def write_template_xlsx(path: Path, source: Source) -> None:
    """A workbook to fill in: labels above codes with a note on every column, drop-down lists, one
    sample row to overwrite; then what the columns mean, and the code lists.

    All cells are text, so that long codes keep their digits. It can be ingested as it is.
    """
    layout = LAYOUTS[source.layout]
    columns = columns_of(layout)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        form = book.add_worksheet("填报")
        told = book.add_worksheet("填报说明")
        lists = book.add_worksheet("代码表")
        text = book.add_format({"num_format": "@"})
        looks = {
            need: book.add_format({"num_format": "@", "bold": True, "bg_color": colour})
            for need, colour in _COLOURS.items()
        }
        form.freeze_panes(2, 0)
        form.set_column(0, len(columns) - 1, 22, text)
        for place, column in enumerate(columns):
            form.write_string(0, place, column.label, looks[column.need])
            form.write_string(1, place, column.code, looks[column.need])
            form.write_string(2, place, column.sample, text)
            note = _note(column, _BASIS.get(layout.code, ""))
            form.write_comment(0, place, note, {"x_scale": 2, "y_scale": 1.5})
        listed = [(place, column) for place, column in enumerate(columns) if column.values]
        for at, (place, column) in enumerate(listed):
            lists.write_column(0, at, [f"{column.label}（{column.code}）", *column.values])
            values = f"='代码表'!{xl_range_abs(1, at, len(column.values), at)}"
            form.data_validation(2, place, _VALIDATED, place, _drop_down(values))
        told.write_row(0, 0, _HELP_HEADER)
        for row, line in enumerate(_help(layout), 1):
            for place, cell in enumerate(line):
                told.write_string(row, place, cell)
        told.set_column(0, len(_HELP_HEADER) - 1, 24)
        lists.set_column(0, max(0, len(listed) - 1), 24)


def _note(column: Column, basis: str) -> str:
    """Type, length, need, values and origin of a column, as a note on its header."""
    length = f"，至多 {column.length} 个字符" if column.length else ""
    lines = [
        f"{column.label}（{column.code}）",
        f"{_NEEDS[column.need]}；{_TYPES[column.type]}{length}",
    ]
    if column.values:
        lines.append(f"可填值：{'；'.join(column.values)}")
    if basis:
        lines.append(f"依据：{basis}")
    return "\n".join(lines)


def _drop_down(values: str) -> dict[str, object]:
    """A list to choose from that does not forbid other values: some are to be completed by hand."""
    return {
        "validate": "list",
        "source": values,
        "error_type": "warning",
        "error_title": "不在代码表内",
        "error_message": "该值不在代码表内，请核对后再填。",
    }


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
