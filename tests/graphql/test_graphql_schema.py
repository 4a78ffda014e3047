"""The schema: committed as it is, described in both languages, bounded everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import graphql
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from gongshi.graphql import cost
from gongshi.graphql.caller import TOKEN_FIELDS
from gongshi.graphql.enums import (
    BoardFacetName,
    HighlightedField,
    LicenceKindName,
    MatchedBy,
    PenaltyKindName,
    QueryRole,
    RecordFacetName,
    RecordKindName,
    SectorName,
    SubjectFacetName,
)
from gongshi.graphql.schema import SCHEMA, core_schema
from gongshi.graphql.terms import GROUNDS_ZH, KINDS_ZH, LICENCE_KINDS_ZH, LISTS_ZH, PENALTY_KINDS_ZH
from gongshi.records.model import FIELD_NAMES, Field, LicenceKind, PenaltyKind, RecordKind
from gongshi.search.documents import FACET_FIELDS, Collection
from gongshi.search.highlight import FIELDS
from gongshi.search.names import NameTables
from gongshi.search.query import plan_records, plan_subjects
from gongshi.search.vocabulary import Role

COMMITTED = Path(__file__).parents[2] / "graphql" / "schema.graphql"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[a-z]{2}")

#: Short lists that are asked for by their length and have no further page.
FIRST_OF_LISTS = {"Query.suggest"}

Fielded = GraphQLObjectType | GraphQLInterfaceType


def own_types() -> list[Fielded]:
    return [
        kind
        for name, kind in core_schema().type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
    ]


def test_the_committed_schema_is_the_served_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == SCHEMA.as_str() + "\n"


def test_graphql_is_graphql_core() -> None:
    assert Path(graphql.__file__).parts[-3] == "site-packages"
    assert not (COMMITTED.parent / "__init__.py").exists()


def test_everything_is_described_in_english_with_the_chinese_term() -> None:
    told: list[tuple[str, str | None]] = []
    for name, kind in core_schema().type_map.items():
        if name.startswith("__") or (is_leaf_type(kind) and not isinstance(kind, GraphQLEnumType)):
            continue
        told.append((name, kind.description))
        if isinstance(kind, GraphQLEnumType):
            told += [(f"{name}.{key}", value.description) for key, value in kind.values.items()]
        if isinstance(kind, GraphQLInputObjectType):
            told += [(f"{name}.{key}", one.description) for key, one in kind.fields.items()]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for key, one in kind.fields.items():
                told.append((f"{name}.{key}", one.description))
                told += [(f"{name}.{key}({a})", b.description) for a, b in one.args.items()]
    assert len(told) > 150
    for name, description in told:
        assert description, name
        assert CHINESE.search(description), name
        assert ENGLISH.search(description), name


def test_a_persons_name_stands_on_the_subjects_page_only() -> None:
    holders = [kind.name for kind in own_types() if "legalRepresentative" in kind.fields]
    assert holders == ["Subject"]
    reached = [
        f"{kind.name}.{name}"
        for kind in own_types()
        for name, one in kind.fields.items()
        if get_named_type(one.type).name == "Subject"
    ]
    assert reached == ["Query.subject"]


def test_every_list_is_a_connections_rows_or_has_an_assumed_length() -> None:
    lists = {
        f"{kind.name}.{name}"
        for kind in own_types()
        for name, one in kind.fields.items()
        if cost.is_list(one)
        and not is_leaf_type(get_named_type(one.type))
        and "first" not in one.args
    }
    rows = {name for name in lists if name.endswith("Connection.edges")}
    assert lists - rows == set(cost.LIST_ROWS)
    for kind in own_types():
        for name, one in kind.fields.items():
            target = get_named_type(one.type).name
            takes_first = target.endswith("Connection") or f"{kind.name}.{name}" in FIRST_OF_LISTS
            assert takes_first == ("first" in one.args)


def test_connections_stand_below_no_list() -> None:
    """Only root fields and connections read anything: one below a list would read for each row."""
    types = {kind.name: kind for kind in own_types()}

    def below(kind: Fielded, in_list: bool, seen: set[tuple[str, bool]]) -> None:
        if (kind.name, in_list) in seen:
            return
        seen.add((kind.name, in_list))
        for name, one in kind.fields.items():
            target = types.get(get_named_type(one.type).name)
            assert not (in_list and "first" in one.args), f"{kind.name}.{name}"
            if target is not None:
                below(target, in_list or cost.is_list(one), seen)

    below(types["Query"], False, set())


def test_all_that_is_written_needs_a_token() -> None:
    schema = core_schema()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    assert set(schema.mutation_type.fields) <= TOKEN_FIELDS
    assert {*schema.query_type.fields, *schema.mutation_type.fields} >= TOKEN_FIELDS
    assert schema.subscription_type is None


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (RecordKindName, [kind.value for kind in RecordKind]),
        (PenaltyKindName, [kind.value for kind in PenaltyKind]),
        (SubjectFacetName, list(FACET_FIELDS[Collection.SUBJECTS])),
        (RecordFacetName, list(FACET_FIELDS[Collection.RECORDS])),
        (BoardFacetName, list(FACET_FIELDS[Collection.BOARDS])),
        (SectorName, [field.value for field in Field]),
        (QueryRole, [role.value for role in Role]),
        (LicenceKindName, [kind.value for kind in LicenceKind]),
    ],
)
def test_the_enums_are_the_vocabularys(names: type, values: list[str]) -> None:
    assert [one.value for one in names] == values  # type: ignore[attr-defined]  # an Enum


def test_every_lit_field_has_its_name() -> None:
    assert {str(one.value) for one in HighlightedField} == set(FIELDS)


def test_terms_are_those_of_the_descriptions() -> None:
    sectors = {field.value: name for field, name in FIELD_NAMES.items()}
    told = (
        ("RecordKind", KINDS_ZH),
        ("LicenceKind", LICENCE_KINDS_ZH),
        ("PenaltyKind", PENALTY_KINDS_ZH),
        ("AbnormalGround", GROUNDS_ZH),
        ("ListName", LISTS_ZH),
        ("Sector", sectors),
    )
    for name, terms in told:
        kind = core_schema().type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        described = {
            key.lower(): str(value.description).split(":")[0] for key, value in kind.values.items()
        }
        assert described == dict(terms)


def test_every_way_of_finding_has_its_name() -> None:
    """Tiers of both plans, as far as texts of every sort bring them out, and look-alikes."""
    tables = NameTables.of(city="天津市", districts=("滨海新区",))
    texts = (
        "",
        "91320100748204660Q",
        "天津示例钢铁有限公司",
        "示例 钢铁",
        "shili gangtie",
        "slgt",
        "〔2026〕1号",
    )
    found = {
        tier.name
        for plan in (plan_subjects, plan_records)
        for text in texts
        for tier in plan(text, tables).tiers
    }
    assert found | {"similar"} == {str(one.value) for one in MatchedBy}
