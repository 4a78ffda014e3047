"""A pause for the cycle collector while many objects without cycles are made.

A chunk's rows, snapshots and documents are tens of thousands of objects that live until the chunk
is written: the collector would walk them again and again and find nothing (a fifth of the time,
measured).
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Final, TypeVar

T = TypeVar("T")

#: Chunks after which the collector looks through what is young: it meets one living chunk then,
#: not every one.
COLLECT_EVERY: Final = 16


@contextmanager
def gc_paused() -> Iterator[None]:
    """No cycle collection in the block, in any thread of this process."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def gc_between(chunks: Generator[T]) -> Generator[T]:
    """The chunks, with a pause from the first to the last; cycles are collected now and then
    between two of them."""
    with closing(chunks), gc_paused():
        for done, chunk in enumerate(chunks, start=1):
            yield chunk
            if not done % COLLECT_EVERY:
                gc.collect(1)
