"""From the real licences' file to the public search, on the embedded parts and on the production
parts (Elasticsearch, PostgreSQL): what a user sees does not differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.index_terms import name_tables
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector, State
from gongshi.indexers.receipt import Receipt
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI
from gongshi.search.documents import FACET_FIELDS, Collection
from gongshi.search.filters import RecordFilters, SubjectFilters
from gongshi.search.names import NameTables
from gongshi.search.results import ResultPage
from gongshi.search.service import search_records, search_subjects
from tests.contract.engine_house import EngineHouse
from tests.servers.server_postgresql import PostgresqlServer

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=SHANGHAI)
LATER = NOW + timedelta(days=30)
STEEL = "91320100748204660Q"

SUBJECT_WORDS = (
    "南京钢铁联合有限公司",
    "南京钢铁",
    " 91320100748204660q ",
    "748204660",
    "南京",
    "江苏",
    "有限公司",
    "华西",
    "江苏华西集团有限公司",
    "ngtl",
    "nanjing",
    "njgt",
    "南京刚铁联合",
    "宁沪高速",
    "沪宁高速公路",
    "nobody",
    "",
)
RECORD_WORDS = (
    "宁新区管审环表复〔2025〕104号",
    "南京钢铁联合有限公司",
    "环境影响评价",
    "雷电防护",
    "高速公路",
    "91320281142232229Q",
    "公路 施工",
    "登字",
    "",
)


@dataclass(frozen=True)
class Walked:
    """A ledger and an index after the walk."""

    receipt: Receipt
    ledger: Ledger
    house: EngineHouse
    tables: NameTables

    def ask(self, question: Callable[..., Any], words: str, **options: Any) -> ResultPage:
        given = {"first": 100, "now": NOW, **options}
        page: ResultPage = self.house.run(question(self.house.engine, self.tables, words, **given))
        return page

    def subjects(self, words: str, **options: Any) -> ResultPage:
        return self.ask(search_subjects, words, **options)

    def records(self, words: str, **options: Any) -> ResultPage:
        return self.ask(search_records, words, **options)


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(shipped_city("tianjin"))


def walk(city: City, url: str, shared: Path, house: EngineHouse) -> Walked:
    """The file into the ledger, the ledger into the index."""
    # One name, one secret: both ledgers give out the same ids.
    ledger = Ledger.open(url, ledger_id="walk")
    file = shared / "data/real/licences_2026-05.csv"
    receipt = ingest(ledger, city, "licences", file, now=NOW)
    projector = Projector(ledger, house.admin, city, "test")
    progress = projector.run_once(NOW)
    assert progress.state is State.READY
    assert progress.change == progress.head > 0
    projector.close()
    tables = name_tables(city.name_zh, tuple(city.districts.values()))
    return Walked(receipt, ledger, house, tables)


@pytest.fixture(scope="module")
def embedded(
    city: City,
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    embedded_shared: EngineHouse,
) -> Iterator[Walked]:
    file = tmp_path_factory.mktemp("ledger") / "ledger.db"
    walked = walk(city, f"sqlite:///{file}", shared, embedded_shared)
    yield walked
    walked.ledger.close()


@pytest.fixture(scope="module")
def production(
    city: City,
    shared: Path,
    postgresql_instance: PostgresqlServer,
    elasticsearch_shared: EngineHouse,
) -> Iterator[Walked]:
    database = postgresql_instance.create_database()
    walked = walk(city, postgresql_instance.url_of(database), shared, elasticsearch_shared)
    yield walked
    walked.ledger.close()
    postgresql_instance.drop_database(database)


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param("production", marks=[pytest.mark.elasticsearch, pytest.mark.postgresql]),
    ],
)
def walked(request: pytest.FixtureRequest) -> Walked:
    found: Walked = request.getfixturevalue(request.param)
    return found


def test_no_licence_is_lost_and_all_three_companies_are_found(walked: Walked) -> None:
    assert walked.receipt.rows == 124
    assert walked.receipt.quarantined == 0
    everyone = walked.subjects("")
    counts = {
        body["uscc"]: body["counts"]["licence"]
        for body in (orjson.loads(row.body) for row in everyone.rows)
    }
    assert counts == {STEEL: 15, "91320281142232229Q": 80, "91320000134762764K": 29}
    assert sum(counts.values()) == 124
    total = walked.records("", first=1).total
    assert total is not None
    assert (total.value, total.exact) == (124, True)


@pytest.mark.parametrize(
    ("words", "matched_by"),
    [
        ("南京钢铁联合有限公司", "full_name"),
        ("南京钢铁", None),
        ("91320100748204660q ", "code"),
    ],
)
def test_a_company_is_found_by_name_short_name_and_code(
    walked: Walked, words: str, matched_by: str | None
) -> None:
    first = walked.subjects(words).rows[0]
    assert orjson.loads(first.body)["uscc"] == STEEL
    assert matched_by in (None, first.matched_by)


def test_pages_of_records_follow_one_another(walked: Walked) -> None:
    whole = [row.owner for row in walked.records("").rows]
    rest = walked.records("", after=walked.records("").rows[-1].cursor)
    whole += [row.owner for row in rest.rows]
    assert len(set(whole)) == len(whole) == 124
    seen: list[str] = []
    page = walked.records("", first=9)
    while True:
        seen += [row.owner for row in page.rows]
        if not page.has_next:
            break
        page = walked.records("", first=9, after=page.rows[-1].cursor)
    assert seen == whole


def alike(page: ResultPage) -> ResultPage:
    """A page without what names the ledger it comes from."""
    assert page.checkpoint is not None
    return replace(page, checkpoint=replace(page.checkpoint, ledger_id="", generation=""))


@pytest.mark.elasticsearch
@pytest.mark.postgresql
def test_a_user_cannot_tell_the_parts_apart(embedded: Walked, production: Walked) -> None:
    for words in SUBJECT_WORDS:
        for options in (
            {"facets": FACET_FIELDS[Collection.SUBJECTS]},
            {"first": 1},
            {"filters": SubjectFilters(has=("licence",)), "now": LATER},
        ):
            assert alike(embedded.subjects(words, **options)) == alike(
                production.subjects(words, **options)
            ), (words, options)
    for words in RECORD_WORDS:
        for options in (
            {"facets": FACET_FIELDS[Collection.RECORDS]},
            {"first": 3},
            {"filters": RecordFilters(subject_codes=(STEEL,)), "now": LATER},
        ):
            assert alike(embedded.records(words, **options)) == alike(
                production.records(words, **options)
            ), (words, options)
