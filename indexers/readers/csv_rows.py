"""CSV as departments export it: delimiters ``,`` ``;`` tab ``|``, quoted line breaks, ragged
rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.raw import Broken, KnownHeader, Lines, RawRow, Survey
from gongshi.records.problems import GongshiError

DELIMITERS: Final = (",", ";", "\t", "|")


def survey_csv(facts: FileFacts, known: KnownHeader, delimiter: str = "") -> Survey:
    """Read a CSV to its end: header, delimiter, number of rows.

    ``delimiter`` "" means: the one under which the layout knows most of the header. Raises
    GongshiError ``file_empty``, ``file_truncated`` (a quote still open at the end, or a last
    line without end and with fewer cells than the header), ``line_too_long`` or ``csv_unreadable``.
    """
    mark = delimiter or _sniff(facts, known)
    rows, blank = 0, 0
    header: tuple[str, ...] = ()
    start, cells = 0, list[str]()
    with _open(facts) as stream:
        lines = _Unparsed(stream, facts.path.name)
        for start, cells in _parsed(lines, facts, mark):  # noqa: B007 (used after the loop)
            lines.between_rows = bool(header)
            if _is_blank(cells):
                blank += bool(header)
            elif not header:
                header = _trimmed(cells)
            else:
                rows += 1
        if lines.last_is_open and len(cells) < len(header) and not _is_blank(cells):
            raise GongshiError("file_truncated", file=facts.path.name, line=start)
    if not header:
        raise GongshiError("file_empty", file=facts.path.name)
    return Survey(facts, "csv", header, mark, rows + lines.skipped, blank)


class _Unparsed(Lines):
    """The lines that must be parsed to know how many rows there are. Between two rows a line that
    begins with a letter or digit and holds no quote is one row, so it is only counted; not the
    last one without its end, nor one that may hold a cell longer than the parser takes."""

    between_rows = False  # and the header is known

    def __iter__(self) -> Iterator[str]:
        longest = csv.field_size_limit()
        for line in super().__iter__():
            if (
                self.between_rows
                and '"' not in line
                and line[0].isalnum()
                and len(line) <= longest
                and not self.last_is_open
            ):
                self.skipped += 1
                continue
            self.between_rows = False
            yield line


def read_csv(survey: Survey) -> Iterator[RawRow]:
    """The data rows, one by one; blank rows are left out (the survey counted them)."""
    facts, width = survey.facts, len(survey.header)
    with _open(facts) as stream:
        rows = _parsed(Lines(stream, facts.path.name), facts, survey.delimiter)
        for _, cells in rows:
            if not _is_blank(cells):
                break
        for start, cells in rows:
            if len(cells) == width:
                if not _is_blank(cells):
                    yield start, cells
                continue
            if _is_blank(cells):
                continue
            if len(cells) > width and _is_blank(cells[width:]):
                yield start, cells[:width]
            else:
                yield start, Broken("row_cells", f"{len(cells)}/{width}")


def _open(facts: FileFacts) -> io.TextIOWrapper:
    stream = facts.path.open("rb")
    return io.TextIOWrapper(stream, facts.encoding, newline="")


def _parsed(lines: Lines, facts: FileFacts, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins at; a quote open at the end of the file is an error."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    done = 0
    try:
        for cells in reader:
            start = done + lines.skipped + 1
            if (
                lines.exhausted
            ):  # the reader asked beyond the end and still had a row: its quote is open
                raise GongshiError("file_truncated", file=facts.path.name, line=start)
            yield start, cells
            done = reader.line_num
    except csv.Error as error:
        start = done + lines.skipped + 1
        raise GongshiError(
            "csv_unreadable", file=facts.path.name, line=start, reason=str(error)
        ) from error


def _is_blank(cells: list[str]) -> bool:
    """Nothing but blanks; old exports end with Ctrl-Z."""
    if cells and cells[0][:1].isalnum():
        return False
    return not any(cells) or not any(cell.strip().strip("\x1a") for cell in cells)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """A header without the empty cells a trailing delimiter leaves."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return tuple(cells[:last])


def _sniff(facts: FileFacts, known: KnownHeader) -> str:
    """The delimiter under which the header line has most known columns; then most cells; then
    the comma."""
    best, best_score = ",", (-1, -1)
    with _open(facts) as stream:
        head = ""
        for line in Lines(stream, facts.path.name):
            head = line
            if head.strip(' \t\r\n,;|"\ufeff'):
                break
    for mark in DELIMITERS:
        cells = next(csv.reader([head], delimiter=mark), [])
        score = (known.count(cells), len(cells))
        if score > best_score:
            best, best_score = mark, score
    return best
