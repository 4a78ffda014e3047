"""Cursors of the withdrawal notices: a day, and the notice's place among those of its day.

No number of the ledger: counting withdrawals would tell when one came without a notice. A place
follows no order, and stays when other notices of the day come or go.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from gongshi.graphql.window import Seal
from gongshi.ledger.notices import START
from gongshi.records.problems import GongshiError

_FORM: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{1,13})")


def write_cursor(seal: Seal, day: date, place: int) -> str:
    """The cursor of the notice with this day and place."""
    return seal.write(f"{day:%Y%m%d}-{place}", 0)


def read_cursor(seal: Seal, cursor: str | None) -> tuple[date, int]:
    """Day and place of the notice; raises ``cursor_invalid``."""
    if cursor is None:
        return START
    found = _FORM.fullmatch(seal.read(cursor).inner or "")
    if found is None:
        raise GongshiError("cursor_invalid")
    return date(int(found[1]), int(found[2]), int(found[3])), int(found[4])
