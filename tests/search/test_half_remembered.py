"""Names as people remember them: half, in another order, by sound, with a question around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.results import ResultPage
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

VOCABULARY = Vocabulary.of(DISTRICTS)
TOWN = [
    ("天津金笙物流有限公司", "120104"),
    ("金声物流（天津）有限公司", "120101"),
    ("天津市河东区小蔡烤鸭店", "120102"),
    ("天津市南开区泰雅花甲粉店", "120104"),
    ("天津市南开区泰雅饺子馆", "120104"),
    ("海底捞（天津）火锅有限公司", "120104"),
    ("源源湖食品（天津）有限公司", "120104"),
    ("天津石海科技有限公司", "120101"),
    ("星石（天津）科技有限公司", "120101"),
    ("天津经济技术开发区龙轩实业有限公司", "120116"),
    ("天津市塘沽区顺伟建材有限公司", "120116"),
    ("天津市静海县大朱煎饼店", ""),
    ("天津沁洋建材有限公司", "120101"),
    ("天津琴洋建材有限公司", "120101"),
    ("天津琴洋建材有限公司第三分店", "120101"),
    ("霸王茶饮品有限责任公司天津河东店", "120102"),
    ("天津神泰通信工程有限公司", "120104"),
    ("天津神泰业通信工程有限公司", "120104"),
    ("天津市鑫韵蔬菜种植专业合作社", "120104"),
    ("天津惠万佳射箭有限公司", "120104"),
    ("天津市河东区惠万佳饭店", "120102"),
]


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any) -> Any:
    made = new_town()
    # Later ones have more records, so that none stands first by its rank alone.
    made.settle(
        [firm(name, district=code, licences=place) for place, (name, code) in enumerate(TOWN)]
    )
    return made


def page_of(town: Any, text: str, **options: Any) -> ResultPage:
    page: ResultPage = town.find(text, vocabulary=VOCABULARY, **options)
    return page


def found(town: Any, text: str) -> list[str]:
    return [orjson.loads(row.body)["name"] for row in page_of(town, text).rows]


@pytest.mark.parametrize(
    "text", ["南开源笙物流", "源笙物流南开", "南开 源笙物流", "天津南开源笙物流"]
)
def test_a_slip_beside_a_district_needs_no_space(town: Any, text: str) -> None:
    """金声 sounds alike, and is in 和平."""
    assert found(town, text) == ["天津金笙物流有限公司"]


@pytest.mark.parametrize("text", ["河东华蔡烤鸭店", "河东 小菜烤鸭"])
def test_a_slip_in_a_shop_of_a_district(town: Any, text: str) -> None:
    assert found(town, text) == ["天津市河东区小蔡烤鸭店"]


def test_a_trades_last_character_stands_for_the_trade(town: Any) -> None:
    assert found(town, "泰雅店")[0] == "天津市南开区泰雅花甲粉店"
    assert found(town, "泰雅馆")[0] == "天津市南开区泰雅饺子馆"


@pytest.mark.parametrize("text", ["惠万佳公司", "惠万佳有限公司"])
def test_a_company_is_no_shop(town: Any, text: str) -> None:
    """射箭 is a trade in no table."""
    assert found(town, text) == ["天津惠万佳射箭有限公司", "天津市河东区惠万佳饭店"]


def test_the_trade_may_stand_first(town: Any) -> None:
    assert found(town, "火锅海底捞") == ["海底捞（天津）火锅有限公司"]
    # Of two words the name that they make stands before what has others between.
    assert found(town, "通信工程 神泰 南开")[0] == "天津神泰通信工程有限公司"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("天津金笙物流有限公", "天津金笙物流有限公司"),
        ("天津金笙物流有限", "天津金笙物流有限公司"),
        ("天津市鑫韵蔬菜种植专业合", "天津市鑫韵蔬菜种植专业合作社"),
        ("天津琴洋建材有限公司第", "天津琴洋建材有限公司第三分店"),
        ("霸王茶饮品天津河东店", "霸王茶饮品有限责任公司天津河东店"),
    ],
)
def test_a_name_may_be_cut_off(town: Any, text: str, name: str) -> None:
    assert found(town, text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "沁洋建材怎么样",
        "沁洋建材电话",
        "沁洋建材 地址",
        "请问沁洋建材在哪里？",
        "查一下沁洋建材有限公司的电话",
        "那家沁洋建材靠谱吗",
        "天津沁洋建材有限公司 官网",
    ],
)
def test_a_question_is_no_part_of_the_name(town: Any, text: str) -> None:
    page = page_of(town, text)
    assert page.rows[0].matched_by in {"full_name", "core_name"}
    assert orjson.loads(page.rows[0].body)["name"] == "天津沁洋建材有限公司"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("龙轩实业", "天津经济技术开发区龙轩实业有限公司"),
        ("lxsy", "天津经济技术开发区龙轩实业有限公司"),
        ("龙轩", "天津经济技术开发区龙轩实业有限公司"),
        ("伟顺建材", "天津市塘沽区顺伟建材有限公司"),
        ("塘沽 顺伟", "天津市塘沽区顺伟建材有限公司"),
        ("静海 大朱", "天津市静海县大朱煎饼店"),
        ("dazhujianbing", "天津市静海县大朱煎饼店"),
    ],
)
def test_a_zone_or_a_former_district_is_no_part_of_the_name(
    town: Any, text: str, name: str
) -> None:
    assert found(town, text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nankai yuanyuanhu", "源源湖食品（天津）有限公司"),
        ("yuanyuanhu nankaiqu", "源源湖食品（天津）有限公司"),
        ("nankai yyhsp", "源源湖食品（天津）有限公司"),
        ("tianjinyuanyuanhushipin", "源源湖食品（天津）有限公司"),
        ("tianjinshihaikeji", "天津石海科技有限公司"),
        ("tianjinnankaiyuanyuanhu", "源源湖食品（天津）有限公司"),
    ],
)
def test_regions_may_be_typed_by_their_sound(town: Any, text: str, name: str) -> None:
    assert found(town, text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("haidilaohuoguu", "海底捞（天津）火锅有限公司"),  # one letter for another
        ("haidilaohuogu", "海底捞（天津）火锅有限公司"),
        ("haidinaohuoguo", "海底捞（天津）火锅有限公司"),  # n for l
        ("xinsikeji", "星石（天津）科技有限公司"),  # s for sh
        ("xingsikeji", "星石（天津）科技有限公司"),
        ("tianjinxinshikeji", "星石（天津）科技有限公司"),
    ],
)
def test_letters_may_have_a_slip_or_one_sound_for_another(town: Any, text: str, name: str) -> None:
    page = page_of(town, text)
    assert (orjson.loads(page.rows[0].body)["name"], page.rows[0].matched_by) == (name, "similar")
    # Its pages are one after another, as everywhere.
    rest = page_of(town, text, first=5, after=page.rows[0].cursor)
    assert rest.rows == page.rows[1:]


def test_letters_that_are_found_are_not_mended(town: Any) -> None:
    assert set(found(town, "qinyang")) == {name for name, _ in TOWN if "洋建材" in name}
    assert all(row.matched_by == "pinyin" for row in page_of(town, "qinyang").rows)


@pytest.mark.parametrize("text", ["沁养建材", "沁yang建材", "沁洋jiancai"])
def test_what_shares_characters_stands_before_what_only_sounds_alike(town: Any, text: str) -> None:
    """琴洋 has more records."""
    assert found(town, text)[0] == "天津沁洋建材有限公司"
