"""``/limits``: every limit of the public edge, for machines."""

from __future__ import annotations

from typing import Any

from gongshi.api.limits.headers import WINDOW_SECONDS
from gongshi.api.settings import Settings
from gongshi.graphql import cost, limits


def limits_document(settings: Settings) -> dict[str, Any]:
    """What an anonymous client may do; docs/limits.md says the same in words."""
    return {
        "request": {
            "bodyBytes": settings.max_body_bytes,
            "urlBytes": settings.max_url_bytes,
            "seconds": settings.query_timeout_seconds,
            "batch": limits.MAX_BATCH,
        },
        "document": {
            "tokens": limits.MAX_TOKENS,
            "comments": limits.MAX_COMMENTS,
            "depth": limits.MAX_DEPTH,
            "fields": limits.MAX_FIELDS,
            "aliases": limits.MAX_ALIASES,
            "directives": limits.MAX_DIRECTIVES,
            "operations": limits.MAX_OPERATIONS,
            "fragments": limits.MAX_FRAGMENTS,
        },
        "search": {
            "first": limits.MAX_FIRST,
            "defaultFirst": limits.DEFAULT_FIRST,
            "suggestions": limits.MAX_SUGGESTIONS,
            "window": limits.MAX_WINDOW,
            "queryCharacters": limits.MAX_QUERY_CHARACTERS,
            "filterValues": limits.MAX_FILTER_VALUES,
            "sectors": limits.MAX_SECTORS,
        },
        "cost": {
            "formula": "rows asked × fields selected",
            "schemaPoints": cost.SCHEMA_POINTS,
            "typePoints": cost.TYPE_POINTS,
            "refusedPoints": cost.REFUSED_POINTS,
            "rootPoints": dict(cost.ROOT_POINTS),
            "listRows": dict(cost.LIST_ROWS),
        },
        "rates": [
            {
                "policy": "graphql",
                "routes": ["/graphql"],
                "principal": "anonymous",
                "quota": settings.points_per_minute,
                "unit": "points",
                "seconds": WINDOW_SECONDS,
            },
            {
                "policy": "plain",
                "routes": ["/", "/limits", "/readyz"],
                "principal": "anonymous",
                "quota": settings.requests_per_minute,
                "unit": "requests",
                "seconds": WINDOW_SECONDS,
                "each": "route",
            },
        ],
        "principals": {"anonymous": {"ipv4": 32, "ipv6": 64}},
    }
