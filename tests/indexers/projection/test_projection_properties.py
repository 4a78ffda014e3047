"""At any instant projected documents say what ``publication.intervals`` says of each record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.projection import project_subject, project_subjects
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.clock import from_ms, midnight, to_ms
from gongshi.records.model import (
    Absence,
    DisclosureMode,
    Event,
    Licence,
    Penalty,
    PenaltyKind,
    RecordKind,
    RegisterEntry,
    Repair,
    RepairResult,
    RepairScope,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.publication import intervals
from gongshi.search.documents import Collection, OwnerDocuments

pytestmark = pytest.mark.slow

MS = timedelta(milliseconds=1)
FIRST, LAST = date(2019, 1, 1), date(2030, 1, 1)
DAYS = st.dates(FIRST, LAST)
INSTANTS = st.integers(to_ms(midnight(FIRST)), to_ms(midnight(LAST))).map(from_ms)


def events(day: date) -> st.SearchStrategy[Event]:
    near = st.dates(day, min(day + timedelta(days=900), LAST))
    sequence = st.integers(1, 9)
    return st.one_of(
        st.builds(
            Repair,
            result=st.sampled_from(RepairResult),
            decision_date=near,
            scope=st.sampled_from(RepairScope),
            sequence=sequence,
        ),
        st.builds(Withdrawal, kind=st.just("撤销"), decision_date=near, sequence=sequence),
        st.builds(
            Suspension,
            action=st.sampled_from(SuspensionAction),
            from_date=near,
            to_date=st.none() | near,
            sequence=sequence,
        ),
        st.builds(
            Absence,
            gone=st.booleans(),
            at=st.integers(to_ms(midnight(day)), to_ms(midnight(LAST))).map(from_ms),
            sequence=sequence,
        ),
    )


@st.composite
def records(draw: st.DrawFn, place: int) -> RecordSnapshot:
    decided = draw(DAYS)
    filed: dict[str, Any] = {
        "subject_name": draw(st.sampled_from(["海河甲公司", "海河乙公司"])),
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": decided,
        "uscc": "91110000802100433B",
        "mode": draw(st.sampled_from([None, None, DisclosureMode.SHARED])),
        "id": f"r{place}",
        "subject_id": "s1",
        "accepted_at": midnight(decided) + timedelta(milliseconds=draw(st.integers(0, 10**10))),
    }
    record: Licence | Penalty
    if draw(st.booleans()):
        record = Licence(source="licences", **filed)
    else:
        record = Penalty(
            source=draw(st.sampled_from(["penalties", "penalties-samr"])),
            kinds=tuple(draw(st.sets(st.sampled_from(sorted(PenaltyKind)), max_size=2))),
            severity=draw(st.none() | st.sampled_from(Severity)),
            publication_until=draw(st.none() | st.dates(decided, LAST)),
            **filed,
        )
    about = tuple(draw(st.lists(events(decided), max_size=3)))
    return RecordSnapshot(record, place, about, place)


@st.composite
def subjects(draw: st.DrawFn) -> SubjectSnapshot:
    count = draw(st.integers(0, 4))
    held = tuple(draw(records(place)) for place in range(1, count + 1))
    known = draw(st.booleans())
    register = RegisterEntry(source="register", name="海河公司", uscc="91110000802100433B")
    return SubjectSnapshot(
        subject_id="s1",
        no=1,
        ordinal=1,
        subject_kind=SubjectKind.LEGAL_PERSON,
        uscc="91110000802100433B",
        codes=("91110000802100433B",),
        name="海河公司" if known else "海河甲公司",
        former_names=() if known else ("海河乙公司",),
        register=register if known else None,
        records=held,
        change=max([1, *(one.change for one in held)]),
    )


def shown_at(one: RecordSnapshot, instant: datetime, city: City) -> bool:
    """The rule itself, asked for one instant."""
    return any(
        stretch.start <= instant and (stretch.end is None or instant < stretch.end)
        for stretch in intervals(one.record, one.events, city.rules)
    )


def boundaries(snapshot: SubjectSnapshot, city: City) -> Iterable[datetime]:
    for one in snapshot.records:
        for stretch in intervals(one.record, one.events, city.rules):
            for edge in (stretch.start, stretch.end):
                if edge is not None:
                    yield from (edge - MS, edge, edge + MS)


def valid(
    owners: Iterable[OwnerDocuments], collection: Collection, owner: str, instant: datetime
) -> list[Any]:
    moment = to_ms(instant)
    return [
        document
        for one in owners
        if (one.collection, one.owner) == (collection, owner)
        for document in one.documents
        if document.valid_from <= moment < document.valid_until
    ]


@given(snapshot=subjects(), now=INSTANTS, later=st.lists(INSTANTS, max_size=4))
def test_what_the_documents_say_is_what_the_rules_say(
    snapshot: SubjectSnapshot, now: datetime, later: list[datetime], city: City
) -> None:
    owners = project_subject(snapshot, city, now)
    for instant in {now, *later, *boundaries(snapshot, city)}:
        if instant < now:
            continue
        shown = [one.record for one in snapshot.records if shown_at(one, instant, city)]
        for one in snapshot.records:
            found = valid(owners, Collection.RECORDS, one.record.id, instant)
            assert len(found) == (one.record in shown)
        found = valid(owners, Collection.SUBJECTS, "s1", instant)
        assert len(found) == (snapshot.register is not None or bool(shown))
        for document in found:
            body = orjson.loads(document.body)
            licences = sum(isinstance(record, Licence) for record in shown)
            penalties = len(shown) - licences
            others = dict.fromkeys(RecordKind, 0)
            assert body["counts"] == others | {"licence": licences, "penalty": penalties}
            assert document.numbers["licences"] == licences
            assert document.numbers["penalties"] == penalties
            assert set(document.terms["has"]) == {
                kind for kind, count in (("licence", licences), ("penalty", penalties)) if count
            }
            days = [record.decision_date for record in shown if record.decision_date is not None]
            assert body["latestRecord"] == (max(days).isoformat() if days else None)
            names = {body["name"], *body["formerNames"], *body["otherNames"]}
            registered = {"海河公司"} if snapshot.register is not None else set[str]()
            assert names == registered | {record.subject_name for record in shown}


@settings(max_examples=50)
@given(snapshot=subjects(), now=INSTANTS, later=INSTANTS)
def test_projecting_later_gives_what_is_left_of_the_same_documents(
    snapshot: SubjectSnapshot, now: datetime, later: datetime, city: City
) -> None:
    now, later = sorted((now, later))
    moment = to_ms(later)
    left = [
        (one.collection, one.owner, tuple(d for d in one.documents if d.valid_until > moment))
        for one in project_subject(snapshot, city, now)
    ]
    again = [
        (one.collection, one.owner, one.documents) for one in project_subject(snapshot, city, later)
    ]
    assert again == left


@settings(max_examples=50)
@given(snapshot=subjects(), now=INSTANTS)
def test_slices_are_ascending_and_do_not_overlap(
    snapshot: SubjectSnapshot, now: datetime, city: City
) -> None:
    for owner in project_subject(snapshot, city, now):
        ends = [(one.valid_from, one.valid_until) for one in owner.documents]
        assert all(start < end for start, end in ends)
        assert all(one[1] <= other[0] for one, other in pairwise(ends))
        assert all(end > to_ms(now) for _, end in ends)


@settings(max_examples=50)
@given(
    drawn=st.lists(subjects(), max_size=5), now=INSTANTS, first=st.none() | st.just({"r2", "r3"})
)
def test_subjects_projected_together_give_what_each_gives_alone(
    drawn: list[SubjectSnapshot], now: datetime, first: set[str] | None, city: City
) -> None:
    snapshots = [replace(one, subject_id=f"s{place}") for place, one in enumerate(drawn)]
    only = {"s0": first}
    alone = [
        owner
        for one in snapshots
        for owner in project_subject(one, city, now, only=only.get(one.subject_id))
    ]
    with patch("gongshi.indexers.projection.TOGETHER", 2):
        together = list(chain.from_iterable(project_subjects(snapshots, city, now, only)))
    assert sorted(together, key=by_owner) == sorted(alone, key=by_owner)


def by_owner(one: OwnerDocuments) -> tuple[str, str]:
    return one.collection.value, one.owner
