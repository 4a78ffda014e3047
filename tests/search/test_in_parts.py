"""Texts whose parts stand in a name and not the whole, asked where nothing else is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongshi.search.in_parts import brand_and_more, short_and_place, told_by_parts, whole_texts
from gongshi.search.letters_in_parts import initials_in_parts, sounding_in_parts
from gongshi.search.names import NameTables, anatomy
from gongshi.search.port import AnyTerm, Both, Term
from gongshi.search.query import plan_subjects
from gongshi.search.similar_tiers import last_asked
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

VOCABULARY = Vocabulary.of(DISTRICTS)
NAMES = [
    "天津狗不理集团股份有限公司",
    "天津圆通速递有限公司和平小淀分公司",
    "中国邮政储蓄银行股份有限公司天津河东区杨村营业所",
    "中国农业银行股份有限公司天津大邱庄支行",
    "中国建设银行股份有限公司天津芥园道支行",
    "中国建设银行股份有限公司天津河东支行",
    "天津人人乐商业有限公司大港购物广场",
    "天津永辉超市有限公司河东万达广场店",
    "老百姓大药房连锁（天津）有限公司华苑店",
    "天津轨道交通集团有限公司",
    "天津科技大学",
    "天津食品集团有限公司",
    "天津市南开区第一中学",
    "天津市河东区国有资产经营投资有限公司",
    "北方国际证券股份有限公司天津新开路证券营业部",
    "天津恒茂建筑劳务分包有限公司",
    "天津市好利来食品有限公司河东中山门蛋糕店",
    "天津融创基业房地产开发有限公司",
    "天津光兆晟新能源科技有限公司",
    "天津市南开区天穆镇穆记清真牛羊肉店",
    "天津欣美口腔门诊有限公司",
]
#: In the way: of the same trades, places and sounds.
OTHERS = [
    "天津包子铺餐饮管理有限公司",
    "天津宏达房地产开发有限公司",
    "天津河东国老美容院",
    "天津华苑大药房有限公司",
    "天津牙科器材有限公司",
    "天津海通商贸有限公司",
]
FOUND = [
    # A word that no name has beside the 字号.
    ("狗不理包子", "天津狗不理集团股份有限公司"),
    ("欣美牙科", "天津欣美口腔门诊有限公司"),
    ("穆记清真肉铺", "天津市南开区天穆镇穆记清真牛羊肉店"),
    # The place in front, and a trade said otherwise.
    ("小淀圆通快递", "天津圆通速递有限公司和平小淀分公司"),
    ("杨村邮储", "中国邮政储蓄银行股份有限公司天津河东区杨村营业所"),
    ("河东万达永辉", "天津永辉超市有限公司河东万达广场店"),
    # An abbreviation and a place.
    ("邮储杨村", "中国邮政储蓄银行股份有限公司天津河东区杨村营业所"),
    ("北证新开路", "北方国际证券股份有限公司天津新开路证券营业部"),
    ("河东国投", "天津市河东区国有资产经营投资有限公司"),
    # A slip beside a place.
    ("农行大丘庄支行", "中国农业银行股份有限公司天津大邱庄支行"),
    ("建行荠园道支行", "中国建设银行股份有限公司天津芥园道支行"),
    ("人人勒大港购物广场", "天津人人乐商业有限公司大港购物广场"),
    ("老姓百大药房华苑", "老百姓大药房连锁（天津）有限公司华苑店"),
    # The city by one of its letters, a district by its first.
    ("津轨交", "天津轨道交通集团有限公司"),
    ("津科大", "天津科技大学"),
    ("天食集团", "天津食品集团有限公司"),
    ("南一中", "天津市南开区第一中学"),
    # By its sound and by initials.
    ("hengmaolaowu", "天津恒茂建筑劳务分包有限公司"),
    ("haolilai zhongshanmen", "天津市好利来食品有限公司河东中山门蛋糕店"),
    ("goubulibaozi", "天津狗不理集团股份有限公司"),
    ("rcjyfdc", "天津融创基业房地产开发有限公司"),
    ("gbljtgf", "天津狗不理集团股份有限公司"),
    ("gzsxny", "天津光兆晟新能源科技有限公司"),
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    named = [*NAMES, *OTHERS]
    made.settle([firm(name, district="120101", licences=at) for at, name in enumerate(named)])
    return made


def found(town: Any, text: str) -> list[str]:
    rows = town.find(text, vocabulary=VOCABULARY).rows
    return [str(orjson.loads(row.body)["name"]) for row in rows]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_what_stands_in_a_name_in_parts_finds_it_first(town: Any, text: str, name: str) -> None:
    assert found(town, text)[:1] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "鑫隆达餐饮管理",  # of the trade, and nothing else
        "瑞丰昌房地产开发",
        "狗不理注销",  # a condition that nobody holds
        "天津万家",  # the city is everybody's
        "麦当劳新开路",  # a place, too
    ],
)
def test_a_trade_a_place_and_a_condition_find_nobody(town: Any, text: str) -> None:
    assert found(town, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "河东 狗不理包子",
        "河东区狗不理包子",
        "河东狗不理包子",
        "河东 hengmaolaowu",
        "hedonghengmaolaowu",
        "河东 rcjyfdc",
    ],
)
def test_a_district_holds(town: Any, text: str) -> None:
    # They are in 和平: what is left without the district is for ``did_you_mean`` to say.
    assert found(town, text) == []


def test_a_district_may_stand_in_the_name(town: Any) -> None:
    assert found(town, "河东区永辉万达包子") == ["天津永辉超市有限公司河东万达广场店"]


def test_a_former_name_is_told_by_its_parts(new_town: Callable[[], Any], firm: Any) -> None:
    made = new_town()
    made.settle([firm("天津津味餐饮有限公司", former=("天津狗不理饮食有限公司",))])
    assert found(made, "狗不理饮食包子铺") == ["天津津味餐饮有限公司"]


def test_what_a_code_or_a_number_may_have_been_is_told_instead(
    new_town: Callable[[], Any], firm: Any
) -> None:
    made = new_town()
    names = ["天津狗不理集团股份有限公司", "天津罚2025商贸有限公司"]
    made.settle(
        [firm(name, codes=("91320100748204660Q",)) for name in names[:1]] + [firm(names[1])]
    )
    page = made.find("91320100748204661Q 狗不理包子", vocabulary=VOCABULARY, guess=True)
    assert (page.rows, page.did_you_mean.suspicious[0].place) == ((), 17)
    assert found(made, "津市监罚〔2025〕8号") == []


def test_a_branch_with_its_place_stands_before_its_siblings(town: Any) -> None:
    assert found(town, "建设银行芥园道支行")[0] == "中国建设银行股份有限公司天津芥园道支行"


def test_a_text_is_asked_without_the_city_and_with_its_short_forms_spelled_out(
    tables: NameTables,
) -> None:
    assert whole_texts(anatomy("天津狗不理包子", tables), tables) == ("狗不理包子",)
    assert whole_texts(anatomy("农行静海", tables), tables) == ("农行静海", "农业银行静海")
    assert whole_texts(anatomy("天津小店", tables), tables) == ()  # too short
    assert whole_texts(anatomy("甲" * 17, tables), tables) == ()  # too long
    assert (short_and_place((), tables), brand_and_more((), tables)) == ((), ())


def test_more_of_a_text_in_fewer_pieces_is_nearer(tables: NameTables) -> None:
    def told(name: str) -> int:
        return told_by_parts(("狗不理包子",), [name], tables)

    whole, turned = told("狗不理包子有限公司"), told("包子狗不理有限公司")
    assert whole > turned > told("狗不理集团有限公司") > told("理人商贸有限公司") == 0
    # Of equal ones the name with fewer other characters.
    assert told("狗不理包子") > told("天津市狗不理包子铺和平店")


@pytest.mark.parametrize("name", ["天津大通餐饮管理有限公司", "天津鑫达餐饮管理有限公司"])
def test_half_of_what_stands_before_a_trade_has_to_be_there(tables: NameTables, name: str) -> None:
    told = told_by_parts(("鑫隆达餐饮管理",), [name], tables)
    assert bool(told) == ("鑫达" in name)


@given(st.text("狗不理包子铺天津大学药房|", max_size=16), st.text(max_size=100))
def test_any_text_and_name_are_compared(text: str, name: str) -> None:
    tables = NameTables.of(city="天津市", districts=DISTRICTS.values())
    assert 0 <= told_by_parts((text,), [name], tables) < 1024


@given(st.text("狗不理包子铺大学药房", min_size=2, max_size=16))
def test_a_text_stands_in_itself(text: str) -> None:
    tables = NameTables.of(city="天津市", districts=DISTRICTS.values())
    assert told_by_parts((text,), [text], tables) > 0


def test_initials_are_asked_without_a_region_and_a_form(tables: NameTables) -> None:
    nodes = [tier.query for tier in initials_in_parts("tjgbljt", tables)]
    here = Term("region", "天津")
    assert nodes == [
        Both((Term("initials", "gbljt"), here)),
        Term("initials", "tjgbl$"),
        Both((Term("initials", "gbl$"), here)),
        Term("initials", "tjgblj"),
    ]


def _leaves(node: Any) -> int:
    if isinstance(node, AnyTerm):
        return 1
    parts = getattr(node, "parts", None)
    return sum(map(_leaves, parts)) if parts is not None else len(getattr(node, "tokens", "1"))


@settings(max_examples=60, deadline=None)
@given(st.text("南开津一二三八狗不理包子铺天大学药房abei中石油第瑞丰", max_size=200))
@example("南开津一二三" + "".join(map(chr, range(0x5000, 0x5000 + 194))))
def test_no_text_asks_more_than_a_server_takes(text: str) -> None:
    # 1,024 clauses are the least that Elasticsearch allows; an AnyTerm is one of them.
    tables = NameTables.of(city="天津市", districts=DISTRICTS.values())
    plan = plan_subjects(text, tables, VOCABULARY)
    if plan.similar is None:
        return
    within = plan.similar.within.tiers if plan.similar.within is not None else ()
    asked = [plan.similar.tiers, within, *(one.tiers for one in last_asked(plan.similar, tables))]
    for tiers in asked:
        assert sum(_leaves(tier.query) for tier in tiers) <= 1_024


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for part in getattr(node, "parts", ()):
        yield from _nodes(part)


def test_the_end_of_a_sound_may_be_a_region(tables: NameTables) -> None:
    asked = list(_nodes(sounding_in_parts("haidilaotianjin", tables)[0].query))
    assert AnyTerm("region", ("天津",)) in asked
    assert sounding_in_parts("hxz", tables) == ()
