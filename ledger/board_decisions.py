"""Decisions of units about who stands on an exposure board: kept append-only, read with the
subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, func, insert, select

from gongshi.ledger.audit import note
from gongshi.ledger.ids import Ids
from gongshi.ledger.sql import Sql
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import board_decisions, board_evidence, records
from gongshi.records.board_rules import BoardDecision
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.model import Field, RecordKind

_AT_ONCE = 500


def load_decisions(conn: Connection, sql: Sql, many: object) -> dict[int, list[BoardDecision]]:
    """Decisions by subject number, in the order of acceptance; ``many``: see ``Sql.many``.

    Evidence that was corrected since is left out: nobody confirmed what it says now.
    """
    statement = (
        'SELECT no, subject_no, board, sector, violation, confirmed, unit, basis, "by", "at" '  # noqa: S608
        f"FROM board_decisions WHERE {sql.among('subject_no')} ORDER BY no"
    )
    rows = conn.exec_driver_sql(statement, (many,)).all()
    if not rows:
        return {}
    evidence = _evidence(conn, sql, [row[0] for row in rows])
    found: dict[int, list[BoardDecision]] = {}
    for no, subject_no, board, sector, violation, confirmed, unit, basis, by, at in rows:
        decision = BoardDecision(
            board=board,
            sector=Field(sector),
            violation=violation,
            confirmed=bool(confirmed),
            evidence=frozenset(evidence.get(no, ())),
            unit=unit,
            basis=basis,
            by=by,
            at=from_ms(at),
            sequence=no,
        )
        found.setdefault(subject_no, []).append(decision)
    return found


def _evidence(conn: Connection, sql: Sql, numbers: Iterable[int]) -> dict[int, list[str]]:
    """Ids of the uncorrected records by decision number."""
    statement = (
        "SELECT e.decision_no, e.record_no FROM board_evidence e "  # noqa: S608
        "JOIN records r ON r.no = e.record_no AND r.version = e.version "
        f"WHERE {sql.among('e.decision_no')}"
    )
    encode = Ids.of(conn).records.id
    found: dict[int, list[str]] = {}
    for decision_no, record_no in conn.exec_driver_sql(statement, (sql.many(numbers),)):
        found.setdefault(decision_no, []).append(encode(record_no))
    return found


def keep_decision(transaction: WriteTransaction, subject_no: int, decision: BoardDecision) -> None:
    """Keep a decision about a subject, with the present versions of its evidence; audited.

    Takes effect at ``decision.at``; the subject counts as changed.
    """
    conn = transaction.conn
    ids = Ids.of(conn)
    number = transaction.take("event")
    conn.execute(
        insert(board_decisions).values(
            no=number,
            subject_no=subject_no,
            board=decision.board,
            sector=decision.sector.value,
            violation=decision.violation,
            confirmed=decision.confirmed,
            unit=decision.unit,
            basis=decision.basis,
            by=decision.by,
            at=to_ms(decision.at),
        )
    )
    numbers = [ids.records.number(one) for one in sorted(decision.evidence)]
    if numbers:
        versions = select(records.c.no, records.c.version).where(records.c.no.in_(numbers))
        rows = [
            {"decision_no": number, "record_no": row.no, "version": row.version}
            for row in conn.execute(versions)
        ]
        conn.execute(insert(board_evidence), rows)
    told = (decision.sector.value, decision.violation, decision.unit, decision.basis)
    note(
        transaction,
        at=decision.at,
        actor=decision.by,
        act="board.confirm" if decision.confirmed else "board.withdraw",
        target=ids.subjects.id(subject_no),
        detail=" ".join((decision.board, *told, *sorted(decision.evidence))),
    )
    transaction.changed(subject_no)


def subjects_with(conn: Connection, kind: RecordKind, least: int) -> Iterator[list[int]]:
    """Numbers of the subjects with at least so many records of a kind, shown or not, some at a
    time."""
    after = 0
    while True:
        statement = (
            select(records.c.subject_no)
            .where(records.c.kind == kind.value, records.c.subject_no > after)
            .group_by(records.c.subject_no)
            .having(func.count() >= least)
            .order_by(records.c.subject_no)
            .limit(_AT_ONCE)
        )
        numbers = list(conn.execute(statement).scalars())
        if not numbers:
            return
        yield numbers
        after = numbers[-1]
