"""Lists, honours and commitments at any instant, against a second, naive reading.

The oracle asks one instant at a time in words close to DOMAIN §3 and shares nothing with
``records.publication`` but the records themselves.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.clock import SHANGHAI
from gongshi.records.filings import (
    AbnormalListing,
    Commitment,
    Honour,
    Performance,
    SeriousListing,
)
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Event,
    Repair,
    RepairResult,
    RepairScope,
    SubjectKind,
    Suspension,
    SuspensionAction,
    Withdrawal,
)
from gongshi.records.publication import intervals, shown_at
from gongshi.records.rules import Rules


def years_on(start: date, years: int) -> date:
    year = start.year + years
    return date(year, start.month, min(start.day, calendar.monthrange(year, start.month)[1]))


def ended_by_itself(record: Record, today: date) -> bool:
    """Whether the record's own word or its rule has ended it by today."""
    if isinstance(record, AbnormalListing | SeriousListing):
        if record.removed_date is not None and today >= record.removed_date:
            return True
        if isinstance(record, AbnormalListing):
            return False
        if today > years_on(record.decision_date, 3):
            return True
        stated = record.listed_until
        sensible = stated is not None and record.decision_date < stated < date(2099, 1, 1)
        return stated is not None and sensible and today > stated
    if isinstance(record, Honour):
        if not record.cancelled and record.cancelled_date is None:
            return False
        return record.cancelled_date is None or today >= record.cancelled_date
    assert isinstance(record, Commitment)
    if record.performance in (None, Performance.FULL):
        return False
    return today > years_on(record.determined_date or record.decision_date, 5)


def repaired(events: Sequence[Event], today: date) -> bool:
    hidden = False
    filed = [event for event in events if isinstance(event, Repair)]
    for event in sorted(filed, key=lambda one: (one.decision_date, one.sequence)):
        if event.decision_date > today:
            continue
        if event.result is RepairResult.GRANTED and event.scope is not RepairScope.MARK:
            hidden = True
        if event.result is RepairResult.REVOKED:
            hidden = False
    return hidden


def shown(record: Record, events: Sequence[Event], instant: datetime) -> bool:
    assert record.accepted_at is not None
    today = instant.astimezone(SHANGHAI).date()
    if instant < record.accepted_at:
        return False
    if record.decision_date is not None and today < record.decision_date:
        return False
    known_from = record.decision_date or record.accepted_at.astimezone(SHANGHAI).date()
    first = {"abnormal": date(2014, 10, 1), "serious": date(2021, 9, 1)}.get(record.KIND)
    if first is not None and known_from < first:
        return False
    if record.subject_kind is SubjectKind.NATURAL_PERSON or ended_by_itself(record, today):
        return False
    if repaired(events, today):
        return False
    for event in events:
        if isinstance(event, Withdrawal) and today >= event.decision_date:
            return False
        if isinstance(event, Suspension):
            last = event.to_date or date.max
            if event.from_date <= today <= last:
                return False
    return True


DAYS = st.dates(date(2014, 9, 1), date(2031, 12, 31))
NEAR = st.dates(date(2021, 6, 1), date(2027, 12, 31))


@st.composite
def records(draw: st.DrawFn) -> Record:
    made = draw(NEAR if draw(st.booleans()) else DAYS)
    accepted = datetime.combine(
        draw(st.one_of(st.just(made), DAYS)), time(draw(st.integers(0, 23))), SHANGHAI
    )
    common: dict[str, Any] = {
        "subject_name": "样例企业",
        "subject_kind": draw(
            st.sampled_from([SubjectKind.LEGAL_PERSON] * 9 + [SubjectKind.NATURAL_PERSON])
        ),
        "accepted_at": accepted,
    }
    maybe = st.none() | DAYS
    kind = draw(st.sampled_from(["abnormal", "serious", "honours", "commitments"]))
    common["source"] = kind
    if kind == "abnormal":
        return AbnormalListing(**common, decision_date=made, removed_date=draw(maybe))
    if kind == "serious":
        return SeriousListing(
            **common,
            decision_date=made,
            removed_date=draw(maybe),
            listed_until=draw(maybe | st.just(date(2099, 12, 31))),
        )
    if kind == "honours":
        return Honour(
            **common,
            decision_date=draw(st.none() | st.just(made)),
            cancelled=draw(st.booleans()),
            cancelled_date=draw(maybe),
        )
    return Commitment(
        **common,
        decision_date=made,
        performance=draw(st.none() | st.sampled_from(Performance)),
        determined_date=draw(maybe),
    )


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    drawn: list[Event] = []
    for sequence in range(draw(st.integers(0, 4))):
        day = draw(DAYS)
        kind = draw(st.sampled_from(["repair"] * 3 + ["withdrawal", "suspension"]))
        if kind == "repair":
            repair = Repair(
                result=draw(st.sampled_from(RepairResult)),
                decision_date=day,
                scope=draw(st.sampled_from(RepairScope)),
                sequence=sequence,
            )
            drawn.append(repair)
        elif kind == "withdrawal":
            drawn.append(Withdrawal(kind="撤销", decision_date=day, sequence=sequence))
        else:
            last = draw(st.none() | st.just(day + timedelta(days=draw(st.integers(0, 400)))))
            suspension = Suspension(
                action=SuspensionAction.SUSPEND, from_date=day, to_date=last, sequence=sequence
            )
            drawn.append(suspension)
    return drawn


@given(record=records(), about=events(), probes=st.lists(DAYS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_what_is_shown_is_what_the_rules_say(
    tianjin_rules: Rules, record: Record, about: list[Event], probes: list[date]
) -> None:
    spans = intervals(record, about, tianjin_rules)
    for earlier, later in pairwise(spans):
        assert earlier.end is not None
        assert earlier.end < later.start
    edges = [edge for span in spans for edge in (span.start, span.end) if edge is not None]
    moments = [datetime.combine(day, time(12), SHANGHAI) for day in probes]
    step = timedelta(milliseconds=1)
    for moment in [*moments, *edges, *(edge - step for edge in edges)]:
        assert shown_at(spans, moment) is shown(record, about, moment), moment
