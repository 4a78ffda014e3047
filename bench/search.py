"""How quick search is, over HTTP and GraphQL, at a million subjects. See bench/README.md.

    python bench/search.py [--subjects 1000000] [--engine embedded] [--names FILE]

Fills an index (not through files and ledger), serves it as ``gongshi serve`` does, and asks what
people type (the judgement list's classes) one after another. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import orjson

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.took import Took  # noqa: E402
from gongshi.api.parts import Parts, open_parts  # noqa: E402
from gongshi.api.settings import Engine, load_settings  # noqa: E402
from gongshi.cities.city import City  # noqa: E402
from gongshi.indexers.fitness import rules_hash, schema_hash  # noqa: E402
from gongshi.indexers.index_terms import name_tables  # noqa: E402
from gongshi.ledger import generations  # noqa: E402
from gongshi.records.clock import to_ms  # noqa: E402
from gongshi.records.problems import GongshiError  # noqa: E402
from gongshi.samples.dice import Dice  # noqa: E402
from gongshi.search.documents import FACET_FIELDS, Collection, OwnerDocuments  # noqa: E402
from gongshi.search.engines.elasticsearch import ElasticsearchEngine  # noqa: E402
from gongshi.search.pinyin import syllables  # noqa: E402
from gongshi.search.port import Checkpoint, GenerationWriter, Packed, SearchEngine  # noqa: E402
from gongshi.search.query import LONGEST_QUERY  # noqa: E402
from gongshi.search.service import search_records, search_subjects  # noqa: E402
from gongshi.search.suggest import MOST_SUGGESTIONS, suggest  # noqa: E402
from gongshi.search.vocabulary import Vocabulary  # noqa: E402
from tests.quality.filled import NOW, licence, subject, with_told_trades  # noqa: E402
from tests.quality.hostile import BROAD, HOSTILE  # noqa: E402
from tests.quality.queries import Query, judgement_list  # noqa: E402
from tests.quality.register import Firm, build, invented_names, real_names  # noqa: E402
from tests.quality.truth import Truth  # noqa: E402
from tests.servers.server_elasticsearch import LASTING, elasticsearch_server  # noqa: E402

SEED: Final = 5
GENERATION: Final = "bench"
ROWS: Final = 20
RECORDS_EACH: Final = 3
MOST_RECORDS: Final = 12
#: Firms that queries are made about: all classes are drawn from these first ones.
ASKED_ABOUT: Final = 20_000
CHUNK: Final = 2_000
BEGINNINGS: Final = 600
MATTERS: Final = ("食品经营许可", "道路运输经营许可", "建设工程施工许可", "排污许可", "印章刻制")

_ROW: Final = (
    "edges { matchedBy node { id name uscc status founded district { code nameZh } "
    "counts { licence penalty } } } pageInfo { hasNextPage endCursor }"
)
DOCUMENTS: Final = {
    "subjects": f"query($q: String!) {{ searchSubjects(query: $q, first: {ROWS}) {{ {_ROW} }} }}",
    "records": (
        f"query($q: String!) {{ searchRecords(query: $q, first: {ROWS}) {{ edges {{ matchedBy "
        "node { id subjectName documentNumber decided } } pageInfo { hasNextPage endCursor } } }"
    ),
}


# --- filling --------------------------------------------------------------------------------------


def records_each(firm: Firm) -> int:
    """Few firms have many records, in every city."""
    return MOST_RECORDS if firm.place % 100 == 0 else RECORDS_EACH


def records_of(city: City, firm: Firm) -> Iterator[OwnerDocuments]:
    """The licences of a firm; the first one under the number its queries ask for."""
    for copy in range(records_each(firm)):
        place = firm.place * MOST_RECORDS + copy
        dice = Dice("record", place)
        yield licence(
            city,
            firm,
            place,
            number=firm.licence if copy == 0 and firm.licence else f"津审批〔2025〕{place}号",
            content=dice.pick(MATTERS),
            decided=dice.day(date(2016, 1, 1), date(2026, 5, 31)),
        )


@dataclass(frozen=True, slots=True)
class Packing:
    """Makes a chunk of firms ready for the engine, in a process of its own."""

    city: City
    pack: Callable[[Sequence[OwnerDocuments]], Packed]

    def subjects(self, firms: Sequence[Firm]) -> Packed:
        return self.pack([subject(self.city, firm, records_each(firm)) for firm in firms])

    def records(self, firms: Sequence[Firm]) -> Packed:
        return self.pack([record for firm in firms for record in records_of(self.city, firm)])


def load(
    writer: GenerationWriter,
    firms: Sequence[Firm],
    pool: ProcessPoolExecutor,
    make: Callable[[Sequence[Firm]], Packed],
) -> None:
    """Write what ``make`` makes of the firms, at most a few chunks ahead."""
    chunks = (firms[start : start + CHUNK] for start in range(0, len(firms), CHUNK))
    ahead = [pool.submit(make, chunk) for chunk in _first(chunks, 4)]
    while ahead:
        writer.add(ahead.pop(0).result())
        ahead += [pool.submit(make, chunk) for chunk in _first(chunks, 1)]


def _first(chunks: Iterator[Sequence[Firm]], count: int) -> Iterator[Sequence[Firm]]:
    for _, chunk in zip(range(count), chunks, strict=False):
        yield chunk


def fill(
    parts: Parts, firms: Sequence[Firm], pool: ProcessPoolExecutor, folder: Path
) -> dict[str, Any]:
    """Write subjects, then records, and say what that took."""
    told: dict[str, Any] = {}
    begins = datetime.now(UTC)
    generations.add(parts.ledger, GENERATION, rules_hash=rules_hash(parts.city), now=begins)
    parts.admin.create(GENERATION)
    writer = parts.admin.writer(GENERATION, subjects=len(firms))
    checkpoint = Checkpoint(
        generation=GENERATION,
        ledger_id=parts.ledger.ledger_id,
        epoch=parts.ledger.epoch,
        change=0,
        schema_hash=schema_hash(),
        rules_hash=rules_hash(parts.city),
        at=to_ms(begins),
    )
    begun = time.perf_counter()
    packing = Packing(with_told_trades(parts.city, firms), writer.pack)
    load(writer, firms, pool, packing.subjects)
    writer.commit(checkpoint)
    told["subjects_seconds"] = round(time.perf_counter() - begun, 1)
    index = folder / "index"
    if index.exists():
        writer.close()  # ends the merges that still run
        writer = parts.admin.writer(GENERATION, subjects=len(firms))
        writer.commit(checkpoint)  # removes the segments that were merged
        told["bytes_a_subject"] = round(folder_bytes(index) / len(firms))
    load(writer, firms, pool, packing.records)
    writer.commit(checkpoint)
    writer.close()
    told["records"] = sum(map(records_each, firms))
    return told


# --- asking ---------------------------------------------------------------------------------------


class Client:
    """One client on one connection; every request from an address of its own, so that none is
    refused for its points.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._asked = 0

    def ask(self, query: Query) -> float:
        """Seconds one query took; raises RuntimeError on anything but an answer."""
        self._asked += 1
        kind = "records" if query.kind == "document" else "subjects"
        body = orjson.dumps({"query": DOCUMENTS[kind], "variables": {"q": query.text}})
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
            "X-Forwarded-For": f"10.{self._asked >> 16 & 255}.{self._asked >> 8 & 255}."
            f"{self._asked & 255}",
        }
        begun = time.perf_counter()
        self._connection.request("POST", "/graphql", body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        seconds = time.perf_counter() - begun
        if response.status != 200 or b'"errors"' in answer:
            raise RuntimeError(f"{query}: {response.status} {answer[:500]!r}")
        return seconds

    def close(self) -> None:
        self._connection.close()


def beginnings(firms: Sequence[Firm]) -> list[str]:
    """What somebody has typed so far: of a whole name, of a 字号, of its sound."""
    dice = Dice("beginnings", SEED)
    typed: list[str] = []
    for place in range(BEGINNINGS):
        firm = firms[dice.between(0, len(firms) - 1)]
        kind = place % 3
        whole = (firm.name, firm.core, "".join(syllables(firm.core)))[kind]
        typed.append(whole[: dice.between(1, (6, 3, 7)[kind])])
    return typed


_moments = itertools.count(1)


def next_moment() -> datetime:
    """Every question is asked at an instant of its own, as in production: nothing is cached."""
    return NOW + timedelta(milliseconds=next(_moments))


async def bare(
    engine: SearchEngine, city: City, queries: Sequence[Query], runs: int
) -> list[list[float]]:
    """Seconds each query takes in this process, run by run: plan and engine, without HTTP and
    GraphQL.
    """
    tables = name_tables(city.name_zh, tuple(city.districts.values()))
    known = Vocabulary.of(city.districts)

    async def ask(query: Query) -> float:
        search = search_records if query.kind == "document" else search_subjects
        begun = time.perf_counter()
        await search(
            engine,
            tables,
            query.text,
            first=ROWS,
            now=next_moment(),
            count=False,
            vocabulary=known,
        )
        return time.perf_counter() - begun

    return [[await ask(query) for query in queries] for _ in range(runs)]


async def suggestions(
    engine: SearchEngine, city: City, typed: Sequence[str], runs: int
) -> dict[str, list[float]]:
    """p50 and p99 of suggestions (ms), medians over the runs: plan and engine, and what of it was
    Elasticsearch's own.
    """
    tables = name_tables(city.name_zh, tuple(city.districts.values()))
    took = Took()
    if isinstance(engine, ElasticsearchEngine):
        await took.watch(engine)

    async def ask(text: str) -> tuple[float, float]:
        took.clear()
        begun = time.perf_counter()
        await suggest(engine, tables, text, first=MOST_SUGGESTIONS, now=next_moment())
        return time.perf_counter() - begun, sum(took.milliseconds) / 1_000

    asked = [[await ask(text) for text in typed] for _ in range(runs)]
    told: dict[str, list[float]] = {}
    for place, name in enumerate(("suggest_ms", "suggest_took_ms")):
        found = [quantiles([one[place] for one in run]) for run in asked]
        told[name] = [median(one) for one in zip(*found, strict=True)]
    if not isinstance(engine, ElasticsearchEngine):
        del told["suggest_took_ms"]
    return told


async def hostile(engine: SearchEngine, city: City, runs: int) -> dict[str, dict[str, float]]:
    """The slowest of what the internet types and of very common words, and of these words with all
    facets: milliseconds of plan and engine with the count, medians over the runs; a refusal counts
    as an answer.
    """
    tables = name_tables(city.name_zh, tuple(city.districts.values()))
    known = Vocabulary.of(city.districts)
    texts = (*HOSTILE, *BROAD, "天" * LONGEST_QUERY, "天津 " * 200)
    asked = [(kind, text, False) for text in texts for kind in DOCUMENTS]
    asked += [(kind, text, True) for text in BROAD for kind in DOCUMENTS]

    async def ask(kind: str, text: str, faceted: bool) -> float:
        search = search_records if kind == "records" else search_subjects
        collection = Collection.RECORDS if kind == "records" else Collection.SUBJECTS
        facets = FACET_FIELDS[collection] if faceted else ()
        begun = time.perf_counter()
        with suppress(GongshiError):
            await search(
                engine,
                tables,
                text,
                first=ROWS,
                facets=facets,
                now=next_moment(),
                vocabulary=known,
            )
        return time.perf_counter() - begun

    for one in asked:
        await ask(*one)  # the server compiles what nobody asked before
    found = [[await ask(*one) for one in asked] for _ in range(runs)]
    medians = list(map(median, zip(*found, strict=True)))
    slowest = sorted(zip(medians, asked, strict=True), reverse=True)
    return {
        name: {
            f"{kind} {text[:24]}": round(seconds * 1_000, 1)
            for seconds, (kind, text, _) in [one for one in slowest if one[1][2] is faceted][:3]
        }
        for name, faceted in (("hostile_ms", False), ("facets_ms", True))
    }


async def in_process(
    engine: SearchEngine, city: City, mixed: Sequence[Query], typed: Sequence[str], runs: int
) -> dict[str, Any]:
    """All that is measured without HTTP; closes the engine."""
    told: dict[str, Any] = {"bare_ms": figures(mixed, await bare(engine, city, mixed, runs))}
    told |= await suggestions(engine, city, typed, runs)
    told |= await hostile(engine, city, runs)
    await engine.close()
    return told


def quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return tuple(  # type: ignore[return-value]  # two
        round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000, 2)
        for share in (0.5, 0.99)
    )


def figures(queries: Sequence[Query], runs: Sequence[Sequence[float]]) -> dict[str, Any]:
    """p50 and p99 of the mix and of each class, medians over the runs."""
    kinds = ["mix", *dict.fromkeys(query.kind for query in queries)]
    told: dict[str, Any] = {}
    for kind in kinds:
        own = [
            quantiles(
                [
                    seconds
                    for query, seconds in zip(queries, run, strict=True)
                    if kind in ("mix", query.kind)
                ]
            )
            for run in runs
        ]
        told[kind] = [median(one[place] for one in own) for place in (0, 1)]
    return told


# --- the house ------------------------------------------------------------------------------------


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[tuple[int, int]]:
    """``gongshi serve`` in a process of its own: (process, port)."""
    environment = {**os.environ, **settings, "GONGSHI_PORT": "0", "GONGSHI_PROJECT": "false"}
    command = [sys.executable, "-c", "from gongshi.cli.main import main; main()", "serve"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        line = server.stderr.readline()
        yield server.pid, int(line.split("://", 1)[1].split()[0].rsplit(":", 1)[1])
    finally:
        server.terminate()
        server.wait(30)


def rss_anon_mb(process: int) -> float:
    status = Path("/proc", str(process), "status").read_text()
    lines = [line for line in status.splitlines() if line.startswith("RssAnon:")]
    return round(int(lines[0].split()[1]) / 1024, 1)


def folder_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@contextmanager
def settings_of(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """What the served process and this one are told."""
    told = {
        "GONGSHI_DATA": str(folder),
        "GONGSHI_TRUSTED_PROXIES": "127.0.0.1/32",
        "GONGSHI_ENGINE": engine,
    }
    if engine != Engine.ELASTICSEARCH:
        yield told
        return
    with elasticsearch_server(LASTING) as server:
        yield told | {
            "GONGSHI_ELASTICSEARCH_URL": server.url,
            "GONGSHI_ELASTICSEARCH_PREFIX": "bench",
        }


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Fill, serve, ask."""
    names = real_names(options.names) if options.names else invented_names(60_000, SEED)
    firms = build(names, options.subjects, SEED)
    queries = judgement_list(Truth(firms[:ASKED_ABOUT]), SEED, each=options.each, half=0)
    # Classes in turn, so that none meets a warmer server than another.
    mixed = [query for turn in range(options.each) for query in queries[turn :: options.each]]
    told: dict[str, Any] = {"engine": options.engine, "subjects": len(firms)}
    with settings_of(options.engine, folder) as settings:
        given = {name.removeprefix("GONGSHI_").lower(): told for name, told in settings.items()}
        parts = open_parts(load_settings(**given))
        with ProcessPoolExecutor(options.workers) as pool:
            # All are started before the writer takes its lock, which they would inherit.
            list(pool.map(abs, range(options.workers)))
            told |= fill(parts, firms, pool, folder)
        parts.admin.promote(GENERATION)
        generations.promote(parts.ledger, GENERATION, by="bench", now=datetime.now(UTC))
        typed = beginnings(firms[:ASKED_ABOUT])
        told |= asyncio.run(in_process(parts.engine, parts.city, mixed, typed, options.runs))
        parts.close()
        with serving(settings) as (process, port):
            client = Client(port)
            for query in mixed[:: len(mixed) // 50 or 1]:
                client.ask(query)  # documents are parsed, files are mapped
            runs = [[client.ask(query) for query in mixed] for _ in range(options.runs)]
            client.close()
            told["rss_anon_mb"] = rss_anon_mb(process)
        told["http_ms"] = figures(mixed, runs)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--subjects", type=int, default=1_000_000, help="three records each")
    parser.add_argument("--engine", choices=("embedded", "elasticsearch"), default="embedded")
    parser.add_argument("--names", type=Path, help="real 字号, one a line; without it invented")
    parser.add_argument("--each", type=int, default=60, help="queries of each class")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", type=Path, help="empty; keeps ledger and embedded index")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder:
        told = run(options, options.folder or Path(folder))
    print(json.dumps(told | {"cpus": os.cpu_count(), "python": platform.python_version()}))


if __name__ == "__main__":
    main()
