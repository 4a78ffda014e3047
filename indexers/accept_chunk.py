"""One chunk's work: what is gathered in memory before it is written, statement by statement, in
one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table

from gongshi.indexers.early_repairs import Repaired
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.indexers.withdrawal_notices import Explained
from gongshi.ledger.batches import Batch
from gongshi.ledger.sql import Rows, insert_many, run_many
from gongshi.ledger.store import WriteTransaction
from gongshi.ledger.tables import quarantine, quarantine_findings, row_outcomes, row_remarks
from gongshi.records.folding import fold_cached

DAY_MS: Final = 86_400_000


@dataclass(slots=True)
class Chunk:
    """The transaction, whose batch it works for, and the tallies that go with its progress."""

    tx: WriteTransaction
    batch: Batch
    now: int  # epoch ms
    quarantine_days: int
    #: (rule, column) of remarks every row of the file has: counted, not noted row by row.
    everywhere: frozenset[tuple[str, str]] = frozenset()
    counts: Counter[str] = field(default_factory=Counter[str])
    problems: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    findings: list[tuple[int, Finding]] = field(default_factory=list[tuple[int, Finding]])
    _outcomes: dict[int, tuple[str, int | None]] = field(
        default_factory=dict[int, tuple[str, int | None]]
    )
    _remarks: dict[tuple[int, str, str], str] = field(
        default_factory=dict[tuple[int, str, str], str]
    )
    came_in: list[ParsedRow] = field(default_factory=list[ParsedRow])  # without failures of reading
    #: Subjects known before that got their USCC now: events may have waited for it.
    given_uscc: dict[str, int] = field(default_factory=dict[str, int])
    explained: list[Explained] = field(default_factory=list[Explained])
    repaired: list[Repaired] = field(default_factory=list[Repaired])
    _afterwards: dict[Table, list[tuple[Any, ...]]] = field(
        default_factory=dict[Table, list[tuple[Any, ...]]]
    )
    _rejected: list[tuple[ParsedRow, tuple[Finding, ...], int]] = field(
        default_factory=list[tuple[ParsedRow, tuple[Finding, ...], int]]
    )
    _ever_rejected: set[tuple[int, bytes]] = field(default_factory=set[tuple[int, bytes]])

    def insert(self, table: Table, rows: Rows, clause: str = "") -> None:
        insert_many(self.tx.conn, table, rows, clause)

    def run(self, statement: str, rows: Rows) -> None:
        """A statement written with ``?``, once for every row."""
        run_many(self.tx.conn, self.tx.sql.text(statement), rows)

    def among(
        self,
        statement: str,
        column: str,
        values: Iterable[int] | Iterable[str],
        *parameters: object,
    ) -> list[Any]:
        """Rows of ``statement`` (without its last condition) whose column is one of the values."""
        many = self.tx.sql.many(values)
        text = f"{self.tx.sql.text(statement)} {self.tx.sql.among(column)}"
        return list(self.tx.conn.exec_driver_sql(text, (*parameters, many)).all())

    def became(self, line: int, outcome: str, number: int | None = None) -> None:
        """Count what became of a row, and note it for the receipt with the number of its record,
        for the register of its subject."""
        self.counts[outcome] += 1
        self._outcomes[line] = (outcome, number)

    def remark(self, line: int, finding: Finding) -> None:
        """A warning that came with a row."""
        self.problems[finding.code, finding.field] += 1
        if (finding.code, finding.field) not in self.everywhere:
            self._remarks[line, finding.code, finding.field] = finding.value

    def warn(self, line: int, finding: Finding) -> None:
        """A warning found here."""
        self.remark(line, finding)
        self.findings.append((line, finding))

    def reject(self, row: ParsedRow, *findings: Finding) -> int:
        """Put a row into quarantine; its number there."""
        number = self.tx.take("quarantine")
        self._rejected.append((row, findings, number))
        self.became(row.line, "quarantined", number)
        for finding in findings:
            self.problems[finding.code, finding.field] += 1
            self.findings.append((row.line, finding))
        return number

    def unreject(self, rules: Iterable[tuple[str, str]]) -> None:
        """A row that was quarantined in an earlier transaction of the batch becomes something
        else now. ``rules``: (rule, column) it broke."""
        self.counts["quarantined"] -= 1
        for rule in rules:
            self.problems[rule] -= 1

    def after_quarantine(self, table: Table, row: tuple[Any, ...]) -> None:
        """A row that refers to a quarantine row of this chunk: written right after it."""
        self._afterwards.setdefault(table, []).append(row)

    def settle_quarantine(self) -> None:
        """Write the rejected rows; resolve what waited in quarantine and came in now as it was.

        Done at the end, and before that when a row already rejected has to be found again.
        """
        self._ever_rejected |= {number_of(row) for row, _, _ in self._rejected}
        self._close_earlier([r for r in self.came_in if number_of(r) not in self._ever_rejected])
        self._close_earlier([row for row, _, _ in self._rejected])  # the newer one stands for both
        expires = self._expires
        rows: list[tuple[Any, ...]] = []
        found: list[tuple[Any, ...]] = []
        for row, findings, number in self._rejected:
            rows.append(
                (
                    number,
                    self.batch.no,
                    self.batch.source,
                    row.line,
                    row.digest.hex(),
                    row.code,
                    row.name,
                    fold_cached(row.name),
                    raw_json(row.raw),
                    self.now,
                    expires,
                    "open",
                    None,
                    "",
                )
            )
            found += [
                (number, place, finding.code, finding.field, finding.value)
                for place, finding in enumerate(findings)
            ]
        self.insert(quarantine, rows)
        self.insert(quarantine_findings, found)
        for table, waiting in self._afterwards.items():
            self.insert(table, waiting)
        self._rejected.clear()
        self._afterwards.clear()

    def write_outcomes(self, *, anew: bool = False) -> None:
        """Write what became of the rows, and what was remarked on them. ``anew``: of rows that
        were quarantined before."""
        batch_no, expires = self.batch.no, self._expires
        rows = [(batch_no, line, *outcome) for line, outcome in self._outcomes.items()]
        replaced = (
            " ON CONFLICT (batch_no, line) DO UPDATE "
            "SET outcome = excluded.outcome, number = excluded.number"
        )
        self.insert(row_outcomes, rows, replaced if anew else "")
        remarks = [
            (batch_no, line, code, field_, value, expires)
            for (line, code, field_), value in self._remarks.items()
        ]
        self.insert(row_remarks, remarks, " ON CONFLICT DO NOTHING")

    @property
    def _expires(self) -> int:
        return self.now + self.quarantine_days * DAY_MS

    def _close_earlier(self, rows: list[ParsedRow]) -> None:
        if not rows or not self._any_quarantined():
            return
        # The state is looked at here: by its index SQLite would go through all that is open.
        same = self.among(
            "SELECT no, state FROM quarantine WHERE source = ? AND",
            "digest",
            [row.digest.hex() for row in rows],
            self.batch.source,
        )
        numbers = [no for no, state in same if state == "open"]
        waiting = numbers and self.among(
            "SELECT quarantine_no FROM waiting_events WHERE", "quarantine_no", numbers
        )
        closed = set(numbers).difference([row[0] for row in waiting])
        self.run(
            "UPDATE quarantine SET state = 'resolved', resolved_at = ?, resolved_by = 'ingest' "
            "WHERE no = ?",
            [(self.now, number) for number in sorted(closed)],
        )

    def _any_quarantined(self) -> bool:
        """Whether a row of the source ever was: asked of an index, whatever else waits."""
        statement = self.tx.sql.text("SELECT 1 FROM quarantine WHERE source = ? LIMIT 1")
        return self.tx.conn.exec_driver_sql(statement, (self.batch.source,)).first() is not None


def number_of(row: ParsedRow) -> tuple[int, bytes]:
    """What tells the rows of one file apart."""
    return row.line, row.digest


#: ``json.dumps`` makes one for every call that asks for other than its own ways.
_to_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def raw_json(raw: Mapping[str, str]) -> str:
    return _to_json(dict(raw))
