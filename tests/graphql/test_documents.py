"""Documents: what is refused, quickly, and what is kept."""

from __future__ import annotations

import pytest
from graphql import parse

from gongshi.graphql import limits
from gongshi.graphql.documents import DocumentRefused, Documents
from gongshi.graphql.schema import core_schema
from gongshi.graphql.shape import Shape, measure

INVALID = "graphql_validation_failed"
UNREADABLE = "graphql_parse_failed"


def refused(text: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(DocumentRefused) as caught:
        Documents(core_schema()).prepare(text)
    return caught.value.problem.code, caught.value.problem.values


def too_complex(what: str, limit: int) -> tuple[str, dict[str, object]]:
    return "document_too_complex", {"what": what, "limit": limit}


def test_sizes_at_their_limits() -> None:
    documents = Documents(core_schema())
    alias = [f"a{number}: __typename" for number in range(limits.MAX_ALIASES)]
    documents.prepare("{" + " ".join(alias) + "}")
    assert refused("{" + " ".join(alias) + " one: __typename}") == too_complex("aliases", 20)
    directives = " ".join("x: __typename @skip(if: false)" for _ in range(limits.MAX_DIRECTIVES))
    documents.prepare("{" + directives.replace("x: ", "") + "}")
    more = directives.replace("x: ", "") + " __typename @skip(if: true)"
    assert refused("{" + more + "}") == too_complex("directives", 20)
    documents.prepare("{" + " __typename" * limits.MAX_FIELDS + "}")
    assert refused("{" + " __typename" * 251 + "}") == too_complex("fields", 250)
    spread = "{" + "".join(f" ...F{number}" for number in range(20)) + " }"
    parts = "".join(f" fragment F{number} on Query {{ __typename }}" for number in range(20))
    documents.prepare(spread + parts)
    assert refused(spread + parts + " fragment G on Query { __typename }") == too_complex(
        "fragments", 20
    )
    operations = " ".join(f"query Q{number} {{ __typename }}" for number in range(10))
    documents.prepare(operations)
    assert refused(operations + " query R { __typename }") == too_complex("operations", 10)
    documents.prepare("#\n" * limits.MAX_COMMENTS + "{ __typename }")
    assert refused("#\n" * 101 + "{ __typename }") == too_complex("comments", 100)


@pytest.mark.parametrize(
    ("text", "what", "limit"),
    [
        ("{" + " ".join(f"a{n}: __typename" for n in range(10_000)) + "}", "tokens", 1_000),
        ("{ a " * 150 + "}" * 150, "depth", 10),
        ("{ a " * 400 + "}" * 400, "depth", 10),
        ("{ a(x: " + "[" * 450 + "]" * 450 + ") }", "depth", 10),
        ("{ a " * 11 + "}" * 11, "depth", 10),
        ("query($x: " + "[" * 300 + "Int" + "]" * 300 + ") { a }", "depth", 10),
    ],
)
def test_hostile_sizes(text: str, what: str, limit: int) -> None:
    assert refused(text) == too_complex(what, limit)


def test_fragments_that_double_at_every_step_are_measured_at_once() -> None:
    """2^60 fields in a kilobyte; walked one by one they would outlive the machine."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    text = "{ ...F0 } " + chain + " fragment F60 on Query { a: __typename }"
    shape = measure(parse(text))
    assert shape == Shape(depth=1, fields=2**60, aliases=2**60, directives=0)
    assert refused(text) == too_complex("fragments", 20)
    short = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(19))
    text = "{ ...F0 } " + short + " fragment F19 on Query { a: __typename }"
    assert refused(text) == too_complex("fields", 250)


def test_fragments_that_spread_themselves() -> None:
    for text in (
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ __typename } fragment A on Query { freshness { at } ...A }",
    ):
        code, _ = refused(text)
        assert code == INVALID


def test_depth_counts_fields_through_fragments_and_leaves_introspection_out() -> None:
    shape = measure(parse("{ a { ...F } __schema { types { name } } } fragment F on X { b { c } }"))
    assert shape == Shape(depth=3, fields=6, aliases=0, directives=0)


def test_nested_introspection_is_refused() -> None:
    bomb = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    code, values = refused(bomb)
    assert code == INVALID
    assert "introspection depth" in str(values["reason"]).lower()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", UNREADABLE),
        ("{", UNREADABLE),
        ("\x00", UNREADABLE),
        ('{ subject(uscc: "\ud800") { name } }', UNREADABLE),
        ('{ subject(uscc: "\\ud800") { name } }', UNREADABLE),
        ("{ nothing }", INVALID),
        ("{ subject { name } }", INVALID),
        ("mutation { a }", INVALID),
        ("subscription { a }", INVALID),
        ("fragment A on Query { __typename }", INVALID),
        ("type A { a: Int }", INVALID),
        ('{ searchSubjects(first: "1") { total { value } } }', INVALID),
        ("{ searchSubjects(first: null) { total { value } } }", INVALID),
        ("{ searchSubjects(first: 2147483648) { total { value } } }", INVALID),
        ("{ withdrawalNotices(first: " + "9" * 5_000 + ") { edges { cursor } } }", INVALID),
        ('{ searchRecords(filter: {decidedFrom: "2025-02-30"}) { total { value } } }', INVALID),
        ("{ searchRecords(filter: {nothing: 1}) { total { value } } }", INVALID),
    ],
)
def test_what_is_no_valid_query(text: str, code: str) -> None:
    assert refused(text)[0] == code


def test_suggestions_are_not_given() -> None:
    _, values = refused("{ subjec }")
    assert "Did you mean" not in str(values)


def test_valid_documents_are_kept_and_the_cache_is_bounded() -> None:
    documents = Documents(core_schema(), size=2)
    first = documents.prepare("{ __typename }")
    assert documents.prepare("{ __typename }") is first
    assert documents.known("{ __typename }") is first
    documents.prepare("{ a: __typename }")
    documents.known("{ __typename }")  # used: stays
    documents.prepare("{ b: __typename }")
    assert len(documents) == 2
    assert documents.known("{ __typename }") is first
    assert documents.known("{ a: __typename }") is None


def test_refused_and_long_documents_are_not_kept() -> None:
    documents = Documents(core_schema())
    with pytest.raises(DocumentRefused):
        documents.prepare("{ nothing }")
    documents.prepare("{ __typename }" + " " * limits.MAX_CACHED_CHARACTERS)
    assert len(documents) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (None, "query A { __typename } query B { __typename }"),
        ("C", "query A { __typename }"),
        ("A", "{ __typename }"),
    ],
)
def test_the_operation_must_be_told(name: str | None, text: str) -> None:
    prepared = Documents(core_schema()).prepare(text)
    with pytest.raises(DocumentRefused) as caught:
        prepared.operation(name)
    assert caught.value.problem.code == "operation_not_found"


def test_the_operation_told_is_run() -> None:
    prepared = Documents(core_schema()).prepare("query A { __typename } query B { x: __typename }")
    assert prepared.operation("B") is prepared.operations[1]
