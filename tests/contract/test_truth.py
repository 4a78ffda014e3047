"""The sample city against its own truth: what its maker meant is what search shows, at twenty
instants, on both engines.

The truth is computed where the rows are invented (``samples/kinds.py``), by nothing of the product.
``make test-full`` asks it of 20,000 enterprises (``GONGSHI_TRUTH_ENTERPRISES``).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

import orjson
import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.bulk_withdrawals import approve
from gongshi.indexers.index_terms import name_tables
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector, State
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI
from gongshi.samples.city import write_city
from gongshi.samples.truth import KINDS, read_truth
from gongshi.samples.truth_days import INSTANTS
from gongshi.search.filters import RecordFilters, SubjectFilters
from gongshi.search.service import LARGEST_PAGE, search_records, search_subjects
from tests.contract.engine_house import EngineHouse

ENTERPRISES = int(os.environ.get("GONGSHI_TRUTH_ENTERPRISES", "400"))
#: Everything is taken in between the sample's last day and the first instant.
TAKEN_IN = datetime(2026, 6, 1, 12, 0, tzinfo=SHANGHAI)

Told = frozenset[tuple[str, str]]  # (USCC, number) of the records of one kind


@dataclass(frozen=True)
class Town:
    """A city that was taken in, and what its maker says of it."""

    city: City
    ledger: Ledger
    truth: Mapping[tuple[datetime, str], Told]  # by instant and kind


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    city = load_city(shipped_city("tianjin"))
    folder = tmp_path_factory.mktemp("truth")
    manifest = write_city(folder / "city", ENTERPRISES, seed=11)
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", ledger_id="truth")
    for entry in manifest.files:
        if not entry.rows:
            continue
        receipt = ingest(
            ledger,
            city,
            entry.source,
            folder / "city" / entry.file,
            now=TAKEN_IN,
            item=entry.item or None,
            sent_at=datetime.fromisoformat(entry.sent_at),
            city_key=b"k" * 32,
            by="样例报送人",
        )
        if receipt.approval:
            approve(ledger, city, receipt.approval, by="样例复核人", now=TAKEN_IN)
    yield Town(city, ledger, _truth(folder / "city"))
    ledger.close()


def _truth(folder: Path) -> Mapping[tuple[datetime, str], Told]:
    told: defaultdict[tuple[datetime, str], set[tuple[str, str]]] = defaultdict(set)
    for line in read_truth(folder):
        for kind, numbers in line.shown.items():
            told[line.at, kind] |= {(line.uscc, number) for number in numbers}
    return {place: frozenset(found) for place, found in told.items()}


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)],
)
def house(request: pytest.FixtureRequest, town: Town) -> EngineHouse:
    made: EngineHouse = request.getfixturevalue(f"{request.param}_shared")
    projector = Projector(town.ledger, made.admin, town.city, "test")
    assert projector.run_once(TAKEN_IN).state is State.READY
    projector.close()
    return made


def shown(house: EngineHouse, town: Town, kind: str, instant: datetime) -> Told:
    """All records of a kind that search shows at an instant."""
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    found: set[tuple[str, str]] = set()
    after = None
    while True:
        page = house.run(
            search_records(
                house.engine,
                tables,
                "",
                RecordFilters(kinds=(kind,)),
                first=LARGEST_PAGE,
                now=instant,
                after=after,
                count=False,
            )
        )
        for row in page.rows:
            body = orjson.loads(row.body)
            found.add((body["subjectUscc"], body["documentNumber"]))
        if not page.has_next:
            return frozenset(found)
        after = page.rows[-1].cursor


def test_what_was_meant_is_what_is_shown(house: EngineHouse, town: Town) -> None:
    begun, compared = perf_counter(), 0
    for instant in INSTANTS:
        for kind in KINDS:
            expected = town.truth.get((instant, kind), frozenset())
            found = shown(house, town, kind, instant)
            assert found == expected, (instant, kind, found ^ expected)
            compared += len(found)
    print(f"{ENTERPRISES} enterprises: {compared} records shown at {len(INSTANTS)} instants, "
          f"none too many and none too few, in {perf_counter() - begun:.0f} s")  # fmt: skip
    assert compared > ENTERPRISES


def test_the_truth_says_something_of_every_public_kind(town: Town) -> None:
    for kind in ("honour", "abnormal", "serious", "commitment"):
        counts = {len(town.truth.get((instant, kind), ())) for instant in INSTANTS}
        assert max(counts) > 0, kind
        assert len(counts) > 1, f"{kind}: nothing ever changes"
    for kind in ("coercion", "criminal"):
        assert not any(town.truth.get((instant, kind)) for instant in INSTANTS)


def test_lists_of_subjects_are_those_of_their_entries(house: EngineHouse, town: Town) -> None:
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    for instant in INSTANTS[::5]:
        listed: set[str] = set()
        after = None
        while True:
            page = house.run(
                search_subjects(
                    house.engine,
                    tables,
                    "",
                    SubjectFilters(lists=("abnormal", "abnormal_mark")),
                    first=LARGEST_PAGE,
                    now=instant,
                    after=after,
                    count=False,
                )
            )
            listed |= {orjson.loads(row.body)["uscc"] for row in page.rows}
            if not page.has_next:
                break
            after = page.rows[-1].cursor
        told = town.truth.get((instant, "abnormal"), frozenset())
        assert listed == {uscc for uscc, _ in told}
