"""The server: routes, limits, lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from anyio import to_thread
from slowapi.errors import RateLimitExceeded
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gongshi.api.answers import Answers, KnownCheckpoint
from gongshi.api.edge import Edge
from gongshi.api.graphql_route import GraphqlRoute, endpoint
from gongshi.api.guarded_engine import GuardedEngine
from gongshi.api.health import Readiness
from gongshi.api.limits.plain import PlainLimit
from gongshi.api.limits.points import MemoryPoints, Points
from gongshi.api.limits.redis_points import RedisPoints, SharedPoints
from gongshi.api.limits.told import limits_document
from gongshi.api.metrics import Metrics
from gongshi.api.operator_app import operator_app
from gongshi.api.pages import landing_page
from gongshi.api.parts import Parts
from gongshi.api.projecting import Projecting
from gongshi.api.redis_link import Names, RedisLink
from gongshi.api.responses import NO_STORE, json_response, problem_response, retry_headers
from gongshi.api.settings import Settings
from gongshi.api.tokens import load_verifier
from gongshi.api.tracing import tracing_of
from gongshi.graphql.errors import internal
from gongshi.graphql.schema import build_executor
from gongshi.ledger.sample_mark import holds_sample
from gongshi.records.problems import GongshiError


def _real_clock() -> datetime:
    return datetime.now(UTC)


def create_app(
    parts: Parts, settings: Settings, *, now: Callable[[], datetime] = _real_clock
) -> Starlette:
    """The ASGI application over parts that are open; closing them is the caller's.

    ``now`` is the clock of every answer. The projector runs from the lifespan's start to its end
    when ``settings.runs_projector``. In its ``state``: ``operator``, the application of the
    operator's port, and ``points`` and ``link``. Raises ``token_keys_unusable``, ``otel_missing``.
    """
    engine = GuardedEngine(parts.engine, parts.ledger, parts.city, now)
    executor = build_executor(engine, parts.ledger, parts.city)
    tokens = load_verifier(settings)
    link = parts.redis_link()
    points = _points(settings.points_per_minute, link)
    answers = None if link is None else _answers(link, engine, parts)
    route = GraphqlRoute(executor, tokens, points, settings, now, answers)
    projecting = Projecting(parts, now) if settings.runs_projector else None
    readiness = Readiness(
        parts.ledger, engine, parts.admin, projecting, link, settings.max_lag_seconds, now
    )
    metrics, tracing = Metrics(link, answers), tracing_of(settings.otlp_endpoint)
    names = Names.of(parts.ledger.ledger_id)
    plain = PlainLimit(settings.requests_per_minute, settings.trusted_proxies, names, link)
    page = landing_page(parts.city, sample=holds_sample(parts.ledger))

    async def healthz(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        return json_response({"status": "ok"})

    async def readyz(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        # What runs is nobody's business where the operator has a port to see it at.
        ready, report = await readiness.report(versions=settings.operator_port is None)
        status = 200 if ready else 503
        return json_response(report, status, headers=retry_headers(status, {}))

    async def limits(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        return json_response(limits_document(settings))

    async def landing(request: Request) -> Response:  # noqa: ARG001  # Starlette's form
        return HTMLResponse(page, headers=NO_STORE)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001  # Starlette's form
        if link is not None:
            await link.start()
        if projecting is not None:
            projecting.start()
        try:
            yield
        finally:
            if link is not None:
                await link.stop()
            if projecting is not None:
                await to_thread.run_sync(projecting.stop)
            await to_thread.run_sync(tracing.close)

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [
        Route("/graphql", endpoint(route), methods=methods),
        Route("/healthz", healthz),  # never refused: a busy address is no reason to restart
        Route("/readyz", plain.guard(readyz)),
        Route("/limits", plain.guard(limits)),
        Route("/", plain.guard(landing)),
    ]
    known = frozenset(one.path for one in routes)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Edge, settings.max_url_bytes, known, metrics, tracing)],
        exception_handlers={
            RateLimitExceeded: plain.refuse,
            HTTPException: _http_problem,
            Exception: _unexpected,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # one address for each thing
    app.state.operator = operator_app(metrics, readiness)
    app.state.points, app.state.link = points, link
    return app


def _points(capacity: int, link: RedisLink | None) -> Points:
    own = MemoryPoints(capacity)
    return own if link is None else SharedPoints(RedisPoints(capacity, link), own)


def _answers(link: RedisLink, engine: GuardedEngine, parts: Parts) -> Answers:
    known = KnownCheckpoint(engine.checkpoint)
    link.listen(known.forget)
    return Answers(link, known, parts.city.hash)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        problem = GongshiError("method_not_allowed", method=request.method)
        return problem_response(problem, headers)
    if error.status_code == 404:
        return problem_response(GongshiError("not_found"), headers)
    return problem_response(GongshiError("request_invalid", reason=error.detail), headers)


async def _unexpected(request: Request, error: Exception) -> Response:  # noqa: ARG001  # Starlette's form
    return problem_response(internal(error))
