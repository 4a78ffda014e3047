"""What a file is, by what stands in it: names lie (an XLSX called ``.csv``, a page called
``.xls``)."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Final, Literal

from gongshi.indexers.readers.package import Package
from gongshi.records.problems import GongshiError

Contents = Literal["xlsx", "xls", "archive", "json", "xml", "html", "text"]

_HEAD: Final = 1 << 16
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: First bytes of what is sent by mistake, and its name.
_OTHERS: Final = (
    (b"%PDF-", "PDF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
)
_MARKUP: Final = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<div")


def contents_of(path: Path) -> Contents:
    """Look into a file. Raises GongshiError ``file_missing``, ``file_encrypted`` (a workbook with a
    password), ``format_unsupported`` (anything else that is certainly none of ours), and as
    ``Package`` does."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise GongshiError("file_missing", file=path.name, reason=error.strerror or "") from error
    if head.startswith(_ZIP):
        return _package(path)
    if head.startswith(_OLE):
        return _compound(path)
    for mark, name in _OTHERS:
        if head.startswith(mark):
            raise GongshiError("format_unsupported", file=path.name, format=name)
    return _text(path, head)


def _package(path: Path) -> Contents:
    with Package(path, path.name) as package:
        if package.has("[Content_Types].xml"):
            if package.has("xl/workbook.xml") or package.has("xl/workbook.bin"):
                return "xlsx"
            if any(part.filename.startswith(("word/", "ppt/")) for part in package.parts):
                raise GongshiError("format_unsupported", file=path.name, format="Word/PowerPoint")
            return "xlsx"  # its relations say where the workbook is
        if package.has("content.xml") and package.has("mimetype"):
            raise GongshiError("format_unsupported", file=path.name, format="OpenDocument")
    return "archive"


def _compound(path: Path) -> Contents:
    """A container of Office 97-2003: an old workbook, or a new one behind a password."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as all_:
        if _names(all_, "EncryptedPackage"):
            raise GongshiError("file_encrypted", file=path.name)
        if _names(all_, "WordDocument", "PowerPoint Document"):
            raise GongshiError("format_unsupported", file=path.name, format="Word/PowerPoint")
    return "xls"


def _names(container: mmap.mmap, *names: str) -> bool:
    return any(container.find(name.encode("utf-16-le") + b"\0\0") >= 0 for name in names)


def _text(path: Path, head: bytes) -> Contents:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return "json"
    if start[:1] != b"<":
        return "text"
    lower = start[:4096].lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        raise GongshiError("format_unsupported", file=path.name, format="XML Spreadsheet 2003")
    if lower.startswith(_MARKUP) or b"<html" in lower or b"<table" in lower:
        return "html"
    return "xml"
