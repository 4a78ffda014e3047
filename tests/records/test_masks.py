"""Free text: what is starred out and what stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.records.identifiers import is_id_number, uscc_check
from gongshi.records.masks import has_id_number, mask, mask_number, masked_name

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"身份证号{ID}。", f"身份证号{'*' * 18}。"),
        (f"（{ID}）", f"（{'*' * 18}）"),
        ("身份证 1101 0519 4912 3100 2X", f"身份证 {'*' * 18}"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ", f"身份证{'*' * 18}"),
        ("身份证号123456789012345678", f"身份证号{'*' * 18}"),  # said to be one, check or not
        ("老证110105491231002", f"老证{'*' * 15}"),
        ("电话13800138000", "电话138****8000"),
        ("+8613800138000", "+86138****8000"),
        ("手机138 0013 8000", "手机138****8000"),
        ("手机138-0013-8000", "手机138****8000"),
        ("联系电话：022-24459185", f"联系电话：{'*' * 12}"),
        ("联系电话24459185", f"联系电话{'*' * 8}"),
        ("护照号E12345678", f"护照号{'*' * 9}"),
        ("护照EA1234567号", f"护照{'*' * 9}号"),
        ("回乡证H12345678", f"回乡证{'*' * 9}"),
        ("台胞证12345678", f"台胞证{'*' * 8}"),
        ("卡号6222020200001234567", f"卡号{'*' * 15}4567"),
        ("账户 123456789012", f"账户 {'*' * 8}9012"),
        ("6222 0202 0000 0000 012 转账", "6222 0202 0000 0000 012 转账"),  # Luhn fails
        ("付至4111111111111111", f"付至{'*' * 12}1111"),
        ("付至4111 1111 1111 1111", f"付至{'*' * 12}1111"),
        (f"身份证ID{ID}号", f"身份证ID{'*' * 18}号"),
        ("证件No110105194912310020", "证件No110105194912310020"),  # no ID number's check
        ("张三丰 120104199001011237", f"张三丰 {'*' * 18}"),  # one digit mistyped
        (
            "当事人120104199001011237，证号：120104199001011237",
            f"当事人{'*' * 18}，证号：{'*' * 18}",
        ),
        (f"No{ID}a", f"No{'*' * 18}a"),
        ("证件ID110105491231003", f"证件ID{'*' * 15}"),
        ("手机13812345678a", "手机138****5678a"),
        ("微信号 wx13812345678", "微信号 wx138****5678"),
        ("微信ｗｘ１３８１２３４５６７８", "微信wx138****5678"),
        ("身份证110105.19491231.002X", f"身份证{'*' * 18}"),
        ("身份证1101051949\n1231002X", f"身份证{'*' * 18}"),
        ("身份证11010519491231002 X", f"身份证{'*' * 18}"),
        ("身份证11010519491231002-X", f"身份证{'*' * 18}"),
        ("证１１０１０５　１９４９１２３１　００２Ｘ", f"证{'*' * 18}"),
        ("１１０１０５ １９４９１２３１ ００２Ｘ", "*" * 18),
        ("138.1234.5678", "138****5678"),
        ("2026.05.01 138 1234 5678", "2026.05.01 138****5678"),
        ("2026-05-01 110105 19491231 002X 100", f"2026-05-01 {'*' * 18} 100"),
        ("电话1381234\n5678", "电话138****5678"),
        ("+86-138-1234-5678", "+86-138****5678"),
    ],
)
def test_numbers_of_persons_and_accounts_are_starred_out(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "准予",
        "0.9694",
        "统一社会信用代码91320100748204660Q",
        "统一社会信用代码：110105194912310021",
        "批准120104201905120001，许可证号：120104199001011237",  # a day of 2019; so called
        "出厂编号：6118T11050062，设备代码：520010351201101112，设备注册代码：52003202812019080012",
        "宁新区管审环表复〔2025〕104号",
        "(320101000561)登字〔2025〕第01160034号",
        "JY33202810257113",
        "TE320195XXX4342180400015400900001",
        "21503202112018020017",
        "11320100MB02043534400012504500001",
        "320020150011/V0001-320020150011/V0007",
        "2025-11-18至2026-11-18",
        "2025/11/18",
        "罚款20000.00元",
        "2024 1231 0001",
        "面积12345678.90平方米",
        "编号 4111111111111111",
        "统一社会信用代码91320105780688132K",
        "面积13812345.678平方米",
        "15000\n200000",
        "东经135.12345678度",
        "设备编号SN13812345678",
        "型号TS13812345",
        "2026.05.01",
    ],
)
def test_other_numbers_stand(text: str) -> None:
    assert mask(text) == text


def test_a_number_that_passes_as_id_and_as_uscc_is_judged_by_its_context() -> None:
    both = next(
        head + check
        for serial in range(100_000)
        for head in [f"110105198001{serial % 28 + 1:02d}{serial // 28:03d}"]
        for check in "0123456789X"
        if is_id_number(head + check) and uscc_check(head + check)
    )
    # Nothing but its outer check makes it a USCC: a person's, whatever the words before it.
    assert mask(f"统一社会信用代码{both}") == f"统一社会信用代码{'*' * 18}"
    assert mask_number(both) == "*" * 18
    whole = "131101199001014213"  # region 110119, and an organisation code with its check
    assert is_id_number(whole)
    assert uscc_check(whole)
    assert mask(f"统一社会信用代码{whole}") == f"统一社会信用代码{whole}"
    assert mask(f"当事人{whole}") == f"当事人{'*' * 18}"
    assert mask_number(whole) == whole


def test_a_number_column_keeps_every_number_but_a_persons() -> None:
    for number in ("G20230012", "S12345678", "622502020200001234", "JY33202810257113", "许1号"):
        assert mask_number(number) == number
    assert mask_number(f"津罚{ID}号") == f"津罚{'*' * 18}号"
    assert mask_number(f"No{ID}") == f"No{'*' * 18}"
    assert mask_number("13812345678") == "138****5678"
    assert mask_number("SN13812345678") == "SN13812345678"


#: To the full width of every digit and letter: 1X → １Ｘ.
WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789X")}


@given(
    before=st.text("津罚号〔-第AZx", max_size=6),
    after=st.text("号〕-之AZx", max_size=6),
    wide=st.booleans(),
)
def test_a_persons_number_is_starred_out_wherever_it_stands_in_another(
    before: str, after: str, wide: bool
) -> None:
    number = ID.translate(WIDE) if wide else ID
    assert mask_number(before + number + after) == f"{before}{'*' * 18}{after}"
    mobile = "13812345678".translate(WIDE) if wide else "13812345678"
    assert mask_number(f"{before}、{mobile}、{after}") == f"{before}、138****5678、{after}"


def test_a_name_is_found_however_it_is_spaced() -> None:
    assert mask("对王 伟、王　　伟和王伟罚款", ["王伟"]) == "对王某、王某和王某罚款"
    assert mask("Wang W ei", ["Wei"]) == "Wang W ei"


def test_the_rows_own_persons_keep_only_their_surname() -> None:
    assert mask("当事人张三丰、欧阳修文", ["张三丰", "欧阳修文"]) == "当事人张某、欧阳某"
    assert mask("当事人王", ["王"]) == "当事人王"
    assert mask("样例有限公司", ["样例有限公司"]) == "样例有限公司"
    assert masked_name("欧阳") == "欧某"
    assert masked_name("诸葛亮") == "诸葛某"


def test_an_id_number_in_text_is_noticed() -> None:
    assert has_id_number(f"当事人{ID}")
    assert has_id_number("当事人１１０１０５１９４９１２３１００２Ｘ")
    assert has_id_number(f"证件No{ID}")
    assert not has_id_number("TE320195XXX4342180400015400900001")
    assert not has_id_number("设备代码520010351201101112")
    assert not has_id_number("电话13800138000")
    assert not has_id_number("")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_id_number_survives_whatever_stands_around_it(before: str, after: str) -> None:
    if before[-1:].isalnum() or after[:1].isalnum():
        return  # part of a longer run: another number
    assert ID not in mask(before + ID + after)


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


def test_nothing_in_the_real_licences_is_masked(shared: Path) -> None:
    with (shared / "data/real/licences_2026-05.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [value for row in csv.DictReader(file) for value in row.values()]
    assert [value for value in values if mask(value) != value] == []
    assert [value for value in values if mask_number(value) != value] == []
