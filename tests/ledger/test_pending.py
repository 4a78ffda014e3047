"""Which sources have something unsettled that may concern a subject."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongshi.ledger import quarantine
from gongshi.ledger.akin import filed_as_persons
from gongshi.ledger.pending import doubtful_sources, open_deliveries
from gongshi.ledger.snapshots import scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.folding import fold
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.model import SubjectKind
from gongshi.records.problems import GongshiError
from tests.ledger.filing_desk import Desk, failed, name, penalty, register, uscc

BOTH = ("penalties", "penalties-samr")
OTHER = "某乙食品有限公司"


def doubtful(ledger: Ledger, firm: int = 1, *former: str) -> frozenset[str]:
    codes = (uscc(firm), organisation_code_of(uscc(firm)))
    names = [fold(one) for one in (name(firm), *former)]
    with ledger.read() as conn:
        return doubtful_sources(conn, BOTH, codes, names)


def bad_check(firm: int = 1) -> str:
    """Its USCC with a wrong last character."""
    code = uscc(firm)
    return code[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("code", "called", "concerns"),
    [
        (uscc(1), OTHER, True),
        (uscc(1).lower(), OTHER, True),
        (organisation_code_of(uscc(1)), OTHER, True),
        (bad_check(), OTHER, True),  # the organisation code inside is the subject's
        ("", name(1), True),
        (uscc(2), name(1), True),
        ("", f" {name(1)}（", False),
        ("", name(1).replace("天津市", "天津市 "), True),
        ("", "旧名（天津）有限公司", True),
        ("", "旧名(天津)有限公司", True),
        ("", "", True),
        ("９１１２", "", True),  # cannot be read, and there is no name
        ("９１１２", OTHER, False),
        (uscc(2), "", False),
        (uscc(2), OTHER, False),
        ("", OTHER, False),
    ],
)
def test_a_row_may_concern_it_by_code_by_name_or_when_neither_is_readable(
    desk: Desk, code: str, called: str, concerns: bool
) -> None:
    desk.deliver("penalties", [failed(2, code, called)])
    found = doubtful(desk.ledger, 1, "旧名（天津）有限公司")
    assert found == (frozenset({"penalties"}) if concerns else frozenset())


def test_a_row_that_was_dealt_with_concerns_nobody(desk: Desk) -> None:
    desk.deliver("penalties", [failed(2, uscc(1), OTHER)])
    desk.deliver("penalties-samr", [failed(2, uscc(1), OTHER)])
    with desk.ledger.read() as conn:
        (row,) = quarantine.listed(conn, sources={"penalties"})
    quarantine.resolve(desk.ledger, row.id, by="王敏", now=desk.now)
    assert doubtful(desk.ledger) == {"penalties-samr"}
    # Past its time a row that was dealt with stays so, one that was not has lost its name only.
    quarantine.expire(desk.ledger, desk.now + timedelta(days=400))
    assert doubtful(desk.ledger) == {"penalties-samr"}
    assert doubtful(desk.ledger, 2) == frozenset()


def test_an_expired_row_without_a_code_may_concern_everybody(desk: Desk) -> None:
    desk.deliver("penalties", [failed(2, "", OTHER)])
    assert doubtful(desk.ledger) == frozenset()
    with desk.ledger.read() as conn:
        (row,) = quarantine.listed(conn)
    later = desk.now + timedelta(days=400)
    quarantine.expire(desk.ledger, later)
    assert doubtful(desk.ledger) == {"penalties"}
    quarantine.resolve(desk.ledger, row.id, by="王敏", now=later)
    assert doubtful(desk.ledger) == frozenset()
    quarantine.expire(desk.ledger, later)
    assert doubtful(desk.ledger) == frozenset()
    with pytest.raises(GongshiError):
        quarantine.resolve(desk.ledger, row.id, by="王敏", now=later)


def test_a_natural_persons_row_concerns_no_subject_but_one_it_names(desk: Desk) -> None:
    desk.deliver("penalties", [failed(2, "", "", rule="city_key_missing")])
    assert doubtful(desk.ledger) == frozenset()
    desk.deliver("penalties", [failed(2, "", name(1), rule="city_key_missing")])
    assert doubtful(desk.ledger) == {"penalties"}  # a company filed under the wrong 类别
    assert doubtful(desk.ledger, 2) == frozenset()


def test_records_filed_as_persons_are_found_by_every_name_they_bear(desk: Desk) -> None:
    person = SubjectKind.NATURAL_PERSON
    filed: dict[str, Any] = {"uscc": "", "subject_kind": person, "person_key": "a" * 64}
    desk.deliver("register", [register(1, former_names=("旧名",)), register(2)])
    rows = [
        penalty(1, "1号", **filed),
        penalty(1, "2号", **filed, subject_name="旧名"),
        penalty(1, "3号", **filed, subject_name="王五", decision_date=date(2026, 5, 19)),
    ]
    desk.deliver("penalties", rows)

    def found(firm: int) -> list[str]:
        with desk.ledger.read() as conn:
            records = filed_as_persons(conn, desk.subject(firm))
        return [one.record.document_number for one in records]

    assert (found(1), found(2)) == (["1号", "2号"], [])
    with desk.ledger.read() as conn:
        (subject,) = [
            one for one in scan_subjects(conn, 0, 10)
            if one.subject_kind is person
        ]  # fmt: skip
    assert subject.name == "王五"
    assert set(subject.former_names) == {name(1), "旧名"}


def test_a_source_that_is_not_asked_for_does_not_matter(desk: Desk) -> None:
    desk.deliver("licences", [failed(2, uscc(1), OTHER)])
    assert doubtful(desk.ledger) == frozenset()


def test_a_delivery_is_open_until_it_ends(desk: Desk) -> None:
    def opened() -> frozenset[str]:
        with desk.ledger.read() as conn:
            return open_deliveries(conn, BOTH)

    assert opened() == frozenset()
    desk.open("penalties", b"one")
    assert opened() == {"penalties"}
    desk.open("licences", b"two")
    with pytest.raises(GongshiError):
        desk.open("penalties", b"another")
    desk.deliver("penalties", [penalty()], digest=b"one")
    assert opened() == frozenset()
