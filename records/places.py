"""Where a row stands in a file, as an editor or a spreadsheet program shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Of a workbook with several sheets of rows, a row's line is its sheet's place times this, plus its
#: number in the sheet: one whole number still tells the rows of a file apart. A sheet has at most
#: 2^20 rows.
SHEET_STEP: Final = 1 << 21


def sheet_and_row(line: int, sheets: Sequence[str]) -> tuple[str, int]:
    """The sheet's name ("" when the file has not several) and the row's number in it."""
    if len(sheets) < 2:
        return (sheets[0] if sheets else ""), line
    place, row = divmod(line, SHEET_STEP)
    return (sheets[place] if place < len(sheets) else ""), row


def place_text(line: int, sheets: Sequence[str]) -> str:
    """``15``, or ``数据!15`` where the file has several sheets of rows."""
    sheet, row = sheet_and_row(line, sheets)
    return f"{sheet}!{row}" if len(sheets) > 1 else str(row)
