"""How a wrong file of a city is refused: with file, key and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gongshi.records.problems import GongshiError


def invalid(file: str, key: str, reason: str) -> GongshiError:
    """``city_invalid``, to be raised."""
    return GongshiError("city_invalid", file=file, key=key, reason=reason)


def unique(file: str, key: str, values: Iterable[str]) -> None:
    """Raises ``city_invalid`` when a value stands more than once."""
    for value, count in Counter(values).items():
        if count > 1:
            raise invalid(file, key, f"{value!r} stands {count} times")
