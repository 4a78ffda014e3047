"""Ledger -> index: a rebuild of an existing ledger, with its memory. See bench/README.md.

    python bench/project.py LEDGER.sqlite

Works on a copy of the ledger. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.usage import Usage  # noqa: E402
from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.projector import Projector, State  # noqa: E402
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.records.clock import SHANGHAI  # noqa: E402
from gongshi.search.engines.embedded_writer import EmbeddedAdmin  # noqa: E402

NOW: Final = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one rebuild showed; rates are by wall time, processor time is all processes'."""

    documents: int
    subjects: int
    records: int
    seconds: float
    cpu_seconds: float
    documents_per_second: int
    subjects_per_second: int
    cpu_microseconds_a_document: float
    rss_anon_mb: float
    index_mb: float
    workers: int
    cpus: int = os.cpu_count() or 0
    python: str = platform.python_version()


def rebuild(ledger_file: Path, data: Path, workers: int) -> Figures:
    """One rebuild in an empty index folder."""
    city = load_city(shipped_city("tianjin"))
    usage = Usage()
    ledger = Ledger.open(f"sqlite:///{ledger_file}", create=False)
    admin = EmbeddedAdmin(data / "index")
    projector = Projector(ledger, admin, city, "bench", workers=workers)
    begun = time.perf_counter()
    progress = projector.rebuild(NOW)
    seconds = time.perf_counter() - begun
    if progress.state is not State.READY:
        raise SystemExit(f"not built: {progress}")
    projector.close()  # ends the merges that still run
    usage.look()
    writer = admin.writer(progress.generation)
    documents = sum(writer.counts().values())
    writer.close()
    admin.close()
    ledger.close()
    usage.stop()
    files = (file for file in (data / "index").rglob("*") if file.is_file())
    return Figures(
        documents=documents,
        subjects=progress.subjects,
        records=progress.records,
        seconds=round(seconds, 1),
        cpu_seconds=round(usage.cpu_seconds, 1),
        documents_per_second=round(documents / seconds),
        subjects_per_second=round(progress.subjects / seconds),
        cpu_microseconds_a_document=round(usage.cpu_seconds / documents * 1e6, 1),
        rss_anon_mb=round(usage.greatest, 1),
        index_mb=round(sum(file.stat().st_size for file in files) / 1e6, 1),
        workers=workers,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ledger", type=Path, help="SQLite file of a ledger nobody writes to")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name:
        data = Path(name)
        copied = data / "ledger.sqlite"
        shutil.copyfile(arguments.ledger, copied)
        print(json.dumps(asdict(rebuild(copied, data, arguments.workers))))


if __name__ == "__main__":
    main()
