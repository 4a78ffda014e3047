"""Penalties of the sample city: every dated rule, class and clock of publication occurs, the
expired ones too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gongshi.samples.days import months_later
from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY, Enterprise, Person
from gongshi.samples.licences import LONG_TERM, Row
from gongshi.samples.offences import MEASURES, NDRC, OFFENCES, SAMR, Measure, Offence
from gongshi.samples.organs import TRANSPORT
from gongshi.samples.truth_days import instant_day

#: Stretches of decision days by rule, with their share: before all rules, each rule, and the day
#: it changes.
_NDRC_DAYS: Final = (
    ((date(2017, 1, 1), date(2019, 6, 30)), 5.0),
    ((date(2019, 7, 1), date(2023, 4, 30)), 25.0),
    ((date(2023, 5, 1), date(2025, 5, 31)), 25.0),
    ((date(2025, 6, 1), date(2026, 3, 31)), 25.0),  # running when order 36 came on 2026-04-01
    ((date(2026, 4, 1), TODAY), 18.0),
    ((date(2026, 3, 31), date(2026, 4, 1)), 2.0),
)
_SAMR_DAYS: Final = (
    ((date(2019, 7, 1), date(2021, 8, 31)), 6.0),
    ((date(2021, 9, 1), date(2024, 12, 31)), 40.0),
    ((date(2025, 1, 1), date(2025, 12, 24)), 30.0),
    ((date(2025, 12, 25), TODAY), 24.0),
)
_CLASSES: Final = (("", 40.0), ("轻微", 15.0), ("一般", 27.0), ("严重", 16.0), ("较重", 2.0))
_MEASURES: Final = tuple((measure, measure.share) for measure in MEASURES)
_ORDERS: Final = tuple(one for one in MEASURES if {"责令停产停业", "责令关闭"} & set(one.kinds))


@dataclass(frozen=True, slots=True)
class Case:
    """One penalty: its row, the family of its source, whether its file has the optional columns,
    and what the row says as its maker knows it.
    """

    row: Row
    family: str
    extras: bool
    decided: date
    kinds: tuple[str, ...]


def _amount(dice: Dice, span: tuple[float, float] | None) -> str:
    if span is None:
        return ""
    cents = dice.between(int(span[0] * 100), int(span[1] * 100))
    return f"{cents // 100}.{cents % 100:02d}0000"


def penalties(subject: Enterprise, dice: Dice) -> list[Case]:
    """The penalties of one subject; nine in ten have none."""
    if not dice.chance(0.1):
        return []
    count = dice.weighted(((1, 70), (2, 20), (4, 8), (9, 2)))
    return [_case(subject, dice, place) for place in range(count)]


def repeated(subject: Enterprise, seed: int) -> list[Case]:
    """Penalties of one key field for one violation within two years or so: what exposure boards are
    about. Some begin with an order that forbids; some are minor, or for another violation.
    """
    dice = Dice("repeated", seed, subject.index)
    field = [one for one in OFFENCES[subject.trade.sector] if one.field]
    if not field or not dice.chance(0.05):
        return []
    offence = dice.pick(field)
    decided = dice.day(date(2024, 1, 1), date(2025, 12, 1))
    cases: list[Case] = []
    for place in range(dice.weighted(((2, 6.0), (3, 3.0), (5, 1.0)))):
        measure = dice.weighted(_MEASURES)
        if not place and dice.chance(0.4):
            measure = dice.pick(_ORDERS)
        case = _made(subject, dice, dice.pick(field) if dice.chance(0.1) else offence, measure,
                     decided, "重", place, extras=True)  # fmt: skip
        if dice.chance(0.7):
            case.row["class"] = dice.pick(("一般", "严重"))
        cases.append(case)
        decided = min(decided + timedelta(days=dice.below(300)), TODAY)
    return cases


def _case(subject: Enterprise, dice: Dice, place: int) -> Case:
    offence = dice.pick(OFFENCES[subject.trade.sector])
    measure = dice.weighted(_MEASURES)
    days = dice.weighted(_NDRC_DAYS if offence.family == NDRC else _SAMR_DAYS)
    decided = dice.day(*days)
    if dice.chance(0.25):  # its publication ends about an instant of the truth
        about = months_later(instant_day(dice), -dice.pick((3, 12, 36, 60)))
        decided = min(about - timedelta(days=dice.below(2)), TODAY)
    return _made(subject, dice, offence, measure, decided, "", place, extras=dice.chance(0.5))


def _made(
    subject: Enterprise,
    dice: Dice,
    offence: Offence,
    measure: Measure,
    decided: date,
    series: str,
    place: int,
    *,
    extras: bool,
) -> Case:
    number = (subject.index * 10 + place) % 100_000_000 + 1
    row = _row(dice, offence, measure, decided, f"{series}{number}")
    row |= {
        "CF_XDR_MC": subject.name,
        "CF_XDR_LB": subject.filed_kind,
        "CF_XDR_SHXYM": subject.uscc,
        "CF_FRDB": subject.representative.name,
        "CF_SY": f"{decided.year}年经查，{offence.facts}。"
        f"该单位负责人{subject.representative.name}在场。",
    }
    if measure.certificate:
        row["CF_NR_ZKDX"] = f"许可证（津样{number:08d}）"
    if extras:
        row |= _extras(dice, offence, measure, decided)
    return Case(row, offence.family, extras, decided, measure.kinds)


def _row(dice: Dice, offence: Offence, measure: Measure, decided: date, number: str) -> Row:
    fine = _amount(dice, measure.fine)
    confiscated = _amount(dice, measure.confiscated)
    result = "；".join(
        [kind for kind in measure.kinds if kind not in {"罚款", "没收违法所得、没收非法财物"}]
        + ([f"罚款{fine}万元"] if fine else [])
        + ([f"没收违法所得{confiscated}万元"] if confiscated else [])
    )
    end = decided + timedelta(days=365 * 3)
    return {
        "CF_WSH": f"{offence.organ.mark}罚〔{decided.year}〕{number}号",
        "CF_WFXW": offence.violation,
        "CF_YJ": offence.basis,
        "CF_CFLB": dice.pick((";", ";", "；", "-")).join(measure.kinds),
        "CF_NR": result,
        "CF_NR_FK": fine,
        "CF_NR_WFFF": confiscated,
        "CF_JDRQ": f"{decided:%Y/%m/%d}" if dice.chance(0.9) else f"{decided:%Y-%m-%d}",
        "CF_YXQ": LONG_TERM,
        "CF_GSJZQ": f"{end:%Y/%m/%d}" if dice.chance(0.3) else "",
        "CF_CFJG": offence.organ.name,
        "CF_CFJGDM": offence.organ.uscc,
        "CF_SJLY": offence.organ.name,
        "CF_SJLYDM": offence.organ.uscc,
    }


def _extras(dice: Dice, offence: Offence, measure: Measure, decided: date) -> Row:
    extras: Row = {
        "procedure": "普通程序",
        "class": dice.weighted(_CLASSES),
        "field": offence.field,
    }
    if measure.kinds == ("警告",) and dice.chance(0.4):
        extras["procedure"] = "简易程序"
    if offence.family == SAMR and dice.chance(0.8):
        published = min(decided + timedelta(days=dice.between(1, 25)), TODAY)
        extras["published_date"] = f"{published:%Y/%m/%d}"
    if measure.restricts:
        until = decided + timedelta(days=365 * dice.pick((1, 3, 5)))
        extras["restriction_until"] = f"{until:%Y/%m/%d}"
    return extras


def person_penalty(person: Person, dice: Dice, number: int) -> Row:
    """A penalty of a natural person: it must never show on any public surface."""
    decided = dice.day(date(2024, 1, 1), TODAY)
    detained = dice.chance(0.1)
    return {
        "CF_XDR_MC": person.name,
        "CF_XDR_LB": "自然人",
        "CF_XDR_ZJLX": "身份证",
        "CF_XDR_ZJHM": person.id_number,
        "CF_WSH": f"{TRANSPORT.mark}罚〔{decided.year}〕9{number:07d}号",
        "CF_WFXW": "未取得道路运输经营许可擅自从事道路运输经营",
        "CF_SY": f"{person.name}（身份证号{person.id_number}，电话13800000000）驾车载客收取费用。",
        "CF_YJ": "《中华人民共和国道路运输条例》第六十三条",
        "CF_CFLB": "行政拘留" if detained else "罚款",
        "CF_NR": "行政拘留五日" if detained else f"对{person.name}罚款0.300000万元",
        "CF_NR_FK": "" if detained else "0.300000",
        "CF_JDRQ": f"{decided:%Y/%m/%d}",
        "CF_YXQ": LONG_TERM,
        "CF_CFJG": TRANSPORT.name,
        "CF_CFJGDM": TRANSPORT.uscc,
        "CF_SJLY": TRANSPORT.name,
        "CF_SJLYDM": TRANSPORT.uscc,
    }
