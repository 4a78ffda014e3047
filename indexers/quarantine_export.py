"""Quarantined rows as a CSV a clerk puts right and ingests again.

The first columns say what is wrong; they are not of the layout, so the next ingest names them
as unknown and goes by the rest. Forbidden columns were dropped at the door; a natural person's
row carries the person's key instead of the number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongshi.indexers.formula_guard import REMARKS, guarded
from gongshi.indexers.layouts.column import Layout
from gongshi.indexers.receipt import sentence
from gongshi.indexers.rows import Finding


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """What the export needs of a row in quarantine."""

    id: str
    place: str  # row of the file, with its sheet where there are several
    findings: Sequence[Finding]
    raw: Mapping[str, str]


def export_rows(layout: Layout, rows: Iterable[QuarantinedRow]) -> Iterator[str]:
    """The lines of the CSV: UTF-8 text with a BOM for spreadsheets, header by code, every row
    of the layout's permitted columns. Cells are given as they were filed, guarded against being
    computed."""
    columns = [column.code for column in layout.columns if not column.forbidden]
    buffer = _Line()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*REMARKS, *columns])
    yield "\ufeff" + buffer.take()
    for row in rows:
        zh = "；".join(sentence(finding, layout, "zh") for finding in row.findings)
        en = " ".join(sentence(finding, layout, "en") for finding in row.findings)
        cells = [guarded(row.raw.get(code, "")) for code in columns]
        writer.writerow([row.id, guarded(row.place), guarded(zh), guarded(en), *cells])
        yield buffer.take()


class _Line:
    """Takes what a csv writer writes, one row at a time."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, text: str, /) -> None:
        self._text += text

    def take(self) -> str:
        text, self._text = self._text, ""
        return text
