"""What the tests of whole files share: short ways to ask receipts and the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongshi.indexers.receipt import Receipt
from gongshi.indexers.rows import ParsedRow
from gongshi.ledger.snapshots import SubjectSnapshot, find_subject, load_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.kinds import Record
from gongshi.records.problems import PROBLEMS, GongshiError

Row = dict[str, str]
MakeRow = Callable[..., Row]
Parse = Callable[..., list[ParsedRow]]
Take = Callable[..., Receipt]
Dump = Callable[[Ledger], dict[str, list[dict[str, Any]]]]
WriteFile = Callable[..., Path]

USCC = "91320100748204660Q"
ID_NUMBER = "11010519491231002X"


def counted(receipt: Receipt) -> dict[str, int]:
    return {name: count for name, count in receipt.counts.items() if count}


def quarantined(receipt: Receipt) -> list[tuple[int, str, str, str]]:
    """(line, rule, field, value) of the receipt's quarantined rows."""
    return [
        (example.line, example.finding.code, example.finding.field, example.finding.value)
        for example in receipt.examples
        if PROBLEMS[example.finding.code].level == "quarantine"
    ]


def subject_of(ledger: Ledger, code: str = USCC) -> SubjectSnapshot:
    with ledger.read() as conn:
        id_ = find_subject(conn, code)
        assert id_ is not None
        return load_subjects(conn, [id_])[id_]


def filings(ledger: Ledger) -> list[Record]:
    return [snapshot.record for snapshot in subject_of(ledger).records]


def refused(take: Take, ledger: Ledger, dump: Dump, code: str, *args: Any, **how: Any) -> str:
    """A whole file is refused: nothing is written. Its Chinese sentence."""
    before = dump(ledger)
    with pytest.raises(GongshiError) as caught:
        take(*args, **how)
    assert caught.value.code == code
    assert caught.value.en
    assert dump(ledger) == before
    return caught.value.zh
