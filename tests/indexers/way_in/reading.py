"""What the tests of rows share: short ways to ask a parsed row."""

from __future__ import annotations

from collections.abc import Callable

from gongshi.indexers.rows import ParsedRow
from gongshi.records.model import (
    Licence,
    Penalty,
)

Row = dict[str, str]
MakeRow = Callable[..., Row]
Parse = Callable[..., list[ParsedRow]]

ID_NUMBER = "11010519491231002X"
#: An ID number that passes the outer check of a USCC too, as one in 31 does.
ID_AND_USCC = "120101199001020223"


def only(rows: list[ParsedRow]) -> ParsedRow:
    (row,) = rows
    return row


def licence(row: ParsedRow) -> Licence:
    assert isinstance(row.record, Licence), row.failures
    return row.record


def penalty(row: ParsedRow) -> Penalty:
    assert isinstance(row.record, Penalty), row.failures
    return row.record


def codes(row: ParsedRow) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in (*row.failures, *row.warnings)]
