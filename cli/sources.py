"""``gongshi sources``: what is delivered, how fresh it is, and who is late."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import typer

from gongshi.api.parts import Parts
from gongshi.cities.city import City, Source
from gongshi.cli.console import print_json, table
from gongshi.cli.sample_mark import say_sample
from gongshi.cli.state import state_of
from gongshi.ledger.sample_mark import holds_sample
from gongshi.ledger.sources import SourceFreshness, freshness
from gongshi.records.clock import day_of
from gongshi.records.lateness import next_due
from gongshi.records.problems import GongshiError

_NO_FIXED_TIMES: Final = "不定期"


def sources(context: typer.Context) -> None:
    """列出来源：最近报送、覆盖期间、是否逾期。

    List the city's sources: last delivery, days declared complete, and whether it is late.
    """
    state = state_of(context)
    today = day_of(state.instant())
    with state.parts(create=True) as parts:
        rows = source_rows(parts, today)
        sample = holds_sample(parts.ledger)
    if state.json:
        print_json([{**row, "sample": sample} for row in rows])
        return
    table(
        ("来源", "名称", "报送单位", "格式", "频率", "最近接收", "覆盖至", "状态"),
        [
            (
                row["code"],
                row["nameZh"],
                row["unit"],
                row["layout"],
                row["frequency"],
                row["lastDelivery"],
                row["coveredUntil"],
                _standing(row),
            )
            for row in rows
        ],
    )
    say_sample(sample)


def source_rows(parts: Parts, today: date) -> list[dict[str, Any]]:
    """One entry a source, as ``--json`` gives it; ``late`` None when it cannot be told."""
    with parts.ledger.read() as conn:
        known = freshness(conn, list(parts.city.sources))
    return [
        _row(parts.city, source, known[code], today) for code, source in parts.city.sources.items()
    ]


def _row(city: City, source: Source, fresh: SourceFreshness, today: date) -> dict[str, Any]:
    last = fresh.last_batch
    return {
        "code": source.code,
        "nameZh": source.name_zh,
        "nameEn": source.name_en,
        "unit": source.unit,
        "layout": source.layout,
        "delivery": source.delivery,
        "frequency": source.frequency,
        "lastDelivery": None if last is None else last.finished_at,
        "lastFile": None if last is None else last.file_name,
        "lastChange": fresh.last_change_at,
        "coveredUntil": fresh.covered_until,
        "covered": [{"from": period.start, "to": period.end} for period in fresh.covered],
        "late": is_late(city, source, fresh.covered_until, today),
    }


def is_late(city: City, source: Source, covered_until: date | None, today: date) -> bool | None:
    """Whether the last declared period's end is older than frequency plus term (working days).

    None where that cannot be told: nothing declared, no fixed frequency, or no holidays for a year.
    """
    if covered_until is None:
        return None
    term = source.term_working_days
    try:
        due = next_due(covered_until, source.frequency, term, city.rules.calendar)
    except GongshiError:
        return None
    return None if due is None else today > due


def _standing(row: dict[str, Any]) -> str:
    if row["lastDelivery"] is None:
        return "从未报送"
    if row["frequency"] == _NO_FIXED_TIMES:
        return "不定期"
    if row["late"] is None:
        return "未声明覆盖期间" if row["coveredUntil"] is None else "无法判断"
    return "逾期" if row["late"] else "正常"
