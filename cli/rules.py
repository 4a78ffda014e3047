"""``gongshi rules``: what another rule table would show or hide, before it is put into force."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Annotated, Any

import typer

from gongshi.api.parts import Parts
from gongshi.api.settings import Settings
from gongshi.cities.city import City
from gongshi.cities.load import load_city
from gongshi.cli.console import note, plain, say, table
from gongshi.cli.progress import progress
from gongshi.cli.state import State, state_of
from gongshi.cli.terms import REASONS, RECORD_KINDS
from gongshi.indexers.rules_diff import Changed, changed_records, other_tables
from gongshi.records.clock import day_of

group = typer.Typer(
    name="rules",
    no_args_is_help=True,
    help="规则：新规则启用前，比较其将公示或隐去什么。What a rule table would show or hide.",
)

_TABLES = {
    "boards": "曝光台",
    "labels": "重点领域标签",
    "districts": "行政区划",
    "sectors": "领域",
    "reports": "报告文本",
    "acts": "处理权限",
}


@group.command("diff")
def diff(
    context: typer.Context,
    city: Annotated[str, typer.Argument(metavar="CITY", help="新的城市文件夹路径，或内置城市名。")],
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N", min=0, help="最多列出条数 (records in the table)."),
    ] = 50,
) -> None:
    """比较新规则与现行规则：哪些记录将被公示或隐去，自何日起。

    List what another city's folder would show or hide, now and on the days to come, against the
    folder that is set: counts first, then the records. Nothing is changed; a new folder comes into
    force with `gongshi index --rebuild`. For staff: it names records that are not public.
    """
    state = state_of(context)
    other = Settings.model_validate({"city": _as_path(city)})
    new = load_city(other.city_folder)
    with state.parts() as parts, TemporaryFile("w+", encoding="utf-8") as kept:
        counts = _compare(state, parts, new, kept)
        kept.seek(0)
        head = {
            "at": state.instant(),
            "old": parts.city.hash,
            "new": new.hash,
            "otherTables": other_tables(parts.city, new),
            **counts,
        }
        _warn(parts)
        if state.json:
            _print_json(head, kept)
        else:
            _print(head, kept, limit)


def _as_path(city: str) -> str:
    """A folder given without a slash is a folder all the same."""
    return f"./{city}" if "/" not in city and Path(city).is_dir() else city


def _compare(state: State, parts: Parts, new: City, kept: IO[str]) -> dict[str, Any]:
    """Write every changed record as a line of JSON; the counts."""
    now = state.instant()
    shows: Counter[str] = Counter()
    hides: Counter[str] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    with progress("比较规则") as report:

        def looked(done: int, total: int) -> None:
            report(done, total)

        for one in changed_records(parts.ledger, parts.city, new, now, looked):
            day = day_of(one.difference.start).isoformat()
            (shows if one.difference.shows else hides)[day] += 1
            kinds[one.record.KIND.value, one.difference.shows] += 1
            kept.write(json.dumps(plain(_told(one)), ensure_ascii=False) + "\n")
    return {
        "shows": shows.total(),
        "hides": hides.total(),
        "byDay": [
            {"day": day, "shows": shows[day], "hides": hides[day]}
            for day in sorted({*shows, *hides})
        ],
        "byKind": [
            {"kind": kind, "shows": kinds[kind, True], "hides": kinds[kind, False]}
            for kind in sorted({kind for kind, _ in kinds})
        ],
    }


def _told(one: Changed) -> dict[str, Any]:
    record, difference = one.record, one.difference
    return {
        "record": record.id,
        "kind": record.KIND.value,
        "source": record.source,
        "documentNumber": record.document_number,
        "subject": record.subject_name,
        "uscc": record.uscc,
        "change": "shows" if difference.shows else "hides",
        "from": difference.start,
        "until": difference.end,
        "oldRule": one.old.rule,
        "oldReason": one.old.reason,
        "newRule": one.new.rule,
        "newReason": one.new.reason,
    }


def _warn(parts: Parts) -> None:
    """What is served may rest on a third table."""
    live = next((one for one in parts.admin.generations(patient=False) if one.live), None)
    if live is not None and live.checkpoint and live.checkpoint.rules_hash != parts.city.hash:
        note(
            "注意：现行索引按另一套规则构建，比较的是当前配置的文件夹。"
            "(The index in service was built by other rules than the folder that is set.)"
        )


def _print_json(head: dict[str, Any], kept: IO[str]) -> None:
    """One document, its records written one by one: there may be a million."""
    text = json.dumps(plain(head), ensure_ascii=False, indent=2)
    sys.stdout.write(text.removesuffix("\n}") + ',\n  "records": [')
    for place, line in enumerate(kept):
        sys.stdout.write(("," if place else "") + "\n    " + line.rstrip("\n"))
    sys.stdout.write("\n  ]\n}\n")


def _print(head: dict[str, Any], kept: IO[str], limit: int) -> None:
    say(f"新规则将公示 {head['shows']} 条、隐去 {head['hides']} 条。")
    if head["otherTables"]:
        names = "、".join(_TABLES[name] for name in head["otherTables"])
        say(f"另有改动，不在此比较：{names}。")
    if not head["byDay"]:
        return
    table(
        ("自何日起", "公示", "隐去"),
        [(one["day"], one["shows"], one["hides"]) for one in head["byDay"]],
    )
    table(
        ("类别", "公示", "隐去"),
        [(RECORD_KINDS.get(o["kind"], o["kind"]), o["shows"], o["hides"]) for o in head["byKind"]],
    )
    if not limit:
        return
    table(
        ("记录", "类别", "文号", "主体", "变化", "自", "至", "现行", "新"),
        [_row(json.loads(line)) for line in _first(kept, limit)],
    )
    total = head["shows"] + head["hides"]
    if total > limit:
        say(f"另有 {total - limit} 条：--limit {min(total, limit * 2)}，或 --json 列出全部。")


def _first(kept: IO[str], limit: int) -> Iterator[str]:
    for place, line in enumerate(kept):
        if place == limit:
            return
        yield line


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    return (
        one["record"],
        RECORD_KINDS.get(one["kind"], one["kind"]),
        one["documentNumber"],
        one["subject"],
        "公示" if one["change"] == "shows" else "隐去",
        one["from"][:10],
        None if one["until"] is None else one["until"][:10],
        _why(one["oldRule"], one["oldReason"]),
        _why(one["newRule"], one["newReason"]),
    )


def _why(rule: str, reason: str) -> str:
    words = REASONS.get(reason, reason)
    return f"{rule} {words}".strip()
