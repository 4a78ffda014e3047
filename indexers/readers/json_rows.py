"""One JSON object as one row: what a cell may be, in JSON lines and in a document alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gongshi.indexers.readers.raw import Broken

#: More different keys than this in one file: the keys are data, not columns.
KEY_LIMIT: Final = 1000
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, str] | Broken:
    """An object whose values are texts and numbers; else what is wrong with it."""
    row: dict[str, Any] = dict(pairs)
    return row if len(row) == len(pairs) and _are_texts(row) else _one_by_one(pairs)


def _are_texts(row: Mapping[str, Any]) -> bool:
    """Whether all values are texts that can be kept; asked of all together, as of most rows it
    is so."""
    try:
        texts = "".join(row.values())
        texts.encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return "\0" not in texts


def _one_by_one(pairs: Sequence[tuple[str, Any]]) -> dict[str, str] | Broken:
    row: dict[str, str] = {}
    for key, value in pairs:
        if key in row:
            return Broken("key_twice", key[:50])
        if value is None:
            row[key] = ""
        elif value is True or value is False:
            row[key] = "1" if value else "0"
        elif isinstance(value, str):
            # Escapes can smuggle in what no file encoding can hold: NUL and lone surrogates.
            if _UNSTORABLE.search(value) is not None:
                return Broken("cell_unreadable", key[:50])
            row[key] = value
        else:
            return Broken("cell_not_text", key[:50])
    return row


#: Gives a ``dict`` or ``Broken`` for an object; numbers stay as they are written.
DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=str
)


def as_row(found: object) -> dict[str, str] | Broken:
    """What the decoder found, as a row."""
    if isinstance(found, dict | Broken):
        return found
    return Broken("line_unreadable", type(found).__name__)
