"""The outermost layer: addresses of a bounded length, headers every answer carries, and what is
told of each request: a trace, a line of the log, numbers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Container
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gongshi.api.metrics import Metrics
from gongshi.api.noted import Noted
from gongshi.api.responses import problem_response
from gongshi.api.tracing import TRACE, Span, Tracing
from gongshi.records.problems import GongshiError

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
#: What is told in place of an address that is none of ours, and of a method that is none.
OTHER: Final = "other"
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

logger: Final = logging.getLogger("gongshi.requests")


class Edge:
    """ASGI middleware. ``routes``: the addresses there are; no other one is told of by name."""

    def __init__(
        self,
        app: ASGIApp,
        max_url_bytes: int,
        routes: Container[str],
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        self._app = app
        self._max = max_url_bytes
        self._routes = routes
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        noted = scope["gongshi.noted"] = Noted()
        span = self._tracing.begin(Headers(scope=scope).get("traceparent"))
        token = TRACE.set(span.trace)
        status = 499  # the client went away before there was an answer

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["traceparent"] = span.traceparent
            await send(message)

        try:
            path = scope.get("raw_path") or scope["path"].encode()
            if len(path) + len(scope["query_string"]) > self._max:
                refused = problem_response(GongshiError("url_too_long", limit=self._max))
                await refused(scope, receive, dressed)
                return
            await self._app(scope, receive, dressed)
        finally:
            self._tell(scope, span, status, time.perf_counter() - begun, noted)
            TRACE.reset(token)

    def _tell(self, scope: Scope, span: Span, status: int, seconds: float, noted: Noted) -> None:
        route = scope["path"] if scope["path"] in self._routes else OTHER
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        facts = noted.told()
        self._metrics.request(route, status, seconds, noted)
        span.end(route, method, status, facts)
        logger.info(
            "request",
            extra={
                "facts": {
                    "route": route,
                    "method": method,
                    "status": status,
                    "ms": round(seconds * 1_000, 1),
                    **facts,
                }
            },
        )
