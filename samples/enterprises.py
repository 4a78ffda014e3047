"""Subjects of the sample city: a pure function of the seed and a running number, so memory stays
flat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gongshi.samples.dice import Dice
from gongshi.samples.trades import (
    COOPERATIVE_TRADES,
    ENTERPRISE_TRADES,
    INDIVIDUAL_TRADES,
    Trade,
)
from gongshi.samples.usccs import (
    COOPERATIVE,
    ENTERPRISE,
    INDIVIDUAL_BUSINESS,
    SERIALS,
    make_id_number,
    make_registration_number,
    make_uscc,
)
from gongshi.samples.words import (
    DISTRICTS,
    ENTERPRISE_FORMS,
    FIRST,
    GIVEN,
    MARK,
    SECOND,
    STATUSES,
    STREETS,
    SURNAMES,
)

#: The sample city's last day: nothing in it is decided later.
TODAY: Final = date(2026, 5, 31)

_CORES: Final = len(FIRST) * len(SECOND)
_KINDS: Final = ((ENTERPRISE, 70.0), (INDIVIDUAL_BUSINESS, 26.0), (COOPERATIVE, 4.0))
_TRADES: Final = {
    ENTERPRISE: ENTERPRISE_TRADES,
    INDIVIDUAL_BUSINESS: INDIVIDUAL_TRADES,
    COOPERATIVE: COOPERATIVE_TRADES,
}
_KIND_NAMES: Final = {
    ENTERPRISE: "企业",
    INDIVIDUAL_BUSINESS: "个体工商户",
    COOPERATIVE: "农民专业合作社",
}
#: Multipliers coprime to what they are taken modulo: running numbers are shuffled without a
#: collision.
_NAME_STEP: Final = 48_271
_SERIAL_STEP: Final = 1_000_003
_SEED_STEP: Final = 1_234_577


@dataclass(frozen=True, slots=True)
class Person:
    """An invented natural person; the given name begins with 样, the ID number's region is
    unassigned.
    """

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An invented subject of the register."""

    index: int
    prefix: str  # first two characters of the USCC
    uscc: str
    registration_number: str
    name: str
    former_name: str
    trade: Trade
    type: str
    status: str
    founded: date
    approved: date
    ended: date | None
    district_code: str
    district: str
    address: str
    representative: Person
    capital: str
    parent_uscc: str

    @property
    def kind_name(self) -> str:
        """主体类别 of the register."""
        return _KIND_NAMES[self.prefix]

    @property
    def filed_kind(self) -> str:
        """行政相对人类别 of the 双公示 layouts."""
        return "个体工商户" if self.prefix == INDIVIDUAL_BUSINESS else "法人及非法人组织"


def person(dice: Dice) -> Person:
    """One invented natural person."""
    given = MARK + dice.pick(GIVEN)
    born = dice.day(date(1955, 1, 1), date(2002, 12, 31))
    return Person(dice.pick(SURNAMES) + given, make_id_number(born, dice.below(1000)))


def enterprise(seed: int, index: int) -> Enterprise:
    """The subject with this running number (from 0); codes and names of other numbers differ."""
    dice = Dice("enterprise", seed, index)
    prefix = _prefix(seed, index)
    core, trade = _core_and_trade(seed, index, prefix)
    district_code, district = dice.pick(DISTRICTS)
    name, type_text = _name(dice, prefix, core, trade, district)
    parent = ""
    if prefix == ENTERPRISE and index >= 100 and dice.chance(0.03):
        parent = _parent(seed, index, dice)
        name, type_text = f"{name}{district.removesuffix('区')}分公司", "有限责任公司分公司"
    founded = dice.day(date(1995, 1, 1), date(2025, 6, 30))
    approved = dice.day(max(founded, date(2015, 1, 1)), TODAY)
    status = dice.weighted(STATUSES)
    ended = None
    if status in {"注销", "吊销未注销", "吊销已注销"}:
        ended = dice.day(founded + timedelta(days=200), TODAY)
        approved = max(approved, ended)
    former = ""
    if dice.chance(0.08):
        old = MARK + dice.pick(FIRST) + dice.pick(SECOND) + core[-1]
        former = f"天津市{old}{trade.words}{dice.weighted(_forms(prefix))[0]}"
    capital = (
        ""
        if prefix == INDIVIDUAL_BUSINESS
        else f"{dice.pick((10, 50, 100, 500, 1000, 5000))}.000000"
    )
    return Enterprise(
        index=index,
        prefix=prefix,
        uscc=_uscc(seed, index, prefix),
        registration_number=make_registration_number((index + seed * 7919) % 10**8),
        name=name,
        former_name=former,
        trade=trade,
        type=type_text,
        status=status,
        founded=founded,
        approved=approved,
        ended=ended,
        district_code=district_code,
        district=district,
        address=f"天津市{district}{dice.pick(STREETS)}{dice.between(1, 199)}号",
        representative=person(dice),
        capital=capital,
        parent_uscc=parent,
    )


def _prefix(seed: int, index: int) -> str:
    return Dice("kind", seed, index).weighted(_KINDS)


def _uscc(seed: int, index: int, prefix: str) -> str:
    return make_uscc(prefix, (index * _SERIAL_STEP + seed * _SEED_STEP) % SERIALS)


def _parent(seed: int, index: int, dice: Dice) -> str:
    candidate = dice.below(index)
    while _prefix(seed, candidate) != ENTERPRISE:
        candidate = (candidate + 1) % index
    return _uscc(seed, candidate, ENTERPRISE)


def _core_and_trade(seed: int, index: int, prefix: str) -> tuple[str, Trade]:
    """Every running number its own pair; cores are shared, so that similar names exist."""
    trades = _TRADES[prefix]
    pairs = _CORES * len(trades)
    shuffled = (index * _NAME_STEP + seed * _SEED_STEP) % pairs
    which, trade = divmod(shuffled, len(trades))
    core = MARK + FIRST[which // len(SECOND)] + SECOND[which % len(SECOND)]
    round_ = index // pairs
    while round_:
        round_, extra = divmod(round_ - 1, len(FIRST))
        core += FIRST[extra]
    return core, trades[trade]


def _forms(prefix: str) -> tuple[tuple[tuple[str, str], float], ...]:
    if prefix == INDIVIDUAL_BUSINESS:
        return ((("", "个体工商户"), 4.0), (("（个体工商户）", "个体工商户"), 1.0))
    if prefix == COOPERATIVE:
        return ((("专业合作社", "农民专业合作社"), 1.0),)
    return tuple(((form, type_text), weight) for form, type_text, weight in ENTERPRISE_FORMS)


def _name(dice: Dice, prefix: str, core: str, trade: Trade, district: str) -> tuple[str, str]:
    form, type_text = dice.weighted(_forms(prefix))
    if prefix == INDIVIDUAL_BUSINESS:
        return f"天津市{district}{core}{trade.words}{form}", type_text
    if dice.chance(0.15):
        return f"{core}（天津）{trade.words}{form}", type_text
    region = dice.pick(("天津市", "天津市", "天津", f"天津市{district}"))
    return f"{region}{core}{trade.words}{form}", type_text
