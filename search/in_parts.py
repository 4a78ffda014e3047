"""A text whose parts stand in a name, and not the whole: 小淀圆通快递, 狗不理包子, 邮储杨村. Pure.

Asked where nothing else was found. The 字号 stands somewhere in the text; what stands beside it may
be a place, a trade said otherwise, a word that no name has, or a slip. A name is compared by what
of the text stands in it, in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from gongshi.search.names import COUNTRY, Anatomy, NameTables, anatomy
from gongshi.search.nodes import both, either, phrase
from gongshi.search.port import AllTerms, AnyTerm, AtLeast, Both, Node, Term, Tier
from gongshi.search.subject_terms import LONGEST_PREFIX
from gongshi.search.text import bigrams, fold
from gongshi.search.towns import without_town

_SIMILAR: Final = "similar"
#: Characters of the shortest and the longest text that is taken to pieces, and of a piece.
_SHORTEST: Final = 4
_LONGEST: Final = 16
_PIECE: Final = 2
#: Longest 字号 in it, and the shortest text that may have its slip there.
_LONGEST_BRAND: Final = 8
_LONG: Final = 6
#: Numbers of shared bigrams that are asked for one by one.
_LEVELS: Final = 4
#: A 字号 of so many characters tells enough, whatever stands beside it.
_TELLING: Final = 3
#: The longest text that may hold an abbreviation, and the longest abbreviation in it.
_LONGEST_SHORT: Final = 10
_ABBREVIATION: Final = 4
#: How a name is compared: points for each character in a piece, and for a single one; of equal
#: ones the name with fewer others.
_IN_PIECES: Final = 4
_ALONE: Final = 2
_MOST_LEFT: Final = 7
#: For what was found of the text, and of the name; neither is in any text.
_HELD: Final = " "
_GONE: Final = "|"


def whole_texts(named: Anatomy, tables: NameTables) -> tuple[str, ...]:
    """The text without country, city and legal form, and with what it shortens spelled out."""
    spelled = (anatomy(name, tables) for name in tables.spelled_out(named.plain))
    texts = (one.plain.removeprefix(COUNTRY).removeprefix(tables.city) for one in (named, *spelled))
    return tuple(dict.fromkeys(text for text in texts if _SHORTEST <= len(text) <= _LONGEST))


def short_and_place(texts: tuple[str, ...], tables: NameTables) -> tuple[Tier, ...]:
    """Names that one part of a text may shorten, and that hold the other."""
    nodes = tuple(dict.fromkeys(node for text in texts for node in _short_and_place(text, tables)))
    return (Tier(_SIMILAR, either(nodes)),) if nodes else ()


def brand_and_more(texts: tuple[str, ...], tables: NameTables) -> tuple[Tier, ...]:
    """Names whose 字号 a text may hold, or that share much of it."""
    return tuple(Tier(_SIMILAR, node) for text in texts for node in _brand_and_more(text, tables))


def told_by_parts(texts: tuple[str, ...], names: Iterable[str], tables: NameTables) -> int:
    """How much of one of the texts stands in one of the names, 0 for too little; below 1,024.

    A trade is everybody's: of what stands before it in the text half has to be there, or a
    beginning of three characters and a third. A place is, too: of the name's 字号 the first
    character or half has to be in the text, or nearly all of the text in the name.
    """
    return max((_told(text, name, tables) for name in names for text in texts), default=0)


def _told(text: str, name: str, tables: NameTables) -> int:
    """Pieces of two and more characters, the longest first, then single ones; each once."""
    folded = fold(name)
    rest, left, points, longest = text, folded, 0, 0
    for size in range(len(text), 0, -1):
        for place in range(len(text) - size + 1):
            piece = rest[place : place + size]
            if _HELD in piece or (found := left.find(piece)) < 0:
                continue
            rest = rest[:place] + _HELD * size + rest[place + size :]
            left = left[:found] + _GONE * size + left[found + size :]
            points += _ALONE if size == 1 else _IN_PIECES * size - 1
            longest = max(longest, size)
    core = len(tables.split_trade(text)[0])
    held = rest[:core].count(_HELD)
    begun = rest.startswith(_HELD * _TELLING) and 3 * held >= core
    if longest < _PIECE or (2 * held < core and not begun):
        return 0
    if 4 * rest.count(_HELD) < 3 * len(text) and not _is_named(anatomy(name, tables), left, tables):
        return 0
    others = (len(left) - left.count(_GONE)) // 2
    return points * (_MOST_LEFT + 1) + _MOST_LEFT - min(others, _MOST_LEFT)


def _is_named(name: Anatomy, left: str, tables: NameTables) -> bool:
    """Whether enough of the name's 字号 was found; ``left``: the name with that crossed out."""
    for one in (name, *without_town(name, tables)):
        place = name.folded.find(one.core)
        core = left[place : place + len(one.core)] if place >= 0 else ""
        if core and (core.startswith(_GONE) or 2 * core.count(_GONE) >= len(core)):
            return True
    return False


def _brand_and_more(text: str, tables: NameTables) -> Iterator[Node]:
    if len(_without_trades(text, tables)) < _PIECE:
        return
    grams = tuple(dict.fromkeys(bigrams(text)))
    brands = _brands(text, tables)
    long = len(text) >= _LONG
    if long:
        # The slip may stand in the 字号.
        yield AtLeast("grams", grams, -(-2 * len(grams) // 3))
    named = AnyTerm("core", brands)
    for least in range(len(grams) - 1, 1, -1)[:_LEVELS]:
        yield Both((named, AtLeast("grams", grams, least)))
    if long:
        yield AtLeast("grams", grams, max(2, -(-2 * len(grams) // 5)))
    if telling := tuple(brand for brand in brands if len(brand) >= _TELLING):
        yield AnyTerm("core", telling)
    if begins := tuple(brand for brand in brands if _TELLING <= len(brand) <= LONGEST_PREFIX):
        yield AnyTerm("prefix", begins)
    yield named
    # 穆记清真肉铺 is 穆记清真牛羊肉店: where the 字号 ends cannot be told.
    others = tuple(dict.fromkeys(text[_PIECE:]))
    half = Term("prefix", text[:_PIECE])
    yield Both((half, AtLeast("core_grams", others, -(-len(others) // 2))))


def _without_trades(text: str, tables: NameTables) -> str:
    """What is left of a text without its trades: these are everybody's."""
    kept = ""
    while text:
        trade = tables.trade_at_start(text)
        kept += "" if trade else text[0]
        text = text[len(trade) or 1 :]
    return kept


def _brands(text: str, tables: NameTables) -> tuple[str, ...]:
    """What of the text may be a 字号, the longest first."""
    found = (
        text[place : place + size]
        for size in range(min(len(text) - 1, _LONGEST_BRAND), _PIECE - 1, -1)
        for place in range(len(text) - size + 1)
    )
    return tuple(brand for brand in dict.fromkeys(found) if not tables.is_trade(brand))


def _short_and_place(text: str, tables: NameTables) -> Iterator[Node]:
    if len(text) > _LONGEST_SHORT:
        return
    for end in range(_PIECE, len(text) - _PIECE + 1):
        for short, place in ((text[:end], text[end:]), (text[end:], text[:end])):
            if len(short) <= _ABBREVIATION and not tables.is_trade(place):
                begins = Term("prefix", short[0])
                held = AllTerms("core_grams", tuple(dict.fromkeys(short)))
                yield both((phrase("grams", place), begins, held))
