"""Killed at any statement and started again, the ledger is the same as undisturbed.

A forked child delivers the files and is ended by SIGKILL right before its n-th statement or commit;
then the same files are delivered again to what it left, and every row of every table is compared.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from gongshi.cities.city import City
from gongshi.indexers.rows import Finding
from gongshi.ledger.clearances import clear
from gongshi.ledger.store import Ledger
from gongshi.records.periods import Period
from tests.ledger.filing_desk import (
    Desk,
    failed,
    licence,
    parsed,
    penalty,
    register,
    repair,
    suspension,
    withdrawal,
    zero_report,
)

pytestmark = pytest.mark.slow

POINTS = 60


def walk(ledger: Ledger, city: City) -> None:
    """Deliveries of every kind, with everything that can happen to a row."""
    desk = Desk(ledger, city)
    desk.source("licences", delivery="full", full_drop_limit=0.5)
    repairs = [repair(), repair(target_document_number="无此号", document_number="2")]
    desk.deliver("repairs", repairs, chunk=1)  # before their target
    desk.deliver(
        "register", [register(n, former_names=(f"旧名{n}",)) for n in range(1, 9)], chunk=3
    )
    rows = [licence(n % 9, f"许{n}", content=f"内容{n}") for n in range(30)]
    warned = parsed(licence(4, "许w"), 40, warnings=(Finding("name_differs", "XK_XDR_MC"),))
    desk.deliver(
        "licences",
        [*rows, failed(39, "坏", "第4家"), warned, licence(1, uscc="X")],
        chunk=7,
        item="XK-01",
        period=Period(date(2026, 5, 1), date(2026, 5, 10)),
    )
    desk.later(days=1)
    desk.deliver("penalties", [penalty(n, f"罚{n}") for n in range(3)] + [penalty()], chunk=2)
    corrected = [licence(n % 9, f"许{n}", content=f"内容{n}改") for n in range(0, 20, 2)]
    kept = [licence(n % 9, f"许{n}", content=f"内容{n}") for n in range(1, 20, 2)]
    desk.deliver("licences", corrected + kept + corrected[:2], chunk=4)
    desk.later(days=1)
    desk.deliver("licences", rows, chunk=5, digest=b"again")  # what was removed comes back
    desk.deliver("withdrawals", [withdrawal(target_document_number="罚1", uscc=penalty(1).uscc)])
    desk.deliver("suspensions", [suspension(target_document_number="罚2", uscc=penalty(2).uscc)])
    desk.deliver("penalties-samr", [penalty(source="penalties-samr")])  # a copy of what is struck
    desk.deliver("zero-reports", [zero_report(), zero_report(item_code="CF-02")], chunk=1)
    struck, _ = [r for r in desk.records() if r.document_number.startswith("津市罚")]
    clear(ledger, struck.id, by="王五", now=desk.now)


def dump(place: Path) -> list[str]:
    connection = sqlite3.connect(place)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def forked(work: Callable[[], None], die_before: int) -> tuple[int, int]:
    """Work in a child that dies before its n-th statement (0: never): (exit status, statements)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            done = 0

            def count(*_: object) -> None:
                nonlocal done
                done += 1
                if done == die_before:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(Engine, "before_cursor_execute", count)
            event.listen(Engine, "commit", count)
            work()
            os.write(writing, str(done).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    return status, int(told or 0)


def forked_walk(place: Path, city: City, die_before: int) -> tuple[int, int]:
    def work() -> None:
        ledger = Ledger.open(f"sqlite:///{place}", ledger_id="test")
        walk(ledger, city)
        ledger.close()

    return forked(work, die_before)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_anywhere_and_resumed_the_ledger_is_the_same(tmp_path: Path, tianjin: City) -> None:
    empty = tmp_path / "empty.db"
    Ledger.open(f"sqlite:///{empty}", ledger_id="test").close()

    def fresh(name: str) -> Path:
        return Path(shutil.copy(empty, tmp_path / name))

    undisturbed = fresh("undisturbed.db")
    status, statements = forked_walk(undisturbed, tianjin, 0)
    assert status == 0
    wanted = dump(undisturbed)
    assert statements > 10 * POINTS
    points = sorted(random.Random(20260520).sample(range(1, statements + 1), POINTS))
    for point in points:
        place = fresh(f"killed-{point}.db")
        status, _ = forked_walk(place, tianjin, point)
        assert os.WTERMSIG(status) == signal.SIGKILL
        status, _ = forked_walk(place, tianjin, 0)
        assert status == 0, f"killed before statement {point}, it did not resume"
        assert dump(place) == wanted, f"killed before statement {point}"


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_while_it_is_set_up_the_ledger_is_empty_or_whole(tmp_path: Path) -> None:
    def set_up(place: Path) -> Callable[[], None]:
        return lambda: Ledger.open(f"sqlite:///{place}", ledger_id="test").close()

    status, statements = forked(set_up(tmp_path / "undisturbed.db"), 0)
    assert status == 0
    wanted = dump(tmp_path / "undisturbed.db")
    for point in random.Random(7).sample(range(1, statements + 1), 6):
        place = tmp_path / f"killed-{point}.db"
        status, _ = forked(set_up(place), point)
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert [line for line in dump(place) if "TABLE" in line] == []
        set_up(place)()
        assert dump(place) == wanted
