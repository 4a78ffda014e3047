"""Header fields that tell a principal where it stands (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

from typing import Final

from gongshi.api.limits.bucket import Standing

WINDOW_SECONDS: Final = 60


def standing_headers(policy: str, quota: int, standing: Standing) -> dict[str, str]:
    """``RateLimit`` and ``RateLimit-Policy``; ``Retry-After`` only when something was refused."""
    headers = {
        "RateLimit-Policy": f'"{policy}";q={quota};w={WINDOW_SECONDS}',
        "RateLimit": f'"{policy}";r={standing.remaining};t={standing.full_in}',
    }
    if standing.wait:
        headers["Retry-After"] = str(standing.wait)
    return headers
