"""What became of the rows of a batch, read as a stream: a receipt may have as many rows as the
file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, select

from gongshi.ledger.ids import Ids
from gongshi.ledger.sql import Sql, run_many
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import batch_facts, quarantine_findings, row_outcomes, row_remarks

_AT_ONCE: Final = 2_000

#: Code, field, value of a remark or a broken rule.
Remark = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """``number``: see ``row_outcomes``; ``remarks``: rules a quarantined row breaks first, then
    warnings. Remarks past their time are gone."""

    line: int
    outcome: str
    number: int | None
    remarks: tuple[Remark, ...]


def note_facts(
    transaction: WriteTransaction, batch_no: int, facts: Mapping[str, Sequence[str]]
) -> None:
    """Write what a file said of itself, once."""
    run_many(
        transaction.conn,
        transaction.sql.insert(batch_facts) + " ON CONFLICT DO NOTHING",
        [
            (batch_no, name, place, value)
            for name, values in facts.items()
            for place, value in enumerate(values)
        ],
    )


def read_facts(conn: Connection, batch_no: int) -> dict[str, list[str]]:
    """As they were noted; nothing for a batch of an earlier release."""
    found: dict[str, list[str]] = {}
    statement = (
        select(batch_facts.c.name, batch_facts.c.value)
        .where(batch_facts.c.batch_no == batch_no)
        .order_by(batch_facts.c.name, batch_facts.c.place)
    )
    for name, value in conn.execute(statement):
        found.setdefault(name, []).append(value)
    return found


def read_outcomes(conn: Connection, batch_no: int) -> Iterator[RowOutcome]:
    """Every row of a batch in the order of the file, a few thousand at a time."""
    after = 0
    while True:
        rows = conn.execute(
            select(row_outcomes.c.line, row_outcomes.c.outcome, row_outcomes.c.number)
            .where(row_outcomes.c.batch_no == batch_no, row_outcomes.c.line > after)
            .order_by(row_outcomes.c.line)
            .limit(_AT_ONCE)
        ).all()
        if not rows:
            return
        last = rows[-1].line
        remarks = _remarks(conn, batch_no, after, last)
        rules = _rules(conn, [row.number for row in rows if row.outcome == "quarantined"])
        for line, outcome, number in rows:
            broken = rules.get(number, ()) if outcome == "quarantined" else ()
            warned = [one for one in remarks.get(line, ()) if one not in broken]
            yield RowOutcome(line, outcome, number, (*broken, *warned))
        after = last


def outcome_id(ids: Ids, outcome: RowOutcome, *, subjects: bool) -> str:
    """The id that goes with a row: of the quarantined row, else of its record, of its subject when
    the file is a register; "" for none."""
    if outcome.number is None:
        return ""
    if outcome.outcome == "quarantined":
        return ids.quarantine.id(outcome.number)
    return (ids.subjects if subjects else ids.records).id(outcome.number)


def _remarks(conn: Connection, batch_no: int, after: int, last: int) -> dict[int, list[Remark]]:
    statement = (
        select(row_remarks.c.line, row_remarks.c.code, row_remarks.c.field, row_remarks.c.value)
        .where(
            row_remarks.c.batch_no == batch_no,
            row_remarks.c.line > after,
            row_remarks.c.line <= last,
        )
        .order_by(row_remarks.c.line, row_remarks.c.code, row_remarks.c.field)
    )
    return {
        line: [(code, field, value) for _, code, field, value in group]
        for line, group in groupby(conn.execute(statement), itemgetter(0))
    }


def _rules(conn: Connection, numbers: Sequence[int]) -> dict[int, list[Remark]]:
    sql = Sql.of(conn)
    statement = (
        f"SELECT quarantine_no, code, field, value FROM {quarantine_findings.name} WHERE "  # noqa: S608
        f"{sql.among('quarantine_no')} ORDER BY quarantine_no, place"
    )
    found: dict[int, list[Remark]] = {}
    rows: Any = conn.exec_driver_sql(statement, (sql.many(numbers),)) if numbers else ()
    for number, code, field, value in rows:
        found.setdefault(number, []).append((code, field, value))
    return found
