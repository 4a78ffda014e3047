"""The parsed rows of a file in chunks, read beside their acceptance when the file is large.

Reading takes about as long as accepting, so a large file is read by a process of its own while its
rows are accepted: on two cores that halves the time. Chunks are cut by row number either way.
"""

from __future__ import annotations

import fcntl
import marshal
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Event
from typing import Final

from gongshi.indexers.gc_pause import gc_between, gc_paused
from gongshi.indexers.mapping import RowMap
from gongshi.indexers.matching import MatchKeys
from gongshi.indexers.readers.files import read_rows
from gongshi.indexers.readers.raw import Survey
from gongshi.indexers.record_columns import LAYOUTS
from gongshi.indexers.row_readers import row_reader
from gongshi.indexers.row_wire import Packer, Unpacker
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.validate import Delivery
from gongshi.records.problems import GongshiError

CHUNK: Final = 1_000
#: Rows from which on a process of its own is worth its start.
APART_FROM: Final = 5_000
#: Chunks read here while the process that others are forked from starts, before the first file;
#: and while the one that is forked reads its first chunk.
WHILE_STARTING: Final = 4
MEANWHILE: Final = 1
#: Bytes that so many rows have at least.
_LARGE: Final = 1 << 20
#: Bytes read ahead: two or three chunks, and what Linux lets anybody have.
_AHEAD: Final = 1 << 20
_PACKAGE: Final = __name__.partition(".")[0]
_ROWS, _END, _REFUSED, _BROKEN = b"r", b".", b"g", b"x"
#: Set once this process has had another one read: what they are forked from is there then.
_started: Final = Event()

#: Rows of the file done behind a chunk, and the chunk.
Chunks = Generator[tuple[int, list[ParsedRow]]]


def chunks_beside(survey: Survey, delivery: Delivery, row_map: RowMap, skip: int) -> Chunks:
    """As ``chunks``, read by another process where that saves time."""
    large = survey.rows - skip >= APART_FROM and row_map.layout.code in LAYOUTS
    if not large or _cores() == 1:
        return chunks(survey, delivery, row_map, skip)
    if _started.is_set():
        return chunks_apart(survey, delivery, row_map, skip, MEANWHILE)
    return _first_here(survey, delivery, row_map, skip)


def _first_here(survey: Survey, delivery: Delivery, row_map: RowMap, skip: int) -> Chunks:
    """The first chunks are read here: the other process could not begin yet."""
    with closing(chunks(survey, delivery, row_map, skip)) as here:
        for done, chunk in islice(here, WHILE_STARTING):
            skip = done
            yield done, chunk
    yield from chunks_apart(survey, delivery, row_map, skip, MEANWHILE)


def get_ready(layout: str, paths: Iterable[Path]) -> None:
    """Begin what it takes to read large files beside, before they are surveyed: both take about a
    second."""
    if layout not in LAYOUTS or _cores() == 1:
        return
    with suppress(OSError):  # the survey tells what is wrong with them
        if any(path.stat().st_size >= _LARGE for path in paths):
            _context()
            forkserver.ensure_running()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_loaded())
    return context


def _cores() -> int:
    """Cores this process may run on; macOS tells only how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunks(survey: Survey, delivery: Delivery, row_map: RowMap, skip: int) -> Chunks:
    """Parsed rows in chunks with the number of rows done behind each; ``skip`` rows are done
    already. Raises GongshiError when the file cannot be read (any more)."""
    reader = row_reader(delivery, row_map)
    done = skip
    remaining = islice(read_rows(survey), skip, None)
    while True:
        with gc_paused():
            chunk = reader.read(list(islice(remaining, CHUNK)))
        if not chunk:
            return
        done += len(chunk)
        yield done, chunk


def chunks_apart(
    survey: Survey, delivery: Delivery, row_map: RowMap, skip: int, here: int = 0
) -> Chunks:
    """As ``chunks``, read by another process, which ends with this one however it ends: nobody
    takes its rows then. ``here``: so many chunks are read by this one before."""
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    _widen(sender)
    process = context.Process(
        target=_send, args=(sender, survey, delivery, row_map, skip + here * CHUNK), daemon=True
    )
    unpack = Unpacker(row_map.layout.code, delivery.source.code).unpack
    done = skip
    try:
        process.start()
        _started.set()
        sender.close()
        with closing(chunks(survey, delivery, row_map, skip)) as first:
            for done, chunk in islice(first, here):
                yield done, chunk
        while (message := _receive(receiver, survey))[:1] == _ROWS:
            with gc_paused():
                chunk = unpack(message[1:])
            done += len(chunk)
            yield done, chunk
        _raise(message)
    finally:
        receiver.close()
        if process.pid is not None:
            process.terminate()
            process.join()


def _loaded() -> list[str]:
    """Our modules that are loaded here. A process that begins runs the main module again; what that
    imports (half a second of it) is then there already."""
    return [name for name in list(sys.modules) if name.partition(".")[0] == _PACKAGE]


def _receive(receiver: Connection, survey: Survey) -> bytes:
    try:
        return receiver.recv_bytes()
    except EOFError as error:
        raise GongshiError("reading_stopped", file=survey.facts.path.name) from error


def _raise(message: bytes) -> None:
    kind, rest = message[:1], message[1:]
    if kind == _REFUSED:
        code, values = marshal.loads(rest)  # noqa: S302 (written by our own process)
        raise GongshiError(code, **values)
    if kind == _BROKEN:
        raise RuntimeError(rest.decode())


def _widen(sender: Connection) -> None:
    """Let a few chunks wait in the pipe; where that is not to be had, fewer wait."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(sender.fileno(), fcntl.F_SETPIPE_SZ, _AHEAD)


# --- in the process that reads -------------------------------------------------------------------


def _send(
    sender: Connection, survey: Survey, delivery: Delivery, row_map: RowMap, skip: int
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who takes the rows decides
    with suppress(BrokenPipeError):
        try:
            for message in _messages(survey, delivery, row_map, skip):
                sender.send_bytes(message)
            sender.send_bytes(_END)
        except GongshiError as error:
            values = {name: _plain(value) for name, value in error.values.items()}
            sender.send_bytes(_REFUSED + marshal.dumps((error.code, values)))
        except BrokenPipeError:
            raise
        except Exception:  # noqa: BLE001 (told to the one who takes the rows)
            sender.send_bytes(_BROKEN + traceback.format_exc().encode("utf-8", "replace"))


def _messages(survey: Survey, delivery: Delivery, row_map: RowMap, skip: int) -> Iterator[bytes]:
    layout = row_map.layout.code
    packer = Packer(layout, None if layout == "REGISTER" else MatchKeys(delivery.source))
    for _, rows in gc_between(chunks(survey, delivery, row_map, skip)):
        yield _ROWS + packer.pack(rows)


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) else str(value)
