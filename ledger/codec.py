"""Records as rows of their typed tables, and back; field by field, exact, fast.

Written by hand rather than by SQLAlchemy's processors because every record of every delivery passes
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import Boolean, Date, Table

from gongshi.ledger.sql import Sql
from gongshi.ledger.tables import (
    VERSION_TABLES,
    register_versions,
    repairs,
    suspensions,
    withdrawals,
)
from gongshi.ledger.types import Money, money_from_int, money_to_int
from gongshi.records.kinds import KINDS, Record
from gongshi.records.model import (
    PenaltyKind,
    RecordKind,
    RegisterEntry,
    Repair,
    Suspension,
    Withdrawal,
)

T = TypeVar("T")
_Convert = Callable[[Any], Any]

_KINDS: Final = {kind.value: kind for kind in PenaltyKind}


def _enum_value(value: StrEnum | None) -> str | None:
    return None if value is None else value.value


def _money_in(value: Decimal | None) -> int | None:
    return None if value is None else money_to_int(value)


def _money_out(value: int | None) -> Decimal | None:
    return None if value is None else money_from_int(value)


def _kinds_in(values: Sequence[PenaltyKind]) -> str:
    return ",".join(value.value for value in values)


def _kinds_out(text: str) -> tuple[PenaltyKind, ...]:
    return tuple(_KINDS[part] for part in text.split(",")) if text else ()


def _lines_in(values: Sequence[str]) -> str:
    return "\n".join(values)


def _lines_out(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _enum_out(kind: type[StrEnum]) -> _Convert:
    members: dict[str | None, StrEnum | None] = {member.value: member for member in kind}
    members[None] = None
    return members.__getitem__


def _enum_of(hint: Any) -> type[StrEnum] | None:
    """The closed set a field takes its values from, "or none" aside."""
    for one in (hint, *get_args(hint)):
        if isinstance(one, type) and issubclass(one, StrEnum):
            return one
    return None


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Between one class of the vocabulary and the columns that hold its fields, in ``names``'
    order."""

    make: type[T]
    names: tuple[str, ...]
    get: Callable[[T], tuple[Any, ...]]
    #: The object, from the columns' values as the driver gives them; by name what has no column.
    decode: Callable[..., T]
    encoders: tuple[tuple[int, _Convert], ...]

    def encode(self, value: T) -> list[Any]:
        """The columns' values, as the driver takes them."""
        row = list(self.get(value))
        for place, convert in self.encoders:
            row[place] = convert(row[place])
        return row


def _draft(make: type[T]) -> type[T]:
    """A class of the same layout whose fields can be set. A frozen class's own ``__init__`` takes
    four times as long: it takes every field by its name, and sets it by a call."""
    # With one of the two methods a class's own, Python goes the long way for both.
    free = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    draft: Any = type("Draft", (make,), {"__slots__": (), **free})
    return cast("type[T]", draft)


def _decode(
    make: type[T], held: Sequence[str], without: Iterable[str], decoders: Mapping[int, _Convert]
) -> Callable[..., T]:
    """What sets the fields of a draft and makes the draft the object: written out, as dataclasses
    write their ``__init__``."""
    values = [f"value{place}" for place in range(len(held))]
    lines = [
        f"def decode({', '.join(('row', '*', *without) if without else ('row',))}):",
        " made = new(draft)",
        f" {', '.join(values)}, = row",
    ]
    for place, name in enumerate(held):
        value = f"convert{place}({values[place]})" if place in decoders else values[place]
        lines.append(f" made.{name} = {value}")
    lines += [f" made.{name} = {name}" for name in without]
    lines += [" become(made, '__class__', make)", " return made"]
    scope: dict[str, Any] = {f"convert{place}": one for place, one in decoders.items()}
    scope |= {"new": object.__new__, "draft": _draft(make)}
    scope |= {"become": object.__setattr__, "make": make}
    exec("\n".join(lines), scope)  # noqa: S102 (names of our own fields)
    decode: Callable[..., T] = scope["decode"]
    every = fields(make)  # type: ignore[arg-type]
    decode.__kwdefaults__ = {
        field.name: field.default
        for field in every
        if field.name in without and field.default is not MISSING
    }
    return decode


def _codec(make: type[T], table: Table, sql: Sql, without: frozenset[str]) -> Codec[T]:
    # every T is a dataclass
    every = fields(make)  # type: ignore[arg-type]
    held = [field.name for field in every if field.name not in without]
    hints = get_type_hints(make)
    encoders: list[tuple[int, _Convert]] = []
    decoders: dict[int, _Convert] = {}
    for place, name in enumerate(held):
        column = table.columns[name]
        if name == "kinds":
            encoders.append((place, _kinds_in))
            decoders[place] = _kinds_out
        elif name == "former_names":
            encoders.append((place, _lines_in))
            decoders[place] = _lines_out
        elif (kind := _enum_of(hints[name])) is not None:
            encoders.append((place, _enum_value))
            decoders[place] = _enum_out(kind)
        elif isinstance(column.type, Date) and sql.sqlite:
            encoders.append((place, sql.day))
            decoders[place] = sql.read_day
        elif isinstance(column.type, Money):
            encoders.append((place, _money_in))
            decoders[place] = _money_out
        elif isinstance(column.type, Boolean) and sql.sqlite:
            decoders[place] = bool
    return Codec(
        make,
        tuple(held),
        attrgetter(*held),
        _decode(make, held, sorted(without), decoders),
        tuple(encoders),
    )


_FILING_WITHOUT: Final = frozenset({"id", "subject_id", "accepted_at", "source"})
_EVENT_WITHOUT: Final = frozenset({"sequence"})


@dataclass(frozen=True, slots=True)
class Codecs:
    """All codecs for one database."""

    filings: Mapping[RecordKind, Codec[Any]]
    register: Codec[RegisterEntry]
    repair: Codec[Repair]
    withdrawal: Codec[Withdrawal]
    suspension: Codec[Suspension]

    def of_kind(self, kind: RecordKind) -> Codec[Record]:
        return self.filings[kind]


def _all_codecs(sql: Sql) -> Codecs:
    return Codecs(
        filings={
            kind: _codec(KINDS[kind].model, table, sql, _FILING_WITHOUT)
            for kind, table in VERSION_TABLES.items()
        },
        register=_codec(RegisterEntry, register_versions, sql, frozenset()),
        repair=_codec(Repair, repairs, sql, _EVENT_WITHOUT),
        withdrawal=_codec(Withdrawal, withdrawals, sql, _EVENT_WITHOUT),
        suspension=_codec(Suspension, suspensions, sql, _EVENT_WITHOUT),
    )


_SQLITE: Final = _all_codecs(Sql(sqlite=True))
_POSTGRESQL: Final = _all_codecs(Sql(sqlite=False))


def codecs(sql: Sql) -> Codecs:
    return _SQLITE if sql.sqlite else _POSTGRESQL


def filing_of(
    codec: Codec[Record],
    row: Sequence[Any],
    *,
    source: str,
    record_id: str,
    subject_id: str,
    accepted_at: datetime | None,
) -> Record:
    """A stored version as a record, with what the ledger gave it."""
    return codec.decode(
        row, source=source, id=record_id, subject_id=subject_id, accepted_at=accepted_at
    )
