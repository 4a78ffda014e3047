"""Rows out of workbooks, whatever wrote them: which sheets hold rows, where their header stands,
what merged cells mean.

A department's sheet has a title above its header, a header of two or three rows (groups above
columns), notes on sheets of their own, cells merged over the rows of one subject. The rows are read
from every visible sheet whose header the layout knows; the other sheets are named in the receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Protocol

from gongshi.indexers.readers.captions import Captions, check_headers, is_blank
from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.headers import (
    LOOK,
    Header,
    SheetRow,
    find_header,
    record_above,
)
from gongshi.indexers.readers.raw import (
    Broken,
    Fault,
    Flawed,
    Format,
    KnownHeader,
    Merge,
    PassedOver,
    RawRow,
    Survey,
    Table,
)
from gongshi.records.identifiers import read_uscc
from gongshi.records.places import SHEET_STEP
from gongshi.records.problems import GongshiError

#: No layout has a tenth of it.
MOST_COLUMNS: Final = 1000
#: Columns of the layout in one row that no note has: a table whose header lacks something; or
#: filled cells beside a code: one that goes on from another sheet, without a header.
_LIKE_A_TABLE: Final = 4


class Sheet(Protocol):
    """One sheet of a workbook."""

    @property
    def name(self) -> str: ...

    @property
    def hidden(self) -> bool: ...

    def rows(self) -> Iterator[SheetRow]:
        """In order; raises GongshiError for what cannot be read."""
        ...

    def merges(self) -> Sequence[Merge]:
        """Known when the rows have been read."""
        ...


@dataclass(frozen=True, slots=True)
class _Surveyed:
    place: int
    name: str
    header: Header | None  # None: nothing stands in the sheet
    table: bool = False  # it looks like one
    header_row: int = 0
    rows: int = 0
    blank: int = 0
    hidden_rows: int = 0
    merges: tuple[Merge, ...] = ()
    captions: frozenset[int] = frozenset()


def survey_sheets(
    facts: FileFacts, format_: Format, sheets: Sequence[Sheet], known: KnownHeader
) -> Survey:
    """Find the sheets that hold rows and read them to their end.

    Raises GongshiError ``file_empty``, ``sheets_unrecognised`` (no header anywhere),
    ``sheets_differ`` (two sheets of rows with different columns), ``rows_above_header`` (records
    stand above the first header) or ``header_differs`` (a table of other columns below). Where a
    header lacks key columns it is given back without rows, so that the mapping can say which.
    """
    file = facts.path.name
    passed_over = [
        PassedOver(sheet.name, hidden=True, table=_holds_a_table(sheet, known))
        for sheet in sheets
        if sheet.hidden
    ]
    surveyed = [
        _survey(place, sheet, known, file) for place, sheet in enumerate(sheets) if not sheet.hidden
    ]
    filled = [one for one in surveyed if one.header is not None]
    if not filled:
        raise GongshiError("file_empty", file=file)
    tables = [one for one in filled if one.header is not None and one.header.usable]
    passed_over += [
        PassedOver(one.name, hidden=False, table=one.table)
        for one in filled
        if one.header is not None and not one.header.usable
    ]
    if not tables:
        return Survey(facts, format_, _best_header(file, filled), "", 0, 0)
    first = tables[0].header
    assert first is not None
    return Survey(
        facts,
        format_,
        first.cells,
        "",
        sum(one.rows for one in tables),
        sum(one.blank for one in tables),
        tables=tuple(_table(file, one, tables[0], known) for one in tables),
        passed_over=tuple(passed_over),
        hidden_rows=sum(one.hidden_rows for one in tables),
        captions=sum(len(one.captions) for one in tables),
    )


def read_sheets(survey: Survey, sheets: Sequence[Sheet]) -> Iterator[RawRow]:
    """The rows of the surveyed sheets, one sheet after the other; blank ones are left out, and
    what is no record."""
    for count, table in enumerate(survey.tables):
        merges = _Merges(table.merges, table.width, survey.facts.path.name)
        straight = table.order == tuple(range(table.width))
        for row in sheets[table.place].rows():
            if row.number <= table.header_row or _is_blank(row.values):
                continue
            if row.number in table.captions:
                continue
            values = merges.applied(row) if table.merges else row.values
            line = count * SHEET_STEP + row.number
            yield line, _cells(values, table, straight=straight)


def _cells(
    values: list[str | Fault], table: Table, *, straight: bool
) -> list[str] | Broken | Flawed:
    width = table.width
    if len(values) > width:
        if not _is_blank(values[width:]):
            last = max(place for place, value in enumerate(values) if not _is_blank([value]))
            return Broken("row_cells", f"{last + 1}/{width}")
        values = values[:width]
    elif len(values) < width:
        values = [*values, *[""] * (width - len(values))]
    if not straight:
        values = [values[column] for column in table.order]
    faults = tuple((at, value) for at, value in enumerate(values) if isinstance(value, Fault))
    cells = ["" if isinstance(value, Fault) else value for value in values]
    return Flawed(cells, faults) if faults else cells


def _is_blank(values: Sequence[str | Fault]) -> bool:
    return all(map(is_blank, values))


class _Merges:
    """Merged cells while the rows go by. What is merged down one column holds for each of its rows;
    over several columns nobody knows which one is meant."""

    def __init__(self, merges: Sequence[Merge], width: int, file: str) -> None:
        self._width, self._file = width, file
        self._coming = sorted(merges, reverse=True)
        self._open: list[tuple[Merge, str | Fault]] = []

    def applied(self, row: SheetRow) -> list[str | Fault]:
        values = list(row.values)
        self._open = [one for one in self._open if one[0].last_row >= row.number]
        while self._coming and self._coming[-1].first_row <= row.number:
            merge = self._coming.pop()
            at = merge.first_column
            value = values[at] if merge.first_row == row.number and at < len(values) else ""
            self._open.append((merge, value))
        if len(self._open) > MOST_COLUMNS:  # no more fit beside each other in a row
            raise GongshiError("sheet_too_wide", file=self._file, limit=MOST_COLUMNS)
        width = max(self._width, len(values))
        for merge, value in self._open:
            if _is_blank([value]):
                continue
            spread = merge.first_column != merge.last_column
            for column in range(merge.first_column, min(merge.last_column + 1, width)):
                if column >= len(values):
                    values += [""] * (column + 1 - len(values))
                if spread and not isinstance(value, Fault):
                    values[column] = Fault("cell_merged", value[:80])
                else:
                    values[column] = value
        return values


# --- the first pass


def _survey(place: int, sheet: Sheet, known: KnownHeader, file: str) -> _Surveyed:
    rows = sheet.rows()
    filled = (row for row in rows if not _is_blank(row.values))
    head = list(islice(filled, LOOK))
    header = find_header(head, known)
    if header is None or not header.usable:
        return _Surveyed(place, sheet.name, header, _like_a_table(head, header))
    above = record_above(head, header)
    if above is not None:
        raise GongshiError("rows_above_header", file=file, line=head[above].number)
    header_row = head[header.last].number
    captions = Captions(header.cells, known)
    count, blank, hidden = 0, 0, 0
    # ``filled`` took blank rows among the first ones: only those behind them are counted.
    for row in chain(head[header.last + 1 :], rows):
        if _is_blank(row.values):
            blank += 1
        else:
            count += 1
            hidden += row.hidden
            captions.see(row.number, row.values)
    check_headers(file, captions)
    merges = tuple(merge for merge in sheet.merges() if merge.first_row > header_row)
    none = captions.found(merges)
    count -= len(none)
    return _Surveyed(
        place, sheet.name, header, True, header_row, count, blank, hidden, merges, none
    )


def _holds_a_table(sheet: Sheet, known: KnownHeader) -> bool:
    """Whether a sheet that is not read seems to hold rows."""
    filled = (row for row in sheet.rows() if not _is_blank(row.values))
    head = list(islice(filled, LOOK))
    header = find_header(head, known)
    return header is not None and header.last + 1 < len(head) and _like_a_table(head, header)


def _like_a_table(head: Sequence[SheetRow], header: Header | None) -> bool:
    if header is not None and header.score >= _LIKE_A_TABLE:
        return True
    return any(
        sum(not is_blank(value) for value in row.values) >= _LIKE_A_TABLE
        and any(isinstance(value, str) and read_uscc(value).ok for value in row.values)
        for row in head
    )


def _best_header(file: str, filled: Sequence[_Surveyed]) -> tuple[str, ...]:
    best = max((one.header for one in filled if one.header), key=lambda header: header.score)
    if not best.score:
        names = "、".join(one.name for one in filled)
        raise GongshiError("sheets_unrecognised", file=file, sheets=names)
    return best.cells


def _table(file: str, one: _Surveyed, first: _Surveyed, known: KnownHeader) -> Table:
    assert one.header is not None
    assert first.header is not None
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(one.header.cells):
        places.setdefault(known.folded(cell), []).append(place)
    try:
        order = tuple(places[known.folded(cell)].pop(0) for cell in first.header.cells)
    except (KeyError, IndexError):
        order = ()
    if len(order) != len(one.header.cells):
        raise GongshiError("sheets_differ", file=file, first=first.name, other=one.name)
    width = len(one.header.cells)
    return Table(one.place, one.name, one.header_row, order, width, one.merges, one.captions)
