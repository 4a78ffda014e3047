"""The texts of a workbook, which its sheets name by number, kept beside the memory.

A sheet of 300,000 rows has millions of them. They stand in a file without a name (nobody else can
open it, and it is gone with this process however that ends), of which the system keeps in memory
what there is room for.
"""

from __future__ import annotations

import mmap
import tempfile
from array import array
from collections.abc import Iterator
from typing import Final

from gongshi.indexers.readers.xml_parts import MalformedError, local, parse, parser
from gongshi.records.problems import GongshiError

#: Texts remembered: those that repeat are mostly among the last ones asked for.
_REMEMBERED: Final = 20_000
#: Characters of one cell; a spreadsheet allows 32,767.
LONGEST_TEXT: Final = 131_072
#: Texts of a workbook: twenty columns of a million different ones. Where each ends is kept in
#: memory, eight bytes.
MOST_TEXTS: Final = 20_000_000


class SharedStrings:
    """``strings[number]``; raises IndexError for a number there is none of. To be closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None
        self._recent: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        """Raises MalformedError for more than any workbook has."""
        if len(self) >= MOST_TEXTS:
            raise MalformedError("too many texts")
        encoded = text.encode("utf-8", "surrogatepass")
        self._file.write(encoded)
        self._ends.append(self._ends[-1] + len(encoded))

    def __getitem__(self, number: int) -> str:
        text = self._recent.get(number)
        if text is not None:
            return text
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        if start == end:
            return ""
        if self._map is None:
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        text = self._map[start:end].decode("utf-8", "surrogatepass")
        if len(self._recent) >= _REMEMBERED:
            self._recent.clear()
        self._recent[number] = text
        return text

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()


def read_shared_strings(pieces: Iterator[bytes], file: str, strings: SharedStrings) -> None:
    """Read the part ``sharedStrings.xml`` into ``strings``. Phonetic guides are left out. Raises
    GongshiError as ``xml_parts.parse``."""
    text: list[str] = []
    depth, guide = 0, 0

    def start(name: str, _: list[str]) -> None:
        nonlocal depth, guide
        depth += 1
        if depth > 16:
            raise MalformedError("nested too deeply")
        kind = local(name)
        if kind == "rPh":
            guide = depth
        elif kind == "t" and not guide:
            made.CharacterDataHandler = text.append

    def end(name: str) -> None:
        nonlocal depth, guide
        kind = local(name)
        if kind == "t":
            made.CharacterDataHandler = None
        elif kind == "si":
            strings.add(bounded("".join(text)))
            text.clear()
        if depth == guide:
            guide = 0
        depth -= 1

    made = parser(start, end)
    try:
        for _ in parse(made, pieces, file):
            if sum(map(len, text)) > LONGEST_TEXT:
                raise GongshiError("xml_damaged", file=file, reason="a text without end")
    except OSError as error:  # the disk is full
        raise GongshiError("disk_full", place=tempfile.gettempdir()) from error


def bounded(text: str) -> str:
    """A cell's text as it is meant. Raises MalformedError for one no cell can hold."""
    if len(text) > LONGEST_TEXT:
        raise MalformedError("a text without end")
    return plain(text)


def plain(text: str) -> str:
    """A text without the escapes spreadsheets write control characters with (``_x000D_``)."""
    if "_x" not in text:
        return text
    parts = text.split("_x")
    joined = [parts[0]]
    for part in parts[1:]:
        code = part[:4]
        if len(part) > 4 and part[4] == "_" and _is_hex(code):
            character = chr(int(code, 16))
            joined.append(("" if "\ud800" <= character <= "\udfff" else character) + part[5:])
        else:
            joined.append("_x" + part)
    return "".join(joined)


def _is_hex(code: str) -> bool:
    return len(code) == 4 and all(c in "0123456789abcdefABCDEF" for c in code)
