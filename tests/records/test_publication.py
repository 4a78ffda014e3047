"""The publication rules of DOMAIN §3, each at its boundary days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongshi.records.clock import SHANGHAI, midnight
from gongshi.records.model import (
    Absence,
    DisclosureMode,
    Field,
    Interval,
    PenaltyKind,
    Procedure,
    Repair,
    RepairResult,
    RepairScope,
    Review,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.publication import intervals, judge
from gongshi.records.rules import Rules
from gongshi.records.working_days import WorkingCalendar

MINOR, GENERAL, SERIOUS = Severity.MINOR, Severity.GENERAL, Severity.SERIOUS
K = PenaltyKind


def day(text: str) -> date:
    return date.fromisoformat(text)


def shown(first: str, last: str) -> tuple[Interval, ...]:
    """From 00:00 of the first day through the whole of the last."""
    return (Interval(midnight(day(first)), midnight(day(last) + timedelta(days=1))),)


def grant(effective: str, **columns: Any) -> Repair:
    return Repair(result=RepairResult.GRANTED, decision_date=day(effective), **columns)


def revoke(effective: str, **columns: Any) -> Repair:
    return Repair(result=RepairResult.REVOKED, decision_date=day(effective), **columns)


def suspend(first: str, last: str | None = None, **columns: Any) -> Suspension:
    return Suspension(
        action=SuspensionAction.SUSPEND,
        from_date=day(first),
        to_date=day(last) if last else None,
        **columns,
    )


def resume(first: str, **columns: Any) -> Suspension:
    return Suspension(action=SuspensionAction.RESUME, from_date=day(first), **columns)


# --- NDRC family ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "columns", "last"),
    [
        # before every rule
        ("2019-06-30", {"severity": SERIOUS}, None),
        # NDRC-527: one year and three years, by a stated class only
        ("2019-07-01", {"severity": GENERAL}, "2020-07-01"),
        ("2019-07-01", {"severity": SERIOUS}, "2022-07-01"),
        ("2020-02-29", {"severity": GENERAL}, "2021-02-28"),
        ("2022-01-01", {"kinds": (K.FINE,), "fine": Decimal(300)}, None),
        ("2022-01-01", {"severity": MINOR}, None),
        # the last day of NDRC-527, running over 2026-04-01
        ("2023-04-30", {"severity": SERIOUS}, "2026-04-30"),
        ("2023-04-30", {"severity": GENERAL}, "2024-04-30"),
        # NDRC-58: three years, cut by NDRC-36 on 2026-04-01
        ("2023-05-10", {"severity": SERIOUS}, "2026-05-10"),
        ("2023-05-01", {"severity": GENERAL}, "2026-03-31"),
        ("2025-06-15", {"severity": GENERAL}, "2026-06-15"),
        ("2026-03-31", {"severity": GENERAL}, "2027-03-31"),
        ("2026-03-31", {"severity": SERIOUS}, "2029-03-31"),
        ("2025-06-15", {"severity": MINOR}, "2026-03-31"),
        ("2025-06-15", {"kinds": (K.WARNING,)}, "2026-03-31"),
        ("2025-06-15", {"kinds": (K.OTHER,)}, "2026-03-31"),
        ("2025-06-15", {}, "2026-03-31"),
        ("2025-06-15", {"kinds": (K.REVOKE_PERMIT,)}, "2028-06-15"),
        # NDRC-36 from 2026-04-01
        ("2026-04-01", {"severity": GENERAL}, "2027-04-01"),
        ("2026-04-01", {"severity": SERIOUS}, "2029-04-01"),
        ("2026-04-01", {"severity": MINOR}, None),
        ("2028-02-29", {"severity": GENERAL}, "2029-02-28"),
    ],
)
def test_ndrc_records_are_shown_through_their_last_day(
    penalty: Any, rules: Rules, decided: str, columns: dict[str, Any], last: str | None
) -> None:
    expected = shown(decided, last) if last else ()
    assert intervals(penalty(decided, **columns), (), rules) == expected


def test_the_hour_before_and_after_the_last_day(penalty: Any, rules: Rules) -> None:
    """2023-05-10 with 3 years: shown through 2026-05-10, hidden from then on."""
    (stretch,) = intervals(penalty("2023-05-10", severity=SERIOUS), (), rules)
    assert stretch.end == datetime(2026, 5, 11, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize("decided", ["2021-01-01", "2024-01-01"])
def test_summary_procedure_is_not_published_before_order_36(
    penalty: Any, rules: Rules, decided: str
) -> None:
    record = penalty(decided, severity=SERIOUS, procedure=Procedure.SUMMARY)
    assert judge(record, (), rules).reason == "summary_procedure"


@pytest.mark.parametrize(
    ("kinds", "fine", "klass"),
    [
        ((K.WARNING,), None, "轻微"),
        ((K.CRITICISM, K.WARNING), None, "轻微"),
        ((K.SUSPEND_PERMIT,), None, "一般"),
        ((K.DOWNGRADE,), None, "一般"),
        ((K.CONFISCATION,), None, "一般"),
        ((K.FINE,), "10", "一般"),
        ((K.FINE,), "199.999999", "一般"),
        ((K.FINE,), "200", "严重"),
        ((K.FINE,), "9.999999", None),
        ((K.FINE,), None, None),
        ((K.FINE, K.WARNING), "0.1", None),
        ((K.CONFISCATION, K.FINE), "0.1", "一般"),
        ((K.REVOKE_PERMIT,), None, "严重"),
        ((K.RESTRICT_BUSINESS,), None, "严重"),
        ((K.STOP_BUSINESS,), None, "严重"),
        ((K.CLOSE,), None, "严重"),
        ((K.RESTRICT_OCCUPATION,), None, "严重"),
        ((K.DETENTION,), None, None),
        ((K.OTHER,), None, None),
        ((K.OTHER, K.WARNING), None, None),
        ((K.CONFISCATION, K.OTHER), None, None),
        ((K.OTHER, K.REVOKE_PERMIT), None, "严重"),
        ((K.SUSPEND_OR_REVOKE,), None, None),
        ((), None, None),
    ],
)
@pytest.mark.parametrize("source", ["penalties", "penalties-samr"])
def test_the_three_classes_follow_from_kinds_and_amounts(
    penalty: Any,
    rules: Rules,
    source: str,
    kinds: tuple[K, ...],
    fine: str | None,
    klass: str | None,
) -> None:
    amount = Decimal(fine) if fine else None
    found = judge(penalty("2026-05-01", source=source, kinds=kinds, fine=amount), (), rules)
    assert (found.klass or None) == klass
    assert found.needs_review == (klass is None)
    assert found.reason == {None: "class_unknown", "轻微": "class_hidden"}.get(klass, "")


def test_without_thresholds_no_fine_is_classed(penalty: Any, make_rules: Any) -> None:
    record = penalty("2026-05-01", kinds=(K.FINE,), fine=Decimal(5000))
    assert judge(record, (), make_rules(fines={})).reason == "class_unknown"


@pytest.mark.parametrize(
    ("fines", "fine", "klass"),
    [
        ({"larger": Decimal(10)}, 50, ""),  # may be huge
        ({"huge": Decimal(200)}, 50, ""),  # may be small
        ({"huge": Decimal(200)}, 200, "严重"),
    ],
)
def test_a_missing_threshold_leaves_only_what_it_would_decide_unknown(
    penalty: Any, make_rules: Any, fines: dict[str, Decimal], fine: int, klass: str
) -> None:
    record = penalty("2026-05-01", kinds=(K.FINE,), fine=Decimal(fine))
    assert judge(record, (), make_rules(fines=fines)).klass == klass


def test_an_amount_that_the_kinds_do_not_name_leaves_the_class_unknown(
    penalty: Any, rules: Rules
) -> None:
    record = penalty("2026-05-01", kinds=(K.SUSPEND_PERMIT,), fine=Decimal(1))
    assert judge(record, (), rules).reason == "class_unknown"
    record = penalty("2026-05-01", kinds=(K.SUSPEND_PERMIT,), confiscation=Decimal(1))
    assert judge(record, (), rules).reason == "class_unknown"
    record = penalty("2026-05-01", kinds=(K.SUSPEND_PERMIT,), fine=Decimal(0))
    assert judge(record, (), rules).klass == "一般"


def test_summary_procedure_is_minor_under_order_36(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", kinds=(K.STOP_BUSINESS,), procedure=Procedure.SUMMARY)
    assert judge(record, (), rules).reason == "class_hidden"


def test_a_stated_class_wins_over_the_kinds(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", kinds=(K.REVOKE_PERMIT,), severity=GENERAL)
    assert intervals(record, (), rules) == shown("2026-05-01", "2027-05-01")


def test_a_review_gives_an_unknown_class_and_the_latest_review_counts(
    penalty: Any, rules: Rules
) -> None:
    at = midnight(day("2026-05-02"))
    first = Review(severity=SERIOUS, by="审核员甲", at=at, sequence=1)
    second = Review(severity=GENERAL, by="审核员乙", at=at, sequence=2)
    record = penalty("2026-05-01", kinds=(K.OTHER,))
    assert intervals(record, (), rules) == ()
    assert intervals(record, (first,), rules) == shown("2026-05-01", "2029-05-01")
    assert intervals(record, (second, first), rules) == shown("2026-05-01", "2027-05-01")
    known = penalty("2026-05-01", kinds=(K.REVOKE_PERMIT,))
    assert intervals(known, (second,), rules) == shown("2026-05-01", "2029-05-01")


def test_a_record_of_order_58_without_class_is_reviewed_for_the_time_after_the_transition(
    penalty: Any, rules: Rules
) -> None:
    record = penalty("2025-06-15", kinds=(K.OTHER,))
    assert judge(record, (), rules).needs_review
    review = Review(severity=GENERAL, by="审核员", at=midnight(day("2025-07-01")))
    assert intervals(record, (review,), rules) == shown("2025-06-15", "2026-06-15")


def test_a_transition_never_lengthens_what_the_old_rule_gave(penalty: Any, rules: Rules) -> None:
    """The new rule's last day counts only when it is earlier than the old one's."""
    new_rule = rules.rule("NDRC-36")
    longer = replace(new_rule.terms["严重"], longest_months=60)
    changed = replace(new_rule, terms={**new_rule.terms, "严重": longer})
    publication = tuple(changed if rule is new_rule else rule for rule in rules.publication)
    record = penalty("2025-06-15", severity=SERIOUS)
    expected = shown("2025-06-15", "2028-06-15")
    assert intervals(record, (), replace(rules, publication=publication)) == expected


@pytest.mark.parametrize(
    ("stated_end", "last"),
    [
        ("2026-06-30", "2026-06-30"),
        ("2027-05-01", "2027-05-01"),
        ("2027-05-02", "2027-05-01"),
        ("2099-12-31", "2027-05-01"),
    ],
)
def test_a_stated_end_wins_only_when_earlier(
    penalty: Any, rules: Rules, stated_end: str, last: str
) -> None:
    record = penalty("2026-05-01", severity=GENERAL, publication_until=day(stated_end))
    assert intervals(record, (), rules) == shown("2026-05-01", last)


def test_a_stated_end_before_the_transition_is_not_lengthened_by_it(
    penalty: Any, rules: Rules
) -> None:
    record = penalty("2025-06-15", severity=GENERAL, publication_until=day("2026-01-31"))
    assert intervals(record, (), rules) == shown("2025-06-15", "2026-01-31")


def test_a_stated_end_before_the_decision_shows_nothing(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL, publication_until=day("2026-04-30"))
    assert judge(record, (), rules).reason == "over"


# --- SAMR family ------------------------------------------------------------------------------


def samr(penalty: Any, decided: str, **columns: Any) -> Any:
    return penalty(decided, source="penalties-samr", **columns)


@pytest.mark.parametrize(
    ("decided", "columns", "last"),
    [
        ("2021-08-31", {"kinds": (K.CONFISCATION,)}, None),
        ("2021-09-01", {"kinds": (K.CONFISCATION,)}, "2024-09-01"),
        ("2022-03-01", {"kinds": (K.WARNING,)}, None),
        ("2022-03-01", {"kinds": (K.CRITICISM,)}, "2022-06-01"),
        ("2022-03-01", {"kinds": (K.FINE,), "fine": Decimal("0.5")}, "2022-06-01"),
        ("2022-03-01", {"kinds": (K.FINE, K.WARNING), "fine": Decimal("0.5")}, "2022-06-01"),
        ("2022-03-01", {"kinds": (K.FINE,), "fine": Decimal("0.500001")}, "2025-03-01"),
        ("2022-03-01", {"kinds": (K.FINE,)}, None),
        ("2022-03-01", {"kinds": (K.DETENTION,)}, None),
        ("2022-03-01", {"kinds": (K.OTHER, K.WARNING)}, None),
        ("2022-03-01", {"kinds": (K.CONFISCATION, K.OTHER)}, "2025-03-01"),
        ("2022-03-01", {"kinds": (K.SUSPEND_OR_REVOKE,)}, "2025-03-01"),
        # no transition: the decision day fixes the rule
        ("2025-12-24", {"kinds": (K.CONFISCATION,)}, "2028-12-24"),
        ("2025-12-25", {"kinds": (K.CONFISCATION,)}, "2026-12-25"),
        ("2025-12-25", {"kinds": (K.REVOKE_PERMIT,)}, "2028-12-25"),
        ("2025-12-25", {"kinds": (K.WARNING,)}, None),
    ],
)
def test_samr_records_are_shown_through_their_last_day(
    penalty: Any, rules: Rules, decided: str, columns: dict[str, Any], last: str | None
) -> None:
    expected = shown(decided, last) if last else ()
    assert intervals(samr(penalty, decided, **columns), (), rules) == expected


def test_samr_counts_from_the_sources_own_publication_day(penalty: Any, rules: Rules) -> None:
    record = samr(penalty, "2022-03-01", kinds=(K.CRITICISM,), published_date=day("2022-03-20"))
    assert intervals(record, (), rules) == shown("2022-03-01", "2022-06-20")


def test_samr_counts_from_the_day_of_first_acceptance_else(penalty: Any, rules: Rules) -> None:
    at = datetime(2022, 3, 10, 15, 30, tzinfo=SHANGHAI)
    record = samr(penalty, "2022-03-01", kinds=(K.CRITICISM,), accepted=at)
    assert intervals(record, (), rules) == (Interval(at, midnight(day("2022-06-11"))),)


@pytest.mark.parametrize(
    ("accepted", "last"),
    [
        # 2022-03-01 + 20 working days: 2022-03-29 (no holiday between)
        ("2022-03-29", "2022-06-29"),
        ("2022-03-30", "2022-06-01"),
    ],
)
def test_samr_accepted_more_than_twenty_working_days_late_counts_from_the_decision(
    penalty: Any, rules: Rules, accepted: str, last: str
) -> None:
    record = samr(penalty, "2022-03-01", kinds=(K.CRITICISM,), accepted=accepted)
    assert intervals(record, (), rules) == shown(accepted, last)


def test_the_working_days_jump_official_holidays(penalty: Any, rules: Rules) -> None:
    """From 2022-09-20, with National Day (10-01 to 10-07) and two worked weekend days."""
    record = samr(penalty, "2022-09-20", kinds=(K.CRITICISM,), accepted="2022-10-21")
    assert intervals(record, (), rules) == shown("2022-10-21", "2023-01-21")
    record = samr(penalty, "2022-09-20", kinds=(K.CRITICISM,), accepted="2022-10-22")
    assert intervals(record, (), rules) == shown("2022-10-22", "2022-12-20")


def test_a_year_without_calendar_hides_instead_of_guessing(penalty: Any, rules: Rules) -> None:
    empty = replace(rules, calendar=WorkingCalendar(frozenset(), frozenset(), frozenset()))
    late = samr(penalty, "2022-03-01", kinds=(K.CRITICISM,), accepted="2022-03-30")
    assert judge(late, (), empty).reason == "calendar_missing"
    prompt = samr(penalty, "2022-03-01", kinds=(K.CRITICISM,), accepted="2022-03-21")
    assert intervals(prompt, (), empty) == shown("2022-03-21", "2022-06-21")


def test_a_longer_business_restriction_carries_publication_with_it(
    penalty: Any, rules: Rules
) -> None:
    kinds = (K.RESTRICT_OCCUPATION,)
    for until, last in [
        ("2025-02-28", "2025-03-01"),
        ("2026-08-15", "2026-08-15"),
        ("2032-03-01", "2027-03-01"),  # nothing older than five years is answered
    ]:
        record = samr(penalty, "2022-03-01", kinds=kinds, restriction_until=day(until))
        assert intervals(record, (), rules) == shown("2022-03-01", last)


def test_a_stated_class_helps_samr_45_only_where_its_own_is_unknown(
    penalty: Any, rules: Rules
) -> None:
    known = samr(penalty, "2022-03-01", kinds=(K.CONFISCATION,), severity=MINOR)
    assert intervals(known, (), rules) == shown("2022-03-01", "2025-03-01")
    unknown = samr(penalty, "2022-03-01", kinds=(K.DETENTION,), severity=SERIOUS)
    assert intervals(unknown, (), rules) == shown("2022-03-01", "2025-03-01")


@pytest.mark.parametrize(
    ("field", "repairable"),
    [(None, "2022-09-01"), (Field.FOOD, "2023-03-01"), (Field.FIRE, "2022-09-01")],
)
def test_the_shortest_period_depends_on_the_field(
    penalty: Any, rules: Rules, field: Field | None, repairable: str
) -> None:
    record = samr(penalty, "2022-03-01", kinds=(K.CONFISCATION,), field=field)
    assert judge(record, (), rules).earliest_repair == day(repairable)


def test_some_kinds_may_never_end_early(penalty: Any, rules: Rules) -> None:
    assert judge(samr(penalty, "2022-03-01", kinds=(K.STOP_BUSINESS,)), (), rules).never_early
    assert not judge(samr(penalty, "2022-03-01", kinds=(K.CONFISCATION,)), (), rules).never_early
    grave = penalty("2022-03-01", severity=SERIOUS)
    assert judge(grave, (), rules).never_early


def test_nothing_older_than_five_years_is_answered(penalty: Any, rules: Rules) -> None:
    record = samr(penalty, "2022-02-28", kinds=(K.CONFISCATION,), published_date=day("2025-02-28"))
    assert intervals(record, (), rules) == shown("2022-02-28", "2027-02-28")


# --- acceptance, modes, persons ------------------------------------------------------------------


def test_a_record_is_shown_from_its_acceptance_or_its_decision_day(
    penalty: Any, rules: Rules
) -> None:
    late = datetime(2026, 5, 3, 10, 0, tzinfo=SHANGHAI)
    record = penalty("2026-05-01", severity=GENERAL, accepted=late)
    assert intervals(record, (), rules) == (Interval(late, midnight(day("2027-05-02"))),)
    early = penalty("2026-05-01", severity=GENERAL, accepted="2026-04-20")
    assert intervals(early, (), rules) == shown("2026-05-01", "2027-05-01")


def test_a_record_that_was_never_accepted_is_not_shown(penalty: Any, rules: Rules) -> None:
    assert intervals(penalty("2026-05-01", severity=GENERAL, accepted=None), (), rules) == ()


def test_a_record_accepted_after_its_end_is_never_shown(penalty: Any, rules: Rules) -> None:
    record = penalty("2020-01-01", severity=GENERAL, accepted="2026-01-01")
    assert judge(record, (), rules).reason == "over"


def test_a_licence_has_no_end(licence: Any, rules: Rules) -> None:
    record = licence("1992-08-01")
    assert intervals(record, (), rules) == (Interval(record.accepted_at, None),)


@pytest.mark.parametrize(
    ("own", "item", "default", "public"),
    [
        (None, None, DisclosureMode.PUBLIC, True),
        (None, None, DisclosureMode.SECRET, False),
        (DisclosureMode.PUBLIC, None, DisclosureMode.SECRET, False),
        (DisclosureMode.AUTHORISED, None, DisclosureMode.PUBLIC, False),
        (DisclosureMode.SHARED, None, DisclosureMode.PUBLIC, False),
        (DisclosureMode.SECRET, None, DisclosureMode.PUBLIC, False),
        (None, DisclosureMode.PUBLIC, DisclosureMode.SECRET, True),
        (None, DisclosureMode.AUTHORISED, DisclosureMode.PUBLIC, False),
        (DisclosureMode.PUBLIC, DisclosureMode.SHARED, DisclosureMode.PUBLIC, False),
    ],
)
def test_a_row_may_narrow_its_disclosure_mode_never_widen_it(
    licence: Any,
    make_rules: Any,
    own: DisclosureMode | None,
    item: DisclosureMode | None,
    default: DisclosureMode,
    public: bool,
) -> None:
    rules = make_rules(default_mode=default)
    if item is not None:
        rules = replace(rules, item_modes={"X-1": item})
    record = licence("2025-01-01", mode=own, item_code="X-1" if item else "")
    assert bool(intervals(record, (), rules)) is public


def test_an_item_that_the_catalogue_lacks_falls_back_to_the_source(
    licence: Any, rules: Rules
) -> None:
    assert intervals(licence("2025-01-01", item_code="没有的"), (), rules) != ()


def test_no_natural_person_is_shown_unless_the_city_enables_the_source(
    licence: Any, penalty: Any, make_rules: Any
) -> None:
    person = {"subject_kind": SubjectKind.NATURAL_PERSON}
    closed, opened = make_rules(), make_rules(natural_persons=True)
    for record in (
        licence("2025-01-01", **person),
        penalty("2026-05-01", severity=GENERAL, **person),
    ):
        assert intervals(record, (), closed) == ()
        assert intervals(record, (), opened) != ()


def test_an_individual_business_is_shown(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL, subject_kind=SubjectKind.INDIVIDUAL_BUSINESS)
    assert intervals(record, (), rules) == shown("2026-05-01", "2027-05-01")


def test_a_record_its_source_withdrew_is_hidden_and_an_objection_only_marks(
    licence: Any, rules: Rules
) -> None:
    assert intervals(licence("2015-01-01", withdrawn_by_source=True), (), rules) == ()
    assert intervals(licence("2015-01-01", objected=True), (), rules) != ()


def test_a_source_without_family_publishes_no_penalty(penalty: Any, make_rules: Any) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    assert judge(record, (), make_rules(family=None)).reason == "source_without_family"


# --- repair, withdrawal, suspension, absence ------------------------------------------------------


def test_a_repair_hides_from_the_first_moment_of_its_day(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    assert intervals(record, (grant("2026-09-10"),), rules) == shown("2026-05-01", "2026-09-09")


def test_a_repairs_effective_day_counts_before_its_decision_day(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    repair = grant("2026-09-10", effective_date=day("2026-09-20"))
    assert intervals(record, (repair,), rules) == shown("2026-05-01", "2026-09-19")


def test_a_premature_repair_is_obeyed_all_the_same(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", kinds=(K.REVOKE_PERMIT,))
    assert intervals(record, (grant("2026-05-01"),), rules) == ()


@pytest.mark.parametrize(
    "repair",
    [
        Repair(result=RepairResult.REFUSED, decision_date=date(2026, 9, 10)),
        grant("2026-09-10", scope=RepairScope.MARK),
        revoke("2026-09-10"),
    ],
)
def test_a_refused_repair_a_mark_and_a_revocation_alone_hide_nothing(
    penalty: Any, rules: Rules, repair: Repair
) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    assert intervals(record, (repair,), rules) == shown("2026-05-01", "2027-05-01")


def test_a_revoked_repair_restores_the_record_and_no_clock_stopped(
    penalty: Any, rules: Rules
) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    events = (revoke("2026-12-01", sequence=2), grant("2026-09-10", sequence=1))
    assert intervals(record, events, rules) == (
        *shown("2026-05-01", "2026-09-09"),
        *shown("2026-12-01", "2027-05-01"),
    )


def test_repairs_of_one_day_follow_their_order_of_acceptance(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    undone = (grant("2026-09-10", sequence=1), revoke("2026-09-10", sequence=2))
    assert intervals(record, undone, rules) == shown("2026-05-01", "2027-05-01")
    redone = (*undone, grant("2026-09-10", sequence=3))
    assert intervals(record, redone, rules) == shown("2026-05-01", "2026-09-09")


@pytest.mark.parametrize("kind", ["撤销", "变更", "确认违法", "确认无效", "误报撤回"])
def test_every_kind_of_withdrawal_hides_for_good(
    penalty: Any, licence: Any, rules: Rules, kind: str
) -> None:
    withdrawal = Withdrawal(
        kind=kind, decision_date=day("2026-08-01"), effective_date=day("2026-08-05")
    )
    events = (withdrawal, revoke("2026-09-01"), resume("2026-09-01"))
    record = penalty("2026-05-01", severity=GENERAL)
    assert intervals(record, events, rules) == shown("2026-05-01", "2026-08-04")
    plain = licence("2025-01-01")
    assert intervals(plain, events, rules) == (
        Interval(plain.accepted_at, midnight(day("2026-08-05"))),
    )


def test_a_suspension_resumes_by_itself_the_day_after_its_last(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    assert intervals(record, (suspend("2026-06-01", "2026-06-30"),), rules) == (
        *shown("2026-05-01", "2026-05-31"),
        *shown("2026-07-01", "2027-05-01"),
    )


def test_an_open_suspension_lasts_until_a_resumption(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    assert intervals(record, (suspend("2026-06-01"),), rules) == shown("2026-05-01", "2026-05-31")
    events = (suspend("2026-06-01"), resume("2026-08-15"))
    assert intervals(record, events, rules) == (
        *shown("2026-05-01", "2026-05-31"),
        *shown("2026-08-15", "2027-05-01"),
    )


def test_a_resumption_before_the_planned_end_ends_the_suspension(
    penalty: Any, rules: Rules
) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    events = (suspend("2026-06-01", "2026-12-31"), resume("2026-07-01"), suspend("2026-09-01"))
    assert intervals(record, events, rules) == (
        *shown("2026-05-01", "2026-05-31"),
        *shown("2026-07-01", "2026-08-31"),
    )


def test_overlapping_stretches_hide_once(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    events = (
        suspend("2026-06-01", "2026-08-31"),
        grant("2026-07-01", sequence=1),
        revoke("2026-10-01", sequence=2),
        suspend("2026-06-15", "2026-06-20"),
        suspend("2026-07-05", "2026-07-01"),  # ends before it starts: nothing
    )
    assert intervals(record, events, rules) == (
        *shown("2026-05-01", "2026-05-31"),
        *shown("2026-10-01", "2027-05-01"),
    )


def test_a_suspension_without_any_day_hides_nothing(penalty: Any, rules: Rules) -> None:
    record = penalty("2026-05-01", severity=GENERAL)
    events = (suspend("2026-07-05", "2026-07-04"), suspend("2026-07-10", "2026-06-01"))
    assert intervals(record, events, rules) == shown("2026-05-01", "2027-05-01")


def test_an_absent_record_is_hidden_to_the_instant_until_it_is_back(
    licence: Any, rules: Rules
) -> None:
    record = licence("2025-01-01")
    gone_at = datetime(2026, 2, 3, 4, 5, 6, tzinfo=SHANGHAI)
    back_at = gone_at + timedelta(days=7)
    gone, back = Absence(gone=True, at=gone_at), Absence(gone=False, at=back_at, sequence=1)
    assert intervals(record, (gone,), rules) == (Interval(record.accepted_at, gone_at),)
    assert intervals(record, (back, gone), rules) == (
        Interval(record.accepted_at, gone_at),
        Interval(back_at, None),
    )


@pytest.mark.parametrize(
    ("source", "decided", "columns", "until"),
    [
        ("penalties", "2022-01-01", {}, "2025-01-01"),
        ("penalties", "2026-05-01", {}, "2029-05-01"),
        ("penalties", "2026-05-01", {"publication_until": date(2026, 8, 1)}, "2026-08-01"),
        ("penalties", "2025-06-15", {}, "2028-06-15"),  # after the transition
        ("penalties-samr", "2026-05-01", {"published_date": date(2026, 5, 9)}, "2029-05-09"),
        ("penalties-samr", "2022-05-01", {"restriction_until": date(2031, 1, 1)}, "2027-05-01"),
    ],
)
def test_an_unknown_class_is_asked_for_while_some_class_would_show_the_record(
    penalty: Any, rules: Rules, source: str, decided: str, columns: dict[str, Any], until: str
) -> None:
    found = judge(penalty(decided, source=source, **columns), (), rules)
    assert (found.needs_review, found.undecided_until) == (True, day(until))
