"""What a special report shows: by reason, day by day, and never what was withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.certification import (
    MATTERS,
    Certification,
    Mark,
    Matter,
    certify,
    earliest_start,
    rule_of,
)
from gongshi.records.clock import midnight
from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    SeriousListing,
)
from gongshi.records.model import (
    Absence,
    DisclosureMode,
    Event,
    Penalty,
    PenaltyKind,
    Procedure,
    Repair,
    RepairResult,
    RepairScope,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
    Withholding,
)
from gongshi.records.periods import Period
from gongshi.records.publication import Effect, effects_at, intervals, shown_at
from gongshi.records.rules import CertificationRule, Rules
from tests.records.conftest import LicenceMaker, PenaltyMaker

YEAR = Period(date(2025, 6, 1), date(2026, 5, 31))
AT = datetime.fromisoformat("2026-06-01T10:00+08:00")
SHOWN = Certification(True)


@pytest.fixture(scope="session")
def rule(tianjin_rules: Rules) -> CertificationRule:
    found = rule_of(tianjin_rules, date(2026, 6, 1))
    assert found is not None
    return found


def repair(on: str, **fields: object) -> Repair:
    told = {"result": RepairResult.GRANTED, "decision_date": date.fromisoformat(on), **fields}
    return Repair(**told)  # type: ignore[arg-type]  # the fields a test names


def withdrawal(on: str) -> Withdrawal:
    return Withdrawal(kind="撤销", decision_date=date.fromisoformat(on))


def suspension(on: str, action: SuspensionAction = SuspensionAction.SUSPEND) -> Suspension:
    return Suspension(action=action, from_date=date.fromisoformat(on))


@pytest.mark.parametrize(
    "fields",
    [
        {"procedure": Procedure.SUMMARY},
        {"kinds": (PenaltyKind.WARNING,)},  # 轻微: never public
        {"kinds": (PenaltyKind.OTHER,)},  # class unknown: waits for review
        {"publication_until": date(2026, 1, 31)},  # expired
        {"mode": DisclosureMode.SHARED},
        {"mode": DisclosureMode.AUTHORISED},
    ],
)
def test_what_is_hidden_from_the_public_is_shown(
    fields: dict[str, object], penalty: PenaltyMaker, rules: Rules, rule: CertificationRule
) -> None:
    record = penalty("2026-01-10", **fields)
    assert not shown_at(intervals(record, (), rules), AT)
    assert certify(record, (), rules, rule, YEAR, AT) == SHOWN


@pytest.mark.parametrize(
    ("fields", "events", "said"),
    [
        ({}, [], SHOWN),
        ({"objected": True}, [], Certification(True, marks=(Mark.OBJECTED,))),
        ({}, [repair("2026-06-01")], Certification(True, marks=(Mark.REPAIRED,))),
        ({}, [repair("2026-06-02")], SHOWN),
        ({}, [repair("2026-05-01", scope=RepairScope.MARK)], SHOWN),
        ({}, [repair("2026-05-01", result=RepairResult.REFUSED)], SHOWN),
        (
            {},
            [repair("2026-05-01"), repair("2026-05-20", result=RepairResult.REVOKED)],
            SHOWN,
        ),
        ({}, [suspension("2026-05-01")], Certification(True, marks=(Mark.SUSPENDED,))),
        ({}, [suspension("2026-05-01"), suspension("2026-06-01", SuspensionAction.RESUME)], SHOWN),
        ({}, [withdrawal("2026-06-01")], Certification(False, "withdrawn")),
        ({}, [withdrawal("2026-06-02")], SHOWN),
        ({}, [repair("2026-05-01"), withdrawal("2026-05-02")], Certification(False, "withdrawn")),
        ({}, [Absence(gone=True, at=AT)], Certification(False, "absent")),
        (
            {},
            [Absence(gone=True, at=AT - timedelta(days=2)), Absence(gone=False, at=AT)],
            SHOWN,
        ),
        (
            {},
            [Withholding(withheld=True, at=AT)],
            Certification(False, "withheld", open=True),
        ),
        ({}, [Withholding(withheld=True, at=AT + timedelta(seconds=1))], SHOWN),
        ({"withdrawn_by_source": True}, [], Certification(False, "withdrawn_by_source")),
        ({"subject_kind": SubjectKind.NATURAL_PERSON}, [], Certification(False, "natural_person")),
        ({"mode": DisclosureMode.SECRET}, [], Certification(False, "mode", open=True)),
        ({"item_code": "TJ-CF-001"}, [], SHOWN),
        ({"source": "gone"}, [], Certification(False, "source_unknown", open=True)),
        ({"accepted": None}, [], Certification(False, "not_accepted")),
        ({"accepted": AT}, [], SHOWN),
        (
            {"accepted": AT + timedelta(seconds=1)},
            [],
            Certification(False, "not_accepted", open=True),
        ),
    ],
)
def test_each_reason(
    fields: dict[str, object],
    events: list[Event],
    said: Certification,
    penalty: PenaltyMaker,
    rules: Rules,
    rule: CertificationRule,
) -> None:
    record = penalty("2026-01-10", **fields)
    assert certify(record, events, rules, rule, YEAR, AT) == said


@pytest.mark.parametrize(
    ("decided", "shown"),
    [("2025-05-31", False), ("2025-06-01", True), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_the_decision_must_lie_in_the_period(
    decided: str, shown: bool, penalty: PenaltyMaker, rules: Rules, rule: CertificationRule
) -> None:
    said = certify(penalty(decided), (), rules, rule, YEAR, AT)
    assert said == (SHOWN if shown else Certification(False, "outside_period"))


def test_licences_are_none_of_its_matters(
    licence: LicenceMaker, rules: Rules, rule: CertificationRule
) -> None:
    said = certify(licence("2026-01-10"), (), rules, rule, YEAR, AT)
    assert said == Certification(False, "other_kind")


def test_the_dated_rule_decides(
    penalty: PenaltyMaker, rules: Rules, rule: CertificationRule
) -> None:
    strict = replace(rule, summary_procedure=False, repaired=False, suspended=False)
    for record, events, reason, is_open in (
        (penalty("2026-01-10", procedure=Procedure.SUMMARY), [], "summary_procedure", False),
        (penalty("2026-01-10"), [repair("2026-05-01")], "repaired", False),
        (penalty("2026-01-10"), [suspension("2026-05-01")], "suspended", True),
    ):
        said = certify(record, events, rules, strict, YEAR, AT)
        assert said == Certification(False, reason, open=is_open)


def test_the_rule_of_a_day(rules: Rules, rule: CertificationRule) -> None:
    later = replace(rule, id="later", first=date(2027, 1, 1))
    dated = replace(rules, certification=(replace(rule, last=date(2026, 6, 30)), later))
    assert rule_of(dated, date(2025, 5, 6)) is None
    assert rule_of(dated, date(2026, 6, 30)) == dated.certification[0]
    assert rule_of(dated, date(2026, 7, 1)) is None
    assert rule_of(dated, date(2027, 1, 1)) == later


def test_it_looks_back_five_years(rule: CertificationRule) -> None:
    assert earliest_start(rule, date(2026, 6, 1)) == date(2021, 6, 1)
    assert earliest_start(rule, date(2028, 2, 29)) == date(2023, 2, 28)


# --- coercion, lists, judgments -----------------------------------------------------------------


def filed(source: str, **fields: Any) -> dict[str, Any]:
    return {
        "source": source,
        "subject_name": "样例企业",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "accepted_at": midnight(date(2026, 1, 5)),
        **fields,
    }


def day(text: str) -> date:
    return date.fromisoformat(text)


REMOVED = Certification(True, marks=(Mark.REMOVED,))
OUTSIDE = Certification(False, "outside_period")


@pytest.mark.parametrize(
    ("listed", "removed", "said"),
    [
        ("2026-05-31", None, SHOWN),
        ("2026-06-01", None, OUTSIDE),
        ("2024-01-10", None, SHOWN),  # stands all the while
        ("2024-01-10", "2026-06-02", SHOWN),  # still on it today
        ("2024-01-10", "2026-06-01", REMOVED),
        ("2024-01-10", "2025-06-02", REMOVED),  # its last day is the period's first
        ("2024-01-10", "2025-06-01", OUTSIDE),
        ("2022-06-01", None, REMOVED),  # three years: its last day is 2025-06-01
        ("2022-05-31", None, OUTSIDE),
        ("2026-01-10", "2026-01-10", REMOVED),
        ("2021-08-31", None, Certification(False, "before_rules", open=True)),
        ("2021-08-31", "2025-06-02", REMOVED),
        ("2021-08-31", "2021-09-02", OUTSIDE),
    ],
)
def test_a_list_entry_speaks_of_the_days_it_stands(
    listed: str, removed: str | None, said: Certification, rules: Rules, rule: CertificationRule
) -> None:
    entry = SeriousListing(
        **filed(
            "serious",
            decision_date=day(listed),
            removed_date=None if removed is None else day(removed),
        )
    )
    assert certify(entry, (), rules, rule, YEAR, AT) == said


def test_an_entry_removed_early_by_repair_is_marked_so(
    rules: Rules, rule: CertificationRule
) -> None:
    entry = SeriousListing(**filed("serious", decision_date=day("2025-01-10")))
    early = repair("2026-05-01", scope=RepairScope.EARLY_REMOVAL)
    said = certify(entry, [early], rules, rule, YEAR, AT)
    assert said == Certification(True, marks=(Mark.REPAIRED,))


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([repair("2025-06-01")], OUTSIDE),
        ([repair("2025-06-02")], Certification(True, marks=(Mark.REPAIRED,))),
        ([repair("2025-06-01", scope=RepairScope.MARK)], SHOWN),
        ([repair("2024-01-10")], Certification(True, marks=(Mark.REPAIRED,))),  # a slip
        ([repair("2025-05-01"), repair("2026-05-31", result=RepairResult.REVOKED)], SHOWN),
        ([repair("2025-05-01"), repair("2026-06-01", result=RepairResult.REVOKED)], OUTSIDE),
    ],
)
def test_an_entry_that_a_repair_took_off_before_the_period_did_not_stand_in_it(
    events: list[Event], said: Certification, rules: Rules, rule: CertificationRule
) -> None:
    entry = SeriousListing(**filed("serious", decision_date=day("2024-01-10")))
    assert certify(entry, events, rules, rule, YEAR, AT) == said
    listed_within = replace(entry, decision_date=day("2025-06-02"))
    assert certify(listed_within, events, rules, rule, YEAR, AT).shown


def test_coercion_and_judgments_that_are_not_public_are_shown(
    rules: Rules, rule: CertificationRule
) -> None:
    coercion = Coercion(**filed("coercion", decision_date=day("2026-01-10")))
    inside = CriminalJudgment(
        **filed("criminal", decision_date=day("2025-05-01"), effective_date=day("2025-06-01"))
    )
    undated = CriminalJudgment(**filed("criminal", decision_date=day("2025-05-31")))
    for record in (coercion, inside):
        assert intervals(record, (), rules) == ()
        assert certify(record, (), rules, rule, YEAR, AT) == SHOWN
    assert certify(undated, (), rules, rule, YEAR, AT) == OUTSIDE


def test_other_kinds_are_none_of_its_matters(rules: Rules, rule: CertificationRule) -> None:
    for record in (
        AbnormalListing(**filed("abnormal", decision_date=day("2026-01-10"))),
        Honour(**filed("honours", decision_date=None, year=2025)),
        Commitment(**filed("commitments", decision_date=day("2026-01-10"))),
    ):
        said = certify(record, (), rules, rule, YEAR, AT)
        assert said == Certification(False, "other_kind")


def test_every_matter_has_a_kind() -> None:
    assert set(MATTERS.values()) == set(Matter)


# --- the rule, whatever the events --------------------------------------------------------------

_RULES = load_city(shipped_city("tianjin")).rules
_days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_events = st.lists(
    st.one_of(
        st.builds(
            Repair,
            result=st.sampled_from(RepairResult),
            decision_date=_days,
            scope=st.sampled_from([RepairScope.END_PUBLICATION, RepairScope.MARK]),
            sequence=st.integers(1, 9),
        ),
        st.builds(Withdrawal, kind=st.just("撤销"), decision_date=_days),
        st.builds(
            Suspension,
            action=st.sampled_from(SuspensionAction),
            from_date=_days,
            sequence=st.integers(1, 9),
        ),
        st.builds(Absence, gone=st.booleans(), at=_days.map(midnight)),
        st.builds(
            Withholding,
            withheld=st.booleans(),
            at=_days.map(midnight),
            until=st.one_of(st.none(), _days),
            sequence=st.integers(1, 9),
        ),
    ),
    max_size=5,
)


@given(events=_events, day=_days, hour=st.integers(0, 23))
def test_public_then_certified_and_hidden_only_for_a_reason(
    events: list[Event], day: date, hour: int
) -> None:
    """What the public sees of a period, its special report shows; what it marks is in force."""
    at = midnight(day) + timedelta(hours=hour)
    decided = date(2026, 1, 1)
    record = Penalty(
        source="penalties",
        subject_name="样例企业",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=decided,
        kinds=(PenaltyKind.CONFISCATION,),
        accepted_at=midnight(decided),
    )
    rule = _RULES.certification[0]
    said = certify(record, events, _RULES, rule, Period(decided, day), at)
    if shown_at(intervals(record, events, _RULES), at):
        assert said == SHOWN
    effects = effects_at(events, at)
    hiding = {Effect.WITHDRAWN, Effect.ABSENT, Effect.WITHHELD}
    assert said.shown == effects.isdisjoint(hiding)
    assert said.open == (said.reason == "withheld")  # it stands, and is not told
    if said.shown:
        assert (Mark.REPAIRED in said.marks) == (Effect.REPAIRED in effects)
        assert (Mark.SUSPENDED in said.marks) == (Effect.SUSPENDED in effects)
