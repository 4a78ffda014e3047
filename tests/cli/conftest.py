"""The command line in the test's own process, over a small sample city."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gongshi.cli.main import app
from gongshi.cli.state import parse_instant

#: The instant of all these tests: after the sample's last day.
NOW = "2026-06-15T10:00:00+08:00"


@dataclass(frozen=True)
class Ran:
    """What a run of ``gongshi`` left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Gongshi = Callable[..., Ran]


def run(*arguments: object, at: str | None = None) -> Ran:
    """``gongshi`` with these arguments, by a clock that stands at this instant."""
    instant = parse_instant(at)
    clock = None if instant is None else lambda: instant
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], obj=clock)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Defaults only, in an empty folder."""
    for name in list(os.environ):
        if name.startswith("GONGSHI_") and not name.startswith("GONGSHI_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def gongshi(data: Path) -> Gongshi:
    """Runs ``gongshi --data … arguments`` at ``NOW``, or ``at`` another instant."""

    def in_data(*arguments: object, at: str = NOW) -> Ran:
        return run("--data", data, *arguments, at=at)

    return in_data


@pytest.fixture(scope="session")
def loaded_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a sample city of 400 and the real licences; not to be written to."""
    folder = tmp_path_factory.mktemp("loaded") / "data"
    ran = run("--data", folder, "--now", NOW, "demo", "--enterprises", 400, "--no-serve")
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture(scope="session")
def plain_city(tmp_path_factory: pytest.TempPathFactory, real_licences: Path) -> Path:
    """A data folder with the real licences only; not to be written to."""
    folder = tmp_path_factory.mktemp("plain") / "data"
    ran = run("--data", folder, "ingest", "licences", real_licences, at=NOW)
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def loaded(loaded_city: Path, data: Path, gongshi: Gongshi) -> Gongshi:
    """``gongshi`` over a copy of the loaded city."""
    shutil.copytree(loaded_city, data)
    return gongshi


@pytest.fixture(scope="session")
def real_licences() -> Path:
    return Path(__file__).parents[2] / "samples" / "real" / "licences_2026-05.csv"
