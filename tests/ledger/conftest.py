"""Every test of the ledger runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.ledger.store import Ledger
from tests.ledger.filing_desk import Desk
from tests.servers.server_postgresql import PostgresqlServer


@pytest.fixture(scope="session")
def tianjin() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ledger_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path, ledger_kind: str) -> str:
    """An address where no ledger is yet."""
    if ledger_kind == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger to be copied: setting one up takes longer than most tests."""
    place = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.open(f"sqlite:///{place}", ledger_id="test").close()
    return place


@pytest.fixture(scope="session")
def postgresql_template(postgresql_instance: PostgresqlServer) -> Iterator[str]:
    """The name of a database with an empty ledger, to be copied."""
    name = postgresql_instance.create_database()
    Ledger.open(postgresql_instance.url_of(name), ledger_id="test").close()
    yield name
    postgresql_instance.drop_database(name)


@pytest.fixture
def ledger(request: pytest.FixtureRequest, tmp_path: Path, ledger_kind: str) -> Iterator[Ledger]:
    if ledger_kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        url = f"sqlite:///{shutil.copy(template, tmp_path / 'ledger.db')}"
    else:
        create: Callable[..., str] = request.getfixturevalue("new_postgresql_database")
        url = create(template=request.getfixturevalue("postgresql_template"))
    opened = Ledger.open(url)
    yield opened
    opened.close()


@pytest.fixture
def desk(ledger: Ledger, tianjin: City) -> Desk:
    return Desk(ledger, tianjin)
