"""Documents, parsed and validated once: a bounded cache of what the schema accepts and refuses.

The rules are graphql-core's specified ones (with its limit on nested introspection) behind our own
limits on size; both are fixed at import, so a document's verdict never depends on the request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)

from gongshi.graphql import limits, shape
from gongshi.graphql.plain import Tellers
from gongshi.records.problems import GongshiError

#: Validation stops after this many errors; all are about one document.
MAX_ERRORS = 5


class DocumentRefused(Exception):
    """A document that cannot be run: the problem, and graphql-core's errors when there are any."""

    def __init__(self, problem: GongshiError, errors: tuple[GraphQLError, ...] = ()) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document, ready to be priced and executed."""

    document: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    fragments: Mapping[str, FragmentDefinitionNode]
    tellers: Tellers | None  # kept with it; None: what is selected depends on variables

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run; raises ``operation_not_found``."""
        found = [
            node
            for node in self.operations
            if name is None or (node.name is not None and node.name.value == name)
        ]
        if len(found) != 1:
            raise DocumentRefused(GongshiError("operation_not_found"))
        return found[0]


class Documents:
    """The documents seen lately, by their text. One instance serves one schema."""

    def __init__(self, schema: GraphQLSchema, size: int = limits.CACHED_DOCUMENTS) -> None:
        self.schema = schema
        self._size = size
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def known(self, text: str) -> Prepared | None:
        """The document, when it was found valid lately: costs nothing."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
        return found

    def prepare(self, text: str) -> Prepared:
        """Parse and validate; raises ``DocumentRefused``. Only valid documents are kept."""
        found = self.known(text)
        if found is not None:
            return found
        prepared = self._judge(text)
        if len(text) <= limits.MAX_CACHED_CHARACTERS:
            self._kept[text] = prepared
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return prepared

    def _judge(self, text: str) -> Prepared:
        try:
            document = _parse(text)
            measured = shape.check(document)
        except GongshiError as problem:
            raise DocumentRefused(problem) from None
        errors = validate(self.schema, document, max_errors=MAX_ERRORS, hide_suggestions=True)
        if errors:
            refused = GongshiError("graphql_validation_failed", reason=errors[0].message)
            raise DocumentRefused(refused, tuple(errors))
        operations = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
        fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        tellers: Tellers | None = None if measured.directives else {}
        return Prepared(document, tuple(operations), fragments, tellers)


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=limits.MAX_TOKENS, max_comments=limits.MAX_COMMENTS)
    except GraphQLSyntaxError as error:
        reason = error.message.removeprefix("Syntax Error: ")
    if "comments" in reason:
        raise GongshiError("document_too_complex", what="comments", limit=limits.MAX_COMMENTS)
    if "tokens. Parsing aborted" in reason:
        raise GongshiError("document_too_complex", what="tokens", limit=limits.MAX_TOKENS)
    if "nested too deeply" in reason:
        raise GongshiError("document_too_complex", what="depth", limit=limits.MAX_DEPTH)
    raise GongshiError("graphql_parse_failed", reason=reason)
