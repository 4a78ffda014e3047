"""The dated rules of publication as data: built from a city's TOML tables, used by ``publication``.

A *scale* is the ascending list of a rule's classes. Every penalty kind stands for a range on the
scale, from the lowest to the highest class it may mean; a penalty's class is known when the highest
of the lows equals the highest of the highs. So 其他 beside 吊销 is still 严重, and a fine below the
较大 threshold alone stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gongshi.records.model import DisclosureMode, Field, PenaltyKind, RecordKind, Severity
from gongshi.records.working_days import WorkingCalendar


class Family(StrEnum):
    """Whose publication rules a source follows."""

    NDRC = "ndrc"  # 发展改革: 信用中国 and its city sites
    SAMR = "samr"  # 市场监管: 国家企业信用信息公示系统


class Clock(StrEnum):
    """From which day a rule counts."""

    DECISION = "decision"  # the day of the decision (its document's date)
    PUBLICATION = "publication"  # the day of publication


@dataclass(frozen=True, slots=True)
class ClassRange:
    """From the lowest to the highest class something may mean, as places on the rule's scale."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FineBand:
    """Fines below a threshold of the source (or equal to it, when ``inclusive``) mean ``means``."""

    threshold: str  # "small", "larger" or "huge"
    inclusive: bool
    means: ClassRange


@dataclass(frozen=True, slots=True)
class Term:
    """How long a class is shown.

    ``shortest_months``: before it ends no repair is due (0: none asked); ``longest_months``:
    publication stops by itself; ``hidden``: not shown at all.
    """

    shortest_months: int
    longest_months: int
    hidden: bool = False
    never_early: bool = False  # 不得提前停止公示: a repair is obeyed all the same, with a warning
    extended_by_restriction: bool = (
        False  # a business restriction that ends later carries publication with it
    )
    shortest_months_by_field: Mapping[Field, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicationRule:
    """One dated rule for penalties."""

    id: str
    basis: str  # the instrument: number and section
    family: Family
    first: date  # decisions from this day
    last: date | None  # to this day; None: still in force
    clock: Clock
    hides_summary_procedure: bool
    scale: tuple[str, ...]  # ascending; empty: the rule knows no classes and has the one term ""
    kinds: Mapping[PenaltyKind, ClassRange]
    fine_bands: tuple[FineBand, ...]  # by ascending threshold
    fine_above: ClassRange | None  # at or above the last threshold; None: fines are not classed
    stated: Mapping[
        Severity, str
    ]  # what a class stated by the source or set in review means on the scale
    stated_wins: bool  # False: the stated class only helps where the kinds leave it unknown
    terms: Mapping[str, Term]
    early_never: frozenset[PenaltyKind] = frozenset()  # kinds that no repair may shorten

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class KindRule:
    """One dated rule for a kind that knows no classes: lists, commitments, coercion, judgments.

    ``term_months``: publication ends by itself with them; None: it lasts until the record itself
    ends it (removal, cancellation). ``early_months``: an end before they are over is obeyed all the
    same, with a warning. ``answered_only``: nothing older than ``Rules.answered_months`` is shown;
    never so of a list in force. ``hidden``: not shown at all.
    """

    id: str
    basis: str  # the instrument: number and section
    kind: RecordKind
    first: date  # decided (listed, committed …) from this day
    last: date | None  # to this day; None: still in force
    clock: Clock
    term_months: int | None = None
    early_months: int = 0
    answered_only: bool = False
    hidden: bool = False

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Transition:
    """What becomes of records still running when a new rule comes into force.

    A record of one of ``old`` rules that would still be shown on ``on`` ends with ``max(day before
    on, min(old last day, last day by the new rule))``; hidden or unknown by the new rule: with the
    day before ``on``.
    """

    old: frozenset[str]
    new: str
    on: date


@dataclass(frozen=True, slots=True)
class CertificationRule:
    """What special reports issued from ``first`` to ``last`` may show (专项信用报告)."""

    id: str
    basis: str  # the instrument: number and section
    first: date  # reports issued from this day
    last: date | None  # to this day; None: still in force
    longest_months: int  # a report's period starts no earlier than so long before its issue
    modes: frozenset[DisclosureMode]  # of the records it may show
    summary_procedure: bool  # shows penalties of the summary procedure
    repaired: bool  # shows repaired records, marked
    suspended: bool  # shows records whose publication is suspended, marked


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the publication of a source's records depends on."""

    code: str
    family: Family | None
    default_mode: DisclosureMode
    natural_persons: bool = False  # the city enabled natural persons, with a legal basis
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)  # 万元: small, larger, huge


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything ``publication.intervals`` asks. ``hash`` names the whole of a city's tables."""

    publication: tuple[PublicationRule, ...]
    transitions: tuple[Transition, ...]
    sources: Mapping[str, SourceRules]
    # catalogue item -> its mode; an item listed without one: SECRET
    item_modes: Mapping[str, DisclosureMode]
    answered_months: int  # nothing older is answered (5 years from the decision)
    late_acceptance_working_days: (
        int  # accepted later than this without a publication day: the decision's clock
    )
    calendar: WorkingCalendar
    uncleared: frozenset[
        str
    ]  # free-text fields that stay hidden until a person clears them ("penalty.facts")
    kind_rules: tuple[KindRule, ...] = ()
    hash: str = ""
    certification: tuple[CertificationRule, ...] = ()  # ascending, without overlap

    def kind_rule(self, kind: RecordKind, day: date) -> KindRule | None:
        """The rule in force for a kind on a day; None: before every rule, or there is none."""
        for rule in self.kind_rules:
            if rule.kind is kind and rule.covers(day):
                return rule
        return None

    def rule_of(self, family: Family, decided: date) -> PublicationRule | None:
        """The rule in force for a family on the day of the decision; None: before every rule."""
        for rule in self.publication:
            if rule.family is family and rule.covers(decided):
                return rule
        return None

    def rule(self, rule_id: str) -> PublicationRule:
        """A rule by its id. Raises KeyError."""
        for rule in self.publication:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
