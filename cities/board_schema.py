"""What may stand in a city's ``boards.toml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from pydantic import Field as Key

from gongshi.cities.schema import FieldName, PenaltyKindName, Table
from gongshi.records.board_rules import BoardRule

#: Rules that the records kept here cannot answer: a board that would always be empty is refused.
UNANSWERED = {
    "broken_commitment": "commitments (信用承诺) are filed without a field (领域)",
}


def _rule(value: object) -> object:
    if isinstance(value, str) and value in UNANSWERED:
        raise ValueError(f"{value!r} cannot be answered: {UNANSWERED[value]}")
    return value


Name = Annotated[str, Key(min_length=1)]


class ViolationTypesTable(Table):
    nothing: tuple[Name, ...] = ()
    same: dict[Name, tuple[Name, ...]] = Key(default={})


class BoardTable(Table):
    code: str = Key(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    rule: Annotated[BoardRule, BeforeValidator(_rule)]
    name_zh: Name
    name_en: Name
    basis: Name
    sectors: tuple[FieldName, ...] = Key(min_length=1)
    window_months: int | None = Key(default=None, ge=1, le=600)
    at_least: int | None = Key(default=None, ge=2, le=100)
    orders: tuple[PenaltyKindName, ...] = ()
    grounds: dict[Annotated[int, Key(ge=5, le=11)], FieldName] = Key(default={})
    confirmed_by: tuple[Name, ...]


class BoardsFile(Table):
    """boards.toml"""

    minor_kinds: tuple[PenaltyKindName, ...] = ()
    violation_types: ViolationTypesTable = ViolationTypesTable()
    board: tuple[BoardTable, ...] = Key(default=(), max_length=16)
