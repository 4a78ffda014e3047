"""JSON as one document: ``{"total": 2, "rows": [{…}, {…}]}``, or the bare array of rows.

Read with flat memory, one row at a time, by the standard library's own scanner: it cuts a row out
of the text in one step, and what a cell may be is then the same as in JSON lines. A document has no
lines: its rows are counted, from 1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final, TextIO

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.json_rows import DECODER, KEY_LIMIT, as_row
from gongshi.indexers.readers.raw import LINE_LIMIT, Broken, RawRow, Survey
from gongshi.records.problems import GongshiError

_ROWS: Final = "rows"
_TOTAL: Final = "total"
_PIECE: Final = 1 << 18
_BLANKS: Final = re.compile(r"[ \t\n\r]*")
#: Keys of a document beside its rows.
_MEMBERS: Final = 100


def is_document(facts: FileFacts) -> bool:
    """Whether a file that begins with ``{`` or ``[`` is one document; else it is JSON lines."""
    with _open(facts) as stream:
        document = Document(stream, facts.path.name)
        try:
            return document.find_rows()
        except GongshiError:
            return False


def survey_json_document(facts: FileFacts) -> Survey:
    """Read a document to its end: all keys in the order of their first appearance, number of rows,
    and the total it states.

    Raises GongshiError ``json_damaged`` where it cannot be read on, cut off or not, and
    ``json_too_many_keys``.
    """
    keys: dict[str, None] = {}
    rows = 0
    with _open(facts) as stream:
        document = Document(stream, facts.path.name)
        for row in document.rows():
            rows += 1
            if not isinstance(row, Broken):
                keys.update(dict.fromkeys(row))
            if len(keys) > KEY_LIMIT:
                raise GongshiError("json_too_many_keys", file=facts.path.name, limit=KEY_LIMIT)
        total = document.total
    return Survey(facts, "json", tuple(keys), "", rows, 0, total=total)


def read_json_document(survey: Survey) -> Iterator[RawRow]:
    """The objects as rows of cells in the order of the survey's header."""
    header = survey.header
    with _open(survey.facts) as stream:
        rows = Document(stream, survey.facts.path.name).rows()
        for number, row in enumerate(rows, 1):
            if isinstance(row, Broken):
                yield number, row
            else:
                yield number, [row.get(key, "") for key in header]


def _open(facts: FileFacts) -> TextIO:
    return io.TextIOWrapper(facts.path.open("rb"), facts.encoding, newline="")


class Document:
    """One document, read on from its beginning. ``total`` is known when all rows were read."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self.total: int | None = None
        self._read = stream.read
        self._file = file
        self._text = ""
        self._at = 0
        self._row = 0
        self._bare = False
        self._members = 0

    def find_rows(self) -> bool:
        """Go on to the first row; False when the document ends without any array of rows."""
        if self._peek() == "[":
            self._at += 1
            self._bare = True
            return True
        self._expect("{")
        return self._next_rows()

    def rows(self) -> Iterator[dict[str, str] | Broken]:
        """Every row. Raises GongshiError ``json_damaged``."""
        if not self.find_rows():
            raise self._damage('no "rows"')
        yield from self._array()
        if not self._bare:
            if self._peek() == ",":
                self._at += 1
                if self._next_rows():
                    raise self._damage('"rows" stands twice')
            self._expect("}")
        if self._peek():
            raise self._damage("text behind the end")

    def _next_rows(self) -> bool:
        """Read members up to the rows; False at the end of the object."""
        while self._peek() not in ("}", ""):
            self._members += 1
            if self._members > _MEMBERS:
                raise self._damage("too many keys")
            key = self._value()
            self._expect(":")
            if key == _ROWS and self._peek() == "[":
                self._at += 1
                return True
            value = self._value()
            if key == _TOTAL:
                self.total = int(value) if str(value).isdecimal() and len(value) < 19 else -1
            if self._peek() == ",":
                self._at += 1
        return False

    def _array(self) -> Iterator[dict[str, str] | Broken]:
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            self._row += 1
            yield as_row(self._value())
            mark = self._peek()
            if mark not in (",", "]"):
                raise self._damage("cut off" if not mark else f"{mark!r}")
            self._at += 1
            if mark == "]":
                return

    def _peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            match = _BLANKS.match(self._text, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _expect(self, mark: str) -> None:
        found = self._peek()
        if found != mark:
            raise self._damage("cut off" if not found else f"{found!r}")
        self._at += 1

    def _value(self) -> Any:
        """The next value, whole. A longer one than any line may be is none of ours."""
        self._peek()
        while True:
            reason = "cut off"
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self._damage("nested too deeply") from error
            except ValueError as error:
                reason = str(error).partition(":")[0]
            else:
                # A number at the end of the piece may go on in the next.
                if end < len(self._text) or not self._more():
                    self._at = end
                    return value
                continue
            if len(self._text) - self._at > LINE_LIMIT:
                raise self._damage(reason)
            if not self._more():
                raise self._damage("cut off")

    def _more(self) -> bool:
        """Read on; what was taken is forgotten."""
        piece = self._read(_PIECE)
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)

    def _damage(self, reason: str) -> GongshiError:
        return GongshiError("json_damaged", file=self._file, row=self._row, reason=reason)
