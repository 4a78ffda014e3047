"""Trades that no table has, told by the names of a register."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.search.names import NameTables
from gongshi.search.subject_terms import LONGER, Named, subject_terms
from gongshi.search.trade_statistics import FEWEST_NAMES, trades_of

#: 字号 as they are: any two of these characters.
CHARACTERS = (
    "华泰兴达盛隆鑫源恒信康宏瑞德通海天力金安新美嘉丰利亚东博腾创元佳富顺万科正中诚远明裕润福祥"
)
BRANDS = ["".join(pair) for pair in product(CHARACTERS, CHARACTERS)]
Random(7).shuffle(BRANDS)
KNOWN = ("商贸", "科技", "饭店")
UNKNOWN = ("开锁换芯部", "海鲜大排档", "脑机接口")


def register(*unknown: str, every: int = 50) -> list[str]:
    """Names without region and form: one in ``every`` has an unknown trade, the others known."""
    return [
        brand + (unknown[place // every % len(unknown)] if place % every == 0 else KNOWN[place % 3])
        for place, brand in enumerate((BRANDS * 2)[: 2 * FEWEST_NAMES])
    ]


def test_what_stands_behind_all_sorts_of_brands_is_a_trade(tables: NameTables) -> None:
    assert trades_of(register(*UNKNOWN), tables) == frozenset(UNKNOWN)


def test_neither_a_part_of_a_trade_nor_the_end_of_a_brand_is_one(tables: NameTables) -> None:
    told = trades_of(register("开锁换芯部"), tables)
    assert "锁换芯部" not in told  # 开 alone stands before it
    assert not {brand + "商贸" for brand in CHARACTERS} & told  # many names end so, of any trade
    assert not {brand + "开锁换芯部" for brand in CHARACTERS} & told


def test_one_brand_does_not_make_its_trade(tables: NameTables) -> None:
    """A chain of shops tells nothing: the same characters stand before each."""
    names = register("脑机接口", every=10_000) + ["瑞德海鲜大排档"] * 200
    assert "海鲜大排档" not in trades_of(names, tables)


def test_a_trade_within_a_longer_one_is_told_too(tables: NameTables) -> None:
    names = register("婚纱摄影楼", "影楼", every=40)
    assert {"婚纱摄影楼", "影楼"} <= trades_of(names, tables)


def test_few_names_tell_nothing(tables: NameTables) -> None:
    names = register(*UNKNOWN)
    assert trades_of(names[: FEWEST_NAMES - 1], tables) == frozenset()
    assert trades_of([], tables) == frozenset()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_names_does_not_matter(tables: NameTables, seed: int) -> None:
    names = register(*UNKNOWN)
    Random(seed).shuffle(names)
    assert trades_of(names, tables) == frozenset(UNKNOWN)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text("华泰店部商贸", max_size=9), max_size=60))
def test_any_names_can_be_asked(some: list[str]) -> None:
    tables = NameTables.of(city="天津市")
    told = trades_of(some * (FEWEST_NAMES // max(1, len(some)) + 1), tables)
    assert not any(tables.is_trade(trade) for trade in told)


# --- what a subject is found by -------------------------------------------------------------------


def cores(name: str, *told: str) -> tuple[str, ...]:
    tables = NameTables.of(city="天津市", told=frozenset(told))
    return tuple(subject_terms(tables, Named(name))["core"])


def test_a_told_trade_ends_a_brand_beside_what_the_tables_say() -> None:
    assert cores("天津市郭婕脑机接口有限公司") == ("郭婕脑机接口",)
    assert cores("天津市郭婕脑机接口有限公司", "脑机接口") == ("郭婕脑机接口", "郭婕")
    # 种植 stands in the tables: what they tell of the name stays.
    assert cores("天津市龙煤葡萄种植有限公司", "葡萄种植") == ("龙煤葡萄种植", "龙煤葡萄", "龙煤")


def test_a_brand_with_some_of_its_trades_is_marked() -> None:
    assert cores("龙煤集团葡萄种植", "葡萄种植")[2:] == ("龙煤", LONGER + "龙煤集团")
    assert cores("海河科技商贸") == ("海河科技商贸", "海河", LONGER + "海河科技")


def test_a_told_brand_is_heard_as_one() -> None:
    tables = NameTables.of(city="天津市", told=frozenset({"脑机接口"}))
    terms = subject_terms(tables, Named("天津市郭婕脑机接口有限公司"))
    assert "guojie" in terms["pinyin"]
    assert "gj$" in terms["initials"]


@pytest.mark.parametrize("name", ["", "有限公司", "天津市", "钢铁", "南京钢铁"])
def test_two_characters_stay_a_brand(name: str) -> None:
    assert all(len(core) >= 2 for core in cores(name, "京钢铁", "钢铁", "铁"))
