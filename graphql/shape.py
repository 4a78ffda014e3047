"""The shape of a parsed document: how deep and wide it is once its fragments are expanded.

Strawberry's own depth and alias limiters walk a fragment again at every spread: a chain of
fragments that each spread the next one twice takes them 2^n steps (measured: 0.8 s for 18
fragments in half a kilobyte, twice as long for each further one). Here each fragment is measured
once, and its numbers are added wherever it is spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gongshi.graphql import limits
from gongshi.records.problems import GongshiError

_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a selection with its fragments expanded."""

    depth: int = 0  # fields below one another; those of introspection do not count
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: Shape) -> Shape:
        """Both selections in one place."""
        return Shape(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


def measure(document: DocumentNode) -> Shape:
    """Shape of all operations of a document together; a cycle of fragments counts once."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measured: dict[str, Shape] = {}
    whole = Shape()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            here = Shape(directives=len(node.directives or ()))
            whole = whole.beside(here).beside(_of(node.selection_set, fragments, measured))
    # What no operation reaches is refused by validation, but is walked there: count it here too.
    for name in fragments:
        if name not in measured:
            whole = whole.beside(_of_fragment(name, fragments, measured))
    return whole


def check(document: DocumentNode) -> Shape:
    """The shape; raises ``document_too_complex`` for a document beyond the limits."""
    definitions = document.definitions
    operations = sum(isinstance(node, OperationDefinitionNode) for node in definitions)
    fragments = sum(isinstance(node, FragmentDefinitionNode) for node in definitions)
    shape = measure(document)
    for what, value, limit in (
        ("operations", operations, limits.MAX_OPERATIONS),
        ("fragments", fragments, limits.MAX_FRAGMENTS),
        ("depth", shape.depth, limits.MAX_DEPTH),
        ("fields", shape.fields, limits.MAX_FIELDS),
        ("aliases", shape.aliases, limits.MAX_ALIASES),
        ("directives", shape.directives, limits.MAX_DIRECTIVES),
    ):
        if value > limit:
            raise GongshiError("document_too_complex", what=what, limit=limit)
    return shape


def _of(
    selections: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, Shape],
) -> Shape:
    shape = Shape()
    if selections is None:
        return shape
    for node in selections.selections:
        shape = shape.beside(Shape(directives=len(node.directives or ())))
        shape = shape.beside(_of_selection(node, fragments, measured))
    return shape


def _of_selection(
    node: SelectionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, Shape],
) -> Shape:
    if isinstance(node, FragmentSpreadNode):
        return _of_fragment(node.name.value, fragments, measured)
    below = _of(getattr(node, "selection_set", None), fragments, measured)
    if not isinstance(node, FieldNode):
        return below
    depth = 0 if node.name.value in _INTROSPECTION else below.depth + 1
    aliased = below.aliases + (node.alias is not None)
    return Shape(depth, below.fields + 1, aliased, below.directives)


def _of_fragment(
    name: str,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, Shape],
) -> Shape:
    if name in measured:
        return measured[name]
    fragment = fragments.get(name)
    if fragment is None:
        return Shape()
    measured[name] = Shape()  # a spread of itself, on the way: validation refuses the cycle
    shape = _of(fragment.selection_set, fragments, measured)
    shape = shape.beside(Shape(directives=len(fragment.directives or ())))
    measured[name] = shape
    return shape
