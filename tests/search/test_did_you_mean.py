"""What is offered where nothing was found: numbers near the one typed, and what there is without a
district or a condition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gongshi.search.filters import RecordFilters, SubjectFilters
from gongshi.search.near_numbers import near_numbers
from gongshi.search.numbers import number_variants
from gongshi.search.port import AnyTerm
from gongshi.search.text import fold
from gongshi.search.vocabulary import Vocabulary
from tests.search.conftest import DISTRICTS

VOCABULARY = Vocabulary.of(DISTRICTS)
MILK_CODE = "91320100748204660Q"


@pytest.fixture(scope="module")
def town(new_town: Callable[[], Any], firm: Any, paper: Any) -> Any:
    made = new_town()
    made.settle(
        [
            firm("天津海河火锅有限公司", district="120101", penalties=1),
            firm("天津市海河乳品有限公司", codes=(MILK_CODE,), district="120104", licences=1),
            firm("北京京味烤鸭有限公司", district="120101"),
            firm("天津市滨海新区塘沽张记包子铺", district="120116"),
        ],
        [
            paper("津市监罚〔2025〕37号", "超范围经营", subject="s0", kind="penalty"),
            paper("津南审许（2025）1204号", "食品经营许可", subject="s1"),
            paper("JY11201040012345", "食品经营许可", subject="s1"),
            paper("12010400198765", "卫生许可", subject="s1"),
            paper("津市监罚〔2025〕99号", "个人", subject="", kind="penalty"),
            paper("津卫罚〔2025〕123号", "医疗废物", subject="s3", kind="penalty"),
        ],
    )
    return made


def find(town: Any, text: str, **options: Any) -> Any:
    return town.find(text, vocabulary=VOCABULARY, guess=True, **options)


def find_records(town: Any, text: str, **options: Any) -> Any:
    return town.find_records(text, vocabulary=VOCABULARY, guess=True, **options)


def meant(page: Any) -> list[str]:
    assert page.rows == ()
    return [str(orjson.loads(hit.body)["id"]) for hit in page.did_you_mean.subjects]


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number", "owner"),
    [
        ("津市监罚〔2025〕38号", "津市监罚〔2025〕37号", "s0"),  # a digit wrong
        ("津市监罚（2025）3", "津市监罚〔2025〕37号", "s0"),  # missing
        ("津市监罚[2025]347号", "津市监罚〔2025〕37号", "s0"),  # too many
        ("津市监罚〔2025〕73号", "津市监罚〔2025〕37号", "s0"),  # swapped
        ("津市监罚〔2019〕37号", "津市监罚〔2025〕37号", "s0"),  # of another year
        ("津市监处罚〔2025〕37号", "津市监罚〔2025〕37号", "s0"),  # other letters
        ("津南行审许〔2025〕1204", "津南审许（2025）1204号", "s1"),
        ("JY11201040012354", "JY11201040012345", "s1"),
        ("JY1120104001234", "JY11201040012345", "s1"),
        ("12010400198766", "12010400198765", "s1"),
    ],
)
def test_a_number_near_the_typed_one_is_offered_with_whose_it_is(
    town: Any, typed: str, number: str, owner: str
) -> None:
    page = find(town, typed)
    assert (meant(page), page.did_you_mean.numbers) == ([owner], (number,))


def test_records_offer_near_numbers(town: Any) -> None:
    page = find_records(town, "津市监罚〔2025〕39号")
    # Not 99: it is a person's.
    assert (meant(page), page.did_you_mean.numbers) == (["s0"], ("津市监罚〔2025〕37号",))


@pytest.mark.parametrize(
    "typed",
    ["京食安证〔2025〕37号", "津市监罚〔2024〕38号", "JY11201040054321", "津市监罚〔2025〕4111号"],
)
def test_another_number_is_not_near(town: Any, typed: str) -> None:
    page = find(town, typed)
    assert (meant(page), page.did_you_mean.numbers) == ([], ())


def test_a_displayed_number_of_a_person_has_no_near_ones(town: Any) -> None:
    page = find(town, "津市监罚〔2025〕99号")
    assert (meant(page), page.did_you_mean.numbers) == ([], ())


def test_what_is_looked_up_for_a_number_is_bounded() -> None:
    for typed in ("津市监罚〔2025〕7号", "1" * 80, f"津{'20257' * 20}号", "号"):
        tiers = near_numbers(fold(typed))
        asked = [tier.query.tokens for tier in tiers if isinstance(tier.query, AnyTerm)]
        assert asked[0] == number_variants(fold(typed))
        assert sum(map(len, asked)) < 1_400
        assert len(tiers) <= 4


# --- without a district or a condition ------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "owners", "left_out"),
    [
        ("天津 火锅 南开", ["s0"], ("南开",)),
        ("天津 火锅 南开区", ["s0"], ("南开区",)),
        ("南开火锅", ["s0"], ("南开",)),
        ("南开区火锅", ["s0"], ("南开区",)),
        ("天津南开火锅", ["s0"], ("南开",)),
        ("火锅南开区", ["s0"], ("南开区",)),
        ("乳品 河东", ["s1"], ("河东",)),
        ("河东 火锅 处罚", ["s0"], ("河东",)),
        ("和平 火锅 许可", ["s0"], ("许可",)),
        ("河东 火锅 许可", ["s0"], ("河东", "许可")),
        ("包子 注销", ["s3"], ("注销",)),
        ("火锅 许可 存续", ["s0"], ("许可",)),
        ("火锅 存续 许可", ["s0"], ("许可",)),
        ("包子 注销 荣誉", ["s3"], ("注销", "荣誉")),
        ("烤鸭 上海", ["s2"], ("上海",)),
        ("食品 烤鸭 南开", ["s2"], ("食品", "南开")),
    ],
)
def test_what_there_is_without_a_district_or_a_condition_is_offered(
    town: Any, typed: str, owners: list[str], left_out: tuple[str, ...]
) -> None:
    page = find(town, typed)
    assert (meant(page), page.did_you_mean.left_out) == (owners, left_out)


@pytest.mark.parametrize("typed", ["南开 歇业", "河东 处罚", "南开", "食品 烤肠 南开"])
def test_nothing_is_offered_where_nothing_else_was_asked_for(town: Any, typed: str) -> None:
    page = find(town, typed, filters=SubjectFilters(has=("honour",)))
    assert page.did_you_mean.left_out == ()


def test_records_offer_subjects_that_the_text_finds(town: Any) -> None:
    assert meant(find_records(town, f"{MILK_CODE} 荣誉")) == ["s1"]
    page = find_records(town, "包子 处罚", filters=RecordFilters(kinds=("licence",)))
    assert (meant(page), page.did_you_mean.left_out) == (["s3"], ("处罚",))
