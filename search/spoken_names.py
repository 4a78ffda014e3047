"""Whole names typed by their sound: tianjinshi haihe youxiangongsi, lüluo. Pure.

The index has the sound of a name without its legal form, and ü as v; regions: ``region_sounds.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gongshi.search.names import NameTables
from gongshi.search.pinyin import begins_syllable, spellings, syllables
from gongshi.search.text import fold

_LETTERS: Final = re.compile(r"[A-Za-zÜü]+")
#: Where u may be an ü: not in luo, luan, lun.
_MAYBE_V: Final = re.compile(r"([ln])u(?![aon])")
#: Letters of the shortest name, and of the shortest beginning of a form that is taken for one.
_SHORTEST_NAME: Final = 4
_SHORTEST_FORM: Final = 3
_LONGEST_SYLLABLE: Final = 6


def with_v(text: str) -> str:
    """The text, as long as before, with v for each ü of syllables, whole or begun; Müller stays."""
    if "ü" not in text.lower():
        return text
    return _LETTERS.sub(_word_with_v, text)


def _word_with_v(match: re.Match[str]) -> str:
    word = match[0].replace("ü", "v").replace("Ü", "V")
    letters = fold(word)
    for end in range(len(letters), max(0, len(letters) - _LONGEST_SYLLABLE), -1):
        if spellings(letters[:end]) and begins_syllable(letters[end:]):
            return word
    return match[0]


def with_every_v(letters: str) -> str:
    """The letters with v wherever u may have been typed for ü: luluo → lvluo."""
    return _MAYBE_V.sub(r"\1v", letters)


def without_spoken_form(letters: str, tables: NameTables, *, begun: bool = False) -> str:
    """The letters without a legal form, or the beginning of one, at their end; "": none."""
    known = _begun_forms(tables) if begun else _forms(tables)
    return next(_ends(letters, known), "")


def _ends(letters: str, known: frozenset[str]) -> Iterator[str]:
    for end in range(_SHORTEST_NAME, len(letters) - _SHORTEST_FORM + 1):
        if letters[end:] in known:
            yield letters[:end]


@lru_cache(maxsize=8)
def _forms(tables: NameTables) -> frozenset[str]:
    return frozenset("".join(syllables(form)) for form in tables.forms)


@lru_cache(maxsize=8)
def _begun_forms(tables: NameTables) -> frozenset[str]:
    return frozenset(
        form[:length] for form in _forms(tables) for length in range(_SHORTEST_FORM, len(form) + 1)
    )
