"""Work that ends with its client: who went away gets no answer, and costs nobody any more time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive


class ClientGone(Exception):
    """The client closed the connection before its answer was ready."""


@asynccontextmanager
async def while_connected(receive: Receive) -> AsyncIterator[None]:
    """Cancel the block when the client disconnects, and raise ``ClientGone`` then.

    ``receive``: the request's, its body read already. Cancelling reaches what the block waits for:
    a search that is under way in Elasticsearch ends there too, because its connection is closed.
    """
    task = asyncio.current_task()
    assert task is not None, "a request runs in a task"
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        task.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if gone and task.uncancel() == 0:
            raise ClientGone from None
        raise
    finally:
        watching.cancel()
