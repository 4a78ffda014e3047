"""One way in for every file: survey it, then read its rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gongshi.indexers.readers.csv_rows import read_csv, survey_csv
from gongshi.indexers.readers.facts import CHUNK, FileFacts, examine
from gongshi.indexers.readers.json_lines import read_json_lines, survey_json_lines
from gongshi.indexers.readers.raw import RawRow, Recognise, Survey
from gongshi.records.problems import GongshiError


def survey_file(path: Path, recognise: Recognise, delimiter: str = "") -> Survey:
    """Read a file to its end once, without keeping any of it: format, encoding, header, rows,
    digest.

    Everything that makes a whole file unusable is found here, before a row of it is taken in.
    Raises GongshiError; see ``examine``, ``survey_csv`` and ``survey_json_lines`` for the codes.
    """
    facts = examine(path)
    if _starts_with_brace(facts):
        return survey_json_lines(facts)
    return survey_csv(facts, recognise, delimiter)


def read_rows(survey: Survey) -> Iterator[RawRow]:
    """The rows of a surveyed file. Raises GongshiError ``file_changed`` when it is not the same
    any more."""
    stat = survey.facts.path.stat()
    if (stat.st_size, stat.st_mtime_ns) != (survey.facts.size, survey.facts.modified_ns):
        raise GongshiError("file_changed", file=survey.facts.path.name)
    return read_json_lines(survey) if survey.format == "jsonl" else read_csv(survey)


def _starts_with_brace(facts: FileFacts) -> bool:
    with facts.path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            start = chunk.removeprefix(b"\xef\xbb\xbf").lstrip()
            if start:
                return start[:1] in (b"{", b"[")
    return False
