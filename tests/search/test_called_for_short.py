"""Institutions, branches and shops by what everybody calls them, and names with a town in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.names import NameTables, anatomy
from gongshi.search.towns import without_town
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

VOCABULARY = Vocabulary.of(DISTRICTS)
NAMES = [
    "天津泰达股份有限公司",
    "天津鹏翎集团股份有限公司",
    "天津银龙预应力材料股份有限公司",
    "中国华电集团有限公司天津分公司",
    "中国邮政集团有限公司天津市分公司",
    "天津市政工程设计研究总院有限公司",
    "天津师范大学",
    "天津美术学院",
    "天津外国语大学",
    "天津市第一中学",
    "天津四方君汇律师事务所",
    "空中客车（天津）总装有限公司",
    "中铁十六局集团第二工程有限公司",
    "中国石油集团渤海钻探工程有限公司",
    "中交第三航务工程局有限公司天津分公司",
    "中车唐山机车车辆有限公司天津分公司",
    "天津鑫沅电子商务有限公司",
    "天津沃尔玛百货有限公司友谊路分店",
    "天津肯德基有限公司滨江道餐厅",
    "天津如家酒店管理有限公司鞍山西道店",
    "中国工商银行股份有限公司天津塘沽支行",
    "天津农村商业银行股份有限公司和平中心支行",
    "天津豆得儿电力工程有限公司",
    "天津海河科技商贸有限公司",
    "天津海河科技园物业有限公司",
    "天津市河东区张家窝镇香满楼饭店",
    "天津市南开区杨村街道鑫旺达汽车修理厂",
    "天津市和平区穿芳峪镇小穿芳峪村响泉农家院",
    "天津市滨海新区汉沽街八卦滩海鲜酒楼",
    "天津市南开区卫津路天天向上文具店",
]
#: In the way: they sound or look like some of these texts, or hold pieces of them.
OTHERS = [
    "天津实达电脑有限公司",
    "天津科达股份家政服务有限公司",
    "天津华峰集团科技有限公司",
    "天津味电缆有限公司",
    "天津正元商贸有限公司",
    "天津香满园饭店有限公司",
    "天津理工物业有限公司",
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle(
        [
            firm(name, district="120101", licences=place)
            for place, name in enumerate((*NAMES, *OTHERS))
        ]
    )
    return made


def first(town: Any, text: str) -> str:
    rows = town.find(text, vocabulary=VOCABULARY).rows
    return str(orjson.loads(rows[0].body)["name"]) if rows else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # 股份 alone is a legal form.
        ("泰达股份", "天津泰达股份有限公司"),
        ("天津泰达股份", "天津泰达股份有限公司"),
        ("鹏翎股份", "天津鹏翎集团股份有限公司"),
        ("银龙股份", "天津银龙预应力材料股份有限公司"),
        # 集团 is one before a branch and before a region.
        ("华电集团天津分公司", "中国华电集团有限公司天津分公司"),
        ("中国华电集团天津分公司", "中国华电集团有限公司天津分公司"),
        ("邮政集团天津", "中国邮政集团有限公司天津市分公司"),
        # 市 belongs to 市政.
        ("市政工程设计研究总院", "天津市政工程设计研究总院有限公司"),
        ("天津市政院", "天津市政工程设计研究总院有限公司"),
        # What such institutions are called in every city.
        ("天津师大", "天津师范大学"),
        ("天津美院", "天津美术学院"),
        ("天津外大", "天津外国语大学"),
        ("天津一中", "天津市第一中学"),
        ("四方君汇律所", "天津四方君汇律师事务所"),
        # Characters left out: across words, brackets, numerals, behind a group, beside a branch.
        ("天津空客", "空中客车（天津）总装有限公司"),
        ("空客天津", "空中客车（天津）总装有限公司"),
        ("中铁16局二公司", "中铁十六局集团第二工程有限公司"),
        ("渤钻", "中国石油集团渤海钻探工程有限公司"),
        ("三航局天津分公司", "中交第三航务工程局有限公司天津分公司"),
        ("鑫电商", "天津鑫沅电子商务有限公司"),
        ("鑫旺达汽修", "天津市南开区杨村街道鑫旺达汽车修理厂"),
        # A region that is none.
        ("中车唐山", "中车唐山机车车辆有限公司天津分公司"),
        # 店 is a 分店 or a 餐厅; the place may come first.
        ("沃尔玛友谊路店", "天津沃尔玛百货有限公司友谊路分店"),
        ("肯德基滨江道店", "天津肯德基有限公司滨江道餐厅"),
        ("如家酒店鞍山西道店", "天津如家酒店管理有限公司鞍山西道店"),
        ("友谊路沃尔玛", "天津沃尔玛百货有限公司友谊路分店"),
        # An abbreviation in a district.
        ("塘沽工行", "中国工商银行股份有限公司天津塘沽支行"),
        ("和平农商行", "天津农村商业银行股份有限公司和平中心支行"),
        # A slip, and words of the trade left out.
        ("豆儿得工程", "天津豆得儿电力工程有限公司"),
        # A further trade behind the text rather than a part of a 字号.
        ("海河科技", "天津海河科技商贸有限公司"),
    ],
)
def test_what_it_is_called_for_short_finds_it_first(town: Any, text: str, name: str) -> None:
    assert first(town, text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("香满楼", "天津市河东区张家窝镇香满楼饭店"),
        ("香满搂饭店", "天津市河东区张家窝镇香满楼饭店"),
        ("xmlfd", "天津市河东区张家窝镇香满楼饭店"),
        ("xiangmanlou", "天津市河东区张家窝镇香满楼饭店"),
        ("张家窝香满楼", "天津市河东区张家窝镇香满楼饭店"),
        ("张家窝镇香满楼饭店", "天津市河东区张家窝镇香满楼饭店"),
        ("新旺达汽车修理厂", "天津市南开区杨村街道鑫旺达汽车修理厂"),
        ("响全农家院", "天津市和平区穿芳峪镇小穿芳峪村响泉农家院"),
        ("bgthxjl", "天津市滨海新区汉沽街八卦滩海鲜酒楼"),
        ("天天问上文具店", "天津市南开区卫津路天天向上文具店"),
    ],
)
def test_a_town_in_front_does_not_hide_the_brand(town: Any, text: str, name: str) -> None:
    assert first(town, text) == name


@pytest.mark.parametrize(
    ("name", "brands"),
    [
        ("天津市河东区张家窝镇香满楼饭店", ["香满楼"]),
        ("天津市和平区穿芳峪镇小穿芳峪村响泉农家院", ["小穿芳峪村响泉农家", "响泉农家"]),
        ("天津滨海高新区华苑产业区海泰发展有限公司", ["海泰"]),
        ("天津市滨海新区汉沽街八卦滩海鲜酒楼", ["八卦滩"]),
        ("天津市南开区街坊饭店", []),
        ("天津市南开区步行街小吃店", []),  # nothing but a trade would be left
        ("天津市南开区老街坊饭店", []),
        ("张家窝镇香满楼饭店", []),  # no region in front
        ("天津海河乳品有限公司", []),
    ],
)
def test_towns(name: str, brands: list[str]) -> None:
    tables = NameTables.of(city="天津市", districts=DISTRICTS.values())
    assert [one.core for one in without_town(anatomy(name, tables), tables)] == brands


BRANCHES = [
    "中国建设银行股份有限公司天津市分行",
    "中国建设银行股份有限公司天津和平支行",
    "中国建设银行股份有限公司天津河东区支行",
    "中国银行股份有限公司天津市分行",
    "中国银行股份有限公司天津南开支行",
    "天津银行股份有限公司",
    "中国工商银行股份有限公司",
    "中国工商银行股份有限公司天津河东中心支行",
    "国网天津市电力公司",
    "国网天津市电力公司电力科学研究院",
    "天津建工集团（控股）有限公司",
    "天津建工集团控股发展有限公司",
    "天津市津和城市建设投资有限公司",
    "天津城市建设投资有限公司",
    "天津市河东城市建设投资有限公司",
]


@pytest.fixture(scope="module")
def branch_town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    made.settle(
        [
            firm(name, district="120102", licences=place)  # 河东
            for place, name in enumerate((*BRANCHES, *OTHERS))
        ]
    )
    return made


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The whole city's, which is called 天津市分行 and not 天津分行.
        ("天津建行", "中国建设银行股份有限公司天津市分行"),
        ("建行天津", "中国建设银行股份有限公司天津市分行"),
        ("建行天津分行", "中国建设银行股份有限公司天津市分行"),
        ("建行河东支行", "中国建设银行股份有限公司天津河东区支行"),
        ("建行河东区支行", "中国建设银行股份有限公司天津河东区支行"),
        # 天津银行 is another bank.
        ("天津中行", "中国银行股份有限公司天津市分行"),
        ("天津中行南开支行", "中国银行股份有限公司天津南开支行"),
        ("工行河东支行", "中国工商银行股份有限公司天津河东中心支行"),
        ("国网天津电力", "国网天津市电力公司"),
        # The city within a name, and 控股 behind 集团, as they are written and as people say them.
        ("国网天津市电力", "国网天津市电力公司"),
        ("gwtjsdl", "国网天津市电力公司"),
        ("gwtjdl", "国网天津市电力公司"),
        ("建工控股", "天津建工集团（控股）有限公司"),
        ("天津建工集团（控股）", "天津建工集团（控股）有限公司"),
        ("天津建工集团有限公司", "天津建工集团（控股）有限公司"),
        ("建工集团", "天津建工集团（控股）有限公司"),
        # In its name, before one that is registered there.
        ("河东城投", "天津市河东城市建设投资有限公司"),
    ],
)
def test_of_branches_the_one_whose_place_was_typed_stands_first(
    branch_town: Any, text: str, name: str
) -> None:
    assert first(branch_town, text) == name


def test_a_bank_of_the_country_is_no_other_bank_of_the_district(
    new_town: Callable[[], Any], firm: Any
) -> None:
    town = new_town()
    town.settle(
        [
            firm(name)
            for name in (
                "中国银行股份有限公司天津和平支行",
                "天津银行股份有限公司和平分行",
                "中国银行股份有限公司天津和平分行",
            )
        ]
    )
    for text in ("中行和平", "和平中行", "天津和平中行"):
        rows = town.find(text, vocabulary=VOCABULARY).rows
        assert {orjson.loads(row.body)["name"] for row in rows[:2]} == {
            "中国银行股份有限公司天津和平分行",
            "中国银行股份有限公司天津和平支行",
        }


WORKS = [
    "天津华能海下热电有限公司",
    "天津海下电厂职工医院",
    "天津宏发制药有限公司",
    "天津宏发药厂经营部",
    "天津第二发电厂",
    "天津发热电器有限公司",
    "中海油田服务股份有限公司",
    "中海石油（中国）有限公司天津分公司",
    "天津海油餐饮有限公司",
    "天津石油化工有限公司",
    "天津石化商店",
    "天津市大港石化第一中学",
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("海下电厂", ["天津海下电厂职工医院", "天津华能海下热电有限公司"]),
        ("宏发药厂", ["天津宏发药厂经营部", "天津宏发制药有限公司"]),
        ("油服", ["中海油田服务股份有限公司"]),
        ("海油天津", ["天津海油餐饮有限公司", "中海石油（中国）有限公司天津分公司"]),
        ("天津石化", ["天津石化商店", "天津石油化工有限公司"]),
        ("大港石化一中", ["天津市大港石化第一中学"]),
    ],
)
def test_a_trade_said_otherwise_stands_behind_who_is_called_so(
    new_town: Callable[[], Any], firm: Any, text: str, names: list[str]
) -> None:
    town = new_town()
    town.settle([firm(name, district="120101", licences=at) for at, name in enumerate(WORKS)])
    rows = town.find(text, vocabulary=VOCABULARY).rows
    found = [orjson.loads(row.body)["name"] for row in rows]
    assert found[0] == names[0]
    assert set(names) <= set(found)


def test_a_power_station_is_no_electric_heater(new_town: Callable[[], Any], firm: Any) -> None:
    town = new_town()
    town.settle([firm(name, licences=at) for at, name in enumerate(WORKS)])
    assert first(town, "第二发电厂") == first(town, "发电厂") == "天津第二发电厂"
