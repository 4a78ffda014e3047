"""Towns, streets and estates between the district and the 字号: 西青区张家窝镇香满楼. Pure.

Where one ends cannot be told for sure (步行街小吃 is no 小吃 in a 步行街), so such a name is read
both ways: as it stands, and without its town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongshi.search.names import Anatomy, NameTables

_TOWN: Final = re.compile(
    r"(?:街道|[镇乡街](?!坊))"  # of 汉沽街, 汉沽 was taken for a district
    r"|[\u4e00-\u9fff]{2,4}?"
    r"(?:街道|镇|乡|大街|街|村|路|道|里"
    r"|产业园区|产业园|产业区|工业园区|工业园|工业区|科技园区|科技园|示范镇|农场|小区|花园)"
)
#: 穿芳峪镇小穿芳峪村: so many one after another.
_MOST: Final = 2
_SHORTEST: Final = 2


def without_town(parts: Anatomy, tables: NameTables) -> Iterator[Anatomy]:
    """The same name read without what may be its town, and without what may be a second one."""
    bare, lead = parts.bare, parts.lead
    for _ in range(_MOST if lead else 0):
        town = _TOWN.match(bare)
        rest = bare[town.end() :] if town is not None else ""
        if town is None or len(rest) < _SHORTEST or tables.is_trade(rest):
            return
        bare, lead = rest, lead + town[0]
        core, trade = tables.split_trade(bare)
        yield parts._replace(bare=bare, lead=lead, core=core, trade=trade)
