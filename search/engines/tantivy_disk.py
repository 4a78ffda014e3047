"""A disk without room, as tantivy tells of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from gongshi.records.problems import GongshiError

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_SAID: Final = (*(f"os error {number}" for number in sorted(_NO_ROOM)), "StorageFull")
#: A thread of tantivy's that died in the middle says no more than this.
_DIED: Final = "writer was killed"
#: Bytes; with less left a write that failed failed for that.
_AS_GOOD_AS_FULL: Final = 1 << 20


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """What is written to an index in the folder. Raises ``disk_full`` where room is what lacks; the
    last commit stands, and the writer must be opened anew."""
    try:
        yield
    except (ValueError, OSError) as error:
        if _is_for_want_of_room(error, folder):
            raise GongshiError("disk_full", place=str(folder)) from error
        raise


def _is_for_want_of_room(error: Exception, folder: Path) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    said = str(error)
    if any(words in said for words in _SAID):
        return True
    status = os.statvfs(folder)
    return _DIED in said and status.f_bavail * status.f_frsize < _AS_GOOD_AS_FULL
