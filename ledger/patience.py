"""How long somebody who waits for an answer waits for the ledger.

A database that hangs (its process stopped, the network cut) keeps its connections open and says
nothing. What the public asks is therefore read under a limit: the server ends a statement that
takes longer, the client gives up a connection that stays silent beyond that, and the reader is told
``ledger_unavailable`` meanwhile. Ingest, projection and exports have no limit: they may read long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar, TypeVarTuple, Unpack

from anyio import fail_after, to_thread

from gongshi.records.problems import GongshiError

#: Longest time of one statement, and of one short reading, for somebody who waits (seconds).
SECONDS: Final = 2.0

_limit: ContextVar[float | None] = ContextVar("gongshi_patience", default=None)

_T = TypeVar("_T")
_Arguments = TypeVarTuple("_Arguments")


def limit() -> float | None:
    """The limit of one statement here and now, in seconds; None: there is none."""
    return _limit.get()


@contextmanager
def limited() -> Iterator[None]:
    """Whatever this thread or task asks the ledger in the block has a limit."""
    token = _limit.set(SECONDS)
    try:
        yield
    finally:
        _limit.reset(token)


async def ask(
    read: Callable[[Unpack[_Arguments]], _T], *args: *_Arguments, abandon: bool = True
) -> _T:
    """Run in a worker thread what asks the ledger, each of its statements under the limit.

    A reading may be ``abandon``ed by whoever waits for it: its thread ends by the limit. What
    writes may not, so that nobody is told of a failure that was none.
    """
    with limited():
        return await to_thread.run_sync(read, *args, abandon_on_cancel=abandon)


async def ask_briefly(
    read: Callable[[Unpack[_Arguments]], _T], *args: *_Arguments, place: str
) -> _T:
    """A reading that is short unless something is wrong: all of it is under the limit.

    Raises ``ledger_unavailable`` of the ledger at ``place`` beyond it, and as ``read``.
    """
    try:
        with fail_after(SECONDS):
            return await ask(read, *args)
    except TimeoutError:
        reason = f"no answer in {SECONDS:.0f} s"
        raise GongshiError("ledger_unavailable", place=place, reason=reason) from None
