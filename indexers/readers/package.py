"""A zip file's parts, read in pieces: whatever is unsound in the package ends as a clear error.

What a zip bomb would need is refused before anything is unpacked, by the sizes the package itself
declares: more than it declares is never unpacked (the checksum fails then).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Self

from gongshi.records.problems import GongshiError

PIECE: Final = 1 << 16
#: Tables compress 10 to 60 fold; a large part that does much better holds nothing.
MOST_RATIO: Final = 300
_RATIO_FROM: Final = 64 << 20
#: About 100,000 parts; a workbook has a few dozen.
_LONGEST_DIRECTORY: Final = 8 << 20
_END: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = b"PK\x06\x07"


class Package:
    """An open zip file. ``file`` is named in errors; close it, or use it in ``with``."""

    def __init__(self, path: Path, file: str) -> None:
        """Raises GongshiError ``package_damaged`` and ``file_inflates``."""
        self.file = file
        if _directory_size(path) > _LONGEST_DIRECTORY:
            raise GongshiError("file_inflates", file=file, limit="100,000")
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            raise GongshiError("package_damaged", file=file, reason=str(error)) from error
        self.parts = self._zip.infolist()
        self._open: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, whoever still reads a part of it."""
        for stream in self._open:
            stream.close()
        self._zip.close()

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def check_sizes(self, most: int) -> None:
        """Raises GongshiError ``file_inflates`` when the parts together unpack to more than
        ``most`` bytes, or one of them by far to more than any table needs."""
        if sum(part.file_size for part in self.parts) > most:
            raise GongshiError("file_inflates", file=self.file, limit=f"{most >> 30} GB")
        for part in self.parts:
            if part.file_size > max(_RATIO_FROM, part.compress_size * MOST_RATIO):
                raise GongshiError("file_inflates", file=self.file, limit=f"1:{MOST_RATIO}")

    def pieces(self, part: str | zipfile.ZipInfo) -> Iterator[bytes]:
        """A part's bytes. Raises GongshiError ``package_damaged`` when it is not there, cut off or
        fails its checksum."""
        try:
            with self._zip.open(part) as stream:
                self._open.append(stream)
                while piece := stream.read(PIECE):
                    yield piece
                self._open.remove(stream)
        except KeyError as error:
            raise GongshiError("package_damaged", file=self.file, reason=str(part)) from error
        except (
            OSError,
            EOFError,
            RuntimeError,  # encrypted; NotImplementedError (an unknown compression) is one too
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise GongshiError("package_damaged", file=self.file, reason=str(error)) from error


def _directory_size(path: Path) -> int:
    """Bytes of the directory as the package declares it: ``zipfile`` reads all of it at once."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        start = max(0, size - 65_557 - 20)
        stream.seek(start)
        tail = stream.read()
        end = tail.rfind(_END)
        if end < 0 or len(tail) < end + 16:
            return 0  # no package at all: that is found when it is opened
        locator = tail[max(0, end - 20) : end]
        if locator.startswith(_END64_LOCATOR):
            stream.seek(min(int.from_bytes(locator[8:16], "little"), size) + 40)
            return int.from_bytes(stream.read(8), "little")
        return int.from_bytes(tail[end + 12 : end + 16], "little")
