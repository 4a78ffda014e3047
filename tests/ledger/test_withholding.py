"""What the operator withholds is hidden at once, leaves no trace, and comes back when lifted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongshi.indexers.withholding import lift, withhold
from gongshi.ledger import quarantine
from gongshi.ledger.audit import acts
from gongshi.ledger.changes import changes_after, head
from gongshi.ledger.notices import latest_notices
from gongshi.records.clock import SHANGHAI, midnight
from gongshi.records.model import Penalty, Severity, Withholding
from gongshi.records.problems import GongshiError
from gongshi.records.publication import Effect, effects_at, intervals
from tests.ledger.filing_desk import NOW, Desk, counted, licence, penalty

TICK = timedelta(milliseconds=1)


def one(desk: Desk) -> str:
    desk.deliver("penalties", [penalty(severity=Severity.GENERAL)])
    (record,) = desk.records()
    desk.later(days=1)
    return record.id


def shown(desk: Desk, at: datetime) -> bool:
    (snapshot,) = desk.subject().records
    spans = intervals(snapshot.record, snapshot.events, desk.city.rules)
    return any(s.start <= at and (s.end is None or at < s.end) for s in spans)


def test_a_record_is_hidden_from_the_very_instant(desk: Desk) -> None:
    record = one(desk)
    with desk.ledger.read() as conn:
        before = head(conn)
    assert withhold(desk.ledger, record, by="王敏", now=desk.now, reason="姓名泄露")
    assert shown(desk, desk.now - TICK)
    assert not shown(desk, desk.now)
    assert not shown(desk, desk.now + timedelta(days=90))
    with desk.ledger.read() as conn:
        (change,) = changes_after(conn, before, 10)  # the projector's next look finds it
        assert change.record_id == record
        assert latest_notices(conn) == []
        (act,) = acts(conn, target=record)
    assert (act.actor, act.act, act.detail) == ("王敏", "withhold", "— 姓名泄露")
    (event,) = desk.subject().records[0].events
    assert event == Withholding(
        withheld=True, at=desk.now, by="王敏", reason="姓名泄露", sequence=event.sequence
    )


def test_it_ends_with_the_last_day_by_itself(desk: Desk) -> None:
    record = one(desk)
    withhold(desk.ledger, record, by="王敏", now=desk.now, reason="核查", until=date(2026, 5, 25))
    midnight = datetime(2026, 5, 26, tzinfo=SHANGHAI)
    assert not shown(desk, midnight - TICK)
    assert shown(desk, midnight)
    with pytest.raises(GongshiError, match="nothing_to_lift"):
        lift(desk.ledger, record, by="王敏", now=midnight, reason="已过")
    with desk.ledger.read() as conn:
        assert acts(conn)[0].detail == "2026-05-25 核查"


def test_it_is_lifted_and_the_newest_word_holds(desk: Desk) -> None:
    record = one(desk)
    begun = desk.now
    assert withhold(desk.ledger, record, by="王敏", now=begun, reason="核查")
    assert not withhold(desk.ledger, record, by="李静", now=begun, reason="核查")
    desk.later(hours=1)
    shortened = date(2026, 5, 30)
    assert withhold(desk.ledger, record, by="李静", now=desk.now, reason="缩短", until=shortened)
    assert not withhold(desk.ledger, record, by="李静", now=desk.now, reason="", until=shortened)
    desk.later(hours=1)
    lift(desk.ledger, record, by="李静", now=desk.now, reason="属实")
    assert [shown(desk, at) for at in (begun - TICK, begun, desk.now - TICK, desk.now)] == [
        True, False, False, True,
    ]  # fmt: skip
    with pytest.raises(GongshiError, match="nothing_to_lift"):
        lift(desk.ledger, record, by="李静", now=desk.now, reason="属实")
    with desk.ledger.read() as conn:
        assert [(a.actor, a.act) for a in acts(conn)] == [
            ("李静", "withhold.lift"), ("李静", "withhold"), ("王敏", "withhold"),
        ]  # fmt: skip


def test_what_is_not_there_or_past_is_refused(desk: Desk) -> None:
    record = one(desk)
    with pytest.raises(GongshiError, match="until_past"):
        withhold(desk.ledger, record, by="x", now=desk.now, reason="x", until=date(2026, 5, 20))
    with pytest.raises(GongshiError, match="unknown_id"):
        withhold(desk.ledger, "r00000000", by="x", now=desk.now, reason="x")
    with pytest.raises(GongshiError, match="unknown_id"):
        lift(desk.ledger, "x", by="x", now=desk.now, reason="x")
    assert withhold(desk.ledger, record, by="x", now=desk.now, reason="x", until=date(2026, 5, 21))


def test_a_withheld_penalty_does_not_come_back_by_a_corrected_number(desk: Desk) -> None:
    record = one(desk)
    withhold(desk.ledger, record, by="王敏", now=desk.now, reason="核查")
    again = penalty(number="津市罚〔2026〕9号", severity=Severity.GENERAL)
    assert counted(desk.deliver("penalties", [again])) == {"quarantined": 1}
    with desk.ledger.read() as conn:
        assert [f.code for r in quarantine.listed(conn) for f in r.findings] == ["resembles_hidden"]
    lift(desk.ledger, record, by="王敏", now=desk.now, reason="属实")
    assert counted(desk.deliver("penalties", [again])) == {"added": 1}


def test_the_copies_of_its_decision_are_hidden_with_it(desk: Desk) -> None:
    desk.deliver("penalties", [penalty(severity=Severity.GENERAL), penalty(number="2号")])
    desk.deliver("penalties-samr", [penalty(source="penalties-samr", severity=Severity.GENERAL)])
    desk.later(days=1)

    def withheld() -> list[bool]:
        found = desk.subject().records
        return [Effect.WITHHELD in effects_at(one.events, desk.now) for one in found]

    copy = desk.records()[2].id
    assert withhold(desk.ledger, copy, by="王敏", now=desk.now, reason="姓名泄露")
    assert withheld() == [True, False, True]
    first = desk.records()[0].id
    assert not withhold(desk.ledger, first, by="王敏", now=desk.now, reason="姓名泄露")
    with desk.ledger.read() as conn:
        assert {act.target for act in acts(conn)} == {first, copy}
    desk.later(hours=1)
    lift(desk.ledger, first, by="王敏", now=desk.now, reason="属实")
    assert withheld() == [False, False, False]


OTHERS = "penalties-samr"


def copy(number: str = "津市罚〔2026〕1号", **fields: Any) -> Penalty:
    return penalty(number=number, source=OTHERS, severity=Severity.GENERAL, **fields)


def hidden(desk: Desk) -> dict[str, bool]:
    """Whether each record is withheld, by number and source."""
    return {
        f"{one.record.document_number} {one.record.source}": Effect.WITHHELD
        in effects_at(one.events, desk.now)
        for one in desk.subject().records
    }


def test_a_copy_that_comes_later_is_held_back_until_a_person_lifts_it(desk: Desk) -> None:
    record = one(desk)
    until = date(2026, 5, 30)
    withhold(desk.ledger, record, by="王敏", now=desk.now, reason="姓名泄露", until=until)
    desk.later(hours=1)
    assert counted(desk.deliver(OTHERS, [copy(), copy("2号", content="罚款二万元")])) == {
        "added": 2
    }
    first, same, other = desk.subject().records
    assert (first.record.source, same.record.source) == ("penalties", OTHERS)
    assert effects_at(same.events, desk.now) == {Effect.WITHHELD}
    assert effects_at(other.events, desk.now) == frozenset()
    (word,) = same.events
    assert word == Withholding(
        withheld=True,
        at=desk.now,
        until=until,
        by="王敏",
        reason="姓名泄露",
        sequence=getattr(word, "sequence", 0),
    )
    # never for an instant: it came in hidden
    assert intervals(same.record, same.events, desk.city.rules)[0].start > midnight(until)
    with desk.ledger.read() as conn:
        (noted,) = acts(conn, target=same.record.id)
        assert latest_notices(conn) == []
    assert (noted.actor, noted.act) == ("ingest", "withhold")
    assert noted.detail == f"2026-05-30 {record} 姓名泄露"

    desk.later(hours=1)
    lift(desk.ledger, same.record.id, by="李静", now=desk.now, reason="属实")
    assert set(hidden(desk).values()) == {False}
    # a person decided: it stays shown, however often it is sent and corrected
    corrected = copy(content="罚款三万元")
    assert counted(desk.deliver(OTHERS, [corrected]))["corrected"] == 1
    assert set(hidden(desk).values()) == {False}


def test_a_decision_that_is_no_longer_withheld_holds_nothing_back(desk: Desk) -> None:
    record = one(desk)
    withhold(desk.ledger, record, by="x", now=desk.now, reason="x", until=date(2026, 5, 25))
    desk.later(days=5)
    desk.deliver(OTHERS, [copy()])
    assert set(hidden(desk).values()) == {False}


def test_a_copy_of_a_file_that_was_begun_before_is_held_back(desk: Desk) -> None:
    """The file's instant lies before the word."""
    record = one(desk)
    later = desk.now + timedelta(minutes=5)
    withhold(desk.ledger, record, by="x", now=later, reason="x")
    desk.deliver(OTHERS, [copy()])
    desk.now = later
    assert set(hidden(desk).values()) == {True}
    (_, same) = desk.subject().records
    assert not intervals(same.record, same.events, desk.city.rules)


def test_what_becomes_a_copy_by_a_correction_is_held_back(desk: Desk) -> None:
    """On either side: the withheld record's number is corrected, or that of the other."""
    desk.source(OTHERS, match_keys=(("decision_date", "authority"),))
    desk.source("penalties", match_keys=(("decision_date", "authority"),))
    record = one(desk)
    desk.deliver(OTHERS, [copy("2号")])
    withhold(desk.ledger, record, by="x", now=desk.now, reason="x")
    assert hidden(desk) == {"津市罚〔2026〕1号 penalties": True, f"2号 {OTHERS}": False}
    assert counted(desk.deliver(OTHERS, [copy()]))["corrected"] == 1
    assert set(hidden(desk).values()) == {True}

    desk.deliver("penalties", [penalty(2, number="7号", severity=Severity.GENERAL)])
    other = desk.records(2)[0].id
    desk.deliver(OTHERS, [penalty(2, number="8号", source=OTHERS, severity=Severity.GENERAL)])
    withhold(desk.ledger, other, by="x", now=desk.now, reason="x")
    again = penalty(2, number="8号", severity=Severity.GENERAL)
    assert counted(desk.deliver("penalties", [again]))["corrected"] == 1
    assert [bool(each.events) for each in desk.subject(2).records] == [True, True]


def test_every_record_under_the_number_is_held_back(desk: Desk) -> None:
    """Which of a source's two is the copy is not known: hide rather than show. A record of another
    kind, authority, day or without a number is no copy."""
    desk.source(OTHERS, same_key_in_file="distinct")
    record = one(desk)
    withhold(desk.ledger, record, by="x", now=desk.now, reason="x")
    desk.deliver(
        OTHERS,
        [
            copy(content="甲"),
            copy(violation_type="乙", content="乙"),
            copy(authority="天津市生态环境局"),
            copy(decision_date=date(2026, 5, 12)),
            copy(number=""),
        ],
    )
    desk.deliver("licences", [licence(number="津市罚〔2026〕1号")])
    found = [
        Effect.WITHHELD in effects_at(each.events, desk.now) for each in desk.subject().records
    ]
    assert found == [True, True, True, False, False, False, False]


def test_a_correction_does_not_end_it_and_licences_are_withheld_too(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    (record,) = desk.records()
    withhold(desk.ledger, record.id, by="王敏", now=desk.now, reason="核查")
    corrected = licence(valid_until=date(2032, 1, 1))
    assert counted(desk.deliver("licences", [corrected])) == {"deferred": 1, "corrected": 1}
    assert not shown(desk, desk.now)
    events = desk.subject().records[0].events
    assert effects_at(events, NOW) == {Effect.WITHHELD}
