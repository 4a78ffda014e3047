"""Every test of the ledger runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.ledger.store import Ledger
from tests.ledger.filing_desk import Desk


@pytest.fixture(scope="session")
def tianjin() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address where no ledger is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger.open(ledger_url, ledger_id="test")
    yield opened
    opened.close()


@pytest.fixture
def desk(ledger: Ledger, tianjin: City) -> Desk:
    return Desk(ledger, tianjin)
