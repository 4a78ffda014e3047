"""Folders for what is unpacked while a file is taken in: this user's alone, gone with the block.

A process that is killed cannot clear its own away; the next one does. Whose process lives is told
by a lock that dies with it, never by its number, which may be another's by then.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "gongshi-unpacked-"
#: Not looked at by others until its lock is held.
_NEW_PREFIX: Final = "gongshi-new-"
_LOCK: Final = ".lock"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder in the system's folder of temporary files. Raises OSError."""
    made = Path(tempfile.mkdtemp(prefix=_NEW_PREFIX))
    handle = None
    try:
        handle = os.open(made / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        made = made.rename(made.with_name(_PREFIX + made.name.removeprefix(_NEW_PREFIX)))
        folder = made / "files"
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def clear_leftovers() -> None:
    """Remove the scratch folders of this user's processes that are dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # gone meanwhile, another user's, or its process lives
            if not _is_ours(folder):
                continue
            handle = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
