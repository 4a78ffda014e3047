"""At any instant, what is shown is what the rules say: checked against a second, naive reading.

The oracle asks one instant at a time, in words close to DOMAIN §3, and shares nothing with
``records.publication`` but the records themselves.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.clock import SHANGHAI, day_of, midnight
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
    Review,
    Severity,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
    Withholding,
)
from gongshi.records.publication import intervals
from gongshi.records.rules import Rules

K = PenaltyKind
GRAVE = {K.REVOKE_PERMIT, K.RESTRICT_BUSINESS, K.STOP_BUSINESS, K.CLOSE, K.RESTRICT_OCCUPATION}
MIDDLE = {K.SUSPEND_PERMIT, K.DOWNGRADE, K.CONFISCATION}
LIGHT = {K.WARNING, K.CRITICISM}


def plus_months(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def unnamed_amount(record: Penalty) -> bool:
    fined = record.fine is not None and record.fine > 0
    confiscated = record.confiscation is not None and record.confiscation > 0
    return (fined and K.FINE not in record.kinds) or (
        confiscated and K.CONFISCATION not in record.kinds
    )


def three_classes(record: Penalty, review: Severity | None) -> str:
    """轻微, 一般, 严重 or unknown by NDRC-36; thresholds of the tests: 10 and 200 万元."""
    if record.severity is not None:
        return record.severity.value
    if record.procedure is Procedure.SUMMARY:
        return "minor"
    kinds = set(record.kinds)
    known = review.value if review else "unknown"
    if unnamed_amount(record):
        return known
    fine = record.fine if K.FINE in kinds else None
    if kinds & GRAVE or (fine is not None and fine >= 200):
        return "serious"
    if kinds & {K.OTHER, K.DETENTION, K.SUSPEND_OR_REVOKE} or (K.FINE in kinds and fine is None):
        return known
    if kinds & MIDDLE or (fine is not None and fine >= 10):
        return "general"
    return "minor" if kinds and kinds <= LIGHT else known


def samr_45_months(record: Penalty, review: Severity | None) -> int | None:
    """Months shown, or None when hidden."""
    kinds = set(record.kinds)
    said = record.severity or review
    otherwise = {None: None, "minor": None, "general": 3, "serious": 36}[said and said.value]
    if unnamed_amount(record):
        return otherwise
    if kinds & (GRAVE | MIDDLE | {K.SUSPEND_OR_REVOKE}):
        return 36
    if K.FINE in kinds and record.fine is not None and record.fine > Decimal("0.5"):
        return 36
    if kinds & {K.OTHER, K.DETENTION} or (K.FINE in kinds and record.fine is None) or not kinds:
        return otherwise
    return None if kinds == {K.WARNING} else 3


def last_shown(  # noqa: C901 (one long sentence of the law on purpose)
    record: Penalty, review: Severity | None, rules: Rules
) -> date | None:
    decided, months = record.decision_date, {"general": 12, "serious": 36}
    last: date | None = None
    if record.source == "penalties":
        if decided < date(2019, 7, 1):
            return None
        if decided <= date(2026, 3, 31) and record.procedure is Procedure.SUMMARY:
            return None
        if decided <= date(2023, 4, 30):
            # 轻微 is no class of this rule: stated or not, a person may still say one that is
            said = review if record.severity in (None, Severity.MINOR) else record.severity
            if said is None or said is Severity.MINOR:
                return None
            last = plus_months(decided, months[said.value])
        elif decided <= date(2026, 3, 31):
            last = plus_months(decided, 36)
        else:
            klass = three_classes(record, review)
            if klass not in months:
                return None
            last = plus_months(decided, months[klass])
        if decided <= date(2026, 3, 31) and last >= date(2026, 4, 1):
            klass = three_classes(record, review)
            new = plus_months(decided, months[klass]) if klass in months else date(2026, 3, 31)
            last = max(date(2026, 3, 31), min(last, new))
    else:
        if decided < date(2021, 9, 1):
            return None
        assert record.accepted_at is not None
        accepted = record.accepted_at.astimezone(SHANGHAI).date()
        start = record.published_date
        if start is None:
            worked, day = 0, decided
            while day < accepted and worked <= 20:
                day += timedelta(days=1)
                worked += rules.calendar.is_working(day)
            # later than the 20th working day: a 21st came, or the 20th is past
            late = worked > 20 or (worked == 20 and not rules.calendar.is_working(accepted))
            start = decided if late else accepted
        if decided <= date(2025, 12, 24):
            if record.procedure is Procedure.SUMMARY:
                return None
            count = samr_45_months(record, review)
            if count is None:
                return None
            last = plus_months(start, count)
            if count == 36 and record.restriction_until is not None:
                last = max(last, record.restriction_until)
        else:
            klass = three_classes(record, review)
            if klass not in months:
                return None
            last = plus_months(start, months[klass])
    last = min(last, plus_months(decided, 60))
    if record.publication_until is not None and record.publication_until.year < 2099:
        last = min(last, record.publication_until)
    return last


def oracle(  # noqa: C901 (as above)
    record: Penalty, events: Sequence[Event], rules: Rules, now: datetime
) -> bool:
    today = now.astimezone(SHANGHAI).date()
    assert record.accepted_at is not None
    if record.mode not in (None, DisclosureMode.PUBLIC):
        return False
    if record.subject_kind is SubjectKind.NATURAL_PERSON or record.withdrawn_by_source:
        return False
    if now < record.accepted_at or today < record.decision_date:
        return False
    reviews = sorted((e for e in events if isinstance(e, Review)), key=lambda e: e.sequence)
    last = last_shown(record, reviews[-1].severity if reviews else None, rules)
    if last is None or today > last:
        return False
    repaired = False
    for repair in sorted(
        (e for e in events if isinstance(e, Repair)),
        key=lambda e: (e.effective_date or e.decision_date, e.sequence),
    ):
        if (repair.effective_date or repair.decision_date) > today:
            continue
        if repair.result is RepairResult.REVOKED:
            repaired = False
        elif repair.result is RepairResult.GRANTED and repair.scope is not RepairScope.MARK:
            repaired = True
    if repaired:
        return False
    suspended_until: list[date | None] = []
    for event in sorted(
        (e for e in events if isinstance(e, Suspension) and e.from_date <= today),
        key=lambda e: (e.from_date, e.sequence),
    ):
        if event.action is SuspensionAction.RESUME:
            suspended_until = []
        else:
            suspended_until.append(event.to_date)
    if any(until is None or today <= until for until in suspended_until):
        return False
    gone = False
    for absence in sorted(
        (e for e in events if isinstance(e, Absence) and e.at <= now),
        key=lambda e: (e.at, e.sequence),
    ):
        gone = absence.gone
    words = [e for e in events if isinstance(e, Withholding) and e.at <= now]
    if words:
        newest = max(words, key=lambda e: (e.at, e.sequence))
        if newest.withheld and (newest.until is None or today <= newest.until):
            return False
    return not gone and not any(
        isinstance(e, Withdrawal) and (e.effective_date or e.decision_date) <= today for e in events
    )


DECISIONS = st.one_of(
    st.dates(date(2019, 6, 25), date(2026, 11, 30)),
    st.sampled_from(
        [
            date(2019, 6, 30), date(2019, 7, 1), date(2023, 4, 30), date(2023, 5, 1),
            date(2026, 3, 31), date(2026, 4, 1), date(2021, 8, 31), date(2021, 9, 1),
            date(2025, 12, 24), date(2025, 12, 25), date(2024, 2, 29), date(2025, 11, 30),
        ]
    ),
)  # fmt: skip
AMOUNTS = st.one_of(
    st.none(),
    st.sampled_from([Decimal(x) for x in ("0", "0.5", "0.500001", "9.99", "10", "199", "200")]),
)


@st.composite
def penalties(draw: st.DrawFn) -> Penalty:
    decided = draw(DECISIONS)
    near = st.integers(-3, 60).map(lambda n: decided + timedelta(days=n))
    later = st.integers(-10, 1900).map(lambda n: decided + timedelta(days=n))
    accepted = datetime.combine(draw(near), datetime.min.time(), SHANGHAI) + timedelta(
        milliseconds=draw(st.integers(0, 86_399_999))
    )
    return Penalty(
        source=draw(st.sampled_from(["penalties", "penalties-samr"])),
        subject_name="样例企业",
        subject_kind=draw(st.sampled_from([SubjectKind.LEGAL_PERSON] * 8 + list(SubjectKind))),
        decision_date=decided,
        accepted_at=accepted,
        mode=draw(st.sampled_from([None] * 10 + list(DisclosureMode))),
        withdrawn_by_source=draw(st.integers(0, 19)) == 0,
        kinds=tuple(draw(st.sets(st.sampled_from(list(K)), max_size=3))),
        fine=draw(AMOUNTS),
        confiscation=draw(AMOUNTS),
        severity=draw(st.sampled_from([None, None, *Severity])),
        procedure=draw(st.sampled_from([None, None, None, *Procedure])),
        publication_until=draw(st.one_of(st.none(), st.none(), later, st.just(date(2099, 12, 31)))),
        published_date=draw(st.one_of(st.none(), near)),
        restriction_until=draw(st.one_of(st.none(), later)),
    )


@st.composite
def event_of(draw: st.DrawFn, decided: date, sequence: int) -> Event:
    day = decided + timedelta(days=draw(st.integers(-5, 1200)))
    effective = draw(
        st.one_of(st.none(), st.integers(0, 40).map(lambda n: day + timedelta(days=n)))
    )
    at = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(
        milliseconds=draw(st.integers(0, 86_399_999))
    )
    which = draw(st.integers(0, 11))
    if which <= 3:
        return Repair(
            result=draw(st.sampled_from(RepairResult)),
            scope=draw(st.sampled_from(RepairScope)),
            decision_date=day,
            effective_date=effective,
            sequence=sequence,
        )
    if which <= 6:
        return Suspension(
            action=draw(st.sampled_from(SuspensionAction)),
            from_date=day,
            to_date=effective,
            sequence=sequence,
        )
    if which == 7:
        return Absence(gone=draw(st.booleans()), at=at, sequence=sequence)
    if which == 8:
        return Review(severity=draw(st.sampled_from(Severity)), by="甲", at=at, sequence=sequence)
    if which >= 10:
        until = draw(st.one_of(st.none(), st.integers(0, 40).map(lambda n: day + timedelta(n))))
        return Withholding(withheld=draw(st.booleans()), at=at, until=until, sequence=sequence)
    if draw(st.booleans()):
        return Review(severity=Severity.GENERAL, by="乙", at=at, sequence=sequence)
    return Withdrawal(kind="撤销", decision_date=day, effective_date=effective, sequence=sequence)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Penalty, tuple[Event, ...], list[datetime]]:
    record = draw(penalties())
    count = draw(st.integers(0, 5))
    events = tuple(draw(event_of(record.decision_date, n)) for n in range(count))
    instants = draw(
        st.lists(
            st.datetimes(
                datetime(2019, 1, 1),  # noqa: DTZ001 (naive is asked for)
                datetime(2032, 1, 1),  # noqa: DTZ001 (naive is asked for)
            ).map(lambda d: d.replace(tzinfo=SHANGHAI)),
            min_size=3,
            max_size=6,
        )
    )
    return record, events, instants


@settings(max_examples=600, deadline=None)
@given(case=cases())
def test_shown_is_what_the_rules_say_at_every_instant(
    make_rules: Any, case: tuple[Penalty, tuple[Event, ...], list[datetime]]
) -> None:
    record, events, instants = case
    rules = make_rules()
    stretches = intervals(record, events, rules)
    tick = timedelta(milliseconds=1)
    for stretch in stretches:
        instants += [stretch.start - tick, stretch.start]
        if stretch.end is not None:
            instants += [stretch.end - tick, stretch.end]
    told = [event.at for event in events if isinstance(event, Withholding | Absence)]
    for now in [*instants, *told, *(at - tick for at in told)]:
        shown = any(s.start <= now and (s.end is None or now < s.end) for s in stretches)
        assert shown is oracle(record, events, rules, now), now


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_stretches_are_disjoint_ascending_and_not_empty(
    make_rules: Any, case: tuple[Penalty, tuple[Event, ...], list[datetime]]
) -> None:
    record, events, _ = case
    stretches = intervals(record, events, make_rules())
    for stretch in stretches:
        assert stretch.end is None or stretch.start < stretch.end
    for earlier, later in pairwise(stretches):
        assert earlier.end is not None
        assert earlier.end < later.start


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_what_is_to_come_begins_and_ends_at_a_midnight(
    make_rules: Any, case: tuple[Penalty, tuple[Event, ...], list[datetime]]
) -> None:
    """Kept answers rest on it: between two midnights nothing changes that nobody says."""
    record, events, _ = case
    said = {event.at for event in events if isinstance(event, Withholding | Absence)}
    for stretch in intervals(record, events, make_rules()):
        for edge in (stretch.start, stretch.end):
            if edge is not None and edge != record.accepted_at and edge not in said:
                assert edge == midnight(day_of(edge))


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_the_order_of_events_in_the_list_does_not_matter(
    make_rules: Any, case: tuple[Penalty, tuple[Event, ...], list[datetime]]
) -> None:
    record, events, _ = case
    rules = make_rules()
    assert intervals(record, events, rules) == intervals(record, events[::-1], rules)


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_a_narrower_mode_never_shows_more(
    make_rules: Any, case: tuple[Penalty, tuple[Event, ...], list[datetime]]
) -> None:
    record, events, _ = case
    for mode in (DisclosureMode.SHARED, DisclosureMode.AUTHORISED, DisclosureMode.SECRET):
        assert intervals(replace(record, mode=mode), events, make_rules()) == ()


DECIDED = date(2026, 4, 10)
WORDS = st.builds(
    Withholding,
    withheld=st.sampled_from([True, True, False]),
    at=st.integers(0, 400).map(
        lambda hours: datetime(2026, 4, 20, tzinfo=SHANGHAI) + timedelta(hours=hours)
    ),
    until=st.one_of(
        st.none(), st.integers(0, 20).map(lambda days: date(2026, 4, 20) + timedelta(days))
    ),
)


@settings(max_examples=150, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_the_operators_newest_word_holds_to_the_millisecond(
    make_rules: Any, words: list[Withholding]
) -> None:
    record = Penalty(
        source="penalties",
        subject_name="样例企业",
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=DECIDED,
        accepted_at=datetime(2026, 4, 11, tzinfo=SHANGHAI),
        severity=Severity.GENERAL,
    )
    events = [replace(word, sequence=n) for n, word in enumerate(words)]
    rules = make_rules()
    stretches = intervals(record, events, rules)
    tick = timedelta(milliseconds=1)
    ends = [
        datetime.combine(e.until + timedelta(days=1), datetime.min.time(), SHANGHAI)
        for e in events
        if e.until is not None
    ]
    for edge in [*(event.at for event in events), *ends]:
        for now in (edge - tick, edge):
            shown = any(s.start <= now and (s.end is None or now < s.end) for s in stretches)
            assert shown is oracle(record, events, rules, now), now
