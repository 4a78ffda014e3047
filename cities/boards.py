"""From ``boards.toml`` to the boards of a city."""

from __future__ import annotations

from collections.abc import Iterable

from gongshi.cities.board_schema import BoardsFile, BoardTable, ViolationTypesTable
from gongshi.cities.schema import PENALTY_KINDS
from gongshi.records.board_rules import Board, BoardRule, Boards, ViolationTypes, fold_type, folded
from gongshi.records.model import Field, RecordKind
from gongshi.records.problems import GongshiError
from gongshi.records.rules import KindRule

FILE = "boards.toml"
#: Names of penalties as they are written; none of them names a violation.
_PENALTIES = (
    *PENALTY_KINDS,
    *("没收违法所得", "没收非法财物", "暂扣或者吊销许可证", "暂扣或者吊销执照", "行政处罚"),
)
#: Which rules ask for which key.
_ASKED = {
    "at_least": (BoardRule.REPEATED,),
    "window_months": (BoardRule.REPEATED, BoardRule.DEFIANT),
    "orders": (BoardRule.DEFIANT,),
    "grounds": (BoardRule.LISTED,),
}


def boards_of(file: BoardsFile, kind_rules: Iterable[KindRule]) -> Boards:
    """The boards; raises ``city_invalid`` for what contradicts itself, or would show nothing."""
    listing = [rule for rule in kind_rules if rule.kind is RecordKind.SERIOUS]
    for table in file.board:
        if table.rule is BoardRule.LISTED and not any(
            rule.term_months is not None and not rule.hidden for rule in listing
        ):
            reason = "no rule shows the serious list for a term: the board would always be empty"
            raise _invalid(f"board {table.code}.rule", reason)
    return Boards(
        boards=tuple(_board(table) for table in file.board),
        types=_types(file.violation_types),
        minor_kinds=frozenset(file.minor_kinds),
    )


def _invalid(key: str, reason: str) -> GongshiError:
    return GongshiError("city_invalid", file=FILE, key=key, reason=reason)


def _board(table: BoardTable) -> Board:
    where = f"board {table.code}"
    for key, given in (
        ("at_least", table.at_least is not None),
        ("window_months", table.window_months is not None),
        ("orders", bool(table.orders)),
        ("grounds", bool(table.grounds)),
    ):
        rules = _ASKED[key]
        if given != (table.rule in rules):
            named = "、".join(rules)
            raise _invalid(f"{where}.{key}", f"belongs to the rule {named}, which needs it")
    if Field.OTHER in table.sectors:
        raise _invalid(f"{where}.sectors", "其他 is no key field")
    for article, sector in table.grounds.items():
        if sector not in table.sectors:
            raise _invalid(f"{where}.grounds.{article}", "is none of the board's sectors")
    return Board(
        code=table.code,
        name_zh=table.name_zh,
        name_en=table.name_en,
        basis=table.basis,
        rule=table.rule,
        sectors=frozenset(table.sectors),
        window_months=table.window_months,
        at_least=table.at_least or 2,
        orders=frozenset(table.orders),
        grounds=table.grounds,
        confirmed_by=table.confirmed_by,
    )


def _types(table: ViolationTypesTable) -> ViolationTypes:
    nothing = folded((*_PENALTIES, *table.nothing))
    same: dict[str, str] = {}
    for name, spellings in table.same.items():
        for spelling in (name, *spellings):
            key = fold_type(spelling)
            where = f"violation_types.same.{name}"
            if not key or key in nothing:
                raise _invalid(where, f"{spelling!r} names no violation")
            if same.setdefault(key, name) != name:
                raise _invalid(where, f"{spelling!r} stands under {same[key]!r} too")
    return ViolationTypes(same, nothing)
