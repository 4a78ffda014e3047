"""Hold the measured coverage to the house's floor: ``check_coverage.py report.json``.

coverage's own ``fail_under`` knows one figure for lines and branches together, and a room it did
not look at counts as fully covered. Here lines and branches of the room folders each reach the
floor, every Python file of a room that git knows was measured, and nothing else was. Where tests
were left out for want of a server (GONGSHI_TEST_NOT_RUN names the file that says which) nobody is
held to the floor; CI leaves out none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FLOOR = 95.0
ROOT = Path(__file__).resolve().parent.parent


def rooms(root: Path) -> list[str]:
    """Names of the rooms: the links in ``gongshi/``."""
    return sorted(path.name for path in (root / "gongshi").iterdir() if path.is_symlink())


def python_files(root: Path) -> set[str]:
    """The rooms' Python files known to git (or about to be), relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    listed = subprocess.run(
        [*command, *rooms(root)], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    return {name for name in listed.split("\0") if name.endswith(".py") and (root / name).exists()}


def percent(covered: int, total: int) -> float:
    return 100.0 * covered / total if total else 100.0


def findings(
    report: dict[str, Any], expected: set[str], names: list[str], *, floor: float = FLOOR
) -> list[str]:
    """What is wrong, in sentences; prints the rooms' table on the way."""
    measured = {Path(name).as_posix(): facts["summary"] for name, facts in report["files"].items()}
    wrong = [f"{name}: a room's file was not measured" for name in sorted(expected - set(measured))]
    wrong += [
        f"{name}: measured, but no file of a room" for name in sorted(set(measured) - expected)
    ]
    print(f"{'room':<10} {'files':>6} {'lines':>7} {'branches':>9}")
    for room in [*names, ""]:
        parts = [
            facts for name, facts in measured.items() if name.startswith(f"{room}/" * bool(room))
        ]
        if not parts:
            continue
        lines, lines_hit, branches, branches_hit = (
            sum(part[key] for part in parts)
            for key in ("num_statements", "covered_lines", "num_branches", "covered_branches")
        )
        line_rate, branch_rate = percent(lines_hit, lines), percent(branches_hit, branches)
        print(f"{room or 'all':<10} {len(parts):>6} {line_rate:>6.2f}% {branch_rate:>8.2f}%")
        if room:
            continue
        if not lines:
            wrong.append("nothing was measured")
        if line_rate < floor:
            wrong.append(f"lines: {line_rate:.2f} % covered, {floor:.0f} % asked")
        if branch_rate < floor:
            wrong.append(f"branches: {branch_rate:.2f} % covered, {floor:.0f} % asked")
    return wrong


def main() -> int:
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    not_run = Path(os.environ.get("GONGSHI_TEST_NOT_RUN") or os.devnull)
    incomplete = not_run.is_file() and not_run.stat().st_size > 0
    if incomplete:
        print("coverage: nobody is held to the floor, for tests were left out")
    floor = 0.0 if incomplete else FLOOR
    wrong = findings(report, python_files(ROOT), rooms(ROOT), floor=floor)
    for sentence in wrong:
        print(f"coverage: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
