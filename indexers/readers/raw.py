"""What every reader gives: raw rows with their line, and what was found on the first pass over
the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TextIO

from gongshi.indexers.readers.facts import FileFacts
from gongshi.records.problems import GongshiError

#: No physical line of a real file comes near it; a longer one means that the file is none of ours.
LINE_LIMIT: Final = 1 << 20

#: How many of these header cells a layout knows: tells delimiters apart.
Recognise = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be cut into cells; ``code`` stands in the catalogue (level
    quarantine)."""

    code: str
    value: str


#: Line of the file (1-based) where the row begins, and its cells, as many as the header has.
RawRow = tuple[int, "list[str] | Broken"]


@dataclass(frozen=True, slots=True)
class Survey:
    """First pass over a file: it can be read to its end, and this is its shape."""

    facts: FileFacts
    format: Literal["csv", "jsonl"]
    header: tuple[str, ...]
    delimiter: str  # "" for JSON lines
    rows: int  # data rows, broken ones included, blank ones not
    blank_rows: int


class Lines:
    """Physical lines with their ends, bounded in length; knows where it is and how the last one
    ended."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._readline = stream.readline
        self._file = file
        self.number = 0
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
