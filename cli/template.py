"""``gongshi template``: an empty file for a department, or what its columns mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshi.cities.load import load_city
from gongshi.cli.console import print_json, say
from gongshi.cli.state import state_of
from gongshi.cli.textfile import new_file, write_text
from gongshi.indexers.ingest import find_source
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.template import (
    columns_of,
    template_csv,
    template_help,
    write_template_xlsx,
)


def template(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="来源代码 (see gongshi sources).")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="写入文件 (else stdout).")
    ] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="改为说明各列含义 (explain the columns).")
    ] = False,
) -> None:
    """生成某来源的空白报送文件（表头与示例行）。

    Write the source's header and one sample row to overwrite: with -o FILE.xlsx a workbook with
    notes, drop-down lists and code lists, else CSV; with --columns, one line for each column: code,
    label, type, length, whether required, values.
    """
    state = state_of(context)
    city = load_city(state.settings().city_folder)
    found = find_source(city, source)
    if state.json:
        print_json(
            [
                {
                    "code": column.code,
                    "label": column.label,
                    "type": column.type,
                    "length": column.length,
                    "required": column.need,
                    "values": column.values,
                    "sample": column.sample,
                }
                for column in columns_of(LAYOUTS[found.layout])
            ]
        )
        return
    if output is not None and output.suffix.lower() == ".xlsx":
        with new_file(output):
            write_template_xlsx(output, found)
        say(f"已写入 {output}。")
        return
    text = template_help(found) if columns else template_csv(found)
    if output is None:
        say(text.removeprefix("\ufeff").rstrip())
        return
    write_text(output, [text])
    say(f"已写入 {output}。")
