"""``gongshi template SOURCE``: an empty file a department can fill in, and what its columns
mean."""

from __future__ import annotations

import csv
import io
from typing import Final

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
    return _csv(
        [
            list(_HELP_HEADER),
            *(
                [
                    column.code,
                    column.label,
                    _TYPES[column.type],
                    str(column.length or ""),
                    _NEEDS[column.need],
                    "；".join(column.values),
                    column.sample,
                ]
                for column in columns_of(LAYOUTS[source.layout])
            ),
        ]
    )


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
