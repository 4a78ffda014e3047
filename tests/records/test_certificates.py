"""What a decision says of the certificates it takes away."""

from __future__ import annotations

import pytest

from gongshi.records.certificates import mention, of_business_licence

FOOD = ("准予行政许可决定书", "食品生产许可证", "食品生产许可")


@pytest.mark.parametrize(
    ("names", "others"),
    [
        ("食品生产许可证", False),
        ("许可证件", False),
        ("食品许可证正副本", False),
        ("食品生产经营许可证", False),  # longer: it holds that licence
        ("涉案的行政许可", False),
        ("津滨市场监管局核发的生产许可证", False),
        ("许可证（津食证字〔2024〕1号）", False),  # a number, no name
        ("质量保证体系", False),
        ("", False),
        ("食品经营许可证", True),
        ("药品生产许可证和许可证", True),
        ("天津示例食品有限公司印刷资质证书", True),
    ],
)
def test_a_name_may_be_written_shorter_or_longer(names: str, others: bool) -> None:
    assert mention((names,)).names_others_than(FOOD) is others


@pytest.mark.parametrize(
    ("text", "number", "borne"),
    [
        ("许可证SC1011201", "sc 1011-201", True),
        ("许可证（ＳＣ１０１１２０１）", "SC1011201", True),
        ("许可证1234，5678", "1234", True),
        ("许可证 12 34", "1234", True),
        ("许可证 1234 5678", "1234", True),
        ("许可证12345", "1234", False),  # a short number stands in others by chance
        ("许可证012345", "12345", True),
        ("无", "无", False),  # no number
        ("许可证", "", False),
    ],
)
def test_a_number_is_one_in_any_writing(text: str, number: str, borne: bool) -> None:
    assert mention((text,)).bears(number) is borne


@pytest.mark.parametrize(
    ("text", "alike", "another"),
    [
        ("SC10112010100099", True, True),
        ("许可证编号：SC-1011 2010100099", True, True),
        ("ZX20250009", True, False),
        ("ZX20250009", False, True),
        ("2024-03-05", False, False),
        ("20240305", False, False),
        ("12", False, False),
        ("正副本2本", False, False),
        ("91120116MA05JQ3X1A", False, False),  # the subject's own
    ],
)
def test_what_clearly_is_the_number_of_another(text: str, alike: bool, another: bool) -> None:
    said = mention(("许可证",), (text,), own=("91120116MA05JQ3X1A",))
    assert said.numbers_another("SC10112010100017", alike=alike) is another
    assert not said.numbers_another("无", alike=alike), "there is nothing to compare"


def test_a_category_that_names_the_business_licence_alone() -> None:
    assert of_business_licence("罚款；吊销营业执照")
    assert not of_business_licence("吊销许可证、吊销营业执照")
    assert not of_business_licence("吊销许可证件")
