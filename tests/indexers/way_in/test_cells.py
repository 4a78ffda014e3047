"""One cell at a time: dirt, amounts, penalty kinds, keys of persons."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.cells import (
    IMPLAUSIBLE,
    holds_id_number,
    one_line,
    parse_amount,
    person_key,
    tidy,
    without_markup,
)
from gongshi.indexers.penalty_kinds import parse_kinds
from gongshi.indexers.validate import order_text
from gongshi.records.empty import EMPTY_MARKS
from gongshi.records.model import PenaltyKind as K


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("— —", ""),
        ("—", ""),
        ("无", ""),
        (" 空 ", ""),
        ("暂缺", ""),
        ("\u3000某公司\ufeff", "某公司"),
        ("某\u200b公\u202e司", "某公司"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("a\x07b", "ab"),
        ("无锡市", "无锡市"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once == once.strip()


def test_every_empty_mark_is_tidied_away() -> None:
    marks = [*EMPTY_MARKS, "—" * 30, "- " * 20]
    assert [tidy(mark) for mark in marks] == [""] * len(marks)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第一条&lt;br&gt;第二条", "第一条\n第二条"),
        ("第一条<br/>第二条<BR>第三条", "第一条\n第二条\n第三条"),
        ("&amp;lt;br /&amp;gt;甲", "甲"),
        ("甲^~^^~^乙", "甲\n乙"),
        ("甲&nbsp;乙&amp;丙", "甲\xa0乙&丙"),
        ("<p style='x'>甲</p><div>乙</div>", "甲\n乙"),
        ("浓度<5mg/m³且>1mg/m³", "浓度<5mg/m³且>1mg/m³"),
        ("A&B 公司", "A&B 公司"),
    ],
)
def test_markup_becomes_line_breaks(text: str, read: str) -> None:
    assert without_markup(text) == read


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("天津市\n示例有限公司", "天津市示例有限公司"),
        ("Tianjin\nSample Ltd", "Tianjin Sample Ltd"),
        ("（2025）\n104号", "（2025）104号"),
    ],
)
def test_a_broken_name_is_joined(text: str, joined: str) -> None:
    assert one_line(text) == joined


@pytest.mark.parametrize(
    ("text", "amount", "remark"),
    [
        ("5", "5.000000", ""),
        ("5.000000", "5.000000", ""),
        ("0", "0.000000", ""),
        ("0.000001", "0.000001", ""),
        ("1,234.5", "1234.500000", ""),
        ("１２．５", "12.500000", ""),
        ("1E+3", "1000.000000", ""),
        (".5", "0.500000", ""),
        ("5万元", "5.000000", ""),
        ("人民币5万元", "5.000000", ""),
        ("50000元", "5.000000", "amount_unit_read"),
        ("1亿元", "10000.000000", "amount_unit_read"),
        ("0.0000005", "0.000001", "amount_rounded"),
        ("1e9", "1000000000.000000", "amount_implausible"),
        ("999999999999.999999", "999999999999.999999", "amount_implausible"),
        ("1000000000000", None, "amount_out_of_range"),
        ("999999999999.9999999", None, "amount_out_of_range"),
        ("1E+200", None, "amount_out_of_range"),
        ("-5", None, "amount_unreadable"),
        ("伍万", None, "amount_unreadable"),
        ("5万美元", None, "amount_unreadable"),
        ("1.2.3", None, "amount_unreadable"),
        ("1,23", None, "amount_unreadable"),
        ("NaN", None, "amount_unreadable"),
        ("Infinity", None, "amount_unreadable"),
    ],
)
def test_amounts(text: str, amount: str | None, remark: str) -> None:
    assert parse_amount(text) == (None if amount is None else Decimal(amount), remark)


@given(st.decimals(min_value=0, max_value=IMPLAUSIBLE - 1, places=6))
def test_amounts_are_exact(number: Decimal) -> None:
    assert parse_amount(f"{number:f}") == (number, "")


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_is_not(text: str) -> None:
    amount, remark = parse_amount(text)
    assert (amount is None) == (remark in {"amount_unreadable", "amount_out_of_range"})


@pytest.mark.parametrize(
    ("text", "kinds", "understood"),
    [
        ("", (), True),
        ("警告", (K.WARNING,), True),
        ("警告、通报批评", (K.CRITICISM, K.WARNING), True),
        ("没收违法所得、没收非法财物", (K.CONFISCATION,), True),
        ("罚款;没收违法所得、没收非法财物", (K.CONFISCATION, K.FINE), True),
        ("罚款；警告", (K.FINE, K.WARNING), True),
        ("罚款-没收违法所得", (K.CONFISCATION, K.FINE), True),
        ("罚款、没收违法所得", (K.CONFISCATION, K.FINE), True),
        ("罚款并处没收违法所得", (K.CONFISCATION, K.FINE), True),
        ("警告-其他-其他", (K.OTHER, K.WARNING), True),
        ("其他-责令改正", (K.OTHER,), True),
        ("其他-没收保证金;罚款", (K.FINE, K.OTHER), True),
        ("其他—暂扣车辆", (K.OTHER,), True),
        ("暂扣或者吊销许可证、暂扣或者吊销执照", (K.SUSPEND_OR_REVOKE,), True),
        ("暂扣或吊销许可证;罚款", (K.FINE, K.SUSPEND_OR_REVOKE), True),
        ("暂扣许可证件、降低资质等级、吊销许可证件", (K.SUSPEND_OR_REVOKE,), True),
        ("暂扣许可证", (K.SUSPEND_PERMIT,), True),
        ("吊销营业执照", (K.REVOKE_PERMIT,), True),
        ("吊销许可证、执照", (K.REVOKE_PERMIT,), True),
        ("降低资质等级", (K.DOWNGRADE,), True),
        ("责令停产停业", (K.STOP_BUSINESS,), True),
        ("责令关闭；限制从业", (K.CLOSE, K.RESTRICT_OCCUPATION), True),
        ("限制开展生产经营活动", (K.RESTRICT_BUSINESS,), True),
        ("行政拘留", (K.DETENTION,), True),
        ("罚款5000元", (K.FINE,), True),
        ("罚款、责令改正", (K.FINE, K.OTHER), False),
        ("免予罚款", (K.OTHER,), True),
        ("ｘｘ", (K.OTHER,), False),
        ("行政处罚-罚款", (K.FINE,), True),
    ],
)
def test_penalty_kinds(text: str, kinds: tuple[K, ...], understood: bool) -> None:
    assert parse_kinds(text) == (kinds, understood)


_NAMES = {
    "警告": K.WARNING,
    "通报批评": K.CRITICISM,
    "罚款": K.FINE,
    "没收违法所得、没收非法财物": K.CONFISCATION,
    "暂扣许可证件": K.SUSPEND_PERMIT,
    "降低资质等级": K.DOWNGRADE,
    "吊销许可证件": K.REVOKE_PERMIT,
    "暂扣或者吊销许可证、暂扣或者吊销执照": K.SUSPEND_OR_REVOKE,
    "限制开展生产经营活动": K.RESTRICT_BUSINESS,
    "责令停产停业": K.STOP_BUSINESS,
    "责令关闭": K.CLOSE,
    "限制从业": K.RESTRICT_OCCUPATION,
    "行政拘留": K.DETENTION,
    "其他": K.OTHER,
}


@given(
    st.lists(st.sampled_from(sorted(_NAMES)), min_size=1, max_size=6),
    st.sampled_from([";", "；", ",", "，", "; ", "\n"]),
)
def test_joined_kinds_come_apart_again(names: list[str], joint: str) -> None:
    kinds, understood = parse_kinds(joint.join(names))
    assert understood
    assert kinds == tuple(sorted({_NAMES[name] for name in names}))


def test_one_person_has_one_key_under_one_city() -> None:
    key, other = b"a" * 32, b"b" * 32
    assert person_key(key, "110105491231002") == person_key(key, "11010519491231002X")
    assert person_key(key, "11010519491231002X") != person_key(other, "11010519491231002X")
    assert len(person_key(key, "E12345678")) == 64
    assert "110105" not in person_key(key, "11010519491231002X")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("当事人张某（身份证号11010519491231002X）无证经营", True),
        ("设备编号520010351201101112的电梯", False),
        ("统一社会信用代码91320100748204660Q", False),
        ("罚款伍万元", False),
    ],
)
def test_an_id_number_in_a_text(text: str, held: bool) -> None:
    assert holds_id_number(text) is held


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2025-11-18", "2025-11-18"),
        ("2025/1/8", "2025-01-08"),
        ("2025-11-18 09:05:07", "2025-11-18T09:05:07.000"),
        ("2025-11-18T09:05:07.120", "2025-11-18T09:05:07.120"),
        ("20251118", "2025-11-18"),
        ("20251118090507", "2025-11-18T09:05:07.000"),
        ("20251118090507123", "2025-11-18T09:05:07.123"),
        ("1763427907", "2025-11-18T09:05:07.000"),
        ("1763427907123", "2025-11-18T09:05:07.123"),
        ("20251318", ""),
        ("上周", ""),
        ("12", ""),
        ("²", ""),
        ("1" * 50, ""),
    ],
)
def test_orders_sort_by_time(text: str, order: str) -> None:
    assert order_text(text) == order


@given(st.text(max_size=30))
def test_any_text_has_an_order_or_none(text: str) -> None:
    order = order_text(text)
    assert order == "" or order[4] == "-"
