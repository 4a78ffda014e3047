"""``gongshi doctor``: how every part stands, in words an operator understands."""

from __future__ import annotations

from typing import Final

import typer

from gongshi.api.parts import open_parts
from gongshi.cities.load import load_city
from gongshi.cli.console import print_json, table
from gongshi.cli.exit_codes import PROBLEM
from gongshi.cli.health import Standing, examine
from gongshi.cli.state import state_of

_MARKS: Final = {
    Standing.OK: "正常",
    Standing.ATTENTION: "注意",
    Standing.BROKEN: "故障",
}
_PARTS: Final = {
    "version": "版本",
    "data": "数据文件夹",
    "city": "城市配置",
    "holidays": "工作日历",
    "rules": "公示规则",
    "ledger": "台账",
    "quarantine": "待核",
    "review": "认定",
    "approvals": "审批",
    "index": "检索索引",
    "indexer": "索引进程",
    "redis": "Redis",
    "sources": "来源",
}


def doctor(context: typer.Context) -> None:
    """检查各部分是否正常，缺什么、怎么办。

    Say how every part stands: versions, data folder, city, holidays, rules, ledger, quarantine,
    index and its lag, who indexes, Redis, sources. Exit code 1 when something does not work.
    """
    state = state_of(context)
    settings = state.settings()
    findings = examine(
        settings,
        lambda: load_city(settings.city_folder),
        lambda: open_parts(settings, create=False),
        state.instant(),
    )
    if state.json:
        print_json(findings)
    else:
        table(
            ("部分", "状态", "说明"),
            [(_PARTS[one.part], _MARKS[one.standing], f"{one.zh}\n{one.en}") for one in findings],
        )
    if any(one.standing is Standing.BROKEN for one in findings):
        raise typer.Exit(PROBLEM)
