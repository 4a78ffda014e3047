"""End to end: files -> ledger -> index searchable, with its memory. See bench/README.md.

    python bench/ingest.py --records 300000

Writes a sample city of about that many licences and penalties (not timed), then, in a process
of its own, takes in every file as ``gongshi ingest`` does, brings the index up to the ledger as
the projector does, and asks the index for subjects. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.ingest import ingest  # noqa: E402
from gongshi.indexers.projector import Projector, State  # noqa: E402
from gongshi.ledger.snapshots import scan_subjects, subject_count  # noqa: E402
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.records.clock import SHANGHAI, to_ms  # noqa: E402
from gongshi.samples.city import write_city  # noqa: E402
from gongshi.samples.manifest import Manifest, read_manifest  # noqa: E402
from gongshi.search.documents import Collection  # noqa: E402
from gongshi.search.engines.embedded import EmbeddedEngine  # noqa: E402
from gongshi.search.engines.embedded_writer import EmbeddedAdmin  # noqa: E402

#: Licences and penalties a sample enterprise has on average: how large a city to ask for.
RECORDS_PER_ENTERPRISE: Final = 2.5
SAMPLE_SECONDS: Final = 0.1
FILINGS: Final = ("licences", "penalties", "penalties-samr")


@dataclass(slots=True)
class Figures:
    """What one run showed; rates are licences and penalties a second of wall time."""

    records: int = 0
    rows: int = 0
    subjects: int = 0
    ingest_seconds: float = 0.0
    index_seconds: float = 0.0
    records_per_second: float = 0.0
    rows_per_second: float = 0.0
    rss_anon_max_mb: float = 0.0
    rss_anon_after_tenths_mb: list[float] = field(default_factory=list)
    cpus: int = os.cpu_count() or 0
    python: str = platform.python_version()


class Memory:
    """RssAnon of this process, sampled by a thread: the greatest, and the latest."""

    def __init__(self) -> None:
        self.greatest = 0.0
        self.latest = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self.look()

    def look(self) -> float:
        """RssAnon now, in MB."""
        with Path("/proc/self/status").open() as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    self.latest = int(line.split()[1]) / 1024
        self.greatest = max(self.greatest, self.latest)
        return self.latest

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


def measure(folder: Path, data: Path, register: bool) -> Figures:
    """One run in this process."""
    city = load_city(shipped_city("tianjin"))
    manifest = read_manifest(folder)
    now = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    figures, memory = Figures(), Memory()
    files = [file for file in manifest.files if register or file.source != "register"]
    figures.rows = sum(file.rows for file in files)
    figures.records = sum(file.rows for file in files if file.source in FILINGS)
    ledger = Ledger.open(f"sqlite:///{data / 'ledger.sqlite'}")
    marks = [figures.rows * tenth // 10 for tenth in range(1, 11)]
    before = 0
    begun = time.perf_counter()
    for file in files:

        def progress(done: int, _all: int, before: int = before) -> None:
            while marks and before + done >= marks[0]:
                marks.pop(0)
                figures.rss_anon_after_tenths_mb.append(round(memory.look(), 1))

        sent_at = datetime.fromisoformat(file.sent_at) if file.sent_at else None
        ingest(
            ledger,
            city,
            file.source,
            folder / file.file,
            now=now,
            sent_at=sent_at,
            item=file.item or None,
            city_key=b"bench" * 8,
            progress=progress,
        )
        before += file.rows
    taken_in = time.perf_counter()
    _project(ledger, data / "index", now)
    searchable = time.perf_counter()
    memory.stop()
    with ledger.read() as conn:
        figures.subjects = subject_count(conn)
    ledger.close()
    figures.ingest_seconds = round(taken_in - begun, 1)
    figures.index_seconds = round(searchable - taken_in, 1)
    figures.records_per_second = round(figures.records / (searchable - begun))
    figures.rows_per_second = round(figures.rows / (searchable - begun))
    figures.rss_anon_max_mb = round(memory.greatest, 1)
    return figures


def _project(ledger: Ledger, folder: Path, now: datetime) -> None:
    """Bring the index up to the ledger, and find the last subject in it."""
    city = load_city(shipped_city("tianjin"))
    admin = EmbeddedAdmin(folder)
    projector = Projector(ledger, admin, city, "bench")
    progress = projector.run_once(now)
    projector.close()
    admin.close()
    if progress.state is not State.READY or progress.change != progress.head:
        raise SystemExit(f"the index is not up to the ledger: {progress}")
    with ledger.read() as conn:
        middle = scan_subjects(conn, subject_count(conn) // 2, 100)
    if not asyncio.run(_found(folder, [subject.subject_id for subject in middle], now)):
        raise SystemExit("subjects are missing in the index")


async def _found(folder: Path, subject_ids: list[str], now: datetime) -> bool:
    engine = EmbeddedEngine(folder)
    try:
        return bool(await engine.get(Collection.SUBJECTS, subject_ids, to_ms(now)))
    finally:
        await engine.close()


def _child(folder: str, data: str, register: bool, out: str) -> None:
    Path(out).write_text(json.dumps(asdict(measure(Path(folder), Path(data), register))))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-register", action="store_true", help="licences and penalties only")
    parser.add_argument("--keep", type=Path, help="folder for the sample city, used again if there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name:
        folder = arguments.keep or Path(name) / "city"
        data = Path(name) / "data"
        data.mkdir()
        _sample(folder, round(arguments.records / RECORDS_PER_ENTERPRISE), arguments.seed)
        out = Path(name) / "figures.json"
        # A fresh process: what writing the sample left in memory is not the product's.
        child = multiprocessing.get_context("spawn").Process(
            target=_child,
            args=(str(folder), str(data), not arguments.no_register, str(out)),
        )
        child.start()
        child.join()
        if child.exitcode:
            raise SystemExit(child.exitcode)
        print(out.read_text())
        shutil.rmtree(data, ignore_errors=True)


def _sample(folder: Path, enterprises: int, seed: int) -> Manifest:
    if (folder / "manifest.json").exists():
        manifest = read_manifest(folder)
        if (manifest.enterprises, manifest.seed) == (enterprises, seed):
            return manifest
    print(f"writing a sample city of {enterprises} enterprises", file=sys.stderr)
    return write_city(folder, enterprises, seed)


if __name__ == "__main__":
    main()
