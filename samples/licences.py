"""Licences of the sample city, as rows of the 2018 layout (column code → cell)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import TODAY, Enterprise, Person
from gongshi.samples.organs import (
    APPROVAL,
    EMERGENCY,
    FIRE,
    HOUSING,
    MARKET,
    TRANSPORT,
    Organ,
)

Row = dict[str, str]

LONG_TERM: Final = "2099/12/31"


@dataclass(frozen=True, slots=True)
class _Template:
    organ: Organ
    kind: str
    document: str
    certificate: str
    number: str  # {mark} {year} {n}
    certificate_number: str  # {n}
    content: str
    years: int  # 0: long-term


_REGISTRATION: Final = _Template(
    MARKET,
    "登记",
    "登字",
    "营业执照",
    "(129900000001)登字〔{year}〕第{n:08d}号",
    "",
    "变更登记",
    0,
)

_BY_SECTOR: Final = {
    "food": (
        _Template(
            MARKET,
            "普通",
            "食品经营许可决定书",
            "食品经营许可证",
            "JY1129900{n:07d}",
            "JY1129900{n:07d}",
            "热食类食品制售；预包装食品销售",
            5,
        ),
        _Template(
            APPROVAL,
            "普通",
            "准予行政许可决定书",
            "公共场所卫生许可证",
            "{mark}卫公字〔{year}〕第{n}号",
            "样卫公证字[{year}]第{n}号",
            "公共场所卫生许可",
            4,
        ),
    ),
    "drugs": (
        _Template(
            MARKET,
            "普通",
            "药品经营许可决定书",
            "药品经营许可证",
            "津DA129{n:06d}",
            "津DA129{n:06d}",
            "处方药、非处方药：中成药、化学药制剂",
            5,
        ),
    ),
    "chemical": (
        _Template(
            EMERGENCY,
            "普通",
            "危险化学品经营许可决定书",
            "危险化学品经营许可证",
            "（样例）安危化经（准）字[{year}]{n}号",
            "津(样)危化经字{n:05d}",
            "不带有储存设施经营（票据经营）：乙醇[无水]、丙酮",
            3,
        ),
        _Template(
            APPROVAL,
            "普通",
            "准予行政许可决定书",
            "排污许可证",
            "{mark}排污〔{year}〕{n}号",
            "",
            "排污许可（首次申请）",
            5,
        ),
    ),
    "environment": (
        _Template(
            APPROVAL,
            "普通",
            "关于建设项目环境影响报告表的批复",
            "",
            "{mark}环表复〔{year}〕{n}号",
            "",
            "建设项目环境影响评价审批",
            0,
        ),
    ),
    "construction": (
        _Template(
            HOUSING,
            "认可",
            "准予行政许可决定书",
            "建筑业企业资质证书",
            "{mark}资许〔{year}〕{n}号",
            "D2129{n:06d}",
            "建筑工程施工总承包叁级",
            5,
        ),
        _Template(
            HOUSING,
            "普通",
            "安全生产许可决定书",
            "安全生产许可证",
            "(津)JZ安许证字[{year}]{n:06d}",
            "(津)JZ安许证字[{year}]{n:06d}",
            "建筑施工",
            3,
        ),
    ),
    "equipment": (
        _Template(
            MARKET,
            "登记",
            "特种设备使用登记决定",
            "特种设备使用登记证",
            "梯11津S{n:05d}({year2})",
            "梯11津S{n:05d}({year2})",
            "曳引驱动乘客电梯使用登记",
            0,
        ),
        _Template(
            MARKET,
            "核准",
            "特种设备生产许可决定书",
            "特种设备生产许可证",
            "TS3812{n:05d}-{until}",
            "TS3812{n:05d}-{until}",
            "电梯安装（含修理）",
            4,
        ),
    ),
    "transport": (
        _Template(
            TRANSPORT,
            "普通",
            "道路运输经营许可决定书",
            "道路运输经营许可证",
            "津样交运管许可字{n:09d}号",
            "津交运管许可样字1299{n:08d}号",
            "道路普通货物运输",
            4,
        ),
    ),
    "fire": (
        _Template(
            FIRE,
            "普通",
            "公众聚集场所投入使用、营业前消防安全检查意见书",
            "",
            "{mark}消安检字〔{year}〕第{n:04d}号",
            "",
            "公众聚集场所投入使用、营业前消防安全检查",
            0,
        ),
    ),
    "general": (
        _Template(
            APPROVAL,
            "普通",
            "准予行政许可决定书",
            "劳务派遣经营许可证",
            "{mark}人许〔{year}〕{n}号",
            "12990020{n:06d}",
            "劳务派遣经营许可",
            3,
        ),
    ),
}

VEHICLE_PERMIT: Final = "超限运输车辆通行证"
_VEHICLE: Final = _Template(
    TRANSPORT,
    "普通",
    VEHICLE_PERMIT,
    "超限运输车辆通行证",
    "车{year2}津S{n:05d}(1)",
    "",
    "大件运输许可：样例区高速入口至样例港",
    0,
)


def _filled(template: str, organ: Organ, decided: date, number: int, until: date | None) -> str:
    return template.format(
        mark=organ.mark,
        year=decided.year,
        year2=decided.year % 100,
        n=number,
        until=until.year if until else decided.year + 4,
    )


def _row(subject: Enterprise, dice: Dice, template: _Template, decided: date, number: int) -> Row:
    until = _anniversary(decided, template.years) if template.years else None
    organ = template.organ
    content = template.content
    if dice.chance(0.2):
        content = f"{subject.name}：{content}"
    return {
        "XK_XDR_MC": subject.name,
        "XK_XDR_LB": subject.filed_kind,
        "XK_XDR_SHXYM": subject.uscc,
        "XK_FRDB": subject.representative.name,
        "XK_XKWS": template.document,
        "XK_WSH": _filled(template.number, organ, decided, number, until),
        "XK_XKLB": template.kind,
        "XK_XKZS": template.certificate,
        "XK_XKBH": _filled(template.certificate_number, organ, decided, number, until),
        "XK_NR": content,
        "XK_JDRQ": f"{decided:%Y/%m/%d}",
        "XK_YXQZ": f"{decided:%Y/%m/%d}",
        "XK_YXQZI": f"{until:%Y/%m/%d}" if until else LONG_TERM,
        "XK_XKJG": organ.name,
        "XK_XKJGDM": organ.uscc,
        "XK_ZT": "1",
        "XK_LYDW": organ.name,
        "XK_LYDWDM": organ.uscc,
    }


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)


def licences(subject: Enterprise, dice: Dice) -> list[Row]:
    """The licences one subject was granted, oldest first; some have none, some a run of like
    permits.
    """
    rows: list[Row] = []
    first = max(subject.founded, date(2014, 1, 1))
    last = min(subject.ended or TODAY, TODAY)
    templates = _BY_SECTOR[subject.trade.sector]
    for place in range(dice.weighted(((0, 15), (1, 25), (2, 25), (3, 20), (5, 10), (8, 5)))):
        template = _REGISTRATION if dice.chance(0.45) else dice.pick(templates)
        number = (subject.index * 8 + place) % 10_000_000 + 1
        row = _row(subject, dice, template, dice.day(first, last), number)
        if template is _REGISTRATION:  # validity runs from the founding, years before the decision
            row["XK_YXQZ"] = f"{subject.founded:%Y/%m/%d}"
        rows.append(row)
    if subject.trade.sector == "transport" and dice.chance(0.05):
        rows.extend(_permits_of_one_month(subject, dice, dice.day(first, last)))
    rows.sort(key=lambda row: row["XK_JDRQ"])
    return rows


def _permits_of_one_month(subject: Enterprise, dice: Dice, decided: date) -> list[Row]:
    """Ten permits of one content in one month, two of them under one number: distinct records
    all.
    """
    rows = []
    for place in range(10):
        day = min(decided + timedelta(days=2 * place), TODAY)
        number = (subject.index * 10 + min(place, 8)) % 100_000
        rows.append(_row(subject, dice, _VEHICLE, day, number))
    return rows


def person_licence(person: Person, dice: Dice, number: int) -> Row:
    """A licence granted to a natural person: it must never show on any public surface."""
    decided = dice.day(date(2020, 1, 1), TODAY)
    return {
        "XK_XDR_MC": person.name,
        "XK_XDR_LB": "自然人",
        "XK_XDR_ZJLX": "身份证",
        "XK_XDR_ZJHM": person.id_number,
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": f"{HOUSING.mark}建执〔{decided.year}〕{number}号",
        "XK_XKLB": "认可",
        "XK_XKZS": "二级建造师注册证书",
        "XK_XKBH": f"津2129{number:06d}",
        "XK_NR": f"准予{person.name}二级建造师初始注册，身份证号{person.id_number}",
        "XK_JDRQ": f"{decided:%Y/%m/%d}",
        "XK_YXQZ": f"{decided:%Y/%m/%d}",
        "XK_YXQZI": f"{_anniversary(decided, 3):%Y/%m/%d}",
        "XK_XKJG": HOUSING.name,
        "XK_XKJGDM": HOUSING.uscc,
        "XK_ZT": "1",
        "XK_LYDW": HOUSING.name,
        "XK_LYDWDM": HOUSING.uscc,
    }
