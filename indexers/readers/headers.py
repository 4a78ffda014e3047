"""Where a table's header stands: below a title, over two or three rows, given by label and code.

What a department exports as CSV was a sheet before, so both are looked at alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gongshi.indexers.readers.raw import Fault, KnownHeader
from gongshi.records.identifiers import read_uscc

#: Rows with something in them among which the header is looked for.
LOOK: Final = 30
#: Rows a header may have: groups of groups above columns.
_ROWS: Final = 3
#: Filled cells that no title has beside a code.
_FILLED: Final = 4
_DAY: Final = re.compile(r"(?:19|20)\d\d(?: ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日?|\d{4})(?: .*)?")


class SheetRow(NamedTuple):
    """``number``: as the program shows it, from 1; ``values``: up to the last cell there is."""

    number: int
    hidden: bool
    values: list[str | Fault]


@dataclass(frozen=True, slots=True)
class Header:
    """``first`` and ``last``: places of its rows among the rows looked at; ``score``: cells of it
    that the layout knows; ``usable``: whether every column is there without which a file cannot be
    used."""

    cells: tuple[str, ...]
    first: int
    last: int
    score: int
    usable: bool


def find_header(head: Sequence[SheetRow], known: KnownHeader) -> Header | None:
    """The first usable header: of the rows it may be made of, the fewest that hold most of the
    layout's columns, one, or a few of which the lowest filled cell counts. Without a usable one,
    the rows that hold most. A header that is given twice, by label and by code, is one header.

    A later one is never it, however much of the layout it holds: records stand between them.
    """
    best: Header | None = None
    records = [_is_record(row, known) for row in head]
    until = len(head)  # no header begins behind the first usable one
    for first in range(len(head)):
        if first > until:
            break
        for found in _beginning(head, records, first, known, best):
            best = found
            if found.usable:
                until = min(until, found.last)
    if best is None:
        return Header(_trimmed(_texts(head[0])), 0, 0, 0, usable=False) if head else None
    last = best.last
    while last + 1 < len(head) and known.usable(_texts(head[last + 1])):
        last += 1
    return Header(_trimmed(best.cells), best.first, last, best.score, best.usable)


def record_above(head: Sequence[SheetRow], header: Header) -> int | None:
    """The place of the first row above the header that looks like a record, None without one: it
    names a code among other cells, or it holds a day and fills most of the columns."""
    for place, row in enumerate(head[: header.first]):
        texts = _filled(row)
        if _names_a_code(texts) or (_holds_a_day(texts) and 3 * len(texts) > 2 * len(header.cells)):
            return place
    return None


def _filled(row: SheetRow) -> list[str]:
    return [text for text in _texts(row) if text.strip()]


def _names_a_code(texts: Sequence[str]) -> bool:
    return len(texts) >= _FILLED and any(read_uscc(text).ok for text in texts)


def _holds_a_day(texts: Sequence[str]) -> bool:
    return len(texts) >= _FILLED and any(map(_DAY.fullmatch, map(str.strip, texts)))


def _is_record(row: SheetRow, known: KnownHeader) -> bool:
    """Whether a row can be none of a header."""
    texts = _filled(row)
    return (_names_a_code(texts) or _holds_a_day(texts)) and not known.usable(texts)


def _beginning(
    head: Sequence[SheetRow],
    records: Sequence[bool],
    first: int,
    known: KnownHeader,
    best: Header | None,
) -> Iterator[Header]:
    """Headers that begin with this row, each better than the best so far and those before it."""
    cells: list[str] = []
    for last in range(first, min(first + _ROWS, len(head))):
        if records[last]:
            break
        if head[last].number != head[first].number + last - first:
            break
        cells = _over(cells, _texts(head[last]))
        order = known.count(cells), first - last
        if best is not None and best.usable and order <= (best.score, best.first - best.last):
            continue  # whether it is usable or not
        found = Header(tuple(cells), first, last, order[0], known.usable(cells))
        if best is None or (found.usable, *order) > (
            best.usable,
            best.score,
            best.first - best.last,
        ):
            best = found
            yield found


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
