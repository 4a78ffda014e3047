"""One way in for every file: see what it is, survey it, then read its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from gongshi.indexers.readers.contents import contents_of
from gongshi.indexers.readers.csv_rows import read_csv, survey_csv
from gongshi.indexers.readers.facts import examine, weigh
from gongshi.indexers.readers.html_tables import read_html, survey_html
from gongshi.indexers.readers.json_document import (
    is_document,
    read_json_document,
    survey_json_document,
)
from gongshi.indexers.readers.json_lines import read_json_lines, survey_json_lines
from gongshi.indexers.readers.raw import Format, KnownHeader, RawRow, Survey
from gongshi.indexers.readers.xls import read_xls, survey_xls
from gongshi.indexers.readers.xlsx import read_xlsx, survey_xlsx
from gongshi.indexers.readers.xml_message import read_xml_message, survey_xml_message
from gongshi.records.problems import GongshiError

_READERS: Final[Mapping[Format, Callable[[Survey], Iterator[RawRow]]]] = {
    "csv": read_csv,
    "jsonl": read_json_lines,
    "json": read_json_document,
    "xml": read_xml_message,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "html": read_html,
}


def survey_file(path: Path, known: KnownHeader, delimiter: str = "") -> Survey:
    """Read a file to its end once, without keeping any of it: format, encoding, header, rows,
    digest. What a file is, is found in it, whatever its name.

    Everything that makes a whole file unusable is found here, before a row of it is taken in.
    Raises GongshiError; see ``contents_of``, ``examine`` and the readers for the codes, and
    ``archive_inside`` for a zip file of files, which is not read as one file.
    """
    contents = contents_of(path)
    if contents == "archive":
        raise GongshiError("archive_inside", file=path.name)
    if contents == "xlsx":
        return survey_xlsx(weigh(path), known)
    if contents == "xls":
        return survey_xls(weigh(path), known)
    facts = examine(path)
    if contents == "html":
        return survey_html(facts, known)
    if contents == "xml":
        return survey_xml_message(facts)
    if contents == "json":
        return survey_json_document(facts) if is_document(facts) else survey_json_lines(facts)
    return survey_csv(facts, known, delimiter)


def read_rows(survey: Survey) -> Iterator[RawRow]:
    """The rows of a surveyed file. Raises GongshiError ``file_changed`` when it is not the same
    any more."""
    stat = survey.facts.path.stat()
    if (stat.st_size, stat.st_mtime_ns) != (survey.facts.size, survey.facts.modified_ns):
        raise GongshiError("file_changed", file=survey.facts.path.name)
    return _READERS[survey.format](survey)
