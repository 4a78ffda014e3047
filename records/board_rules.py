"""The exposure boards (曝光台) of a city as data: built from its ``boards.toml``, used by
``boards``.

Which subjects stand on a board is the city's decision: no statute gives the thresholds. Every
number here stems from the city's folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from gongshi.records.model import Field, PenaltyKind

#: Several violation types in one cell; 、 and ， stand inside types and part nothing.
_BETWEEN_TYPES: Final = re.compile(r"[;；|\n]+")
_BETWEEN_KINDS: Final = re.compile(r"[;；|\n、,，/和及]+")


class BoardRule(StrEnum):
    """What brings a subject on a board."""

    #: 屡罚不改: penalties of one violation type again and again within the window.
    REPEATED = "repeated"
    #: 屡禁不止: a violation type that was forbidden by an order or a suspension, punished again.
    DEFIANT = "defiant"
    #: 严重违法失信: an entry of the serious list in force.
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Board:
    """One board. ``rule`` says by which of the fields from ``window_months`` on it is asked."""

    code: str
    name_zh: str
    name_en: str
    basis: str  # the instrument the board is published by
    rule: BoardRule
    sectors: frozenset[Field]  # key fields; a record of another or an unknown field never counts
    #: REPEATED, DEFIANT: a decision counts until so many months after it
    window_months: int | None = None
    at_least: int = 2  # REPEATED: decisions of different days under different numbers
    orders: frozenset[PenaltyKind] = frozenset()  # DEFIANT: kinds that forbid to go on
    #: LISTED: 列入情形 (article of order 44) -> its sector; entries of other articles never count
    grounds: Mapping[int, Field] = field(default_factory=dict[int, Field])
    confirmed_by: tuple[str, ...] = ()  # units that may confirm; empty: no confirmation is needed


@dataclass(frozen=True, slots=True)
class ViolationTypes:
    """Which values of 违法行为类型 are the same violation, and which name none.

    Keys are folded (``fold_type``). A value that is in neither table is a type of its own.
    """

    same: Mapping[str, str] = field(default_factory=dict)  # spelling -> the type's name
    nothing: frozenset[str] = frozenset()  # 其他, 罚款 …: what no two records have in common

    def of(self, text: str) -> Mapping[str, str]:
        """The types a cell names: key (equal for the same violation) -> the name to show."""
        found: dict[str, str] = {}
        for part in _BETWEEN_TYPES.split(text):
            folded = fold_type(part)
            name = self.same.get(folded)
            if name is not None:
                found.setdefault(fold_type(name), name)
            elif not self._names_nothing(part):
                found.setdefault(folded, part.strip())
        return found

    def _names_nothing(self, part: str) -> bool:
        """Also 罚款、没收违法所得: nothing but words that name nothing."""
        return fold_type(part) in self.nothing or all(
            fold_type(word) in self.nothing or not fold_type(word)
            for word in _BETWEEN_KINDS.split(part)
        )


@dataclass(frozen=True, slots=True)
class Boards:
    """All boards of a city, in the order they are shown."""

    boards: tuple[Board, ...] = ()
    types: ViolationTypes = ViolationTypes()
    minor_kinds: frozenset[PenaltyKind] = frozenset()  # a penalty of no other kinds is 轻微

    def board(self, code: str) -> Board | None:
        """The board with this code."""
        return next((board for board in self.boards if board.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDecision:
    """A named unit confirmed a candidate with the evidence it saw, or took that back.

    It holds from ``at`` until the next decision about the same board, sector and violation type.
    """

    board: str
    sector: Field
    violation: str  # key of the violation type; of a list entry the article
    confirmed: bool  # False: taken back
    evidence: frozenset[str]  # ids of the records it rests on
    unit: str
    basis: str
    by: str
    at: datetime
    sequence: int = 0  # order of acceptance: decides between decisions of one instant


@lru_cache(maxsize=4_096)
def fold_type(text: str) -> str:
    """A violation type without regard to width, case, spaces and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def folded(texts: Iterable[str]) -> frozenset[str]:
    """All of them, folded."""
    return frozenset(map(fold_type, texts))
