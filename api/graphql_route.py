"""``/graphql``: limits, price, run, answer.

A plain endpoint function, not a mounted application: slowapi never sees a mount and crashes on an
ASGI object as a route's endpoint, and ours needs the status, the headers and the price around the
run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from gongshi.api.answers import Answer, Answers
from gongshi.api.disconnect import ClientGone, while_connected
from gongshi.api.graphql_request import GRAPHQL, JSON, answer_type, read_request
from gongshi.api.limits.bucket import Standing
from gongshi.api.limits.headers import standing_headers
from gongshi.api.limits.points import Points, Reservation
from gongshi.api.limits.principal import principal
from gongshi.api.noted import Noted, noted_of
from gongshi.api.responses import (
    body_response,
    json_response,
    problem_response,
    retry_headers,
    status_of,
)
from gongshi.api.settings import Settings
from gongshi.api.tokens import TokenVerifier, bearer_token
from gongshi.graphql.caller import Caller
from gongshi.graphql.cost import REFUSED_POINTS
from gongshi.graphql.documents import DocumentRefused, Prepared
from gongshi.graphql.errors import internal, refusals, told
from gongshi.graphql.execute import Ask, Executor, Outcome, Priced, freshness_extension
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError

POLICY: Final = "graphql"
CLIENT_GONE: Final = 499  # as proxies log it
NO_HEADERS: Final[Mapping[str, str]] = {}
#: Problems of a field that are the service's, not the question's. When every root field met one,
#: nothing was executed that could be called an answer: no data, and a 503.
_OURS: Final = frozenset({"engine_unavailable", "ledger_busy", "ledger_unavailable"})

logger: Final = logging.getLogger("gongshi.api")


class _Ended(Exception):
    """The request ends here with errors and no data."""

    def __init__(
        self,
        problem: GongshiError,
        errors: list[dict[str, Any]],
        standing: Standing | None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        super().__init__(problem.code)
        self.headers = headers
        self.problem = problem
        self.errors = errors
        self.standing = standing


@dataclass(frozen=True, slots=True)
class GraphqlRoute:
    """What the endpoint works with; ``now`` is the clock."""

    executor: Executor
    tokens: TokenVerifier | None  # None: nobody has any
    points: Points
    settings: Settings
    now: Callable[[], datetime]
    answers: Answers | None = None  # None: every answer is made anew

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        if request.method not in {"GET", "POST"}:
            problem = GongshiError("method_not_allowed", method=request.method)
            return problem_response(problem, {"Allow": "GET, POST"})
        noted = noted_of(request)
        try:
            media_type = answer_type(request.headers.get("accept"))
        except GongshiError as problem:
            return problem_response(problem)
        try:
            ask = await read_request(request, self.settings.max_body_bytes)
        except GongshiError as problem:
            # No well-formed request: the status tells, in either media type.
            noted.problems.append(problem.code)
            content = {"errors": [told(problem)]}
            return json_response(content, status_of(problem.code), media_type=media_type)
        who = principal(
            request.client.host if request.client else None,
            request.headers.getlist("x-forwarded-for"),
            self.settings.trusted_proxies,
        )
        try:
            caller = await self._caller(request, who)
            if caller is not None:
                who = f"uscc:{caller.uscc}"  # a bucket of its own, wherever it asks from
            return await self._run(
                ask, request.method, who, caller, media_type, request.receive, noted
            )
        except ClientGone:
            return Response(status_code=CLIENT_GONE)  # nobody reads it
        except _Ended as end:
            noted.problems.append(end.problem.code)
            return self._refusal(end, media_type)

    async def _run(
        self,
        ask: Ask,
        method: str,
        who: str,
        caller: Caller | None,
        media_type: str,
        receive: Receive,
        noted: Noted,
    ) -> Response:
        priced = await self._priced(ask, await self._prepared(ask.query, who), who)
        noted.fields.extend(priced.root_fields)
        noted.requested = priced.price.points
        await self._check_allowed(priced, method, who, caller)
        reservation = await self._reserve(who, priced.price.points)
        # Past this point the points are gone unless settled: a cancelled request pays what it took.
        now = self.now()
        answers = self.answers if caller is None and priced.may_be_kept else None
        kept = await self._kept(answers, ask, now)
        noted.kept = None if answers is None else kept is not None
        if kept is not None:
            noted.charged = kept.points
            standing = await self._settle(reservation, kept.points)
            return body_response(kept.body, media_type=media_type, headers=self._headers(standing))
        noted.charged = priced.price.points
        async with while_connected(receive) if not priced.mutates else nullcontext():
            outcome = await self._outcome(priced, now, caller, reservation)
        noted.charged = outcome.points
        noted.problems.extend(error["extensions"]["code"] for error in outcome.errors)
        standing = await self._settle(reservation, outcome.points)
        if _is_empty(outcome) and _all_ours(outcome.errors):
            problem = GongshiError("engine_unavailable")
            raise _Ended(problem, outcome.errors, standing)
        extensions: dict[str, Any] = {
            "cost": {"requested": priced.price.points, "charged": outcome.points}
        }
        content: dict[str, Any] = {"data": outcome.data, "extensions": extensions}
        if outcome.errors:
            content["errors"] = outcome.errors
        if outcome.checkpoint is not None:
            extensions["freshness"] = freshness_extension(outcome.checkpoint)
        body = orjson.dumps(content)
        if answers is not None and outcome.checkpoint is not None and not outcome.errors:
            answer = Answer(to_ms(now), outcome.until, outcome.points, body)
            await answers.keep(ask, outcome.checkpoint, answer)
        return body_response(body, media_type=media_type, headers=self._headers(standing))

    async def _kept(self, answers: Answers | None, ask: Ask, now: datetime) -> Answer | None:
        if answers is None:
            return None
        try:
            return await answers.get(ask, now)
        except GongshiError:
            return None  # no index to answer from: running the fields says which

    async def _outcome(
        self, priced: Priced, now: datetime, caller: Caller | None, reservation: Reservation
    ) -> Outcome:
        problem: GongshiError
        try:
            async with asyncio.timeout(self.settings.query_timeout_seconds):
                return await self.executor.run(priced, now, caller)
        except TimeoutError:
            problem = GongshiError("query_timeout")
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told by its reference only
            problem = internal(error)
        raise _Ended(problem, [told(problem)], reservation.standing)

    async def _caller(self, request: Request, who: str) -> Caller | None:
        """Who asks by their token; None without one. A bad one ends the request, whatever is asked:
        its owner believes to have one."""
        try:
            token = bearer_token(request.headers.getlist("authorization"))
            if token is None:
                return None
            if self.tokens is None:
                raise GongshiError("special_reports_off")
            return self.tokens.verify(token, self.now())
        except GongshiError as problem:
            raise await self._unauthorised(problem, who) from None

    async def _check_allowed(
        self, priced: Priced, method: str, who: str, caller: Caller | None
    ) -> None:
        if priced.mutates and method == "GET":
            problem = GongshiError("method_not_allowed", method=method)
            standing = (await self._reserve(who, 1)).standing
            raise _Ended(problem, [told(problem)], standing, {"Allow": "POST"})
        if priced.needs_token and caller is None:
            off = self.tokens is None
            problem = GongshiError("special_reports_off" if off else "token_missing")
            raise await self._unauthorised(problem, who)

    async def _unauthorised(self, problem: GongshiError, who: str) -> _Ended:
        """Refused before anything ran; it costs a point, so nobody tries tokens for nothing."""
        standing = (await self._reserve(who, 1)).standing
        headers = NO_HEADERS
        if status_of(problem.code) == 401:
            error = "" if problem.code == "token_missing" else ' error="invalid_token"'
            headers = {"WWW-Authenticate": f"Bearer{error}"}
        return _Ended(problem, [told(problem)], standing, headers)

    async def _prepared(self, text: str, who: str) -> Prepared:
        """The document: free when it was valid lately, else paid for when it is refused."""
        known = self.executor.documents.known(text)
        if known is not None:
            return known
        reservation = await self._reserve(who, min(REFUSED_POINTS, self.points.capacity))
        try:
            prepared = self.executor.documents.prepare(text)
        except DocumentRefused as refused:
            raise self._ended(refused, reservation.standing) from None
        await self._settle(reservation, 0)
        return prepared

    async def _priced(self, ask: Ask, prepared: Prepared, who: str) -> Priced:
        try:
            priced = self.executor.priced(ask, prepared)
        except DocumentRefused as refused:
            reservation = await self._reserve(who, 1)
            raise self._ended(refused, reservation.standing) from None
        points, capacity = priced.price.points, self.points.capacity
        if points > capacity:
            reservation = await self._reserve(who, 1)
            problem = GongshiError("cost_exceeds_limit", cost=points, limit=capacity)
            raise _Ended(problem, [told(problem)], reservation.standing)
        return priced

    async def _reserve(self, who: str, points: int) -> Reservation:
        reservation = await self.points.reserve(who, points, to_ms(self.now()))
        if reservation.granted:
            return reservation
        problem = GongshiError("rate_limited", seconds=reservation.standing.wait)
        raise _Ended(problem, [told(problem)], reservation.standing)

    async def _settle(self, reservation: Reservation, used: int) -> Standing:
        return await self.points.settle(reservation, used, to_ms(self.now()))

    def _ended(self, refused: DocumentRefused, standing: Standing) -> _Ended:
        return _Ended(refused.problem, refusals(refused.problem, refused.errors), standing)

    def _refusal(self, end: _Ended, media_type: str) -> Response:
        status = status_of(end.problem.code)
        if media_type == JSON and status == 400:
            status = 200  # a well-formed request was answered: the draft's rule for plain JSON
        headers = {**end.headers, **(self._headers(end.standing) if end.standing else {})}
        content = {"errors": end.errors}
        return json_response(
            content, status, media_type=media_type, headers=retry_headers(status, headers)
        )

    def _headers(self, standing: Standing) -> dict[str, str]:
        return standing_headers(POLICY, self.points.capacity, standing)


def _is_empty(outcome: Outcome) -> bool:
    return not any(value is not None for value in (outcome.data or {}).values())


def _all_ours(errors: list[dict[str, Any]]) -> bool:
    return bool(errors) and all(error["extensions"]["code"] in _OURS for error in errors)


def endpoint(route: GraphqlRoute) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint as Starlette and slowapi want it: a coroutine function of ``request``."""

    async def graphql(request: Request) -> Response:
        return await route.answer(request)

    return graphql


__all__ = ["GRAPHQL", "JSON", "GraphqlRoute", "endpoint"]
