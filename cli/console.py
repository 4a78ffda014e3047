"""How commands speak: results on stdout, progress and problems on stderr, JSON when asked.

Tables count East Asian characters as two columns wide; where the output is no terminal nothing is
cut off.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongshi.records.clock import SHANGHAI
from gongshi.records.problems import GongshiError
from gongshi.search.port import EngineUnavailable

#: Width where the output is a file or a pipe: wide enough that no row is folded.
_WIDTH: Final = 2_000


def out() -> Console:
    """stdout, as it is now (tests replace it)."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """stderr, as it is now."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=not sys.stderr.isatty())


def say(text: str = "") -> None:
    """One line on stdout; nothing in it is read as markup."""
    out().print(Text(text))


def note(text: str) -> None:
    """One line on stderr."""
    err().print(Text(text))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table on stdout; the cells of a column stand under each other in either script."""
    grid = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for header in headers:
        grid.add_column(header, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(shown(cell)) for cell in row))
    if sys.stdout.isatty():
        out().print(grid)
        return
    plain_console = Console(file=StringIO(), width=_WIDTH, highlight=False)
    with plain_console.capture() as capture:
        plain_console.print(grid)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    sys.stdout.writelines(f"{line}\n" for line in lines if line)


def shown(value: object) -> str:
    """A value as a person reads it; ``—`` for none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list | tuple):
        return "、".join(map(shown, value)) or "—"
    return str(value)


def print_json(value: object) -> None:
    """One JSON document on stdout; days and instants as ISO text, money as decimal text."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:  # one return for each kind of value
    """A value as JSON can say it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def print_problem(error: GongshiError, *, as_json: bool) -> None:
    """An error on stderr: its code, and what happened in Chinese and English."""
    if as_json:
        problem = {"code": error.code, "zh": error.zh, "en": error.en}
        if isinstance(error, EngineUnavailable):
            problem["reason"] = error.reason
        sys.stderr.write(json.dumps({"error": problem}, ensure_ascii=False) + "\n")
        return
    console = err()
    console.print(Text.assemble((f"错误 {error.code}", "bold red"), f"：{error.zh}"))
    console.print(Text(error.en))
    if isinstance(error, EngineUnavailable):
        console.print(Text(error.reason))
