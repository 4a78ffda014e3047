"""What the READMEs print is what happens: their commands run in a fresh clone, one after the other,
as a newcomer runs them.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
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


#: What a newcomer's shell knows, and what pip needs to reach its index.
KEPT = re.compile(r"PATH|HOME|TMPDIR|PIP_.*|.*_proxy|.*_PROXY|SSL_CERT_.*|REQUESTS_CA_BUNDLE")
#: Longest time from nothing to serving.
DEADLINE = 900.0


@dataclass(frozen=True)
class Walk:
    """A newcomer's folder, in which ``make run`` serves."""

    folder: Path
    printed: str  # until the address
    address: str

    def gongshi(self, *arguments: str) -> str:
        ran = subprocess.run(
            [self.folder / ".venv" / "bin" / "gongshi", "--now", NOW, *arguments],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode in {0, 3}, ran.stderr
        return ran.stdout


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    return kept | {"LANG": "C.UTF-8", "GONGSHI_PORT": "0", "MAKEFLAGS": "-s"}


@pytest.fixture(scope="module")
def walk(clone: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A fresh clone, where nothing is installed, and its first command."""
    folder = clone(tmp_path_factory.mktemp("newcomer"))
    with (folder / "errors.txt").open("w") as errors:
        process = subprocess.Popen(
            ["make", "run", f"DATA=data --now {NOW}"],
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    too_long = threading.Timer(DEADLINE, os.killpg, (process.pid, signal.SIGKILL))
    too_long.start()
    try:
        assert process.stdout is not None
        printed = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", printed)):
            line = process.stdout.readline()
            assert line, (folder / "errors.txt").read_text("utf-8")
            printed += line
        yield Walk(folder, printed, found[0])
    finally:
        too_long.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def matches(output: list[str], expected: list[str]) -> bool:
    """Whether the output is as expected, line by line; ``…`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == ELSEWHERE else re.escape(line) + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in output)) is not None


@pytest.mark.slow
@pytest.mark.parametrize("readme", READMES)
def test_what_it_prints_is_what_happens(readme: str, walk: Walk) -> None:
    for written in ("许可.xlsx", "报告.json", "专项报告.json"):
        (walk.folder / written).unlink(missing_ok=True)
    shown = examples(readme)
    assert {example.command.split()[0] for example in shown} == {"make", "curl", "gongshi"}
    for example in shown:
        words = shlex.split(example.command)
        if words[0] == "make":
            seconds = re.compile(r"用时 [\d.]+ 秒")
            output = seconds.sub("用时 6.0 秒", walk.printed).splitlines()
            assert matches(output, example.output), walk.printed
        elif words[0] == "curl":
            request = urllib.request.Request(
                words[2].replace("http://127.0.0.1:8000", walk.address),
                data=words[words.index("-d") + 1].encode(),
                headers={"content-type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=30) as response:
                assert json.load(response)["data"] == json.loads(example.output[0])["data"]
        else:
            output = walk.gongshi(*words[1:]).splitlines()
            # Rows of equal rank stand in an order that every ledger draws for itself.
            alike = sorted(output) == sorted(example.output)
            assert alike or matches(output, example.output), "\n".join(output)


def test_the_chinese_readme_shows_nothing_else() -> None:
    english, chinese = ({example.command for example in examples(readme)} for readme in READMES)
    assert chinese < english


@pytest.mark.slow
def test_names_the_readmes_promise_find_the_company(walk: Walk) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in ("nanjing gangtie", "njgt", "南京钢跌"):
        assert f"`{words}`" in text
        assert "91320100748204660Q" in walk.gongshi("search", words)


@pytest.mark.slow
def test_every_board_of_the_sample_city_has_an_entry(walk: Walk) -> None:
    for board in ("serious", "repeat", "defiant"):
        entries = json.loads(walk.gongshi("board", board, "--json"))["rows"]
        assert entries, board
        assert all("样" in entry["subjectName"] for entry in entries)
