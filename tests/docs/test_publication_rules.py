"""Every worked example of docs/publication-rules.md, computed by the shipped city's rules."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.clock import midnight
from gongshi.records.dates import parse_date
from gongshi.records.filings import AbnormalListing, Commitment, Performance, SeriousListing
from gongshi.records.kinds import Record
from gongshi.records.model import Penalty, PenaltyKind, Procedure, Severity, SubjectKind
from gongshi.records.publication import judge

DOCUMENT = Path(__file__).parents[2] / "docs" / "publication-rules.md"
KINDS = {
    "警告": PenaltyKind.WARNING,
    "通报批评": PenaltyKind.CRITICISM,
    "罚款": PenaltyKind.FINE,
    "没收": PenaltyKind.CONFISCATION,
    "吊销许可证件": PenaltyKind.REVOKE_PERMIT,
    "责令停产停业": PenaltyKind.STOP_BUSINESS,
    "限制从业": PenaltyKind.RESTRICT_OCCUPATION,
}
CLASSES = {"": None, "轻微": Severity.MINOR, "一般": Severity.GENERAL, "严重": Severity.SERIOUS}


def examples() -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8").split("## Worked examples")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if re.match(r"\| penalties", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def day_after(more: str, words: str) -> date | None:
    found = re.search(rf"{words} (\d{{4}}-\d\d-\d\d)", more)
    return parse_date(found[1]) if found else None


def test_there_are_examples_of_every_rule() -> None:
    assert {row[5] for row in examples()} == {
        "", "NDRC-527", "NDRC-58", "NDRC-36", "SAMR-45", "SAMR-2025",
    }  # fmt: skip


@pytest.mark.parametrize("row", examples(), ids=" | ".join)
def test_example(row: list[str]) -> None:
    source, decision, kind, stated, more, rule, expected = row
    rules = load_city(shipped_city("tianjin")).rules
    decided = date.fromisoformat(decision)
    accepted = day_after(more, "accepted") or decided
    penalty = Penalty(
        source=source,
        subject_name="天津样例有限公司",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=decided,
        kinds=(KINDS[kind],),
        severity=CLASSES[stated],
        procedure=Procedure.SUMMARY if "summary procedure" in more else None,
        publication_until=day_after(more, "stated end"),
        published_date=day_after(more, "published"),
        restriction_until=day_after(more, "restricted until"),
        accepted_at=midnight(accepted),
    )
    judgement = judge(penalty, (), rules)
    shown, review = expected.removesuffix(", review"), expected.endswith(", review")
    assert judgement.rule == rule
    assert judgement.needs_review is review
    if shown == "hidden":
        assert judgement.intervals == ()
    else:
        (interval,) = judgement.intervals
        assert interval.start == midnight(accepted)
        assert interval.end == midnight(date.fromisoformat(shown) + timedelta(days=1))


def kind_examples() -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8").split("## Lists, honours")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if re.match(r"\| (abnormal|serious|commit)", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_there_are_examples_of_both_lists_and_of_commitments() -> None:
    assert {row[0] for row in kind_examples()} == {"abnormal", "serious", "commitments"}


@pytest.mark.parametrize("row", kind_examples(), ids=" | ".join)
def test_example_of_a_kind(row: list[str]) -> None:
    source, listed, more, expected = row
    city = load_city(shipped_city("tianjin"))
    day = date.fromisoformat(listed)
    common: dict[str, Any] = {
        "source": source,
        "subject_name": "天津样例有限公司",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": day,
        "accepted_at": midnight(day),
    }
    removed = day_after(more, "removed")
    record: Record
    if source == "abnormal":
        record = AbnormalListing(**common, removed_date=removed)
    elif source == "serious":
        record = SeriousListing(**common, removed_date=removed)
    else:
        assert more == "not kept"
        record = Commitment(**common, performance=Performance.NONE)
    judgement = judge(record, (), city.rules)
    if expected == "hidden":
        assert judgement.intervals == ()
        return
    (span,) = judgement.intervals
    assert span.end == midnight(date.fromisoformat(expected) + timedelta(days=1))
