"""Global options, exit codes, and problems told in a sentence."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gongshi import __version__
from gongshi.cli.group import hoisted
from gongshi.cli.main import app
from gongshi.records.problems import GongshiError

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]


def test_help_names_every_command(gongshi: Gongshi) -> None:
    ran = gongshi("--help")
    assert ran.code == 0
    ask = "demo serve ingest search show quarantine review clear"
    for command in f"{ask} sources index doctor template sample".split():
        assert f"\n  {command} " in ran.out


def test_version(gongshi: Gongshi) -> None:
    ran = gongshi("--version")
    assert (ran.code, ran.out) == (0, f"gongshi {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["samp"],
        ["sample"],
        ["sample", "x", "--no-such"],
        ["--now", "yesterday", "sources"],
        ["ingest", "licences"],
        ["ingest", "licences", "x", "--sent-at", "never"],
        ["search", "样", "--first", "0"],
        ["review", "set", "r", "heavy", "--by", "x"],
        ["review", "set", "r", "minor"],
        ["clear", "r", "--by", " "],
    ],
)
def test_a_wrong_command_line_is_usage(gongshi: Gongshi, arguments: list[str]) -> None:
    ran = gongshi(*arguments)
    assert ran.code == 2
    assert "Usage:" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["search", "样", "--json"], ["--json", "search", "样"]),
        (["search", "--data", "d", "样"], ["--data", "d", "search", "样"]),
        (
            ["search", "样", "--data=d", "--first", "3"],
            ["--data=d", "search", "样", "--first", "3"],
        ),
        (["search", "--", "--json"], ["search", "--", "--json"]),
        (["search", "--data"], ["--data", "search"]),
        (["search", "--jsonx", "--now=x"], ["--now=x", "search", "--jsonx"]),
    ],
)
def test_global_options_may_stand_anywhere(given: list[str], expected: list[str]) -> None:
    assert hoisted(given) == expected


def test_the_data_folder_may_be_named_behind_the_command(
    loaded: Gongshi, data: Path, tmp_path: Path
) -> None:
    loaded("sources")
    elsewhere = loaded("sources", "--data", tmp_path / "other", "--json")
    assert {row["lastDelivery"] for row in elsewhere.json} == {None}


def test_without_data_the_folder_is_the_settings(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_DATA", str(tmp_path / "by-setting"))
    assert CliRunner().invoke(app, ["sources"]).exit_code == 0
    assert (tmp_path / "by-setting" / "ledger.sqlite").exists()


def test_a_misspelt_setting_ends_the_run(gongshi: Gongshi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_PROT", "8000")
    ran = gongshi("sources")
    assert ran.code == 1
    assert "setting_unknown" in ran.err
    assert "GONGSHI_PROT" in ran.err


def test_a_problem_is_code_chinese_and_english(gongshi: Gongshi) -> None:
    ran = gongshi("search", "南京钢铁")
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("错误 ledger_missing：台账不存在：")
    assert lines[1].startswith("There is no ledger at ")


def test_a_problem_as_json_is_one_line_on_stderr(gongshi: Gongshi) -> None:
    ran = gongshi("search", "南京钢铁", "--json")
    assert (ran.code, ran.out) == (1, "")
    error = json.loads(ran.err)["error"]
    assert error.keys() == {"code", "zh", "en"}
    assert error["code"] == "ledger_missing"


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), 1, "disk_full"),
        (OSError(errno.EACCES, "Permission denied", "/x/y"), 1, "file_missing"),
        (OSError("odd"), 1, "odd"),
        (OSError("AF_UNIX path too long"), 1, "unexpected"),  # about no file of anybody's
        (RuntimeError("never thought of"), 1, "unexpected"),
        (GongshiError("unknown_id", what="r1"), 1, "unknown_id"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_nothing_ends_in_a_traceback(
    gongshi: Gongshi,
    monkeypatch: pytest.MonkeyPatch,
    raised: BaseException,
    code: int,
    words: str,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("gongshi.cli.sample.write_city", fails)
    ran = gongshi("sample", "x")
    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_traceback_is_given_to_who_asks(
    gongshi: Gongshi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("never thought of")

    monkeypatch.setattr("gongshi.cli.sample.write_city", fails)
    ran = gongshi("sample", "x", "--traceback")
    assert ran.code == 1
    assert "RuntimeError: never thought of" in ran.err
    assert "Traceback" in ran.err


def test_the_module_and_the_script_are_one_command(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-m", "gongshi", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"gongshi {__version__}\n", "")


def test_a_traceback_tells_where_the_system_refused(
    gongshi: Gongshi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/x/y")

    monkeypatch.setattr("gongshi.cli.sample.write_city", full)
    ran = gongshi("--traceback", "sample", "x")
    assert ran.code == 1
    assert "in full" in ran.err
