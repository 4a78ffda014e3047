"""XLSX workbooks: what the package says of its sheets, styles and texts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from gongshi.indexers.readers.facts import FileFacts
from gongshi.indexers.readers.headers import SheetRow
from gongshi.indexers.readers.package import Package
from gongshi.indexers.readers.raw import KnownHeader, Merge, RawRow, Survey
from gongshi.indexers.readers.shared_strings import SharedStrings, read_shared_strings
from gongshi.indexers.readers.sheet_cells import PLAIN, NumberFormat, number_format
from gongshi.indexers.readers.sheets import read_sheets, survey_sheets
from gongshi.indexers.readers.xlsx_sheet import SheetXml, Styles
from gongshi.indexers.readers.xml_parts import elements, local
from gongshi.records.problems import GongshiError

#: A million rows of 28 columns are about 2 GB of XML.
_MOST_UNPACKED: Final = 4 << 30
#: Bytes of a part that is read as a whole; styles of worn workbooks are some megabytes.
_SMALL: Final = 64 << 20
_TRUE: Final = ("1", "true")


@dataclass(slots=True)
class _Sheet:
    name: str
    hidden: bool
    part: str
    package: Package
    styles: Styles
    _merges: list[Merge] = field(default_factory=list[Merge])

    def rows(self) -> Iterator[SheetRow]:
        self._merges.clear()
        xml = SheetXml(self.styles, self.package.file, self._merges)
        return xml.rows(self.package.pieces(self.part))

    def merges(self) -> Sequence[Merge]:
        return self._merges


def survey_xlsx(facts: FileFacts, known: KnownHeader) -> Survey:
    """First pass over a workbook. Raises GongshiError: see ``Package``, ``SheetXml`` and
    ``survey_sheets``."""
    with _sheets(facts) as sheets:
        return survey_sheets(facts, "xlsx", sheets, known)


def read_xlsx(survey: Survey) -> Iterator[RawRow]:
    """The data rows, one by one."""
    with _sheets(survey.facts) as sheets:
        yield from read_sheets(survey, sheets)


@contextmanager
def _sheets(facts: FileFacts) -> Iterator[Sequence[_Sheet]]:
    file = facts.path.name
    with Package(facts.path, file) as package:
        package.check_sizes(_MOST_UNPACKED)
        strings = SharedStrings()
        try:
            yield _open(package, strings)
        finally:
            strings.close()


def _open(package: Package, strings: SharedStrings) -> list[_Sheet]:
    workbook = _target(package, "", "/officeDocument")
    if workbook.endswith(".bin"):
        raise GongshiError("format_unsupported", file=package.file, format="xlsb")
    epoch_1904 = False
    listed: list[tuple[str, bool, str]] = []
    for name, attributes in _small(package, workbook):
        if name == "workbookPr":
            epoch_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet":
            found = {local(key): value for key, value in attributes.items()}
            hidden = found.get("state", "visible") != "visible"
            listed.append((found.get("name", ""), hidden, found.get("id", "")))
    relations = _relations(package, workbook)
    texts = _related(relations, "/sharedStrings")
    if texts:
        read_shared_strings(package.pieces(texts), package.file, strings)
    look = _related(relations, "/styles")
    formats = _formats(package, look) if look else {}
    styles = Styles(strings, formats, epoch_1904)
    sheets = [
        _Sheet(name, hidden, relations[id_][1], package, styles)
        for name, hidden, id_ in listed
        if id_ in relations and relations[id_][0].endswith("/worksheet")
    ]
    # Each would be read as if it were another: a small file with days of work in it.
    if len({sheet.part for sheet in sheets}) != len(sheets):
        raise GongshiError("package_damaged", file=package.file, reason="one sheet twice")
    return sheets


def _formats(package: Package, part: str) -> dict[str, NumberFormat]:
    """Number formats by the style a cell names; plain ones are left out."""
    codes: dict[int, str] = {}
    formats: dict[str, NumberFormat] = {}
    within_cells, count = False, 0
    for name, attributes in _small(package, part):
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles"):
            within_cells = name == "cellXfs"
        elif name == "xf" and within_cells:
            found = number_format(_number(attributes.get("numFmtId")), codes)
            if found != PLAIN:
                formats[str(count)] = found
            count += 1
    return formats


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _small(package: Package, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    return elements(_bounded(package, part), package.file)


def _bounded(package: Package, part: str) -> Iterator[bytes]:
    size = 0
    for piece in package.pieces(part):
        size += len(piece)
        if size > _SMALL:
            raise GongshiError("file_inflates", file=package.file, limit=f"{_SMALL >> 20} MB")
        yield piece


def _relations(package: Package, of: str) -> dict[str, tuple[str, str]]:
    """Id -> (type, part) of what a part names; "" is the package itself."""
    folder, name = posixpath.split(of)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(part):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for tag, attributes in _small(package, part):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))
    return found


def _related(relations: dict[str, tuple[str, str]], kind: str) -> str:
    return next((part for type_, part in relations.values() if type_.endswith(kind)), "")


def _target(package: Package, of: str, kind: str) -> str:
    part = _related(_relations(package, of), kind)
    if not part:
        raise GongshiError("package_damaged", file=package.file, reason=kind.strip("/"))
    return part
