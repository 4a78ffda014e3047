"""The short way for plain objects tells what graphql-core tells: answers, errors, their places."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from unittest.mock import patch

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, parse, validate
from graphql.execution import Executor
from hypothesis import given
from hypothesis import strategies as st

from gongshi.graphql.plain import PlainExecutor, Tellers


@strawberry.enum
class Colour(Enum):
    RED = "r"
    GREEN = "g"


@strawberry.type
class Leaf:
    text: str
    maybe: str | None
    number: int | None
    truth: bool | None
    share: float | None
    ident: strawberry.ID | None
    day: date | None
    money: Decimal | None
    colour: Colour | None
    colours: list[Colour]

    @strawberry.field
    def shout(self) -> str:
        return self.text.upper()


@strawberry.type
class Branch:
    leaf: Leaf | None
    leaves: list[Leaf]
    sparse: list[Leaf | None] | None
    name: str = strawberry.field(name="calledOtherwise")


@strawberry.type
class Query:
    @strawberry.field
    async def branches(self, info: strawberry.Info[Any, None]) -> list[Branch]:
        return info.context  # type: ignore[no-any-return]

    @strawberry.field
    def maybe(self, info: strawberry.Info[Any, None]) -> Branch | None:
        return info.context[0] if info.context else None


SCHEMA: GraphQLSchema = strawberry.Schema(query=Query)._schema


def told(
    document: str,
    branches: Any,
    variables: dict[str, Any],
    executor: type[PlainExecutor],
    tellers: Tellers | None = None,
    operation: str | None = None,
) -> str:
    """Data and errors, with the order of all keys."""
    running = execute(
        SCHEMA,
        parse(document),
        context_value=branches,
        variable_values=variables,
        operation_name=operation,
        executor_class=executor,
        tellers=tellers,
    )

    async def ended() -> ExecutionResult:
        return running if isinstance(running, ExecutionResult) else await running

    result = asyncio.run(ended())
    return repr((result.data, [error.formatted for error in result.errors or ()]))


class LongWay(PlainExecutor):
    """Strawberry's executor as it is."""

    def _plain_object(self, kind: Any, details: Any) -> None:
        return None


def both(document: str, branches: Any, variables: dict[str, Any] | None = None) -> str:
    """What both ways tell, once they tell the same."""
    assert validate(SCHEMA, parse(document)) == []
    short = told(document, branches, variables or {}, PlainExecutor)
    assert short == told(document, branches, variables or {}, LongWay)
    return str(short)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, 7, "", b"x", ValueError("no"), [], object, 2**31, True, 1.5]
)


def mostly(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a kind, now and then one that has no place there."""
    return st.one_of(kind, kind, kind, ODD)


LEAVES = st.builds(
    Leaf,
    text=mostly(st.text(max_size=3)),
    maybe=mostly(st.none() | st.text(max_size=3)),
    number=mostly(st.none() | st.integers(-(2**31), 2**31 - 1)),
    truth=mostly(st.none() | st.booleans()),
    share=mostly(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
    ident=mostly(st.none() | st.text(max_size=3)),
    day=mostly(st.none() | st.dates()),
    money=mostly(st.none() | st.decimals(allow_nan=False, allow_infinity=False)),
    colour=mostly(st.none() | st.sampled_from(Colour)),
    colours=mostly(st.lists(st.sampled_from(Colour), max_size=2)),
)
BRANCHES = st.lists(
    mostly(
        st.builds(
            Branch,
            leaf=mostly(st.none() | LEAVES),
            leaves=mostly(st.lists(mostly(LEAVES), max_size=2)),
            sparse=mostly(st.none() | st.lists(mostly(st.none() | LEAVES), max_size=2)),
            name=mostly(st.text(max_size=3)),
        )
    ),
    max_size=2,
)

LEAF_FIELDS = (
    *("text", "maybe", "number", "truth", "share", "ident", "day", "money", "colour", "colours"),
    *("shout", "__typename", "other: text", "text @skip(if: $yes)", "maybe @include(if: $yes)"),
    *("... on Leaf { number text }", "...Some"),
)


@st.composite
def selections(draw: st.DrawFn) -> str:
    """Fields of branches."""

    def leaf() -> str:
        return "{ " + " ".join(draw(st.lists(st.sampled_from(LEAF_FIELDS), min_size=1))) + " }"

    parts = draw(
        st.lists(
            st.sampled_from(["leaf", "leaves", "sparse", "a: leaf", "calledOtherwise"]),
            min_size=1,
            max_size=4,
        )
    )
    fields = " ".join(part if part == "calledOtherwise" else f"{part} {leaf()}" for part in parts)
    return f"{{ {fields} }}"


@given(selections(), selections(), BRANCHES, st.booleans())
def test_both_ways_tell_the_same(one: str, two: str, branches: list[Any], yes: bool) -> None:
    document = (
        f"query($yes: Boolean!) {{ branches {one} maybe {two} again: maybe {one} }} "
        "fragment Some on Leaf { maybe @skip(if: $yes) day }"
    )
    # The fragment may be used nowhere: that is refused before anything is run.
    short = told(document, branches, {"yes": yes}, PlainExecutor)
    assert short == told(document, branches, {"yes": yes}, LongWay)


@given(BRANCHES, BRANCHES)
def test_what_was_made_for_a_document_serves_it_again(one: list[Any], two: list[Any]) -> None:
    document = (
        "query A { branches { leaf { text day } } again: branches { leaf { number } } } "
        "query B { branches { leaf { day text colour } } }"
    )
    kept: Tellers = {}
    for branches, operation in ((one, "A"), (two, "B"), (two, "A"), (one, "B")):
        short = told(document, branches, {}, PlainExecutor, kept, operation)
        assert short == told(document, branches, {}, LongWay, None, operation)
    assert set(kept) <= {
        ("A", "Branch", ("branches",)),
        ("A", "Branch", ("again",)),
        ("B", "Branch", ("branches",)),
        *(("A", "Leaf", (above, "leaf")) for above in ("branches", "again")),
        ("B", "Leaf", ("branches", "leaf")),
    }


def leaf(**given: Any) -> Leaf:
    plain: dict[str, Any] = {"text": "a", "maybe": None, "number": 1, "truth": True, "share": 0.5}
    plain |= {"ident": "i", "day": date(2026, 1, 2), "money": Decimal("1.50")}
    plain |= {"colour": Colour.GREEN, "colours": [Colour.RED]}
    return Leaf(**{**plain, **given})


def branch(**given: Any) -> Branch:
    plain: dict[str, Any] = {"leaf": leaf(), "leaves": [leaf()], "sparse": None, "name": "n"}
    return Branch(**{**plain, **given})


ALL = "text maybe number truth share ident day money colour colours __typename"


def test_plain_objects_are_told_in_one_go() -> None:
    document = (
        f"{{ branches {{ leaf {{ {ALL} }} leaves {{ text }} calledOtherwise sparse {{ day }} }} }}"
    )
    with patch.object(Executor, "complete_leaf_value", side_effect=AssertionError):
        short = told(document, [branch()], {}, PlainExecutor)
    assert short == told(document, [branch()], {}, LongWay)
    assert "'money': '1.50', 'colour': 'GREEN', 'colours': ['RED'], '__typename': 'Leaf'" in short


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"text": None}, "['branches', 0, 'leaves', 0, 'text']"),
        ({"number": 2**31}, "['branches', 0, 'leaves', 0, 'number']"),
        ({"colour": "blue"}, "['branches', 0, 'leaves', 0, 'colour']"),
        ({"colours": "RED"}, "['branches', 0, 'leaves', 0, 'colours']"),
        ({"day": ValueError("no day")}, "['branches', 0, 'leaves', 0, 'day']"),
    ],
)
def test_an_error_is_told_at_its_own_place(given: dict[str, Any], path: str) -> None:
    short = both(f"{{ branches {{ leaves {{ {ALL} }} }} }}", [branch(leaves=[leaf(**given)])])
    assert f"'path': {path}" in short


def test_a_field_with_a_resolver_is_resolved() -> None:
    assert "'shout': 'A'" in both("{ branches { leaf { shout text } } }", [branch()])
