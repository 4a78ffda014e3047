"""Files as departments write them: CSV by code or by Chinese label, in their encodings, and JSON
lines.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from gongshi.samples.columns import Columns
from gongshi.samples.manifest import SampleFile


class RowFile(Protocol):
    """A file that rows (column code → cell) are appended to."""

    def write(self, row: Mapping[str, str], dirt: str = "") -> None: ...
    def close(self) -> SampleFile: ...


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written. ``layout``: code, label, 2015 (``columns`` give the 2018 code) or
    json.
    """

    name: str
    source: str
    columns: Columns
    layout: str = "code"
    encoding: str = "utf-8"
    delimiter: str = ","
    item: str = ""
    period_from: str = ""
    period_to: str = ""
    sent_at: str = ""


class _Counted:
    """What every file keeps count of."""

    def __init__(self, folder: Path, form: Form) -> None:
        self._form = form
        self._rows = 0
        self._dirt: Counter[str] = Counter()
        self._stream: TextIO = (folder / form.name).open(
            "w", encoding=form.encoding, errors="strict", newline=""
        )

    def _count(self, dirt: str) -> None:
        self._rows += 1
        if dirt:
            self._dirt[dirt] += 1

    def close(self) -> SampleFile:
        """Close the file and say what it holds."""
        self._stream.close()
        form = self._form
        return SampleFile(
            file=form.name,
            source=form.source,
            rows=self._rows,
            layout=form.layout,
            encoding=form.encoding,
            item=form.item,
            period_from=form.period_from,
            period_to=form.period_to,
            sent_at=form.sent_at,
            dirt=dict(sorted(self._dirt.items())),
        )


class CsvFile(_Counted):
    """A CSV file with a header by code, by Chinese label, or of the 2015/16 layout."""

    def __init__(self, folder: Path, form: Form) -> None:
        super().__init__(folder, form)
        self._writer = csv.writer(self._stream, delimiter=form.delimiter, lineterminator="\r\n")
        by_label = form.layout == "label"
        self._writer.writerow(form.columns.values() if by_label else form.columns)
        self._codes = tuple(form.columns.values() if form.layout == "2015" else form.columns)

    def write(self, row: Mapping[str, str], dirt: str = "") -> None:
        """Append a row; columns it lacks stay empty, columns the layout lacks are left out."""
        self._writer.writerow([row.get(code, "") for code in self._codes])
        self._count(dirt)


class JsonLinesFile(_Counted):
    """One JSON object a line, by code; empty columns left out."""

    def write(self, row: Mapping[str, str], dirt: str = "") -> None:
        """Append a row."""
        cells = {code: row[code] for code in self._form.columns if row.get(code)}
        self._stream.write(json.dumps(cells, ensure_ascii=False) + "\n")
        self._count(dirt)


def open_file(folder: Path, form: Form) -> RowFile:
    """Open a new file in the form's layout."""
    return JsonLinesFile(folder, form) if form.layout == "json" else CsvFile(folder, form)
