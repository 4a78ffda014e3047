"""What boards show at an instant is what the rules say, and what the subject's own page says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.board_desk import Choice, board_of, confirm
from gongshi.indexers.projection import project_subject
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.board_rules import BoardDecision, fold_type
from gongshi.records.boards import standings
from gongshi.records.clock import from_ms, midnight, to_ms
from gongshi.records.filings import SeriousListing
from gongshi.records.model import (
    Event,
    Field,
    Penalty,
    PenaltyKind,
    RegisterEntry,
    Repair,
    RepairResult,
    Severity,
    SubjectKind,
)
from gongshi.search.documents import Collection, Document, OwnerDocuments, board_owner

pytestmark = pytest.mark.slow

OLD_FOOD = "经营超过保质期的食品"
UNIT = "天津市市场监督管理委员会"
MS = timedelta(milliseconds=1)
FIRST, LAST = date(2024, 1, 1), date(2029, 1, 1)
INSTANTS = st.integers(to_ms(midnight(FIRST)), to_ms(midnight(LAST))).map(from_ms)


@pytest.fixture(scope="session")
def open_city(city: City) -> City:
    """Tianjin, its board of repeated penalties without confirmation."""
    return unconfirmed(city)


def unconfirmed(city: City) -> City:
    boards = tuple(
        replace(one, confirmed_by=()) if one.code == "repeat" else one for one in city.boards.boards
    )
    return replace(city, boards=replace(city.boards, boards=boards))


def valid(
    owners: Sequence[OwnerDocuments], collection: Collection, owner: str, instant: datetime
) -> Document | None:
    moment = to_ms(instant)
    found = [
        document
        for one in owners
        if (one.collection, one.owner) == (collection, owner)
        for document in one.documents
        if document.valid_from <= moment < document.valid_until
    ]
    assert len(found) <= 1
    return found[0] if found else None


# --- by example ---------------------------------------------------------------------------------


def food(make: Any, decided: str, number: str, **columns: Any) -> Penalty:
    given: dict[str, Any] = {
        "document_number": number,
        "violation_type": OLD_FOOD,
        "field": Field.FOOD,
        "severity": Severity.SERIOUS,
        "content": "罚款伍万元，联系电话13812345678",
        "authority": UNIT,
        **columns,
    }
    penalty: Penalty = make.penalty(decided, **given)
    return penalty


def test_an_entry_tells_the_subject_and_its_evidence(make: Any, open_city: City) -> None:
    subject = make.subject(
        food(make, "2026-04-10", "1号"),
        food(make, "2026-06-01", "2号", objected=True),
        register=make.register(district_code="120104"),
    )
    owners = project_subject(subject, open_city, make.at("2026-01-01T00:00"))
    owner = board_owner("repeat", "s00000001")
    accepted = make.at("2026-06-01T09:30")
    assert valid(owners, Collection.BOARDS, owner, accepted - MS) is None
    document = valid(owners, Collection.BOARDS, owner, accepted)
    assert document is not None
    assert document.terms == {
        "board": ("repeat",),
        "sector": ["food"],
        "district": ("120104",),
        "subject": ("s00000001",),
        "code": ("91110000802100433B",),
    }
    evidence = {
        "documentNumber": "1号",
        "decided": "2026-04-10",
        "authority": UNIT,
        "violationType": OLD_FOOD,
        "penaltyKinds": ["fine"],
        "penaltyKindsText": "罚款",
        "content": "罚款伍万元，联系电话138****5678",
        "fine": None,
        "groundText": "",
        "objected": False,
    }
    body = orjson.loads(document.body)
    assert body == {
        "board": "repeat",
        "boardName": "屡罚不改",
        "subjectId": "s00000001",
        "subjectName": "天津市海河乳品有限公司",
        "subjectUscc": "91110000802100433B",
        "district": {"code": "120104", "name": "南开区"},
        "since": "2026-06-01",
        "leavesOn": "2028-04-11",
        "sectors": ["food"],
        "grounds": [
            {
                "sector": "food",
                "violation": OLD_FOOD,
                "since": "2026-06-01",
                "leavesOn": "2028-04-11",
                "evidence": [
                    {"id": "r00000001", "kind": "penalty", **evidence},
                    {
                        "id": "r00000002",
                        "kind": "penalty",
                        **evidence,
                        "documentNumber": "2号",
                        "decided": "2026-06-01",
                        "objected": True,
                    },
                ],
                "confirmation": None,
            }
        ],
    }
    assert valid(owners, Collection.BOARDS, owner, make.at("2028-04-10T23:59")) is not None
    assert valid(owners, Collection.BOARDS, owner, make.at("2028-04-11T00:00")) is None
    document = valid(owners, Collection.SUBJECTS, "s00000001", accepted)
    assert document is not None
    labels = orjson.loads(document.body)["boards"]
    assert labels == [{"board": "repeat", "name": "屡罚不改", "sectors": ["food"]}]
    assert (document.terms["board"], document.terms["sector"]) == (["repeat"], ["food"])


def test_persons_are_named_in_no_part_of_an_entry(make: Any, city: City) -> None:
    """Not in the violation, nor in the basis a clerk writes: 王伟明 and 王伟 by the rows, 李娜 by
    the register, whose source need not be public."""
    violation = f"{OLD_FOOD}（负责人王伟明，店长王伟，法人李娜）"
    columns = {"violation_type": violation, "legal_representative": "王伟、王伟明"}
    confirmed = make.at("2026-06-03T15:00")
    decision = BoardDecision(
        board="repeat",
        sector=Field.FOOD,
        violation=fold_type(violation),
        confirmed=True,
        evidence=frozenset({"r00000001", "r00000002"}),
        unit=UNIT,
        basis="经核实王伟明、李娜所办企业屡次违法",
        by="王敏",
        at=confirmed,
    )
    subject = make.subject(
        food(make, "2026-04-10", "1号", **columns),
        food(make, "2026-06-01", "2号", **columns),
        register=make.register(legal_representative="李娜"),
        board_decisions=(decision,),
    )
    owners = project_subject(subject, city, make.at("2026-01-01T00:00"))
    document = valid(owners, Collection.BOARDS, board_owner("repeat", "s00000001"), confirmed)
    assert document is not None
    (ground,) = orjson.loads(document.body)["grounds"]
    assert ground["violation"] == f"{OLD_FOOD}（负责人王某，店长王某，法人李某）"
    assert ground["confirmation"]["basis"] == "经核实王某、李某所办企业屡次违法"
    for name in ("王伟", "李娜"):
        assert name.encode() not in document.body


def test_a_confirmation_is_told_with_its_unit_basis_and_day(make: Any, city: City) -> None:
    decision = BoardDecision(
        board="repeat",
        sector=Field.FOOD,
        violation=OLD_FOOD,
        confirmed=True,
        evidence=frozenset({"r00000001", "r00000002"}),
        unit=UNIT,
        basis="津市监规〔2026〕9号，联系人电话13812345678",
        by="王敏",
        at=make.at("2026-06-03T15:00"),
    )
    subject = make.subject(
        food(make, "2026-04-10", "1号"),
        food(make, "2026-06-01", "2号"),
        board_decisions=(decision,),
    )
    owners = project_subject(subject, city, make.at("2026-01-01T00:00"))
    owner = board_owner("repeat", "s00000001")
    assert valid(owners, Collection.BOARDS, owner, decision.at - MS) is None
    document = valid(owners, Collection.BOARDS, owner, decision.at)
    assert document is not None
    body = orjson.loads(document.body)
    assert body["since"] == "2026-06-03"
    assert body["district"] is None
    assert body["grounds"][0]["confirmation"] == {
        "unit": UNIT,
        "basis": "津市监规〔2026〕9号，联系人电话138****5678",
        "day": "2026-06-03",
    }
    assert b"\xe7\x8e\x8b\xe6\x95\x8f" not in document.body  # 王敏, who typed it


def test_an_entry_of_the_serious_list_stands_on_its_board(make: Any, city: City) -> None:
    listed = SeriousListing(
        source="serious",
        id="r00000007",
        subject_id="s00000001",
        subject_name="天津市海河乳品有限公司",
        subject_kind=SubjectKind.LEGAL_PERSON,
        uscc="91110000802100433B",
        decision_date=date(2026, 4, 10),
        accepted_at=make.at("2026-04-10T09:30"),
        document_number="津市监列〔2026〕1号",
        authority=UNIT,
        ground_article=5,
        ground_text="生产经营不符合食品安全标准的食品，电话13812345678",
        removed_date=date(2027, 1, 1),
    )
    owners = project_subject(make.subject(listed), city, make.at("2026-01-01T00:00"))
    owner = board_owner("serious", "s00000001")
    document = valid(owners, Collection.BOARDS, owner, make.at("2026-12-31T23:59"))
    assert document is not None
    body = orjson.loads(document.body)
    assert (body["since"], body["leavesOn"]) == ("2026-04-10", "2029-04-11")
    (ground,) = body["grounds"]
    text = "生产经营不符合食品安全标准的食品，电话138****5678"
    assert (ground["sector"], ground["violation"]) == ("food", text)
    (evidence,) = ground["evidence"]
    assert (evidence["kind"], evidence["groundText"]) == ("serious", text)
    assert (evidence["violationType"], evidence["penaltyKinds"], evidence["fine"]) == ("", [], None)
    assert valid(owners, Collection.BOARDS, owner, make.at("2027-01-01T00:00")) is None
    subject = valid(owners, Collection.SUBJECTS, "s00000001", make.at("2026-12-31T23:59"))
    assert subject is not None
    assert orjson.loads(subject.body)["boards"] == [
        {"board": "serious", "name": "严重违法失信", "sectors": ["food"]}
    ]


def test_a_natural_person_stands_on_no_board(make: Any, open_city: City) -> None:
    person = {"subject_kind": SubjectKind.NATURAL_PERSON}
    for of_subject, of_records in ((person, person), (person, {}), ({}, person)):
        subject = make.subject(
            food(make, "2026-04-10", "1号", **of_records),
            food(make, "2026-06-01", "2号", **of_records),
            **of_subject,
        )
        owners = project_subject(subject, open_city, make.at("2026-01-01T00:00"))
        places = [one for one in owners if one.collection is Collection.BOARDS]
        assert [one.documents for one in places] == [(), (), ()]


def test_what_left_leaves_no_trace(make: Any, open_city: City) -> None:
    """A third penalty, repaired, against none at all: the same slices from the repair on."""
    repaired = Repair(result=RepairResult.GRANTED, decision_date=date(2026, 9, 1))
    two = food(make, "2026-04-10", "1号"), food(make, "2026-06-20", "3号")
    third = food(make, "2026-05-01", "2号", id="r00000009")
    with_it = make.subject(two[0], two[1], (third, [repaired]), change=99)
    without = make.subject(*two, change=99)
    after = make.at("2026-09-01T00:00")
    told = []
    for subject in (with_it, without):
        owners = project_subject(subject, open_city, after)
        document = valid(owners, Collection.BOARDS, board_owner("repeat", "s00000001"), after)
        assert document is not None
        told.append((document.terms, document.numbers, document.body, document.valid_until))
    assert told[0] == told[1]


def test_of_a_source_that_is_no_more_nothing_counts(make: Any, open_city: City) -> None:
    gone = food(make, "2026-04-10", "1号", source="gone")
    subject = make.subject(gone, food(make, "2026-06-01", "2号"))
    owners = project_subject(subject, open_city, make.at("2026-01-01T00:00"))
    assert not any(one.documents for one in owners if one.collection is Collection.BOARDS)


# --- in the index -------------------------------------------------------------------------------


def boards_of(town: Any, now: datetime) -> dict[str, list[str]]:
    """Owner -> evidence of every valid place, as the engine gives it."""
    owners = [board_owner(board.code, one) for board in town.city.boards.boards for one in town.all]
    found = town.engine.get_now(Collection.BOARDS, owners, to_ms(now))
    return {
        owner: [one["documentNumber"] for ground in body["grounds"] for one in ground["evidence"]]
        for owner, hit in found.items()
        for body in [orjson.loads(hit.body)]
    }


def test_a_corrected_penalty_takes_the_subject_off_the_board(
    make: Any, city: City, open_town: Callable[..., Any]
) -> None:
    """Its violation is another one now: nothing else of the subject changed, and no place is
    left."""
    town = open_town()
    town.city = unconfirmed(city)
    now = make.at("2026-06-10T12:00")
    first = food(make, "2026-04-10", "津市监罚〔2026〕1号")
    second = food(make, "2026-06-01", "津市监罚〔2026〕2号")
    town.deliver("penalties", first, second, now=now)
    town.all = [town.ledger.ids.subjects.id(1)]
    projector = town.projector()
    projector.run_once(now)
    both = {board_owner("repeat", town.all[0]): [first.document_number, second.document_number]}
    assert boards_of(town, now) == both
    later = now + timedelta(hours=1)
    town.deliver("penalties", replace(second, violation_type="未明码标价"), now=later)
    projector.run_once(later)
    assert boards_of(town, later) == {}
    third = food(make, "2026-06-05", "津市监罚〔2026〕3号")
    town.deliver("penalties", third, now=later)
    projector.run_once(later)
    assert boards_of(town, later) == {
        board_owner("repeat", town.all[0]): [first.document_number, third.document_number]
    }
    assert unversioned(town) == rebuilt(town, later)
    projector.close()


def test_a_confirmation_reaches_the_index(
    make: Any, city: City, open_town: Callable[..., Any]
) -> None:
    town = open_town()
    now = make.at("2026-06-10T12:00")
    first = food(make, "2026-04-10", "津市监罚〔2026〕1号")
    second = food(make, "2026-06-01", "津市监罚〔2026〕2号")
    town.deliver("penalties", first, second, now=now)
    town.all = [town.ledger.ids.subjects.id(1)]
    projector = town.projector()
    projector.run_once(now)
    assert boards_of(town, now) == {}
    board = board_of(city, "repeat")
    confirm(
        town.ledger,
        city,
        board,
        first.uscc,
        Choice(),
        unit=UNIT,
        basis="样例办法第三条",
        by="王敏",
        now=now,
    )
    projector.run_once(now)
    assert boards_of(town, now) == {
        board_owner("repeat", town.all[0]): [first.document_number, second.document_number]
    }
    assert unversioned(town) == rebuilt(town, now)
    projector.close()


def rebuilt(town: Any, now: datetime) -> list[tuple[Any, ...]]:
    """The slices of a new generation."""
    projector = town.projector("again", city=town.city)
    projector.rebuild(now)
    projector.close()
    return unversioned(town)


def unversioned(town: Any) -> list[tuple[Any, ...]]:
    """The slices without the change they were written at."""
    return [(body, start, end, rank) for body, start, end, _, rank in town.dump()]


# --- at any instant -----------------------------------------------------------------------------


@st.composite
def penalties(draw: st.DrawFn, place: int) -> RecordSnapshot:
    decided = draw(st.sampled_from([date(2025, 1, 31), date(2026, 4, 10), date(2026, 8, 31)]))
    record = Penalty(
        source=draw(st.sampled_from(["penalties", "penalties-samr"])),
        id=f"r{place}",
        subject_id="s1",
        subject_name=draw(st.sampled_from(["甲公司", "乙公司"])),
        subject_kind=SubjectKind.LEGAL_PERSON,
        uscc="91110000802100433B",
        decision_date=decided + timedelta(days=place),
        accepted_at=midnight(decided) + timedelta(milliseconds=draw(st.integers(0, 10**9))),
        document_number=f"{place}号",
        violation_type=draw(st.sampled_from([OLD_FOOD, "经营过期食品", "未明码标价"])),
        field=draw(st.sampled_from([Field.FOOD, Field.FOOD, Field.FIRE, None])),
        kinds=(draw(st.sampled_from([PenaltyKind.FINE, PenaltyKind.STOP_BUSINESS])),),
        severity=draw(st.sampled_from([Severity.GENERAL, Severity.SERIOUS, Severity.MINOR])),
    )
    about: tuple[Event, ...] = ()
    if draw(st.booleans()):
        day = draw(st.dates(decided, LAST))
        about = (Repair(result=RepairResult.GRANTED, decision_date=day),)
    return RecordSnapshot(record, place, about, place)


@st.composite
def subjects(draw: st.DrawFn) -> SubjectSnapshot:
    held = tuple(draw(penalties(place)) for place in range(1, draw(st.integers(3, 6))))
    decisions = [
        BoardDecision(
            board="defiant",
            sector=Field.FOOD,
            violation=OLD_FOOD,
            confirmed=draw(st.booleans()),
            evidence=frozenset(one.record.id for one in held[: draw(st.integers(2, 5))]),
            unit=UNIT,
            basis="样例",
            by="王敏",
            at=draw(INSTANTS),
            sequence=place,
        )
        for place in range(draw(st.integers(0, 2)))
    ]
    register = RegisterEntry(source="register", name="登记名", uscc="91110000802100433B")
    return SubjectSnapshot(
        subject_id="s1",
        no=1,
        ordinal=1,
        subject_kind=SubjectKind.LEGAL_PERSON,
        uscc="91110000802100433B",
        codes=("91110000802100433B",),
        name="甲公司",
        former_names=(),
        register=draw(st.sampled_from([None, register])),
        records=held,
        change=9,
        board_decisions=tuple(decisions),
    )


def edges(snapshot: SubjectSnapshot, owners: Sequence[OwnerDocuments]) -> Iterator[datetime]:
    """Around every instant at which a document begins or ends."""
    for owner in owners:
        for document in owner.documents:
            for edge in (document.valid_from, document.valid_until):
                if 0 < edge <= to_ms(midnight(LAST)):
                    yield from (from_ms(edge) - MS, from_ms(edge))
    for decision in snapshot.board_decisions:
        yield decision.at


@settings(max_examples=60)
@given(snapshot=subjects(), now=INSTANTS)
def test_boards_say_what_the_rules_and_the_subjects_page_say(
    snapshot: SubjectSnapshot, now: datetime, open_city: City
) -> None:
    owners = project_subject(snapshot, open_city, now)
    boards, rules = open_city.boards, open_city.rules
    filed = [(one.record, one.events) for one in snapshot.records]
    told = {
        board.code: standings(filed, snapshot.board_decisions, board, boards, rules)
        for board in boards.boards
    }
    for instant in {now, *edges(snapshot, owners)}:
        if instant < now:
            continue
        page = valid(owners, Collection.SUBJECTS, "s1", instant)
        labels: dict[str, list[str]] = {}
        for code, stretches in told.items():
            document = valid(owners, Collection.BOARDS, board_owner(code, "s1"), instant)
            by_rule = [one for one in stretches if one.start <= instant < one.end]
            assert (document is not None) == bool(by_rule)
            if document is None:
                continue
            body = orjson.loads(document.body)
            labels[code] = body["sectors"]
            assert [
                (one["sector"], one["violation"], [record["id"] for record in one["evidence"]])
                for one in body["grounds"]
            ] == [
                (one.sector.value, one.violation, [record.id for record in one.evidence])
                for one in by_rule[0].grounds
            ]
            assert page is not None
            assert body["subjectName"] == orjson.loads(page.body)["name"]
            for ground in body["grounds"]:
                assert ground["since"] < ground["leavesOn"]
                for one in ground["evidence"]:
                    shown = valid(owners, Collection.RECORDS, one["id"], instant)
                    assert shown is not None
                    record = orjson.loads(shown.body)
                    told_too = {name: record[name] for name in one if name in record}
                    assert one == {"groundText": "", **told_too}
        on_page = orjson.loads(page.body)["boards"] if page is not None else []
        assert {one["board"]: one["sectors"] for one in on_page} == labels


@settings(max_examples=40)
@given(snapshot=subjects(), now=INSTANTS, later=INSTANTS)
def test_projecting_later_gives_what_is_left_of_the_same_places(
    snapshot: SubjectSnapshot, now: datetime, later: datetime, open_city: City
) -> None:
    now, later = sorted((now, later))
    moment = to_ms(later)
    left = [
        (one.collection, one.owner, tuple(d for d in one.documents if d.valid_until > moment))
        for one in project_subject(snapshot, open_city, now)
    ]
    again = [
        (one.collection, one.owner, one.documents)
        for one in project_subject(snapshot, open_city, later)
    ]
    assert again == left
