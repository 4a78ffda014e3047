"""Servers from their images, where nothing else brings them. No daemon runs here: what stands for
``docker`` notes how it was called and starts the machine's real server (``fake_docker``)."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML

from tests.servers import server_elasticsearch, server_postgresql, server_redis
from tests.servers.server_docker import or_container
from tests.servers.server_fixtures import end_without
from tests.servers.server_process import ServerFailedError, ServerMissingError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the stand-in looks into /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
PATH = os.environ.get("PATH", os.defpath)
VERSION = ["version", "--format", "{{.Server.Version}}"]


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``docker(script)``: the only command on PATH; no server is installed and none given."""
    for server in (server_elasticsearch, server_postgresql, server_redis):
        monkeypatch.delenv(server.VARIABLE, raising=False)

    def missing() -> NoReturn:
        raise ServerMissingError("not installed")

    monkeypatch.setattr(server_elasticsearch, "find_java", missing)
    monkeypatch.setattr(server_postgresql, "find_binaries", missing)
    tools = tmp_path / "bin"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))

    def write(script: str) -> None:
        tools.joinpath("docker").write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        tools.joinpath("docker").chmod(0o755)

    return write


@pytest.fixture
def installed() -> None:
    """What the stand-in starts is on the machine."""
    try:
        server_elasticsearch.find_java()
        server_elasticsearch.fetch()
    except ServerMissingError as missing:
        end_without("elasticsearch", missing)
    if shutil.which("redis-server") is None:
        end_without("redis", ServerMissingError(server_redis.MISSING))


@pytest.fixture
def calls(
    installed: None, docker: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[list[str]]]:
    """How the stand-in was called, without the looks whether a container still runs."""
    del installed
    noted = tmp_path / "calls"
    monkeypatch.setenv("FAKE_DOCKER_CALLS", str(noted))
    docker(
        f"cd '{ROOT}' && PATH='{PATH}' exec '{sys.executable}' -m tests.servers.fake_docker \"$@\""
    )

    def read() -> list[list[str]]:
        lines = noted.read_text("utf-8").splitlines()
        return [call for call in map(json.loads, lines) if call[0] != "inspect"]

    return read


def number_of(calls: list[list[str]]) -> str:
    """The number by which a container was stopped."""
    *_, (verb, number) = calls
    assert verb == "stop"
    return number


def test_redis_comes_from_its_image_and_is_stopped_by_its_number(
    calls: Callable[[], list[list[str]]],
) -> None:
    with server_redis.redis_server() as url:
        parts = urlsplit(url)
        port, password = parts.port or 0, parts.password or ""
        assert server_redis.ask(port, password, "SET seen 1")
        assert not server_redis.ask(port, "another", "PING")
        told = calls()
    assert told == [
        VERSION,
        [
            *("run", "--detach", "--rm", "--publish", f"127.0.0.1:{port}:6379"),
            *("redis:8-alpine", "redis-server", "--requirepass", password),
            *("--save", "", "--appendonly", "no"),
        ],
    ]
    assert calls() == [*told, ["stop", number_of(calls())]]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


@pytest.mark.elasticsearch
def test_elasticsearch_comes_from_its_image(calls: Callable[[], list[list[str]]]) -> None:
    with server_elasticsearch.elasticsearch_server() as server:
        assert server_elasticsearch.answers(server.url)
        assert server.process is None, "nobody may kill it"
        port = urlsplit(server.url).port
    names = (
        *("discovery.type", "xpack.security.enabled", "ES_JAVA_OPTS"),
        "cluster.routing.allocation.disk.threshold_enabled",
    )
    assert calls() == [
        VERSION,
        [
            *("run", "--detach", "--rm", "--publish", f"127.0.0.1:{port}:9200"),
            *(part for name in names for part in ("--env", name)),
            "docker.elastic.co/elasticsearch/elasticsearch:9.5.0",
        ],
        ["stop", number_of(calls())],
    ]
    assert not server_elasticsearch.answers(server.url)


def test_postgresql_comes_from_its_image(
    docker: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How it is asked for; the stand-in has none."""
    monkeypatch.setattr(server_postgresql, "_answers", lambda _: True)
    docker(
        f"echo \"$*\" >>'{tmp_path}/calls'; echo \"${{POSTGRES_PASSWORD:-}}\" >>'{tmp_path}/told'\n"
        "echo 4f2a"
    )
    with server_postgresql.postgresql_server() as server:
        parts = urlsplit(server.url)
    rest = (
        "--env POSTGRES_USER --env POSTGRES_PASSWORD --env POSTGRES_INITDB_ARGS postgres:18 "
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=50 "
        "-c shared_buffers=64MB -c log_min_messages=fatal"
    )
    assert not server.can_restart
    assert (parts.username, parts.path) == ("gongshi", "/postgres")
    assert tmp_path.joinpath("calls").read_text("utf-8").splitlines() == [
        " ".join(VERSION),
        f"run --detach --rm --publish 127.0.0.1:{parts.port}:5432 {rest}",
        "stop 4f2a",
    ]
    assert tmp_path.joinpath("told").read_text("utf-8").split() == [parts.password]


def test_the_images_are_those_of_the_whole_service() -> None:
    services: Any = YAML(typ="safe").load((ROOT / "docker" / "compose.yaml").read_text("utf-8"))
    images = {name: one.get("image") for name, one in services["services"].items()}
    assert images["elasticsearch"] == server_elasticsearch.IMAGE
    assert images["postgresql"] == server_postgresql.IMAGE
    assert images["redis"] == server_redis.IMAGE


@pytest.mark.parametrize("script", [None, "exit 1"])
def test_without_a_daemon_the_sentence_is_the_servers(
    docker: Callable[[str], None], script: str | None
) -> None:
    """There may be no docker at all, or one that has no daemon."""
    if script is not None:
        docker(script)
    with pytest.raises(ServerMissingError) as caught, server_redis.redis_server():
        pass
    assert str(caught.value) == server_redis.MISSING


def test_an_image_that_cannot_be_had_is_a_missing_server(docker: Callable[[str], None]) -> None:
    docker('[ "$1" = version ] || { echo "no such image" >&2; exit 125; }')
    with pytest.raises(ServerMissingError) as caught, server_redis.redis_server():
        pass
    assert str(caught.value) == "docker could not run redis:8-alpine: no such image"


def test_a_container_that_ends_at_once_is_a_failed_server(
    docker: Callable[[str], None], tmp_path: Path
) -> None:
    docker(
        f"echo \"$1\" >>'{tmp_path}/calls'\n"
        'case "$1" in run) echo 4f2a ;; inspect) exit 1 ;; logs) echo "out of memory" ;; esac'
    )
    with pytest.raises(ServerFailedError, match="out of memory"), server_redis.redis_server():
        pass
    told = tmp_path.joinpath("calls").read_text("utf-8").split()
    assert told == ["version", "run", "inspect", "logs", "stop"]


def test_who_has_the_server_needs_no_docker(docker: Callable[[str], None], tmp_path: Path) -> None:
    docker(f"touch '{tmp_path}/asked'")
    with or_container(lambda: nullcontext("own"), lambda: nullcontext("contained")) as server:
        assert server == "own"
    assert not tmp_path.joinpath("asked").exists()
