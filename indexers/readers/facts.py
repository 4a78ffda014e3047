"""What a file is, before a row of it is read: digest, size and encoding, found by reading all
of it."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gongshi.records.problems import GongshiError

CHUNK: Final = 1 << 20
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
#: Share of the double-byte characters of a GB18030 text that stand in GB 2312: rare names are
#: outside, a text in another encoding read as GB18030 mostly is.
_PLAUSIBLE: Final = 0.7


@dataclass(frozen=True, slots=True)
class FileFacts:
    """``encoding`` is a Python codec name: ``utf-8``, ``utf-8-sig`` or ``gb18030``, "" for a
    workbook; size in bytes."""

    path: Path
    digest: bytes  # SHA-256 of the whole file
    size: int
    modified_ns: int
    encoding: str


def weigh(path: Path) -> FileFacts:
    """Read a file that is no text once: digest and size. Raises GongshiError ``file_missing``."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            modified = _modified(path)
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise GongshiError("file_missing", file=path.name, reason=error.strerror or "") from error
    return FileFacts(path, digest.digest(), size, modified, "")


class _Utf8:
    """Strict UTF-8 over chunks, remembering where it broke and how much spoke for UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.broken_at: int | None = None
        self.evidence = 0  # bytes of well-formed multi-byte characters, less one each
        self.damage = 0
        self._done = 0

    def feed(self, chunk: bytes) -> None:
        if self.broken_at is not None:
            return
        try:
            text = self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            kept = len(error.object) - len(chunk)  # bytes the decoder still held
            self.broken_at = self._done - kept + error.start
            text = error.object.decode("utf-8", "replace")
            self.damage = text.count("\ufffd")
            self.evidence += max(0, len(error.object) - len(text) - self.damage)
            return
        self._done += len(chunk)
        self.evidence += len(chunk) - len(text)

    def ends_inside_a_character(self) -> bool:
        if self.broken_at is not None:
            return False
        try:
            self._decoder.decode(b"", True)
        except UnicodeDecodeError:
            return True
        return False

    @property
    def only_damaged(self) -> bool:
        """Broken, but clearly meant as UTF-8: never to be read as something else."""
        return self.broken_at is not None and self.evidence > 20 * self.damage


def examine(path: Path) -> FileFacts:
    """Read the whole file once: digest, size, encoding.

    UTF-8 (with or without BOM) if all of it is; else GB18030 if all of it is and it looks like
    Chinese. Raises GongshiError ``file_missing``, ``file_empty``, ``encoding_utf16``,
    ``file_binary``, ``encoding_damaged``, ``encoding_unreadable`` or ``file_truncated`` (ends
    inside a character).
    """
    digest, size, lines = hashlib.sha256(), 0, 0
    utf8 = _Utf8()
    head = b""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise GongshiError("file_missing", file=path.name, reason=error.strerror or "") from error
    with stream:
        modified = _modified(path)
        while chunk := stream.read(CHUNK):
            if not size:
                head = chunk[:4]
                if head.startswith(_UTF16_BOMS):
                    raise GongshiError("encoding_utf16", file=path.name)
            zero = chunk.find(b"\0")
            if zero >= 0:
                if _looks_utf16(chunk):
                    raise GongshiError("encoding_utf16", file=path.name)
                line = lines + chunk.count(b"\n", 0, zero) + 1
                raise GongshiError("file_binary", file=path.name, line=line)
            digest.update(chunk)
            utf8.feed(chunk)
            lines += chunk.count(b"\n")
            size += len(chunk)
    bom = head.startswith(_UTF8_BOM)
    if not size or (bom and size == len(_UTF8_BOM)):
        raise GongshiError("file_empty", file=path.name)
    encoding = _encoding(path, utf8, bom)
    return FileFacts(path, digest.digest(), size, modified, encoding)


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns


def _looks_utf16(chunk: bytes) -> bool:
    """Every other byte of a UTF-16 header of Latin codes is NUL."""
    sample = chunk[:64]
    return len(sample) >= 8 and max(sample[0::2].count(0), sample[1::2].count(0)) * 4 > len(sample)


def _encoding(path: Path, utf8: _Utf8, bom: bool) -> str:
    if utf8.broken_at is None:
        if not utf8.ends_inside_a_character():
            return "utf-8-sig" if bom else "utf-8"
        if utf8.evidence or bom:
            raise GongshiError("file_truncated", file=path.name, line=_line_of(path, None))
    if bom or utf8.only_damaged:
        line = _line_of(path, utf8.broken_at)
        raise GongshiError("encoding_damaged", file=path.name, line=line, offset=utf8.broken_at)
    _check_gb18030(path)
    return "gb18030"


def _check_gb18030(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("gb18030")()
    foreign, common, done = 0, 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                at = done - (len(error.object) - len(chunk)) + error.start
                line = _line_of(path, at)
                raise GongshiError(
                    "encoding_unreadable", file=path.name, line=line, offset=at
                ) from error
            if not done:
                wide = "".join(c for c in text[:65_536] if not c.isascii())
                common = len(wide.encode("gb2312", "ignore")) // 2
                foreign = len(wide) - common
            done += len(chunk)
    if common < _PLAUSIBLE * (common + foreign):
        raise GongshiError("encoding_unreadable", file=path.name, line=1, offset=0)
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        raise GongshiError("file_truncated", file=path.name, line=_line_of(path, None)) from error


def _line_of(path: Path, offset: int | None) -> int:
    """The 1-based line a byte stands in; the last line for None."""
    line, left = 1, offset
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK if left is None else min(CHUNK, left)):
            line += chunk.count(b"\n")
            if left is not None:
                left -= len(chunk)
                if not left:
                    break
    return line
