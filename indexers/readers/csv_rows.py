"""CSV as departments export it: delimiters ``,`` ``;`` tab ``|``, quoted line breaks, ragged
rows; a title above the header, totals and headers among the rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from gongshi.indexers.readers.captions import Captions, check_headers
from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.headers import (
    LOOK,
    Header,
    SheetRow,
    find_header,
    record_above,
)
from gongshi.indexers.readers.raw import (
    LINE_LIMIT,
    Broken,
    KnownHeader,
    Lines,
    RawRow,
    Survey,
)
from gongshi.records.problems import GongshiError

DELIMITERS: Final = (",", ";", "\t", "|")
_LINE_END: Final = re.compile("\r\n?|\n")
#: The line a row begins at, how many it goes over, its cells. A plain tuple: there are millions.
_Row = tuple[int, int, list[str]]
#: The first rows, each with the line it begins at.
_Head = list[tuple[int, SheetRow]]


def survey_csv(facts: FileFacts, known: KnownHeader, delimiter: str = "") -> Survey:
    """Read a CSV to its end: header, delimiter, number of rows.

    ``delimiter`` "" means: the one under which the layout knows most of the header, which is
    looked for among the first rows. Raises GongshiError ``file_empty``, ``file_truncated`` (a quote
    still open at the end, or a last line without end and with fewer cells than the header),
    ``line_too_long``, ``cell_without_end``, ``rows_above_header`` or ``header_differs``.
    """
    mark, header, header_rows = _find_header(facts, known, delimiter)
    captions = Captions(header, known)
    filled, rows, blank = 0, 0, 0
    start, cells = 0, list[str]()
    with _open(facts) as stream:
        lines = _Unparsed(stream, facts.path.name, captions)
        for start, _, cells in _parsed(lines, facts, mark):
            if _is_blank(cells):
                blank += filled >= header_rows
            elif filled < header_rows:
                filled += 1
            else:
                rows += 1
                captions.see(start, cells)
            lines.between_rows = filled == header_rows
        if lines.last_is_open and len(cells) < len(header) and not _is_blank(cells):
            raise GongshiError("file_truncated", file=facts.path.name, line=start)
    check_headers(facts.path.name, captions)
    none = captions.found(())
    return Survey(
        facts,
        "csv",
        header,
        mark,
        rows + lines.skipped - len(none),
        blank,
        captions=len(none),
        header_rows=header_rows,
        caption_lines=none,
    )


class _Unparsed(Lines):
    """The lines that must be parsed to know how many rows there are. Between two rows a line that
    begins with a letter or digit and holds no quote is one row, so it is only counted; not the
    last one without its end, nor one that may be no record."""

    between_rows = False  # and the header is known

    def __init__(self, stream: io.TextIOWrapper, file: str, captions: Captions) -> None:
        super().__init__(stream, file)
        self._countable = captions.first_tells
        self._looked_at = captions.starts  # totals, and headers

    def __iter__(self) -> Iterator[str]:
        looked_at, countable = self._looked_at, self._countable
        for line in super().__iter__():
            if (
                self.between_rows
                and countable
                and '"' not in line
                and (first := line[0]) not in looked_at
                and first.isalnum()
                and not self.last_is_open
            ):
                self.skipped += 1
                continue
            self.between_rows = False
            yield line


def read_csv(survey: Survey) -> Iterator[RawRow]:
    """The data rows, one by one; blank rows are left out (the survey counted them), and what is no
    record."""
    facts, width, mark = survey.facts, len(survey.header), survey.delimiter
    none, before = survey.caption_lines, survey.header_rows
    with _open(facts) as stream:
        rows = _parsed(Lines(stream, facts.path.name), facts, mark)
        while before:
            _, _, cells = next(rows)
            before -= not _is_blank(cells)
        for start, lines, cells in rows:
            if _is_blank(cells) or start in none:
                continue
            if len(cells) == width and lines == 1:
                yield start, cells
                continue
            if len(cells) > width and _is_blank(cells[width:]):
                cells = cells[:width]  # noqa: PLW2901
            if lines > 1 and (len(cells) != width or _swallows(cells, mark, width)):
                yield start, Broken("quote_left_open", str(lines))
            elif len(cells) != width:
                yield start, Broken("row_cells", f"{len(cells)}/{width}")
            else:
                yield start, cells


def _swallows(cells: list[str], delimiter: str, width: int) -> bool:
    """Whether a row over several lines is several rows between two quotes that do not belong
    together: each of its lines has cells enough to be a row."""
    parts = _LINE_END.split(delimiter.join(cells))
    return len(parts) > 1 and all(part.count(delimiter) >= width - 1 for part in parts)


def _open(facts: FileFacts) -> io.TextIOWrapper:
    stream = facts.path.open("rb")
    return io.TextIOWrapper(stream, facts.encoding, newline="")


def _parsed(lines: Lines, facts: FileFacts, delimiter: str) -> Iterator[_Row]:
    """Rows with the line each begins at; a quote open at the end of the file is an error."""
    csv.field_size_limit(LINE_LIMIT)  # the process's; how long a cell may be is asked elsewhere
    reader = csv.reader(iter(lines), delimiter=delimiter)
    done = 0
    try:
        for cells in reader:
            start = done + lines.skipped + 1
            if (
                lines.exhausted
            ):  # the reader asked beyond the end and still had a row: its quote is open
                raise GongshiError("file_truncated", file=facts.path.name, line=start)
            yield start, reader.line_num - done, cells
            done = reader.line_num
    except csv.Error as error:
        start = done + lines.skipped + 1
        raise GongshiError("cell_without_end", file=facts.path.name, line=start) from error


def _is_blank(cells: list[str]) -> bool:
    """Nothing but blanks; old exports end with Ctrl-Z."""
    if cells and cells[0][:1].isalnum():
        return False
    return not any(cells) or not any(cell.strip().strip("\x1a\ufeff") for cell in cells)


def _find_header(
    facts: FileFacts, known: KnownHeader, delimiter: str
) -> tuple[str, tuple[str, ...], int]:
    """Delimiter, header, and the filled rows up to its end: those among the first rows under which
    the layout knows most; then most cells; then the comma."""
    found: list[tuple[str, Header, _Head]] = []
    for mark in (delimiter,) if delimiter else DELIMITERS:
        head = _head(facts, mark)
        header = find_header([row for _, row in head], known)
        if header is not None:
            found.append((mark, header, head))
    if not found:
        raise GongshiError("file_empty", file=facts.path.name)
    mark, best, head = max(found, key=_fitness)
    above = record_above([row for _, row in head], best) if best.usable else None
    if above is not None:
        raise GongshiError("rows_above_header", file=facts.path.name, line=head[above][0])
    return mark, best.cells, best.last + 1


def _fitness(found: tuple[str, Header, _Head]) -> tuple[bool, int, int]:
    _, header, _ = found
    return header.usable, header.score, len(header.cells)


def _head(facts: FileFacts, delimiter: str) -> _Head:
    """The first rows with something in them, as far as they can be read: what is wrong behind them
    is told when all of the file is."""
    found: _Head = []
    with _open(facts) as stream:
        rows = _parsed(Lines(stream, facts.path.name), facts, delimiter)
        try:
            for number, (start, _, cells) in enumerate(rows, 1):
                if not _is_blank(cells):
                    found.append((start, SheetRow(number, hidden=False, values=[*cells])))
                    if len(found) == LOOK:
                        break
        except GongshiError:
            if not found:
                raise
    return found
