"""A whole name whose legal form was cut off in typing or pasting: 天津海河乳品有限公. Pure.

The index has names without their legal form, so half of one would be looked for in vain.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from gongshi.search.names import NameTables
from gongshi.search.text import fold

_LIMITED: Final = "有限"
#: What holds one of these is nothing but a legal form, even half; 经济合作 is half a name as well.
_TOLD: Final = ("公司", _LIMITED, "个体工商户", "专业合作社")
_BRANCHES: Final = {"分公": "分公司", "支公": "支公司"}
#: Characters by which a form is told; of 有限 two are enough.
_SHORTEST: Final = 3
_LONGEST: Final = 12


def with_whole_form(text: str, tables: NameTables) -> str:
    """The text with what is missing of the legal form at its end; else the text."""
    begun = _begun_forms(tables)
    folded = fold(text[-_LONGEST:])
    if not folded or not text.endswith(folded[-1]):
        return text
    for length in range(min(_LONGEST, len(folded)), 1, -1):
        if folded[-length:] in tables.forms:
            return text
        if whole := begun.get(folded[-length:]):
            return text + whole[length:]
    return text


@lru_cache(maxsize=8)
def _begun_forms(tables: NameTables) -> Mapping[str, str]:
    """Beginning of a form → the shortest one that begins so; branches too."""
    begun = dict(_BRANCHES)
    for form in sorted(tables.forms, key=len):
        if not any(word in form for word in _TOLD):
            continue
        for length in range(len(_LIMITED) if form.startswith(_LIMITED) else _SHORTEST, len(form)):
            begun.setdefault(form[:length], form)
    return begun
