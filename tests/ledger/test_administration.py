"""Quarantine, reviews, leases, generations and the audit of acts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from gongshi.indexers.accept import QUARANTINE_DAYS
from gongshi.ledger import generations, leases, quarantine
from gongshi.ledger.audit import Act, acts
from gongshi.ledger.clearances import clear
from gongshi.ledger.reviews import set_class, waiting
from gongshi.ledger.store import Ledger
from gongshi.ledger.types import money_from_int, money_to_int
from gongshi.records.clock import day_of
from gongshi.records.model import Severity
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import NOW, Desk, failed, licence, penalty

TERM = timedelta(seconds=30)


# --- quarantine ---


def test_quarantine_is_bound_to_the_sources_one_answers_for(desk: Desk) -> None:
    desk.deliver("licences", [failed(2, "甲"), failed(3, "乙")])
    desk.deliver("penalties", [failed(2, "丙")])
    with desk.ledger.read() as conn:
        rows = quarantine.listed(conn)
        assert [row.code for row in rows] == ["甲", "乙", "丙"]
        assert [r.code for r in quarantine.listed(conn, sources={"penalties"})] == ["丙"]
        assert quarantine.listed(conn, sources=set()) == []
        assert quarantine.count_open(conn) == 3
        assert quarantine.count_open(conn, sources={"licences"}) == 2
        assert [r.code for r in quarantine.listed(conn, limit=1)] == ["甲"]
        assert [r.code for r in quarantine.listed(conn, batch=rows[2].batch_id)] == ["丙"]
        assert quarantine.show(conn, rows[0].id) == rows[0]
        assert quarantine.show(conn, rows[0].id, sources={"penalties"}) is None
        assert quarantine.show(conn, "no id") is None
        exported = list(quarantine.exported(conn, "licences"))
        assert [(row.code, dict(raw)) for row, raw in exported] == [
            ("甲", {"XK_XDR_MC": ""}),
            ("乙", {"XK_XDR_MC": ""}),
        ]
        assert list(quarantine.exported(conn, "licences", batch=rows[2].batch_id)) == []
    with pytest.raises(GongshiError) as refused:
        quarantine.resolve(desk.ledger, rows[0].id, by="赵六", now=NOW, sources={"penalties"})
    assert refused.value.code == "unknown_id"
    quarantine.resolve(desk.ledger, rows[0].id, by="赵六", now=NOW, reason="已重报")
    with desk.ledger.read() as conn:
        assert quarantine.count_open(conn) == 2
        (act,) = acts(conn, target=rows[0].id)
        assert (act.actor, act.act, act.detail, act.at) == (
            "赵六",
            "quarantine.resolve",
            "已重报",
            NOW,
        )


def test_quarantined_text_is_removed_when_its_time_is_over(desk: Desk) -> None:
    desk.deliver("licences", [failed(2, "甲", "某公司")])
    with desk.ledger.read() as conn:
        (row,) = quarantine.listed(conn)
    assert row.expires_at == NOW + timedelta(days=QUARANTINE_DAYS)
    assert quarantine.expire(desk.ledger, row.expires_at - timedelta(milliseconds=1)) == 0
    assert quarantine.expire(desk.ledger, row.expires_at) == 1
    assert quarantine.expire(desk.ledger, row.expires_at) == 0
    with desk.ledger.read() as conn:
        assert quarantine.listed(conn) == []
        (expired,) = quarantine.listed(conn, state=None)
        assert (expired.state, dict(expired.raw), expired.name) == ("expired", {}, "")
        assert [f.value for f in expired.findings] == [""]
        assert [f.code for f in expired.findings] == ["uscc_invalid"]


# --- reviews and clearances ---


def test_what_the_rules_cannot_class_waits_for_a_person(desk: Desk) -> None:
    rows = [penalty(n, fine=Decimal(3)) for n in range(1, 4)]
    desk.deliver("penalties", [*rows, penalty(4, severity=Severity.SERIOUS)])
    rules = desk.city.rules
    with desk.ledger.read() as conn:
        unclassed = list(waiting(conn, rules, day_of(NOW)))
        assert [w.snapshot.record.subject_name for w in unclassed] == [r.subject_name for r in rows]
        assert {w.judgement.reason for w in unclassed} == {"class_unknown"}
        assert list(waiting(conn, rules, day_of(NOW), limit=1)) == unclassed[:1]
        # once no class could show them any more, nobody is asked
        last = unclassed[0].judgement.undecided_until
        assert last is not None
        assert list(waiting(conn, rules, last)) == unclassed
        assert list(waiting(conn, rules, last + timedelta(days=1))) == []
    first = unclassed[0].snapshot.record.id
    set_class(desk.ledger, first, Severity.GENERAL, by="王五", now=NOW, reason="金额较大")
    with desk.ledger.read() as conn:
        assert list(waiting(conn, rules, day_of(NOW))) == unclassed[1:]
        (act,) = acts(conn)
        assert (act.act, act.target, act.detail) == ("review", first, "general 金额较大")


def test_acts_on_what_is_not_there_are_refused(desk: Desk) -> None:
    desk.deliver("licences", [licence()])
    (record,) = desk.records()
    for missing in ("r00000000", "no id"):
        with pytest.raises(GongshiError, match="unknown_id"):
            clear(desk.ledger, missing, by="王五", now=NOW)
        with pytest.raises(GongshiError, match="unknown_id"):
            set_class(desk.ledger, missing, Severity.MINOR, by="王五", now=NOW)
    with pytest.raises(GongshiError, match="unknown_id"):
        set_class(desk.ledger, record.id, Severity.MINOR, by="王五", now=NOW)
    with desk.ledger.read() as conn:
        assert acts(conn) == []


# --- leases and generations ---


def test_one_holder_at_a_time_and_tokens_rise(ledger: Ledger) -> None:
    first = leases.acquire(ledger, "index", "a", now=NOW, term=TERM)
    assert first is not None
    assert (first.token, first.expires_at) == (1, NOW + TERM)
    assert leases.acquire(ledger, "index", "b", now=NOW, term=TERM) is None
    assert leases.acquire(ledger, "other", "b", now=NOW, term=TERM) is not None
    later = leases.renew(ledger, first, now=NOW + TERM, term=TERM)
    assert later is not None
    assert later.expires_at == NOW + 2 * TERM
    second = leases.acquire(ledger, "index", "b", now=NOW + 2 * TERM, term=TERM)
    assert second is not None
    assert second.token == 2
    assert leases.renew(ledger, first, now=NOW, term=TERM) is None
    leases.release(ledger, first)
    with ledger.read() as conn:
        assert leases.holds(conn, second)
        assert not leases.holds(conn, first)
    leases.release(ledger, second)
    third = leases.acquire(ledger, "index", "a", now=NOW, term=TERM)
    assert third is not None
    assert third.token == 3
    again = leases.acquire(ledger, "index", "a", now=NOW, term=TERM)
    assert again is not None
    assert again.token == 4
    with ledger.read() as conn:
        assert not leases.holds(conn, third)


def test_one_generation_is_live(ledger: Ledger) -> None:
    with ledger.read() as conn:
        assert generations.live(conn) is None
    first = generations.add(ledger, "g1", rules_hash="h1", now=NOW)
    generations.add(ledger, "g2", rules_hash="h2", now=NOW + TERM)
    generations.promote(ledger, "g1", by="p", now=NOW)
    generations.promote(ledger, "g2", by="p", now=NOW)
    with ledger.read() as conn:
        states = [(g.name, g.state) for g in generations.listed(conn)]
        now_live = generations.live(conn)
        noted = acts(conn)
    assert states == [("g1", "kept"), ("g2", "live")]
    assert noted == [Act(1, NOW, "p", "rules.activate", "g2", "h1 → h2")]
    assert now_live is not None
    assert now_live.rules_hash == "h2"
    with pytest.raises(GongshiError, match="unknown_id"):
        generations.promote(ledger, "g3", by="p", now=NOW)
    with ledger.read() as conn:
        assert generations.live(conn) == now_live
    generations.promote(ledger, "g2", by="p", now=NOW)  # ended anew: nothing changes
    generations.add(ledger, "g4", rules_hash="h2", now=NOW + TERM)
    generations.promote(ledger, "g4", by="p", now=NOW)
    with ledger.read() as conn:
        assert acts(conn) == noted, "by the same rules"
    generations.remove(ledger, "g1")
    assert generations.add(ledger, "g1", rules_hash="h1", now=NOW) == first


# --- money ---


@pytest.mark.parametrize("text", ["0", "0.000001", "1000000000", "999999999999.999999", "-1.5"])
def test_money_is_exact(text: str) -> None:
    assert money_from_int(money_to_int(Decimal(text))) == Decimal(text)


@pytest.mark.parametrize("text", ["0.0000001", "10000000000000"])
def test_money_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="万元"):
        money_to_int(Decimal(text))
