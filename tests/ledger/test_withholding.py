"""What the operator withholds is hidden at once, leaves no trace, and comes back when lifted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from gongshi.indexers.withholding import lift, withhold
from gongshi.ledger import quarantine
from gongshi.ledger.audit import acts
from gongshi.ledger.changes import changes_after, head
from gongshi.ledger.notices import latest_notices
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import Severity, Withholding
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


def test_a_correction_does_not_end_it_and_licences_are_withheld_too(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    (record,) = desk.records()
    withhold(desk.ledger, record.id, by="王敏", now=desk.now, reason="核查")
    corrected = licence(valid_until=date(2032, 1, 1))
    assert counted(desk.deliver("licences", [corrected])) == {"deferred": 1, "corrected": 1}
    assert not shown(desk, desk.now)
    events = desk.subject().records[0].events
    assert effects_at(events, NOW) == {Effect.WITHHELD}
