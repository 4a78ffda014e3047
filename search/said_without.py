"""What people leave out of a name: 市 of the city within it, （控股） behind 集团. Pure.

Such a name is found as it is written and as people say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongshi.search.names import GROUP, Anatomy, NameTables

_HOLDING: Final = "控股"
_FORM: Final = "集团有限公司"
_SHORTEST: Final = 2


def said_without(parts: Anatomy, tables: NameTables) -> Iterator[Anatomy]:
    """国网天津市电力公司 as 国网天津电力公司, 纺织集团（控股）有限公司 as 纺织集团有限公司."""
    if tables.city_within is not None:
        bare = tables.city_within.sub(tables.city, parts.bare)
        if bare != parts.bare:
            yield _read(parts, bare, parts.form, tables)
    bare = parts.bare.removesuffix(GROUP + _HOLDING)
    if bare != parts.bare and len(bare) >= _SHORTEST:
        yield _read(parts, bare, _FORM, tables)


def _read(parts: Anatomy, bare: str, form: str, tables: NameTables) -> Anatomy:
    core, trade = tables.split_trade(bare)
    plain = parts.lead + bare + parts.branch
    return parts._replace(bare=bare, core=core, trade=trade, form=form, plain=plain)
