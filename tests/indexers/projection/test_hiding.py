"""While an index by new rules is built, what is hidden leaves the one that is served, and nothing
else of it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from gongshi.indexers.catch_up import SUBJECTS_A_CHUNK
from gongshi.indexers.meanwhile import EVERY
from gongshi.indexers.projector import State
from gongshi.indexers.withholding import lift, withhold
from gongshi.ledger import leases
from gongshi.ledger.snapshots import scan_subjects
from gongshi.records.clock import to_ms
from gongshi.records.filings import SeriousListing
from gongshi.records.model import SubjectKind
from gongshi.search.documents import Collection
from gongshi.search.port import All, SearchRequest, Tier
from tests.ledger.filing_desk import NOW, licence, name, register, uscc

pytestmark = pytest.mark.slow

Town = Any


def shown(town: Town, collection: Collection = Collection.RECORDS) -> set[str]:
    """Owners that the served generation shows."""
    every = SearchRequest(
        collection=collection,
        tiers=(Tier("all", All()),),
        filters=(),
        now=to_ms(NOW + timedelta(minutes=1)),
        size=100,
    )
    return {hit.owner for hit in town.engine.search_now(every).hits}


def filed(town: Town) -> dict[str, str]:
    """Document number → record."""
    with town.ledger.read() as conn:
        snapshots = scan_subjects(conn, 0, 100)
    return {
        one.record.document_number: one.record.id for found in snapshots for one in found.records
    }


@pytest.fixture
def town(open_town: Callable[..., Town]) -> Town:
    """Three firms of the register with a licence each, one that it does not know, served."""
    town = open_town()
    town.deliver("register", *(register(n) for n in (1, 2, 3)), now=NOW)
    town.deliver("licences", *(licence(n, f"许{n}") for n in (1, 2, 3, 4)), now=NOW)
    before = town.projector()
    assert before.run_once(NOW).state is State.READY
    before.close()
    return town


@pytest.fixture
def subject_by_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build tells of every subject, and each takes longer than until the next look."""
    assert SUBJECTS_A_CHUNK > 1
    monkeypatch.setattr("gongshi.indexers.catch_up.SUBJECTS_A_CHUNK", 1)


def clock(step: timedelta = EVERY) -> Callable[[], datetime]:
    ticks = count()
    return lambda: NOW + step * next(ticks)


def by_new_rules(town: Town, holder: str = "new", **options: Any) -> Any:
    return town.projector(holder, city=replace(town.city, hash="new"), **options)


@pytest.mark.usefixtures("subject_by_subject")
def test_what_is_withheld_meanwhile_is_gone_before_the_new_index_is_served(town: Town) -> None:
    ids = filed(town)
    served, stages = town.live(), []

    def meanwhile(done: int, _total: int) -> None:
        stages.append((shown(town), shown(town, Collection.SUBJECTS), town.live()))
        if done == 1:
            for number in ("许2", "许4"):
                withhold(town.ledger, ids[number], by="王敏", now=NOW, reason="核查")
            town.deliver("licences", licence(1, "许新"), now=NOW)

    projector = by_new_rules(town, clock=clock())
    assert projector.run_once(NOW).state is State.STALE
    assert projector.rebuild(NOW, meanwhile).state is State.READY
    projector.close()
    (records, subjects, _), *_, (after, left, live) = stages
    assert records == {ids[number] for number in ("许1", "许2", "许3", "许4")}
    assert after == {ids["许1"], ids["许3"]}, "and nothing new by other rules"
    assert len(subjects - left) == 1, "of the one the register does not know nothing is shown"
    assert live == served, "its checkpoint claims nothing"
    assert shown(town) == after | {filed(town)["许新"]}


def listing(number: str) -> SeriousListing:
    """Of the first firm, for unsafe food."""
    return SeriousListing(
        source="serious",
        subject_name=name(1),
        subject_kind=SubjectKind.LEGAL_PERSON,
        uscc=uscc(1),
        decision_date=date(2026, 4, 10),
        document_number=number,
        authority="天津市市场监督管理委员会",
        ground_article=5,
        ground_text="生产经营不符合食品安全标准的食品",
    )


@pytest.mark.usefixtures("subject_by_subject")
def test_places_on_boards_go_with_the_evidence(open_town: Callable[..., Town]) -> None:
    town = open_town()
    town.deliver("register", *(register(n) for n in (1, 2, 3)), now=NOW)
    town.deliver("serious", listing("列1"), now=NOW)
    before = town.projector()
    before.run_once(NOW)
    before.close()
    assert shown(town, Collection.BOARDS)
    withhold(town.ledger, filed(town)["列1"], by="王敏", now=NOW, reason="核查")
    stages = []
    projector = by_new_rules(town, clock=clock())
    projector.rebuild(NOW, lambda *_: stages.append(shown(town, Collection.BOARDS)))
    projector.close()
    assert stages[-1] == set()


@pytest.mark.usefixtures("subject_by_subject")
def test_gone_back_to_its_rules_the_index_shows_what_was_lifted(town: Town) -> None:
    record = filed(town)["许2"]
    withhold(town.ledger, record, by="王敏", now=NOW, reason="核查")
    projector = by_new_rules(town, clock=clock())
    projector.rebuild(NOW)
    projector.close()
    lift(town.ledger, record, by="王敏", now=NOW + timedelta(seconds=1), reason="核查完毕")
    old = town.projector("old")
    assert old.rollback("", NOW + timedelta(seconds=2)).generation == "g000001"
    old.close()
    assert record in shown(town)


@pytest.mark.usefixtures("subject_by_subject")
def test_who_keeps_it_by_its_own_rules_is_left_to_it(town: Town) -> None:
    keeper = town.projector("keeper")
    assert keeper.run_once(NOW).state is State.READY
    projector = by_new_rules(town)
    withhold(town.ledger, filed(town)["许2"], by="王敏", now=NOW, reason="核查")
    kept: list[State] = []
    projector.rebuild(NOW, lambda *_: kept.append(keeper.run_once(NOW).state))
    assert set(kept) == {State.READY}
    for one in (keeper, projector):
        one.close()
    with town.ledger.read() as conn:
        assert [one.holder for one in leases.standing(conn, ["index:g000001"])] == [""]


@pytest.mark.usefixtures("subject_by_subject")
def test_who_builds_keeps_the_others_from_it_however_long_it_takes(town: Town) -> None:
    ticks = clock(timedelta(seconds=1))
    others: list[State] = []

    def meanwhile(*_: int) -> None:
        another = by_new_rules(town, "another", clock=ticks)
        others.append(another.rebuild(NOW).state)

    projector = by_new_rules(town, clock=ticks)
    assert projector.rebuild(NOW, meanwhile).state is State.READY
    assert set(others) == {State.HELD}
    assert len(others) == 4
    projector.close()


# --- by the same rules ----------------------------------------------------------------------------


@pytest.mark.usefixtures("subject_by_subject")
def test_an_index_by_the_same_rules_is_followed_while_its_successor_is_built(town: Town) -> None:
    ids = filed(town)
    served, stages = town.live(), []

    def meanwhile(done: int, _total: int) -> None:
        stages.append((shown(town), town.live()))
        if done == 1:
            withhold(town.ledger, ids["许2"], by="王敏", now=NOW, reason="核查")
            town.deliver("licences", licence(1, "许新"), now=NOW)

    projector = town.projector("same", clock=clock())
    assert projector.rebuild(NOW, meanwhile).state is State.READY
    projector.close()
    (records, _), *_, (after, live) = stages
    assert records == set(ids.values())
    assert after == set(filed(town).values()) - {ids["许2"]}
    assert live.name == served.name
    assert live.checkpoint.change == town.head()
    assert shown(town) == after


@pytest.mark.usefixtures("subject_by_subject")
def test_an_index_that_another_process_follows_is_left_to_it(town: Town) -> None:
    stages = []
    other = town.projector("other", clock=clock(timedelta(0)))
    assert other.run_once(NOW).state is State.READY

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            town.deliver("licences", licence(1, "许新"), now=NOW)
        stages.append(shown(town))

    projector = town.projector("same", clock=clock(timedelta(0)))
    assert projector.rebuild(NOW, meanwhile).state is State.READY
    projector.close()
    assert all(records == stages[0] for records in stages)
    other.close()
