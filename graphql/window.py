"""Cursors of connections: the search's own cursor, how many rows came before, and a seal over both.

The count bounds how far one search can be paged through (``limits.MAX_WINDOW``); the seal keeps it
from being set back. The key comes from the ledger's id, which is never given out, so that a cursor
lives on over restarts and in every process of one installation.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from gongshi.graphql.limits import MAX_WINDOW
from gongshi.records.problems import GongshiError

_FORM: Final = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{1,4})\.([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind ``seen`` rows, at the search's cursor (None: the start)."""

    inner: str | None
    seen: int


START: Final = Place(None, 0)


@dataclass(frozen=True, slots=True)
class Seal:
    """Writes and reads cursors under one key."""

    key: bytes

    @classmethod
    def of(cls, ledger_id: str) -> Seal:
        """The seal of an installation."""
        return cls(hashlib.blake2b(ledger_id.encode(), digest_size=32, person=b"cursor").digest())

    def write(self, inner: str, seen: int) -> str:
        """The cursor of the row at place ``seen`` (the first row is 1)."""
        return f"{inner}.{seen}.{self._mac(inner, seen)}"

    def read(self, cursor: str | None) -> Place:
        """Raises ``cursor_invalid``, and ``window_exceeded`` where paging ends."""
        if cursor is None:
            return START
        found = _FORM.fullmatch(cursor)
        if found is None:
            raise GongshiError("cursor_invalid")
        inner, seen = found[1], int(found[2])
        if cursor != self.write(inner, seen):
            raise GongshiError("cursor_invalid")
        if seen >= MAX_WINDOW:
            raise GongshiError("window_exceeded", limit=MAX_WINDOW)
        return Place(inner, seen)

    def _mac(self, inner: str, seen: int) -> str:
        text = f"{inner}.{seen}".encode()
        return hashlib.blake2b(text, digest_size=6, key=self.key).hexdigest()
