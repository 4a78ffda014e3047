"""Codes as tokens."""

from __future__ import annotations

from functools import lru_cache

from gongshi.records.identifiers import clean_code


@lru_cache(maxsize=4_096)
def clean_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The distinct cleaned codes in their order; a subject's records bring the same ones."""
    return tuple(dict.fromkeys([code for text in texts if (code := clean_code(text))]))
