"""The coverage check refuses what coverage's own floor lets through."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def check(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_coverage", root / ".ci/check_coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def summary(lines: int, branches: int) -> dict[str, Any]:
    """A file of 100 lines and 100 branches."""
    return {
        "summary": {
            "num_statements": 100,
            "covered_lines": lines,
            "num_branches": 100,
            "covered_branches": branches,
        }
    }


def findings(check: ModuleType, files: dict[str, Any], expected: set[str]) -> list[str]:
    found: list[str] = check.findings({"files": files}, expected, ["records", "search"])
    return found


def test_the_floor_itself_passes(check: ModuleType) -> None:
    assert findings(check, {"records/a.py": summary(95, 95)}, {"records/a.py"}) == []


def test_lines_and_branches_are_held_apart(check: ModuleType) -> None:
    files = {"records/a.py": summary(100, 94)}
    assert findings(check, files, {"records/a.py"}) == ["branches: 94.00 % covered, 95 % asked"]
    files = {"records/a.py": summary(94, 100)}
    assert findings(check, files, {"records/a.py"}) == ["lines: 94.00 % covered, 95 % asked"]


def test_an_unmeasured_file_of_a_room_is_a_finding(check: ModuleType) -> None:
    files = {"records/a.py": summary(100, 100)}
    assert findings(check, files, {"records/a.py", "search/b.py"}) == [
        "search/b.py: a room's file was not measured"
    ]


def test_a_measured_link_is_a_finding(check: ModuleType) -> None:
    files = {"records/a.py": summary(100, 100), "gongshi/records/a.py": summary(100, 100)}
    assert findings(check, files, {"records/a.py"}) == [
        "gongshi/records/a.py: measured, but no file of a room"
    ]


def test_measuring_nothing_is_a_finding(check: ModuleType) -> None:
    assert findings(
        check,
        {
            "records/a.py": {
                "summary": dict.fromkeys(
                    ("num_statements", "covered_lines", "num_branches", "covered_branches"), 0
                )
            }
        },
        {"records/a.py"},
    ) == ["nothing was measured"]


def test_the_rooms_files_are_those_git_knows(check: ModuleType, root: Path) -> None:
    assert check.rooms(root) == [
        "api", "cities", "cli", "graphql", "indexers", "ledger", "records", "reports", "samples",
        "search",
    ]  # fmt: skip
    files = check.python_files(root)
    assert {"records/model.py", "search/engines/__init__.py", "graphql/documents.py"} <= files
    assert not [name for name in files if name.split("/")[0] in {"tests", "gongshi", "bench"}]


def test_the_script_ends_as_it_found(
    check: ModuleType,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"files": {"records/model.py": summary(96, 96)}}), "utf-8")
    monkeypatch.setattr("sys.argv", ["check_coverage.py", str(report)])
    monkeypatch.delenv("GONGSHI_TEST_NOT_RUN", raising=False)
    monkeypatch.setattr(check, "python_files", lambda _: {"records/model.py"})
    assert check.main() == 0
    monkeypatch.setattr(check, "python_files", lambda _: {"records/model.py", "records/gone.py"})
    assert check.main() == 1
    assert "records/gone.py: a room's file was not measured" in capsys.readouterr().err


def test_who_lacks_a_server_is_not_held_to_the_floor(
    check: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, not_run = tmp_path / "report.json", tmp_path / "not-run"
    report.write_text(json.dumps({"files": {"records/model.py": summary(60, 60)}}), "utf-8")
    monkeypatch.setattr("sys.argv", ["check_coverage.py", str(report)])
    monkeypatch.setattr(check, "python_files", lambda _: {"records/model.py"})
    monkeypatch.setenv("GONGSHI_TEST_NOT_RUN", str(not_run))
    assert check.main() == 1
    not_run.touch()
    assert check.main() == 1
    not_run.write_text("NOT RUN: 300 tests that need elasticsearch.\n", "utf-8")
    assert check.main() == 0
    monkeypatch.setattr(check, "python_files", lambda _: {"records/model.py", "records/gone.py"})
    assert check.main() == 1, "a file that nobody looked at is a finding all the same"
