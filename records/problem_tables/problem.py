"""One problem gongshi can tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """``error``: the whole request or file ends here. ``quarantine``: one row cannot be used and is
    kept for a clerk. ``warning``: the row was taken in, with a remark."""

    code: str
    level: Literal["error", "quarantine", "warning"]
    zh: str
    en: str
