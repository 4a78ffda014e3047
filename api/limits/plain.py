"""Requests a minute on the plain routes, by slowapi.

What slowapi 0.1.10 does that one has to know (measured):

* it never limits a mounted application and crashes on an ASGI object as a route's endpoint: ours
  are plain coroutine functions;
* its own headers put ``Retry-After`` on every 200: they stay off, ours are written here;
* by default it counts by path, so that a route with parameters would grow without end: here it
  counts by endpoint;
* it reads ``.env`` and ``RATELIMIT_*`` of the environment: what matters is given, and it is on
  whatever they say;
* its storage is per process and its calls block: memory only, which takes microseconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from starlette.requests import Request
from starlette.responses import Response

from gongshi.api.limits.bucket import Standing
from gongshi.api.limits.headers import standing_headers
from gongshi.api.limits.principal import Network, principal
from gongshi.api.responses import problem_response
from gongshi.records.problems import GongshiError

POLICY: Final = "plain"

Endpoint = Callable[[Request], Awaitable[Response]]


class PlainLimit:
    """Guards plain endpoints, each for itself."""

    def __init__(self, per_minute: int, trusted: tuple[Network, ...]) -> None:
        self._quota = per_minute

        def who(request: Request) -> str:
            peer = request.client.host if request.client else None
            return principal(peer, request.headers.getlist("x-forwarded-for"), trusted)

        self._limiter = Limiter(
            key_func=who,
            storage_uri="memory://",
            strategy="fixed-window",
            headers_enabled=False,
            key_style="endpoint",
        )
        self._limiter.enabled = True

    def guard(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, limited and telling where its caller stands."""

        async def counted(request: Request) -> Response:
            response = await endpoint(request)
            response.headers.update(self._headers(request, refused=False))
            return response

        # slowapi finds its limits by module and name
        counted.__name__ = counted.__qualname__ = endpoint.__name__
        limited = self._limiter.limit(f"{self._quota}/minute")(counted)
        return cast("Endpoint", limited)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """The answer to one request too many."""
        assert isinstance(error, RateLimitExceeded)
        headers = self._headers(request, refused=True)
        problem = GongshiError("rate_limited", seconds=headers["Retry-After"])
        return problem_response(problem, headers)

    def _headers(self, request: Request, *, refused: bool) -> dict[str, str]:
        limit, arguments = cast("tuple[Any, list[str]]", request.state.view_rate_limit)
        reset, remaining = self._limiter.limiter.get_window_stats(limit, *arguments)
        seconds = max(1, math.ceil(reset - time.time()))
        standing = Standing(int(remaining), seconds, seconds if refused else 0)
        return standing_headers(POLICY, self._quota, standing)
