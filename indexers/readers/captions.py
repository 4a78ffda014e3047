"""Rows of a table that are no records: totals, captions between the rows, notes and signatures
below them, the header again.

A department's table ends with 合计, 注：… and 填表人：…. Taken for records they would name nobody,
and what names nobody may concern everybody. A row is none when nothing stands in the columns the
layout knows, when all that stands in it is one cell merged over several columns, when it begins
with a word for a total, or when it is the header again (tables put one below the other). The
receipt says how many were passed over. A header that names other columns is none of that: the rows
below it are another table's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from gongshi.indexers.readers.raw import Fault, KnownHeader, Merge
from gongshi.records.problems import GongshiError

#: More of them in one sheet are rows like others: they go to quarantine.
MOST: Final = 10_000
_TOTAL: Final = re.compile(r"(?:本页|本表)?(?:合|总|小|共|累)计[:：]?(?:\d{1,9}[条件户家项笔])?")
_BLANKS: Final = re.compile(r"\s+")
#: What a cell with a total's word, or a header behind the mark of a file, may begin with.
STARTS: Final = frozenset("本合总小共累 \t\n\r\u3000\xa0\ufeff")

#: A row that may be none, and where its only value stands; -1 where it is outside the known
#: columns.
Suspect = tuple[int, int]


class Captions:
    """Collects them while the rows of one table go by; merged cells are known only behind them."""

    def __init__(self, header: Sequence[str], known: KnownHeader) -> None:
        self._layout = known
        self._known = frozenset(at for at, cell in enumerate(header) if known.count([cell]))
        #: Whether a row whose first cell says something of its own is a record.
        self.first_tells = 0 in self._known
        self._usual = self.first_tells or 1 in self._known
        self._columns = known.columns(header)
        #: What a header may begin with, and the first characters of that.
        self._firsts = known.texts | {*header[:1]}
        self.starts = STARTS | {text[0] for text in self._firsts if text}
        #: The first row that is a header and says the columns otherwise; None without one.
        self.other_header: int | None = None
        self._none: list[int] = []  # whatever is merged
        self._suspects: list[Suspect] = []

    def see(self, number: int, values: Sequence[str | Fault]) -> None:
        """A row with something in it. It is called for every row: the usual path is short."""
        if self._usual and len(values) > 1 and values[0] and values[1]:
            first = values[0]
            if isinstance(first, Fault) or (first[0] not in STARTS and first not in self._firsts):
                return
        texts = [value if isinstance(value, str) else "" for value in values]
        if self._layout.usable(texts):
            if not self._says_the_same(texts) and self.other_header is None:
                self.other_header = number
            self._none.append(number)
            return
        if len(self._none) + len(self._suspects) >= MOST:
            return
        filled = [place for place, value in enumerate(values) if not is_blank(value)]
        first = values[filled[0]]
        if isinstance(first, str) and _TOTAL.fullmatch(_BLANKS.sub("", first)):
            self._none.append(number)
        elif not any(place in self._known for place in filled):
            self._suspects.append((number, -1))
        elif len(filled) == 1:
            self._suspects.append((number, filled[0]))

    def _says_the_same(self, texts: Sequence[str]) -> bool:
        """Whether a header names, as far as it goes, the columns of the one above in their
        places."""
        named = self._layout.columns(texts)
        above = [*self._columns, *[""] * len(named)]
        return all(column == above[at] or not texts[at].strip() for at, column in enumerate(named))

    def found(self, merges: Sequence[Merge]) -> frozenset[int]:
        """Numbers of the rows that are none. What is merged down from above stands in a row too."""
        if not self._suspects:
            return frozenset(self._none)
        wide = {
            (merge.first_row, merge.first_column)
            for merge in merges
            if merge.first_column < merge.last_column
        }
        down = _Reached(merges)
        return frozenset(self._none) | {
            number
            for number, place in self._suspects
            if number not in down and (place < 0 or (number, place) in wide)
        }


def check_headers(file: str, captions: Captions) -> None:
    """Raises GongshiError ``header_differs`` when a table of other columns begins below."""
    if captions.other_header is not None:
        raise GongshiError("header_differs", file=file, line=captions.other_header)


def is_blank(value: str | Fault) -> bool:
    """Whether nothing stands in a cell; an error does."""
    return isinstance(value, str) and not value.strip()


class _Reached:
    """The rows that cells merged in a row above reach down to."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._first: list[int] = []
        self._last: list[int] = []
        for merge in sorted(merges):
            if self._last and merge.first_row <= self._last[-1]:
                self._last[-1] = max(self._last[-1], merge.last_row)
            elif merge.first_row < merge.last_row:
                self._first.append(merge.first_row + 1)
                self._last.append(merge.last_row)

    def __contains__(self, row: object) -> bool:
        assert isinstance(row, int)
        place = bisect_right(self._first, row) - 1
        return place >= 0 and row <= self._last[place]
