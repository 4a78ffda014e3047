"""What only the operator may see, on a port of its own: metrics, and every part with its version.

A port and not a guarded path: a reverse proxy that hands everything on would make any path public,
and a guard is one more thing to get wrong. This one listens on the loopback interface unless told
otherwise, and nothing on the public port leads here.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gongshi.api.health import Readiness
from gongshi.api.metrics import CONTENT_TYPE, Metrics
from gongshi.api.responses import NO_STORE, json_response, retry_headers


def operator_app(metrics: Metrics, readiness: Readiness) -> Starlette:
    """``/metrics`` and ``/readyz``, both without limits."""

    async def numbers(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        _, report = await readiness.report()
        return Response(metrics.page(report), 200, NO_STORE, CONTENT_TYPE)

    async def readyz(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        ready, report = await readiness.report()
        status = 200 if ready else 503
        return json_response(report, status, headers=retry_headers(status, {}))

    return Starlette(routes=[Route("/metrics", numbers), Route("/readyz", readyz)])


class _Beside(uvicorn.Server):
    """A second server in one process; signals belong to the first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: Starlette, listener: socket.socket | None) -> AsyncIterator[None]:
    """Serve ``app`` while the block runs; None: nowhere."""
    if listener is None:
        yield
        return
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    server = _Beside(config)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve, [listener])
        try:
            yield
        finally:
            server.should_exit = True
