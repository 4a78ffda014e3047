"""Who may come on an exposure board, and a named unit's decision about it.

A rule only yields candidates. Where a board asks for it, an entry is shown once one of its units
has confirmed it, with its basis, on the evidence of that moment. What is confirmed is those very
records as they stand: evidence that joins later, and a record corrected since, is shown once it is
confirmed too; what is left of the evidence keeps the entry as long as it fulfils the rule alone.
Leaving needs nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection

from gongshi.cities.city import City
from gongshi.indexers.index_terms import tables_of
from gongshi.indexers.nameless import Telling, named_in, still_tells
from gongshi.ledger.board_decisions import keep_decision, subjects_with
from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import SubjectSnapshot, find_subject, load_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.board_rules import Board, BoardDecision, BoardRule
from gongshi.records.boards import Filed, Ground, candidates, needs, standings
from gongshi.records.model import FIELD_NAMES, Field, RecordKind, SubjectKind
from gongshi.records.problems import GongshiError

_Named = TypeVar("_Named", Ground, BoardDecision)


class CandidateState(StrEnum):
    """How far a candidate is."""

    WAITING = "waiting"  # not shown: a unit must confirm it
    SHOWN = "shown"  # shown with all its evidence
    GROWN = "grown"  # shown, but without evidence that was not confirmed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that fulfils a board's rule at an instant by one violation type in one sector."""

    subject: SubjectSnapshot
    board: Board
    ground: Ground
    state: CandidateState


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of a subject's candidates is meant; None: whichever there is."""

    sector: Field | None = None
    violation: str | None = None  # in any of its words; of a list entry the article

    def fits(self, sector: Field, key: str, city: City) -> bool:
        """Whether it is the candidate of this sector and violation type."""
        if self.sector not in (None, sector):
            return False
        if self.violation in (None, key):
            return True
        return key in city.boards.types.of(self.violation)


def board_of(city: City, code: str) -> Board:
    """The board with this code; raises ``board_unknown``."""
    board = city.boards.board(code)
    if board is None:
        known = "、".join(f"{one.code}（{one.name_zh}）" for one in city.boards.boards)
        raise GongshiError("board_unknown", board=code, known=known or "—")
    return board


def candidates_on(conn: Connection, city: City, board: Board, now: datetime) -> Iterator[Candidate]:
    """All candidates of a board at an instant, in the order of the subjects' acceptance."""
    encode = Ids.of(conn).subjects.id
    kind = RecordKind.SERIOUS if board.rule is BoardRule.LISTED else RecordKind.PENALTY
    for numbers in subjects_with(conn, kind, needs(board)):
        loaded = load_subjects(conn, map(encode, numbers))
        for subject in loaded.values():
            yield from candidates_of(subject, city, board, now)


def candidates_of(
    subject: SubjectSnapshot, city: City, board: Board, now: datetime
) -> tuple[Candidate, ...]:
    """The candidates that one subject is."""
    filed = _filed(subject, city)
    found = candidates(filed, board, city.boards, city.rules, now)
    if not found or subject.subject_kind is SubjectKind.NATURAL_PERSON:
        return ()
    shown = {
        (ground.sector, ground.key): ground
        for one in standings(filed, subject.board_decisions, board, city.boards, city.rules)
        if one.start <= now < one.end
        for ground in one.grounds
    }
    return tuple(
        Candidate(subject, board, ground, _state(ground, shown.get((ground.sector, ground.key))))
        for ground in found
    )


def confirm(
    ledger: Ledger,
    city: City,
    board: Board,
    code: str,
    choice: Choice,
    *,
    unit: str,
    basis: str,
    by: str,
    now: datetime,
    only: Sequence[str] = (),
) -> Candidate:
    """A unit confirms the one candidate that the subject with this code is; audited.

    ``only``: ids of the records it confirms, when not all of the evidence. Raises
    ``board_needs_no_confirmation``, ``board_unit_not_named``, ``unknown_id``,
    ``board_candidate_missing``, ``board_choice_ambiguous``, ``board_basis_tells``.
    """
    _check_unit(board, unit)
    with ledger.write() as transaction:
        transaction.lock_acceptance()
        subject = _subject(transaction.conn, code)
        found = [
            one
            for one in candidates_of(_narrowed(subject, only), city, board, now)
            if choice.fits(one.ground.sector, one.ground.key, city)
        ]
        chosen = _one([one.ground for one in found], "board_candidate_missing", code, board)
        evidence = frozenset(record.id for record in chosen.evidence)
        if not evidence.issuperset(only):
            raise GongshiError("board_candidate_missing", subject=code, board=board.name_zh)
        numbers = named_in(one.record.document_number for one in subject.records)
        tables = tables_of(city)
        if still_tells(basis, Telling(frozenset(), frozenset(), numbers), tables):
            raise GongshiError("board_basis_tells")
        decision = _decision(board, chosen.sector, chosen.key, unit, basis, by, now, evidence)
        keep_decision(transaction, subject.no, decision)
    return next(one for one in found if one.ground is chosen)


def withdraw(
    ledger: Ledger,
    city: City,
    board: Board,
    code: str,
    choice: Choice,
    *,
    unit: str,
    reason: str,
    by: str,
    now: datetime,
) -> BoardDecision:
    """A unit takes the one confirmation that stands about the subject back; audited.

    Raises as ``confirm`` does, and ``board_confirmation_missing``.
    """
    _check_unit(board, unit)
    with ledger.write() as transaction:
        transaction.lock_acceptance()
        subject = _subject(transaction.conn, code)
        latest: dict[tuple[Field, str], BoardDecision] = {}
        for one in subject.board_decisions:
            if one.board == board.code and choice.fits(one.sector, one.violation, city):
                latest[one.sector, one.violation] = one
        standing = [one for one in latest.values() if one.confirmed]
        chosen = _one(standing, "board_confirmation_missing", code, board)
        decision = _decision(
            board, chosen.sector, chosen.violation, unit, reason, by, now, frozenset()
        )
        keep_decision(transaction, subject.no, decision)
    return decision


def _decision(
    board: Board,
    sector: Field,
    violation: str,
    unit: str,
    basis: str,
    by: str,
    now: datetime,
    evidence: frozenset[str],
) -> BoardDecision:
    return BoardDecision(
        board=board.code,
        sector=sector,
        violation=violation,
        confirmed=bool(evidence),
        evidence=evidence,
        unit=unit,
        basis=basis,
        by=by,
        at=now,
    )


def _filed(subject: SubjectSnapshot, city: City) -> list[Filed]:
    return [
        (one.record, one.events)
        for one in subject.records
        if one.record.source in city.rules.sources
    ]


def _state(ground: Ground, shown: Ground | None) -> CandidateState:
    if shown is None:
        return CandidateState.WAITING
    same = [one.id for one in shown.evidence] == [one.id for one in ground.evidence]
    return CandidateState.SHOWN if same else CandidateState.GROWN


def _check_unit(board: Board, unit: str) -> None:
    if not board.confirmed_by:
        raise GongshiError("board_needs_no_confirmation", board=board.name_zh)
    if unit not in board.confirmed_by:
        units = "、".join(board.confirmed_by)
        raise GongshiError("board_unit_not_named", unit=unit, board=board.name_zh, units=units)


def _subject(conn: Connection, code: str) -> SubjectSnapshot:
    found = find_subject(conn, code)
    if found is None:
        raise GongshiError("unknown_id", what=code)
    return load_subjects(conn, [found])[found]


def _narrowed(subject: SubjectSnapshot, only: Sequence[str]) -> SubjectSnapshot:
    if not only:
        return subject
    kept = tuple(one for one in subject.records if one.record.id in only)
    return replace(subject, records=kept)


def _one(found: Sequence[_Named], missing: str, code: str, board: Board) -> _Named:
    """The only one; a person chooses between several."""
    if not found:
        raise GongshiError(missing, subject=code, board=board.name_zh)
    if len(found) > 1:
        named = "；".join(f"{FIELD_NAMES[one.sector]}：{one.violation}" for one in found)
        raise GongshiError("board_choice_ambiguous", subject=code, board=board.name_zh, found=named)
    return found[0]
