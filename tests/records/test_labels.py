"""Which labels (重点领域标签) a subject carries: by which licences, from when, until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.clock import SHANGHAI
from gongshi.records.labels import NOTHING, Told, holdings, labels_at, turns
from gongshi.records.model import Licence, Penalty, PenaltyKind, SubjectKind

RULES = load_city(shipped_city("tianjin")).labels
MS = timedelta(milliseconds=1)
NUMBER = "SC10112010100017"


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


WHILE_VALID = day("2026-01-01")


def licence(identity: str = "r1", **columns: Any) -> Licence:
    told: dict[str, Any] = {
        "source": "licences",
        "subject_name": "天津示例食品有限公司",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2024, 3, 1),
        "document_number": f"津食许〔2024〕{identity}号",
        "id": identity,
        "document_name": "准予行政许可决定书",
        "certificate_name": "食品生产许可证",
        "certificate_number": NUMBER,
        "content": "糕点",
        "valid_from": date(2024, 3, 5),
        "valid_until": date(2029, 3, 4),
        **columns,
    }
    return Licence(**told)


def penalty(**columns: Any) -> Penalty:
    told: dict[str, Any] = {
        "source": "penalties",
        "subject_name": "天津示例食品有限公司",
        "subject_kind": SubjectKind.LEGAL_PERSON,
        "decision_date": date(2025, 6, 1),
        "id": "p1",
        "kinds": (PenaltyKind.REVOKE_PERMIT,),
        "certificate": f"食品生产许可证（{NUMBER}）",
        **columns,
    }
    return Penalty(**told)


def labels(
    *licences: Licence,
    at: datetime = WHILE_VALID,
    status: str = "有效",
    penalties: tuple[Penalty, ...] = (),
    hidden: tuple[str, ...] = (),
) -> list[str]:
    """Codes of the labels at an instant; ``hidden``: ids of records not shown then."""
    found = holdings([Told(one, status, one.content) for one in licences], penalties, RULES)
    shown = {one.id for one in (*licences, *penalties)}.difference(hidden)
    return [label.code for label in labels_at(found, shown, at, RULES)]


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({}, ["food-production"]),
        ({"certificate_name": "", "document_name": "食品生产许可决定书"}, ["food-production"]),
        ({"certificate_name": " 食品 生产许可证（正本）"}, ["food-production"]),
        ({"content": "保健食品；糕点"}, ["food-production", "special-food"]),
        ({"content": "婴幼儿配方乳粉"}, ["food-production", "special-food"]),
        ({"certificate_name": "特种设备生产许可证"}, ["special-equipment"]),
        ({"certificate_name": "气瓶充装许可证"}, ["special-equipment"]),
        ({"certificate_name": "特种设备使用登记证"}, []),
        ({"certificate_name": "食品经营许可证"}, []),
        ({"certificate_name": "", "content": "食品生产许可"}, []),
        # what grants nothing, or takes back
        ({"document_name": "不予行政许可决定书"}, []),
        ({"document_name": "准予注销行政许可决定书"}, []),
        ({"content": "注销"}, []),
        # what does not say until when
        ({"valid_until": None}, []),
        ({"valid_until": date(2099, 12, 31)}, ["food-production"]),
        ({"valid_from": None}, ["food-production"]),
    ],
)
def test_which_licence_gives_which_labels(columns: dict[str, Any], codes: list[str]) -> None:
    assert labels(licence(**columns)) == codes


@pytest.mark.parametrize(
    ("status", "filed", "given"),
    [("有效", "1", True), ("", "", True), ("", "3", False), ("无效", "2", False)],
)
def test_a_licence_that_may_not_be_valid_gives_none(status: str, filed: str, given: bool) -> None:
    assert bool(labels(licence(status=filed), status=status)) is given


def test_a_label_comes_and_goes_with_the_validity() -> None:
    begins, ends = day("2024-03-05"), day("2029-03-05")
    for at, given in ((begins - MS, False), (begins, True), (ends - MS, True), (ends, False)):
        assert bool(labels(licence(), at=at)) is given, at
    told = [Told(one, "有效", "") for one in (licence(), licence("r2", valid_from=None))]
    held = holdings(told, (), RULES).held
    assert [(one.id, instant) for one, instant in turns(held)] == [
        ("r1", begins),
        ("r1", ends),
        ("r2", ends),
    ]


def test_only_what_is_shown_counts() -> None:
    assert labels(licence(), hidden=("r1",)) == []
    other = licence("r2", certificate_number="SC10112010100018")
    assert labels(licence(), other, hidden=("r1",)) == ["food-production"]


def test_labels_stand_in_the_citys_order_each_once() -> None:
    lift = licence("r0", certificate_name="特种设备生产许可证", certificate_number="TS3812001")
    again = licence("r2", certificate_number="SC10112010100018")
    assert labels(lift, licence(), again) == ["food-production", "special-equipment"]


def exit_of(identity: str = "x1", **columns: Any) -> Licence:
    told = {"document_name": "注销食品生产许可决定书", "decision_date": date(2025, 5, 5)}
    return licence(identity, **{**told, **columns})


OF_OPERATION = {"document_name": "注销食品经营许可决定书", "certificate_name": "食品经营许可证"}
UNNAMED = {"certificate_number": "", "certificate_name": ""}


@pytest.mark.parametrize(
    ("taken_by", "left"),
    [
        ({}, []),
        ({"certificate_number": "SC10112010100099"}, ["food-production"]),  # another certificate
        ({"certificate_number": "", "content": f"注销{NUMBER}"}, []),
        # no number: all that the name says
        ({"certificate_number": "", "certificate_name": ""}, []),
        (
            {
                "certificate_number": "",
                "certificate_name": "",
                "document_name": "注销食品经营许可决定书",
            },
            ["food-production"],
        ),
        ({"decision_date": date(2024, 2, 1)}, ["food-production"]),  # granted anew since
        ({"decision_date": date(2024, 3, 1)}, []),
        # a number of the decision's own is no other certificate's
        ({"certificate_number": "津食注〔2025〕9号"}, []),
        ({"certificate_number": "ZX20250009", "document_number": "ZX20250009"}, []),
        # words so general that they may mean this one, unless the content says which
        ({**UNNAMED, "document_name": "准予注销行政许可决定书"}, []),
        (
            {
                **UNNAMED,
                "document_name": "准予注销行政许可决定书",
                "content": "注销食品经营许可",
            },
            ["food-production"],
        ),
        ({**UNNAMED, "certificate_name": "营业执照", "document_name": "注销登记"}, []),
    ],
)
def test_a_decision_takes_the_licence_back(taken_by: dict[str, Any], left: list[str]) -> None:
    assert labels(licence(), exit_of(**taken_by)) == left
    # it counts only while it is shown
    assert labels(licence(), exit_of(**taken_by), hidden=("x1",)) == ["food-production"]


@pytest.mark.parametrize(
    ("columns", "left"),
    [
        ({}, []),
        ({"kinds": (PenaltyKind.SUSPEND_PERMIT, PenaltyKind.FINE)}, []),
        ({"kinds": (PenaltyKind.SUSPEND_OR_REVOKE,)}, []),
        ({"kinds": (PenaltyKind.FINE,)}, ["food-production"]),
        ({"certificate": ""}, []),  # which one is not told
        ({"certificate": "食品生产许可证"}, []),
        ({"certificate": "食品经营许可证"}, ["food-production"]),
        ({"certificate": "许可证（津样00000012）"}, ["food-production"]),
        ({"certificate": "食品经营许可证（JY11201010000）"}, ["food-production"]),
        ({"certificate": "食品生产许可证（SC10112010100099）"}, ["food-production"]),
        ({"certificate": "食品生产许可证 SC 1011201-0100017"}, []),
        # a count, a day or a number of another form is no other certificate's
        ({"certificate": "食品生产许可证正副本2本"}, []),
        ({"certificate": "食品生产许可证（2024年3月5日核发）"}, []),
        ({"certificate": "食品生产许可证（QS1201 0101 0001）"}, []),
        # names it in part
        ({"certificate": "生产许可证"}, []),
        ({"certificate": "天津示例食品有限公司的许可证"}, []),
        ({"certificate": "药品生产许可证"}, ["food-production"]),
        # the business licence goes, and all with it
        ({"certificate": "营业执照"}, []),
        ({"certificate": "企业法人营业执照（120116000123456）"}, []),
        ({"certificate": "120116000123456", "kinds_text": "吊销营业执照"}, []),
        ({"certificate": "91120116MA05JQ3X1A", "uscc": "91120116MA05JQ3X1A"}, []),
        ({"decision_date": date(2024, 1, 1)}, ["food-production"]),
    ],
)
def test_a_penalty_takes_the_permit(columns: dict[str, Any], left: list[str]) -> None:
    assert labels(licence(), penalties=(penalty(**columns),)) == left


@pytest.mark.parametrize("certificate", ["食品生产许可证 SC10112010100017", "生产许可证12345678"])
def test_a_licence_without_a_number_is_told_apart_by_its_name_alone(certificate: str) -> None:
    unnumbered = licence(certificate_number="")
    assert labels(unnumbered, penalties=(penalty(certificate=certificate),)) == []
    assert labels(unnumbered, exit_of()) == []
    other = penalty(certificate="食品经营许可证 SC10112010100017")
    assert labels(unnumbered, penalties=(other,)) == ["food-production"]


def test_one_number_is_one_certificate_however_short() -> None:
    short = licence(certificate_number="1234")
    assert labels(short, exit_of(certificate_number="1234", **OF_OPERATION)) == []
    assert labels(short, exit_of(certificate_number="12345", **OF_OPERATION)) != []


#: How one number is written: between its letters nothing, spaces, hyphens; wide or small letters.
@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    between = st.sampled_from(["", "", "", " ", "-", "—", "\u3000"])
    wide = draw(st.booleans())
    letters = [chr(ord(one) + 0xFEE0) if wide else one for one in number]
    text = letters[0] + "".join(draw(between) + one for one in letters[1:])
    return text.lower() if draw(st.booleans()) else text


@hypothesis.given(
    data=st.data(),
    number=st.from_regex(r"[ACSX]{0,2}[0-9]{1,16}[AC]?", fullmatch=True),
    name=st.sampled_from(["", "食品生产许可证", "生产许可证", "许可证", "食品经营许可证"]),
    mark=st.sampled_from(
        ["{}", "（{}）", "编号：{}", "第{}号", " {} 正副本2本", "{}（2024年3月5日核发）"]
    ),
)
def test_a_revocation_that_bears_the_number_always_takes_the_label(
    data: st.DataObject, number: str, name: str, mark: str
) -> None:
    held = licence(certificate_number=data.draw(written(number)))
    certificate = name + mark.format(data.draw(written(number)))
    assert labels(held, penalties=(penalty(certificate=certificate),)) == []


def test_without_a_licence_that_gives_one_nothing_is_looked_at() -> None:
    told = [Told(licence(certificate_name="营业执照"), "有效", "")]
    assert holdings(told, (penalty(),), RULES) is NOTHING


def test_a_short_number_is_not_looked_for_in_others() -> None:
    short = licence(certificate_number="12", document_number="7号")
    assert labels(short, penalties=(penalty(certificate="许可证（津样00000012）"),)) != []
