"""Real processes: ``gongshi demo`` and ``serve``; and ``sample`` and ``index``."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gongshi.cli.demo import things_to_try
from gongshi.cli.progress import progress
from gongshi.cli.serve import run_server
from gongshi.cli.state import State
from gongshi.indexers.projector import Projector
from tests.cli.serving import asked, running

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]
ROOT = Path(__file__).parents[2]
NOON = datetime.fromisoformat("2026-06-15T12:00+08:00")


@pytest.mark.slow
def test_demo_serves_what_it_loaded_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    arguments = ("--data", tmp_path / "d", "demo", "--enterprises", 150, "--port", 0)
    with running(*arguments) as (process, address):
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(14)]
        assert any(f"curl -s {address}/graphql" in line for line in told)
        found = asked(address, '{ searchSubjects(query: "南京钢铁") { edges { node { uscc } } } }')
        assert found["searchSubjects"]["edges"] == [{"node": {"uscc": "91320100748204660Q"}}]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    again = subprocess.run(
        [sys.executable, "-m", "gongshi", *map(str, arguments[:-2]), "--no-serve"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "样例数据此前已接收，沿用现有数据。" in again.stdout


@pytest.mark.slow
def test_a_served_index_follows_what_another_process_takes_in(
    tmp_path: Path, real_licences: Path
) -> None:
    data = tmp_path / "d"
    with running("--data", data, "serve", "--port", 0) as (_, address):
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-m", "gongshi", "--data", str(data), "ingest", "licences",
             str(real_licences)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        query = '{ subject(uscc: "91320100748204660Q") { counts { licence } } }'
        deadline = time.monotonic() + 60
        while (found := asked(address, query)["subject"]) is None:
            assert time.monotonic() < deadline, "the server did not follow"
            time.sleep(0.05)
        assert found == {"counts": {"licence": 15}}


def test_a_taken_port_is_a_sentence(gongshi: Gongshi) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = gongshi("serve", "--port", taken.getsockname()[1])
    assert ran.code == 1
    assert "错误 address_unusable：无法监听 127.0.0.1:" in ran.err


def test_a_host_that_is_none_is_a_sentence(gongshi: Gongshi) -> None:
    ran = gongshi("serve", "--host", "192.0.2.1", "--port", 0)
    assert ran.code == 1
    assert "address_unusable" in ran.err


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_address_is_told_before_serving(
    data: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    served: list[Any] = []

    async def serve(_: object, sockets: list[Any]) -> None:
        served.extend(sockets)

    monkeypatch.setattr("uvicorn.Server.serve", serve)
    greeted: list[str] = []
    state = State(data, clock=lambda: NOON)
    run_server(state, host, 0, greeted.append)
    assert [one.proto for one in served] == [socket.IPPROTO_TCP]  # else answers wait 40 ms
    shown = f"[{host}]" if ":" in host else host
    assert re.fullmatch(rf"http://{re.escape(shown)}:\d+", greeted[0])


def test_demo_greets_when_it_serves(loaded: Gongshi, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(_: object, sockets: list[Any]) -> None:
        """At once at its end."""

    monkeypatch.setattr("uvicorn.Server.serve", serve)
    ran = loaded("demo", "--enterprises", 400, "--port", 0)
    assert ran.code == 0
    assert "样例数据此前已接收，沿用现有数据。" in ran.out
    assert "可以试试" in ran.out


def test_demo_replaces_a_sample_of_another_size(loaded: Gongshi, data: Path) -> None:
    ran = loaded("demo", "--enterprises", 120, "--no-serve")
    assert ran.code == 0
    manifest = json.loads((data / "sample" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["enterprises"] == 120


def test_things_to_try_can_be_pasted_into_a_shell() -> None:
    lines = things_to_try("http://127.0.0.1:8000", Path("/my data"))
    bodies = [line.split("-d '", 1)[1][:-1] for line in lines if "-d '" in line]
    assert len(bodies) == 2
    for body in bodies:
        assert "'" not in body
        assert json.loads(body)["query"].startswith("{ s")
    assert lines[-2].endswith(" search 电梯工程 --kind penalty --first 5 --data '/my data'")
    assert "--data" not in things_to_try("x", Path("data"))[-2]


@pytest.mark.parametrize(
    ("on_path", "installed", "expected"),
    [
        (True, True, "gongshi"),
        (False, True, ".venv/bin/gongshi"),
        (False, False, ".venv/bin/python -m gongshi"),
    ],
)
def test_things_to_try_call_the_program_as_it_can_be_called(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_path: bool,
    installed: bool,
    expected: str,
) -> None:
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("python", "gongshi") if installed else ("python",):
        (folder / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    monkeypatch.setenv("PATH", str(folder) if on_path else str(tmp_path))
    line = things_to_try("x", Path("data"))[-2].strip().replace(f"{tmp_path}/", "")
    assert line == f"{expected} search 电梯工程 --kind penalty --first 5"


def test_sample_writes_a_manifest(gongshi: Gongshi, tmp_path: Path) -> None:
    ran = gongshi("sample", tmp_path / "city", "--enterprises", 40, "--seed", 3)
    assert ran.code == 0
    assert "register.csv" in ran.out
    assert ran.out.splitlines()[-1].endswith("（截至 2026-05-31，种子 3）。")
    again = gongshi("sample", tmp_path / "city", "--enterprises", 40, "--seed", 3, "--json")
    assert again.json == {
        key: value
        for key, value in json.loads((tmp_path / "city" / "manifest.json").read_text()).items()
        if key != "format"
    }


def test_index_builds_follows_and_rebuilds(gongshi: Gongshi, real_licences: Path) -> None:
    gongshi("ingest", "licences", real_licences, "--no-index")
    built = gongshi("index", "--json").json
    assert (built["state"], built["generation"], built["subjects"]) == ("ready", "g000001", 3)
    nothing = gongshi("index")
    assert nothing.out == f"索引 g000001 已与台账一致（变更 {built['change']}）：主体 0，记录 0。\n"
    rebuilt = gongshi("index", "--rebuild", "--json").json
    assert (rebuilt["generation"], rebuilt["records"]) == ("g000002", 124)


def test_an_index_held_by_another_process_is_left_to_it(
    gongshi: Gongshi, data: Path, real_licences: Path
) -> None:
    gongshi("ingest", "licences", real_licences)
    state = State(data)
    with state.parts() as parts:
        other = Projector(parts.ledger, parts.admin, parts.city, "serve:other:1")
        other.run_once(state.instant())
        held = gongshi("index", at=state.instant().isoformat())
        assert held.code == 0
        assert held.out == "另一进程正在更新索引 g000001，本次未做任何事。\n"
        ingested = gongshi("ingest", "licences", real_licences, at=state.instant().isoformat())
        assert "检索索引由另一进程更新" in ingested.err
        other.close()


def test_a_stale_index_is_built_anew(
    gongshi: Gongshi, real_licences: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gongshi("ingest", "licences", real_licences)
    monkeypatch.setattr("gongshi.indexers.fitness.PROJECTION_VERSION", 999)
    ran = gongshi("index")
    assert "索引已过时（schema），重新构建。" in ran.err
    assert ran.out.startswith("索引 g000002 已与台账一致")


def test_bars_are_drawn_only_where_a_person_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("接收", 10) as report:
        report(5, None)
        report(6, 12)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
