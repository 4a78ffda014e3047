"""The cells of one column: each distinct one is tidied and checked once.

Departments repeat authorities, codes, kinds, days and whole texts from row to row, so most cells
are looked up, not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongshi.indexers.cells import has_markup, holds_id_number, one_line, tidy, without_markup
from gongshi.indexers.layouts.column import Column, ColumnType
from gongshi.indexers.rows import Finding

_NO_LIMIT: Final = 1 << 30
#: Characters no content of a cell has (a spreadsheet allows 32,767): several rows run together, or
#: a document pasted in.
LONGEST: Final = 131_072
_SHORTEST_ID: Final = 15


class ColumnCells(dict[str, str]):
    """``cells[raw]``: the text as it is read. ``remarks[raw]``: what there is to say of it.
    ``faults[raw]``: why a row with it cannot be used.

    What was read is remembered until it weighs too much, then forgotten between two chunks.
    """

    #: Characters remembered of a column, beyond those of one chunk.
    MOST: Final = 100_000

    def __init__(self, column: Column, *, required: bool) -> None:
        """``required``: a missing value is worth a warning in every row."""
        super().__init__()
        kept = not column.forbidden
        self._code: Final = column.code
        self._text: Final = kept and column.type in {ColumnType.TEXT, ColumnType.LONG}
        self._lines: Final = column.type is ColumnType.LONG
        # Codes have checks of their own; blanks and hyphens in them are no excess.
        limited = kept and column.length and column.type is not ColumnType.CODE
        self._longest: Final = column.length if limited else _NO_LIMIT
        self._required: Final = kept and required
        self._weight = 0
        self.remarks: Final[dict[str, tuple[Finding, ...]]] = {}
        self.faults: Final[dict[str, Finding]] = {}

    def read(self, column: Sequence[str]) -> list[str]:
        """The column of a chunk of rows; ``remarks`` knows all its cells afterwards."""
        if self._weight > self.MOST:
            self.clear()
            self.remarks.clear()
            self.faults.clear()
            self._weight = 0
        return list(map(self.__getitem__, column))

    def __missing__(self, raw: str) -> str:
        if len(raw) > LONGEST:
            self.faults[raw] = Finding("cell_too_long", self._code, f"{len(raw):,}")
            self[raw] = ""
            self._weight += len(raw)
            return ""
        text = tidy(raw)
        found: list[Finding] = []
        if not text:
            if self._required:
                found.append(Finding("required_missing", self._code))
        else:
            if "\ufffd" in text:
                found.append(Finding("characters_lost", self._code))
            size = len(text)
            if size > self._longest:
                found.append(Finding("too_long", self._code, str(size)))
            if self._text and not (size < _SHORTEST_ID and text.isalnum()):
                text = self._cleaned(text, found)
        if found:
            self.remarks[raw] = tuple(found)
        self[raw] = text
        self._weight += len(raw)
        return text

    def _cleaned(self, text: str, found: list[Finding]) -> str:
        """The text without markup, a name or number in one line."""
        cleaned = text
        if "\n" in text or has_markup(text):
            plain = without_markup(text) if has_markup(text) else text
            if plain != text:
                found.append(Finding("markup_in_text", self._code))
            cleaned = tidy(plain if self._lines else one_line(plain))
        # Asked of the text as filed: markup may have parted the number.
        if len(text) >= _SHORTEST_ID and holds_id_number(text):
            found.append(Finding("id_number_in_text", self._code))
        return cleaned
