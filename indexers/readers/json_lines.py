"""JSON lines: one object a line, keys are headers, values are texts or numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.json_rows import DECODER, KEY_LIMIT, as_row
from gongshi.indexers.readers.raw import Broken, Lines, RawRow, Survey
from gongshi.records.problems import GongshiError

#: What a line that is no JSON is called in its finding.
_DAMAGED: Final = "JSON"


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
            row = _row(line)
            if not isinstance(row, Broken):
                keys.update(dict.fromkeys(row))
            elif rows == 1:
                raise GongshiError("json_not_lines", file=facts.path.name)
            elif lines.last_is_open and row.value == _DAMAGED:
                raise GongshiError("file_truncated", file=facts.path.name, line=lines.number)
            if len(keys) > KEY_LIMIT:
                raise GongshiError("json_too_many_keys", file=facts.path.name, limit=KEY_LIMIT)
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
            row = _row(line)
            yield (
                lines.number,
                row if isinstance(row, Broken) else [row.get(key, "") for key in header],
            )


def _open(facts: FileFacts) -> io.TextIOWrapper:
    return io.TextIOWrapper(facts.path.open("rb"), facts.encoding, newline="")


def _row(line: str) -> dict[str, str] | Broken:
    try:
        return as_row(DECODER.decode(line))
    except (ValueError, RecursionError):
        return Broken("line_unreadable", _DAMAGED)
