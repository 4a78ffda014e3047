"""On which days a penalty of the sample city must be shown, once it was taken in.

Reasoned from the instruments by the one who invents the penalties; nothing of the product is asked.
The sample's sources know no thresholds of fines: what a fine means on a scale is unknown, and an
unknown class is hidden until a person says it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from gongshi.samples.days import NEVER, ONE_DAY, Days, months_later, without
from gongshi.samples.offences import FORFEIT, NDRC
from gongshi.samples.penalties import Case
from gongshi.samples.truth_days import TAKEN_IN

_LIGHT: Final = frozenset({"警告", "通报批评"})
_MIDDLE: Final = frozenset({FORFEIT, "暂扣许可证件", "降低资质等级"})
_GRAVE: Final = frozenset(
    {"吊销许可证件", "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业"}
)
_EITHER: Final = "暂扣或者吊销许可证、暂扣或者吊销执照"  # 一般 or 严重: not said which
_STATED: Final = frozenset({"轻微", "一般", "严重"})

_ORDER_527: Final = date(2019, 7, 1)
_ORDER_58: Final = date(2023, 5, 1)
_ORDER_36: Final = date(2026, 4, 1)
_SAMR_45: Final = date(2021, 9, 1)
_SAMR_2025: Final = date(2025, 12, 25)
#: Decided from this day on, a penalty taken in on 2026-06-01 came within 20 working days: 1-5 May
#: were holidays, Saturday 9 May a working day.
_IN_TIME: Final = date(2026, 4, 30)
#: By orders 527 and 36, and by the SAMR measure of 2025; 轻微 is not shown.
_MONTHS: Final = {"一般": 12, "严重": 36}


def shown_days(case: Case, hidden: Days) -> Days:
    """The days on which it must be shown; ``hidden``: by what befell it."""
    last = _last_ndrc(case) if case.family == NDRC else _last_samr(case)
    if last is None:
        return NEVER
    last = min(last, months_later(case.decided, 60), day_in(case, "CF_GSJZQ") or date.max)
    return without(((case.decided, last + ONE_DAY),), hidden)


def is_minor(case: Case) -> bool:
    """轻微 by whatever says so; where no class is told, warnings and criticism alone are."""
    stated = case.row.get("class", "")
    if stated == "轻微" or _summary(case) or _class_of_three(case) == "轻微":
        return True
    return stated not in _STATED and set(case.kinds) <= _LIGHT


def day_in(case: Case, column: str) -> date | None:
    """The day in a cell; None for an empty one."""
    text = case.row.get(column, "")
    return datetime.strptime(text, "%Y/%m/%d").date() if text else None  # noqa: DTZ007  # a day


def _last_ndrc(case: Case) -> date | None:
    """The last day by the orders of the 发展改革委, which count from the decision; None: hidden."""
    decided = case.decided
    if decided < _ORDER_527:
        return None
    if decided >= _ORDER_36:
        return _last_of_three(case, decided)
    if _summary(case):
        return None
    months = 36 if decided >= _ORDER_58 else _MONTHS.get(case.row.get("class", ""))
    if months is None:
        return None
    last = months_later(decided, months)
    if last < _ORDER_36:
        return last
    # Running when order 36 came: no longer than that order has it.
    new = _last_of_three(case, decided)
    eve = _ORDER_36 - ONE_DAY
    return eve if new is None else max(eve, min(last, new))


def _last_samr(case: Case) -> date | None:
    """The last day by the rules of market supervision, which count from the publication."""
    decided = case.decided
    if decided < _SAMR_45:
        return None
    published = day_in(case, "published_date")
    start = published or (TAKEN_IN if decided >= _IN_TIME else decided)
    if decided >= _SAMR_2025:
        return _last_of_three(case, start)
    if _summary(case):
        return None
    months = _months_of_order_45(case)
    if months is None:
        return None
    last = months_later(start, months)
    restricted = day_in(case, "restriction_until") if months == 36 else None
    return last if restricted is None else max(last, restricted)


def _months_of_order_45(case: Case) -> int | None:
    """How long order 45 of market supervision shows it; None: not at all, or it is not known."""
    kinds = set(case.kinds)
    if not _contradicts_itself(case):
        if kinds & (_GRAVE | _MIDDLE | {_EITHER}):
            return 36
        if kinds <= _LIGHT:
            return 3 if "通报批评" in kinds else None
    return {"一般": 3, "严重": 36}.get(case.row.get("class", ""))


def _last_of_three(case: Case, start: date) -> date | None:
    months = _MONTHS.get(_class_of_three(case))
    return None if months is None else months_later(start, months)


def _class_of_three(case: Case) -> str:
    """轻微, 一般 or 严重; "" when it cannot be known."""
    kinds = set(case.kinds)
    stated = case.row.get("class", "")
    if stated in _STATED:
        return stated
    if _summary(case):
        return "轻微"
    if _contradicts_itself(case):
        return ""
    if kinds & _GRAVE:
        return "严重"
    if kinds <= _LIGHT:
        return "轻微"
    return "一般" if kinds <= _LIGHT | _MIDDLE else ""


def _summary(case: Case) -> bool:
    return case.row.get("procedure", "") == "简易程序"


def _contradicts_itself(case: Case) -> bool:
    """An amount whose kind is not among its kinds."""
    fined, forfeited = case.row["CF_NR_FK"], case.row["CF_NR_WFFF"]
    return bool(fined and "罚款" not in case.kinds) or bool(forfeited and FORFEIT not in case.kinds)
