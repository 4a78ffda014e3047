"""The rows of a receipt: what became of each row of a file, and why. Read as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from gongshi.cities.city import City
from gongshi.indexers.file_account import FileAccount
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.receipt import Outcome, Receipt, Tally
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.approvals import of_batch
from gongshi.ledger.batches import find_batch, receipt
from gongshi.ledger.ids import Ids
from gongshi.ledger.outcomes import outcome_id, read_facts, read_outcomes
from gongshi.records.problems import GongshiError

_OUTCOMES: Final[Mapping[str, Outcome]] = {"done": "taken", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """``outcome``: a name of the receipt's counts; ``id``: of the record (for the register: of the
    subject), of the quarantined row, or ""."""

    line: int
    outcome: str
    id: str
    findings: tuple[Finding, ...]


def load_receipt(conn: Connection, city: City, batch_id: str) -> Receipt:
    """The receipt of a batch taken in before. Raises GongshiError ``unknown_id``."""
    batch = find_batch(conn, batch_id)
    if batch is None:
        raise GongshiError("unknown_id", what=batch_id)
    account = FileAccount.read(read_facts(conn, batch.no))
    tally = Tally()
    for row in ledger_rows(conn, city, batch_id):
        tally.note((row.line, finding) for finding in row.findings)
    done = receipt(conn, batch.no)
    given = Receipt(
        source=batch.source,
        layout=LAYOUTS[city.sources[batch.source].layout],
        file_name=batch.file_name,
        file_digest=batch.file_digest.hex(),
        outcome=_OUTCOMES.get(batch.state, "open"),
        batch_id=batch.id,
        file=account,
        counts=batch.counts,
        problems=done.problems,
        examples=tuple(tally.examples),
        item_code=batch.item_code,
        period=batch.period,
        problem=batch.problem,
        problem_value=batch.problem_value,
    )
    return given.with_approval(of_batch(conn, batch.no))


def ledger_rows(conn: Connection, city: City, batch_id: str) -> Iterator[ReceiptRow]:
    """Every row of a batch, in the order of the file. Raises GongshiError ``unknown_id``."""
    batch = find_batch(conn, batch_id)
    if batch is None:
        raise GongshiError("unknown_id", what=batch_id)
    ids, subjects = Ids.of(conn), city.sources[batch.source].layout == "REGISTER"
    for outcome in read_outcomes(conn, batch.no):
        findings = tuple(Finding(*remark) for remark in outcome.remarks)
        row_id = outcome_id(ids, outcome, subjects=subjects)
        yield ReceiptRow(outcome.line, outcome.outcome, row_id, findings)


def checked_rows(chunks: Iterable[tuple[int, Sequence[ParsedRow]]]) -> Iterator[ReceiptRow]:
    """Every row of a file that was only checked."""
    for _, rows in chunks:
        for row in rows:
            outcome = "quarantined" if row.failures else "usable"
            yield ReceiptRow(row.line, outcome, "", (*row.failures, *row.warnings))
