"""A register to be searched: enterprises of a city with deliberate near-homonyms.

A pure function of the 字号 handed in, the size and the seed. Nothing bad is said of anyone: names
and invented codes (``samples/usccs.py``), and licences with document numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pypinyin import Style, lazy_pinyin

from gongshi.samples.dice import Dice
from gongshi.samples.usccs import SERIALS, make_registration_number, make_uscc
from tests.quality.vocabulary import (
    CHARACTERS,
    CITY,
    COMMON,
    DISTRICTS,
    ELSEWHERE,
    FARM_TRADES,
    FORMS,
    SHOP_TRADES,
    TRADES,
)

ENTERPRISE: Final = "企业"
SHOP: Final = "个体工商户"
FARM: Final = "农民专业合作社"
_PREFIX: Final = {ENTERPRISE: "91", SHOP: "92", FARM: "93"}
_STATUSES: Final = (
    ("存续", 80.0),
    ("注销", 12.0),
    ("吊销未注销", 5.0),
    ("迁出", 1.0),
    ("歇业", 2.0),
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,4}")
#: Every so many firms is made from an earlier one: same 字号, a letter apart, another form.
_KIN_SHARE: Final = 0.3
_SERIAL_STEP: Final = 1_000_003


@dataclass(frozen=True, slots=True)
class Firm:
    """One subject, with the parts its name was made of."""

    place: int
    kind: str
    name: str
    spelled: str  # the region as the name spells it, in front: 天津市南开区
    regions: tuple[str, ...]  # short names of all regions in the name
    core: str  # 字号
    trade: str
    form: str  # as the name has it, brackets and all
    branch: str
    former: str
    district: str  # GB/T 2260 code
    uscc: str
    registration_number: str
    status: str
    founded: date
    licence: str  # document number of a licence; "" none

    @property
    def bare(self) -> str:
        """字号 and trade."""
        return self.core + self.trade


def short(district: str) -> str:
    """南开区 → 南开, 滨海新区 → 滨海."""
    return district.removesuffix("新区").removesuffix("区")


def real_names(file: Path) -> list[str]:
    """The 字号 of a list, one a line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if _HAN.fullmatch(line)]


def invented_names(count: int, seed: int) -> list[str]:
    """So many distinct 字号 of two to four characters; common characters come more often."""
    dice = Dice("names", seed)
    names: dict[str, None] = {}
    while len(names) < count:
        size = dice.weighted(((2, 50.0), (3, 30.0), (4, 20.0)))
        places = (
            int(len(CHARACTERS) * dice.below(1000) * dice.below(1000) / 1e6) for _ in range(size)
        )
        names["".join(CHARACTERS[place] for place in places)] = None
    return list(names)


def build(names: Sequence[str], size: int, seed: int) -> list[Firm]:
    """So many firms, the same ones for the same arguments."""
    firms: list[Firm] = []
    for place in range(size):
        dice = Dice("firm", seed, place)
        kin = firms[dice.below(place)] if place and dice.chance(_KIN_SHARE) else None
        firms.append(_firm(dice, names, place, seed, kin))
    return firms


def _firm(dice: Dice, names: Sequence[str], place: int, seed: int, kin: Firm | None) -> Firm:
    kind = dice.weighted(((ENTERPRISE, 72.0), (SHOP, 26.0), (FARM, 2.0)))
    # Few 字号 are borne by many, most by one or two.
    core = names[int(len(names) * dice.below(10_000) * dice.below(10_000) / 1e8)]
    trade = dice.pick(TRADES)
    if kin is not None:
        kind = kin.kind
        core, trade = _kin(dice, kin)
    elif kind == SHOP:
        trade = dice.pick(SHOP_TRADES)
    elif kind == FARM:
        trade = dice.pick(FARM_TRADES)
    code = dice.pick(tuple(DISTRICTS))
    form, branch = _form(dice, kind), ""
    if kind == ENTERPRISE and form != "厂" and dice.chance(0.04):
        branch = dice.pick(("天津分公司", f"{short(DISTRICTS[code])}分公司", "第一分公司"))
    name, spelled, regions = _name(dice, kind, core, trade, form + branch, DISTRICTS[code])
    former = ""
    if dice.chance(0.08):
        before = dice.pick(names)
        former = (
            f"天津市{before}{trade}有限公司" if kind == ENTERPRISE else f"天津市{before}{trade}"
        )
    licence = ""
    if dice.chance(0.1):
        licence = _number(dice, place)
    return Firm(
        place=place,
        kind=kind,
        name=name,
        spelled=spelled,
        regions=regions,
        core=core,
        trade=trade,
        form=form,
        branch=branch,
        former=former,
        district=code,
        uscc=make_uscc(_PREFIX[kind], (place * _SERIAL_STEP + seed * 7919) % SERIALS),
        registration_number=make_registration_number((place * 31 + seed * 104_729) % 10**8),
        status=dice.weighted(_STATUSES),
        founded=dice.day(date(1993, 1, 1), date(2025, 6, 30)),
        licence=licence,
    )


def _kin(dice: Dice, kin: Firm) -> tuple[str, str]:
    """A near-homonym's 字号 and trade."""
    core, way = kin.core, dice.below(6)
    if way <= 1:
        others = {SHOP: SHOP_TRADES, FARM: FARM_TRADES}.get(kin.kind, TRADES)
        return core, dice.pick(others)
    place = dice.below(len(core))
    if way == 2:
        return core[:place] + sounding_like(dice, core[place]) + core[place + 1 :], kin.trade
    if way == 3:
        return core[:place] + dice.pick(CHARACTERS) + core[place + 1 :], kin.trade
    if way == 4 and len(core) < 4:
        return core + dice.pick(CHARACTERS[:60]), kin.trade
    return core, kin.trade  # another form, region or district


def sounds(text: str) -> tuple[str, ...]:
    """Syllables without tones as a dictionary has them, not as the product's tables do."""
    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False))


_BY_SOUND: dict[str, str] = {}


def sounding_like(dice: Dice, character: str) -> str:
    """Another common character of the same sound; the character itself when there is none."""
    if not _BY_SOUND:
        for other in dict.fromkeys(COMMON):
            _BY_SOUND[sounds(other)[0]] = _BY_SOUND.get(sounds(other)[0], "") + other
    others = _BY_SOUND.get(sounds(character)[0], "").replace(character, "")
    return dice.pick(others) if others else character


def _form(dice: Dice, kind: str) -> str:
    if kind == SHOP:
        return dice.weighted((("", 4.0), ("（个体工商户）", 1.0)))
    if kind == FARM:
        return dice.weighted((("专业合作社", 3.0), ("农民专业合作社", 1.0)))
    return dice.weighted(FORMS)


def _name(
    dice: Dice, kind: str, core: str, trade: str, tail: str, district: str
) -> tuple[str, str, tuple[str, ...]]:
    """(name, leading region as spelled, short names of the regions in it)."""
    place = short(district)
    if kind in {SHOP, FARM}:
        spelled, regions = dice.weighted(
            (
                ((f"天津市{district}", (CITY, place)), 70.0),
                ((district, (place,)), 15.0),
                ((f"{CITY}{district}", (CITY, place)), 10.0),
                (("天津市", (CITY,)), 5.0),
            )
        )
        return spelled + core + trade + tail, spelled, regions
    away = dice.pick(ELSEWHERE)
    name, spelled, regions = dice.weighted(
        (
            ((f"天津市{core}{trade}{tail}", "天津市", (CITY,)), 30.0),
            ((f"天津{core}{trade}{tail}", CITY, (CITY,)), 22.0),
            ((f"天津市{district}{core}{trade}{tail}", f"天津市{district}", (CITY, place)), 8.0),
            ((f"{core}（天津）{trade}{tail}", "", (CITY,)), 14.0),
            ((f"{core}{trade}（天津）{tail}", "", (CITY,)), 8.0),
            ((f"{core}{trade}{tail}", "", ()), 8.0),
            ((f"{away}{core}{trade}{tail}", away, (away.rstrip("省市"),)), 8.0),
            ((f"天津{place}{core}{trade}{tail}", f"天津{place}", (CITY, place)), 2.0),
        )
    )
    return name, spelled, regions


def _number(dice: Dice, place: int) -> str:
    year = dice.between(2016, 2026)
    return dice.pick(
        (
            f"津市监许〔{year}〕{place}号",
            f"（{year}）津南开食许字第{place:06d}号",
            f"津审批〔{year}〕第{place}号",
            f"津环许可函[{year}]{place}号",
        )
    )
