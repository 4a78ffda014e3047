"""What the READMEs print is what happens: their commands run in a clean folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
NOW = "2026-06-15T10:00:00+08:00"
ELSEWHERE = "…"  # lines left out


@dataclass(frozen=True)
class Example:
    command: str
    output: list[str]


def examples(readme: str) -> list[Example]:
    """Every command of the console blocks that prints something."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    found: list[Example] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.rstrip("\n").split("\n")
            command = lines.pop(0)
            while command.endswith("\\"):
                command = command[:-1] + lines.pop(0)
            if lines:
                found.append(Example(command, lines))
    return found


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGSHI_")}
    return kept | {"PYTHONPATH": str(ROOT)}


def gongshi(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "gongshi", "--now", NOW, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in {0, 3}, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A clean folder in which ``gongshi demo`` ran and serves: folder, what it printed, address."""
    folder = tmp_path_factory.mktemp("readme")
    printed = gongshi(folder, "demo", "--no-serve")
    process = subprocess.Popen(
        [sys.executable, "-m", "gongshi", "--now", NOW, "serve", "--port", "0"],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        found = re.match(r"http://\S+", process.stderr.readline())
        assert found is not None
        yield folder, printed, found[0]
    finally:
        process.terminate()
        process.communicate()


def matches(output: list[str], expected: list[str]) -> bool:
    """Whether the output is as expected, line by line; ``…`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == ELSEWHERE else re.escape(line) + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in output)) is not None


@pytest.mark.slow
@pytest.mark.parametrize("readme", READMES)
def test_what_it_prints_is_what_happens(readme: str, served: tuple[Path, str, str]) -> None:
    folder, printed, address = served
    for written in ("许可.xlsx", "报告.json", "专项报告.json"):
        (folder / written).unlink(missing_ok=True)
    shown = examples(readme)
    assert {example.command.split()[0] for example in shown} == {"make", "curl", "gongshi"}
    for example in shown:
        words = shlex.split(example.command)
        if words[0] == "make":
            seconds = re.compile(r"用时 [\d.]+ 秒")
            output = seconds.sub("用时 6.0 秒", printed).splitlines()
            assert matches(output, example.output), printed
        elif words[0] == "curl":
            request = urllib.request.Request(
                words[2].replace("http://127.0.0.1:8000", address),
                data=words[words.index("-d") + 1].encode(),
                headers={"content-type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=30) as response:
                assert json.load(response)["data"] == json.loads(example.output[0])["data"]
        else:
            output = gongshi(folder, *words[1:]).splitlines()
            # Rows of equal rank stand in an order that every ledger draws for itself.
            alike = sorted(output) == sorted(example.output)
            assert alike or matches(output, example.output), "\n".join(output)


def test_the_chinese_readme_shows_nothing_else() -> None:
    english, chinese = ({example.command for example in examples(readme)} for readme in READMES)
    assert chinese < english


@pytest.mark.slow
def test_names_the_readmes_promise_find_the_company(served: tuple[Path, str, str]) -> None:
    folder, _, _ = served
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in ("nanjing gangtie", "njgt", "南京钢跌"):
        assert f"`{words}`" in text
        assert "91320100748204660Q" in gongshi(folder, "search", words)
