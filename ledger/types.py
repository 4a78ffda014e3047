"""Column types: the same meaning on SQLite and PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, Dialect, Integer
from sqlalchemy.types import TypeDecorator

#: Surrogate keys and counters. SQLite makes only ``INTEGER`` primary keys the row's own place.
Number: Final = BigInteger().with_variant(Integer(), "sqlite")
#: Instants: epoch milliseconds.
Instant: Final = BigInteger()

_SCALE: Final = 6
_UNIT: Final = 10**_SCALE
_LARGEST: Final = 2**63 - 1


def money_to_int(amount: Decimal) -> int:
    """万元 with at most 6 decimals as a whole number of 10⁻⁶ 万元. Raises ValueError when it does
    not fit."""
    scaled = amount * _UNIT
    whole = int(scaled)
    if whole != scaled or abs(whole) > _LARGEST:
        raise ValueError(f"not an amount of 万元 with at most {_SCALE} decimals: {amount}")
    return whole


def money_from_int(value: int) -> Decimal:
    """The amount in 万元 behind a stored whole number, with 6 decimals."""
    return Decimal(value).scaleb(-_SCALE)


class Money(TypeDecorator[Decimal]):
    """An exact amount in 万元, stored as a whole number of 10⁻⁶ 万元: SQLite has no exact
    decimals."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else money_to_int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else money_from_int(value)
