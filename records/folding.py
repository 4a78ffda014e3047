"""Names and numbers as they are compared: whoever writes them, with whatever width and brackets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_FOLDED: Final[dict[str, str]] = {
    **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **dict.fromkeys("〔【[{〈《「", "("),
    **dict.fromkeys("〕】]}〉》」", ")"),
    **dict.fromkeys(" \t\r\n\u3000\u00a0\u200b\ufeff", ""),
    **dict.fromkeys("‐‑‒–—−－", "-"),
}
# A search for the few characters that change beats str.translate, which looks at every one, and
# NFKC, which is slow on a text with a single full-width comma.
_TO_FOLD: Final = re.compile("[" + re.escape("".join(_FOLDED)) + "]")


def _folded_character(match: re.Match[str]) -> str:
    return _FOLDED[match[0]]


def fold(text: str) -> str:
    """A name or number as it is compared: NFKC, upper case, one kind of bracket and hyphen, no
    spaces."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = _TO_FOLD.sub(_folded_character, text)
    if not unicodedata.is_normalized("NFKC", folded):
        folded = _TO_FOLD.sub(_folded_character, unicodedata.normalize("NFKC", folded))
    return folded.upper()


@lru_cache(maxsize=32_768)
def fold_cached(text: str) -> str:
    """``fold``, remembered: for names and numbers, which come again and again."""
    return fold(text)
