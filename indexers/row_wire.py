"""Parsed rows on their way from the process that reads them to the one that accepts them.

Plain values only, which ``marshal`` copies several times faster than pickle copies objects; both
ends are the same Python. A record travels as SQLite's columns hold it, so that the usual ledger
writes what came as it came; what a row was in its file travels packed, since only the few rows that
wait or are refused are asked for it.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from gongshi.indexers.layouts.catalogue import LAYOUTS as CATALOGUE
from gongshi.indexers.matching import MatchKeys, Places
from gongshi.indexers.record_columns import LAYOUTS, decoder
from gongshi.indexers.rows import Finding, ParsedRow, RawTexts
from gongshi.indexers.validate import raw_codes
from gongshi.records.model import Filing


class Packer:
    """Packs the rows of one file. ``keys``: of a source of records."""

    def __init__(self, layout: str, keys: MatchKeys | None) -> None:
        self._encode: Callable[[Any], list[Any]] = LAYOUTS[layout].encode
        self._keys = keys

    def pack(self, rows: Sequence[ParsedRow]) -> bytes:
        return marshal.dumps([self._row(row) for row in rows])

    def _row(self, row: ParsedRow) -> tuple[Any, ...]:
        columns = row.columns
        places = None
        if columns is not None:
            if self._keys is not None:
                places = tuple(self._keys.places_of_columns(columns, row.digest))
        elif (record := row.record) is not None:
            columns = self._encode(record)
            if self._keys is not None and isinstance(record, Filing):
                places = tuple(self._keys.places(record, row.digest))
        raw = row.raw
        return (
            row.line,
            columns,
            row.digest,
            row.order,
            _plain(row.warnings),
            _plain(row.failures),
            raw.packed() if isinstance(raw, RawTexts) else None,
            row.code,
            row.name,
            places,
        )


class Unpacker:
    """Makes rows of what ``Packer`` packed."""

    def __init__(self, layout: str, source: str) -> None:
        self._decode = decoder(layout, source)
        self._codes = raw_codes(CATALOGUE[layout])

    def unpack(self, packed: bytes) -> list[ParsedRow]:
        decode, codes = self._decode, self._codes
        return [
            ParsedRow(
                line,
                None,
                digest,
                order,
                _findings(warnings) if warnings else (),
                _findings(failures) if failures else (),
                RawTexts(codes, raw) if raw is not None else {},
                code,
                name,
                columns,
                None if places is None else Places._make(places),
                decode,
            )
            for (
                line, columns, digest, order, warnings, failures, raw, code, name, places,
            ) in marshal.loads(packed)  # noqa: S302 (written by our own process)
        ]  # fmt: skip


def _plain(findings: Sequence[Finding]) -> list[tuple[str, str, str]] | None:
    return [(f.code, f.field, f.value) for f in findings] if findings else None


def _findings(plain: Sequence[tuple[str, str, str]]) -> tuple[Finding, ...]:
    return tuple([_finding(*one) for one in plain])


@lru_cache(maxsize=4096)
def _finding(code: str, field: str, value: str) -> Finding:
    """Most rows bear the same few remarks."""
    return Finding(code, field, value)
