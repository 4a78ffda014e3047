"""A ledger to report from, and a desk that delivers to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongshi.ledger.store import Ledger
from tests.ledger.filing_desk import Desk
from tests.reports.report_cities import TIANJIN


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db", ledger_id="test")
    yield opened
    opened.close()


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger, TIANJIN)
