"""Opaque page cursors: which query, which tier, which rank; never an offset, a point in time or
a generation.

A cursor of one query is refused for another one. It holds nothing secret and grants nothing, so
it is checked, not signed; it survives commits, promotions and a change of engine.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from typing import Final

from gongshi.records.problems import GongshiError
from gongshi.search.port import Position

_FORM: Final = struct.Struct(">BH8sQ")  # version, tier, query hash, rank
_VERSION: Final = 1
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Cursor:
    query: bytes  # 8 bytes: see ``query_hash``
    tier: int
    rank: int


def query_hash(*parts: object) -> bytes:
    """8 bytes that tell one search (collection, folded words, filters) from another."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def write_cursor(cursor: Cursor) -> str:
    """URL-safe text of 26 characters."""
    packed = _FORM.pack(_VERSION, cursor.tier, cursor.query, cursor.rank)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def read_cursor(text: str, query: bytes) -> Position:
    """The position a cursor of this very query stands for; raises ``cursor_invalid`` for
    anything else.
    """
    if len(text) > _LONGEST or not text.isascii():
        raise GongshiError("cursor_invalid")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise GongshiError("cursor_invalid") from None
    if len(packed) != _FORM.size:
        raise GongshiError("cursor_invalid")
    version, tier, own, rank = _FORM.unpack(packed)
    if version != _VERSION or own != query or rank >= 1 << 63:
        raise GongshiError("cursor_invalid")
    if write_cursor(Cursor(own, tier, rank)) != text:
        raise GongshiError("cursor_invalid")
    return Position(tier=tier, rank=rank)
