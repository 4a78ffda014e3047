"""Answers that are no data: problems by RFC 9457, with our stable code, and the status of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.responses import Response

from gongshi.records.problems import GongshiError

#: HTTP status of a problem that ends a request; every other one is 400.
STATUS: Final[Mapping[str, int]] = {
    "body_too_large": 413,
    "engine_unavailable": 503,
    "internal_error": 500,
    "ledger_busy": 503,
    "ledger_unavailable": 503,
    "media_type_unsupported": 415,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "not_found": 404,
    "query_timeout": 503,
    "service_away": 503,  # told by the proxy in front
    "rate_limited": 429,
    "special_reports_off": 403,
    "token_expired": 401,
    "token_forbidden": 403,
    "token_invalid": 401,
    "token_missing": 401,
    "url_too_long": 414,
}
#: Seconds after which a client may try again where we cannot know better.
RETRY_SECONDS: Final = 5

NO_STORE: Final = {"Cache-Control": "no-store"}


def status_of(code: str) -> int:
    """HTTP status of a problem."""
    return STATUS.get(code, 400)


def json_response(
    content: object,
    status: int = 200,
    *,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer nobody may store: what is shown now may be hidden the next instant."""
    return body_response(orjson.dumps(content), status, media_type=media_type, headers=headers)


def body_response(
    body: bytes,
    status: int = 200,
    *,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """``json_response`` of what is JSON already."""
    return Response(
        body,
        status,
        {**NO_STORE, **(headers or {})},
        f"{media_type}; charset=utf-8" if "graphql" in media_type else media_type,
    )


def retry_headers(status: int, headers: Mapping[str, str]) -> dict[str, str]:
    """``Retry-After`` on 503 when nothing better is known; 429 brings its own."""
    if status == 503 and "Retry-After" not in headers:
        return {**headers, "Retry-After": str(RETRY_SECONDS)}
    return dict(headers)


def problem_response(
    problem: GongshiError, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """``application/problem+json``: title in English, detail in Chinese, and the code."""
    status = status_of(problem.code)
    content = {
        "type": "about:blank",
        "title": problem.en,
        "detail": problem.zh,
        "status": status,
        "code": problem.code,
        **more,
    }
    return json_response(
        content,
        status,
        media_type="application/problem+json",
        headers=retry_headers(status, headers or {}),
    )
