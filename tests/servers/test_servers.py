"""The run's servers are real and reachable, end with it, and are never silently missing."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.postgresql
def test_each_postgresql_test_gets_an_empty_database(
    postgresql_url: str, new_postgresql_database: Callable[..., str]
) -> None:
    for url in (postgresql_url, new_postgresql_database()):
        engine = create_engine(url)
        with engine.begin() as connection:
            count = connection.execute(
                text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            )
            assert count.scalar_one() == 0
            connection.execute(text("CREATE TABLE seen (id bigint PRIMARY KEY, name text)"))
            connection.execute(text("INSERT INTO seen VALUES (1, '南京钢铁')"))
            assert connection.execute(text("SELECT name FROM seen")).scalar_one() == "南京钢铁"
        engine.dispose()


@pytest.mark.elasticsearch
def test_elasticsearch_is_the_real_server_with_one_node(elasticsearch_url: str) -> None:
    parts = urlsplit(elasticsearch_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", "/_nodes/_local/process")
        nodes = json.load(connection.getresponse())
    finally:
        connection.close()
    (node,) = nodes["nodes"].values()
    assert node["version"].startswith("9.")


def _redis_says(url: str, command: str) -> bytes:
    parts = urlsplit(url)
    with socket.create_connection(
        (parts.hostname or "", parts.port or 6379), timeout=10
    ) as connection:
        if parts.password:
            connection.sendall(f"AUTH {parts.password}\r\n".encode())
            connection.recv(1000)
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(1000)


@pytest.mark.redis
def test_redis_answers(redis_url: str) -> None:
    assert _redis_says(redis_url, "SET gongshi-test:seen 1 PX 60000") == b"+OK\r\n"
    assert _redis_says(redis_url, "GET gongshi-test:seen") == b"$1\r\n1\r\n"


@pytest.mark.redis
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_run_leaves_no_server(redis_url: str) -> None:
    environment = {
        key: value for key, value in os.environ.items() if key != "GONGSHI_TEST_REDIS_URL"
    }
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.server_redis"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert run.stdout is not None
    with run.stdout:
        url = run.stdout.readline().strip().partition("=")[2]
    folder = _redis_says(url, "CONFIG GET dir").split(b"\r\n")[4].decode()
    run.kill()
    run.wait()
    deadline = time.monotonic() + 30
    while True:
        try:
            _redis_says(url, "PING")
        except OSError:
            shutil.rmtree(folder)
            return
        assert time.monotonic() < deadline, "the server outlived its run"


def _without_redis(folder: Path) -> dict[str, str]:
    """A folder with one test that needs a Redis where there is none, and its environment."""
    folder.joinpath("conftest.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.servers import server_redis\nserver_redis.shutil.which = lambda name: None\n"
        "pytest_plugins = ['tests.servers.server_fixtures']\n",
        "utf-8",
    )
    folder.joinpath("test_one.py").write_text(
        "def test_one(redis_url): raise AssertionError\n", "utf-8"
    )
    names = ("GONGSHI_TEST_REDIS_URL", "GONGSHI_TEST_REQUIRE_SERVERS", "GONGSHI_TEST_NOT_RUN")
    return {key: value for key, value in os.environ.items() if key not in names}


def _run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
SENTENCE = (
    "Redis is needed: install it (Debian: apt-get install redis-server), or start docker, or set "
    "GONGSHI_TEST_REDIS_URL to the address (redis://host:port/number) of a database that tests may "
    "empty."
)
NOT_RUN = f"NOT RUN: 1 tests that need redis. {SENTENCE}"


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_missing_server_skips_and_the_last_line_says_how_to_get_it(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    """In one process and in several."""
    run = _run([*PYTEST, *options, str(tmp_path)], tmp_path, _without_redis(tmp_path))
    assert run.returncode == 0, run.stdout
    assert "1 skipped" in run.stdout
    assert run.stdout.splitlines()[-1] == NOT_RUN


def test_a_missing_server_fails_where_servers_are_required(tmp_path: Path) -> None:
    environment = _without_redis(tmp_path) | {"GONGSHI_TEST_REQUIRE_SERVERS": "1"}
    run = _run([*PYTEST, str(tmp_path)], tmp_path, environment)
    assert run.returncode == 1, run.stdout
    assert "1 error" in run.stdout
    assert SENTENCE in run.stdout


def test_the_last_lines_of_make_test_say_what_was_not_run(tmp_path: Path) -> None:
    """After all other steps, whichever step left it out; the steps themselves are short here."""
    environment = _without_redis(tmp_path)
    for name in ("pyproject.toml", "requirements/run.txt", "requirements/dev.txt"):
        tmp_path.joinpath(name).parent.mkdir(exist_ok=True)
        tmp_path.joinpath(name).touch()
    tmp_path.joinpath(".venv").mkdir()
    for name in ("made", "run", "dev"):  # made already: each newer than what it rests on
        tmp_path.joinpath(".venv", name).touch()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    tests = f"@{shlex.join([*PYTEST, '-q', str(tmp_path)])}"
    steps = "setup-dev lint types walls servers packaging:\n\t@echo step\n"
    tmp_path.joinpath("Makefile").write_text(f"{makefile}\n{steps}coverage:\n\t{tests}\n", "utf-8")
    run = _run(["make", "test"], tmp_path, environment)
    assert run.returncode == 0, run.stdout + run.stderr
    *_, packaging, empty, last = run.stdout.splitlines()
    assert packaging.endswith("  packaging")
    assert (empty, last) == ("", NOT_RUN)
    assert run.stdout.count("=== all passed") == 1
    tmp_path.joinpath("test_one.py").write_text("def test_one(): pass\n", "utf-8")
    again = _run(["make", "test"], tmp_path, environment)
    assert "NOT RUN" not in again.stdout, "nothing of the run before is told again"
    assert again.stdout.splitlines()[-1].endswith("  packaging")


def test_ci_requires_every_server(tmp_path: Path) -> None:
    """And runs what everybody runs."""
    tools = tmp_path / "bin"
    tools.mkdir()
    tools.joinpath("make").write_text(
        '#!/bin/sh\necho "make $* $GONGSHI_TEST_REQUIRE_SERVERS"\n', "utf-8"
    )
    tools.joinpath("make").chmod(0o755)
    environment = _without_redis(tmp_path)
    environment["PATH"] = f"{tools}:{environment['PATH']}"
    run = _run(["sh", str(ROOT / ".ci" / "run")], tmp_path, environment)
    assert run.stdout == "make test 1\n"
