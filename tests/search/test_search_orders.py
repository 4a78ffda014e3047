"""Readings, orders, numbers, did-you-mean and suggestions, in a small town."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.problems import GongshiError
from gongshi.search.filters import SubjectFilters
from gongshi.search.port import Total
from gongshi.search.query import LONGEST_QUERY
from gongshi.search.results import Order
from gongshi.search.suggest import MOST_SUGGESTIONS, suggest
from gongshi.search.vocabulary import Role, Vocabulary

MILK = "天津市海河乳品有限公司"
STEEL = "天津示例钢铁联合有限公司"
DISTRICTS = {"120101": "和平区", "120104": "南开区"}
VOCABULARY = Vocabulary.of(DISTRICTS)
STEEL_CODE = "91320100748204660Q"


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any, paper: Any) -> Any:
    """Nine subjects and four records."""
    made = new_town()
    made.settle(
        [
            firm(
                STEEL,
                former=("天津老炼铁厂",),
                codes=(STEEL_CODE, "748204660"),
                licences=3,
                founded=date(2001, 1, 1),
                latest=date(2025, 1, 1),
            ),
            firm(MILK, district="120104", penalties=1, latest=date(2025, 6, 1)),
            firm("天津海河火锅有限公司", district="120101", status="注销", licences=1),
            firm("天津海河乳业有限公司", district="120101", founded=date(2020, 1, 1)),
            firm("天津注销清算服务有限公司", district="120104"),
            firm("天津火锅注销登记代理有限公司", district="120101"),
            firm("天津和平食品有限公司", district="120104", latest=date(2026, 1, 1)),
            firm("TCL科技集团股份有限公司", founded=date(2001, 1, 1)),
            firm("天津小面餐饮管理有限公司", district="120101"),
        ],
        [
            paper("津市监罚〔2025〕7号", "擅自生产乳品", subject="s1", kind="penalty"),
            paper("JY33202810257113", "食品经营", subject="s0", code=STEEL_CODE),
            paper("津罚〔2025〕9号", "违规排放", subject="s0", code=STEEL_CODE, kind="penalty"),
            paper("津罚〔2025〕8号", "个人", subject="", kind="penalty"),
        ],
    )
    return made


def found(page: Any) -> list[tuple[str, str]]:
    return [(row.owner, row.matched_by) for row in page.rows]


def roles(page: Any) -> list[str]:
    return [f"{part.role}:{part.text}" for part in page.reading.parts]


def find(town: Any, text: str, **options: Any) -> Any:
    return town.find(text, vocabulary=VOCABULARY, guess=True, **options)


def find_records(town: Any, text: str, **options: Any) -> Any:
    return town.find_records(text, vocabulary=VOCABULARY, guess=True, **options)


# --- readings -------------------------------------------------------------------------------------


def test_a_status_narrows_and_names_with_the_word_stand_behind(town: Any) -> None:
    page = find(town, "火锅 注销")
    assert found(page) == [("s2", "phrase"), ("s5", "prefix")]
    assert roles(page) == ["name:火锅", "status:注销"]
    assert [part.role for part in page.rows[1].reading.parts] == [Role.NAME, Role.NAME]


def test_a_kind_behind_a_name_is_taken_off_where_nothing_bears_it(town: Any) -> None:
    page = find(town, "海河乳品处罚")
    assert found(page) == [("s1", "core_name")]
    assert roles(page) == ["name:海河乳品", "kind:处罚"]
    assert found(find_records(town, "乳品行政处罚")) == [("r0", "phrase")]


def test_a_word_alone_is_a_name_first(town: Any) -> None:
    page = find(town, "注销")
    assert found(page) == [("s4", "prefix"), ("s5", "phrase"), ("s2", "all")]
    assert roles(page) == ["name:注销"]


def test_a_condition_nobody_holds_leaves_the_literal_reading(town: Any) -> None:
    page = find(town, "火锅 登记 歇业")
    assert (found(page), roles(page)) == ([], ["name:火锅", "name:登记", "status:歇业"])
    assert found(find(town, "清算 注销"))[0][0] == "s4"


def test_a_code_with_a_kind(town: Any) -> None:
    assert found(find(town, f"{STEEL_CODE} 许可")) == [("s0", "code")]
    assert roles(find(town, f"{STEEL_CODE} 许可")) == [f"code:{STEEL_CODE}", "kind:许可"]
    # The subject of a code is found whether or not it has such records.
    assert found(find(town, f"{STEEL_CODE} 处罚")) == [("s0", "code")]
    assert found(find_records(town, f"{STEEL_CODE} 处罚")) == [("r2", "code")]
    assert found(find_records(town, f"{STEEL_CODE} 荣誉")) == []


def test_what_a_code_and_a_name_say_together(town: Any) -> None:
    assert found(find(town, f"示例钢铁 {STEEL_CODE}"))[0] == ("s0", "code")
    assert found(find(town, f"企业名称：{STEEL}，统一社会信用代码：{STEEL_CODE}"))[0][0] == "s0"
    assert found(find_records(town, f"{STEEL_CODE} 食品经营")) == [("r1", "phrase"), ("r2", "code")]


@pytest.mark.parametrize(
    "typed", ["津市监罚〔2025〕7号", "津市监罚(2025)7", "津市监罚 【2025】 7号"]
)
def test_a_documents_number_leads_to_its_subject(town: Any, typed: str) -> None:
    assert found(find(town, typed))[0] == ("s1", "number")


def test_a_certificates_number_leads_to_its_subject(town: Any) -> None:
    assert found(find(town, "JY33202810257113")) == [("s0", "number")]
    assert found(find(town, "JY33202810257113 许可")) == [("s0", "number")]


@pytest.fixture(scope="module")
def numbered(new_town: Callable[[], Any], paper: Any) -> Any:
    """Records whose numbers are made of the same pairs of digits."""
    made = new_town()
    numbers = ["JY12001200120012", "JY12001201200120", "津食许〔2012〕1201号", "JY120012001200123"]
    made.settle([], [paper(number, "食品经营许可", subject="") for number in numbers])
    return made


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("JY12001200120012", [("r0", "number"), ("r3", "phrase")]),
        ("JY1200120012001", [("r0", "phrase"), ("r3", "phrase")]),  # typed half
        ("JY12001200120012 许可", [("r0", "number"), ("r3", "phrase")]),
        ("12001200120012", [("r0", "phrase"), ("r3", "phrase")]),
        ("津食许〔2012〕1201号", [("r2", "number")]),
        ("津食许（2012）12", [("r2", "phrase")]),
        ("许可 食品 JY1200120120", [("r1", "words")]),
        ("JY2012", []),
        ("0120120", [("r1", "phrase")]),
    ],
)
def test_a_number_is_looked_for_in_one_piece(
    numbered: Any, typed: str, rows: list[tuple[str, str]]
) -> None:
    page = find_records(numbered, typed)
    assert (found(page), page.total) == (rows, Total(len(rows), exact=True))


def test_the_number_of_a_persons_record_leads_to_nobody(town: Any) -> None:
    page = find(town, "津罚〔2025〕8号")
    assert (found(page), page.did_you_mean.subjects) == ([], ())


def test_districts_narrow_records(town: Any) -> None:
    page = find_records(town, "食品经营 南开区")
    assert roles(page) == ["name:食品经营", "district:南开区"]


# --- orders ---------------------------------------------------------------------------------------


def test_founded_last_first(town: Any) -> None:
    page = find(town, "天津", order=Order.FOUNDED)
    assert [row.owner for row in page.rows] == ["s3", "s1", "s2", "s4", "s5", "s6", "s8", "s0"]
    assert {row.matched_by for row in page.rows} == {"prefix"}
    assert page.total == find(town, "天津").total


def test_latest_decision_first_and_without_one_last(town: Any) -> None:
    page = find(town, "天津", order=Order.LATEST)
    assert [row.owner for row in page.rows] == ["s6", "s1", "s0", "s2", "s3", "s4", "s5", "s8"]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("first", [1, 3])
def test_ordered_pages_join(town: Any, order: Order, first: int) -> None:
    whole = find(town, "天津", order=order)
    rows: list[Any] = []
    after = None
    while True:
        page = find(town, "天津", order=order, first=first, after=after)
        rows += page.rows
        if not page.has_next:
            break
        after = page.rows[-1].cursor
    assert rows == list(whole.rows)


def test_a_cursor_of_one_order_is_refused_in_another(town: Any) -> None:
    cursor = find(town, "天津", order=Order.FOUNDED, first=1).rows[0].cursor
    with pytest.raises(GongshiError, match="cursor_invalid"):
        find(town, "天津", order=Order.LATEST, after=cursor)


def test_days_of_foundation_are_filtered_to_the_day(town: Any) -> None:
    for low, high, owners in (
        (date(2001, 1, 1), date(2001, 1, 1), ["s0", "s7"]),
        (date(2001, 1, 2), date(2015, 5, 31), []),
        (date(2020, 1, 1), None, ["s3"]),
        (None, date(2001, 1, 1), ["s0", "s7"]),
    ):
        page = find(town, "", filters=SubjectFilters(founded_from=low, founded_to=high))
        assert sorted(row.owner for row in page.rows) == owners
    page = find(town, "", filters=SubjectFilters(latest_to=date(2025, 6, 1)))
    assert sorted(row.owner for row in page.rows) == ["s0", "s1"]


def test_records_by_day_alone(town: Any) -> None:
    page = find_records(town, STEEL_CODE, order=Order.LATEST)
    assert found(page) == [("r1", "code"), ("r2", "code")]


# --- did you mean ---------------------------------------------------------------------------------


def meant(page: Any) -> list[str]:
    return [str(orjson.loads(hit.body)["id"]) for hit in page.did_you_mean.subjects]


def test_a_failing_code_is_told_its_suspicious_character(town: Any) -> None:
    page = find(town, "91320100748204661Q")
    assert (found(page), meant(page)) == ([], ["s0"])
    slip = page.did_you_mean.suspicious[0]
    assert (slip.place, slip.typed, slip.read, slip.code) == (17, "1", "0", STEEL_CODE)


def test_the_nearest_names_are_offered(town: Any) -> None:
    assert meant(find(town, "海河奶粉作坊"))[0] in {"s1", "s2", "s3"}
    assert meant(find(town, "tclkejijtuan"))[0] == "s7"
    assert meant(find(town, "shiligantgielanhe"))[0] == "s0"
    assert meant(find(town, "slglh")) == ["s0"]  # 示例钢铁联合: a letter of its initials left out
    assert meant(find(town, "qxz")) == []


def test_what_filters_took_away_is_offered(town: Any) -> None:
    page = find(town, "海河乳品", filters=SubjectFilters(districts=("120101",), has=("penalty",)))
    assert (found(page), meant(page)[0]) == ([], "s1")


def test_nothing_is_offered_where_something_was_found_or_nothing_asked(town: Any) -> None:
    assert find(town, "海河").did_you_mean is None
    assert town.find("没有这回事").did_you_mean is None
    page = find(town, "🔥")
    assert (page.rows, page.total) == ((), Total(0, exact=True))
    assert (page.did_you_mean.subjects, page.did_you_mean.suspicious) == ((), ())
    assert find(town, "", filters=SubjectFilters(has=("honour",))).did_you_mean is None


def test_records_offer_subjects(town: Any) -> None:
    assert meant(find_records(town, "海河奶粉作坊"))[0] in {"s1", "s2", "s3"}


# --- any text -------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(), max_size=LONGEST_QUERY + 5),
        st.lists(
            st.sampled_from(
                [
                    *(
                        "*",
                        "公司",
                        "天津",
                        "\x00",
                        "\u202e",
                        "🔥",
                        "\ud800",
                        "' OR 1=1;--",
                        "[a TO z]",
                    ),
                    *(
                        "〔2025〕",
                        "7号",
                        "9132O1",
                        "0",
                        "O",
                        " ",
                        "注销",
                        "处罚",
                        "海河",
                        "xian",
                        "南開",
                    ),
                    *(STEEL_CODE, "统一社会信用代码：", "e\u0301", "㈱", "JY33202810257113"),
                ]
            ),
            max_size=40,
        ).map("".join),
    ),
    st.sampled_from(Order),
)
def test_any_text_is_answered_or_too_long(town: Any, text: str, order: Order) -> None:
    asks: list[Callable[[], Any]] = [
        lambda: find(town, text, order=order, facets=("status",)).rows,
        lambda: find_records(town, text, order=order).rows,
        lambda: suggested(town, text),
    ]
    for ask in asks:
        if len(text) > LONGEST_QUERY:
            with pytest.raises(GongshiError, match="query_too_long"):
                ask()
            continue
        owners = [row.owner if hasattr(row, "owner") else row[0] for row in ask()]
        assert len(set(owners)) == len(owners) <= 9


# --- suggestions ----------------------------------------------------------------------------------


def suggested(town: Any, text: str, first: int = MOST_SUGGESTIONS) -> list[tuple[str, str]]:
    now = datetime.fromisoformat("2026-05-01T00:00:00+00:00")
    found = asyncio.run(suggest(town.engine, town.tables, text, first=first, now=now))
    return [(row.owner, row.matched_by) for row in found.rows]


@pytest.mark.parametrize(
    ("typed", "owners"),
    [
        ("海", ["s1", "s3", "s2"]),
        ("海河乳", ["s1", "s3"]),
        ("天津市海", ["s1", "s3", "s2"]),
        ("天津市海河乳品有", ["s1"]),
        ("天津市海河乳品有限公", ["s1"]),
        (MILK, ["s1"]),
        ("南开 海", ["s1"]),
        ("天津老炼", ["s0"]),
        ("老炼", ["s0"]),  # a former name
        ("h", ["s1", "s3", "s5", "s6", "s2"]),
        ("haih", ["s1", "s3", "s2"]),
        ("haiherupi", ["s1"]),  # beyond the longest token
        ("tianjinhaiherup", ["s1"]),
        ("hhrp", ["s1"]),
        ("xiaom", ["s8"]),
        ("tc", ["s7"]),
        ("91320100", ["s0"]),
        ("9132010074820", ["s0"]),
        ("9132 0100 7482 04", ["s0"]),
        ("91320100748209", []),
        (STEEL_CODE, ["s0"]),
        ("74820466-0", ["s0"]),
        ("", []),
        ("🔥", []),
        ("1" * 60, []),
    ],
)
def test_suggested(town: Any, typed: str, owners: list[str]) -> None:
    assert [owner for owner, _ in suggested(town, typed)] == owners


def test_suggestions_stand_by_rank(new_town: Callable[[], Any], firm: Any) -> None:
    made = new_town()
    made.settle(
        [
            firm("天津海一有限公司", licences=7),
            firm("天津海二有限公司", licences=8),
            firm("天津海三有限公司", licences=8, status="注销"),
            firm("天津海四有限公司天津分公司", licences=99),
            firm("天津海五有限公司", licences=16),
            firm("天津海六有限公司"),
        ]
    )
    order = ["s4", "s1", "s0", "s5", "s3", "s2"]
    for first in range(1, 7):
        assert [owner for owner, _ in suggested(made, "海", first)] == order[:first]
        assert [owner for owner, _ in suggested(made, "天津海", first)] == order[:first]


def test_an_exact_name_stands_first_and_few_are_asked_for(town: Any) -> None:
    assert suggested(town, MILK)[0] == ("s1", "full_name")
    assert len(suggested(town, "天", first=3)) == 3
    for first in (0, MOST_SUGGESTIONS + 1):
        with pytest.raises(GongshiError, match="page_size_invalid"):
            suggested(town, "天", first=first)
    with pytest.raises(GongshiError, match="query_too_long"):
        suggested(town, "天" * 201)
