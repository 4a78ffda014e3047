"""Files -> one-node Elasticsearch, what the port adds to its answers, and promotes under load.

    python bench/production.py --records 100000

See bench/README.md. Prints one line of JSON. Elasticsearch and PostgreSQL are those of the tests
(``tests/servers``), started here, unless their variables name others.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import multiprocessing
import os
import platform
import random
import secrets
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.ingest import NO_RECORDS, NOW, RECORDS_PER_ENTERPRISE, sample_city  # noqa: E402
from bench.took import Took  # noqa: E402
from bench.usage import Usage  # noqa: E402
from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.index_terms import name_tables  # noqa: E402
from gongshi.indexers.ingest import ingest  # noqa: E402
from gongshi.indexers.projector import Projector, State  # noqa: E402
from gongshi.ledger.snapshots import scan_subjects, subject_count  # noqa: E402
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.samples.manifest import read_manifest  # noqa: E402
from gongshi.search.engines.elastic_client import Cluster  # noqa: E402
from gongshi.search.engines.elasticsearch import (  # noqa: E402
    ElasticsearchAdmin,
    ElasticsearchEngine,
)
from gongshi.search.port import EngineUnavailable, SearchPage, SearchRequest  # noqa: E402
from gongshi.search.service import search_subjects  # noqa: E402
from tests.servers.server_elasticsearch import LASTING, elasticsearch_server  # noqa: E402
from tests.servers.server_postgresql import postgresql_server  # noqa: E402

SEARCHES_A_SECOND: Final = 200
AT_A_TIME: Final = 8
TIMED_SEARCHES: Final = 1_000
CITY: Final = load_city(shipped_city("tianjin"))
TABLES: Final = name_tables(CITY.name_zh, tuple(CITY.districts.values()))


@dataclass(slots=True)
class Figures:
    """What one run showed; rates by wall time, processor time is gongshi's without the servers'."""

    records: int
    rows: int
    subjects: int
    documents: int
    ingest_seconds: float
    index_seconds: float
    records_per_second: int
    documents_per_second: int
    documents_per_second_again: int  # by a second rebuild
    cpu_seconds: float
    took_p50_ms: float  # Elasticsearch's own
    beyond_took_p50_ms: float  # what our side and the way there and back add
    beyond_took_p99_ms: float
    bare_beyond_took_p50_ms: float  # the same requests by a bare HTTP client: the way alone
    promotes: int
    searches_meanwhile: int
    searches_per_second: float
    failed_meanwhile: dict[str, int]  # by kind
    slowest_meanwhile_ms: float
    load_average: float
    cpus: int = os.cpu_count() or 0
    python: str = platform.python_version()


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is."""

    ledger: str
    cluster: str
    prefix: str

    def engine(self) -> ElasticsearchEngine:
        return ElasticsearchEngine(Cluster(self.cluster), self.prefix)


@contextmanager
def projecting(place: Place) -> Iterator[tuple[Projector, ElasticsearchAdmin]]:
    ledger = Ledger.open(place.ledger)
    admin = ElasticsearchAdmin(Cluster(place.cluster), place.prefix, replicas="0-0")
    projector = Projector(ledger, admin, CITY, "bench", workers=os.cpu_count() or 1)
    yield projector, admin
    projector.close()
    admin.close()
    ledger.close()


def take_in(place: Place, folder: Path, files: Sequence[Any]) -> None:
    """Every file of the sample into the ledger."""
    ledger = Ledger.open(place.ledger)
    for file in files:
        path, item = folder / file.file, file.item or None
        ingest(ledger, CITY, file.source, path, now=NOW, item=item, city_key=b"bench" * 8)
    ledger.close()


def promote(place: Place, times: int) -> None:
    """A rebuild, then back and forth between both generations."""
    with projecting(place) as (projector, _):
        assert projector.rebuild(NOW).state is State.READY
        for _ in range(times - 1):
            assert projector.rollback("", NOW).state is State.READY


class Bare:
    """The same requests without the port: one connection, bytes out and bytes in."""

    def __init__(self, cluster: str) -> None:
        self._connection = http.client.HTTPConnection(cluster.removeprefix("http://"))
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def beyond_took(self, lines: Sequence[bytes]) -> float:
        """Milliseconds beyond ``took`` of an ``_msearch``."""
        body = b"".join(line + b"\n" for line in lines)
        begun = time.perf_counter()
        path, kind = "/_msearch?max_concurrent_searches=1", "application/x-ndjson"
        self._connection.request("POST", path, body, {"Content-Type": kind})
        answer = self._connection.getresponse().read()
        spent = (time.perf_counter() - begun) * 1_000
        return spent - float(orjson.loads(answer)["took"])


async def beyond_took(
    place: Place, names: Sequence[str]
) -> tuple[list[float], list[float], list[float], dict[str, str]]:
    """``took`` of the searches that names lead to, the port's time beyond it and a bare client's
    (ms), one right after the other, and whom each name found first.
    """
    engine = place.engine()
    bare_client = Bare(place.cluster)
    told = Took()
    await told.watch(engine)
    own: list[float] = []
    beyond: list[float] = []
    bare: list[float] = []
    search_of = engine.search

    async def timed(request: SearchRequest) -> SearchPage:
        told.clear()
        begun = time.perf_counter()
        page = await search_of(request)
        spent = (time.perf_counter() - begun) * 1_000
        took = sum(told.milliseconds)
        own.append(took)
        beyond.append(spent - took)
        bare.append(sum(map(bare_client.beyond_took, told.asked)))
        return page

    engine.search = timed  # type: ignore[method-assign]
    first: dict[str, str] = {}
    for name in names:
        page = await search_subjects(engine, TABLES, name, first=20, now=NOW)
        if page.rows:
            first[name] = page.rows[0].owner
    await engine.close()
    return own, beyond, bare, first


async def search_on(
    place: Place, first: dict[str, str], ended: Callable[[], bool]
) -> tuple[list[float], Counter[str]]:
    """Searches at a steady rate until the promoting process has ended: milliseconds, failures by
    their kind. A machine that cannot keep the rate is asked less often, never more at a time.
    """
    engine = place.engine()
    names = list(first)
    spent: list[float] = []
    failed: Counter[str] = Counter()
    tickets = itertools.count()
    begun = time.perf_counter()

    async def ask_on() -> None:
        while not ended():
            ticket = next(tickets)
            await asyncio.sleep(begun + ticket / SEARCHES_A_SECOND - time.perf_counter())
            name = names[ticket % len(names)]
            asked = time.perf_counter()
            try:
                page = await search_subjects(engine, TABLES, name, first=20, now=NOW)
                if not page.rows or page.rows[0].owner != first[name]:
                    failed["other rows"] += 1
            except EngineUnavailable as error:
                failed[error.reason.partition(":")[0]] += 1
            spent.append((time.perf_counter() - asked) * 1_000)

    await asyncio.gather(*(ask_on() for _ in range(AT_A_TIME)))
    await engine.close()
    return spent, failed


def measure(place: Place, folder: Path, files: Sequence[Any], promotes: int) -> Figures:
    context = multiprocessing.get_context("spawn")
    usage = Usage()
    begun = time.perf_counter()
    taker = context.Process(target=take_in, args=(place, folder, files))
    taker.start()
    taker.join()
    if taker.exitcode:
        raise SystemExit(1)
    taken = time.perf_counter()
    with projecting(place) as (projector, admin):
        built = projector.rebuild(NOW)
        indexed = time.perf_counter()
        projector.close()
        writer = admin.writer(built.generation)
        documents = sum(writer.counts().values())
        writer.close()
    usage.look()
    cpu = usage.cpu_seconds
    usage.stop()
    again = time.perf_counter()
    with projecting(place) as (projector, _):
        projector.rebuild(NOW)
    rebuilt = time.perf_counter() - again
    ledger = Ledger.open(place.ledger)
    with ledger.read() as conn:
        subjects = subject_count(conn)
        sampled = [
            subject.name
            for after in random.Random(1).sample(range(subjects), min(subjects, TIMED_SEARCHES))
            for subject in scan_subjects(conn, after, 1)
            if subject.uscc
        ]
    ledger.close()
    own, beyond, bare, first = asyncio.run(beyond_took(place, sampled))
    promoter = context.Process(target=promote, args=(place, promotes))
    promoter.start()
    load = time.perf_counter()
    spent, failed = asyncio.run(search_on(place, first, lambda: not promoter.is_alive()))
    lasted = time.perf_counter() - load
    if promoter.exitcode:
        raise SystemExit("a promote failed")
    records = sum(file.rows for file in files if file.source not in NO_RECORDS)
    return Figures(
        records=records,
        rows=sum(file.rows for file in files),
        subjects=subjects,
        documents=documents,
        ingest_seconds=round(taken - begun, 1),
        index_seconds=round(indexed - taken, 1),
        records_per_second=round(records / (indexed - begun)),
        documents_per_second=round(documents / (indexed - taken)),
        documents_per_second_again=round(documents / rebuilt),
        cpu_seconds=round(cpu, 1),
        took_p50_ms=round(statistics.median(own), 2),
        beyond_took_p50_ms=round(statistics.median(beyond), 2),
        beyond_took_p99_ms=round(statistics.quantiles(beyond, n=100)[98], 2),
        bare_beyond_took_p50_ms=round(statistics.median(bare), 2),
        promotes=promotes,
        searches_meanwhile=len(spent),
        searches_per_second=round(len(spent) / lasted, 1),
        failed_meanwhile=dict(failed),
        slowest_meanwhile_ms=round(max(spent), 1),
        load_average=round(os.getloadavg()[0], 1),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--promotes", type=int, default=6)
    parser.add_argument("--sqlite", action="store_true", help="a SQLite ledger, not PostgreSQL")
    parser.add_argument("--keep", type=Path, help="folder for the sample city, used again if there")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name,
        elasticsearch_server(LASTING) as elasticsearch,
        postgresql_server() as postgresql,
    ):
        folder = arguments.keep or Path(name) / "city"
        sample_city(folder, round(arguments.records / RECORDS_PER_ENTERPRISE), 1)
        files = [file for file in read_manifest(folder).files if file.source != "register"]
        ledger = f"sqlite:///{name}/ledger.sqlite"
        if not arguments.sqlite:
            ledger = postgresql.url_of(postgresql.create_database())
        place = Place(ledger, elasticsearch.url, f"bench-{secrets.token_hex(4)}")
        print(json.dumps(asdict(measure(place, folder, files, arguments.promotes))))


if __name__ == "__main__":
    main()
