"""A zip of files: every member is a delivery of its own.

Members are unpacked one after the other into a folder only this user can read, which is gone when
they have been taken in (``scratch``). Where a member's name would lead does not matter: only its
last part is used, and only to call the file by it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from gongshi.indexers.readers.contents import contents_of
from gongshi.indexers.readers.package import Package
from gongshi.indexers.scratch import clear_leftovers, scratch_folder
from gongshi.records.problems import GongshiError

MOST_MEMBERS: Final = 1000
#: Bytes of all members together.
MOST_UNPACKED: Final = 16 << 30
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
#: What file managers leave in archives.
_LITTER: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
#: Bytes of a name; file systems take 255.
_LONGEST_NAME: Final = 240


@contextmanager
def unpacked(path: Path) -> Iterator[list[Path]]:
    """The members of an archive as files, in the order of their names; the file itself when it is
    none.

    Raises GongshiError ``file_encrypted``, ``archive_empty``, ``file_inflates``, ``disk_full``, and
    as ``contents_of``. What the members are is for whoever reads them: an archive inside an archive
    is refused there.
    """
    clear_leftovers()
    if contents_of(path) != "archive":
        yield [path]
        return
    with (
        Package(path, path.name) as package,
        scratch_folder() as folder,
    ):
        members = _members(package)
        package.check_sizes(MOST_UNPACKED)
        try:
            files = [
                _unpack(package, member, folder / f"{place:04d}", name)
                for place, (name, member) in enumerate(members, 1)
            ]
        except OSError as error:
            raise GongshiError("disk_full", place=str(folder)) from error
        yield files


def _members(package: Package) -> list[tuple[str, zipfile.ZipInfo]]:
    found: list[tuple[str, zipfile.ZipInfo]] = []
    for part in package.parts:
        name = member_name(part)
        if part.is_dir() or _LITTER.search(name):
            continue
        if part.flag_bits & _ENCRYPTED:
            raise GongshiError("file_encrypted", file=package.file)
        found.append((name, part))
    if not found:
        raise GongshiError("archive_empty", file=package.file)
    if len(found) > MOST_MEMBERS:
        raise GongshiError("file_inflates", file=package.file, limit=str(MOST_MEMBERS))
    return sorted(found, key=lambda one: one[0])


def member_name(part: zipfile.ZipInfo) -> str:
    """A member's name as it was meant: where the archive does not say UTF-8, Chinese systems wrote
    GB18030, others UTF-8 all the same."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    try:
        raw = part.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return part.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _unpack(package: Package, member: zipfile.ZipInfo, folder: Path, name: str) -> Path:
    folder.mkdir(mode=0o700)
    place = folder / _file_name(name)
    with place.open("wb") as stream:
        stream.writelines(package.pieces(member))
    return place


def _file_name(name: str) -> str:
    """What a member's file is called: the last part of its name, nothing unseen, its end where it
    is too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(c if c.isprintable() else "_" for c in last).lstrip(".")
    return seen.encode()[-_LONGEST_NAME:].decode(errors="ignore") or "file"
