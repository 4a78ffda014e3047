"""When a record is shown to the public: the one entry every path asks.

``intervals(record, events, rules)`` gives the half-open stretches of time in which a record is
public. It knows nothing of "now": the answer holds for every instant, so what a search, a page, a
count or a facet shows at an instant is what the rules say for that instant.

Legal sources for penalties: 发改财金规〔2019〕527号, 发展改革委令第58号, 发展改革委令第36号,
市场监管总局令第45号 and 市场监督管理信用修复管理办法 (2025), each a dated rule of the city's
``rules.toml``; for the other kinds see ``kind_terms``; day counting 民法典 §201-202.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from gongshi.records.clock import day_of, midnight
from gongshi.records.dates import is_long_term, last_day
from gongshi.records.filings import Honour
from gongshi.records.kind_terms import kind_term
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Absence,
    Clearance,
    DisclosureMode,
    Event,
    Interval,
    Licence,
    Penalty,
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
    Withholding,
)
from gongshi.records.problems import GongshiError
from gongshi.records.rules import ClassRange, Clock, PublicationRule, Rules, Term

ONE_DAY = timedelta(days=1)


class Judgement(NamedTuple):
    """What the rules say of a record, and why.

    ``reason`` is "" for a record that is shown at some time, else the first thing that hides it:
    ``not_accepted``, ``mode``, ``natural_person``, ``withdrawn_by_source``,
    ``source_without_family``, ``before_rules``, ``summary_procedure``, ``class_hidden``,
    ``class_unknown``, ``kind_hidden``, ``cancelled``, ``calendar_missing``, ``over``.
    ``needs_review``: a person must say the class, now or for the time after a transition;
    ``undecided_until`` is then the last day on which any class could show the record.
    ``earliest_repair``: the last day of the shortest period; None
    where none is asked.
    """

    intervals: tuple[Interval, ...]
    reason: str = ""
    rule: str = ""
    klass: str = ""  # the rule's own class name, "" when unknown or the rule has none
    last_shown: date | None = None  # last day by the clock alone, events aside
    earliest_repair: date | None = None
    never_early: bool = False
    needs_review: bool = False
    undecided_until: date | None = None


def intervals(record: Record, events: Sequence[Event], rules: Rules) -> tuple[Interval, ...]:
    """When the record is public: disjoint, ascending, half-open; empty when never.

    ``record.accepted_at`` must be set (else the record was never accepted, and nothing is shown).
    Raises KeyError when ``record.source`` is not a source of the rules.
    """
    if isinstance(record, Licence):  # nearly all: nothing but the instants is asked for
        return () if _barred(record, rules) else _shown_licence(record, events)
    return judge(record, events, rules).intervals


def shown_at(shown: Iterable[Interval], instant: datetime) -> bool:
    """Whether an instant lies in one of the stretches."""
    return any(one.start <= instant and (one.end is None or instant < one.end) for one in shown)


def effective_mode(record: Record, rules: Rules) -> DisclosureMode:
    """The record's disclosure mode: its item's, else its source's default; the row's own only
    narrows it.
    """
    base = rules.sources[record.source].default_mode
    if record.item_code:
        base = rules.item_modes.get(record.item_code, base)
    own = record.mode
    return own if own is not None and own.narrowness > base.narrowness else base


def text_cleared(events: Iterable[Event]) -> bool:
    """Whether a person cleared the record's unstructured text."""
    return any(isinstance(event, Clearance) for event in events)


def judge(record: Record, events: Sequence[Event], rules: Rules) -> Judgement:
    """``intervals`` with the reasons."""
    if barred := _barred(record, rules):
        return Judgement((), barred)
    if isinstance(record, Licence):
        return Judgement(_shown_licence(record, events))
    start = _start(record)
    if not isinstance(record, Penalty):
        return _judge_by_kind(record, events, rules, start)
    source = rules.sources[record.source]
    if source.family is None:
        return Judgement((), "source_without_family")
    rule = rules.rule_of(source.family, record.decision_date)
    if rule is None:
        return Judgement((), "before_rules")
    if rule.hides_summary_procedure and record.procedure is Procedure.SUMMARY:
        return Judgement((), "summary_procedure", rule.id)
    return _judge_penalty(record, events, rules, rule, start)


def _barred(record: Record, rules: Rules) -> str:
    """What keeps a record from the public whatever its kind and its clock; "" for nothing."""
    source = rules.sources[record.source]
    if record.accepted_at is None:
        return "not_accepted"
    if effective_mode(record, rules) is not DisclosureMode.PUBLIC:
        return "mode"
    if record.subject_kind is SubjectKind.NATURAL_PERSON and not source.natural_persons:
        return "natural_person"
    return "withdrawn_by_source" if record.withdrawn_by_source else ""


def _start(record: Record) -> datetime:
    """Not shown before its day, nor before it was accepted here."""
    assert record.accepted_at is not None, "one that was not accepted is barred"
    day = record.decision_date
    return record.accepted_at if day is None else max(midnight(day), record.accepted_at)


def _shown_licence(record: Licence, events: Sequence[Event]) -> tuple[Interval, ...]:
    """A licence has no clock: only events hide it."""
    if not events:
        assert record.accepted_at is not None, "one that was not accepted is barred"
        return _ever_since(record.decision_date, record.accepted_at)
    return _without(_start(record), None, _hidden_stretches(events))


@lru_cache(maxsize=16_384)
def _ever_since(day: date, accepted_at: datetime) -> tuple[Interval, ...]:
    """Licences accepted together and decided on one day share theirs."""
    return (Interval(max(midnight(day), accepted_at), None),)


def _judge_by_kind(
    record: Record, events: Sequence[Event], rules: Rules, start: datetime
) -> Judgement:
    """A record of a kind without classes."""
    rule = rules.kind_rule(record.KIND, record.decision_date or day_of(start))
    if rule is None:
        return Judgement((), "before_rules")
    if rule.hidden:
        return Judgement((), "kind_hidden", rule.id)
    if isinstance(record, Honour) and record.cancelled and record.cancelled_date is None:
        return Judgement((), "cancelled", rule.id)  # since when is not told
    term = kind_term(record, rule, rules.answered_months)
    end = midnight(term.last + ONE_DAY) if term.last is not None else None
    shown = _without(start, end, _hidden_stretches(events))
    return Judgement(
        shown,
        "" if shown else "over",
        rule.id,
        last_shown=term.last,
        earliest_repair=term.earliest,
    )


def _judge_penalty(
    record: Penalty, events: Sequence[Event], rules: Rules, rule: PublicationRule, start: datetime
) -> Judgement:
    reviewed = _reviewed(events)
    klass = class_of(record, rule, rules, reviewed)
    if klass is None:
        latest = _latest_by_any_class(record, rule, rules)
        return Judgement((), "class_unknown", rule.id, needs_review=True, undecided_until=latest)
    term = rule.terms[klass]
    if term.hidden:
        return Judgement((), "class_hidden", rule.id, klass)
    try:
        counted_from = _clock_start(record, rule, rules)
    except GongshiError as error:
        if error.code != "calendar_year_missing":
            raise
        return Judgement((), "calendar_missing", rule.id, klass, needs_review=False)
    undisturbed = _last_by_term(record, term, counted_from)
    last, needs_review = _transition(record, rules, rule, undisturbed, reviewed)
    last = _capped(record, rules, last)
    shown = _without(start, midnight(last + ONE_DAY), _hidden_stretches(events))
    shortest = term.shortest_months
    if record.field is not None:
        shortest = term.shortest_months_by_field.get(record.field, shortest)
    return Judgement(
        shown,
        "" if shown else "over",
        rule.id,
        klass,
        last_shown=last,
        earliest_repair=last_day(counted_from, shortest) if shortest else None,
        never_early=term.never_early or not rule.early_never.isdisjoint(record.kinds),
        needs_review=needs_review,
        undecided_until=_capped(record, rules, undisturbed) if needs_review else None,
    )


# --- class -------------------------------------------------------------------------------------


def class_of(
    record: Penalty, rule: PublicationRule, rules: Rules, reviewed: Severity | None = None
) -> str | None:
    """The rule's class of a penalty; "" for a rule without classes; None when it cannot be known.

    A class stated by the source wins, then what the kinds and amounts say, then a review; where the
    rule's own classes are not 轻微/一般/严重 (SAMR-45), stated and reviewed classes only help an
    unknown one.
    """
    if not rule.scale:
        return ""
    stated = rule.stated.get(record.severity) if record.severity is not None else None
    if rule.stated_wins and stated is not None:
        return stated
    if record.procedure is Procedure.SUMMARY and Severity.MINOR in rule.stated:
        return rule.stated[Severity.MINOR]
    derived = _derived_class(record, rule, rules)
    if derived is not None:
        return derived
    if stated is not None:
        return stated
    return rule.stated.get(reviewed) if reviewed is not None else None


def _derived_class(record: Penalty, rule: PublicationRule, rules: Rules) -> str | None:
    kinds = record.kinds
    if not kinds or not rule.kinds:
        return None
    if _amount_without_kind(record):
        return None
    low = high = 0
    for kind in kinds:
        means = (
            _fine_range(record, rule, rules)
            if kind is PenaltyKind.FINE
            else rule.kinds.get(kind, ClassRange(0, len(rule.scale) - 1))
        )
        low, high = max(low, means.low), max(high, means.high)
    return rule.scale[low] if low == high else None


def _amount_without_kind(record: Penalty) -> bool:
    """A fine or confiscation is given that the kinds do not name: the row contradicts itself, no
    class.
    """
    return bool(record.fine and PenaltyKind.FINE not in record.kinds) or bool(
        record.confiscation and PenaltyKind.CONFISCATION not in record.kinds
    )


def _fine_range(record: Penalty, rule: PublicationRule, rules: Rules) -> ClassRange:
    """What the fine means: a known threshold decides, an unknown one leaves the bands around it
    open.
    """
    thresholds = rules.sources[record.source].thresholds
    above = rule.fine_above or ClassRange(0, len(rule.scale) - 1)
    open_bands: list[ClassRange] = []
    for band in rule.fine_bands:
        threshold = thresholds.get(band.threshold)
        if threshold is None or record.fine is None:
            open_bands.append(band.means)
            continue
        below = record.fine <= threshold if band.inclusive else record.fine < threshold
        if below:
            return _span([*open_bands, band.means])
        open_bands.clear()
    return _span([*open_bands, above])


def _span(ranges: Sequence[ClassRange]) -> ClassRange:
    return ClassRange(min(r.low for r in ranges), max(r.high for r in ranges))


def _reviewed(events: Sequence[Event]) -> Severity | None:
    reviews = [event for event in events if isinstance(event, Review)]
    return max(reviews, key=lambda review: review.sequence).severity if reviews else None


# --- clock -------------------------------------------------------------------------------------


def _clock_start(record: Penalty, rule: PublicationRule, rules: Rules) -> date:
    """The day the rule counts from; that day itself is not counted.

    Raises GongshiError ``calendar_year_missing`` when the working days since the decision cannot be
    counted.
    """
    if rule.clock is Clock.DECISION:
        return record.decision_date
    if record.published_date is not None:
        return record.published_date
    assert record.accepted_at is not None
    accepted = day_of(record.accepted_at)
    limit = rules.late_acceptance_working_days
    # As many calendar days cannot hold more working days: no calendar is needed for a prompt
    # delivery.
    if (accepted - record.decision_date).days <= limit:
        return accepted
    late = accepted > rules.calendar.nth_after(record.decision_date, limit)
    return record.decision_date if late else accepted


def _last_by_term(record: Penalty, term: Term, counted_from: date) -> date:
    last = last_day(counted_from, term.longest_months)
    if term.extended_by_restriction and record.restriction_until is not None:
        last = max(last, record.restriction_until)
    return last


def _latest_by_any_class(record: Penalty, rule: PublicationRule, rules: Rules) -> date:
    """The last day on which some class of the rule would still show the record."""
    start = record.decision_date
    if rule.clock is Clock.PUBLICATION:
        assert record.accepted_at is not None
        start = max(start, record.published_date or day_of(record.accepted_at))
    terms = [term for term in rule.terms.values() if not term.hidden]
    return _capped(record, rules, max(_last_by_term(record, term, start) for term in terms))


def _capped(record: Penalty, rules: Rules, last: date) -> date:
    """No later than five years after the decision, nor than the end its source stated."""
    last = min(last, last_day(record.decision_date, rules.answered_months))
    stated_end = record.publication_until
    if stated_end is None or is_long_term(stated_end):
        return last
    return min(last, stated_end)


def _transition(
    record: Penalty, rules: Rules, rule: PublicationRule, last: date, reviewed: Severity | None
) -> tuple[date, bool]:
    """The last day after every transition, and whether a person must say the new class."""
    needs_review = False
    for transition in rules.transitions:
        if rule.id not in transition.old or last < transition.on:
            continue
        eve = transition.on - ONE_DAY
        new_rule = rules.rule(transition.new)
        new_class = class_of(record, new_rule, rules, reviewed)
        if new_class is None:
            last, needs_review = eve, True
        elif new_rule.terms[new_class].hidden:
            last = eve
        else:
            new_last = last_day(record.decision_date, new_rule.terms[new_class].longest_months)
            last = max(eve, min(last, new_last))
    return last, needs_review


# --- events ------------------------------------------------------------------------------------

_Stretch = tuple[datetime, datetime | None]


class Effect(StrEnum):
    """What events do to a record at an instant; each of them ends its publication."""

    REPAIRED = "repaired"  # 准予修复, not taken back since
    WITHDRAWN = "withdrawn"  # 撤销 and its kin
    SUSPENDED = "suspended"  # 暂停公示
    ABSENT = "absent"  # missing from a complete delivery
    WITHHELD = "withheld"  # by the operator


def effects_at(events: Sequence[Event], instant: datetime) -> frozenset[Effect]:
    """The effects in force at an instant."""
    stretches = {
        Effect.REPAIRED: repaired_stretches(events),
        Effect.WITHDRAWN: _withdrawn(events),
        Effect.SUSPENDED: _suspended(events),
        Effect.ABSENT: _absent(events),
        Effect.WITHHELD: _withheld(events),
    }
    return frozenset(
        effect
        for effect, found in stretches.items()
        if any(since <= instant and (until is None or instant < until) for since, until in found)
    )


def _hidden_stretches(events: Sequence[Event]) -> list[_Stretch]:
    """When events hide the record, whatever its clock says; no clock ever stops meanwhile."""
    if not events:
        return []  # nearly every record's case
    return [
        *repaired_stretches(events),
        *_withdrawn(events),
        *_suspended(events),
        *_absent(events),
        *_withheld(events),
    ]


def repaired_stretches(events: Sequence[Event]) -> Iterable[_Stretch]:
    """Since when, and until when, a record is repaired, by 准予修复 and 撤销修复."""
    repairs = [event for event in events if isinstance(event, Repair)]
    since: datetime | None = None
    for repair in sorted(repairs, key=lambda r: (r.effective_date or r.decision_date, r.sequence)):
        effective = midnight(repair.effective_date or repair.decision_date)
        if repair.result is RepairResult.GRANTED and repair.scope is not RepairScope.MARK:
            since = effective if since is None else since
        elif repair.result is RepairResult.REVOKED and since is not None:
            yield since, effective
            since = None
    if since is not None:
        yield since, None


def _withdrawn(events: Sequence[Event]) -> Iterable[_Stretch]:
    for event in events:
        if isinstance(event, Withdrawal):
            yield midnight(event.effective_date or event.decision_date), None


def _suspended(events: Sequence[Event]) -> Iterable[_Stretch]:
    suspensions = [event for event in events if isinstance(event, Suspension)]
    open_stretches: list[_Stretch] = []
    for event in sorted(suspensions, key=lambda s: (s.from_date, s.sequence)):
        start = midnight(event.from_date)
        if event.action is SuspensionAction.SUSPEND:
            end = midnight(event.to_date + ONE_DAY) if event.to_date is not None else None
            open_stretches.append((start, end))
        else:
            open_stretches = [
                (since, start if until is None else min(until, start))
                for since, until in open_stretches
            ]
    return open_stretches


def _withheld(events: Sequence[Event]) -> Iterable[_Stretch]:
    """The newest word holds: a later one ends or replaces the one before it."""
    words = [event for event in events if isinstance(event, Withholding)]
    ordered = sorted(words, key=lambda w: (w.at, w.sequence))
    for word, later in zip_longest(ordered, ordered[1:]):
        if not word.withheld:
            continue
        end = midnight(word.until + ONE_DAY) if word.until is not None else None
        if later is not None:
            end = later.at if end is None else min(end, later.at)
        yield word.at, end


def _absent(events: Sequence[Event]) -> Iterable[_Stretch]:
    absences = [event for event in events if isinstance(event, Absence)]
    since: datetime | None = None
    for absence in sorted(absences, key=lambda a: (a.at, a.sequence)):
        if absence.gone:
            since = absence.at if since is None else since
        elif since is not None:
            yield since, absence.at
            since = None
    if since is not None:
        yield since, None


def _without(
    start: datetime, end: datetime | None, hidden: Iterable[_Stretch]
) -> tuple[Interval, ...]:
    """``[start, end)`` less the hidden stretches."""
    shown: list[Interval] = []
    for since, until in sorted(hidden, key=lambda stretch: stretch[0]):
        if end is not None and since >= end:
            break
        if until is not None and until <= max(start, since):
            continue
        if since > start:
            shown.append(Interval(start, since))
        if until is None:
            return tuple(shown)
        start = max(start, until)
    if end is None or start < end:
        shown.append(Interval(start, end))
    return tuple(shown)
