"""What becomes of the sample city's penalties and licences: repairs, withdrawals, suspensions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY
from gongshi.samples.licences import Row
from gongshi.samples.organs import APPROVAL, COURT, MARKET, ORGANS
from gongshi.samples.penalties import Case

REPAIRS: Final = "repairs"
WITHDRAWALS: Final = "withdrawals"
SUSPENSIONS: Final = "suspensions"

#: Of a sample city's penalties: repaired, withdrawn, suspended.
_REPAIRED: Final = 0.16
_WITHDRAWN: Final = 0.04
_SUSPENDED: Final = 0.04


def aftermath(case: Case, dice: Dice, number: int) -> list[tuple[str, Row]]:
    """Rows for the event files, each with the file it belongs to; most penalties have none."""
    decided = _day(case.row["CF_JDRQ"])
    if decided is None or decided + timedelta(days=40) > TODAY:
        return []
    if dice.chance(_REPAIRED):
        return _repair(case.row, dice, decided, number)
    if dice.chance(_WITHDRAWN):
        return [(WITHDRAWALS, _withdrawal(case.row, dice, decided, number))]
    if dice.chance(_SUSPENDED):
        return _suspension(case.row, dice, decided, number)
    return []


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.replace("-", "/"), "%Y/%m/%d").date()  # noqa: DTZ007  # a day
    except ValueError:
        return None


def _target(row: Row, prefix: str) -> Row:
    return {
        f"{prefix}_SHXYM": row["CF_XDR_SHXYM"],
        f"{prefix}_MC": row["CF_XDR_MC"],
        f"{prefix}_YJLLX": "CF",
        f"{prefix}_YWSH": row["CF_WSH"],
        f"{prefix}_YJLNR": row["CF_WFXW"],
        f"{prefix}_YJG": row["CF_CFJG"],
    }


def _repair(row: Row, dice: Dice, decided: date, number: int) -> list[tuple[str, Row]]:
    """Granted after three months or more; some refused; some taken back later."""
    day = dice.day(min(decided + timedelta(days=95), TODAY), TODAY)
    repair = _target(row, "XF") | {
        "XF_WSH": f"津样信修〔{day.year}〕{number}号",
        "XF_SQRQ": f"{day - timedelta(days=20):%Y/%m/%d}",
        "XF_SLRQ": f"{day - timedelta(days=15):%Y/%m/%d}",
        "XF_JG": dice.weighted((("准予修复", 9.0), ("不予修复", 1.0))),
        "XF_FW": "终止公示",
        "XF_LY": "已履行处罚决定确定的义务",
        "XF_JDRQ": f"{day:%Y/%m/%d}",
        "XF_SXRQ": f"{day:%Y/%m/%d}" if dice.chance(0.5) else "",
        "XF_JDDW": row["CF_CFJG"],
        "XF_JDDWDM": row["CF_CFJGDM"],
        "XF_QD": "信用中国",
    }
    rows = [(REPAIRS, repair)]
    back = day + timedelta(days=30)
    if repair["XF_JG"] == "准予修复" and back <= TODAY and dice.chance(0.05):
        taken_back = repair | {
            "XF_WSH": f"津样信撤〔{back.year}〕{number}号",
            "XF_JG": "撤销修复",
            "XF_LY": "承诺不实",
            "XF_JDRQ": f"{back:%Y/%m/%d}",
            "XF_SXRQ": f"{back:%Y/%m/%d}",
        }
        rows.append((REPAIRS, taken_back))
    return rows


def _withdrawal(row: Row, dice: Dice, decided: date, number: int) -> Row:
    day = dice.day(decided + timedelta(days=20), TODAY)
    return _target(row, "CX") | {
        "CX_WSH": f"津样撤〔{day.year}〕{number}号",
        "CX_LX": dice.pick(("撤销", "撤销", "确认违法", "确认无效", "误报撤回")),
        "CX_FS": dice.pick(("行政复议", "行政诉讼", "自行纠正")),
        "CX_LY": "主要事实不清",
        "CX_GKLY": "经复核，原决定主要事实不清，依法予以撤回。",
        "CX_JDRQ": f"{day:%Y/%m/%d}",
        "CX_JDDW": row["CF_CFJG"],
        "CX_JDDWDM": row["CF_CFJGDM"],
        "CX_LYDW": row["CF_CFJG"],
        "CX_LYDWDM": row["CF_CFJGDM"],
    }


def _suspension(row: Row, dice: Dice, decided: date, number: int) -> list[tuple[str, Row]]:
    day = dice.day(decided + timedelta(days=20), TODAY - timedelta(days=15))
    suspended = _target(row, "ZT") | {
        "ZT_WSH": f"津样停〔{day.year}〕{number}号",
        "ZT_DZ": "暂停公示",
        "ZT_LY": dice.pick(("法院批准重整计划", "复议期间停止执行", "诉讼期间停止执行")),
        "ZT_QSRQ": f"{day:%Y/%m/%d}",
        "ZT_JSRQ": f"{day + timedelta(days=60):%Y/%m/%d}" if dice.chance(0.3) else "",
        "ZT_JDRQ": f"{day:%Y/%m/%d}",
        "ZT_JDDW": COURT.name,
        "ZT_JDDWDM": COURT.uscc,
        "ZT_LYDW": row["CF_CFJG"],
        "ZT_LYDWDM": row["CF_CFJGDM"],
    }
    rows = [(SUSPENSIONS, suspended)]
    if dice.chance(0.5):
        back = min(day + timedelta(days=dice.between(10, 50)), TODAY)
        resumed = suspended | {
            "ZT_WSH": f"津样恢〔{back.year}〕{number}号",
            "ZT_DZ": "恢复公示",
            "ZT_QSRQ": f"{back:%Y/%m/%d}",
            "ZT_JSRQ": "",
            "ZT_JDRQ": f"{back:%Y/%m/%d}",
        }
        rows.append((SUSPENSIONS, resumed))
    return rows


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
