"""A legal form that was cut off in typing or pasting."""

from __future__ import annotations

import pytest

from gongshi.search.half_forms import with_whole_form
from gongshi.search.names import NameTables


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("海河乳品有限公", "海河乳品有限公司"),
        ("海河乳品有限", "海河乳品有限公司"),
        ("海河乳品（天津）有限责", "海河乳品（天津）有限责任"),
        ("海河股份有", "海河股份有限公司"),
        ("海河小吃店（个体工商", "海河小吃店（个体工商户"),
        ("海河专业合", "海河专业合作社"),
        ("海河有限公司南开分公", "海河有限公司南开分公司"),
        ("海河乳品有限公司", "海河乳品有限公司"),
        ("海河国际经济合作", "海河国际经济合作"),  # half a name as well as half a form
        ("海河有", "海河有"),
        ("海河有限…", "海河有限…"),
        ("有限公", "有限公司"),
        ("", ""),
    ],
)
def test_a_legal_form_that_was_cut_off(tables: NameTables, typed: str, whole: str) -> None:
    assert with_whole_form(typed, tables) == whole
