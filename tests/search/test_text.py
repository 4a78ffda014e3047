"""Folding: one string for everything people and authorities write."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongshi.search.text import (
    bigrams,
    edge_grams,
    fold,
    gram_text,
    joined,
    keep_letters,
    prefixes,
    words,
)

ANY_TEXT = st.text(st.characters())  # lone surrogates, control characters and all


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("南京鋼鐵聯合有限公司", "南京钢铁联合有限公司"),
        ("華為（中國）", "华为中国"),
        ("乾坤科技", "乾坤科技"),  # 乾 stays in 乾坤
        ("ＡＢＣ－１２３", "abc123"),
        ("宁新区管审环表复﹝2025﹞104号", "宁新区管审环表复2025104号"),
        ("〔2025〕【1】[2](3)（4）", "20251234"),
        (" 南 京\t钢\u3000铁\n", "南京钢铁"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("🔥火锅🔥", "火锅"),
        ("\ud800南\udfff京", "南京"),
        ("\ud800鋼", "钢"),
        ("***", ""),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(ANY_TEXT)
@example("İ")
@example("ŉ")
def test_fold_leaves_letters_and_digits_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert folded == "" or folded.isalnum()
    assert fold(folded) == folded
    assert folded.encode("utf-8").decode("utf-8") == folded


@given(ANY_TEXT)
def test_words_are_folded_and_hold_the_whole_text(text: str) -> None:
    found = words(text)
    assert all(word and fold(word) == word for word in found)
    assert fold("".join(found)) == fold(text)


def test_words_end_at_spaces_and_commas_not_at_brackets() -> None:
    assert words("天津 火锅，南开") == ("天津", "火锅", "南开")
    assert words("华为（中国） 公司") == ("华为中国", "公司")
    assert words("  ") == ()


def test_bigrams() -> None:
    assert bigrams("南京钢") == ("南京", "京钢")
    assert bigrams("南") == ("南",)
    assert bigrams("") == ()


def test_edge_grams_mark_the_ends() -> None:
    assert edge_grams("海河") == ("^海", "海河", "河$")
    assert edge_grams("海") == ("^海", "海", "海$")
    assert edge_grams("海海海") == ("^海", "海海", "海$")
    assert edge_grams("") == ()


def test_prefixes_and_joined() -> None:
    assert prefixes("南京钢铁", 3) == ["南", "南京", "南京钢"]
    assert prefixes("", 3) == []
    assert joined(["a b", "", "c"]) == "a b | c"
    assert joined([]) == ""


@given(ANY_TEXT)
def test_the_pairs_of_a_text(text: str) -> None:
    folded = fold(text)
    assert gram_text(folded) == " ".join(bigrams(folded))


def test_letters_and_digits_of_every_script_are_kept() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert keep_letters(every) == "".join(filter(str.isalnum, every))
