"""The outermost layer: addresses of a bounded length, and headers every answer carries."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gongshi.api.responses import problem_response
from gongshi.records.problems import GongshiError

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


class Edge:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, max_url_bytes: int) -> None:
        self._app = app
        self._max = max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        path = scope.get("raw_path") or scope["path"].encode()
        if len(path) + len(scope["query_string"]) > self._max:
            refused = problem_response(GongshiError("url_too_long", limit=self._max))
            await refused(scope, receive, dressed)
            return
        await self._app(scope, receive, dressed)
