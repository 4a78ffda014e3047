"""Where a table's header stands: below a title, over two or three rows, given by label and code.

What a department exports as CSV was a sheet before, so both are looked at alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gongshi.indexers.readers.raw import Fault, KnownHeader

#: Rows with something in them among which the header is looked for.
LOOK: Final = 30
#: Rows a header may have: groups of groups above columns.
_ROWS: Final = 3


class SheetRow(NamedTuple):
    """``number``: as the program shows it, from 1; ``values``: up to the last cell there is."""

    number: int
    hidden: bool
    values: list[str | Fault]


@dataclass(frozen=True, slots=True)
class Header:
    """``last``: place of its last row among the rows looked at; ``score``: cells of it that the
    layout knows; ``usable``: whether every column is there without which a file cannot be used."""

    cells: tuple[str, ...]
    last: int
    score: int
    usable: bool


def find_header(head: Sequence[SheetRow], known: KnownHeader) -> Header | None:
    """The fewest rows that hold most of the layout's columns: one, or a few of which the lowest
    filled cell counts. A header that is given twice, by label and by code, is one header."""
    best: Header | None = None
    best_rows = 0
    for first in range(len(head)):
        cells: list[str] = []
        for last in range(first, min(first + _ROWS, len(head))):
            if head[last].number != head[first].number + last - first:
                break
            cells = _over(cells, _texts(head[last]))
            score, rows = known.count(cells), last - first + 1
            if best is not None and best.usable and (score, -rows) <= (best.score, -best_rows):
                continue  # whether it is usable or not
            found = Header(tuple(cells), last, score, known.usable(cells))
            if best is None or (found.usable, found.score, -rows) > (
                best.usable,
                best.score,
                -best_rows,
            ):
                best, best_rows = found, rows
    if best is None:
        return None
    last = best.last
    while last + 1 < len(head) and known.usable(_texts(head[last + 1])):
        last += 1
    return Header(_trimmed(best.cells), last, best.score, best.usable)


def _texts(row: SheetRow) -> list[str]:
    return [value if isinstance(value, str) else "" for value in row.values]


def _over(upper: list[str], lower: list[str]) -> list[str]:
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    return [below if below.strip() else above for above, below in zip(upper, lower, strict=True)]


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return tuple(cells[:last])
