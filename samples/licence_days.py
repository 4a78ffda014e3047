"""What becomes of the sample city's licences, and on which days each must be shown.

A licence has no clock: one whose validity is over, or that is filed as no longer valid (状态 2),
stays and says so. What its source calls 撤销, or withdraws, is shown no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from gongshi.samples.aftermath import UNTOUCHED, Aftermath, withdrawal
from gongshi.samples.days import NEVER, Days, without
from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY
from gongshi.samples.licences import VEHICLE_PERMIT, Row

#: Of a sample city's licences: no longer valid, called 撤销 by the source, withdrawn by a decision.
_INVALID: Final = 0.02
_REVOKED: Final = 0.01
_WITHDRAWN: Final = 0.03


@dataclass(frozen=True, slots=True)
class Fate:
    """The days on which a licence must be shown if nothing strikes it, and what may strike it."""

    decided: date
    shown: Days
    after: Aftermath = UNTOUCHED

    def days(self, *, struck: bool) -> Days:
        """The days on which it must be shown."""
        return without(self.shown, self.after.hidden) if struck else self.shown


def fate(row: Row, dice: Dice, number: str) -> Fate:
    """Throw a licence's fate; its state is written into the row."""
    decided = datetime.strptime(row["XK_JDRQ"], "%Y/%m/%d").date()  # noqa: DTZ007  # a day
    shown: Days = ((decided, None),)
    if dice.chance(_INVALID):
        row["XK_ZT"] = "2"
        return Fate(decided, shown)
    if dice.chance(_REVOKED):
        row["XK_ZT"] = "撤销"
        return Fate(decided, NEVER)
    day = dice.day(decided + timedelta(days=20), TODAY)
    # Two vehicle permits may bear one number: nobody could tell which was meant.
    if row["XK_XKWS"] == VEHICLE_PERMIT or day > TODAY or not dice.chance(_WITHDRAWN):
        return Fate(decided, shown)
    target = {
        "CX_SHXYM": row["XK_XDR_SHXYM"],
        "CX_MC": row["XK_XDR_MC"],
        "CX_YJLLX": "XK",
        "CX_YWSH": row["XK_WSH"],
        "CX_YJG": row["XK_XKJG"],
        "CX_JDDW": row["XK_XKJG"],
        "CX_JDDWDM": row["XK_XKJGDM"],
    }
    return Fate(decided, shown, withdrawal(target, dice, day, f"许{number}"))
