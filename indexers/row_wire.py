"""Parsed rows on their way from the process that reads them to the one that accepts them.

Plain values only, which ``marshal`` copies several times faster than pickle copies objects; both
ends are the same Python. A record travels as SQLite's columns hold it, so that the usual ledger
writes what came as it came; what a row was in its file travels packed, since only the few rows that
wait or are refused are asked for it.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from gongshi.indexers.matching import MatchKeys, Places
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.codec import Codec, codecs
from gongshi.ledger.sql import Sql
from gongshi.records.kinds import KINDS, Record
from gongshi.records.model import Filing, RegisterEntry

_CODECS: Final = codecs(Sql(sqlite=True))
#: Layouts whose rows can travel: those that come by the hundred thousand.
LAYOUTS: Final[Mapping[str, Codec[Any]]] = {
    **{kind.layout: _CODECS.filings[kind.kind] for kind in KINDS.values()},
    "REGISTER": _CODECS.register,
}


class PackedRaw(Mapping[str, str]):
    """A row's cells as they stood in the file, unpacked when somebody asks."""

    __slots__ = ("_packed", "_unpacked")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._unpacked: dict[str, str] | None = None

    def _cells(self) -> dict[str, str]:
        unpacked = self._unpacked
        if unpacked is None:
            unpacked = marshal.loads(self._packed)  # noqa: S302 (written by our own process)
            self._unpacked = unpacked
        return unpacked

    def __getitem__(self, code: str) -> str:
        return self._cells()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells())

    def __len__(self) -> int:
        return len(self._cells())


class Packer:
    """Packs the rows of one file. ``keys``: of a source of records."""

    def __init__(self, layout: str, keys: MatchKeys | None) -> None:
        self._encode: Callable[[Any], list[Any]] = LAYOUTS[layout].encode
        self._keys = keys

    def pack(self, rows: Sequence[ParsedRow]) -> bytes:
        return marshal.dumps([self._row(row) for row in rows])

    def _row(self, row: ParsedRow) -> tuple[Any, ...]:
        record = row.record
        columns = places = None
        if record is not None:
            columns = self._encode(record)
            if self._keys is not None and isinstance(record, Filing):
                places = tuple(self._keys.places(record, row.digest))
        return (
            row.line,
            columns,
            row.digest,
            row.order,
            _plain(row.warnings),
            _plain(row.failures),
            marshal.dumps(dict(row.raw)),
            row.code,
            row.name,
            places,
        )


class Unpacker:
    """Makes rows of what ``Packer`` packed."""

    def __init__(self, layout: str, source: str) -> None:
        self._decode = LAYOUTS[layout].decode
        self._more: dict[str, object] = {} if layout == "REGISTER" else {"source": source}

    def unpack(self, packed: bytes) -> list[ParsedRow]:
        return [self._row(*row) for row in marshal.loads(packed)]  # noqa: S302 (as above)

    def _row(
        self,
        line: int,
        columns: list[Any] | None,
        digest: bytes,
        order: str,
        warnings: list[tuple[str, str, str]] | None,
        failures: list[tuple[str, str, str]] | None,
        raw: bytes,
        code: str,
        name: str,
        places: tuple[Any, ...] | None,
    ) -> ParsedRow:
        record: Record | RegisterEntry | None = None
        if columns is not None:
            record = self._decode(columns, **self._more)
        return ParsedRow(
            line,
            record,
            digest,
            order,
            _findings(warnings),
            _findings(failures),
            PackedRaw(raw),
            code,
            name,
            columns,
            None if places is None else Places(*places),
        )


def _plain(findings: Sequence[Finding]) -> list[tuple[str, str, str]] | None:
    return [(f.code, f.field, f.value) for f in findings] if findings else None


def _findings(plain: Sequence[tuple[str, str, str]] | None) -> tuple[Finding, ...]:
    return tuple([Finding(*one) for one in plain]) if plain else ()
