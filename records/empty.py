"""What authorities write where they have nothing to say."""

from __future__ import annotations

from typing import Final

#: Seen in real feeds for "no value" (DOMAIN §2), dashes of every kind besides.
EMPTY_MARKS: Final = frozenset(
    {"", "无", "空", "暂缺", "暂无", "NULL", "null", "None", "N/A", "n/a", "不详", "^~^^~^", "^~^"}
)
_DASHES: Final = frozenset("-—–―−－‐‑‒ \u3000\u00a0\t\r\n_/\\")


def is_empty(text: str) -> bool:
    """Whether a cell means "no value": ``— —``, ``—``, 无, 空, 暂缺 and the like, or nothing but
    blanks.
    """
    stripped = text.strip()
    return stripped in EMPTY_MARKS or _DASHES.issuperset(stripped)


def blank(text: str) -> str:
    """The trimmed text, or ``""`` when it means "no value"."""
    stripped = text.strip()
    if stripped in EMPTY_MARKS or _DASHES.issuperset(stripped):
        return ""
    return stripped
