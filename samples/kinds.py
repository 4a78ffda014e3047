"""Lists, honours, commitments, coercion and judgments of the sample city, each row with what it
means: on which days its record must be shown once it was taken in.

What a row means is said here in days, by the one who invents it; nothing of the product is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gongshi.samples.days import NEVER, Days, months_later
from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY, Enterprise
from gongshi.samples.licences import Row
from gongshi.samples.organs import APPROVAL, COURT, EMERGENCY, MARKET
from gongshi.samples.truth_days import instant_day

_GROUNDS: Final = (
    ("未按规定期限公示年度报告", 6.0),
    ("通过登记的住所或者经营场所无法联系", 3.0),
    ("公示企业信息隐瞒真实情况、弄虚作假", 0.7),
    ("未在责令期限内公示有关企业信息", 0.3),
)
_REMOVALS: Final = {
    "未按规定期限公示年度报告": "补报年报",
    "通过登记的住所或者经营场所无法联系": "变更住所或重新取得联系",
    "公示企业信息隐瞒真实情况、弄虚作假": "更正公示",
    "未在责令期限内公示有关企业信息": "履行公示义务",
}
_SERIOUS: Final = (
    ("5", "生产经营不符合食品安全标准的食品，受到较重行政处罚"),
    ("6", "生产销售劣药，受到较重行政处罚"),
    ("7", "使用未经检验的特种设备，受到较重行政处罚"),
    ("8", "侵害消费者人身财产安全，受到较重行政处罚"),
    ("9", "实施不正当竞争行为，受到较重行政处罚"),
    ("10", "提交虚假材料取得登记，受到较重行政处罚"),
    ("11", "有能力履行而拒不履行行政处罚决定"),
)
_HONOURS: Final = (
    ("A级纳税人", "纳税信用A级纳税人"),
    ("海关高级认证企业", "海关高级认证企业"),
    ("行业守信典型", "样例区诚信示范单位"),
)
_COMMITMENTS: Final = (
    ("审批替代型", "申请办理经营许可"),
    ("证明事项型", "申请免交无违法证明"),
    ("容缺受理型", "容缺补交材料"),
    ("主动型", "依法诚信经营"),
)
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Filed:
    """A row, the file it goes to, and the days on which its record must be shown; ``number`` tells
    the record among those of its kind and subject. Rows that only change another row's record mean
    nothing of their own (``kind`` is "").
    """

    file: str
    row: Row
    kind: str = ""
    number: str = ""
    shown: Days = NEVER
    dirt: str = ""


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def _years_later(day: date, years: int) -> date:
    return months_later(day, years * 12)


def kinds(subject: Enterprise, seed: int) -> Iterator[Filed]:
    """Everything beyond licences and penalties that is filed of one subject."""
    dice = Dice("kinds", seed, subject.index)
    if dice.chance(0.07):
        yield from _abnormal(subject, dice)
    if dice.chance(0.02):
        yield from _serious(subject, dice)
    if dice.chance(0.15):
        yield from _honours(subject, dice)
    if dice.chance(0.2):
        yield from _commitments(subject, dice)
    if dice.chance(0.01):
        yield _coercion(subject, dice)
    if subject.kind_name == "企业" and dice.chance(0.003):
        yield _judgment(subject, dice)


def _party(subject: Enterprise, dice: Dice, name: str, code: str) -> tuple[Row, str]:
    """Name and code of the subject, now and then in another spelling; and what was done to them."""
    cells = {name: subject.name, code: subject.uscc}
    if dice.chance(0.004):  # nobody's code: the row must end in quarantine
        cells[code] = subject.uscc[:17] + ("1" if subject.uscc[17] != "1" else "2")
        return cells, "bad_check"
    if dice.chance(0.03):
        cells[code] = dice.pick((subject.uscc.lower(), subject.uscc.translate(_WIDE)))
        return cells, "mistyped_code"
    if subject.former_name and dice.chance(0.2):
        cells[name] = subject.former_name
        return cells, "old_name"
    return cells, ""


def _usable(dirt: str, days: Days) -> Days:
    return NEVER if dirt == "bad_check" else days


# --- lists --------------------------------------------------------------------------------------


def _abnormal(subject: Enterprise, dice: Dice) -> Iterator[Filed]:
    first = date(2014, 10, 1)
    listed = dice.day(first, TODAY)
    if dice.chance(0.02):
        listed = dice.pick((first - timedelta(days=1), first))  # the regulation's eve and first day
    ground = dice.weighted(_GROUNDS)
    number = f"{MARKET.mark}异〔{listed.year}〕{subject.index + 1}号"
    party, dirt = _party(subject, dice, "ENTNAME", "UNISCID")
    row = party | {
        "ZTLB": subject.kind_name,
        "LEREP": subject.representative.name,
        "BUSEXCLIST": f"YC{subject.index:09d}",
        "SPECAUSE_CN": ground,
        "ABNTIME": _day(listed),
        "DECORG_CN": MARKET.name,
        "DECORG": MARKET.uscc,
        "DEDOCNUM": number,
        "LYDW": MARKET.name,
        "LYDWDM": MARKET.uscc,
    }
    shown: Days = ((listed, None),) if listed >= first else NEVER
    how = dice.weighted((("stays", 5.0), ("removed", 3.0), ("ahead", 1.0), ("repaired", 1.0)))
    if how == "removed":  # by a later row of the same entry
        removed = dice.day(listed, TODAY)
        yield Filed("abnormal.csv", row, "abnormal", number, NEVER, dirt)
        yield Filed("abnormal-removals.csv", row | _removal(removed, _REMOVALS[ground]), dirt=dirt)
        return
    if how == "ahead":  # decided already, for a day to come
        removed = instant_day(dice)
        row |= _removal(removed, _REMOVALS[ground])
        shown = ((listed, removed),) if shown else NEVER
    elif how == "repaired":
        repaired = instant_day(dice)
        target = subject, "ABNORMAL", number, MARKET.name
        yield Filed("repairs.csv", _repair(*target, "恢复正常记载", repaired))
        shown = ((listed, repaired),) if shown else NEVER
        if dice.chance(0.4) and shown:
            back = repaired + timedelta(days=40)
            yield Filed("repairs.csv", _repair(*target, "恢复正常记载", back, "撤销修复"))
            shown = ((listed, repaired), (back, None))
    yield Filed("abnormal.csv", row, "abnormal", number, _usable(dirt, shown), dirt)


def _serious(subject: Enterprise, dice: Dice) -> Iterator[Filed]:
    first = date(2021, 9, 1)
    listed = dice.day(first, TODAY)
    if dice.chance(0.3):  # its three years end about an instant of the truth
        ends = min(instant_day(dice), date(2029, 5, 1)) - timedelta(days=dice.below(2))
        listed = _years_later(ends, -3)
    if dice.chance(0.05):
        listed = dice.pick((first - timedelta(days=1), first))
    article, ground = dice.pick(_SERIOUS)
    number = f"{MARKET.mark}严〔{listed.year}〕{subject.index + 1}号"
    party, dirt = _party(subject, dice, "ENTNAME", "UNISCID")
    row = party | {
        "ZTLB": subject.filed_kind,
        "NAME": subject.representative.name,
        "ILLID": f"YZ{subject.index:09d}",
        "SERILLREA": article,
        "SERILLREA_CN": f"{ground}（负责人{subject.representative.name}）",
        "ABNTIME": _day(listed),
        "DECORG_CN": MARKET.name,
        "DECORG": MARKET.uscc,
        "DEDOCNUM": number,
        "LRQXZ": _day(_years_later(listed, 3)) if dice.chance(0.5) else "",
        "LYDW": MARKET.name,
        "LYDWDM": MARKET.uscc,
    }
    hidden_from = _years_later(listed, 3) + timedelta(days=1)
    how = dice.weighted((("stays", 6.0), ("removed", 2.0), ("repaired", 2.0)))
    if how == "removed":
        removed = instant_day(dice)
        row |= _removal(removed, "提前移出（信用修复）")
        hidden_from = min(hidden_from, removed)
    elif how == "repaired":
        repaired = instant_day(dice)
        repair = _repair(subject, "SERIOUS", number, MARKET.name, "提前移出名单", repaired)
        yield Filed("repairs.csv", repair)
        hidden_from = min(hidden_from, repaired)
    shown: Days = ((listed, hidden_from),) if listed >= first else NEVER
    yield Filed("serious.csv", row, "serious", number, _usable(dirt, shown), dirt)


def _removal(removed: date, reason: str) -> Row:
    return {"REMDATE": _day(removed), "REMEXCPRES_CN": reason, "REDECORG_CN": MARKET.name}


def _repair(
    subject: Enterprise,
    kind: str,
    number: str,
    organ: str,
    scope: str,
    day: date,
    result: str = "准予修复",
) -> Row:
    return {
        "XF_WSH": f"津样名{result[:2]}〔{day.year}〕{subject.index + 1}号",
        "XF_SHXYM": subject.uscc,
        "XF_MC": subject.name,
        "XF_YJLLX": kind,
        "XF_YWSH": number,
        "XF_YJG": organ,
        "XF_JG": result,
        "XF_FW": scope,
        "XF_LY": "已纠正失信行为",
        "XF_JDRQ": _day(min(day, TODAY)),
        "XF_SXRQ": _day(day),
        "XF_JDDW": organ,
        "XF_JDDWDM": MARKET.uscc,
    }


# --- good faith ---------------------------------------------------------------------------------


def _honours(subject: Enterprise, dice: Dice) -> Iterator[Filed]:
    kind, name = dice.pick(_HONOURS)
    last = dice.between(2019, 2025)
    for year in range(last - dice.below(5), last + 1):
        party, dirt = _party(subject, dice, "ZT_MC", "ZT_SHXYM")
        number = f"{kind[:1]}{year}{subject.index:08d}"
        row = party | {
            "ZT_LB": subject.filed_kind,
            "RYLB": kind,
            "RYMC": name,
            "DJ": "A" if kind == "A级纳税人" else "",
            "PJND": str(year),
            "ZSBH": number,
            "RDJG": "国家税务总局样例区税务局"
            if kind == "A级纳税人"
            else "天津市样例区发展改革委员会",
            "LYDW": "天津市样例区信用中心",
            "LYDWDM": APPROVAL.uscc,
        }
        shown: Days = ((date(year, 1, 1), None),)
        if dice.chance(0.05):
            cancelled = instant_day(dice)
            row |= {"ZXBZ": "1", "QXRQ": _day(cancelled)}
            shown = ((date(year, 1, 1), cancelled),)
        yield Filed("honours.csv", row, "honour", number, _usable(dirt, shown), dirt)


def _commitments(subject: Enterprise, dice: Dice) -> Iterator[Filed]:
    for place in range(dice.weighted(((1, 70.0), (2, 30.0)))):
        kind, matter = dice.pick(_COMMITMENTS)
        made = dice.day(date(2019, 1, 1), TODAY)
        number = f"129900{made:%Y%m%d}{(subject.index * 2 + place) % 1_000_000:06d}"
        party, dirt = _party(subject, dice, "CN_CNR", "CN_CNRDM")
        row = party | {
            "CN_BM": number,
            "CN_CNRLB": subject.filed_kind,
            "CN_LX": kind,
            "CN_SY": f"{matter}（第{place + 1}项）",
            "CN_NR": "所提交的材料真实、合法、有效",
            "CN_ZR": "自愿接受撤销许可等处理",
            "CN_ZCRQ": _day(made),
            "CN_ZT": "全部履行" if dice.chance(0.5) else "— —",
            "CN_SLDW": APPROVAL.name,
            "CN_SLDWDM": APPROVAL.uscc,
            "GKSX": dice.weighted((("可向社会公开", 95.0), ("特定范围内公开", 3.0), ("", 2.0))),
        }
        shown: Days = ((made, None),) if row["GKSX"] != "特定范围内公开" else NEVER
        if dice.chance(0.06):
            found = dice.day(made, TODAY)
            row |= {
                "CN_ZT": dice.pick(("部分履行", "全部未履行")),
                "CN_WLX": "未按期补交材料",
                "CN_ZJ": "撤销许可",
                "CN_RDRQ": _day(found),
                "CN_RDDW": APPROVAL.name,
                "CN_RDDWDM": APPROVAL.uscc,
            }
            until = _years_later(found, 5) + timedelta(days=1)
            shown = ((made, until),) if shown else NEVER
        yield Filed("commitments.csv", row, "commitment", number, _usable(dirt, shown), dirt)


# --- what is not public -------------------------------------------------------------------------


def _coercion(subject: Enterprise, dice: Dice) -> Filed:
    decided = dice.day(date(2022, 1, 1), TODAY)
    number = f"{EMERGENCY.mark}强〔{decided.year}〕{subject.index + 1}号"
    party, dirt = _party(subject, dice, "QZ_XDR_MC", "QZ_XDR_SHXYM")
    row = party | {
        "QZ_XDR_LB": subject.filed_kind,
        "QZ_WSH": number,
        "QZ_LB": "行政强制措施",
        "QZ_FS": dice.pick(("查封场所、设施或者财物", "扣押财物")),
        "QZ_SY": f"涉嫌违法储存，现场负责人{subject.representative.name}",
        "QZ_YJ": "《中华人民共和国安全生产法》第六十五条",
        "QZ_NR": "查封库房一间",
        "QZ_JDRQ": _day(decided),
        "QZ_QXZ": _day(decided + timedelta(days=30)),
        "QZ_ZT": dice.pick(("执行中", "已解除")),
        "QZ_QZJG": EMERGENCY.name,
        "QZ_QZJGDM": EMERGENCY.uscc,
        "QZ_LYDW": EMERGENCY.name,
        "QZ_LYDWDM": EMERGENCY.uscc,
    }
    return Filed("coercion.csv", row, "coercion", number, NEVER, dirt)


def _judgment(subject: Enterprise, dice: Dice) -> Filed:
    decided = dice.day(date(2020, 1, 1), TODAY - timedelta(days=30))
    number = f"({decided.year})津样刑初{subject.index + 1}号"
    party, dirt = _party(subject, dice, "XS_BGDW", "XS_SHXYM")
    row = party | {
        "XS_AH": number,
        "XS_WSMC": "刑事判决书",
        "XS_ZM": dice.pick(("单位行贿罪", "污染环境罪", "虚开增值税专用发票罪")),
        "XS_XF": "罚金",
        "XS_FJJE": f"{dice.between(5, 200)}.000000",
        "XS_CPYZ": f"被告单位犯罪，直接负责的主管人员{subject.representative.name}另处",
        "XS_SLFY": COURT.name,
        "XS_SLFYDM": COURT.uscc,
        "XS_SLCX": "一审",
        "XS_CPRQ": _day(decided),
        "XS_SXRQ": _day(decided + timedelta(days=11)),
        "XS_LXQK": dice.pick(("已履行", "未履行")),
        "XS_LYDW": COURT.name,
        "XS_LYDWDM": COURT.uscc,
    }
    return Filed("criminal.csv", row, "criminal", number, NEVER, dirt)
