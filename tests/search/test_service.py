"""Worked examples: what people type, what they find, page by page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gongshi.records.problems import GongshiError
from gongshi.search.cursor import Cursor, write_cursor
from gongshi.search.filters import RecordFilters, SubjectFilters
from gongshi.search.names import anatomy
from gongshi.search.port import Total
from gongshi.search.service import COUNT_CAP, LARGEST_PAGE
from gongshi.search.similar import abbreviates

STEEL = "南京钢铁联合有限公司"
MILK = "天津市海河乳品有限公司"


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any, paper: Any) -> Any:
    """Thirteen subjects and a handful of records."""
    made = new_town()
    made.settle(
        [
            firm(
                STEEL,
                former=("南京钢铁厂", "南京钢铁集团有限公司"),
                codes=("91320100748204660Q", "748204660", "320100000012345"),
                licences=15,
            ),
            firm(MILK, district="120104", licences=3, codes=("911201041030644500",)),
            firm("天津海河乳品有限责任公司", district="120101", founded=date(2001, 2, 3)),
            firm("海河乳业（天津）有限公司", district="120104", penalties=2),
            firm("南京海河乳品有限公司", licences=1),
            firm("天津市南开区海河火锅店（个体工商户）", district="120104"),
            firm("天津重庆小面餐饮管理有限公司", district="120102"),
            firm("天津恒达数码科技有限公司", district="120101", short="恒达"),
            firm("天津市弘达石化贸易有限公司", district="120101", status="注销"),
            firm(f"{STEEL}南京分公司", codes=("913201007482046601",)),
            firm("天津狗不理包子饮食有限公司", district="120116", licences=4),
            firm("天津海和乳品有限公司", district="120104"),
            firm("TCL科技集团股份有限公司"),
        ],
        [
            paper(
                "宁新区管审环表复﹝2025﹞104号",
                "环境影响评价",
                subject_name=STEEL,
                code="91320100748204660Q",
                decided=date(2025, 11, 18),
            ),
            paper(
                "(320101000561)登字[2025]第01160034号",
                "登字",
                subject_name=STEEL,
                code="91320100748204660Q",
                decided=date(2025, 1, 16),
            ),
            paper(
                "津市监罚〔2025〕7号",
                "擅自生产乳品",
                subject="s1",
                subject_name=MILK,
                kind="penalty",
                fine=500_000,
                decided=date(2025, 3, 1),
            ),
            paper("JY33202810257113;苏B-1", "食品经营", subject="s2", subject_name="天津海河乳品"),
        ],
    )
    return made


def found(page: Any) -> list[tuple[str, str]]:
    return [(row.owner, row.matched_by) for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("91320100748204660Q", ("s0", "code")),
        ("91320100748204660q ", ("s0", "code")),
        ("9132 0100 7482 0466 0q", ("s0", "code")),
        ("9132O100748204660Q", ("s0", "code")),
        ("74820466-0", ("s0", "code")),
        ("320100000012345", ("s0", "code")),
        (STEEL, ("s0", "full_name")),
        ("南京鋼鐵聯合有限公司", ("s0", "full_name")),
        (" 南京钢铁联合有限责任公司", ("s0", "full_name")),
        ("南京钢铁联合", ("s0", "core_name")),
        ("钢铁联合有限公司", ("s0", "core_name")),
        ("南京钢铁厂", ("s0", "former_name")),
        ("南京钢铁", ("s0", "core_name")),
        ("南京钢铁联", ("s0", "prefix")),
        ("京钢铁联", ("s0", "phrase")),
        ("联合 南京", ("s0", "phrase")),
        ("nanjinggangtie", ("s0", "pinyin")),
        ("nan jing gang tie", ("s0", "pinyin")),
        ("NANJING GANGTIE LIANHE", ("s0", "pinyin")),
        ("njgtlh", ("s0", "initials")),
        ("gangtie 南京", ("s0", "pinyin")),
        ("南京 gtlh", ("s0", "initials")),
        ("海乳品", ("s1", "similar")),
        ("南开 河海乳品", ("s1", "similar")),
        ("南开海河乳品", ("s1", "core_name")),  # a district in front of the 字号
        ("南钢", ("s0", "similar")),  # characters left out
        ("海河集团", ("s1", "core_name")),
        ("南京钢铁联合南京分公司", ("s9", "core_name")),
        ("南京钢跌联合", ("s0", "similar")),
        (MILK, ("s1", "full_name")),
        ("天津海河乳品有限责任公司", ("s2", "full_name")),
        ("海河乳业(天津)有限公司", ("s3", "full_name")),
        ("天津海河乳业", ("s3", "core_name")),
        ("乳品 天津市海河", ("s1", "words")),
        ("天津 火锅 南开", ("s5", "phrase")),
        ("chongqingxiaomian", ("s6", "pinyin")),
        ("恒达", ("s7", "full_name")),
        ("狗不里包子", ("s10", "pinyin")),
        ("狗不狸包了饮食", ("s10", "similar")),
        ("狗理不包子饮食", ("s10", "similar")),
        ("狗不理包包子饮食", ("s10", "words")),
        ("tcl", ("s12", "core_name")),
        ("天津市海河乳品有限公司".replace("市", ""), ("s1", "full_name")),
    ],
)
def test_found_first(town: Any, typed: str, first: tuple[str, str]) -> None:
    assert found(town.find(typed))[0] == first


@pytest.mark.parametrize("typed", ["***", "北京烤鸭", "91320100748204661Q", "🔥", "%"])
def test_nothing_found(town: Any, typed: str) -> None:
    page = town.find(typed)
    assert (page.rows, page.has_next, page.total) == ((), False, Total(0, exact=True))
    assert page.checkpoint.generation == "g1"


def test_an_abbreviation_is_spelled_out_behind_who_is_called_just_so(
    new_town: Any, firm: Any
) -> None:
    town = new_town()
    town.settle(
        [
            firm("天津建行公寓管理有限公司", licences=99),
            firm("中国建设银行股份有限公司天津南开支行"),
            firm("中国建设银行股份有限公司天津市分行"),
            firm("天津建行有限公司"),
            firm("中国建设银行卡服务有限公司"),
        ]
    )
    assert found(town.find("建行"))[:5] == [
        ("s3", "core_name"),
        ("s1", "core_name"),
        ("s2", "core_name"),
        ("s0", "core_name"),  # its 字号 is 建行, its name goes on
        ("s4", "prefix"),
    ]
    assert found(town.find("建行南开支行"))[0] == ("s1", "core_name")


def test_initials_of_the_whole_name_before_begun_ones(new_town: Any, firm: Any) -> None:
    town = new_town()
    town.settle(
        [
            firm("天津海河乳品销售有限公司", licences=99),
            firm("天津海河乳品有限公司"),
            firm("宏海乳品有限公司", district="120104"),
            firm("天津海河乳品厂", district="120104"),
        ]
    )
    assert [row for row, _ in found(town.find("hhrp"))][-1] == "s0"
    assert [row for row, _ in found(town.find("tjhhrp"))][:2] == ["s1", "s2"]
    assert found(town.find("hhrpc")) == [("s3", "initials")]


def test_one_slip_before_what_only_sounds_alike(new_town: Any, firm: Any) -> None:
    town = new_town()
    town.settle(
        [
            firm("天津市君华西洗车店"),  # sounds like it from its second character on
            firm("天津市华熙洗车店有限公司"),
            firm("天津市花园洗车店"),
            firm("天津化喜洗车店"),
            firm("天津花西洗车店有限公司南开分公司"),
        ]
    )
    # By the sound of the 字号, what has one of its characters first; then by that of a part.
    assert found(town.find("化西")) == [
        ("s3", "pinyin"),
        ("s4", "pinyin"),
        ("s1", "pinyin"),
        ("s0", "similar"),
    ]


def test_of_equal_slips_the_name_most_like_the_text_is_nearest(new_town: Any, firm: Any) -> None:
    town = new_town()
    town.settle(
        [
            firm("天津海贝乳品股份有限公司", licences=9),
            firm("天津市海贝乳品有限公司"),
            firm("天津市海贝乳品销售有限公司", licences=5),
        ]
    )
    assert found(town.find("天津市海河乳品有限公司")) == [
        ("s1", "similar"),
        ("s0", "similar"),
        ("s2", "similar"),  # the beginning only
    ]


@pytest.mark.parametrize(
    ("typed", "name", "meant"),
    [
        ("中石化", "中国石油化工股份有限公司", True),
        ("农行", "中国农业银行股份有限公司", True),
        ("中交一航局", "中交第一航务工程局有限公司", True),
        ("国网天津电力", "国网天津市电力公司", True),
        ("农行", "中国农村合作商行有限公司", True),  # so it may be called
        ("农行", "中国银行农机有限公司", False),
        ("石中化", "中国石油化工股份有限公司", False),
        ("海品", "海河乳品有限公司", True),
        ("河品", "海河乳品有限公司", False),  # no word begins in the middle of another
    ],
)
def test_an_abbreviation_leaves_characters_out(
    tables: Any, typed: str, name: str, meant: bool
) -> None:
    assert abbreviates(typed, anatomy(name, tables)) is meant


def test_tiers_follow_each_other_and_no_row_comes_twice(town: Any) -> None:
    assert found(town.find("天津海河乳品有限公司")) == [
        # the key without form and region spelling: status, importance, then the older subject
        ("s1", "full_name"),
        ("s2", "full_name"),
        ("s4", "words"),
        ("s11", "pinyin"),
    ]


def test_a_head_office_stands_before_its_branch(town: Any) -> None:
    assert found(town.find("南京钢铁联合")) == [("s0", "core_name"), ("s9", "core_name")]
    assert found(town.find(f"{STEEL}南京分公司"))[0] == ("s9", "full_name")


def test_former_names_of_a_subject_are_not_told_apart_by_form(town: Any) -> None:
    assert found(town.find("南京钢铁（集团）有限责任公司"))[0] == ("s0", "former_name")


def test_a_name_of_only_region_or_form(town: Any) -> None:
    assert found(town.find("南京"))[0][0] == "s0"
    assert {owner for owner, _ in found(town.find("南开"))} >= {"s1", "s3", "s5", "s11"}
    assert {owner for owner, _ in found(town.find("股份有限公司"))} == {"s12"}
    assert town.find("公司").total == Total(12, exact=True)


def test_an_exact_name_brings_no_look_alikes(town: Any) -> None:
    assert {by for _, by in found(town.find("天津海河乳品有限公司"))}.isdisjoint({"similar"})


@pytest.mark.parametrize("typed", ["", "天津", "天津海河乳品", "南京钢跌联合", "海河 乳品"])
@pytest.mark.parametrize("first", [1, 2, 3])
def test_pages_join_without_doubles_or_gaps(town: Any, typed: str, first: int) -> None:
    whole = town.find(typed, first=100)
    rows: list[Any] = []
    after = None
    while True:
        page = town.find(typed, first=first, after=after)
        assert page.total == whole.total
        assert len(page.rows) == first or not page.has_next
        rows += page.rows
        if not page.has_next:
            break
        after = page.rows[-1].cursor
    assert rows == list(whole.rows)
    assert whole.total == Total(len(rows), exact=True)


def test_behind_the_last_row_is_nothing(town: Any) -> None:
    last = town.find("天津海河乳品").rows[-1].cursor
    page = town.find("天津海河乳品", after=last)
    assert (page.rows, page.has_next) == ((), False)


def test_filters_narrow_rows_total_and_facets(town: Any) -> None:
    page = town.find(
        "天津海河", filters=SubjectFilters(districts=("120104",)), facets=("district",)
    )
    assert {owner for owner, _ in found(page)} == {"s1", "s3", "s5", "s11"}
    assert page.facets["district"][0][0] == "120104"
    assert len(page.facets["district"]) == 1


@pytest.mark.parametrize(
    ("filters", "owners"),
    [
        (SubjectFilters(has=("penalty",)), {"s3"}),
        (SubjectFilters(statuses=("注销",)), {"s8"}),
        (SubjectFilters(districts=("120101", "120102")), {"s2", "s6", "s7", "s8"}),
        (SubjectFilters(founded_from=date(2001, 2, 3), founded_to=date(2001, 2, 3)), {"s2"}),
        (SubjectFilters(founded_to=date(2001, 2, 2)), set()),
        (SubjectFilters(has=("licence", "penalty"), districts=("120104",)), {"s1", "s3"}),
        (SubjectFilters(kinds=("企业",), types=("有限责任公司",)), set()),
        (SubjectFilters(industries=("F",)), set()),
        (SubjectFilters(latest_from=date(2020, 1, 1)), set()),
    ],
)
def test_filters_alone(town: Any, filters: SubjectFilters, owners: set[str]) -> None:
    page = town.find("", filters=filters)
    assert {owner for owner, _ in found(page)} == owners


def test_facets_count_every_row_of_the_query(town: Any) -> None:
    page = town.find("", first=1, facets=("district", "status", "has"))
    assert page.facets == {
        "district": (("120104", 4), ("120101", 3), ("120102", 1), ("120116", 1)),
        "status": (("存续", 12), ("注销", 1)),
        "has": (("licence", 4), ("penalty", 1)),
    }
    assert town.find("***", facets=("has",)).facets == {"has": ()}


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("宁新区管审环表复〔2025〕104号", [("r0", "number")]),
        ("宁新区管审环表复[2025]104号", [("r0", "number")]),
        ("宁新区管审环表复(2025）104号 ", [("r0", "number")]),
        ("新区管审环表复【2025】104", [("r0", "phrase")]),
        ("（320101000561）登字﹝2025﹞第01160034号", [("r1", "number")]),
        ("JY33202810257113", [("r3", "number")]),
        ("苏B1", [("r3", "number")]),
        ("JY332028102571", [("r3", "phrase")]),
        ("天津市海河乳品有限公司 没有", []),
        ("91320100748204660q", [("r0", "code"), ("r1", "code")]),
        ("环境影响评价", [("r0", "phrase")]),
        ("南京钢铁", [("r0", "phrase"), ("r1", "phrase")]),
        ("南京钢铁 评价", [("r0", "words")]),
        ("天津市海河乳品", [("r2", "phrase"), ("r3", "words")]),
        ("***", []),
        ("没有这回事", []),
        ("", [("r0", "all"), ("r2", "all"), ("r1", "all"), ("r3", "all")]),
    ],
)
def test_records_found(town: Any, typed: str, rows: list[tuple[str, str]]) -> None:
    assert found(town.find_records(typed)) == rows


@pytest.mark.parametrize(
    ("filters", "owners"),
    [
        (RecordFilters(subjects=("s1", "s2")), ["r2", "r3"]),
        (RecordFilters(subject_codes=("91320100748204660Q",)), ["r0", "r1"]),
        (RecordFilters(kinds=("penalty",)), ["r2"]),
        (RecordFilters(decided_from=date(2025, 1, 16), decided_to=date(2025, 3, 1)), ["r2", "r1"]),
        (RecordFilters(fine_from=500_000), ["r2"]),
        (RecordFilters(fine_to=499_999), []),
        (RecordFilters(sources=("x",)), []),
        (RecordFilters(authorities=("x",), categories=("y",), districts=("z",)), []),
    ],
)
def test_record_filters(town: Any, filters: RecordFilters, owners: list[str]) -> None:
    assert [owner for owner, _ in found(town.find_records("", filters=filters))] == owners


def test_records_page(town: Any) -> None:
    first = town.find_records("", first=3)
    rest = town.find_records("", first=3, after=first.rows[-1].cursor)
    assert found(rest) == [("r3", "all")]
    assert (first.has_next, rest.has_next) == (True, False)
    assert first.total == rest.total == Total(4, exact=True)


@pytest.mark.parametrize("first", [0, -1, LARGEST_PAGE + 1])
def test_page_size_is_bounded(town: Any, first: int) -> None:
    with pytest.raises(GongshiError) as refused:
        town.find("南京", first=first)
    assert refused.value.code == "page_size_invalid"


def test_facets_that_do_not_exist_are_refused(town: Any) -> None:
    with pytest.raises(GongshiError) as refused:
        town.find("南京", facets=("full",))
    assert (refused.value.code, refused.value.values) == ("facet_unknown", {"facet": "full"})


@pytest.mark.parametrize("after", ["", "x", "A" * 26, "\ud800"])
def test_a_bad_cursor_is_refused(town: Any, after: str) -> None:
    with pytest.raises(GongshiError) as refused:
        town.find("南京", after=after)
    assert refused.value.code == "cursor_invalid"


def test_a_cursor_of_another_search_is_refused(town: Any) -> None:
    cursor = town.find("天津", first=1).rows[0].cursor
    others: list[Callable[[], Any]] = [
        lambda: town.find("南京", after=cursor),
        lambda: town.find("天津", after=cursor, filters=SubjectFilters(has=("licence",))),
        lambda: town.find_records("天津", after=cursor),
    ]
    for other in others:
        with pytest.raises(GongshiError) as refused:
            other()
        assert refused.value.code == "cursor_invalid"
    assert town.find("天津 ", after=cursor).rows


def test_a_cursor_of_a_tier_that_is_not_there_is_refused(town: Any) -> None:
    first = read_raw(town.find("天津", first=1).rows[0].cursor)
    for tier in (500, 0xFFFF):
        with pytest.raises(GongshiError) as refused:
            town.find("天津", after=write_cursor(Cursor(first.query, tier, 1)))
        assert refused.value.code == "cursor_invalid"


def read_raw(cursor: str) -> Cursor:
    packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    return Cursor(packed[3:11], int.from_bytes(packed[1:3]), int.from_bytes(packed[11:]))


def test_no_total_when_none_is_asked_for(town: Any) -> None:
    assert town.find("天津", count=False).total is None
    assert town.find("***", count=False).total is None
    assert town.find("南京钢跌联合", count=False).rows[0].matched_by == "similar"


def test_totals_share_one_cap() -> None:
    assert COUNT_CAP == 10_000
