"""What a query costs: rows asked × fields selected, in points, known before anything is executed.

The formula (docs/limits.md):

* a leaf field (one that has no fields of its own) costs one point for each row it is asked for;
* below ``edges`` of a connection, the rows are the connection's ``first``, and at least one field
  is counted: rows are fetched even when nothing of them is selected;
* below a list that takes ``first`` (``suggest``) the rows are its ``first``;
* below any other list the rows are the number in ``LIST_ROWS``;
* a root field costs at least one point, ``__schema`` and ``__type`` cost what stands here; what
  ``ROOT_POINTS`` names costs that more, whatever comes of it;
* a field named twice in one place under one name is one field; fragments on different types add up.

The price of what came back is the same sum with the rows that were really returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from gongshi.graphql import limits
from gongshi.records.problems import GongshiError

#: Where a field stands in the answer: response names (aliases) from the root, without list places.
Path = tuple[str, ...]

SCHEMA_POINTS: Final = 200  #: for each ``__schema``
TYPE_POINTS: Final = 20  #: for each ``__type``
REFUSED_POINTS: Final = 25  #: for a document that had to be parsed and was refused

#: Root fields that cost this beside their fields: they are compiled from the ledger, or written.
ROOT_POINTS: Final[Mapping[str, int]] = {
    "creditReport": 20,
    "issueSpecialReport": 100,
    "specialReport": 20,
}

#: Rows counted below lists that are no connections. A test holds it to the schema.
LIST_ROWS: Final[Mapping[str, int]] = {
    "CertifiedItem.lines": 15,
    "CertifiedMatter.gaps": 1,
    "CertifiedSector.matters": 3,
    "CreditReport.chapters": 10,
    "CreditReport.register": 16,
    "CreditReport.sources": 10,
    "CreditReport.summary": 8,
    "DidYouMean.subjects": 5,
    "DidYouMean.suspicious": 5,
    "Interpretation.parts": 3,
    "QueryPart.mended": 1,
    "RecordEdge.highlights": 2,
    "SubjectEdge.highlights": 2,
    "Suggestion.highlights": 2,
    "BoardConnection.facets": 5,
    "BoardEntry.grounds": 2,
    "BoardFacet.buckets": 10,
    "BoardGround.evidence": 3,
    "Freshness.sources": 10,
    "Query.exposureBoards": 4,
    "Query.sources": 10,
    "RecordConnection.facets": 5,
    "RecordFacet.buckets": 10,
    "ReportItem.lines": 15,
    "Source.coveredPeriods": 5,
    "SpecialReport.sectors": 20,
    "Subject.boards": 1,
    "Subject.labels": 1,
    "SubjectConnection.facets": 5,
    "SubjectFacet.buckets": 10,
    "SubjectSummary.boards": 1,
    "SubjectSummary.labels": 1,
}

_Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class Question:
    """One operation with its variables, as far as its price depends on them."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]  # coerced: defaults filled in


@dataclass(slots=True)
class Price:
    """Points of a question, and the fields it selects, each as (path of its parent, field name)."""

    points: int
    selected: frozenset[tuple[Path, str]]


def price(question: Question, returned: Mapping[Path, int] | None = None) -> Price:
    """Price of what is asked, or of what came back when ``returned`` tells the rows.

    ``returned``: rows of connections and lists, 0 or 1 of nullable root fields; what it does not
    name counts as asked. Raises ``first_out_of_range``.
    """
    return _Walk(question, returned or {}).operation()


@dataclass(slots=True)
class _Walk:
    question: Question
    returned: Mapping[Path, int]
    selected: set[tuple[Path, str]] = field(default_factory=set)

    def operation(self) -> Price:
        root = self.question.schema.get_root_type(self.question.operation.operation)
        assert root is not None
        points = 0
        for parent, name, nodes in self._fields(root, [self.question.operation.selection_set]):
            points += ROOT_POINTS.get(nodes[0].name.value, 0)
            points += max(1, self._field(parent, name, nodes, (), 1, -1))
        return Price(max(1, points), frozenset(self.selected))

    def _below(
        self, parent: _Composite, nodes: Sequence[FieldNode], path: Path, rows: int, edges: int
    ) -> int:
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        return sum(
            self._field(owner, name, found, path, rows, edges)
            for owner, name, found in self._fields(parent, sets)
        )

    def _field(
        self,
        parent: _Composite,
        name: str,
        nodes: Sequence[FieldNode],
        above: Path,
        rows: int,
        edges: int,
    ) -> int:
        """Points of one field; ``edges``: rows of the connection it stands in, else -1."""
        node = nodes[0]
        called = node.name.value
        self.selected.add((above, called))
        if called == "__typename":
            return rows
        if called == "__schema":
            return SCHEMA_POINTS
        if called == "__type":
            return TYPE_POINTS
        definition = parent.fields[called]
        target = get_named_type(definition.type)
        if is_leaf_type(target):
            return rows
        assert isinstance(target, GraphQLObjectType | GraphQLInterfaceType)
        path = (*above, name)
        if edges >= 0 and called == "edges":
            return self._below(target, nodes, path, rows * edges, -1)
        if "first" in definition.args and is_list(definition):
            first = self.returned.get(path, self._first(node, definition, limits.MAX_SUGGESTIONS))
            return self._below(target, nodes, path, rows * first, -1)
        if "first" in definition.args:
            first = self.returned.get(path, self._first(node, definition, limits.MAX_FIRST))
            points = self._below(target, nodes, path, rows, first)
            return points if (path, "edges") in self.selected else points + rows * first
        asked = LIST_ROWS[f"{parent.name}.{called}"] if is_list(definition) else 1
        return self._below(target, nodes, path, rows * self.returned.get(path, asked), -1)

    def _first(self, node: FieldNode, definition: GraphQLField, limit: int) -> int:
        value = int(definition.args["first"].default_value)
        for argument in node.arguments or ():
            given = self._value(argument.value) if argument.name.value == "first" else None
            value = given if isinstance(given, int) else value
        if not 1 <= value <= limit:
            raise GongshiError("first_out_of_range", limit=limit)
        return value

    def _fields(
        self, parent: _Composite, sets: Sequence[SelectionSetNode]
    ) -> list[tuple[_Composite, str, list[FieldNode]]]:
        """Fields by the type they are asked of and their response name, fragments expanded."""
        found: dict[tuple[str, str], tuple[_Composite, str, list[FieldNode]]] = {}
        for selections in sets:
            self._collect(parent, selections, found)
        return list(found.values())

    def _collect(
        self,
        parent: _Composite,
        selections: SelectionSetNode,
        found: dict[tuple[str, str], tuple[_Composite, str, list[FieldNode]]],
    ) -> None:
        for node in selections.selections:
            if not self._wanted(node):
                continue
            if isinstance(node, FieldNode):
                name = node.alias.value if node.alias else node.name.value
                key = (parent.name, name)
                found.setdefault(key, (parent, name, []))[2].append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = self.question.fragments[node.name.value]
                self._collect(self._narrowed(parent, fragment), fragment.selection_set, found)
            if isinstance(node, InlineFragmentNode):
                self._collect(self._narrowed(parent, node), node.selection_set, found)

    def _narrowed(
        self, parent: _Composite, node: InlineFragmentNode | FragmentDefinitionNode
    ) -> _Composite:
        if node.type_condition is None:
            return parent
        target = self.question.schema.type_map[node.type_condition.name.value]
        assert isinstance(target, GraphQLObjectType | GraphQLInterfaceType)
        return target

    def _wanted(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            unwanted = {"skip": True, "include": False}.get(directive.name.value)
            for argument in directive.arguments or ():
                if self._value(argument.value) is unwanted:
                    return False
        return True

    def _value(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            return self.question.variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        return node.value if isinstance(node, BooleanValueNode) else None


def is_list(definition: GraphQLField) -> bool:
    """Whether a field gives a list."""
    kind = definition.type
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)
