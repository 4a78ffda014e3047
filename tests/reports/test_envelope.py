"""Report numbers, watermarks, canonical facts."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from gongshi.records.clock import from_ms
from gongshi.reports.canonical import canonical, digest_of
from gongshi.reports.envelope import Envelope, envelope_of, is_report_number, report_number
from tests.reports.report_cities import TIANJIN

AT = datetime(2026, 6, 1, 2, 3, 4, 5_678, tzinfo=UTC)


@given(st.integers(0, 2**32), st.integers(946_684_800_000, 4_102_444_800_000))
def test_a_number_is_17_digits_of_time_and_5_characters_with_one_letter(
    seed: int, moment: int
) -> None:
    at = from_ms(moment)
    number = report_number(at, random.Random(seed).choice)
    assert is_report_number(number)
    assert number[:17] == f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"
    tail = number[17:]
    assert len(tail) == 5
    assert len(re.findall(r"[A-Z]", tail)) == 1
    assert len(re.findall(r"[0-9]", tail)) == 4


def test_the_time_in_a_number_is_shanghais() -> None:
    def first(choices: Sequence[str]) -> str:
        return choices[0]

    assert report_number(AT, first) == "20260601100304005A0000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20260601100304005",
        "20260601100304005A000",
        "20260601100304005A00000",
        "20260601100304005AB000",
        "2026060110030400500000",
        "20260601100304005I0000",
        "2026060110030400５A0000",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert not is_report_number(text)


def watermarks(facts: dict[str, Any], **fields: Any) -> Envelope:
    city = replace(TIANJIN, **fields)
    told = {"layout": "V2.0", "basis": "565号", "sectorsConfirmed": True, **facts}
    return envelope_of(told, city, "20260601100304005A0000", AT)  # type: ignore[arg-type]


def test_an_envelope_says_what_its_facts_cannot_stand_for() -> None:
    special = {"kind": "special", "sample": False}
    ordinary = {"kind": "ordinary", "sample": True}
    named = watermarks(special, issuer_zh="天津市公共信用中心")
    assert named == {
        "number": "20260601100304005A0000",
        "title": "专项公共信用信息报告（替代有无违法违规记录证明）",
        "version": "565号",
        "issuedAt": "2026-06-01T10:03:04.005+08:00",
        "issuer": "天津市公共信用中心",
        "seal": "",
        "watermarks": [],
    }
    unconfirmed = watermarks({**special, "sectorsConfirmed": False}, issuer_zh="某中心")
    assert unconfirmed["watermarks"] == ["领域清单为样例，未经出具单位确认"]
    sample = watermarks(ordinary)
    assert (sample["title"], sample["version"]) == ("公共信用信息报告", "V2.0")
    assert sample["watermarks"] == [
        "样例数据，不反映任何真实主体的信用状况",
        "未配置出具单位，不具证明效力",
    ]


_BASIC = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])
_FACTS = st.dictionaries(
    st.text(_BASIC, max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(_BASIC, max_size=4), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    max_size=6,
)


@given(_FACTS)
@example({"\x7f\x1f\b\f\n\r\t\\/": "\u2028\ud7ff\U0001f600", "": 0, "\uffff": -1})
def test_facts_are_written_as_the_library_of_rfc_8785_writes_them(facts: dict[str, Any]) -> None:
    assert canonical(facts) == rfc8785.dumps(facts)


@pytest.mark.parametrize("odd", [2**53, "\ud800", date(2026, 1, 1), Decimal(1), {1: 2}])
def test_what_is_no_fact_is_refused(odd: object) -> None:
    with pytest.raises(TypeError):
        canonical({"odd": odd})


def test_canonical_json_is_that_of_rfc_8785() -> None:
    facts = {"b": [1, True, None], "a": '€\u0001"', "中": "…"}
    content = canonical(facts)
    assert content == '{"a":"€\\u0001\\"","b":[1,true,null],"中":"…"}'.encode()
    assert digest_of(content) == hashlib.sha256(content).hexdigest()
