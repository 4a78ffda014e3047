"""JSON lines: one object a line, keys are headers, values are texts or numbers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.raw import Broken, Lines, RawRow, Survey
from gongshi.records.problems import GongshiError

#: More different keys than this in one file: the keys are data, not columns.
_KEY_LIMIT: Final = 1000
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class _RefusedError(ValueError):
    """A line that is JSON but no row; carries the rule."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.broken = Broken(code, value)


def survey_json_lines(facts: FileFacts) -> Survey:
    """Read JSON lines to the end: all keys in the order of their first appearance, number of rows.

    Raises GongshiError ``json_not_lines`` when the first line is no object of its own,
    ``file_truncated`` when the last one has no end and cannot be read, ``line_too_long``,
    ``json_too_many_keys``, ``file_empty``.
    """
    keys: dict[str, None] = {}
    rows, blank = 0, 0
    with _open(facts) as stream:
        lines = Lines(stream, facts.path.name)
        for line in lines:
            if not line.strip():
                blank += 1
                continue
            rows += 1
            try:
                keys.update(dict.fromkeys(_object(line)))
            except ValueError as error:
                if lines.last_is_open:
                    raise GongshiError(
                        "file_truncated", file=facts.path.name, line=lines.number
                    ) from error
                if rows == 1:
                    raise GongshiError("json_not_lines", file=facts.path.name) from error
            if len(keys) > _KEY_LIMIT:
                raise GongshiError("json_too_many_keys", file=facts.path.name, limit=_KEY_LIMIT)
    if not rows:
        raise GongshiError("file_empty", file=facts.path.name)
    return Survey(facts, "jsonl", tuple(keys), "", rows, blank)


def read_json_lines(survey: Survey) -> Iterator[RawRow]:
    """The objects as rows of cells in the order of the survey's header; a key left out is an
    empty cell."""
    header = survey.header
    with _open(survey.facts) as stream:
        lines = Lines(stream, survey.facts.path.name)
        for line in lines:
            if not line.strip():
                continue
            try:
                row = _object(line)
            except _RefusedError as refused:
                yield lines.number, refused.broken
            except ValueError as error:
                yield lines.number, Broken("line_unreadable", type(error).__name__)
            else:
                yield lines.number, [row.get(key, "") for key in header]


def _open(facts: FileFacts) -> io.TextIOWrapper:
    return io.TextIOWrapper(facts.path.open("rb"), facts.encoding, newline="")


def _object(line: str) -> dict[str, str]:
    """One line as texts. Raises ValueError when it is no flat object of texts and numbers."""
    try:
        found = json.loads(
            line, object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=str
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise _RefusedError("line_unreadable", type(found).__name__)
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, str]:
    row: dict[str, str] = {}
    for key, value in pairs:
        if key in row:
            raise _RefusedError("key_twice", key[:50])
        if value is None:
            row[key] = ""
        elif value is True or value is False:
            row[key] = "1" if value else "0"
        elif isinstance(value, str):
            # Escapes can smuggle in what no file encoding can hold: NUL and lone surrogates.
            if _UNSTORABLE.search(value) is not None:
                raise _RefusedError("cell_unreadable", key[:50])
            row[key] = value
        else:
            raise _RefusedError("cell_not_text", key[:50])
    return row
