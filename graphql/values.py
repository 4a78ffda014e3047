"""From what stands in a document to what goes out: no text is null, dates, money are typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def text(value: str) -> str | None:
    """The text, or None when nothing was given."""
    return value or None


def day(value: str | None) -> date | None:
    """``YYYY-MM-DD`` as a date."""
    return None if value is None else date.fromisoformat(value)


def money(value: str | None) -> Decimal | None:
    """A decimal string as an exact number."""
    return None if value is None else Decimal(value)
