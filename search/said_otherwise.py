"""A trade as people call it: 杨柳青电厂 is 华能杨柳青热电. Pure.

Unlike an abbreviation of ``search/tables/abbreviations.txt`` it is a word that many names have as
it stands; so what it may stand for is asked last.
"""

from __future__ import annotations

from functools import cache

from gongshi.search.names import Anatomy, NameTables, anatomy, table_lines


def said_otherwise(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """The readings of a text with such a word said as names have it."""
    texts = (
        whole.folded.replace(word, other, 1)
        for word, others in _words().items()
        if word in whole.folded
        for other in others
    )
    return tuple(parts for text in texts if (parts := anatomy(text, tables)).bare)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in table_lines("said_otherwise.txt"))
    return {word: tuple(others) for word, *others in lines}
