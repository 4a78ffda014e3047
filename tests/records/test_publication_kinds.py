"""When lists, honours, commitments, coercion and judgments are shown: the day before, the day, the
day after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongshi.records.clock import midnight
from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    Performance,
    SeriousListing,
)
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Absence,
    DisclosureMode,
    Event,
    RecordKind,
    Repair,
    RepairResult,
    RepairScope,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.publication import intervals, judge, shown_at
from gongshi.records.rules import Clock, Rules

MOMENT = timedelta(milliseconds=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def filed(source: str, accepted: str, **columns: Any) -> dict[str, Any]:
    return {
        "source": source,
        "subject_name": "样例企业",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "accepted_at": midnight(day(accepted)) + timedelta(hours=9),
        **columns,
    }


def abnormal(listed: str, accepted: str = "", **columns: Any) -> AbnormalListing:
    return AbnormalListing(
        **filed("abnormal", accepted or listed, decision_date=day(listed), **columns)
    )


def serious(listed: str, accepted: str = "", **columns: Any) -> SeriousListing:
    return SeriousListing(
        **filed("serious", accepted or listed, decision_date=day(listed), **columns)
    )


def repair(
    effective: str,
    scope: RepairScope = RepairScope.EARLY_REMOVAL,
    result: RepairResult = RepairResult.GRANTED,
    sequence: int = 1,
) -> Repair:
    return Repair(result=result, decision_date=day(effective), scope=scope, sequence=sequence)


def shown_on(record: Record, events: Sequence[Event], rules: Rules, when: str) -> bool:
    return shown_at(intervals(record, events, rules), midnight(day(when)))


def changes_at(record: Record, events: Sequence[Event], rules: Rules, when: datetime) -> bool:
    """Whether the record is shown up to the instant and not from it on."""
    spans = intervals(record, events, rules)
    return shown_at(spans, when - MOMENT) and not shown_at(spans, when)


# --- the abnormal list --------------------------------------------------------------------------


def test_an_entry_is_shown_from_listing_and_acceptance_on(rules: Rules) -> None:
    record = abnormal("2026-05-10", accepted="2026-05-12")
    (span,) = intervals(record, (), rules)
    assert (span.start, span.end) == (record.accepted_at, None)
    later = abnormal("2026-05-12", accepted="2026-05-10")  # listed for a day to come
    assert intervals(later, (), rules)[0].start == midnight(day("2026-05-12"))


def test_an_entry_is_hidden_from_the_day_of_its_removal(rules: Rules) -> None:
    record = abnormal("2019-05-10", removed_date=day("2026-06-10"))
    assert changes_at(record, (), rules, midnight(day("2026-06-10")))
    assert judge(record, (), rules).last_shown == day("2026-06-09")


def test_an_entry_in_force_is_never_too_old(rules: Rules) -> None:
    record = abnormal("2014-10-01")
    assert shown_on(record, (), rules, "2090-01-01")


def test_an_entry_from_before_the_regulation_is_hidden(rules: Rules) -> None:
    assert judge(abnormal("2014-09-30"), (), rules).reason == "before_rules"


def test_an_entry_removed_before_it_came_is_never_shown(rules: Rules) -> None:
    record = abnormal("2026-01-10", accepted="2026-06-10", removed_date=day("2026-06-10"))
    assert (judge(record, (), rules).reason, intervals(record, (), rules)) == ("over", ())


@pytest.mark.parametrize("scope", [RepairScope.RESTORE, RepairScope.EARLY_REMOVAL])
def test_a_repair_ends_an_entry_and_its_revocation_restores_it(
    rules: Rules, scope: RepairScope
) -> None:
    record = abnormal("2026-01-10")
    events = [repair("2026-06-10", scope)]
    assert changes_at(record, events, rules, midnight(day("2026-06-10")))
    events.append(repair("2026-08-01", scope, RepairResult.REVOKED, 2))
    assert not shown_on(record, events, rules, "2026-07-31")
    assert shown_on(record, events, rules, "2026-08-01")


def test_a_mark_is_a_repair_that_hides_nothing(rules: Rules) -> None:
    record = abnormal("2026-01-10")
    assert shown_on(record, [repair("2026-06-10", RepairScope.MARK)], rules, "2026-06-10")


def test_an_entry_may_be_suspended_withdrawn_and_left_out(rules: Rules) -> None:
    record = abnormal("2026-01-10")
    pause = Suspension(
        action=SuspensionAction.SUSPEND, from_date=day("2026-03-01"), to_date=day("2026-03-31")
    )
    assert [shown_on(record, [pause], rules, f"2026-0{one}-01") for one in (2, 3, 4)] == [
        True,
        False,
        True,
    ]
    gone = Withdrawal(kind="撤销", decision_date=day("2026-03-01"))
    assert changes_at(record, [gone], rules, midnight(day("2026-03-01")))
    assert not shown_on(record, [gone], rules, "2030-01-01")
    absent = Absence(gone=True, at=midnight(day("2026-03-01")))
    assert changes_at(record, [absent], rules, midnight(day("2026-03-01")))


# --- the serious list ---------------------------------------------------------------------------


def test_the_serious_list_ends_by_itself_after_three_years(rules: Rules) -> None:
    record = serious("2023-05-10")
    assert judge(record, (), rules).last_shown == day("2026-05-10")
    assert changes_at(record, (), rules, midnight(day("2026-05-11")))


def test_a_leap_days_entry_ends_with_the_months_last_day(rules: Rules) -> None:
    assert judge(serious("2024-02-29"), (), rules).last_shown == day("2027-02-28")


def test_the_first_year_is_over_with_its_last_day(rules: Rules) -> None:
    assert judge(serious("2025-05-10"), (), rules).earliest_repair == day("2026-05-10")


def test_an_early_removal_in_the_first_year_is_obeyed(rules: Rules) -> None:
    record = serious("2026-01-10", removed_date=day("2026-02-10"))
    assert changes_at(record, (), rules, midnight(day("2026-02-10")))
    assert changes_at(
        serious("2026-01-10"), [repair("2026-02-10")], rules, midnight(day("2026-02-10"))
    )


@pytest.mark.parametrize(
    ("stated", "last"),
    [
        ("2025-12-31", "2025-12-31"),  # an earlier end wins
        ("2027-01-01", "2026-05-10"),  # a later one does not lengthen
        ("2023-05-10", "2026-05-10"),  # no later than the listing: says nothing
        ("2099-12-31", "2026-05-10"),
    ],
)
def test_a_stated_end_only_shortens(rules: Rules, stated: str, last: str) -> None:
    record = serious("2023-05-10", listed_until=day(stated))
    assert judge(record, (), rules).last_shown == day(last)


def test_entries_of_the_earlier_serious_list_are_hidden(rules: Rules) -> None:
    assert judge(serious("2021-08-31"), (), rules).reason == "before_rules"
    assert intervals(serious("2021-09-01"), (), rules)


def test_a_city_may_count_from_the_publication(rules: Rules) -> None:
    changed = tuple(
        replace(rule, clock=Clock.PUBLICATION) if rule.kind is RecordKind.SERIOUS else rule
        for rule in rules.kind_rules
    )
    published = replace(rules, kind_rules=changed)
    record = serious("2023-05-10", published_date=day("2023-05-20"))
    assert judge(record, (), published).last_shown == day("2026-05-20")
    assert judge(serious("2023-05-10"), (), published).last_shown == day("2026-05-10")


def test_a_listed_person_is_never_shown(rules: Rules) -> None:
    record = serious("2026-01-10", subject_kind=SubjectKind.NATURAL_PERSON)
    assert judge(record, (), rules).reason == "natural_person"


# --- honours and commitments --------------------------------------------------------------------


def honour(accepted: str, **columns: Any) -> Honour:
    return Honour(**filed("honours", accepted, **{"decision_date": None, "year": 2025, **columns}))


def test_an_honour_without_a_day_is_shown_from_its_acceptance_without_end(rules: Rules) -> None:
    record = honour("2026-05-12")
    (span,) = intervals(record, (), rules)
    assert (span.start, span.end) == (record.accepted_at, None)
    assert judge(record, (), rules).rule == "HONOUR"


def test_a_cancelled_honour_is_hidden_from_that_day(rules: Rules) -> None:
    record = honour("2025-05-12", cancelled=True, cancelled_date=day("2026-02-01"))
    assert changes_at(record, (), rules, midnight(day("2026-02-01")))
    undated = honour("2025-05-12", cancelled=True)
    assert judge(undated, (), rules).reason == "cancelled"


def test_an_honours_own_term_ends_no_publication(rules: Rules) -> None:
    record = honour("2020-05-12", valid_until=day("2021-05-12"))
    assert shown_on(record, (), rules, "2040-01-01")


def commitment(made: str, **columns: Any) -> Commitment:
    return Commitment(**filed("commitments", made, decision_date=day(made), **columns))


def test_a_commitment_has_no_end(rules: Rules) -> None:
    for performance in (None, Performance.FULL):
        record = commitment("2001-01-10", performance=performance)
        assert shown_on(record, (), rules, "2040-01-01")


@pytest.mark.parametrize("performance", [Performance.PARTIAL, Performance.NONE])
def test_a_breach_is_answered_for_five_years(rules: Rules, performance: Performance) -> None:
    record = commitment("2019-01-10", performance=performance, determined_date=day("2021-03-01"))
    assert judge(record, (), rules).last_shown == day("2026-03-01")
    undated = commitment("2019-01-10", performance=performance)
    assert judge(undated, (), rules).last_shown == day("2024-01-10")


def test_a_commitments_own_mode_narrows(rules: Rules) -> None:
    record = commitment("2026-01-10", mode=DisclosureMode.SECRET)
    assert judge(record, (), rules).reason == "mode"


# --- coercion and judgments ---------------------------------------------------------------------


def opened(rules: Rules, source: str) -> Rules:
    """The city makes a source public."""
    sources = dict(rules.sources)
    sources[source] = replace(sources[source], default_mode=DisclosureMode.PUBLIC)
    return replace(rules, sources=sources)


def coercion(decided: str, **columns: Any) -> Coercion:
    return Coercion(**filed("coercion", decided, decision_date=day(decided), **columns))


def judgment(decided: str, **columns: Any) -> CriminalJudgment:
    return CriminalJudgment(**filed("criminal", decided, decision_date=day(decided), **columns))


def test_coercion_is_not_public_unless_the_city_says_so(rules: Rules) -> None:
    record = coercion("2026-01-10")
    assert judge(record, (), rules).reason == "mode"
    shown = opened(rules, "coercion")
    assert judge(record, (), shown).last_shown == day("2031-01-10")
    assert judge(coercion("2026-01-10", withdrawn_by_source=True), (), shown).reason == (
        "withdrawn_by_source"
    )


def test_judgments_need_a_rule_of_their_own_too(rules: Rules) -> None:
    record = judgment("2026-01-10", effective_date=day("2026-01-25"))
    assert judge(record, (), rules).reason == "mode"
    shown = opened(rules, "criminal")
    assert judge(record, (), shown).reason == "kind_hidden"
    visible = tuple(replace(rule, hidden=False) for rule in rules.kind_rules)
    shown = replace(shown, kind_rules=visible)
    assert judge(record, (), shown).last_shown == day("2031-01-25")
    assert judge(judgment("2026-01-10"), (), shown).last_shown == day("2031-01-10")


def test_a_kind_without_a_rule_is_hidden(rules: Rules) -> None:
    without = replace(rules, kind_rules=())
    assert judge(honour("2026-05-12"), (), without).reason == "before_rules"
