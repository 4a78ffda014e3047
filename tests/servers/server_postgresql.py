"""A real PostgreSQL from the machine's packages, empty, on a random loopback port.

By hand: ``python -m tests.servers.server_postgresql`` prints its address and stays until Ctrl-C.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.servers.server_docker import container, or_container
from tests.servers.server_process import (
    ServerMissingError,
    ServerProcess,
    free_port,
    stay_until_interrupted,
)

VARIABLE = "GONGSHI_TEST_POSTGRESQL_URL"
OLDEST = 14
IMAGE = "postgres:18"
MISSING = (
    f"PostgreSQL >= {OLDEST} is needed: install it (Debian: apt-get install postgresql), "
    f"or start docker, or set {VARIABLE} to "
    "postgresql://user:password@host:port/database of a user that may create databases."
)


def find_binaries() -> Path:
    """The folder of the newest installed ``initdb`` and ``postgres``."""
    found = [
        (int(match[1]), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (match := re.fullmatch(r"(\d+)", folder.parent.name)) and (folder / "initdb").exists()
    ]
    on_path = shutil.which("initdb")
    if on_path is not None:
        found.append((OLDEST, Path(on_path).resolve().parent))
    usable = [entry for entry in found if entry[0] >= OLDEST]
    if not usable:
        raise ServerMissingError(MISSING)
    return max(usable)[1]


class PostgresqlServer:
    """``url`` is libpq's (``postgresql://``), of a user that may create databases.

    One of our own, with its process and the command that starts it, may be cut off and started
    again.
    """

    def __init__(
        self, url: str, process: ServerProcess | None = None, command: Sequence[str] = ()
    ) -> None:
        parts = urlsplit(url)
        self.url = urlunsplit(parts._replace(scheme="postgresql"))
        self._process = process
        self._command = command

    @property
    def can_restart(self) -> bool:
        """Whether it is ours to cut off."""
        return self._process is not None

    def start(self) -> None:
        """Start it; returns when it answers."""
        assert self._process is not None
        self._process.start(self._command)
        self._process.wait_until(lambda: _answers(self.url), seconds=60)

    def answers(self) -> bool:
        """Whether it takes connections."""
        return _answers(self.url)

    def cut_off(self) -> None:
        """End it at once, in the middle of every transaction; the start recovers its data."""
        assert self._process is not None
        self._process.end(signal.SIGQUIT)

    def hang(self) -> None:
        """Let it hang: connections are accepted and stay, nothing is answered."""
        self._signal_all(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.signal_all(how)
        # Each of its processes leads a group of its own; one whose client left may have just ended.
        for child in self._process.children():
            with suppress(ProcessLookupError):
                os.kill(child, how)

    def url_of(self, database: str) -> str:
        """SQLAlchemy's address of a database: ``postgresql+psycopg://...``."""
        parts = urlsplit(self.url)._replace(scheme="postgresql+psycopg", path=f"/{database}")
        return urlunsplit(parts)

    def create_database(self, template: str = "template0") -> str:
        """A new database; its name."""
        name = f"gongshi_test_{secrets.token_hex(6)}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def create_database_in(self, folder: Path) -> str:
        """A new database whose tables lie in a folder, which becomes the server's; its name, and
        that of its tablespace."""
        name = f"gongshi_test_{secrets.token_hex(6)}"
        assert self._process is not None
        self._process.own(folder)
        self._execute(
            sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(
                sql.Identifier(name), sql.Literal(str(folder))
            )
        )
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' TABLESPACE {}"
        self._execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(name)))
        return name

    def drop_tablespace(self, name: str) -> None:
        """Drop an empty tablespace."""
        self._execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))

    def rename_database(self, name: str, new_name: str) -> None:
        """Give a database nobody is connected to another name."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(new_name)))

    def drop_database(self, name: str) -> None:
        """Drop a database, its connections too."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


#: These servers live for one test run: nothing has to survive a power cut.
_BRIEF = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "50",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def _options(settings: Mapping[str, str]) -> list[str]:
    return [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """The server at ``GONGSHI_TEST_POSTGRESQL_URL``, or one of our own that ends with the block."""
    given = os.environ.get(VARIABLE, "")
    if given:
        yield PostgresqlServer(given.replace("postgresql+psycopg://", "postgresql://", 1))
        return
    with or_container(own_postgresql_server, _contained) as server:
        yield server


@contextmanager
def _contained() -> Iterator[PostgresqlServer]:
    password = secrets.token_hex(16)
    environment = {
        "POSTGRES_USER": "gongshi",
        "POSTGRES_PASSWORD": password,
        "POSTGRES_INITDB_ARGS": "--encoding=UTF8 --locale=C.UTF-8",
    }

    def url(port: int) -> str:
        return f"postgresql://gongshi:{password}@127.0.0.1:{port}/postgres"

    with container(
        IMAGE,
        5432,
        ready=lambda port: _answers(url(port)),
        environment=environment,
        command=_options(_BRIEF),
    ) as port:
        yield PostgresqlServer(url(port))


@contextmanager
def own_postgresql_server() -> Iterator[PostgresqlServer]:
    """One of our own, whatever address the environment gives."""
    binaries = find_binaries()
    process = ServerProcess("postgresql")
    try:
        password = secrets.token_hex(16)
        password_file = process.write("password", password)
        data = process.folder / "data"
        process.run(
            [
                str(binaries / "initdb"),
                *("-D", str(data), "-U", "gongshi", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("-A", "scram-sha-256", f"--pwfile={password_file}"),
            ]
        )
        port = free_port()
        settings = {
            **_BRIEF,
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(process.folder),
        }
        command = [
            str(binaries / "postgres"),
            *("-D", str(data)),
            *_options(settings),
        ]
        url = f"postgresql://gongshi:{password}@127.0.0.1:{port}/postgres"
        server = PostgresqlServer(url, process, command)
        server.start()
        yield server
    finally:
        process.stop(signal.SIGINT)  # "fast shutdown": open connections are ended


if __name__ == "__main__":
    with postgresql_server() as server:
        print(f"export {VARIABLE}={server.url}", flush=True)
        stay_until_interrupted()
