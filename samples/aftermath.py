"""What becomes of the sample city's penalties and licences: repairs, withdrawals, suspensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from gongshi.samples.days import NEVER, ONE_DAY, Days
from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY
from gongshi.samples.licences import Row
from gongshi.samples.organs import APPROVAL, COURT, MARKET, ORGANS
from gongshi.samples.penalties import Case
from gongshi.samples.truth_days import instant_day

REPAIRS: Final = "repairs"
WITHDRAWALS: Final = "withdrawals"
SUSPENSIONS: Final = "suspensions"

#: Of a sample city's penalties: repaired, withdrawn, suspended.
_REPAIRED: Final = 0.16
_WITHDRAWN: Final = 0.04
_SUSPENDED: Final = 0.04


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Rows for the event files, each with the file it belongs to, and the days on which they hide
    the penalty they are about."""

    rows: tuple[tuple[str, Row], ...] = ()
    hidden: Days = NEVER


UNTOUCHED: Final = Aftermath()


def aftermath(case: Case, dice: Dice, number: int) -> Aftermath:
    """What befell a penalty; nothing befell most."""
    if case.decided + timedelta(days=40) > TODAY:
        return UNTOUCHED
    if dice.chance(_REPAIRED):
        return _repair(case.row, dice, case.decided, number)
    if dice.chance(_WITHDRAWN):
        day = dice.day(case.decided + timedelta(days=20), TODAY)
        return withdrawal(penalty_target(case.row, "CX"), dice, day, f"{number}")
    if dice.chance(_SUSPENDED):
        return _suspension(case.row, dice, case.decided, number)
    return UNTOUCHED


def penalty_target(row: Row, prefix: str) -> Row:
    """How an event names a penalty; and who decides and files the event."""
    return {
        f"{prefix}_SHXYM": row["CF_XDR_SHXYM"],
        f"{prefix}_MC": row["CF_XDR_MC"],
        f"{prefix}_YJLLX": "CF",
        f"{prefix}_YWSH": row["CF_WSH"],
        f"{prefix}_YJLNR": row["CF_WFXW"],
        f"{prefix}_YJG": row["CF_CFJG"],
        f"{prefix}_JDDW": row["CF_CFJG"],
        f"{prefix}_JDDWDM": row["CF_CFJGDM"],
    }


def _repair(row: Row, dice: Dice, decided: date, number: int) -> Aftermath:
    """Granted after three months or more; some refused; some only marked; some taken back later.
    Some take effect on a day to come."""
    day = dice.day(min(decided + timedelta(days=95), TODAY), TODAY)
    effective = _day(day) if dice.chance(0.5) else ""
    ahead = dice.chance(0.25)
    since = instant_day(dice) if ahead else day
    repair = penalty_target(row, "XF") | {
        "XF_WSH": f"津样信修〔{day.year}〕{number}号",
        "XF_SQRQ": _day(day - timedelta(days=20)),
        "XF_SLRQ": _day(day - timedelta(days=15)),
        "XF_JG": dice.weighted((("准予修复", 9.0), ("不予修复", 1.0))),
        "XF_FW": dice.weighted((("终止公示", 12.0), ("标注", 1.0))),
        "XF_LY": "已履行处罚决定确定的义务",
        "XF_JDRQ": _day(day),
        "XF_SXRQ": _day(since) if ahead else effective,
        "XF_QD": "信用中国",
    }
    if repair["XF_JG"] != "准予修复" or repair["XF_FW"] == "标注":
        return Aftermath(((REPAIRS, repair),))
    if not dice.chance(0.1):
        return Aftermath(((REPAIRS, repair),), ((since, None),))
    back = since + timedelta(days=30)
    taken_back = repair | {
        "XF_WSH": f"津样信撤〔{back.year}〕{number}号",
        "XF_JG": "撤销修复",
        "XF_LY": "承诺不实",
        "XF_JDRQ": _day(min(back, TODAY)),
        "XF_SXRQ": _day(back),
    }
    return Aftermath(((REPAIRS, repair), (REPAIRS, taken_back)), ((since, back),))


def withdrawal(target: Row, dice: Dice, day: date, number: str) -> Aftermath:
    """A decision taken back, now and then for a day to come; ``target`` says which, and by whom."""
    ahead = dice.chance(0.25)
    since = instant_day(dice) if ahead else day
    row = target | {
        "CX_WSH": f"津样撤〔{day.year}〕{number}号",
        "CX_LX": dice.pick(("撤销", "撤销", "确认违法", "确认无效", "误报撤回")),
        "CX_FS": dice.pick(("行政复议", "行政诉讼", "自行纠正")),
        "CX_LY": "主要事实不清",
        "CX_GKLY": "经复核，原决定主要事实不清，依法予以撤回。",
        "CX_JDRQ": _day(day),
        "CX_SXRQ": _day(since) if ahead else "",
        "CX_LYDW": target["CX_JDDW"],
        "CX_LYDWDM": target["CX_JDDWDM"],
    }
    return Aftermath(((WITHDRAWALS, row),), ((since, None),))


def _suspension(row: Row, dice: Dice, decided: date, number: int) -> Aftermath:
    day = dice.day(decided + timedelta(days=20), TODAY - timedelta(days=15))
    since = instant_day(dice) if dice.chance(0.25) else day
    last = since + timedelta(days=60) if dice.chance(0.3) else None
    suspended = penalty_target(row, "ZT") | {
        "ZT_WSH": f"津样停〔{day.year}〕{number}号",
        "ZT_DZ": "暂停公示",
        "ZT_LY": dice.pick(("法院批准重整计划", "复议期间停止执行", "诉讼期间停止执行")),
        "ZT_QSRQ": _day(since),
        "ZT_JSRQ": _day(last) if last else "",
        "ZT_JDRQ": _day(day),
        "ZT_JDDW": COURT.name,
        "ZT_JDDWDM": COURT.uscc,
        "ZT_LYDW": row["CF_CFJG"],
        "ZT_LYDWDM": row["CF_CFJGDM"],
    }
    until = last + ONE_DAY if last else None
    if not dice.chance(0.5):
        return Aftermath(((SUSPENSIONS, suspended),), ((since, until),))
    back = since + timedelta(days=dice.between(10, 90))
    resumed = suspended | {
        "ZT_WSH": f"津样恢〔{back.year}〕{number}号",
        "ZT_DZ": "恢复公示",
        "ZT_QSRQ": _day(back),
        "ZT_JSRQ": "",
        "ZT_JDRQ": _day(min(back, TODAY)),
    }
    ended = back if until is None else min(back, until)
    return Aftermath(((SUSPENSIONS, suspended), (SUSPENSIONS, resumed)), ((since, ended),))


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def zero_reports(seed: int) -> list[Row]:
    """零报送 of every organ for the last months: nothing decided, so nothing filed, and that is
    known.
    """
    dice = Dice("zero", seed)
    rows = []
    for place, organ in enumerate(ORGANS):
        item = "TJ-CF-002" if organ is MARKET else "TJ-XK-001" if organ is APPROVAL else "TJ-CF-001"
        first = date(2026, dice.pick((4, 5)), 1)
        last = date(first.year, first.month, 30 if first.month == 4 else 31)
        sent = datetime(2026, first.month + 1, 2, 9, place)  # noqa: DTZ001  # Shanghai's wall clock
        rows.append(
            {
                "LB_PCH": f"LB{seed:06d}{place:04d}",
                "LB_DW": organ.name,
                "LB_DWDM": organ.uscc,
                "LB_MLBH": item,
                "LB_SJB": "XK" if item == "TJ-XK-001" else "CF",
                "LB_LX": "零报送",
                "LB_QJQ": f"{first:%Y/%m/%d}",
                "LB_QJZ": f"{last:%Y/%m/%d}",
                "LB_TS": "0",
                "LB_BSSJ": f"{sent:%Y/%m/%d %H:%M:%S}",
            }
        )
    return rows
