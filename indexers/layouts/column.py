"""What a column of a department's file is, and how its header may be written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ColumnType(StrEnum):
    """How a cell is read."""

    TEXT = "text"  # one line
    LONG = "long"  # may hold several lines; scanned for ID numbers
    CODE = "code"  # identifiers: NFKC, upper case, no blanks
    DATE = "date"
    AMOUNT = "amount"  # 万元 or 万, exact
    ENUM = "enum"
    COUNT = "count"  # a whole number


class Need(StrEnum):
    """Whether the layout wants a value. A missing one is a warning, never a refusal."""

    YES = "Y"
    CONDITIONAL = "C"
    NO = "N"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``labels``: other labels in use. ``older``: headers of the 2015/16 layouts; where a file has
    both, the present column's cell wins unless it is empty. ``joined``: older columns that make one
    value together (CF_CFLB1, CF_CFLB2). ``forbidden``: dropped at the door, before anything is
    kept; ``person_id``: forbidden too, but a natural person is known again by an HMAC of it.
    ``auxiliary``: recognised, but no part of the record: place code, time stamp.
    """

    code: str
    label: str
    type: ColumnType = ColumnType.TEXT
    length: int = 0  # characters; 0: no limit
    need: Need = Need.NO
    labels: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    joined: bool = False
    forbidden: bool = False
    person_id: bool = False
    auxiliary: bool = (
        False  # recognised, not part of the record: place code, time stamp, error texts
    )
    values: tuple[str, ...] = ()  # the code list, for templates
    sample: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: looked up by the thousand
class Layout:
    """All columns of a layout, in the layout's order.

    ``key``: codes without which a file cannot be used; ``any_of``: at least one of these too.
    """

    code: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    any_of: tuple[str, ...] = ()

    def index(self, code: str) -> int:
        """The place of a column. Raises KeyError."""
        for place, column in enumerate(self.columns):
            if column.code == code:
                return place
        raise KeyError(code)

    def column(self, code: str) -> Column:
        """A column by its code. Raises KeyError."""
        return self.columns[self.index(code)]


_IGNORED: Final = re.compile(r"[\s\u200b\u200c\u200d\ufeff_*:：\-—'\"“”‘’]+")
_QUALIFIER: Final = re.compile(r"\((?:必填|选填|非必填|可选|必选|required|optional)\)")


def fold_header(text: str) -> str:
    """A header as it is compared: NFKC, upper case, without blanks, underscores, 必填 notes."""
    folded = unicodedata.normalize("NFKC", text)
    return _IGNORED.sub("", _QUALIFIER.sub("", folded)).upper()
