"""Work ends with its client, and with nothing else of the client's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gongshi.api.disconnect import ClientGone, while_connected

pytestmark = pytest.mark.anyio


def receiving(*kinds: str, then: asyncio.Event | None = None) -> Callable[[], Awaitable[Any]]:
    """Messages of a server, one after the other; then nothing, or a disconnect once ``then``."""
    waiting = list(kinds)

    async def receive() -> Any:
        if waiting:
            return {"type": waiting.pop(0)}
        await (then or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    return receive


async def test_the_rest_of_a_body_is_no_farewell() -> None:
    async with while_connected(receiving("http.request")):
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_a_client_that_left_before_is_noticed() -> None:
    async def work() -> None:
        async with while_connected(receiving("http.request", "http.disconnect")):
            await asyncio.Event().wait()

    with pytest.raises(ClientGone):
        await work()
    await asyncio.sleep(0)  # the cancellation was this block's only


async def test_who_cancels_for_another_reason_is_obeyed() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with while_connected(receiving()):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_client_that_leaves_after_the_answer_disturbs_nobody() -> None:
    gone = asyncio.Event()
    async with while_connected(receiving(then=gone)):
        answer = await asyncio.sleep(0, "answer")
    gone.set()
    await asyncio.sleep(0)
    assert answer == "answer"
