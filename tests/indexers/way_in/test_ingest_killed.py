"""Killed at any moment of an ingest and started again, the ledger is the same as undisturbed.

A forked child takes in a small city; the parent ends it by SIGKILL after a random time, then
takes in the same files again. Every row of every table is compared. Every other time the files are
read by a process of their own, as large ones are. (The statement-by-statement test of the acceptor
is tests/ledger's.)
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import sqlite3
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing import forkserver
from pathlib import Path

import pytest

from gongshi.cities.city import City
from gongshi.indexers import row_chunks
from gongshi.indexers.ingest import ingest
from gongshi.ledger.store import Ledger
from gongshi.samples.city import write_city
from gongshi.samples.manifest import Manifest

POINTS = 50
MOST_TRIES = 400

Row = dict[str, str]
MakeRow = Callable[..., Row]
WriteFile = Callable[..., Path]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("city")
    return folder, write_city(folder, 120, 7)


def take_all(
    place: Path, city: City, sample: tuple[Path, Manifest], second: Path, now: datetime
) -> None:
    """Every file of the sample, then a second file of licences with corrections."""
    folder, manifest = sample
    ledger = Ledger.open(f"sqlite:///{place}")
    try:
        for file in manifest.files:
            if not file.rows:
                continue  # so small a city has no coercion
            ingest(ledger, city, file.source, folder / file.file, now=now, city_key=b"k" * 32)
        ingest(ledger, city, "licences", second, now=now + timedelta(days=1))
    finally:
        ledger.close()


def dump(place: Path) -> list[str]:
    connection = sqlite3.connect(place)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def _forget_servers() -> None:
    """A fork cannot use the server of processes that an earlier test made its parent start."""
    vars(forkserver._forkserver).update(vars(forkserver.ForkServer()))


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Run ``work`` in a forked child and SIGKILL it after a time; False when it was done before."""
    done, child_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(done)
            _forget_servers()
            work()
            os.write(child_end, b"done")
            code = 0
        except BaseException:  # noqa: BLE001 (told, and the code says that it failed)
            traceback.print_exc()  # what ended it is seen beside the failed assertion
        finally:
            os._exit(code)
    os.close(child_end)
    finished, _, _ = select.select([done], [], [], seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(done)
    assert finished or os.WIFSIGNALED(status)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return not finished


@pytest.mark.slow
def test_killed_at_random_points_and_resumed(
    tmp_path: Path,
    city: City,
    now: datetime,
    sample: tuple[Path, Manifest],
    write_file: WriteFile,
    licence_row: MakeRow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = write_file(
        [licence_row(XK_WSH=f"{n % 600}号", XK_YXQZI=f"20{30 + n % 3}/01/01") for n in range(1100)]
    )
    empty = tmp_path / "empty.sqlite"
    Ledger.open(f"sqlite:///{empty}").close()

    def fresh(name: str) -> Path:
        place = tmp_path / name
        for path in tmp_path.glob(f"{name}*"):
            path.unlink()
        shutil.copyfile(empty, place)
        return place

    straight = fresh("straight.sqlite")
    begun = time.monotonic()
    take_all(straight, city, sample, second, now)
    whole = time.monotonic() - begun
    expected = dump(straight)
    chance = random.Random(20260601)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    points = 0
    for _ in range(MOST_TRIES):
        place = fresh("killed.sqlite")
        monkeypatch.setattr(row_chunks, "APART_FROM", 100 if points % 2 else 1_000_000)
        if not killed_after(
            chance.uniform(0, whole),
            lambda: take_all(place, city, sample, second, now),  # noqa: B023
        ):
            continue
        # Resumed here: whoever reads, the file is cut alike.
        monkeypatch.setattr(row_chunks, "APART_FROM", 1_000_000)
        take_all(place, city, sample, second, now)
        assert sorted(set(dump(place)) ^ set(expected)) == []
        points += 1
        if points == POINTS:
            break
    assert points == POINTS
