"""When a subject stands on an exposure board (曝光台), on what evidence, and when it leaves.

``standings`` gives the stretches of time in which a board shows a subject. Like
``publication.intervals``, which it rests on, it knows nothing of "now". What it tells of a stretch
follows from the records displayed in it, and from nothing else: a record that was repaired, has
expired or was withdrawn leaves no trace in any date.

What counts: a displayed entry of the serious list, or a displayed penalty of a key field (食品,
特种设备 …) that names a violation type and a document number, is not 轻微, and was decided within
the board's window. What cannot be told counts for nothing. Day counting: 民法典 §201-202.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from gongshi.records.board_rules import (
    Board,
    BoardDecision,
    BoardRule,
    Boards,
    fold_type,
)
from gongshi.records.clock import day_of, midnight
from gongshi.records.dates import last_day
from gongshi.records.filings import SeriousListing
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Event,
    Field,
    Interval,
    Penalty,
    Procedure,
    Review,
    Severity,
    SubjectKind,
)
from gongshi.records.publication import ONE_DAY, Judgement, judge
from gongshi.records.rules import Rules

Filed = tuple[Record, Sequence[Event]]
Evidence = Penalty | SeriousListing


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a subject stands on a board: one violation type, or ground of a list, in one sector.

    ``since``: the day its evidence fulfils the rule, or that of the confirmation when that is
    later. ``leaves_on``: the first day it stands no longer by the clock alone; it leaves before
    when a record is repaired or withdrawn, and stays on when another one joins.
    """

    sector: Field
    key: str  # of the violation type; the article of a list's ground
    violation: str  # its name
    since: date
    leaves_on: date
    evidence: tuple[Evidence, ...]  # by day of decision, one of each decision
    confirmation: BoardDecision | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """``[start, end)`` in which a subject stands on a board on these grounds, by sector and
    violation type."""

    start: datetime
    end: datetime
    grounds: tuple[Ground, ...]  # at least one

    @property
    def since(self) -> date:
        """The earliest of its grounds."""
        return min(ground.since for ground in self.grounds)

    @property
    def leaves_on(self) -> date:
        """When its last ground leaves by the clock."""
        return max(ground.leaves_on for ground in self.grounds)

    @property
    def sectors(self) -> tuple[Field, ...]:
        """The sectors of its grounds, each once."""
        return tuple(dict.fromkeys(ground.sector for ground in self.grounds))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A record that counts for a board in these stretches, by the clock alone through ``last``."""

    record: Evidence
    number: str  # folded document number
    violation: str  # the name of its violation type
    spans: tuple[Interval, ...]
    last: date

    @property
    def decided(self) -> date:
        return self.record.decision_date

    def at(self, instant: datetime) -> bool:
        return any(
            span.start <= instant and (span.end is None or instant < span.end)
            for span in self.spans
        )


_Key = tuple[Field, str]  # sector and violation type


def standings(
    records: Iterable[Filed],
    decisions: Sequence[BoardDecision],
    board: Board,
    boards: Boards,
    rules: Rules,
) -> tuple[Standing, ...]:
    """When the board shows the subject whose records these are: disjoint, ascending stretches,
    each with other grounds than its neighbours.

    ``decisions``: all about the subject. Records must be of sources the rules know (KeyError).
    """
    groups = _groups(records, board, boards, rules)
    confirmations = _confirmations(decisions, board)
    edges = {
        edge
        for counted in groups.values()
        for one in counted
        for span in one.spans
        for edge in (span.start, span.end)
        if edge is not None
    } | {one.at for one in confirmations}
    found: list[Standing] = []
    for start, end in pairwise(sorted(edges)):
        grounds = _grounds_at(start, groups, confirmations, board)
        if not grounds:
            continue
        if found and found[-1].end == start and found[-1].grounds == grounds:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Standing(start, end, grounds))
    return tuple(found)


def candidates(
    records: Iterable[Filed], board: Board, boards: Boards, rules: Rules, at: datetime
) -> tuple[Ground, ...]:
    """What the board's rule says of a subject at an instant, confirmed or not."""
    groups = _groups(records, board, boards, rules)
    return _grounds_at(at, groups, (), replace(board, confirmed_by=()))


def needs(board: Board) -> int:
    """The least number of records that can bring a subject on the board."""
    return {BoardRule.REPEATED: board.at_least, BoardRule.DEFIANT: 2, BoardRule.LISTED: 1}[
        board.rule
    ]


# --- what counts --------------------------------------------------------------------------------


def _groups(
    records: Iterable[Filed], board: Board, boards: Boards, rules: Rules
) -> dict[_Key, list[_Counted]]:
    """What counts, by sector and violation type; only groups that are large enough."""
    filed: dict[_Key, list[tuple[Evidence, Sequence[Event], str]]] = {}
    for record, events in records:
        if record.subject_kind is SubjectKind.NATURAL_PERSON:
            continue
        if board.rule is BoardRule.LISTED:
            if isinstance(record, SeriousListing):
                for group, name in _ground_of(record, board):
                    filed.setdefault(group, []).append((record, events, name))
        elif isinstance(record, Penalty):
            for group, name in _matters_of(record, board, boards):
                filed.setdefault(group, []).append((record, events, name))
    groups: dict[_Key, list[_Counted]] = {}
    for group in sorted(filed):
        if len(filed[group]) < needs(board):
            continue
        counted = [_counted(*one, board, boards, rules) for one in filed[group]]
        groups[group] = [one for one in counted if one is not None]
    return groups


def _matters_of(record: Penalty, board: Board, boards: Boards) -> Iterator[tuple[_Key, str]]:
    """Sector and violation types of a penalty, each with its name."""
    sector = record.field
    if sector is None or sector not in board.sectors or not fold_type(record.document_number):
        return
    for key, name in boards.types.of(record.violation_type).items():
        yield (sector, key), name


def _ground_of(record: SeriousListing, board: Board) -> Iterator[tuple[_Key, str]]:
    """Sector and article of a list entry, with the ground as filed."""
    article = record.ground_article
    sector = board.grounds.get(article) if article is not None else None
    if sector is not None and sector in board.sectors:
        yield (sector, str(article)), record.ground_text or f"第{article}条"


def _counted(
    record: Evidence,
    events: Sequence[Event],
    name: str,
    board: Board,
    boards: Boards,
    rules: Rules,
) -> _Counted | None:
    judgement = judge(record, events, rules)
    last = judgement.last_shown
    if isinstance(record, SeriousListing) and record.removed_date is not None:
        # A removal to come is told no more than a repair to come.
        last = judge(replace(record, removed_date=None), (), rules).last_shown
    if last is None:
        return None
    if isinstance(record, Penalty) and _is_minor(record, events, judgement, boards, rules):
        return None
    if board.window_months is not None:
        last = min(last, last_day(record.decision_date, board.window_months))
    until = midnight(last + ONE_DAY)
    spans = tuple(
        Interval(shown.start, until if shown.end is None else min(shown.end, until))
        for shown in judgement.intervals
        if shown.start < until
    )
    if not spans:
        return None
    return _Counted(record, fold_type(record.document_number), name, spans, last)


def _is_minor(
    record: Penalty, events: Sequence[Event], judgement: Judgement, boards: Boards, rules: Rules
) -> bool:
    """轻微 by whatever says so; without a class, also by the kinds alone, and when there are
    none."""
    reviews = [event for event in events if isinstance(event, Review)]
    reviewed = max(reviews, key=lambda one: one.sequence).severity if reviews else None
    if Severity.MINOR in (record.severity, reviewed) or record.procedure is Procedure.SUMMARY:
        return True
    stated = rules.rule(judgement.rule).stated
    if judgement.klass and stated.get(Severity.MINOR) == judgement.klass:
        return True
    return record.severity is reviewed is None and set(record.kinds) <= boards.minor_kinds


# --- at one instant -----------------------------------------------------------------------------


def _confirmations(decisions: Sequence[BoardDecision], board: Board) -> tuple[BoardDecision, ...]:
    """The decisions about a board that asks for them, the oldest first. A unit that may confirm no
    longer confirms nothing; what it took back stays taken back."""
    own = [
        one
        for one in decisions
        if one.board == board.code and (not one.confirmed or one.unit in board.confirmed_by)
    ]
    return tuple(sorted(own, key=lambda one: (one.at, one.sequence)))


def _grounds_at(
    instant: datetime,
    groups: Mapping[_Key, Sequence[_Counted]],
    confirmations: Sequence[BoardDecision],
    board: Board,
) -> tuple[Ground, ...]:
    found: list[Ground] = []
    for (sector, key), counted in groups.items():
        present = [one for one in counted if one.at(instant)]
        confirmation: BoardDecision | None = None
        if board.confirmed_by:
            confirmation = _standing_decision(confirmations, sector, key, instant)
            if confirmation is None:
                continue
            confirmed = confirmation.evidence
            present = [one for one in present if one.record.id in confirmed]
        evidence = _evidence(present, board)
        if evidence:
            found.append(_ground(sector, key, evidence, board, confirmation))
    return tuple(found)


def _standing_decision(
    confirmations: Sequence[BoardDecision], sector: Field, key: str, instant: datetime
) -> BoardDecision | None:
    """The confirmation in force; None: there is none, or it was taken back."""
    latest: BoardDecision | None = None
    for one in confirmations:
        if one.at <= instant and (one.sector, one.violation) == (sector, key):
            latest = one
    return latest if latest is not None and latest.confirmed else None


def _ground(
    sector: Field,
    key: str,
    evidence: Sequence[_Counted],
    board: Board,
    confirmation: BoardDecision | None,
) -> Ground:
    since = next(
        one.decided
        for place, one in enumerate(evidence, start=1)
        if _evidence(evidence[:place], board)
    )
    if confirmation is not None:
        since = max(since, day_of(confirmation.at))
    last = next(
        day
        for day in sorted(one.last for one in evidence)
        if not _evidence([one for one in evidence if one.last > day], board)
    )
    records = tuple(one.record for one in evidence)
    name = evidence[-1].violation
    return Ground(sector, key, name, since, last + ONE_DAY, records, confirmation)


# --- the rules ----------------------------------------------------------------------------------


def _evidence(present: Iterable[_Counted], board: Board) -> tuple[_Counted, ...]:
    """What of the penalties that count fulfils the rule, by day; empty: it is not fulfilled.

    Copies of one decision (its number and day) stand for one; of two sources the first one's.
    """
    ordered = sorted(present, key=lambda one: (one.decided, one.number, one.record.id))
    distinct: dict[tuple[date, str], _Counted] = {}
    for one in ordered:
        distinct.setdefault((one.decided, one.number), one)
    return _RULES[board.rule](tuple(distinct.values()), board)


def _repeated(distinct: tuple[_Counted, ...], board: Board) -> tuple[_Counted, ...]:
    """Different numbers, because one decision may come with several rows; and different days:
    who is punished twice at once was not punished again."""
    days = {one.decided for one in distinct}
    numbers = {one.number for one in distinct}
    return distinct if min(len(days), len(numbers)) >= board.at_least else ()


def _defiant(distinct: tuple[_Counted, ...], board: Board) -> tuple[_Counted, ...]:
    """The first order, and what was decided on a later day under another number."""
    order = next(
        (
            one
            for one in distinct
            if isinstance(one.record, Penalty) and not board.orders.isdisjoint(one.record.kinds)
        ),
        None,
    )
    if order is None:
        return ()
    later = [one for one in distinct if one.decided > order.decided and one.number != order.number]
    return (order, *later) if later else ()


def _listed(distinct: tuple[_Counted, ...], _board: Board) -> tuple[_Counted, ...]:
    """Every entry in force."""
    return distinct


_RULES: Final = {
    BoardRule.REPEATED: _repeated,
    BoardRule.DEFIANT: _defiant,
    BoardRule.LISTED: _listed,
}
