"""The price: rows asked × fields selected, as docs/limits.md has it."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_variable_values
from graphql.execution.values import VariableValues

from gongshi.graphql.cost import Path, Price, Question, price
from gongshi.graphql.documents import Documents
from gongshi.graphql.schema import core_schema
from gongshi.records.problems import GongshiError


def priced(
    query: str, variables: dict[str, Any] | None = None, returned: dict[Path, int] | None = None
) -> Price:
    prepared = Documents(core_schema()).prepare(query)
    [operation] = prepared.operations
    values = get_variable_values(
        core_schema(), operation.variable_definitions or (), variables or {}
    )
    assert isinstance(values, VariableValues), values
    question = Question(core_schema(), operation, prepared.fragments, values.coerced)
    return price(question, returned)


@pytest.mark.parametrize(
    ("query", "points"),
    [
        # a root field costs at least one point
        ("{ __typename }", 1),
        ('{ subject(uscc: "x") { __typename } }', 1),
        ("{ freshness { change at } }", 2),
        # rows × fields
        ('{ searchSubjects(query: "x", first: 20) { edges { node { name uscc } } } }', 40),
        ("{ searchSubjects { edges { node { name uscc } } } }", 40),  # 20 by default
        (
            "{ searchSubjects(first: 100) { edges { cursor node { id name uscc } } } }",
            400,
        ),
        # beside the rows, a field counts once
        ("{ searchSubjects(first: 7) { total { value exact } edges { cursor } } }", 9),
        (
            "{ searchSubjects(first: 7) { pageInfo { endCursor } edges { cursor node { id } } } }",
            15,
        ),
        # rows are fetched even when none is selected
        ("{ searchSubjects(first: 50) { total { value } } }", 51),
        # lists that are no connections have an assumed length
        ("{ sources { code } }", 10),
        ("{ sources { code coveredPeriods { begins ends } } }", 110),
        (
            "{ searchRecords(first: 1) { facets { name buckets { value count } } } }",
            106,
        ),
        # a connection below a subject
        (
            '{ subject(uscc: "x") { name records(first: 10) { edges { node { id decided } } } } }',
            21,
        ),
        # aliases are fields of their own, the same field twice is one
        ("{ a: freshness { change } b: freshness { change } }", 2),
        ("{ freshness { change change } freshness { change } }", 1),
        ("{ freshness { change again: change } }", 2),
        # fragments are expanded; on different types they add up
        (
            """{ searchRecords(first: 3) { edges { node { ...A } } } } fragment A on Record { id
              ... on Licence { content } ... on Penalty { content fine } }""",
            12,
        ),
        (
            """{ ...Q } fragment Q on Query { freshness { ...F ...F } }
              fragment F on Freshness { at change }""",
            2,
        ),
        # introspection
        ("{ __schema { types { name } } }", 200),
        ('{ a: __type(name: "Query") { name } b: __type(name: "Record") { name } }', 40),
        # withdrawn notices are a connection like any other
        ("{ withdrawalNotices(first: 5) { edges { node { unit reason day } } } }", 15),
    ],
)
def test_the_formula(query: str, points: int) -> None:
    assert priced(query).points == points


@pytest.mark.parametrize(
    ("variables", "points"),
    [
        ({}, 40),
        ({"n": 3}, 6),
        ({"n": 3, "more": True}, 9),
        ({"n": 3, "less": True}, 3),
        ({"n": 3, "less": True, "more": True}, 6),
    ],
)
def test_variables_and_conditions_are_looked_through(
    variables: dict[str, Any], points: int
) -> None:
    query = """query($n: Int! = 20, $more: Boolean! = false, $less: Boolean! = false) {
      searchSubjects(first: $n) { edges { node {
        name uscc @skip(if: $less) ... @include(if: $more) { status }
      } } } }"""
    assert priced(query, variables).points == points


@pytest.mark.parametrize("first", [0, -1, 101, 2_147_483_647, -2_147_483_648])
def test_first_out_of_range_is_refused_before_anything_runs(first: int) -> None:
    for query, variables in (
        (f"{{ searchSubjects(first: {first}) {{ total {{ value }} }} }}", {}),
        ("query($n: Int!) { searchRecords(first: $n) { total { value } } }", {"n": first}),
        (f"{{ withdrawalNotices(first: {first}) {{ edges {{ cursor }} }} }}", {}),
        (f'{{ subject(uscc: "x") {{ records(first: {first}) {{ edges {{ cursor }} }} }} }}', {}),
    ):
        with pytest.raises(GongshiError) as caught:
            priced(query, variables)
        assert (caught.value.code, caught.value.values) == ("first_out_of_range", {"limit": 100})


def test_what_came_back_is_priced_by_the_same_sum() -> None:
    query = """{ s: searchSubjects(first: 20) { total { value } edges { node { name uscc } } }
      subject(uscc: "x") { name records(first: 10) { edges { node { id } } } } }"""
    assert priced(query).points == 41 + 11
    assert priced(
        query, returned={("s",): 3, ("subject",): 1, ("subject", "records"): 2}
    ).points == (7 + 3)
    # nothing found: a point for each root field
    assert priced(query, returned={("s",): 0, ("subject",): 0}).points == 2


def test_selected_fields_are_told_by_name_whatever_their_alias() -> None:
    selected = priced("{ s: searchSubjects { t: total { value } } }").selected
    assert selected == {
        ((), "searchSubjects"),
        (("s",), "total"),
        (("s", "t"), "value"),
    }
