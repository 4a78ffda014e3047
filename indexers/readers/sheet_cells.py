"""One cell of a spreadsheet as the text a person sees in it, or as what is wrong with it.

A spreadsheet keeps numbers and days as binary fractions. Whole numbers lose their ``.0``, days
become ``2026/09/18``, and a number of more than 15 digits is never believed: the program that
stored it has put zeros in place of the rest, so that a code of 18 digits became another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import isfinite
from typing import Final

from gongshi.indexers.readers.raw import Fault

#: Digits that survive as a number.
KEPT_DIGITS: Final = 15
_LOST_FROM: Final = 10.0**KEPT_DIGITS
#: Number formats without a code of their own that show days or times; 27-36 and 50-58 are those of
#: Chinese editions.
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_PERCENTAGES: Final = frozenset({9, 10})
#: A percentage, or commas behind the last digit, each of which stands for three more of them.
_SCALED: Final = re.compile(r"%|[0#?],+(?![0#?,])")
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_LAST_SERIAL: Final = 2_958_466  # the day after 9999-12-31
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """``date``: shows a day or time; ``zeros``: digits it is filled up to by zeros (``00000``);
    ``scaled``: shows another number than the cell holds (a percentage; 元 shown as 万元)."""

    date: bool = False
    zeros: int = 0
    scaled: bool = False


PLAIN: Final = NumberFormat()


def number_format(number: int, codes: Mapping[int, str]) -> NumberFormat:
    """The format of a number in a workbook; ``codes``: those the workbook defines itself."""
    code = codes.get(number)
    if code is None:
        if number in _BUILT_IN_PERCENTAGES:
            return NumberFormat(scaled=True)
        return NumberFormat(date=True) if number in _BUILT_IN_DATES else PLAIN
    shown = _LITERAL.sub("", code.partition(";")[0])
    if shown and not shown.strip("0"):
        return NumberFormat(zeros=len(shown))
    if "general" in shown.lower():
        return PLAIN
    if _SCALED.search(shown):
        return NumberFormat(scaled=True)
    return NumberFormat(date=any(mark in "ymdhsYMDHS年月日" for mark in shown))


@lru_cache(maxsize=65_536)
def number_text(value: float, how: NumberFormat, *, epoch_1904: bool = False) -> str | Fault:
    """A number cell as text; a ``Fault`` for one that has lost digits, shows another number or no
    day."""
    if not isfinite(value):
        return Fault("cell_error", "#NUM!")
    if how.date:
        return _day_text(value, epoch_1904=epoch_1904)
    if how.scaled and value:
        return Fault("number_scaled", f"{value:.{KEPT_DIGITS}g}")
    if abs(value) >= _LOST_FROM:
        return Fault("number_lost_digits", f"{value:.5E}")
    if value == int(value):
        return str(int(value)).zfill(how.zeros)
    return f"{value:.{KEPT_DIGITS}g}"


def _day_text(value: float, *, epoch_1904: bool) -> str | Fault:
    """``2026/09/18``, with a time of day where there is one; a time alone as ``08:30:00``."""
    last = _LAST_SERIAL - 1462 if epoch_1904 else _LAST_SERIAL
    if not 0 <= value < last:
        return Fault("cell_error", "#####")
    days, seconds = divmod(round(value * _DAY_SECONDS), _DAY_SECONDS)
    if days == 0 and not epoch_1904:
        return _clock(seconds) if seconds else "0"
    if epoch_1904:
        start = date(1904, 1, 1)
    elif days < 60:
        start = date(1899, 12, 31)
    elif days == 60:  # 1900-02-29, which only spreadsheets know
        return Fault("cell_error", "1900/02/29")
    else:
        start = date(1899, 12, 30)
    shown = start + timedelta(days=days)
    day = f"{shown.year:04d}/{shown.month:02d}/{shown.day:02d}"
    return f"{day} {_clock(seconds)}" if seconds else day


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
