"""The judge is just: measures by hand-made answers, truth by a hand-made register."""

from __future__ import annotations

from datetime import date

import pytest

from tests.quality.figures import dropped, kept
from tests.quality.judge import BARS, Answer, overall, scores
from tests.quality.judged import judged
from tests.quality.queries import Query
from tests.quality.register import ENTERPRISE, Firm, build, invented_names
from tests.quality.truth import Truth


def answer(kind: str, relevant: set[int], *found: int) -> Answer:
    return Answer(Query(kind, "海河", frozenset(relevant)), found)


@pytest.mark.parametrize(
    ("relevant", "found", "success_1", "success_5", "reciprocal"),
    [
        ({1}, (1, 9, 8), True, True, 1.0),
        ({1}, (9, 1), False, False, 0.5),
        ({1, 2}, (2, 1, 9), True, True, 1.0),
        ({1, 2}, (2, 9, 1), True, False, 1.0),
        ({1, 2, 3, 4, 5, 6}, (6, 5, 4, 3, 2), True, True, 1.0),
        ({1, 2}, (2,), True, False, 1.0),  # the other one is missing
        ({1}, (), False, False, 0.0),
        ({1}, (9, 8, 7, 6, 5, 4, 3, 2, 10, 11, 1), False, False, 0.0),  # on the second page
    ],
)
def test_measures(
    relevant: set[int],
    found: tuple[int, ...],
    success_1: bool,
    success_5: bool,
    reciprocal: float,
) -> None:
    one = answer("wrong", relevant, *found)
    assert (one.succeeds(1), one.succeeds(5), one.reciprocal_rank) == (
        success_1,
        success_5,
        reciprocal,
    )


def test_a_class_below_its_bar_is_told() -> None:
    answers = [answer("code", {1}, 1), answer("code", {1}, 2), answer("ambiguous", {1}, 2)]
    code, ambiguous = scores(answers)
    assert (code.queries, code.success_1, code.reached) == (2, 0.5, False)
    assert ambiguous.reached
    assert overall(answers).mrr == 0.5


def firm(
    place: int, core: str, trade: str, district: str = "120104", form: str = "有限公司"
) -> Firm:
    return Firm(
        place=place,
        kind=ENTERPRISE,
        name=f"天津市{core}{trade}{form}",
        spelled="天津市",
        regions=("天津",),
        core=core,
        trade=trade,
        form=form,
        branch="",
        former="",
        district=district,
        uscc="",
        registration_number="",
        status="存续",
        founded=date(2020, 1, 1),
        licence="",
    )


def test_meant_is_all_that_a_text_does_not_tell_apart() -> None:
    truth = Truth(
        [
            firm(0, "海河", "食品"),
            firm(1, "海河", "食品", form="集团有限公司"),
            firm(2, "海和", "食品", district="120101"),
            firm(3, "河海", "食品科技"),
            firm(4, "海河食品", "贸易"),
        ]
    )
    assert truth.by_name("天津市海河食品有限公司") == {0}
    assert truth.by_head("海河食品") == {0, 1, 4}
    assert truth.by_head("海河") == {0, 1}
    assert truth.by_sound("haiheshipin") == {0, 1, 2, 4}
    assert truth.by_initials("hhsp") == truth.by_initials("tjhhsp") == {0, 1, 2, 3, 4}
    assert truth.near("海何食品") == {0, 1, 2, 4}
    assert truth.near("河海食品") == {0, 1, 3, 4}
    assert truth.in_region({0, 2}, "天津", "南开") == {0}


def test_a_set_is_the_same_every_time() -> None:
    names = invented_names(200, 1)
    one, other = (judged(names, size=500, seed=7, each=2) for _ in range(2))
    assert one == other
    assert build(names, 500, 8) != build(names, 500, 7)
    assert len(set(names)) == 200


@pytest.mark.parametrize("names", ["invented", "real"])
def test_every_judged_class_has_figures(names: str) -> None:
    assert kept(names).keys() == BARS.keys()


def test_a_class_that_drops_is_told() -> None:
    answers = [answer("wrong", {1}, 1), answer("wrong", {1}, 9, 1), answer("code", {1}, 1)]
    before = {"wrong": (0.75, 0.5, 0.5), "code": (1.0, 1.0, 1.0)}
    assert dropped(answers, before) == []
    assert dropped(answers, {**before, "wrong": (0.75, 0.75, 0.5)}) == [
        "wrong = [0.75, 0.5, 0.5], before [0.75, 0.75, 0.5]"
    ]
