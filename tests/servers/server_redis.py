"""A real Redis, empty, in memory only, on a random loopback port.

By hand: ``python -m tests.servers.server_redis`` prints its address and stays until Ctrl-C.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.certificates import Certificates, make_certificates
from tests.servers.server_docker import container, or_container
from tests.servers.server_process import (
    ServerMissingError,
    ServerProcess,
    free_port,
    stay_until_interrupted,
)

VARIABLE = "GONGSHI_TEST_REDIS_URL"
IMAGE = "redis:8-alpine"
MISSING = (
    "Redis is needed: install it (Debian: apt-get install redis-server), or start docker, or set "
    f"{VARIABLE} to the address (redis://host:port/number) of a database that tests may empty."
)


def ask(port: int, password: str, command: str) -> bool:
    """Whether a Redis on this machine answers a command with other than an error."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                part = connection.recv(4096)
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    return b"-" not in (answer[:1], answer.split(b"\r\n")[1][:1])


class OwnRedis:
    """A Redis that a test may kill, stop and start again; always at the same address."""

    def __init__(
        self, process: ServerProcess, binary: str, certificates: Certificates | None = None
    ) -> None:
        self._process = process
        self._binary = binary
        self._certificates = certificates
        self._secure_port = free_port()
        self._pid = 0
        self._port, self._password = free_port(), secrets.token_hex(16)
        self._config: Path | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def secure_url(self) -> str:
        """The same by TLS; who signed its certificate is told by ``authority`` alone."""
        return f"rediss://:{self._password}@127.0.0.1:{self._secure_port}/0"

    @property
    def authority(self) -> Path:
        """PEM file of who signed its certificate."""
        assert self._certificates is not None, "it speaks no TLS"
        return self._certificates.authority

    def start(self) -> None:
        """Start it, empty; returns when it answers."""
        if self._config is None:
            self._config = self._process.write(
                "redis.conf",
                f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\n"
                f'dir {self._process.folder}\nsave ""\nappendonly no\ndaemonize no\n'
                + self._tls_lines(),
            )
        self._pid = self._process.start([self._binary, str(self._config)])
        self._process.wait_until(lambda: self.answers("PING"), seconds=30)

    def _tls_lines(self) -> str:
        files = self._certificates
        if files is None:
            return ""
        for file in (files.authority, files.server, files.key):
            self._process.own(file)
        return (
            f"tls-port {self._secure_port}\ntls-auth-clients no\ntls-cert-file {files.server}\n"
            f"tls-key-file {files.key}\ntls-ca-cert-file {files.authority}\n"
        )

    def answers(self, command: str) -> bool:
        """Whether it answers a command with other than an error."""
        return ask(self._port, self._password, command)

    def kill(self) -> None:
        """Kill it at once; its port is closed then."""
        self._process.end(signal.SIGKILL)

    def hang(self) -> None:
        """Let it hang: connections are accepted, nothing is answered."""
        os.kill(self._pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        os.kill(self._pid, signal.SIGCONT)


@contextmanager
def own_redis_server(*, tls: bool = False) -> Iterator[OwnRedis]:
    """A Redis of the caller's own, whatever address the environment gives; ``tls``: beside the
    plain port.
    """
    binary = shutil.which("redis-server")
    if binary is None:
        raise ServerMissingError(MISSING)
    process = ServerProcess("redis")
    try:
        made = make_certificates(process.make_folder("certificates")) if tls else None
        server = OwnRedis(process, binary, made)
        server.start()
        yield server
    finally:
        process.stop(signal.SIGKILL)  # also one that hangs


@contextmanager
def redis_server() -> Iterator[str]:
    """Address of the server given in the environment, or of one that ends with the block."""
    given = os.environ.get(VARIABLE, "")
    if given:
        yield given
        return
    with or_container(_own, _contained) as url:
        yield url


@contextmanager
def _own() -> Iterator[str]:
    with own_redis_server() as server:
        yield server.url


@contextmanager
def _contained() -> Iterator[str]:
    password = secrets.token_hex(16)
    with container(
        IMAGE,
        6379,
        ready=lambda port: ask(port, password, "PING"),
        environment={},
        command=["redis-server", "--requirepass", password, "--save", "", "--appendonly", "no"],
    ) as port:
        yield f"redis://:{password}@127.0.0.1:{port}/0"


if __name__ == "__main__":
    with redis_server() as address:
        print(f"export {VARIABLE}={address}", flush=True)
        stay_until_interrupted()
