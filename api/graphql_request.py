"""GraphQL over HTTP, the way in: what a request asks for, and the media type of its answer.

By the working draft (July 2026): POST with a JSON object, GET for queries with parameters in the
URL. A POST must be ``application/json``, so no form or script of another site can send one without
asking first, and a GET changes nothing: there is nothing to forge.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from gongshi.graphql.execute import Ask
from gongshi.records.problems import GongshiError

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"

#: Parameters of a GET. Those that the draft does not know are ignored, as in a body.
MAX_PARAMETERS: Final = 10
_QUALITY: Final = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")


def answer_type(accept: str | None) -> str:
    """The media type to answer in; raises ``not_acceptable``.

    Without a header it is the GraphQL type, as the draft has it since 2025; for ``*/*`` it is plain
    JSON, which a browser and a person at a terminal can read.
    """
    if accept is None or not accept.strip():
        return GRAPHQL
    weights = {GRAPHQL: 0.0, JSON: 0.0}
    precise = {GRAPHQL: -1, JSON: -1}
    for part in accept.split(",")[:50]:
        name, quality = _accepted(part)
        for kind in weights:
            precision = _precision(name, kind)
            if precision > precise[kind]:
                precise[kind], weights[kind] = precision, quality
    best = max(weights, key=lambda kind: (weights[kind], precise[kind]))
    if weights[GRAPHQL] == weights[JSON] and precise[GRAPHQL] == precise[JSON]:
        best = GRAPHQL if precise[GRAPHQL] == 2 else JSON
    if weights[best] <= 0:
        raise GongshiError("not_acceptable")
    return best


async def read_request(request: Request, max_body: int) -> Ask:
    """The request's document, operation and variables; raises ``GongshiError``."""
    if request.method == "GET":
        return _ask(_from_url(request.scope["query_string"]))
    _check_content_type(request)
    return _ask(_json(await _body(request, max_body), "body"))


def _from_url(query_string: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(query_string),
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError as error:
        raise GongshiError("request_invalid", reason=f"parameters: {error}") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise GongshiError("request_invalid", reason="a parameter stands twice")
    found: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if name in found:
            found[name] = _json(found[name].encode(), name)
    return found


def _check_content_type(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    encoded = request.headers.get("content-encoding", "identity").strip().lower()
    if kind.strip().lower() != JSON or charset not in {"", "charset=utf-8"}:
        raise GongshiError("media_type_unsupported")
    if encoded != "identity":
        raise GongshiError("media_type_unsupported")


async def _body(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise GongshiError("body_too_large", limit=limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise GongshiError("body_too_large", limit=limit)
    return bytes(body)


def _json(text: bytes, where: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise GongshiError("request_invalid", reason=f"{where}: {error}") from None


def _ask(members: object) -> Ask:
    if isinstance(members, list):
        raise GongshiError("request_invalid", reason="one operation a request, no batch")
    if not isinstance(members, dict):
        raise GongshiError("request_invalid", reason="an object is wanted")
    query, name = members.get("query"), members.get("operationName")
    variables, extensions = members.get("variables"), members.get("extensions")
    if not isinstance(query, str) or not query.strip():
        raise GongshiError("request_invalid", reason="query must be a text")
    if name is not None and not isinstance(name, str):
        raise GongshiError("request_invalid", reason="operationName must be a text")
    if variables is not None and not isinstance(variables, dict):
        raise GongshiError("request_invalid", reason="variables must be an object")
    if extensions is not None and not isinstance(extensions, dict):
        raise GongshiError("request_invalid", reason="extensions must be an object")
    return Ask(query, name or None, variables or {})


def _accepted(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            found = _QUALITY.fullmatch(parameter)
            return name, float(found[1]) if found else 0.0
    return name, 1.0


def _precision(name: str, kind: str) -> int:
    if name == kind:
        return 2
    if name == "application/*":
        return 1
    return 0 if name == "*/*" else -1
