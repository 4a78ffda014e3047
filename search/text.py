"""Text analysis, done here once: both engines only ever see ready tokens.

``fold`` turns what a person typed and what an authority wrote into the same string: NFKC (full
width, ligatures), traditional → simplified (OpenCC), lower case, nothing but letters and digits
left (brackets, spaces, points, control and bidi characters, emoji and lone surrogates are gone).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate
from operator import add
from typing import Final

from opencc import OpenCC

#: Keeps names apart inside a text field: no folded text holds it, so no phrase spans two names.
GAP: Final = "|"
_BETWEEN: Final = f" {GAP} "
#: Punctuation that parts no words: 津市监罚〔2025〕7号 is one.
INSIDE_WORDS: Final = frozenset("()（）[]【】〔〕·&.-_/#'’")
#: A run of letters and digits: what ``str.isalnum`` holds for.
_LETTERS: Final = re.compile(r"[^\W_]+")
_SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """A character that OpenCC changes: a text without any of them is left alone, which saves the
    call.
    """
    convert = _converter().convert
    characters = [
        character
        for character in map(chr, [*range(0x3400, 0xA000), *range(0xF900, 0xFB00)])
        if convert(character) != character
    ]
    return re.compile(f"[{''.join(characters)}]")


def soften(text: str) -> str:
    """NFKC, simplified, lower case; punctuation and spaces still there."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _traditional().search(text):
            # OpenCC speaks UTF-8: a lone surrogate cannot pass.
            text = _converter().convert(text.translate(_SURROGATES))
    return text.lower()


def keep_letters(soft: str) -> str:
    """Only the letters and digits of a softened text."""
    if soft.isalnum():
        return soft
    return "".join(_LETTERS.findall(soft))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The folded form of a text: see above. ``fold(fold(x)) == fold(x)``."""
    return keep_letters(soften(text))


def bigrams(folded: str) -> tuple[str, ...]:
    """All neighbouring pairs; a single character stands for itself."""
    if len(folded) < 2:
        return (folded,) if folded else ()
    return tuple(map(add, folded, folded[1:]))


def gram_text(folded: str) -> str:
    """All neighbouring pairs as the words of one text: ``海河乳`` → ``海河 河乳``."""
    if len(folded) < 2:
        return folded
    # Every character but the first and the last ends one pair and begins the next.
    return folded[0] + folded[1:-1].translate(_ENDS_AND_BEGINS) + folded[-1]


class _Twice(dict[int, str]):
    """``南`` → ``南 南``, one entry a character."""

    def __missing__(self, character: int) -> str:
        twice = self[character] = f"{chr(character)} {chr(character)}"
        return twice


_ENDS_AND_BEGINS: Final = _Twice()


def edge_grams(core: str) -> tuple[str, ...]:
    """Distinct bigrams with marked ends: ``海河`` → ``^海 海河 河$``."""
    if not core:
        return ()
    return tuple(dict.fromkeys((f"^{core[0]}", *bigrams(core), f"{core[-1]}$")))


def prefixes(folded: str, longest: int) -> list[str]:
    """Edge prefixes of 1 … ``longest`` characters."""
    return list(accumulate(folded[:longest]))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a query: parts between spaces, commas and the like."""
    soft = soften(text)
    spaced = "".join([c if c.isalnum() or c in INSIDE_WORDS else " " for c in soft])
    return tuple(word for part in spaced.split() if (word := keep_letters(part)))


def joined(texts: Iterable[str]) -> str:
    """Texts of tokens one after another with a gap between; empty ones are left out."""
    return _BETWEEN.join(filter(None, texts))
