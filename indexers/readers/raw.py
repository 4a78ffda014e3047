"""What every reader gives: raw rows with their line, and what was found on the first pass over
the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol, TextIO

from gongshi.indexers.readers.facts import FileFacts
from gongshi.records.problems import GongshiError

#: No physical line of a real file comes near it; a longer one means that the file is none of ours.
LINE_LIMIT: Final = 1 << 20
Format = Literal["csv", "jsonl", "json", "xml", "xlsx", "xls", "html"]


class KnownHeader(Protocol):
    """What a layout says of a header: tells delimiters, header rows and sheets apart."""

    def count(self, header: Sequence[str]) -> int:
        """How many of the cells are headers of the layout."""
        ...

    def usable(self, header: Sequence[str]) -> bool:
        """Whether every column is there without which a file cannot be used."""
        ...

    def columns(self, header: Sequence[str]) -> tuple[str, ...]:
        """The column that each cell names, "" where it names none."""
        ...

    def folded(self, cell: str) -> str:
        """A header cell as it is compared."""
        ...

    @property
    def texts(self) -> frozenset[str]:
        """Every header there is, as the layout writes it."""
        ...


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be cut into cells; ``code`` stands in the catalogue (level
    quarantine)."""

    code: str
    value: str


class Fault(NamedTuple):
    """A cell that holds something, but not what was meant; ``code`` stands in the catalogue (level
    quarantine)."""

    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Flawed:
    """A row whose cells at ``faults`` (place of the cell, fault) are empty here, not in the
    file."""

    cells: list[str]
    faults: tuple[tuple[int, Fault], ...]


#: Line of the file (1-based) where the row begins, and its cells, as many as the header has.
RawRow = tuple[int, "list[str] | Broken | Flawed"]


class Merge(NamedTuple):
    """Merged cells: rows from 1, columns from 0, the last ones included. The value is that of the
    first cell."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Where one sheet holds its rows. ``order``: which of the sheet's columns stands at each place
    of the survey's header; ``width``: columns of the sheet's own header; ``merges``: those below
    the header; ``captions``: rows that are no records."""

    place: int  # of the sheet in the workbook, from 0
    name: str
    header_row: int  # the last one of the header
    order: tuple[int, ...]
    width: int
    merges: tuple[Merge, ...]
    captions: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A sheet that was not read; ``hidden``: for that reason; ``table``: it looks as if it held
    rows of the layout."""

    name: str
    hidden: bool
    table: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """First pass over a file: it can be read to its end, and this is its shape."""

    facts: FileFacts
    format: Format
    header: tuple[str, ...]
    delimiter: str  # "" for all but CSV
    rows: int  # data rows, broken ones included, blank ones not
    blank_rows: int
    tables: tuple[Table, ...] = ()  # of a workbook: the sheets that hold the rows
    passed_over: tuple[PassedOver, ...] = ()
    hidden_rows: int = 0  # read all the same
    captions: int = 0  # rows of tables that are no records, not read
    header_rows: int = 1  # of a CSV: rows with something in them up to the header's last one
    caption_lines: frozenset[int] = frozenset()  # of a CSV: where rows that are no records begin
    message: tuple[tuple[str, str], ...] = ()  # what a message's header says: name, value
    total: int | None = None  # rows as the file itself counts them

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets that hold the rows."""
        return tuple(table.name for table in self.tables)


class Lines:
    """Physical lines with their ends, bounded in length; knows where it is and how the last one
    ended."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._readline = stream.readline
        self._file = file
        self.number = 0
        self.skipped = 0  # lines not given, by who leaves some out
        self.exhausted = False
        self.last_is_open = False  # the last line read has no line end

    def __iter__(self) -> Iterator[str]:
        readline = self._readline
        while line := readline(LINE_LIMIT):
            self.number += 1
            if line[-1] not in "\n\r":
                if len(line) == LINE_LIMIT:
                    raise GongshiError("line_too_long", file=self._file, line=self.number)
                self.last_is_open = True
            yield line
        self.exhausted = True
