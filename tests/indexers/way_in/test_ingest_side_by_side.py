"""Several ingest processes into one PostgreSQL ledger, with a follower reading beside them."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.ingest import ingest
from gongshi.ledger.changes import Change, changes_after, head
from gongshi.ledger.snapshots import scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.samples.city import write_city

#: Sources whose rows rest on no other's, so that the order of their files does not matter.
APART = ("licences", "penalties", "register")


def take(url: str, source: str, file: Path, now: datetime, begin: Any) -> None:
    """One process: waits for the others, then takes in its file."""
    ledger = Ledger.open(url, create=False)
    city = load_city(shipped_city("tianjin"))
    begin.wait(60)
    ingest(ledger, city, source, file, now=now, city_key=b"k" * 32)
    ledger.close()


def told(ledger: Ledger) -> list[Any]:
    """Subjects by their codes and names, with what each has, whatever their numbers are."""
    with ledger.read() as conn:
        found = scan_subjects(conn, 0, 100_000)
    return sorted(
        (
            subject.codes,
            subject.name,
            sorted(
                (
                    type(one.record).__name__,
                    one.record.document_number,
                    str(one.record.decision_date),
                )
                for one in subject.records
            ),
            None if subject.register is None else subject.register.status,
        )
        for subject in found
    )


@pytest.mark.postgresql
def test_side_by_side_nothing_is_lost_doubled_or_read_out_of_order(
    new_postgresql_database: Any, tmp_path: Path, city: City, now: datetime
) -> None:
    manifest = write_city(tmp_path / "city", 60, 3)
    files = [
        (file.source, tmp_path / "city" / file.file)
        for file in manifest.files
        if file.source in APART and file.rows
    ]
    assert {source for source, _ in files} == set(APART)
    one, several = new_postgresql_database(), new_postgresql_database()
    alone = Ledger.open(one)
    for source, file in files:
        ingest(alone, city, source, file, now=now, city_key=b"k" * 32)

    shared = Ledger.open(several)
    read: list[Change] = []
    done = threading.Event()

    def follow() -> None:
        """As a projector does: behind its checkpoint, again and again, until all is in."""
        while True:
            ended = done.is_set()
            with shared.read() as conn:
                new = changes_after(conn, read[-1].no if read else 0, 50)
            read.extend(new)
            if ended and not new:
                return

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([ingest.__module__, load_city.__module__])
    by_source = {source: [file for name, file in files if name == source] for source in APART}
    first = [(source, listed[0]) for source, listed in by_source.items()]
    begin = context.Barrier(len(first))
    processes = [
        context.Process(target=take, args=(several, source, file, now, begin))
        for source, file in first
    ]
    follower = threading.Thread(target=follow)
    for process in processes:
        process.start()
    follower.start()
    try:
        for process in processes:
            process.join(300)
        assert [process.exitcode for process in processes] == [0] * len(processes)
        for source, file in [pair for pair in files if pair not in first]:
            ingest(shared, city, source, file, now=now, city_key=b"k" * 32)
    finally:
        done.set()
        follower.join(60)
    assert not follower.is_alive()
    with shared.read() as conn:
        last = head(conn)
    assert [change.no for change in read] == list(range(1, last + 1))
    assert told(shared) == told(alone)
    assert len(told(alone)) > 30
    alone.close()
    shared.close()
