"""The sample city against its own truth: what its maker meant is what search shows, at twenty
instants, on both engines: records of all kinds, and the exposure boards with their evidence.

The truth is reasoned where the rows are invented (``samples/``), by nothing of the product.
``make test-full`` asks it of 20,000 enterprises (``GONGSHI_TEST_TRUTH_ENTERPRISES``).
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import perf_counter
from typing import Any

import orjson
import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.cities.schema import FIELDS
from gongshi.indexers.board_desk import Choice, board_of, confirm, withdraw
from gongshi.indexers.bulk_withdrawals import approve
from gongshi.indexers.index_terms import licence_kinds, name_tables
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector, State
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import FIELD_NAMES, Field
from gongshi.samples.city import write_city
from gongshi.samples.days import meant_at
from gongshi.samples.truth import KINDS, SubjectTruth, read_truth
from gongshi.samples.truth_days import INSTANTS, TAKEN_IN
from gongshi.search.filters import BoardFilters, RecordFilters, SubjectFilters
from gongshi.search.names import NameTables
from gongshi.search.port import SearchEngine
from gongshi.search.results import ResultPage
from gongshi.search.service import (
    LARGEST_PAGE,
    search_boards,
    search_records,
    search_subjects,
)
from tests.contract.engine_house import EngineHouse

pytestmark = pytest.mark.slow

ENTERPRISES = int(os.environ.get("GONGSHI_TEST_TRUTH_ENTERPRISES", "400"))
#: Everything is taken in on this day, and confirmed in its evening.
NOON = datetime.combine(TAKEN_IN, time(12), SHANGHAI)
EVENING = NOON + timedelta(hours=6)
KIND_FACETS = ("licence_kind", "penalty_kind")
BRACKETS = str.maketrans("", "", "〔〕﹝﹞[]【】()（）")

Told = Counter[tuple[str, str]]  # (USCC, number) of the records of one kind
Place = tuple[str, str, str, tuple[str, ...]]  # USCC, board, sector, numbers of the evidence


@dataclass(frozen=True)
class Town:
    """A city that was taken in, and what its maker says of it."""

    city: City
    ledger: Ledger
    truth: Sequence[SubjectTruth]

    def told(self, kind: str, instant: datetime) -> Told:
        """The records of a kind that must be shown."""
        return Counter(
            (subject.uscc, plain(one.number))
            for subject in self.truth
            for one in subject.records
            if one.kind == kind and meant_at(one.days, instant)
        )

    def places(self, instant: datetime) -> Counter[Place]:
        """What the boards must show."""
        return Counter(
            (subject.uscc, one.board, one.sector, tuple(sorted(map(plain, one.evidence))))
            for subject in self.truth
            for one in subject.places
            if meant_at(one.shown, instant)
        )


def plain(number: str) -> str:
    """A document number, however it is bracketed."""
    return unicodedata.normalize("NFKC", number).translate(BRACKETS)


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
            now=NOON,
            item=entry.item or None,
            sent_at=datetime.fromisoformat(entry.sent_at),
            city_key=b"k" * 32,
            by="样例报送人",
        )
        if receipt.approval:
            approve(ledger, city, receipt.approval, by="样例复核人", now=NOON)
    truth = tuple(read_truth(folder / "city"))
    for subject in truth:
        for one in subject.confirmations:
            board = board_of(city, one.board)
            choice = Choice(FIELDS[one.sector], one.violation)
            who = {"unit": one.unit, "by": "样例复核人"}
            confirm(ledger, city, board, subject.uscc, choice, basis="经核实", now=EVENING, **who)
            if one.taken_back is not None:
                later = datetime.combine(one.taken_back, time(9), SHANGHAI)
                withdraw(
                    ledger, city, board, subject.uscc, choice, reason="另有决定", now=later, **who
                )
    yield Town(city, ledger, truth)
    ledger.close()


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)],
)
def house(request: pytest.FixtureRequest, town: Town) -> EngineHouse:
    made: EngineHouse = request.getfixturevalue(f"{request.param}_shared")
    projector = Projector(town.ledger, made.admin, town.city, "test")
    assert projector.run_once(EVENING).state is State.READY
    projector.close()
    return made


def pages(house: EngineHouse, ask: Callable[..., Any], instant: datetime) -> Iterator[Any]:
    """The bodies of all rows of a search."""
    after = None
    while True:
        page = house.run(
            ask(house.engine, first=LARGEST_PAGE, now=instant, after=after, count=False)
        )
        for row in page.rows:
            yield orjson.loads(row.body)
        if not page.has_next:
            return
        after = page.rows[-1].cursor


def records_at(
    house: EngineHouse, tables: NameTables, narrowed: RecordFilters, instant: datetime
) -> Iterator[Any]:
    """All records that search shows at an instant, so narrowed."""

    def ask(engine: SearchEngine, **how: Any) -> Awaitable[ResultPage]:
        return search_records(engine, tables, "", narrowed, **how)

    return pages(house, ask, instant)


def subjects_at(
    house: EngineHouse, tables: NameTables, narrowed: SubjectFilters, instant: datetime
) -> Iterator[Any]:
    """All subjects that search shows at an instant, so narrowed."""

    def ask(engine: SearchEngine, **how: Any) -> Awaitable[ResultPage]:
        return search_subjects(engine, tables, "", narrowed, **how)

    return pages(house, ask, instant)


def shown(house: EngineHouse, town: Town, kind: str, instant: datetime) -> Told:
    """All records of a kind that search shows of the sample's subjects at an instant."""
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    return Counter(
        (body["subjectUscc"], plain(body["documentNumber"]))
        for body in records_at(house, tables, RecordFilters(kinds=(kind,)), instant)
    )


def standing(house: EngineHouse, instant: datetime) -> Counter[Place]:
    """All that the boards show at an instant."""

    def ask(engine: SearchEngine, **how: Any) -> Awaitable[ResultPage]:
        return search_boards(engine, BoardFilters(), **how)

    return Counter(
        (
            entry["subjectUscc"],
            entry["board"],
            FIELD_NAMES[Field(ground["sector"])],
            tuple(sorted(plain(one["documentNumber"]) for one in ground["evidence"])),
        )
        for entry in pages(house, ask, instant)
        for ground in entry["grounds"]
    )


def test_what_was_meant_is_what_is_shown(house: EngineHouse, town: Town) -> None:
    begun, compared = perf_counter(), 0
    for instant in INSTANTS:
        for kind in KINDS:
            expected = town.told(kind, instant)
            found = shown(house, town, kind, instant)
            assert found == expected, (instant, kind, found - expected, expected - found)
            compared += found.total()
    print(f"{ENTERPRISES} enterprises: {compared} records shown at {len(INSTANTS)} instants, "
          f"none too many and none too few, in {perf_counter() - begun:.0f} s")  # fmt: skip
    assert compared > ENTERPRISES


def test_boards_show_what_was_meant(house: EngineHouse, town: Town) -> None:
    compared = 0
    for instant in INSTANTS:
        expected, found = town.places(instant), standing(house, instant)
        assert found == expected, (instant, found - expected, expected - found)
        compared += found.total()
    print(f"{ENTERPRISES} enterprises: {compared} places on boards at {len(INSTANTS)} instants")
    assert compared > 0


def test_the_truth_says_something_of_every_public_kind(town: Town) -> None:
    for kind in ("licence", "penalty", "honour", "abnormal", "serious", "commitment"):
        counts = {town.told(kind, instant).total() for instant in INSTANTS}
        assert max(counts) > 0, kind
        assert len(counts) > 1, f"{kind}: nothing ever changes"
    for kind in ("coercion", "criminal"):
        assert not any(town.told(kind, instant) for instant in INSTANTS)


def test_the_truth_says_something_of_every_board(town: Town) -> None:
    boards = [Counter(place[1] for place in town.places(instant)) for instant in INSTANTS]
    for board in ("serious", "repeat", "defiant"):
        assert len({counts[board] for counts in boards}) > 1, f"{board}: nothing ever changes"
    confirmed = [one for subject in town.truth for one in subject.confirmations]
    assert {one.taken_back is None for one in confirmed} == {True, False}


def test_kinds_of_subjects_are_those_of_their_records(house: EngineHouse, town: Town) -> None:
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    ever: Counter[str] = Counter()
    for instant in INSTANTS[::5]:
        expected: dict[str, set[str]] = {}
        for body in records_at(house, tables, RecordFilters(kinds=("licence", "penalty")), instant):
            told = body["kind"] == "penalty"
            own = body["penaltyKinds"] if told else licence_kinds(body["licenceKind"])
            for one in own:
                expected.setdefault(f"{body['kind']}_kind {one}", set()).add(body["subjectId"])
        counted = house.run(
            search_subjects(house.engine, tables, "", first=1, now=instant, facets=KIND_FACETS)
        ).facets
        assert {f"{facet} {one}": n for facet in KIND_FACETS for one, n in counted[facet]} == {
            name: len(subjects) for name, subjects in expected.items()
        }
        for name, subjects in expected.items():
            facet, one = name.split()
            narrowed = SubjectFilters(licence_kinds=(one,))
            if facet == "penalty_kind":
                narrowed = SubjectFilters(penalty_kinds=(one,))
            found = {body["id"] for body in subjects_at(house, tables, narrowed, instant)}
            assert found == subjects, (instant, name)
        ever.update(expected.keys())
    assert min(ever.values()) < max(ever.values()), "no kind ever comes or goes"


def test_labels_are_carried_by_valid_licences(house: EngineHouse, town: Town) -> None:
    """The sample's makers of special equipment, while their licences run and they are in
    business."""
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    gone = SubjectFilters(statuses=("注销", "吊销已注销", "吊销未注销", "撤销"))
    ever: Counter[int] = Counter()
    for instant in INSTANTS[::5]:
        today = instant.astimezone(SHANGHAI).date().isoformat()
        left = {body["id"] for body in subjects_at(house, tables, gone, instant)}
        expected = {
            body["subjectId"]
            for body in records_at(house, tables, RecordFilters(kinds=("licence",)), instant)
            if body["certificateName"] == "特种设备生产许可证"
            and body["validFrom"] <= today <= body["validUntil"]
        }
        carrying = SubjectFilters(labels=("special-equipment",))
        found = {body["id"]: body for body in subjects_at(house, tables, carrying, instant)}
        assert found.keys() == expected - left, instant
        assert all(
            body["labels"] == [{"label": "special-equipment", "name": "特种设备"}]
            for body in found.values()
        )
        ever[len(found)] += 1
    assert max(ever) > 0
    assert len(ever) > 1, "no label ever comes or goes"


def test_lists_of_subjects_are_those_of_their_entries(house: EngineHouse, town: Town) -> None:
    tables = name_tables(town.city.name_zh, tuple(town.city.districts.values()))
    for instant in INSTANTS[::5]:
        narrowed = SubjectFilters(lists=("abnormal", "abnormal_mark"))
        listed = {body["uscc"] for body in subjects_at(house, tables, narrowed, instant)}
        assert listed == {uscc for uscc, _ in town.told("abnormal", instant)}
