"""Orders, owners, suggestions, readings and odd texts: the same answers from both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from gongshi.records.clock import FOREVER_MS
from gongshi.records.problems import GongshiError
from gongshi.search.documents import OWNER, Collection, Document, OwnerDocuments
from gongshi.search.filters import SubjectFilters
from gongshi.search.names import NameTables
from gongshi.search.port import (
    All,
    AnyTerm,
    Both,
    Either,
    Node,
    Position,
    SearchRequest,
    Term,
    Tier,
    Total,
)
from gongshi.search.query import LONGEST_QUERY
from gongshi.search.rank import MAX_ORDINAL, dated_rank, record_rank, subject_rank
from gongshi.search.record_terms import record_terms
from gongshi.search.results import Order, ResultPage, Row
from gongshi.search.service import search_records, search_subjects
from gongshi.search.subject_terms import Named, subject_terms
from gongshi.search.suggest import suggest
from gongshi.search.vocabulary import Vocabulary
from tests.contract.engine_house import EngineHouse
from tests.quality.hostile import HOSTILE

INSTANT = datetime(2026, 5, 1, tzinfo=UTC)
DISTRICTS = {"120101": "和平区", "120104": "南开区"}
TABLES = NameTables.of(city="天津市", districts=DISTRICTS.values())
VOCABULARY = Vocabulary.of(DISTRICTS)
STEEL = "91320100748204660Q"

#: Name, status, day of foundation, day of the latest decision.
FIRMS: Sequence[tuple[str, str, date | None, date | None]] = (
    ("天津示例钢铁联合有限公司", "存续", date(2001, 1, 1), date(2025, 1, 1)),
    ("天津市海河乳品有限公司", "存续", date(2015, 6, 1), None),
    ("天津海河火锅有限公司", "注销", date(2015, 6, 1), date(2025, 6, 1)),
    ("天津海河乳业有限公司", "存续", None, date(2025, 6, 1)),
    ("天津火锅注销登记代理有限公司", "存续", date(1899, 1, 1), None),
    ("TCL科技集团股份有限公司", "存续", date(2026, 1, 1), None),
)
#: Kinds of the licences and penalties that some of them have.
LICENCES: Mapping[int, Sequence[str]] = {0: ("ordinary", "registration"), 1: ("ordinary",)}
PENALTIES: Mapping[int, Sequence[str]] = {0: ("close", "fine"), 2: ("fine",), 3: ("fine",)}


def firm(place: int) -> OwnerDocuments:
    """One of ``FIRMS`` as a subject."""
    name, status, founded, latest = FIRMS[place]
    code = STEEL if place == 0 else ""
    terms = subject_terms(
        TABLES,
        Named(
            name=name,
            former_names=("天津老炼铁厂",) if place == 0 else (),
            codes=(code,),
            district="南开区",
        ),
    )
    numbers = {
        "rank": subject_rank(status=status, branch=False, displayed=0, ordinal=place),
        "founded": dated_rank(founded, place),
        "latest": dated_rank(latest, place),
    }
    body = {"id": f"s{place}", "name": name, "uscc": code, "formerNames": [], "otherNames": []}
    filters = {
        "status": (status,),
        "district": ("120104",),
        "licence_kind": LICENCES.get(place, ()),
        "penalty_kind": PENALTIES.get(place, ()),
        "label": ("food-production",) if place in (1, 3) else (),
    }
    document = Document(0, FOREVER_MS, {**terms, **filters}, numbers, orjson.dumps(body))
    return OwnerDocuments(Collection.SUBJECTS, f"s{place}", 1, (document,))


def paper(place: int, number: str, subject: str) -> OwnerDocuments:
    terms = record_terms(
        subject_id=subject, codes=(), subject_name="", numbers=(number,), matter=("乳品",)
    )
    numbers = {"rank": record_rank(decided=date(2025, 1, 1), ordinal=place)}
    body = orjson.dumps({"id": f"r{place}", "subjectId": subject, "documentNumber": number})
    document = Document(0, FOREVER_MS, {**terms, "kind": ("penalty",)}, numbers, body)
    return OwnerDocuments(Collection.RECORDS, f"r{place}", 1, (document,))


@pytest.fixture(scope="module")
def town(shared_house: EngineHouse) -> EngineHouse:
    """Both collections, served."""
    shared_house.serve(
        *(firm(place) for place in range(len(FIRMS))),
        paper(0, "津市监罚〔2025〕7号", "s1"),
        paper(1, "津市监罚〔2025〕8号", ""),
    )
    return shared_house


def find(town: EngineHouse, text: str, **options: Any) -> ResultPage:
    asked = {"first": 20, "now": INSTANT, "vocabulary": VOCABULARY, "guess": True, **options}
    return town.run(search_subjects(town.engine, TABLES, text, **asked))


def owners(page: ResultPage) -> list[str]:
    return [row.owner for row in page.rows]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("founded", ["s5", "s1", "s2", "s0", "s4", "s3"]),
        ("latest", ["s2", "s3", "s0", "s1", "s4", "s5"]),
        ("rank", ["s0", "s1", "s3", "s4", "s5", "s2"]),
    ],
)
def test_rows_stand_by_what_they_are_sorted_by(
    town: EngineHouse, sort: str, order: list[str]
) -> None:
    request = SearchRequest(
        Collection.SUBJECTS, (Tier("all", All()),), (), 0, size=2, sort=sort, count=False
    )
    rows: list[str] = []
    while True:
        page = town.ask(request)
        rows += [hit.owner for hit in page.hits]
        if not page.more:
            break
        last = page.hits[-1]
        request = replace(request, after=Position(last.tier, last.rank))
    assert rows == order


def test_the_number_sorted_by_is_the_hits_own(town: EngineHouse) -> None:
    request = SearchRequest(
        Collection.SUBJECTS, (Tier("all", All()),), (), 0, size=1, sort="founded"
    )
    [hit] = town.ask(request).hits
    assert hit.rank == dated_rank(date(2026, 1, 1), 5) > MAX_ORDINAL


def test_owners_are_asked_like_tokens(town: EngineHouse) -> None:
    nodes: tuple[tuple[Node, list[str]], ...] = (
        (Term(OWNER, "s3"), ["s3"]),
        (Term(OWNER, "r0"), []),
        (AnyTerm(OWNER, ("s0", "s2", "s9")), ["s0", "s2"]),
        (AnyTerm(OWNER, ()), []),
        (Both((AnyTerm(OWNER, ("s0", "s2")), Term("status", "注销"))), ["s2"]),
        (Either((Term(OWNER, "s1"), Term("status", "注销"))), ["s1", "s2"]),
    )
    for node, wanted in nodes:
        request = SearchRequest(Collection.SUBJECTS, (Tier("one", node),), (), 0, size=9)
        assert [hit.owner for hit in town.ask(request).hits] == wanted


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("火锅 注销", [("s2", "phrase"), ("s4", "prefix")]),
        ("注销", [("s4", "phrase"), ("s2", "all")]),
        ("津市监罚（2025）7", [("s1", "number")]),
        ("津市监罚〔2025〕8号", []),
        (f"{STEEL} 处罚", [("s0", "code")]),
        ("海河 南开", [("s1", "core_name"), ("s3", "core_name"), ("s2", "core_name")]),
        ("示例联合", [("s0", "words")]),
        ("南开乳品", [("s1", "phrase")]),
        ("tianjinshihaiheruye", [("s3", "pinyin")]),
    ],
)
def test_readings(town: EngineHouse, typed: str, rows: list[tuple[str, str]]) -> None:
    assert [(row.owner, row.matched_by) for row in find(town, typed).rows] == rows


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (SubjectFilters(licence_kinds=("ordinary",)), {"s0", "s1"}),
        (SubjectFilters(licence_kinds=("registration", "concession")), {"s0"}),
        (SubjectFilters(licence_kinds=("other",)), set()),
        (SubjectFilters(penalty_kinds=("fine",)), {"s0", "s2", "s3"}),
        (SubjectFilters(penalty_kinds=("fine",), licence_kinds=("ordinary",)), {"s0"}),
        (SubjectFilters(penalty_kinds=("close",), statuses=("注销",)), set()),
        (SubjectFilters(labels=("food-production", "special-food")), {"s1", "s3"}),
        (SubjectFilters(labels=("food-production",), penalty_kinds=("fine",)), {"s3"}),
    ],
)
def test_kinds_and_labels_narrow(
    town: EngineHouse, filters: SubjectFilters, wanted: set[str]
) -> None:
    assert set(owners(find(town, "", filters=filters))) == wanted


def test_kinds_and_labels_are_counted(town: EngineHouse) -> None:
    page = find(town, "", facets=("licence_kind", "penalty_kind", "label"))
    assert page.facets == {
        "licence_kind": (("ordinary", 2), ("registration", 1)),
        "penalty_kind": (("fine", 3), ("close", 1)),
        "label": (("food-production", 2),),
    }


@pytest.mark.parametrize("order", list(Order))
def test_ordered_pages_join_and_say_why(town: EngineHouse, order: Order) -> None:
    whole = find(town, "天津海河", order=order)
    assert {row.matched_by for row in whole.rows} <= {"core_name", "prefix", "phrase", "words"}
    rows: list[Row] = []
    after = None
    for _ in whole.rows:
        page = find(town, "天津海河", order=order, first=1, after=after)
        rows += page.rows
        after = page.rows[0].cursor
    assert rows == list(whole.rows)
    assert len(rows) == 3


@pytest.mark.parametrize("order", list(Order))
def test_cursors_outlive_a_promotion(house: EngineHouse, order: Order) -> None:
    everybody = [firm(place) for place in range(len(FIRMS))]
    house.serve(*everybody, name="g1")
    first = find(house, "天津", order=order, first=2)
    house.build("g2", list(reversed(everybody)))
    house.admin.promote("g2")
    rest = find(house, "天津", order=order, after=first.rows[-1].cursor)
    assert rest.checkpoint is not None
    assert rest.checkpoint.generation == "g2"
    assert owners(first) + owners(rest) == owners(find(house, "天津", order=order))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("海", ["s1", "s3", "s2"]),
        ("天津市海河乳品有限", ["s1"]),
        ("老炼", ["s0"]),
        ("h", ["s1", "s3", "s4", "s2"]),
        ("tianjinhaiherupi", ["s1"]),
        ("hhr", ["s1", "s3"]),
        ("9132010074", ["s0"]),
        ("9132O1oo74", ["s0"]),
        ("天津海河乳业（有", ["s3"]),
        ("天津市海河乳业有限公", ["s3"]),
        ("示例南", ["s0"]),
        ("tianjinshihaiheruye", ["s3"]),
    ],
)
def test_suggestions(town: EngineHouse, typed: str, wanted: list[str]) -> None:
    found = town.run(suggest(town.engine, TABLES, typed, first=10, now=INSTANT))
    assert [row.owner for row in found.rows] == wanted


def test_did_you_mean(town: EngineHouse) -> None:
    for typed, subject in (("91320100748204661Q", "s0"), ("海河奶粉作坊", "s1")):
        page = find(town, typed)
        assert (page.rows, page.did_you_mean is None) == ((), False)
        assert page.did_you_mean is not None
        assert page.did_you_mean.subjects[0].owner == subject


def test_near_numbers_and_what_is_left_out(town: EngineHouse) -> None:
    for typed in ("津市监罚〔2025〕5号", "津市监罚〔2021〕7号", "津市监处罚〔2025〕7号"):
        meant = find(town, typed).did_you_mean
        assert meant is not None
        assert (meant.subjects[0].owner, meant.numbers) == ("s1", ("津市监罚〔2025〕7号",))
    meant = find(town, "和平火锅").did_you_mean
    assert meant is not None
    assert ([hit.owner for hit in meant.subjects], meant.left_out) == (["s4", "s2"], ("和平",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025", ["r0 phrase", "r1 phrase"]),
        ("0257", ["r0 phrase"]),
        ("02507", []),
        ("20252025", []),
        ("市监罚2025", ["r0 phrase", "r1 phrase"]),
        ("罚20258号", ["r1 phrase"]),
        ("罚25", ["r0 words", "r1 words"]),
        ("8号 2025", ["r1 words"]),
    ],
)
def test_digits_are_found_in_one_piece(town: EngineHouse, text: str, found: list[str]) -> None:
    page = town.run(search_records(town.engine, TABLES, text, first=20, now=INSTANT))
    assert [f"{row.owner} {row.matched_by}" for row in page.rows] == found
    assert page.total == Total(len(found), exact=True)


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_odd_texts_are_answered(town: EngineHouse, place: int) -> None:
    text = HOSTILE[place]
    for order in (Order.RELEVANCE, Order.LATEST):
        page = find(town, text, order=order, facets=("status",))
        assert len(page.rows) <= len(FIRMS)
        records = search_records(
            town.engine, TABLES, text, first=20, now=INSTANT, order=order, guess=True
        )
        assert len(town.run(records).rows) <= 2
    assert len(town.run(suggest(town.engine, TABLES, text, first=10, now=INSTANT)).rows) <= 10


@pytest.mark.parametrize("text", ["海" * (LONGEST_QUERY + 1), "*" * 10_000, "a " * 5_000])
def test_long_texts_are_refused(town: EngineHouse, text: str) -> None:
    asks = (
        search_subjects(town.engine, TABLES, text, first=1, now=INSTANT),
        search_records(town.engine, TABLES, text, first=1, now=INSTANT),
        suggest(town.engine, TABLES, text, first=1, now=INSTANT),
    )
    for ask in asks:
        with pytest.raises(GongshiError, match="query_too_long"):
            town.run(ask)
