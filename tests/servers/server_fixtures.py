"""Fixtures that give tests the real servers: ``postgresql_url`` and its siblings.

A missing server skips its tests and the run's last lines say how to get it, as do the last lines of
``make test``; with ``GONGSHI_TEST_REQUIRE_SERVERS=1``, as in CI, it fails them.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from tests.servers.secured_cluster import SecuredCluster
from tests.servers.secured_cluster import secured_cluster as start_secured_cluster
from tests.servers.server_elasticsearch import (
    ElasticsearchServer,
    elasticsearch_server,
    own_elasticsearch_server,
)
from tests.servers.server_postgresql import (
    PostgresqlServer,
    own_postgresql_server,
    postgresql_server,
)
from tests.servers.server_process import ServerMissingError
from tests.servers.server_redis import OwnRedis, own_redis_server, redis_server
from tests.servers.small_disk import DiskMissingError, SmallDisk
from tests.servers.small_disk import small_disk as mount_small_disk

REQUIRE = "GONGSHI_TEST_REQUIRE_SERVERS"
#: File to which the run's last lines about tests that were not run are added, too.
NOT_RUN = "GONGSHI_TEST_NOT_RUN"
Server = TypeVar("Server")

#: Fixture that starts the server -> marker of the tests that need it.
SERVER_FIXTURES = {
    "elasticsearch_instance": "elasticsearch",
    "secured_cluster": "elasticsearch",
    "postgresql_instance": "postgresql",
    "redis_url": "redis",
    "own_redis": "redis",
    "small_disk": "small_disk",
}

_NEEDED = re.compile(r"needs (\w+): (.*)", re.DOTALL)


def pytest_configure(config: pytest.Config) -> None:
    for name in SERVER_FIXTURES.values():
        config.addinivalue_line("markers", f"{name}: needs a real {name} (tests/servers)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses a server carries its marker, also when its author forgot it."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in SERVER_FIXTURES:
                item.add_marker(SERVER_FIXTURES[fixture])


def end_without(name: str, missing: Exception) -> NoReturn:
    """The end of a test whose server is missing, as the policy says."""
    if os.environ.get(REQUIRE, "") not in ("", "0"):
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(f"needs {name}: {missing}")


@contextmanager
def provided(name: str, provide: Callable[[], AbstractContextManager[Server]]) -> Iterator[Server]:
    """A server, or the end of the tests that asked for it, as the policy says."""
    try:
        provided = provide()
        server = provided.__enter__()
    except ServerMissingError as missing:
        end_without(name, missing)
    try:
        yield server
    finally:
        provided.__exit__(None, None, None)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last lines of a run say what was not run, and how to get it; whichever of its
    processes skipped it."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    skipped = terminal.stats.get("skipped", []) if terminal else []
    reasons = (report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    needed = Counter(found.groups() for reason in reasons if (found := _NEEDED.search(reason)))
    lines = [
        f"NOT RUN: {count} tests that need {name}. {sentence}\n"
        for (name, sentence), count in sorted(needed.items())
    ]
    print("".join(lines), end="")
    if lines and os.environ.get(NOT_RUN):
        with Path(os.environ[NOT_RUN]).open("a", encoding="utf-8") as file:
            file.writelines(lines)


@pytest.fixture(scope="session")
def postgresql_instance() -> Iterator[PostgresqlServer]:
    """The one PostgreSQL server of this run: ``create_database``, ``drop_database``, ``url_of``."""
    with provided("postgresql", postgresql_server) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_instance: PostgresqlServer) -> Iterator[str]:
    """Address (``postgresql+psycopg://``) of a fresh, empty database, dropped after the test."""
    name = postgresql_instance.create_database()
    yield postgresql_instance.url_of(name)
    postgresql_instance.drop_database(name)


@pytest.fixture
def new_postgresql_database(postgresql_instance: PostgresqlServer) -> Iterator[Callable[..., str]]:
    """``new_postgresql_database(template="template0")``: addresses of more fresh databases."""
    names: list[str] = []

    def create(template: str = "template0") -> str:
        names.append(postgresql_instance.create_database(template))
        return postgresql_instance.url_of(names[-1])

    yield create
    for name in names:
        postgresql_instance.drop_database(name)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """A disk of 48 MB that may be filled. Only root can be asked for one: others skip it."""
    try:
        mounted = mount_small_disk(48)
        disk = mounted.__enter__()
    except DiskMissingError as missing:
        if os.geteuid() == 0 and os.environ.get(REQUIRE, "") not in ("", "0"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(f"needs small_disk: {missing}")
    try:
        yield disk
    finally:
        mounted.__exit__(None, None, None)


@pytest.fixture(scope="session")
def own_postgresql(postgresql_instance: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """A PostgreSQL that may be cut off: this run's when it is our own."""
    if postgresql_instance.can_restart:
        yield postgresql_instance
        return
    with provided("postgresql", own_postgresql_server) as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch_instance() -> Iterator[ElasticsearchServer]:
    """The one Elasticsearch of this run."""
    with provided("elasticsearch", elasticsearch_server) as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch_url(elasticsearch_instance: ElasticsearchServer) -> str:
    """Address of this run's Elasticsearch; tests name their indices so that they never meet."""
    return elasticsearch_instance.url


@pytest.fixture(scope="session")
def own_elasticsearch(elasticsearch_instance: ElasticsearchServer) -> Iterator[ElasticsearchServer]:
    """An Elasticsearch that may be killed and hung: this run's when it is our own."""
    if elasticsearch_instance.process is not None:
        yield elasticsearch_instance
        return
    with provided("elasticsearch", own_elasticsearch_server) as server:
        yield server


@pytest.fixture(scope="module")
def secured_cluster() -> Iterator[SecuredCluster]:
    """A cluster of the module's own with HTTPS, users and API keys: one node, another on demand."""
    with provided("elasticsearch", start_secured_cluster) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of the one Redis of this run; tests prefix their keys so that they never meet."""
    with provided("redis", redis_server) as url:
        yield url


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    """A Redis of the test's own, to be killed, stopped and emptied."""
    with provided("redis", own_redis_server) as server:
        yield server
