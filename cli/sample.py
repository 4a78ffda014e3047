"""``gongshi sample``: a sample city in files, in the departments' own layouts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshi.cli.console import print_json, say, table
from gongshi.cli.progress import progress
from gongshi.cli.state import state_of
from gongshi.samples.city import write_city


def sample(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="目标文件夹 (new or empty).")],
    enterprises: Annotated[
        int, typer.Option("--enterprises", metavar="N", help="主体数量 (number of subjects).")
    ] = 2_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="随机种子: same seed, same bytes.")
    ] = 7,
) -> None:
    """生成样例城市：按各部门报送格式写出登记、许可、处罚、修复等文件。

    Write a deterministic sample city, with manifest.json saying which file goes to which source.
    All subjects are invented; their codes lie in a region that does not exist.
    """
    state = state_of(context)
    with progress("生成样例", enterprises) as report:
        manifest = write_city(folder, enterprises, seed, lambda done: report(done, None))
    if state.json:
        print_json(manifest)
        return
    rows = [(entry.file, entry.source, entry.rows, entry.encoding) for entry in manifest.files]
    table(("文件", "来源", "行数", "编码"), rows)
    say(f"已写入 {folder}（截至 {manifest.until}，种子 {seed}）。")
