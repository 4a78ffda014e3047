"""What became of every row of a batch, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshi.indexers.accept import QUARANTINE_DAYS
from gongshi.indexers.rows import Finding
from gongshi.ledger import outcomes, quarantine
from gongshi.ledger.outcomes import RowOutcome, note_facts, read_facts, read_outcomes
from gongshi.ledger.store import Ledger
from tests.ledger.filing_desk import NOW, Desk, failed, licence, parsed


def all_of(ledger: Ledger, batch_no: int) -> list[RowOutcome]:
    with ledger.read() as conn:
        return list(read_outcomes(conn, batch_no))


def test_outcomes_are_read_a_few_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "_AT_ONCE", 2)
    remarks = (Finding("too_long", "XK_NR", "9"), Finding("required_missing"))
    rows = [
        parsed(licence(), 2, warnings=remarks),
        parsed(licence(number="2号"), 3),
        parsed(licence(), 4),
        failed(5, "甲"),
    ]
    batch = desk.deliver("licences", rows).batch
    found = all_of(desk.ledger, batch.no)
    assert [(one.line, one.outcome) for one in found] == [
        (2, "added"),
        (3, "added"),
        (4, "duplicate"),
        (5, "quarantined"),
    ]
    assert found[0].remarks == (("required_missing", "", ""), ("too_long", "XK_NR", "9"))
    assert found[0].number == found[2].number != found[1].number
    assert [one.remarks for one in found[1:3]] == [(), ()]
    assert [code for code, _, _ in found[3].remarks] == ["uscc_invalid"]
    assert all_of(desk.ledger, batch.no + 1) == []
    over = NOW + timedelta(days=QUARANTINE_DAYS)
    monkeypatch.setattr(quarantine, "_AT_ONCE", 1)
    quarantine.expire(desk.ledger, over - timedelta(milliseconds=1))
    assert all_of(desk.ledger, batch.no) == found
    quarantine.expire(desk.ledger, over)
    assert [one.remarks for one in all_of(desk.ledger, batch.no)[:1]] == [()]


def test_facts_are_noted_once(desk: Desk) -> None:
    batch = desk.deliver("licences", [licence()]).batch
    for value in ("xlsx", "csv"):
        with desk.ledger.write() as transaction:
            note_facts(transaction, batch.no, {"format": [value], "sheets": ["甲", "乙"]})
    with desk.ledger.read() as conn:
        assert read_facts(conn, batch.no) == {"format": ["xlsx"], "sheets": ["甲", "乙"]}
        assert read_facts(conn, batch.no + 1) == {}
