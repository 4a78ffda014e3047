"""From ``boards.toml`` to the boards of a city."""

from __future__ import annotations

from gongshi.cities.board_schema import BoardsFile, BoardTable, ViolationTypesTable
from gongshi.cities.schema import PENALTY_KINDS
from gongshi.records.board_rules import Board, BoardRule, Boards, ViolationTypes, fold_type, folded
from gongshi.records.model import Field
from gongshi.records.problems import GongshiError

FILE = "boards.toml"
#: Names of penalties as they are written; none of them names a violation.
_PENALTIES = (
    *PENALTY_KINDS,
    *("没收违法所得", "没收非法财物", "暂扣或者吊销许可证", "暂扣或者吊销执照", "行政处罚"),
)


def boards_of(file: BoardsFile) -> Boards:
    """The boards; raises ``city_invalid`` for what contradicts itself."""
    return Boards(
        boards=tuple(_board(table) for table in file.board),
        types=_types(file.violation_types),
        minor_kinds=frozenset(file.minor_kinds),
    )


def _invalid(key: str, reason: str) -> GongshiError:
    return GongshiError("city_invalid", file=FILE, key=key, reason=reason)


def _board(table: BoardTable) -> Board:
    where = f"board {table.code}"
    repeated = table.rule is BoardRule.REPEATED
    if repeated != (table.at_least is not None):
        raise _invalid(f"{where}.at_least", "belongs to the rule 'repeated', which needs it")
    if repeated == bool(table.orders):
        raise _invalid(f"{where}.orders", "belongs to the rule 'defiant', which needs it")
    if Field.OTHER in table.sectors:
        raise _invalid(f"{where}.sectors", "其他 is no key field")
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
