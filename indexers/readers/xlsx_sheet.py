"""The rows of one sheet of an XLSX workbook, one after the other, with flat memory.

Read by expat itself: openpyxl takes six times as long and keeps every text of the workbook in
memory, calamine keeps the whole sheet (``docs/decisions/0044``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gongshi.indexers.readers.headers import SheetRow
from gongshi.indexers.readers.raw import Fault, Merge
from gongshi.indexers.readers.shared_strings import LONGEST_TEXT, SharedStrings, bounded
from gongshi.indexers.readers.sheet_cells import PLAIN, NumberFormat, number_text
from gongshi.indexers.readers.sheets import MOST_COLUMNS
from gongshi.indexers.readers.xml_parts import DEEPEST, MalformedError, parse, parser
from gongshi.records.places import SHEET_STEP
from gongshi.records.problems import GongshiError

_MOST_ROWS: Final = 1 << 20
_MOST_MERGES: Final = 100_000
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Styles:
    """What the workbook says of its cells. ``formats``: by a cell's style as its attribute has
    it."""

    strings: SharedStrings
    formats: Mapping[str, NumberFormat]
    epoch_1904: bool


@dataclass(slots=True)
class SheetXml:
    """Rows of one sheet; ``merges`` are known when the rows have been read."""

    styles: Styles
    file: str
    merges: list[Merge] = field(default_factory=list[Merge])

    def rows(self, pieces: Iterator[bytes]) -> Iterator[SheetRow]:
        """Raises GongshiError ``xml_doctype``, ``xml_damaged`` and ``sheet_too_wide``."""
        reading = _Reading(self.styles, self.merges, self.file)
        for _ in parse(reading.parser, pieces, self.file):
            yield from reading.ready
            reading.ready.clear()
            reading.check_text()


class _Reading:
    """The handlers of one pass. They are called millions of times: the usual path is short."""

    def __init__(self, styles: Styles, merges: list[Merge], file: str) -> None:
        self.ready: list[SheetRow] = []
        self.parser = parser(self._begin, self._end)
        self._styles, self._merges, self._file = styles, merges, file
        self._columns: dict[str, int] = {}
        self._prefix = ""
        self._names()
        self._started = False
        self._depth = 0  # of elements that are none of those below
        self._row, self._row_hidden = 0, False
        self._values: list[str | Fault] | None = None  # of the row that is open
        self._column = 0  # of the cell that is open
        self._in_cell = False
        self._type = self._style = ""
        self._formula = self._valued = False
        self._guide = 0
        self._text: list[str] = []

    def check_text(self) -> None:
        """A text that goes on over pieces of the file has a longest length."""
        if sum(map(len, self._text)) > LONGEST_TEXT:
            raise GongshiError("xml_damaged", file=self._file, reason="a text without end")

    def _names(self) -> None:
        prefix = self._prefix
        self._c, self._v, self._t = prefix + "c", prefix + "v", prefix + "t"
        self._row_name, self._f, self._is = prefix + "row", prefix + "f", prefix + "is"
        self._rph, self._merge = prefix + "rPh", prefix + "mergeCell"

    def _begin(self, name: str, attributes: list[str]) -> None:
        if name == self._c:
            self._begin_cell(attributes)
        elif name == self._v or name == self._t:  # noqa: PLR1714 (faster than a tuple)
            if self._in_cell and not self._guide:
                self._valued = True
                self.parser.CharacterDataHandler = self._text.append
        elif name == self._row_name:
            self._begin_row(attributes)
        elif name == self._f:
            self._formula = True
        elif name != self._is:
            self._begin_other(name, attributes)

    def _end(self, name: str) -> None:
        if name == self._c:
            self._end_cell()
        elif name == self._v or name == self._t:  # noqa: PLR1714 (faster than a tuple)
            self.parser.CharacterDataHandler = None
        elif name == self._row_name:
            values = self._values
            if values is not None:
                self.ready.append(SheetRow(self._row, self._row_hidden, values))
            self._values = None
        elif name not in (self._f, self._is):
            if self._depth == self._guide:
                self._guide = 0
            self._depth -= 1

    def _begin_other(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise MalformedError("nested too deeply")
        if not self._started:  # the root tells which prefix the names have
            self._started = True
            self._prefix = name[: name.rfind(":") + 1]
            self._names()
        elif name == self._rph:
            self._guide = self._depth
        elif name == self._merge:
            if len(self._merges) >= _MOST_MERGES:
                raise MalformedError("too many merged cells")
            self._merges.append(self._merged(attributes))

    def _begin_row(self, attributes: list[str]) -> None:
        if self._values is not None:
            raise MalformedError("a row inside a row")
        number, hidden = self._row + 1, False
        for at in range(0, len(attributes), 2):
            if attributes[at] == "r":
                number = _whole(attributes[at + 1])
            elif attributes[at] == "hidden":
                hidden = attributes[at + 1] in ("1", "true")
        if not self._row < number <= _MOST_ROWS < SHEET_STEP:
            raise MalformedError(f"row {number} behind row {self._row}")
        self._row, self._row_hidden, self._values = number, hidden, []
        self._column = -1

    def _begin_cell(self, attributes: list[str]) -> None:
        if self._in_cell or self._values is None:
            raise MalformedError("a cell outside a row")
        self._in_cell = True
        self._formula = self._valued = False
        self._type = self._style = ""
        column = self._column + 1
        for at in range(0, len(attributes), 2):
            key = attributes[at]
            if key == "r":
                letters = attributes[at + 1].rstrip("0123456789")
                known = self._columns.get(letters)
                column = self._new_column(letters) if known is None else known
            elif key == "t":
                self._type = attributes[at + 1]
            elif key == "s":
                self._style = attributes[at + 1]
        self._column = column

    def _end_cell(self) -> None:
        self._in_cell = False
        text = "".join(self._text)
        self._text.clear()
        value: str | Fault
        if not text:
            if not self._formula or (self._valued and self._type == "str"):
                return
            value = Fault("cell_without_value", "")
        elif self._type == "s":
            value = self._shared(text)
        elif self._type in ("", "n"):
            value = self._number(text)
        else:
            value = self._other(text)
        values = self._values
        assert values is not None
        column = self._column
        if column >= MOST_COLUMNS:
            raise GongshiError("sheet_too_wide", file=self._file, limit=MOST_COLUMNS)
        missing = column - len(values)
        if missing < 0:
            raise MalformedError(f"cells of row {self._row} in disorder")
        if missing:
            values += [""] * missing
        values.append(value)

    def _shared(self, text: str) -> str:
        try:
            return self._styles.strings[int(text)]
        except (ValueError, IndexError) as error:
            raise MalformedError(f"row {self._row} names a text there is none of") from error

    def _number(self, text: str) -> str | Fault:
        how = self._styles.formats.get(self._style, PLAIN)
        if how is PLAIN and len(text) <= 15 and text.isdecimal() and text.isascii():
            return text
        try:
            number = float(text)
        except ValueError as error:
            raise MalformedError(f"row {self._row} holds a number that is none") from error
        return number_text(number, how, epoch_1904=self._styles.epoch_1904)

    def _other(self, text: str) -> str | Fault:
        if self._type == "b":
            return "0" if text in ("0", "false") else "1"
        if self._type == "e":
            return Fault("cell_error", text[:20])
        return bounded(text)  # str, inlineStr; d holds an ISO date

    def _new_column(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + _LETTERS.find(letter) + 1
        if not 1 <= number <= 16_384 or len(letters) > 3:
            raise GongshiError("sheet_too_wide", file=self._file, limit=MOST_COLUMNS)
        self._columns[letters] = number - 1
        return number - 1

    def _merged(self, attributes: list[str]) -> Merge:
        pairs = iter(attributes)
        first, _, last = dict(zip(pairs, pairs, strict=True)).get("ref", "").partition(":")
        places = []
        for reference in (first, last or first):
            letters = reference.rstrip("0123456789")
            places.append((_whole(reference[len(letters) :]), self._new_column(letters)))
        return Merge(places[0][0], places[1][0], places[0][1], places[1][1])


def _whole(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 9):
        raise MalformedError(f"{text[:20]!r} is no row")
    return int(text)
