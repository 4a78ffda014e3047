"""XML as the exchange platforms send it: ``ExchangeMessage`` with a ``Header`` of facts and a
``Body`` of rows.

A row is an element of the body whose own elements are the cells, named by the columns' codes; how
many elements stand around the rows does not matter, but it is the same for all of them. Rows are
counted, from 1: many senders write everything on one line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from gongshi.indexers.readers.facts import CHUNK, FileFacts
from gongshi.indexers.readers.json_rows import KEY_LIMIT
from gongshi.indexers.readers.raw import LINE_LIMIT, Broken, RawRow, Survey
from gongshi.indexers.readers.xml_parts import DEEPEST, MalformedError, local, parse, parser
from gongshi.records.problems import GongshiError

_ROOT: Final = "ExchangeMessage"
_HEADER: Final = "Header"
_BODY: Final = "Body"
#: Facts of a header, and characters of one.
_FACTS: Final = 50
_LONGEST_FACT: Final = 200
_TOTAL: Final = "total"


def survey_xml_message(facts: FileFacts) -> Survey:
    """Read a message to its end: its header's facts, its columns, number of rows.

    Raises GongshiError ``xml_damaged``, ``xml_doctype``, ``xml_no_message`` (another root, no
    body), ``json_too_many_keys``.
    """
    message = _Message(facts)
    keys: dict[str, None] = {}
    rows = 0
    for row in message.rows():
        rows += 1
        if not isinstance(row, Broken):
            keys.update(dict.fromkeys(row))
        if len(keys) > KEY_LIMIT:
            raise GongshiError("json_too_many_keys", file=facts.path.name, limit=KEY_LIMIT)
    if not message.has_body:
        raise GongshiError("xml_no_message", file=facts.path.name, root=_ROOT)
    total = dict(message.header).get(_TOTAL, "")
    return Survey(
        facts,
        "xml",
        tuple(keys),
        "",
        rows,
        0,
        message=tuple(message.header),
        total=int(total) if total.isdecimal() and total.isascii() else None,
    )


def read_xml_message(survey: Survey) -> Iterator[RawRow]:
    """The rows as cells in the order of the survey's header."""
    header = survey.header
    for number, row in enumerate(_Message(survey.facts).rows(), 1):
        if isinstance(row, Broken):
            yield number, row
        else:
            yield number, [row.get(key, "") for key in header]


class _Message:
    """One pass over a message."""

    def __init__(self, facts: FileFacts) -> None:
        self.header: list[tuple[str, str]] = []
        self.has_body = False
        self._facts = facts
        self._path: list[str] = []
        self._text: list[str] = []
        self._leaf = False  # the element that is open has had no element of its own so far
        self._attributes = False  # the element begun last has some
        self._row_depth = 0  # where rows stand; 0 while none was seen
        self._cells: dict[str, str] = {}
        self._fault: Broken | None = None
        self._ready: list[dict[str, str] | Broken] = []

    def rows(self) -> Iterator[dict[str, str] | Broken]:
        file = self._facts.path.name
        # The text is decoded here: expat knows no GB18030. What it says of its encoding is ignored.
        made = parser(self._begin, self._end, "utf-8")
        made.CharacterDataHandler = self._text.append
        for _ in parse(made, self._pieces(), file):
            yield from self._ready
            self._ready.clear()
            if sum(map(len, self._text)) > LINE_LIMIT:
                raise GongshiError("xml_damaged", file=file, reason="a text without end")

    def _pieces(self) -> Iterator[bytes]:
        raw = self._facts.path.open("rb")
        with io.TextIOWrapper(raw, self._facts.encoding, newline="") as stream:
            while piece := stream.read(CHUNK // 4):
                yield piece.encode()

    def _begin(self, tag: str, attributes: list[str]) -> None:
        name = local(tag)
        path = self._path
        if not path and name != _ROOT:
            raise GongshiError("xml_no_message", file=self._facts.path.name, root=_ROOT)
        path.append(name)
        if len(path) > DEEPEST:
            raise MalformedError("nested too deeply")
        self.has_body = self.has_body or path == [_ROOT, _BODY]
        self._leaf = True
        self._attributes = bool(attributes)
        self._text.clear()

    def _end(self, _: str) -> None:
        path = self._path
        name, depth = path[-1], len(path)
        text = "".join(self._text).strip() if self._leaf else ""
        self._text.clear()
        if path[1:2] == [_HEADER] and self._leaf and depth > 2:
            if len(self.header) < _FACTS:
                self.header.append((name[:_LONGEST_FACT], text[:_LONGEST_FACT]))
        elif path[1:2] == [_BODY] and depth > 2:
            self._end_in_body(name, depth, text)
        path.pop()
        self._leaf = False

    def _end_in_body(self, name: str, depth: int, text: str) -> None:
        if self._leaf and not self._row_depth and depth > 3:
            self._row_depth = depth - 1
        if self._row_depth and depth > self._row_depth + 1:
            self._fault = self._fault or Broken("cell_not_text", self._path[self._row_depth][:50])
        elif self._row_depth and depth == self._row_depth + 1:
            if name in self._cells:
                self._fault = self._fault or Broken("key_twice", name[:50])
            self._cells[name] = text
            if len(self._cells) > KEY_LIMIT:
                raise MalformedError("too many cells in a row")
        elif depth == self._row_depth:
            self._ready.append(self._fault or self._cells)
            self._cells, self._fault = {}, None
        elif self._leaf and self._attributes:
            raise MalformedError("a row of attributes")
        elif self._leaf and text and len(self.header) < _FACTS:  # a fact about the rows to come
            self.header.append((name[:_LONGEST_FACT], text[:_LONGEST_FACT]))
