"""What a special report (专项信用报告) may show of a record and why, and what it has to leave open.

A special report takes the place of no-violation certificates (发改财金〔2025〕565号): it shows its
subject's penalties of a period, those of the summary procedure too, also when they are no longer
public, or never were, because of their class or their age; repaired ones are marked. It never shows
what was withdrawn, nor anything about a natural person. The rule is a dated table of the city's
``rules.toml``, chosen by the day of issue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from gongshi.records.clock import day_of, midnight
from gongshi.records.dates import last_day
from gongshi.records.filings import CriminalJudgment, ListEntry
from gongshi.records.kind_terms import kind_term
from gongshi.records.kinds import KINDS, Record
from gongshi.records.model import (
    Event,
    Penalty,
    Procedure,
    RecordKind,
    SubjectKind,
)
from gongshi.records.periods import Period
from gongshi.records.publication import Effect, effective_mode, effects_at, repaired_stretches
from gongshi.records.rules import CertificationRule, Rules


class Matter(StrEnum):
    """What a special report covers at least (565号, section 1)."""

    PENALTY = "penalty"
    COERCION = "coercion"
    SERIOUS_LIST = "serious_list"
    CRIMINAL = "criminal"


MATTER_NAMES: Final[Mapping[Matter, str]] = {
    Matter.PENALTY: "行政处罚",
    Matter.COERCION: "行政强制",
    Matter.SERIOUS_LIST: "严重失信主体名单",
    Matter.CRIMINAL: "刑事裁判",
}

#: What records of a kind are to a special report; of other kinds it does not speak.
MATTERS: Final[Mapping[RecordKind, Matter]] = {
    RecordKind.PENALTY: Matter.PENALTY,
    RecordKind.COERCION: Matter.COERCION,
    RecordKind.SERIOUS: Matter.SERIOUS_LIST,
    RecordKind.CRIMINAL: Matter.CRIMINAL,
}

#: Layout of a source -> what its records are.
MATTER_OF_LAYOUT: Final[Mapping[str, Matter]] = {
    KINDS[kind].layout: matter for kind, matter in MATTERS.items()
}


class Mark(StrEnum):
    """What stands beside a record in a special report."""

    REPAIRED = "repaired"
    REMOVED = "removed"
    SUSPENDED = "suspended"
    OBJECTED = "objected"


MARK_NAMES: Final[Mapping[Mark, str]] = {
    Mark.REPAIRED: "已修复",
    Mark.REMOVED: "已移出",
    Mark.SUSPENDED: "暂停公示",
    Mark.OBJECTED: "异议处理中",
}


@dataclass(frozen=True, slots=True)
class Certification:
    """Whether a special report shows a record, and what stands beside it.

    ``reason`` is "" for a record that is shown, else the first thing that keeps it out:
    ``other_kind``, ``not_accepted``, ``natural_person``, ``withdrawn_by_source``, ``withdrawn``,
    ``absent``, ``before_rules``, ``outside_period``, ``source_unknown``, ``withheld``,
    ``summary_procedure``, ``repaired``, ``suspended``, ``mode``. ``open``: the record stands and
    may not be told; nobody may then say that there is none.
    """

    shown: bool
    reason: str = ""
    marks: tuple[Mark, ...] = ()
    open: bool = False


def rule_of(rules: Rules, day: date) -> CertificationRule | None:
    """The rule for special reports issued on a day; None: there are none that day."""
    for rule in rules.certification:
        if rule.first <= day and (rule.last is None or day <= rule.last):
            return rule
    return None


def earliest_start(rule: CertificationRule, issued: date) -> date:
    """The first day a special report issued on a day may look back to: five years before it."""
    return last_day(issued, -rule.longest_months)


def certify(
    record: Record,
    events: Sequence[Event],
    rules: Rules,
    rule: CertificationRule,
    period: Period,
    at: datetime,
) -> Certification:
    """What a special report compiled at an instant, for a period, shows of a record."""
    effects = effects_at(events, at)
    if reason := _kept_out(record, effects):
        return Certification(False, reason)
    stood = _stood(record, rules)
    if stood is None:
        return Certification(False, "before_rules", open=True)
    if stood.end < period.start or period.end < stood.start:
        return Certification(False, "outside_period")
    if stood.start < period.start and _taken_off(record, events, stood.start, period):
        return Certification(False, "outside_period")
    if reason := _untold(record, effects, rules, at):
        return Certification(False, reason, open=True)
    ended = isinstance(record, ListEntry) and stood.end < day_of(at)
    return _by_rule(record, effects, rules, rule, ended=ended)


def _kept_out(record: Record, effects: frozenset[Effect]) -> str:
    """Why a record is in no special report, whatever its period; "" for no such reason."""
    if record.KIND not in MATTERS:
        return "other_kind"
    if record.accepted_at is None:
        return "not_accepted"
    if record.subject_kind is SubjectKind.NATURAL_PERSON:
        return "natural_person"
    if record.withdrawn_by_source:
        return "withdrawn_by_source"
    if Effect.WITHDRAWN in effects:
        return "withdrawn"
    return "absent" if Effect.ABSENT in effects else ""


def _untold(record: Record, effects: frozenset[Effect], rules: Rules, at: datetime) -> str:
    """Why a record of the period cannot be told, though it stands; "" for no such reason."""
    if record.accepted_at is not None and record.accepted_at > at:
        return "not_accepted"  # by a clock that is ahead, or while this report is being made
    if record.source not in rules.sources:
        return "source_unknown"
    return "withheld" if Effect.WITHHELD in effects else ""


def _by_rule(
    record: Record,
    effects: frozenset[Effect],
    rules: Rules,
    rule: CertificationRule,
    *,
    ended: bool,
) -> Certification:
    summary = isinstance(record, Penalty) and record.procedure is Procedure.SUMMARY
    if summary and not rule.summary_procedure:
        return Certification(False, "summary_procedure")
    if Effect.REPAIRED in effects and not rule.repaired:
        return Certification(False, "repaired")
    if Effect.SUSPENDED in effects and not rule.suspended:
        return Certification(False, "suspended", open=True)
    if effective_mode(record, rules) not in rule.modes:
        return Certification(False, "mode", open=True)
    marks = [
        (Mark.REPAIRED, Effect.REPAIRED in effects),
        (Mark.REMOVED, ended),
        (Mark.SUSPENDED, Effect.SUSPENDED in effects),
        (Mark.OBJECTED, record.objected),
    ]
    return Certification(True, marks=tuple(mark for mark, holds in marks if holds))


def _stood(record: Record, rules: Rules) -> Period | None:
    """The days a record speaks of: those a list entry stands, else the day of its decision (of a
    judgment that it came into force). None for an entry of a list older than every rule of it.
    """
    day = record.decision_date
    if isinstance(record, CriminalJudgment):
        day = record.effective_date or day
    if day is None:  # no kind of ``MATTERS`` comes without one
        return None
    if not isinstance(record, ListEntry):
        return Period(day, day)
    rule = rules.kind_rule(record.KIND, day)
    if rule is not None:
        last = kind_term(record, rule, rules.answered_months).last
        return Period(day, max(day, last) if last is not None else date.max)
    if record.removed_date is None:
        return None
    return Period(day, max(day, record.removed_date - timedelta(days=1)))


def _taken_off(record: Record, events: Sequence[Event], listed: date, period: Period) -> bool:
    """Whether a repair had taken a list entry off before the period and kept it off throughout: it
    stood on no day of it. One that would be older than the listing is a slip, and takes nothing
    off."""
    return isinstance(record, ListEntry) and any(
        midnight(listed) < since <= midnight(period.start)
        and (until is None or midnight(period.end + timedelta(days=1)) <= until)
        for since, until in repaired_stretches(events)
    )
