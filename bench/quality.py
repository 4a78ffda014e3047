"""How good search is: the judgement list on both engines. See bench/README.md.

    python bench/quality.py --names FILE [--firms 200000] [--engine embedded]

``FILE``: real 字号, one a line; without it invented ones. Writes bench/quality.md.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.search.engines.elastic_client import Cluster  # noqa: E402
from gongshi.search.engines.elasticsearch import (  # noqa: E402
    ElasticsearchAdmin,
    ElasticsearchEngine,
)
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine  # noqa: E402
from gongshi.search.port import EngineAdmin, SearchEngine  # noqa: E402
from tests.quality.filled import ask_all, fill  # noqa: E402
from tests.quality.judge import (  # noqa: E402
    BARS,
    OVERALL_MRR,
    UNJUDGED,
    Answer,
    Score,
    overall,
    scores,
)
from tests.quality.judged import HELD_OUT, TUNED, Judged, judged  # noqa: E402
from tests.quality.register import invented_names, real_names  # noqa: E402
from tests.servers.server_elasticsearch import LASTING, elasticsearch_server  # noqa: E402

REPORT: Final = ROOT / "bench" / "quality.md"
LISTS: Final = (("The list that rules were made by", TUNED), ("A list never tuned on", HELD_OUT))


@dataclass(frozen=True, slots=True)
class Asked:
    """One list's answers by one engine."""

    title: str
    engine: str
    answers: tuple[Answer, ...]


@contextmanager
def engine_of(name: str) -> Iterator[tuple[EngineAdmin, SearchEngine]]:
    """An empty engine of a kind, and what fills it."""
    if name == "elasticsearch":
        with elasticsearch_server(LASTING) as server:
            cluster = Cluster(server.url)
            yield (
                ElasticsearchAdmin(cluster, "quality", replicas="0-0"),
                ElasticsearchEngine(cluster, "quality"),
            )
        return
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder:
        yield EmbeddedAdmin(Path(folder)), EmbeddedEngine(Path(folder), threads=1)


def answers_of(name: str, judged_set: Judged) -> list[Answer]:
    """One engine's answers to a list, over a register of its own."""
    city = load_city(shipped_city("tianjin"))
    with engine_of(name) as (admin, engine):
        fill(admin, city, judged_set.firms)
        admin.close()

        async def answers() -> list[Answer]:
            found = await ask_all(engine, city, judged_set.queries)
            await engine.close()
            return found

        return asyncio.run(answers())


# --- the report -----------------------------------------------------------------------------------


def report(asked: Sequence[Asked], firms: int, names: str) -> str:
    """The report as Markdown."""
    lines = [
        "# How good search is",
        "",
        f"{firms:,} enterprises with {names} 字号. How to read this: [search](../docs/search.md).",
        "Written by `python bench/quality.py`; a class below its bar is marked.",
        "",
    ]
    for one in asked:
        lines += [f"## {one.title}: {one.engine}", ""]
        lines += [
            "| class | queries | MRR@10 | success@1 | success@5 | bar |",
            "| --- | --: | --: | --: | --: | --- |",
        ]
        lines += [_line(score, _bar(score)) for score in scores(one.answers)]
        every = overall(one.answers)
        kept = "" if every.mrr >= OVERALL_MRR else " **below**"
        lines += [_line(every, f"MRR ≥ {OVERALL_MRR}{kept}"), ""]
    return "\n".join(lines)


def _bar(score: Score) -> str:
    if score.kind in UNJUDGED:
        return "none: too short to be told"
    k, least = BARS[score.kind]
    return f"success@{k} ≥ {least:.2f}" + ("" if score.reached else " **below**")


def _line(score: Score, bar: str) -> str:
    return (
        f"| {score.kind} | {score.queries} | {score.mrr:.3f} | {score.success_1:.3f} "
        f"| {score.success_5:.3f} | {bar} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", type=Path, help="real 字号, one a line")
    parser.add_argument("--firms", type=int, default=200_000)
    parser.add_argument("--each", type=int, default=60, help="queries of each class")
    parser.add_argument("--engine", choices=("embedded", "elasticsearch", "both"), default="both")
    parser.add_argument("--out", type=Path, default=REPORT)
    parser.add_argument("--missed", action="store_true", help="print the queries that failed")
    options = parser.parse_args()
    engines = ("embedded", "elasticsearch") if options.engine == "both" else (options.engine,)
    asked: list[Asked] = []
    for title, seed in LISTS:
        names = (
            real_names(options.names) if options.names else invented_names(options.firms // 2, seed)
        )
        judged_set = judged(names, size=options.firms, seed=seed, each=options.each)
        asked += [Asked(title, engine, tuple(answers_of(engine, judged_set))) for engine in engines]
        if options.missed:
            print_missed(asked[-1], judged_set)
    text = report(asked, options.firms, "real" if options.names else "invented")
    options.out.write_text(text, encoding="utf-8")
    print(text)


def print_missed(asked: Asked, judged_set: Judged) -> None:
    """What failed its class's measure, what was meant and what was found."""
    for answer in asked.answers:
        kind, meant = answer.query.kind, answer.query.relevant
        if kind in BARS and not answer.succeeds(BARS[kind][0]):
            wanted = [judged_set.firms[place].name for place in sorted(meant)[:3]]
            rows = [
                ("" if place in meant else "✗ ") + judged_set.firms[place].name
                for place in answer.found[:5]
            ]
            print(f"{kind}: {answer.query.text!r} means {wanted} of {len(meant)}, found {rows}")


if __name__ == "__main__":
    main()
