"""Progress bars on stderr: only where a person looks, never in a pipe, a file or a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from gongshi.cli.console import err

#: Told how much is done, and of how much when that is known.
Report = Callable[[int, int | None], None]


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Report]:
    """A bar named ``title`` while the block runs; it disappears when the block ends."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err(),
        transient=True,
        disable=not err().is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=total)

        def report(done: int, of: int | None = None) -> None:
            bar.update(task, completed=done, total=of if of is not None else total)

        yield report
