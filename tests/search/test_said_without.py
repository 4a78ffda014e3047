"""What people leave out of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.names import NameTables, anatomy
from gongshi.search.said_without import said_without


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("国网天津市电力公司", [("国网天津电力", "公司")]),
        ("天津市海河乳品有限公司", []),  # in front it is a region
        ("天津纺织集团（控股）有限公司", [("纺织", "集团有限公司")]),
        (
            "天津市国网天津市电力集团控股有限公司",
            [("国网天津电力集团控股", "有限公司"), ("国网天津市电力", "集团有限公司")],
        ),
        ("天津泰达投资控股有限公司", []),
        ("集团控股有限公司", []),
        ("海河天津市", []),
    ],
)
def test_said_without(tables: NameTables, name: str, said: list[tuple[str, str]]) -> None:
    found = said_without(anatomy(name, tables), tables)
    assert [(parts.bare, parts.form) for parts in found] == said


def test_a_register_without_a_city_has_none_within_its_names() -> None:
    tables = NameTables.of()
    assert list(said_without(anatomy("国网天津市电力公司", tables), tables)) == []


@given(st.text(st.sampled_from("天津市集团控股公司国网电力（）有限"), max_size=30))
def test_what_is_said_is_shorter_and_nothing_is_added(tables: NameTables, name: str) -> None:
    whole = anatomy(name, tables)
    for parts in said_without(whole, tables):
        assert len(parts.bare) < len(whole.bare)
        assert parts.core + parts.trade == parts.bare
        assert parts.plain == parts.lead + parts.bare + parts.branch
