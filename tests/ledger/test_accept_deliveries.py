"""Deliveries: full and delta, resumed, taken over, failed, abandoned; declared periods and
freshness."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from gongshi.indexers.accept import Acceptor, abandon, problem_of
from gongshi.ledger import batches
from gongshi.ledger.batches import find_batch, latest_batches, unfinished_batch
from gongshi.ledger.changes import changes_after
from gongshi.ledger.snapshots import subject_count
from gongshi.ledger.sources import SourceFreshness, declared, freshness
from gongshi.records.model import Absence, Licence, Penalty
from gongshi.records.periods import Period, union
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import (
    NOW,
    Desk,
    counted,
    failed,
    licence,
    name,
    parsed,
    penalty,
    register,
    repair,
    uscc,
    zero_report,
)

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def gone(desk: Desk, firm: int) -> list[bool]:
    events = desk.subject(firm).records[0].events
    return [event.gone for event in events if isinstance(event, Absence)]


@pytest.fixture
def full(desk: Desk) -> Desk:
    desk.source("licences", delivery="full", full_drop_limit=0.2)
    desk.source("register", delivery="full", full_drop_limit=0.2)
    desk.deliver("licences", [licence(n) for n in range(1, 11)])
    return desk


def test_what_a_delta_leaves_out_stays(desk: Desk) -> None:
    desk.deliver("licences", [licence(1), licence(2)])
    receipt = desk.deliver("licences", [licence(1)])
    assert counted(receipt) == {"unchanged": 1}
    assert problem_of(receipt.batch, desk.city) is None
    assert desk.subject(2).records[0].events == ()


def test_what_a_full_delivery_leaves_out_is_gone_and_may_come_back(full: Desk) -> None:
    full.later(days=1)
    receipt = full.deliver("licences", [licence(n) for n in range(1, 9)])
    assert counted(receipt) == {"unchanged": 8, "removed": 2}
    assert (gone(full, 8), gone(full, 9), gone(full, 10)) == ([], [True], [True])
    full.later(days=1)
    receipt = full.deliver("licences", [licence(n) for n in range(1, 10)])
    assert counted(receipt) == {"unchanged": 9, "returned": 1}
    assert gone(full, 9) == [True, False]
    event = full.subject(9).records[0].events[1]
    assert isinstance(event, Absence)
    assert event.at == NOW + timedelta(days=2)


def test_a_drop_beyond_the_limit_removes_nothing(full: Desk) -> None:
    receipt = full.deliver("licences", [licence(n) for n in range(1, 8)])
    assert counted(receipt) == {"unchanged": 7}
    assert (receipt.batch.problem, receipt.batch.problem_value) == ("full_drop_exceeded", "30.0%")
    problem = problem_of(receipt.batch, full.city)
    assert problem is not None
    assert "30.0%" in problem.zh
    assert "20%" in problem.zh
    assert gone(full, 10) == []
    full.source("licences", full_drop_limit=0.5)
    receipt = full.deliver("licences", [licence(n) for n in range(1, 8)], digest=b"\0\0\0\x02")
    assert counted(receipt) == {"unchanged": 7, "removed": 3}


def test_nothing_of_a_subject_with_a_quarantined_row_is_removed(full: Desk) -> None:
    rows = [licence(n) for n in range(1, 9)]
    receipt = full.deliver(
        "licences", [*rows, failed(99, licence(9).uscc), failed(98, "", name(10))]
    )
    assert counted(receipt) == {"unchanged": 8, "quarantined": 2}
    assert (gone(full, 9), gone(full, 10)) == ([], [])


@pytest.mark.parametrize(
    ("code", "called"),
    [
        (uscc(10)[8:17], ""),
        (f"{uscc(10)[8:16]}-{uscc(10)[16]}", ""),
        ("92120101" + uscc(10)[8:17] + "0", ""),
        ("120101000000010", ""),
        ("", "天津市老食品厂"),
        (uscc(77), "天津（市）第10食品有限公司"),
    ],
)
def test_any_code_or_name_of_a_subject_may_stand_in_a_quarantined_row(
    full: Desk, code: str, called: str
) -> None:
    full.deliver(
        "register",
        [
            register(
                10,
                name="天津(市)第10食品有限公司",
                former_names=("天津市老食品厂",),
                registration_number="120101000000010",
            )
        ],
    )
    rows = [licence(n) for n in range(1, 9)]
    receipt = full.deliver("licences", [*rows, failed(99, code, called)])
    assert counted(receipt) == {"unchanged": 8, "quarantined": 1, "removed": 1}
    assert (gone(full, 9), gone(full, 10)) == ([True], [])


def test_a_file_with_rows_of_nobody_is_not_complete(full: Desk) -> None:
    receipt = full.deliver("licences", [*[licence(n) for n in range(1, 10)], failed(99)])
    assert receipt.batch.problem == "full_incomplete"
    assert gone(full, 10) == []


def test_an_older_full_delivery_removes_nothing(full: Desk) -> None:
    receipt = full.deliver("licences", [licence(n) for n in range(1, 10)], order="2020-01-01")
    assert receipt.batch.problem == "full_older"
    assert gone(full, 10) == []


def test_a_full_delivery_of_one_item_speaks_of_that_item_only(desk: Desk) -> None:
    desk.source("licences", delivery="full", full_drop_limit=0.5)
    first = [licence(n, item_code="甲") for n in range(1, 4)]
    desk.deliver("licences", first, item="甲")
    desk.deliver("licences", [licence(n, item_code="乙") for n in range(4, 6)], item="乙")
    assert gone(desk, 1) == []
    assert counted(desk.deliver("licences", first[:2], item="甲")) == {"unchanged": 2, "removed": 1}
    assert (gone(desk, 3), gone(desk, 4)) == ([True], [])


def test_a_full_register_delivery(full: Desk) -> None:
    entries = [register(n) for n in range(1, 7)]
    full.deliver("register", entries)
    assert counted(full.deliver("register", entries[:5])) == {"unchanged": 5, "removed": 1}
    assert full.subject(6).register is None
    assert full.subject(6).name == name(6)
    assert counted(full.deliver("register", entries)) == {"unchanged": 6, "returned": 1}
    assert full.subject(6).register == entries[5]


def test_a_full_delivery_of_events_removes_nothing(desk: Desk) -> None:
    desk.source("repairs", delivery="full")
    desk.deliver("penalties", [penalty()])
    desk.deliver("repairs", [repair()])
    assert counted(desk.deliver("repairs", [])) == {}
    assert len(desk.subject().records[0].events) == 1


def test_an_interrupted_file_goes_on_where_it_stood(desk: Desk) -> None:
    rows = [parsed(licence(n), n) for n in range(1, 7)]
    opened = desk.open("licences", b"file")
    Acceptor(desk.ledger, desk.city, opened.batch, NOW).accept(rows[:4], rows_done=4)
    again = desk.open("licences", b"file")
    assert (again.outcome, again.batch.rows_done, again.batch.no) == ("resumed", 4, 1)
    receipt = desk.deliver("licences", rows, digest=b"file")
    assert counted(receipt) == {"added": 6}
    assert receipt.batch.state == "done"


def test_two_processes_with_one_file_do_not_take_it_twice(desk: Desk) -> None:
    rows = [parsed(licence(n), n) for n in range(1, 7)]
    opened = desk.open("licences", b"file")
    first = Acceptor(desk.ledger, desk.city, opened.batch, NOW)
    second = Acceptor(desk.ledger, desk.city, opened.batch, NOW)
    first.accept(rows[:3], rows_done=3)
    with pytest.raises(GongshiError) as taken:
        second.accept(rows[:3], rows_done=3)
    assert taken.value.code == "batch_taken"
    first.accept(rows[3:], rows_done=6)
    assert counted(first.finish()) == {"added": 6}
    with pytest.raises(GongshiError):
        second.finish()


def test_another_file_waits_until_the_unfinished_one_ends(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    opened = desk.open("licences", b"one")
    row = parsed(licence(status="1"), 2)
    Acceptor(desk.ledger, desk.city, opened.batch, NOW).accept([row], rows_done=1)
    with pytest.raises(GongshiError) as refused:
        desk.open("licences", b"two")
    assert refused.value.code == "batch_open"
    assert desk.open("penalties", b"two").outcome == "new"
    ended = abandon(desk.ledger, desk.city, "licences", NOW, by="王敏")
    assert ended is not None
    assert (ended.batch.state, ended.batch.problem) == ("failed", "abandoned")
    problem = problem_of(ended.batch, desk.city)
    assert problem is not None
    assert "licences.csv" in problem.en
    assert counted(ended) == {"deferred": 1, "corrected": 1}
    assert abandon(desk.ledger, desk.city, "licences", NOW, by="王敏") is None
    assert desk.open("licences", b"two").outcome == "new"


def test_a_failed_file_removes_and_declares_nothing_and_may_come_again(full: Desk) -> None:
    opened = full.open("licences", b"cut off", period=MAY)
    acceptor = Acceptor(full.ledger, full.city, opened.batch, NOW)
    acceptor.accept([parsed(licence(11), 2)], rows_done=1)
    receipt = acceptor.fail("file_truncated")
    assert (receipt.batch.state, receipt.batch.problem) == ("failed", "file_truncated")
    assert counted(receipt) == {"added": 1}
    assert gone(full, 10) == []
    with full.ledger.read() as conn:
        assert declared(conn, "licences") == []
    assert full.open("licences", b"cut off").outcome == "new"
    assert acceptor.fail("again").batch.problem == "file_truncated"


def test_a_declared_period_is_noted_at_the_end_and_once(desk: Desk) -> None:
    desk.deliver("licences", [], digest=b"empty", item="XK-01", period=MAY)
    with desk.ledger.read() as conn:
        (noted,) = declared(conn, "licences")
    assert (noted.period, noted.item_code, noted.row_count) == (MAY, "XK-01", 0)
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    for period in (MAY, june, june):
        opened = desk.open("licences", b"empty", item_code="XK-01", period=period)
        assert opened.outcome == "duplicate_file"
    with desk.ledger.read() as conn:
        assert [item.period for item in declared(conn, "licences")] == [MAY, june]
        fresh = freshness(conn, ["licences", "penalties"])
    assert fresh["licences"].covered == (Period(MAY.start, june.end),)
    assert fresh["licences"].covered_until == june.end
    assert fresh["penalties"] == SourceFreshness("penalties", None, None, (), None)


def test_zero_reports_declare_for_the_source_they_name(desk: Desk) -> None:
    rows = [zero_report(), zero_report(item_code="CF-02", row_count=3), zero_report()]
    assert counted(desk.deliver("zero-reports", rows)) == {"declared": 2, "unchanged": 1}
    assert counted(desk.deliver("zero-reports", rows[:1])) == {"unchanged": 1}
    with desk.ledger.read() as conn:
        noted = declared(conn, "penalties")
    assert [(p.item_code, p.row_count, p.kind) for p in noted] == [
        ("CF-01", 0, "零报送"),
        ("CF-02", 3, "零报送"),
    ]


def test_freshness_tells_the_last_delivery_and_the_last_change(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    desk.later(days=2)
    desk.deliver("licences", [licence()])
    with desk.ledger.read() as conn:
        fresh = freshness(conn, ["licences"])["licences"]
    assert fresh.last_batch is not None
    assert fresh.last_batch.finished_at == NOW + timedelta(days=2)
    assert fresh.last_change_at == NOW


def test_batches_are_found_again(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    desk.deliver("penalties", [penalty()])
    with desk.ledger.read() as conn:
        assert [b.source for b in latest_batches(conn)] == ["penalties", "licences"]
        (batch,) = latest_batches(conn, source="licences")
        assert find_batch(conn, batch.id) == batch
        assert find_batch(conn, "b00000000") is None
        assert unfinished_batch(conn, "licences") is None
        assert batches.receipt(conn, batch.no).batch == batch


def test_touching_periods_are_one() -> None:
    days = [date(2026, 5, n) for n in range(1, 11)]
    parts = [Period(days[4], days[5]), Period(days[0], days[1]), Period(days[2], days[2])]
    assert union(parts) == (Period(days[0], days[2]), Period(days[4], days[5]))
    assert union([]) == ()


def test_two_sources_at_once_make_each_subject_once(desk: Desk) -> None:
    """The same new firms come by two sources in two threads, chunk by chunk."""
    ended: list[dict[str, int]] = []

    def deliver(source: str, rows: list[Licence] | list[Penalty]) -> None:
        own = Desk(desk.ledger, desk.city)
        ended.append(counted(own.deliver(source, rows, chunk=3)))

    licences = [licence(n) for n in range(1, 31)]
    penalties = [penalty(n) for n in range(30, 0, -1)]
    threads = [
        threading.Thread(target=deliver, args=("licences", licences)),
        threading.Thread(target=deliver, args=("penalties", penalties)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [{"added": 30}, {"added": 30}]
    with desk.ledger.read() as conn:
        assert subject_count(conn) == 30
        numbers = [change.no for change in changes_after(conn, 0, 100)]
    assert numbers == list(range(1, 61))
    assert [len(desk.subject(n).records) for n in range(1, 31)] == [2] * 30
