"""A large file read by a process of its own: the same rows, the same errors, no process left."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from multiprocessing import forkserver
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from gongshi.cities.city import City
from gongshi.indexers import row_chunks
from gongshi.indexers.ingest import ingest
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader, RowMap, map_header
from gongshi.indexers.readers.files import survey_file
from gongshi.indexers.readers.raw import Survey
from gongshi.indexers.row_chunks import CHUNK, chunks, chunks_apart, chunks_beside, get_ready
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.validate import Delivery
from gongshi.ledger.store import Ledger
from gongshi.records.problems import GongshiError
from gongshi.samples.city import write_city
from tests.indexers.way_in.taking import Dump, MakeRow, WriteFile

pytestmark = pytest.mark.slow

Opened = tuple[Survey, Delivery, RowMap]
Open = Callable[..., Opened]

#: More rows than fit into the pipe: whoever reads them has to wait.
MANY = 6_000


@pytest.fixture
def open_file(city: City, now: datetime) -> Open:
    def opened(source_code: str, path: Path) -> Opened:
        source = city.sources[source_code]
        layout = LAYOUTS[source.layout]
        survey = survey_file(path, LayoutHeader(layout), source.delimiter)
        delivery = Delivery(city, source, now, "2026-06-01", "", b"k" * 32)
        return survey, delivery, map_header(layout, survey.header)

    return opened


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "licences.csv"
    lines = (f"甲公司,91320100748204660Q,{n}号,2026/05/01,普通" for n in range(MANY))
    head = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_XKLB"
    path.write_text("\n".join([head, *lines, ""]), "utf-8")
    return path


def begun() -> Event:
    """As if an earlier file had been read by another process."""
    event = Event()
    event.set()
    return event


def plain(found: list[tuple[int, list[ParsedRow]]]) -> list[tuple[int, list[tuple[Any, ...]]]]:
    """Rows as they are without what was prepared for the acceptor."""
    return [(done, [_plain(row) for row in rows]) for done, rows in found]


def _plain(row: ParsedRow) -> tuple[Any, ...]:
    said = (row.digest, row.order, row.warnings, row.failures, row.code, row.name)
    return (row.line, row.record, *said, dict(row.raw))


def test_rows_read_apart_are_the_same(tmp_path: Path, open_file: Open) -> None:
    """The sample city's files: good rows, odd ones and unusable ones."""
    manifest = write_city(tmp_path, 150, 7)
    read: dict[str, int] = {}
    for file in manifest.files:
        if file.source not in {"licences", "penalties", "penalties-samr", "register"}:
            continue
        opened = open_file(file.source, tmp_path / file.file)
        here, apart = list(chunks(*opened, 0)), list(chunks_apart(*opened, 0))
        assert plain(apart) == plain(here)
        read[file.source] = read.get(file.source, 0) + sum(len(rows) for _, rows in apart)
    assert len(read) == 4
    assert min(read.values()) > 0


def test_reading_apart_goes_on_behind_what_is_done(open_file: Open, large: Path) -> None:
    opened = open_file("licences", large)
    assert (
        plain(list(chunks_apart(*opened, MANY - 2 * CHUNK))) == plain(list(chunks(*opened, 0)))[-2:]
    )


def test_the_first_chunks_are_read_here_while_the_first_process_starts(
    open_file: Open, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_file("licences", large)
    alone = plain(list(chunks(*opened, CHUNK)))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(row_chunks, "APART_FROM", CHUNK)
    monkeypatch.setattr(row_chunks, "WHILE_STARTING", 1)
    monkeypatch.setattr(row_chunks, "_started", Event())
    found = chunks_beside(*opened, CHUNK)
    rows = [next(found)]
    assert multiprocessing.active_children() == []
    rows.append(next(found))  # the second, while the other process reads the third
    assert len(multiprocessing.active_children()) == 1
    assert plain([*rows, *found]) == alone
    found = chunks_beside(*opened, CHUNK)
    rows = [next(found)]
    assert len(multiprocessing.active_children()) == 1
    assert plain([*rows, *found]) == alone


def test_a_ledger_is_the_same_whoever_reads(
    city: City,
    now: datetime,
    dump: Dump,
    licence_row: MakeRow,
    write_file: WriteFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """New, corrected, deferred and refused rows, by the prepared columns and places."""
    first = [licence_row(XK_WSH=f"{n % 400}号") for n in range(600)]
    first += [licence_row(XK_XDR_SHXYM="91320100748204660A"), licence_row(XK_JDRQ="")]
    second = [licence_row(XK_WSH=f"{n}号", XK_YXQZI="2031/01/01") for n in range(300)]
    files = [write_file(first, name="first.csv"), write_file(second, name="second.csv")]

    def taken(url: Path, least: int) -> dict[str, list[dict[str, Any]]]:
        monkeypatch.setattr(row_chunks, "APART_FROM", least)
        monkeypatch.setattr(row_chunks, "_started", begun())
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
        other = Ledger.open(f"sqlite:///{url}", ledger_id="test")
        try:
            for path in files:
                ingest(other, city, "licences", path, now=now)
            return dump(other)
        finally:
            other.close()

    assert taken(tmp_path / "apart.sqlite", 1) == taken(tmp_path / "here.sqlite", 10_000)


def test_small_files_and_single_cores_are_read_here(
    open_file: Open, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_file("licences", large)
    made: list[int] = []
    monkeypatch.setattr(row_chunks, "chunks_apart", lambda *args: made.append(args[3]))
    monkeypatch.setattr(row_chunks, "_started", begun())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    chunks_beside(*opened, 0)
    chunks_beside(*opened, MANY - row_chunks.APART_FROM + 1)
    assert made == [0]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    chunks_beside(*opened, 0)
    assert made == [0]


def test_only_for_large_files_of_records_is_anything_begun_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_bytes(b"x")
    large.write_bytes(b"x" * (1 << 20))
    started: list[str] = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: started.append("started"))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    get_ready("XK", [small, tmp_path / "missing.csv"])
    get_ready("REPAIR", [large])
    assert started == []
    get_ready("XK", [small, large])
    assert started == ["started"]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    get_ready("XK", [large])
    assert started == ["started"]


def test_an_error_of_the_reading_process_is_told_here(open_file: Open, large: Path) -> None:
    survey, delivery, row_map = open_file("licences", large)
    changed = replace(survey, facts=replace(survey.facts, size=1))
    with pytest.raises(GongshiError) as caught:
        list(chunks_apart(changed, delivery, row_map, 0))
    assert (caught.value.code, caught.value.values) == ("file_changed", {"file": "licences.csv"})
    broken: Any = "no instant"
    with pytest.raises(RuntimeError, match="AttributeError"):
        list(chunks_apart(survey, replace(delivery, now=broken), row_map, 0))


def test_a_reading_process_that_was_killed_is_noticed(open_file: Open, large: Path) -> None:
    found = chunks_apart(*open_file("licences", large), 0)
    next(found)
    (child,) = multiprocessing.active_children()
    child.kill()
    with pytest.raises(GongshiError) as caught:
        list(found)
    assert caught.value.code == "reading_stopped"
    assert multiprocessing.active_children() == []


def test_stopping_early_ends_the_reading_process(open_file: Open, large: Path) -> None:
    found = chunks_apart(*open_file("licences", large), 0)
    next(found)
    assert len(multiprocessing.active_children()) == 1
    found.close()
    assert multiprocessing.active_children() == []


_TAKER = """
import os, signal, sys
if __name__ != "__main__":  # the process that reads
    print("ready" if "gongshi.indexers.ingest" in sys.modules else "to be imported", flush=True)
import gongshi.indexers.ingest
from datetime import UTC, datetime
from pathlib import Path
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader, map_header
from gongshi.indexers.readers.files import survey_file
from gongshi.indexers.row_chunks import chunks_apart
from gongshi.indexers.validate import Delivery

if __name__ == "__main__":
    city = load_city(shipped_city("tianjin"))
    layout = LAYOUTS["XK"]
    survey = survey_file(Path(sys.argv[1]), LayoutHeader(layout))
    delivery = Delivery(city, city.sources["licences"], datetime(2026, 6, 1, tzinfo=UTC), "")
    done, _ = next(chunks_apart(survey, delivery, map_header(layout, survey.header), 0))
    print(done, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_reading_process_ends_with_its_taker(large: Path, tmp_path: Path) -> None:
    """Every process holds the output open: its end is read when the last one is gone. What the
    main module imports is there already when the one that reads runs it again."""
    script = tmp_path / "taker.py"
    script.write_text(_TAKER, "utf-8")
    path = os.pathsep.join(sys.path)
    taker = subprocess.Popen(
        [sys.executable, str(script), str(large)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": path},
    )
    output, _ = taker.communicate(timeout=60)
    assert output.split()[:2] == [b"ready", str(CHUNK).encode()]
    assert taker.returncode == -9
