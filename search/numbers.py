"""Document and certificate numbers as people type them."""

from __future__ import annotations

import re
from typing import Final

from gongshi.search.record_terms import fold_number

#: A year between two other parts, or in front of a word that ends in 字, 第 and digits, or anything
#: that ends in digits and 号.
_DOCUMENT: Final = re.compile(
    r"[^\W\d_]\w*(?:19|20)\d\d\w*\d\w*|(?:19|20)\d\d[^\W\d_]+[字第]\d+|\w*[^\W\d_]\w*\d号"
)
#: JY33202810257113: letters of a kind of licence, then digits.
_CERTIFICATE: Final = re.compile(r"[a-z]{1,4}\d{8,18}")
_NUMBERED: Final = re.compile(r"\d号?\Z")


def is_number(folded: str) -> bool:
    """Whether a folded word looks like the number of a document or certificate."""
    if not _NUMBERED.search(folded):
        return False
    return bool(_DOCUMENT.fullmatch(folded) or _CERTIFICATE.fullmatch(folded))


def number_variants(text: str) -> tuple[str, ...]:
    """The number as it is looked up: folded, with and without the 号 at its end."""
    folded = fold_number(text)
    if not folded or not _NUMBERED.search(folded):
        return (folded,)
    bare = folded.removesuffix("号")
    return (folded, bare if bare != folded else f"{folded}号")
