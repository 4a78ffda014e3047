"""Stopped between the last deferred row and the end of the batch, a run leaves no trace of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers.accept import Acceptor
from gongshi.indexers.ingest import ingest
from gongshi.ledger.store import Ledger

Dump = Callable[[Ledger], dict[str, list[dict[str, Any]]]]


class _StopError(RuntimeError):
    """Stands for the power cut."""


def test_a_run_stopped_after_its_last_deferred_row(
    tmp_path: Path,
    city: City,
    now: datetime,
    dump: Dump,
    write_file: Callable[..., Path],
    licence_row: Callable[..., dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = write_file([licence_row(XK_YXQZI="2026/12/31")])
    second = write_file([licence_row(XK_YXQZI="2030/12/31")])
    ledgers = [Ledger.open(f"sqlite:///{tmp_path / name}.sqlite") for name in ("one", "two")]

    def take(ledger: Ledger, path: Path) -> None:
        ingest(ledger, city, "licences", path, now=now + timedelta(days=path == second))

    for ledger in ledgers:
        take(ledger, first)
    take(ledgers[0], second)

    def stop(*_: object) -> None:
        raise _StopError

    with monkeypatch.context() as patch:
        patch.setattr(Acceptor, "_may_remove", stop)
        with pytest.raises(_StopError):
            take(ledgers[1], second)
    take(ledgers[1], second)
    assert dump(ledgers[1]) == dump(ledgers[0])
    for ledger in ledgers:
        ledger.close()
