"""How long a record of a kind without classes is shown, events aside.

Lists end by removal or, the serious list, by their term; honours by cancellation; what is negative
is answered for five years at most, lists in force excepted. Legal sources: 企业信息公示暂行条例
§17, 市场监督管理总局令第44号 §16-18, each a dated rule of the city's ``rules.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from gongshi.records.dates import is_long_term, last_day
from gongshi.records.filings import (
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    ListEntry,
    SeriousListing,
)
from gongshi.records.kinds import Record
from gongshi.records.rules import Clock, KindRule

_ONE_DAY: Final = timedelta(days=1)


class KindTerm(NamedTuple):
    """What a kind's rule says of a record.

    ``last``: the last day shown, None while no end is known. ``earliest``: an end up to this day is
    early; None where none is.
    """

    last: date | None
    earliest: date | None


def kind_term(record: Record, rule: KindRule, answered_months: int) -> KindTerm:
    """The end by the record's own word, its rule's term and the limit of what is answered."""
    started = _clock_start(record, rule)
    ends = [*_stated_ends(record)]
    if rule.term_months is not None and started is not None:
        ends.append(last_day(started, rule.term_months))
    if rule.answered_only:
        ends += [last_day(day, answered_months) for day in _negative_since(record)]
    early = rule.early_months and started is not None
    return KindTerm(
        min(ends, default=None), last_day(started, rule.early_months) if early and started else None
    )


def _clock_start(record: Record, rule: KindRule) -> date | None:
    if rule.clock is Clock.PUBLICATION and isinstance(record, ListEntry):
        return record.published_date or record.decision_date
    return record.decision_date


def _stated_ends(record: Record) -> Iterable[date]:
    """Last days shown, as the record itself says."""
    if isinstance(record, ListEntry) and record.removed_date is not None:
        yield record.removed_date - _ONE_DAY
    if isinstance(record, SeriousListing):
        stated = record.listed_until
        # An end that is no later than its beginning says nothing; a later one than the term's
        # does not lengthen it.
        if stated is not None and stated > record.decision_date and not is_long_term(stated):
            yield stated
    if isinstance(record, Honour) and record.cancelled_date is not None:
        yield record.cancelled_date - _ONE_DAY


def _negative_since(record: Record) -> Iterable[date]:
    """From when what is negative about the record is five years old."""
    if isinstance(record, Commitment):
        if record.breached:
            yield record.determined_date or record.decision_date
    elif isinstance(record, CriminalJudgment):
        yield record.effective_date or record.decision_date
    elif isinstance(record, Coercion):
        yield record.decision_date
