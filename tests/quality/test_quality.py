"""What people type finds what they mean: every class of the judgement list holds its bar, and the
figures it reached before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine
from gongshi.search.port import EngineAdmin, SearchEngine
from tests.quality.figures import dropped, kept
from tests.quality.filled import ask_all, fill
from tests.quality.judge import BARS, OVERALL_MRR, UNJUDGED, Answer, overall, scores
from tests.quality.judged import Judged, judged
from tests.quality.register import invented_names, real_names

pytestmark = pytest.mark.slow

FIRMS = 20_000
EACH = 40
SEED = 3


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture(scope="module")
def invented() -> Judged:
    return judged(invented_names(FIRMS, SEED), size=FIRMS, seed=SEED, each=EACH)


def answers_of(
    admin: EngineAdmin, engine: SearchEngine, city: City, judged: Judged
) -> list[Answer]:
    """The answers of an engine that is filled for it."""
    fill(admin, city, judged.firms)
    admin.close()

    async def answers() -> list[Answer]:
        found = await ask_all(engine, city, judged.queries)
        await engine.close()
        return found

    return asyncio.run(answers())


@pytest.fixture(scope="module")
def embedded(
    tmp_path_factory: pytest.TempPathFactory, city: City
) -> Callable[[Judged], list[Answer]]:
    def answers(judged: Judged) -> list[Answer]:
        folder = tmp_path_factory.mktemp("judged")
        return answers_of(EmbeddedAdmin(folder), EmbeddedEngine(folder, threads=1), city, judged)

    return answers


@pytest.fixture(scope="module")
def invented_answers(invented: Judged, embedded: Callable[[Judged], list[Answer]]) -> list[Answer]:
    return embedded(invented)


def assert_good(answers: Sequence[Answer], names: str) -> None:
    found = scores(answers)
    assert {score.kind for score in found} == {*BARS, *UNJUDGED}
    assert [score for score in found if not score.reached] == [], missed(answers)
    assert overall(answers).mrr >= OVERALL_MRR
    assert dropped(answers, kept(names)) == [], missed(answers)


def missed(answers: Sequence[Answer]) -> str:
    """The queries that failed, for whoever has to find out why."""
    return "\n".join(
        f"{answer.query.kind}: {answer.query.text}"
        for answer in answers
        if answer.query.kind in BARS and not answer.succeeds(BARS[answer.query.kind][0])
    )


def test_the_list_is_long_enough(invented: Judged) -> None:
    generated = [query for query in invented.queries if query.kind != "abbreviation"]
    assert len(generated) >= 600
    assert all(query.relevant for query in invented.queries)


def test_invented_names_are_found(invented_answers: list[Answer]) -> None:
    assert_good(invented_answers, "invented")


def test_real_names_are_found(shared: Path, embedded: Callable[[Judged], list[Answer]]) -> None:
    names = real_names(shared / "data" / "names" / "short_names.txt")
    assert_good(embedded(judged(names, size=FIRMS, seed=SEED, each=EACH)), "real")


def test_elasticsearch_finds_the_same_rows(
    elasticsearch_url: str,
    city: City,
    invented: Judged,
    invented_answers: list[Answer],
) -> None:
    cluster = Cluster(elasticsearch_url)
    admin = ElasticsearchAdmin(cluster, "judged", replicas="0-0")
    engine = ElasticsearchEngine(cluster, "judged")
    answers = answers_of(admin, engine, city, invented)
    assert answers == invented_answers
