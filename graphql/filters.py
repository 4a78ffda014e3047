"""What filters of the schema become for the search, with their bounds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Final

from gongshi.graphql.limits import MAX_FILTER_VALUES
from gongshi.records.identifiers import read_uscc
from gongshi.records.problems import GongshiError

#: Longest value of a filter, characters.
MAX_CHARACTERS: Final = 200
#: 万元; above this no fine can be told from a mistake, and the number must fit an index.
MAX_AMOUNT: Final = Decimal(10**9)
_FEN: Final = 1_000_000  # 分 in 万元


def values(name: str, given: Iterable[str] | None) -> tuple[str, ...]:
    """Values of one filter; raises ``request_invalid`` beyond the bounds."""
    found = tuple(given or ())
    if len(found) > MAX_FILTER_VALUES or any(len(one) > MAX_CHARACTERS for one in found):
        reason = f"{name}: at most {MAX_FILTER_VALUES} values of {MAX_CHARACTERS} characters"
        raise GongshiError("request_invalid", reason=reason)
    return found


def uscc(name: str, given: str | None) -> tuple[str, ...]:
    """A USCC in any spelling, O and I read as 0 and 1 where its check then holds; raises
    ``request_invalid`` where it does not: nobody has such a code, and nothing found would read as
    if there were nothing.
    """
    if given is None:
        return ()
    (text,) = values(name, [given])
    reading = read_uscc(text)
    if not reading.ok:
        reason = (
            f"{name}：“{reading.value[:32]}”不是统一社会信用代码，校验不通过 "
            "(no unified social credit code: its check does not hold)"
        )
        raise GongshiError("request_invalid", reason=reason)
    return (reading.value,)


def names(name: str, given: Iterable[Enum] | None) -> tuple[str, ...]:
    """Values of a filter or a list of facets that are enums."""
    return values(name, [str(one.value) for one in given or ()])


def fen(name: str, amount: Decimal | None) -> int | None:
    """万元 as whole 分; raises ``request_invalid`` for what is no amount of money."""
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT:
        raise GongshiError("request_invalid", reason=f"{name}: 0 to {MAX_AMOUNT}")
    return int(amount * _FEN)
