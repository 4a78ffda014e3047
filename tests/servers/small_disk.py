"""A file system of a few megabytes that a test may fill, gone at the end of the block."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MISSING = (
    "a small file system must be mounted: run the tests as root (in a container: with the "
    "capability SYS_ADMIN)."
)


class DiskMissingError(Exception):
    """No file system can be mounted here; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """``path``: where it is mounted."""

    path: Path

    @property
    def _filler(self) -> Path:
        return self.path / "filler"

    def fill(self, leave: int = 0) -> None:
        """Leave so many bytes, in whole pages."""
        status = os.statvfs(self.path)
        size = status.f_bavail * status.f_frsize - leave
        with self._filler.open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), size)

    def make_room(self) -> None:
        """Take the filler away."""
        self._filler.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Mount one where a server of another user gets to, too. Raises DiskMissingError."""
    path = Path(tempfile.mkdtemp(prefix="gongshi-test-disk-"))
    size = f"size={megabytes}m,mode=0755"
    command = ["mount", "-t", "tmpfs", "-o", size, "gongshi-test", str(path)]
    try:
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True)
        except FileNotFoundError as error:
            raise DiskMissingError(MISSING) from error
        if done.returncode != 0:
            raise DiskMissingError(f"{MISSING} ({done.stderr.strip()})")
        try:
            yield SmallDisk(path)
        finally:
            # Lazily: whoever still holds a file there lets go of it later.
            subprocess.run(["umount", "--lazy", str(path)], check=True, capture_output=True)
    finally:
        path.rmdir()
