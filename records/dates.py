"""Days as departments write them, and periods as the Civil Code counts them (民法典 §201-202)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

from gongshi.records.empty import is_empty

#: From this year on a date means "long-term" (长期): 2099/12/31, 2099/01/31, 2123/12/04 are all
#: seen.
LONG_TERM_YEAR: Final = 2099
LONG_TERM_WORDS: Final = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限"})
LONG_TERM: Final = date(2099, 12, 31)

_DAY: Final = re.compile(
    r"(\d{4})(?:\s*[/\-.年]\s*(\d{1,2})\s*[/\-.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))"
    r"(?:[T ]\s*\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)


@lru_cache(maxsize=65_536)
def parse_date(text: str) -> date | None:
    """A day as departments write it: ``2025/11/18``, ``2025-11-18``, ``2025.11.18``,
    ``2025年11月18日``, ``20251118``, each with or without a time of day behind it.

    None for an empty mark; ``LONG_TERM`` for 长期. Raises ValueError for anything else, 2025/02/30
    included.
    """
    if is_empty(text):
        return None
    stripped = text.strip()
    if stripped in LONG_TERM_WORDS:
        return LONG_TERM
    match = _DAY.fullmatch(stripped) or _DAY.fullmatch(unicodedata.normalize("NFKC", stripped))
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day, month2, day2 = match.groups()
    return date(int(year), int(month or month2), int(day or day2))


def is_long_term(day: date) -> bool:
    """Whether a validity's end means long-term (长期)."""
    return day.year >= LONG_TERM_YEAR


@lru_cache(maxsize=16_384)
def last_day(start: date, months: int) -> date:
    """The last day of a period of months counted from the day of an act.

    The day of the act is not counted; the period ends with the whole of the corresponding day of
    the last month, or with that month's last day when it has no such day (民法典 §201-202): three
    months from 2025-11-30 end with 2026-02-28. Dates beyond year 9999 end at its last day.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if year > 9999:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
