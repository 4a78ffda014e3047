"""import-linter holds the room table of the design, and catches what breaks it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

pytestmark = pytest.mark.slow

#: room -> what it may import of ours; ``cli`` may import everything.
MAY_IMPORT: Final[Mapping[str, frozenset[str]]] = {
    "records": frozenset(),
    "ledger": frozenset({"records"}),
    "search": frozenset({"records"}),
    "cities": frozenset({"records"}),
    "samples": frozenset({"records"}),
    "indexers": frozenset({"records", "ledger", "search", "cities"}),
    "reports": frozenset({"records", "ledger", "cities"}),
    "graphql": frozenset({"records", "search", "ledger", "cities", "reports"}),
    "api": frozenset(
        {"records", "ledger", "search", "cities", "samples", "indexers", "reports", "graphql"}
    ),
}


def room_contracts(project: dict[str, Any]) -> dict[str, set[str]]:
    """Room -> rooms its contract forbids."""
    contracts = project["tool"]["importlinter"]["contracts"]
    table: dict[str, set[str]] = {}
    for contract in contracts:
        (first, *others), forbidden = contract["source_modules"], contract["forbidden_modules"]
        if not others and all(name.startswith("gongshi.") for name in forbidden):
            table[first.removeprefix("gongshi.")] = {
                name.removeprefix("gongshi.") for name in forbidden
            }
    return table


def test_the_contracts_are_the_room_table(project: dict[str, Any], rooms: tuple[str, ...]) -> None:
    assert set(MAY_IMPORT) == set(rooms) - {"cli"}
    assert room_contracts(project) == {
        room: set(rooms) - allowed - {room} for room, allowed in MAY_IMPORT.items()
    }


@pytest.fixture
def planted(
    clone: Callable[[Path], Path], project: dict[str, Any], tmp_path: Path
) -> Callable[[str, str], str]:
    """import-linter's report on a clone in which one room imports one module."""
    clone(tmp_path)

    def check(room: str, module: str) -> str:
        (tmp_path / room / "planted.py").write_text(f"import {module}\n", "utf-8")
        lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
        done = subprocess.run(
            [sys.executable, "-c", lint, "--no-cache"],
            cwd=tmp_path,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout

    return check


@pytest.mark.parametrize(
    ("room", "module", "contract"),
    [
        ("records", "gongshi.graphql.planted_target", "records imports nothing of ours"),
        (
            "graphql",
            "gongshi.indexers.rows",
            "graphql imports only records, search, ledger, cities, reports",
        ),
        ("ledger", "gongshi.search.port", "ledger imports only records"),
        ("api", "gongshi.cli.main", "api imports all rooms but cli"),
        ("records", "sqlalchemy", "records is pure: no storage, no network, no framework"),
        ("graphql", "tantivy", "engines are known only to search"),
        ("search", "starlette.requests", "web frameworks stand at the rim"),
        ("search", "sqlalchemy", "SQL is written only in the ledger"),
    ],
)
def test_a_planted_violation_is_caught(
    room: str,
    module: str,
    contract: str,
    planted: Callable[[str, str], str],
    tmp_path: Path,
) -> None:
    (tmp_path / "graphql" / "planted_target.py").write_text("", "utf-8")
    report = planted(room, module)
    assert f"{contract} BROKEN" in report
    assert f"gongshi.{room}.planted" in report
