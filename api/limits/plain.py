"""Requests a minute on the plain routes, by slowapi.

What slowapi 0.1.10 does that one has to know (measured):

* it never limits a mounted application and crashes on an ASGI object as a route's endpoint: ours
  are plain coroutine functions;
* its own headers put ``Retry-After`` on every 200: they stay off, ours are written here;
* by default it counts by path, so that a route with parameters would grow without end: here it
  counts by endpoint;
* it reads ``.env`` and ``RATELIMIT_*`` of the environment: what matters is given, and it is on
  whatever they say;
* its storage calls block: those of memory take microseconds, those of Redis are made in a thread;
* it logs the key of who is refused: with Redis, and in memory alike, the key is a hash.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from anyio import to_thread
from redis.exceptions import RedisError
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from starlette.requests import Request
from starlette.responses import Response

from gongshi.api.limits.bucket import Standing
from gongshi.api.limits.headers import standing_headers
from gongshi.api.limits.principal import Network, principal
from gongshi.api.redis_link import BLOCKING_OPTIONS, Names, RedisLink
from gongshi.api.responses import problem_response
from gongshi.records.problems import GongshiError

POLICY: Final = "plain"

Endpoint = Callable[[Request], Awaitable[Response]]
#: Counts one request to an endpoint; the headers that say where its caller stands then.
Count = Callable[[Request], dict[str, str]]


class PlainLimit:
    """Guards plain endpoints, each for itself; in Redis while ``link`` is up, else in memory."""

    def __init__(
        self,
        per_minute: int,
        trusted: tuple[Network, ...],
        names: Names,
        link: RedisLink | None = None,
    ) -> None:
        self._quota = per_minute
        self._link = link

        def who(request: Request) -> str:
            peer = request.client.host if request.client else None
            forwarded = request.headers.getlist("x-forwarded-for")
            return names.hashed("plain", principal(peer, forwarded, trusted))

        self._own = _limiter(who, "memory://", {})
        self._shared = None
        if link is not None:
            options = {**BLOCKING_OPTIONS, "key_prefix": f"{names.prefix}:plain"}
            self._shared = _limiter(who, link.url, options)

    def guard(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, limited and telling where its caller stands."""
        own = self._counter(self._own, endpoint)
        shared = None if self._shared is None else self._counter(self._shared, endpoint)

        async def guarded(request: Request) -> Response:
            headers = None
            if shared is not None:
                headers = await self._in_redis(shared, request)
            if headers is None:
                headers = own(request)
            response = await endpoint(request)
            response.headers.update(headers)
            return response

        return guarded

    async def refuse(self, request: Request, error: Exception) -> Response:
        """The answer to one request too many."""
        assert isinstance(error, RateLimitExceeded)
        headers: dict[str, str] = request.state.plain_headers
        problem = GongshiError("rate_limited", seconds=headers["Retry-After"])
        return problem_response(problem, headers)

    async def _in_redis(self, count: Count, request: Request) -> dict[str, str] | None:
        """The headers; None when Redis is away."""
        assert self._link is not None
        if not self._link.up:
            return None
        try:
            return await to_thread.run_sync(count, request)
        except (RedisError, OSError) as error:
            self._link.lose(error)
            return None

    def _counter(self, limiter: Limiter, endpoint: Endpoint) -> Count:
        def counted(request: Request) -> dict[str, str]:
            return self._headers(limiter, request, refused=False)

        # slowapi finds its limits by module and name
        counted.__name__ = counted.__qualname__ = endpoint.__name__
        limited = limiter.limit(f"{self._quota}/minute")(counted)

        def count(request: Request) -> dict[str, str]:
            try:
                return cast("dict[str, str]", limited(request))
            except RateLimitExceeded:
                request.state.plain_headers = self._headers(limiter, request, refused=True)
                raise

        return count

    def _headers(self, limiter: Limiter, request: Request, *, refused: bool) -> dict[str, str]:
        limit, arguments = cast("tuple[Any, list[str]]", request.state.view_rate_limit)
        reset, remaining = limiter.limiter.get_window_stats(limit, *arguments)
        seconds = max(1, math.ceil(reset - time.time()))
        standing = Standing(int(remaining), seconds, seconds if refused else 0)
        return standing_headers(POLICY, self._quota, standing)


def _limiter(who: Callable[[Request], str], storage: str, options: dict[str, Any]) -> Limiter:
    limiter = Limiter(
        key_func=who,
        storage_uri=storage,
        storage_options=options,
        strategy="fixed-window",
        headers_enabled=False,
        key_style="endpoint",
    )
    limiter.enabled = True
    limiter._headers_enabled = False
    return limiter
