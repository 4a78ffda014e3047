"""Files -> ledger on PostgreSQL or SQLite: processor time a row, by process. See bench/README.md.

    python bench/ledger.py --keep DIR

Prints one line of JSON. PostgreSQL is that of the tests (``tests/servers``), started here: its
processes are looked at in ``/proc``, so it must run on this machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import psycopg

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.ingest import NOW, RECORDS_PER_ENTERPRISE, sample_city  # noqa: E402
from bench.usage import Usage  # noqa: E402
from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.ingest import ingest  # noqa: E402
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.samples.manifest import SampleFile, read_manifest  # noqa: E402
from tests.servers.server_postgresql import own_postgresql_server  # noqa: E402

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """The fields behind the name of ``/proc/PID/stat``."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


class Server:
    """What the server's processes used: by their titles, and of those that ended meanwhile."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            backend = connection.info.backend_pid
            self._parent = int(_stat(backend)[1])
        self._begun = self._look()

    def _look(self) -> Counter[str]:
        seconds: Counter[str] = Counter()
        tasks = Path(f"/proc/{self._parent}/task/{self._parent}/children")
        for child in map(int, tasks.read_text().split()):
            try:
                title = Path(f"/proc/{child}/cmdline").read_text().strip("\0").strip()
                user, system = _stat(child)[11:13]
            except OSError:  # it has just ended
                continue
            name = title.removeprefix("postgres: ")
            seconds["backend" if name.startswith("gongshi ") else name] += int(user) + int(system)
        seconds["ended (autovacuum)"] = sum(map(int, _stat(self._parent)[13:15]))
        return seconds

    def seconds(self) -> dict[str, float]:
        """Since the beginning."""
        now = self._look()
        now.subtract(self._begun)
        return {name: ticks / _TICKS for name, ticks in now.items() if ticks > 0}


def take_in(
    url: str, folder: Path, files: Sequence[SampleFile], server: Server | None
) -> dict[str, float]:
    """Seconds of processor time by process."""
    city = load_city(shipped_city("tianjin"))
    ledger = Ledger.open(url)
    usage = Usage()
    begun = time.process_time()
    for file in files:
        item = file.item or None
        path = folder / file.file
        ingest(ledger, city, file.source, path, now=NOW, item=item, city_key=b"bench" * 8)
    own = time.process_time() - begun
    usage.stop()
    spent = {"accepting": own, "reading": max(usage.cpu_seconds - time.process_time(), 0.0)}
    if server is not None:
        spent |= server.seconds()  # while the backend is still there
    ledger.close()
    return spent


def apart(
    url: str, folder: Path, files: Sequence[SampleFile], server: Server | None
) -> dict[str, float]:
    """``take_in`` by a process of its own: the server's are none of those it began."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(take_in, url, folder, files, server).result()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--file", action="append", help="only this file of the sample, e.g. a.csv")
    parser.add_argument("--sqlite", action="store_true", help="a SQLite ledger, not PostgreSQL")
    parser.add_argument("--keep", type=Path, help="folder for the sample city, used again if there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name:
        folder = arguments.keep or Path(name) / "city"
        sample_city(folder, round(arguments.records / RECORDS_PER_ENTERPRISE), 1)
        files = [file for file in read_manifest(folder).files if file.source != "register"]
        if arguments.file:
            files = [file for file in files if file.file in arguments.file]
        if arguments.sqlite:
            spent = apart(f"sqlite:///{name}/ledger.sqlite", folder, files, None)
        else:
            with own_postgresql_server() as postgresql:
                url = postgresql.url_of(postgresql.create_database())
                Ledger.open(url).close()  # its tables are made before
                spent = apart(url, folder, files, Server(postgresql.url))
    rows = sum(file.rows for file in files)
    row = {name: round(seconds * 1e6 / rows, 1) for name, seconds in spent.items()}
    print(json.dumps({"rows": rows, "microseconds_a_row": row, "all": round(sum(row.values()), 1)}))


if __name__ == "__main__":
    main()
