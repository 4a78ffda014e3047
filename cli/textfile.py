"""Writing a file for a person: whole or not at all, never over one that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gongshi.records.problems import GongshiError


@contextmanager
def new_file(path: Path, *, private: bool = False) -> Iterator[None]:
    """A file made for the block to write. ``private``: readable by its owner only.

    Raises ``file_exists`` when the file stands there already; an unfinished one is removed.
    """
    mode = 0o600 if private else 0o666
    try:
        path.touch(mode=mode, exist_ok=False)
    except FileExistsError:
        raise GongshiError("file_exists", file=path) from None
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_text(path: Path, lines: Iterable[str], *, private: bool = False) -> None:
    """Write UTF-8 text as given; as ``new_file``."""
    with (
        new_file(path, private=private),
        path.open("w", encoding="utf-8", newline="") as stream,
    ):
        stream.writelines(lines)
