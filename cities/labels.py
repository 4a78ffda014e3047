"""From ``labels.toml`` to the labels (重点领域标签) of a city."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field as Key

from gongshi.cities.refusal import invalid, unique
from gongshi.cities.schema import Table
from gongshi.records.folding import fold
from gongshi.records.labels import Label, LabelRules

FILE: Final = "labels.toml"
#: Shorter words stand in too many names.
_SHORTEST: Final = 2

#: 登记状态 as the register's rows are read (``RegisterEntry.status``).
Status = Literal["存续", "歇业", "清算", "迁出", "注销", "吊销已注销", "吊销未注销", "撤销"]
Word = Annotated[str, Key(min_length=_SHORTEST)]


class LabelTable(Table):
    code: str = Key(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    name_zh: str = Key(min_length=1)
    name_en: str = Key(min_length=1)
    licences: tuple[Word, ...] = Key(min_length=1)
    content: tuple[Word, ...] = ()


class LabelsFile(Table):
    """labels.toml"""

    exits: tuple[Word, ...] = ()
    left: tuple[Status, ...] = ()
    label: tuple[LabelTable, ...] = Key(default=(), max_length=64)


def labels_of(file: LabelsFile) -> LabelRules:
    """The labels; raises ``city_invalid`` for two that one could not tell apart."""
    unique(FILE, "label.code", (table.code for table in file.label))
    unique(FILE, "label.name_zh", (table.name_zh for table in file.label))
    exits = _folded(file.exits)
    for table in file.label:
        for word in _folded(table.licences):
            if any(one in word for one in exits):
                raise invalid(FILE, f"label {table.code}.licences", f"{word!r} is an exit")
    return LabelRules(
        labels=tuple(
            Label(
                code=table.code,
                name_zh=table.name_zh,
                name_en=table.name_en,
                licences=_folded(table.licences),
                content=_folded(table.content),
            )
            for table in file.label
        ),
        exits=exits,
        left=frozenset(file.left),
    )


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))
