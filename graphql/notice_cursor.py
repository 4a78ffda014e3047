"""Cursors of the withdrawal notices: a day, and how many of its notices were seen.

No number of the ledger: counting withdrawals would tell when one came without a notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from gongshi.graphql.window import Seal
from gongshi.records.problems import GongshiError

_FORM: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{1,9})")
#: Where the list begins.
START: Final = (date.max, 0)


def write_cursors(seal: Seal, days: Sequence[date], after: tuple[date, int]) -> list[str]:
    """Cursors of notices with these days, in their order, behind ``after``."""
    day, seen = after
    cursors = []
    for one in days:
        seen = seen + 1 if one == day else 1
        day = one
        cursors.append(seal.write(f"{day:%Y%m%d}-{seen}", 0))
    return cursors


def read_cursor(seal: Seal, cursor: str | None) -> tuple[date, int]:
    """Day and number seen of it; raises ``cursor_invalid``."""
    if cursor is None:
        return START
    found = _FORM.fullmatch(seal.read(cursor).inner or "")
    if found is None:
        raise GongshiError("cursor_invalid")
    return date(int(found[1]), int(found[2]), int(found[3])), int(found[4])
