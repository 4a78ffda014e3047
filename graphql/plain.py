"""Completing plain objects in one go: what a search found is told without a walk over its fields.

Only root fields do I/O; what they return is plain: objects whose fields have no resolver but are
attributes. graphql-core walks such an answer field by field, building for each the whole of what a
resolver could ask for, which takes longer than the search. ``PlainExecutor`` makes one function of
a selection instead and gives every row to it. Where that function meets anything else than the
plain case (null in a place that takes none, a value its scalar refuses), it gives up, and
graphql-core completes the object as ever: errors and their places are its own.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    Undefined,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import CustomGraphQLEnumType, GraphQLCoreConverter

from gongshi.graphql.context import response_path

#: A value as the answer shows it; raises ``_NotPlain``, or whatever its scalar raises.
_Tell = Callable[[Any], Any]

#: What was made for a document once, by operation, object type and response names from the root.
#: None: the long way.
Tellers = dict[tuple[str | None, str, tuple[str, ...]], _Tell | None]

#: Scalars that tell a value of this very type as it is.
_AS_IT_IS: Final = {
    GraphQLBoolean.name: bool,
    GraphQLID.name: str,
    GraphQLString.name: str,
}


class _NotPlain(Exception):
    """This value, or this selection, is not for the short way."""


class PlainExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, with a short way for plain objects. Lives for one execution.

    ``tellers``: what earlier executions of the same document made, where what it selects depends
    on no variable.
    """

    def __init__(self, *args: Any, tellers: Tellers | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tellers = tellers
        # As graphql-core keeps sub-fields: by the list's identity, the list kept alive with it.
        self._here: dict[tuple[str, int], tuple[list[FieldDetails], _Tell | None]] = {}

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[FieldDetails],
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """The object's selected fields, in the answer's order."""
        tell = self._teller(return_type, field_details_list, path)
        if tell is not None:
            try:
                return tell(result)
            except Exception:  # noqa: BLE001, S110  # met again, and told, by the long way
                pass
        return super().complete_object_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _teller(
        self, kind: GraphQLObjectType, details: list[FieldDetails], path: Path
    ) -> _Tell | None:
        here = self._here.get((kind.name, id(details)))
        if here is not None:
            return here[1]
        tell = self._kept(kind, details, path)
        self._here[kind.name, id(details)] = (details, tell)
        return tell

    def _kept(
        self, kind: GraphQLObjectType, details: list[FieldDetails], path: Path
    ) -> _Tell | None:
        if self._tellers is None:
            return self._plain_object(kind, details)
        operation = self.operation.name
        key = (None if operation is None else operation.value, kind.name, response_path(path))
        if key not in self._tellers:
            self._tellers[key] = self._plain_object(kind, details)
        return self._tellers[key]

    def _plain_object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> _Tell | None:
        """What tells an object of this type, by what is selected of it; None: the long way."""
        try:
            return self._object(kind, details)
        except _NotPlain:
            return None

    def _object(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> _Tell:
        if kind.is_type_of is not None:
            raise _NotPlain
        selected = self.collect_subfields(kind, details)[0]
        names: list[str] = []
        attributes: list[str] = []
        tellers: list[_Tell] = []
        typenames: list[str] = []
        for response_name, found in selected.items():
            called = found[0].node.name.value
            if called == "__typename":
                typenames.append(response_name)
                attributes.append("__class__")
                tellers.append(_constant(kind.name))
            else:
                field = kind.fields[called]
                attributes.append(_attribute(field))
                tellers.append(self._value(field.type, found))
            names.append(response_name)
        if not attributes:
            return lambda _source: {}  # all of it skipped
        if len(attributes) == 1:
            only, get, tell_it = names[0], attrgetter(attributes[0]), tellers[0]
            return lambda source: {only: tell_it(get(source))}
        get_all = attrgetter(*attributes)
        steps = list(zip(names, tellers, strict=True))

        def tell(source: Any) -> dict[str, Any]:
            return {
                name: teller(value)
                for (name, teller), value in zip(steps, get_all(source), strict=True)
            }

        return tell

    def _value(self, kind: GraphQLOutputType, details: list[FieldDetails]) -> _Tell:
        if isinstance(kind, GraphQLNonNull):
            return self._present(kind.of_type, details)
        present = self._present(kind, details)
        return lambda value: None if value is None else present(value)

    def _present(self, kind: GraphQLOutputType, details: list[FieldDetails]) -> _Tell:
        """What tells a value that is there; refuses None."""
        if isinstance(kind, GraphQLList):
            return _list(self._value(kind.of_type, details))
        if isinstance(kind, GraphQLObjectType):
            return _not_null(self._object(kind, details))
        if not is_leaf_type(kind):
            raise _NotPlain
        if kind.name == GraphQLInt.name:
            return _int
        if kind.name in _AS_IT_IS:
            return _as_it_is(_AS_IT_IS[kind.name])
        if isinstance(kind, CustomGraphQLEnumType):
            # Strawberry looks through all members for each value.
            named: dict[Any, str] = {
                kind.wrapped_cls(one.value): name for name, one in kind.values.items()
            }
            return named.__getitem__
        coerce = kind.coerce_output_value

        def leaf(value: Any) -> Any:
            told = None if value is None or isinstance(value, Exception) else coerce(value)
            if told is None or told is Undefined:
                raise _NotPlain
            return told

        return leaf


def _attribute(field: GraphQLField) -> str:
    """Attribute that is all there is to the field; raises ``_NotPlain``."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if definition is None or not definition.is_basic_field or field.args:
        raise _NotPlain
    name: str = definition.python_name
    return name


def _constant(told: str) -> _Tell:
    return lambda _value: told


def _not_null(tell: _Tell) -> _Tell:
    def told(value: Any) -> Any:
        if value is None or isinstance(value, Exception):
            raise _NotPlain
        return tell(value)

    return told


def _list(tell: _Tell) -> _Tell:
    def told(values: Any) -> list[Any]:
        if type(values) is not list and type(values) is not tuple:
            raise _NotPlain
        return [tell(value) for value in values]

    return told


def _as_it_is(kind: type) -> _Tell:
    def told(value: Any) -> Any:
        if type(value) is not kind:
            raise _NotPlain
        return value

    return told


def _int(value: Any) -> int:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise _NotPlain
    return value
