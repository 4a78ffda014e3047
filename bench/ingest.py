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
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.usage import Usage  # noqa: E402
from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.ingest import ingest  # noqa: E402
from gongshi.indexers.projector import Projector, State  # noqa: E402
from gongshi.ledger.changes import head  # noqa: E402
from gongshi.ledger.snapshots import scan_subjects, subject_count  # noqa: E402
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.records.clock import SHANGHAI, to_ms  # noqa: E402
from gongshi.samples.city import write_city  # noqa: E402
from gongshi.samples.manifest import Manifest, SampleFile, read_manifest  # noqa: E402
from gongshi.search.documents import Collection  # noqa: E402
from gongshi.search.engines.embedded import EmbeddedEngine  # noqa: E402
from gongshi.search.engines.embedded_writer import EmbeddedAdmin  # noqa: E402

#: Licences and penalties a sample enterprise has on average: how large a city to ask for.
RECORDS_PER_ENTERPRISE: Final = 2.5
POLL_SECONDS: Final = 0.05
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
FILINGS: Final = ("licences", "penalties", "penalties-samr")
#: What is no record: who somebody is, and what became of records.
NO_RECORDS: Final = ("register", "repairs", "withdrawals", "suspensions", "zero-reports")


@dataclass(slots=True)
class Figures:
    """What one run showed; rates are of wall time."""

    records: int = 0  # of every kind
    licences_and_penalties: int = 0
    rows: int = 0
    subjects: int = 0
    ingest_seconds: float = 0.0
    index_seconds: float = 0.0
    records_per_second: float = 0.0
    licences_and_penalties_per_second: float = 0.0
    rows_per_second: float = 0.0
    side_by_side: bool = True
    rss_anon_ingest_mb: float = 0.0
    rss_anon_ingest_tenths_mb: list[float] = field(default_factory=list[float])
    rss_anon_projector_mb: float = 0.0
    cpus: int = os.cpu_count() or 0
    python: str = platform.python_version()


def take_in(folder: Path, data: Path, files: list[SampleFile], out: Path) -> None:
    """The ingesting process: these files of the sample into the ledger."""
    city = load_city(shipped_city("tianjin"))
    rows = sum(file.rows for file in files)
    marks = [rows * tenth // 10 for tenth in range(1, 11)]
    tenths: list[float] = []
    usage = Usage()
    ledger = _ledger(data)
    before = 0
    begun = time.perf_counter()
    for file in files:

        def progress(done: int, _all: int, before: int = before) -> None:
            while marks and before + done >= marks[0]:
                marks.pop(0)
                tenths.append(round(usage.look(), 1))

        ingest(
            ledger,
            city,
            file.source,
            folder / file.file,
            now=NOW,
            sent_at=datetime.fromisoformat(file.sent_at) if file.sent_at else None,
            item=file.item or None,
            city_key=b"bench" * 8,
            progress=progress,
        )
        before += file.rows
    seconds = time.perf_counter() - begun
    ledger.close()
    usage.stop()
    told = {"seconds": seconds, "greatest": usage.greatest, "tenths": tenths}
    out.write_text(json.dumps(told))


def project(data: Path, done: Path, out: Path) -> None:
    """The projecting process: keeps the index up to the ledger until ``done`` is there and all
    is in."""
    city = load_city(shipped_city("tianjin"))
    usage = Usage()
    ledger = _ledger(data)
    admin = EmbeddedAdmin(data / "index")
    projector = Projector(ledger, admin, city, "bench", workers=os.cpu_count() or 1)
    while True:
        ended = done.exists()
        progress = projector.run_once(NOW)
        if progress.state is not State.READY:
            raise SystemExit(f"the index is not up to the ledger: {progress}")
        with ledger.read() as conn:
            if ended and progress.change == head(conn):
                break
        time.sleep(POLL_SECONDS)
    projector.close()
    admin.close()
    with ledger.read() as conn:
        middle = scan_subjects(conn, subject_count(conn) // 2, 100)
    if not asyncio.run(_found(data / "index", [subject.subject_id for subject in middle])):
        raise SystemExit("subjects are missing in the index")
    ledger.close()
    usage.stop()
    out.write_text(json.dumps({"greatest": usage.greatest}))


async def _found(folder: Path, subject_ids: list[str]) -> bool:
    engine = EmbeddedEngine(folder)
    try:
        return bool(await engine.get(Collection.SUBJECTS, subject_ids, to_ms(NOW)))
    finally:
        await engine.close()


def _ledger(data: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{data / 'ledger.sqlite'}")


def chosen_files(folder: Path, *, register: bool, filings: bool) -> list[SampleFile]:
    """The sample's files; ``filings``: licences, penalties and what becomes of records only."""
    left_out = set() if register else {"register"}
    return [
        file
        for file in read_manifest(folder).files
        if file.source not in left_out
        and (not filings or file.source in FILINGS or file.source in NO_RECORDS)
    ]


def measure(folder: Path, data: Path, files: list[SampleFile], *, together: bool) -> Figures:
    """Both processes, side by side or one after the other."""
    figures = Figures(
        records=sum(file.rows for file in files if file.source not in NO_RECORDS),
        licences_and_penalties=sum(file.rows for file in files if file.source in FILINGS),
        rows=sum(file.rows for file in files),
        side_by_side=together,
    )
    ledger = _ledger(data)
    done, taken_in, projected = data / "done", data / "taken_in.json", data / "projected.json"
    # Fresh processes: what writing the sample left in memory is not the product's.
    context = multiprocessing.get_context("spawn")
    taker = context.Process(target=take_in, args=(folder, data, files, taken_in))
    projector = context.Process(target=project, args=(data, done, projected))
    begun = time.perf_counter()
    taker.start()
    if together:
        projector.start()
    taker.join()
    done.touch()
    ingested = time.perf_counter()
    if not together:
        projector.start()
    projector.join()
    ended = time.perf_counter()
    if taker.exitcode or projector.exitcode:
        raise SystemExit(1)
    with ledger.read() as conn:
        figures.subjects = subject_count(conn)
    ledger.close()
    took = json.loads(taken_in.read_text())
    figures.ingest_seconds = round(took["seconds"], 1)
    figures.index_seconds = round(ended - ingested, 1)
    figures.records_per_second = round(figures.records / (ended - begun))
    figures.licences_and_penalties_per_second = round(
        figures.licences_and_penalties / (ended - begun)
    )
    figures.rows_per_second = round(figures.rows / (ended - begun))
    figures.rss_anon_ingest_mb = round(took["greatest"], 1)
    figures.rss_anon_ingest_tenths_mb = took["tenths"]
    figures.rss_anon_projector_mb = round(json.loads(projected.read_text())["greatest"], 1)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register", action="store_true", help="take in the register first")
    parser.add_argument(
        "--filings", action="store_true", help="licences, penalties and their events only"
    )
    parser.add_argument(
        "--side-by-side",
        action="store_true",
        help="project while files are taken in, not after all",
    )
    parser.add_argument("--keep", type=Path, help="folder for the sample city, used again if there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name:
        folder = arguments.keep or Path(name) / "city"
        data = Path(name) / "data"
        data.mkdir()
        sample_city(folder, round(arguments.records / RECORDS_PER_ENTERPRISE), arguments.seed)
        figures = measure(
            folder,
            data,
            chosen_files(folder, register=arguments.register, filings=arguments.filings),
            together=arguments.side_by_side,
        )
        print(json.dumps(asdict(figures)))


def sample_city(folder: Path, enterprises: int, seed: int) -> Manifest:
    if (folder / "manifest.json").exists():
        manifest = read_manifest(folder)
        if (manifest.enterprises, manifest.seed) == (enterprises, seed):
            return manifest
    print(f"writing a sample city of {enterprises} enterprises", file=sys.stderr)
    return write_city(folder, enterprises, seed)


if __name__ == "__main__":
    main()
