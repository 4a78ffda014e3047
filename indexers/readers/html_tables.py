"""Pages that call themselves ``.xls``: what many offices' systems export as a workbook is the HTML
of a table.

Read as it is: opened and saved in a spreadsheet program, its long codes would become numbers and
lose their last digits. All tables of the page count as one sheet, a row's number is its place among
the page's rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.headers import SheetRow
from gongshi.indexers.readers.raw import Fault, KnownHeader, Merge, RawRow, Survey
from gongshi.indexers.readers.sheets import MOST_COLUMNS, read_sheets, survey_sheets
from gongshi.records.problems import GongshiError

_PIECE: Final = 1 << 16
#: Characters a tag may hold back, or a cell may have.
_LONGEST: Final = 1 << 20
_MOST_MERGES: Final = 100_000


def survey_html(facts: FileFacts, known: KnownHeader) -> Survey:
    """First pass over a page. Raises GongshiError ``html_damaged``, ``sheet_too_wide`` and as
    ``survey_sheets``."""
    return survey_sheets(facts, "html", (_Sheet(facts),), known)


def read_html(survey: Survey) -> Iterator[RawRow]:
    """The data rows, one by one."""
    yield from read_sheets(survey, (_Sheet(survey.facts),))


@dataclass(slots=True)
class _Sheet:
    facts: FileFacts
    name: str = "HTML"
    hidden: bool = False
    _merges: list[Merge] = field(default_factory=list[Merge])

    def rows(self) -> Iterator[SheetRow]:
        file = self.facts.path.name
        self._merges.clear()
        page = _Page(self._merges, file)
        raw = self.facts.path.open("rb")
        with io.TextIOWrapper(raw, self.facts.encoding) as stream:
            while piece := stream.read(_PIECE):
                try:
                    page.feed(piece)
                except (AssertionError, ValueError) as error:  # of declarations that are none
                    raise GongshiError("html_damaged", file=file, reason=str(error)) from error
                yield from page.ready
                page.ready.clear()
                page.check()
        if page.depth:
            raise GongshiError("html_damaged", file=file, reason="cut off")

    def merges(self) -> Sequence[Merge]:
        return self._merges


class _Page(HTMLParser):
    """Rows of a page's tables. Ends of cells and rows may be left out, as HTML allows."""

    def __init__(self, merges: list[Merge], file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ready: list[SheetRow] = []
        self.depth = 0  # of tables
        self._merges, self._file = merges, file
        self._row = 0
        self._values: list[str | Fault] | None = None
        self._column = 0
        self._text: list[str] | None = None  # of the cell that is open
        self._taken: dict[int, int] = {}  # column -> last row a cell above reaches down to

    def check(self) -> None:
        """Raises GongshiError for a tag or cell without end."""
        if len(self.rawdata) + sum(map(len, self._text or ())) > _LONGEST:
            raise GongshiError("html_damaged", file=self._file, reason="a tag without end")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth > 1:
                raise GongshiError("html_damaged", file=self._file, reason="a table inside a table")
        elif tag == "tr" and self.depth:
            self._end_row()
            self._row += 1
            self._values, self._column = [], 0
        elif tag in ("td", "th") and self._values is not None:
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        first, last = self._column, self._column + across - 1
        if last >= MOST_COLUMNS:
            raise GongshiError("sheet_too_wide", file=self._file, limit=MOST_COLUMNS)
        values = self._values
        assert values is not None
        values += [""] * (last + 1 - len(values))
        if across > 1 or down > 1:
            if len(self._merges) >= _MOST_MERGES:
                raise GongshiError("html_damaged", file=self._file, reason="too many merged cells")
            bottom = self._row + down - 1
            self._merges.append(Merge(self._row, bottom, first, last))
            self._taken.update(dict.fromkeys(range(first, last + 1), bottom))
        self._text = []

    def _end_cell(self) -> None:
        if self._text is None or self._values is None:
            return
        # Blanks and line ends between words are layout; <br> is meant.
        lines = "".join(self._text).replace("\xa0", " ").split("\n")
        self._values[self._column] = "\n".join(" ".join(line.split()) for line in lines).strip()
        self._text = None
        self._column += 1

    def _end_row(self) -> None:
        self._end_cell()
        if self._values is not None:
            self.ready.append(SheetRow(self._row, hidden=False, values=self._values))
        self._values = None


def _span(text: str | None) -> int:
    """How many columns or rows a cell reaches over; nonsense counts as one."""
    if text and text.isdecimal() and text.isascii() and len(text) < 6:
        return max(1, int(text))
    return 1
