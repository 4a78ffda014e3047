"""From a file's header to a layout: which cell is which column, what is unknown, what is dropped.

Forbidden columns (ID types and numbers, phones, mail: DOMAIN §4) never leave the file: their
cells are not picked, not digested, not quarantined. The one exception is a natural person's ID
number, picked apart so that it can become an HMAC at once.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from gongshi.indexers.formula_guard import REMARKS, unguarded
from gongshi.indexers.layouts.column import Column, Layout, fold_header
from gongshi.records.problems import GongshiError

#: The cells of one column, row by row.
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowMap:
    """A header compiled into a way to pick the layout's columns out of rows.

    ``unknown``: headers the layout does not know, never stored; ``forbidden``: headers whose
    cells are dropped at the door; both as the file writes them. ``present``: codes of the
    columns the file has.
    """

    layout: Layout
    width: int
    unknown: tuple[str, ...]
    forbidden: tuple[str, ...]
    present: frozenset[str]
    guarded: bool  # an export of ours: see ``formula_guard``
    fields: tuple[str, ...]  # code of each cell's column, "" where its content is not kept
    person_ids: tuple[int, ...]  # cells that may hold a natural person's ID number
    _pick: Callable[[list[Texts]], tuple[Texts, ...]]
    _shared: tuple[tuple[int, tuple[int, ...], bool], ...]  # place, cells, joined

    def columns(self, rows: Sequence[Sequence[str]]) -> list[Texts]:
        """The layout's columns, each with a cell of every row; "" where the file lacks the column.
        Every row is as wide as the header."""
        if not rows:
            return [() for _ in self.layout.columns]
        if self.guarded:
            rows = [[unguarded(cell) for cell in cells] for cells in rows]
        found: list[Texts] = [*zip(*rows, strict=True), ("",) * len(rows)]
        picked = list(self._pick(found))
        for place, indices, joined in self._shared:
            one_of = _join if joined else _first
            beside = zip(*(found[index] for index in indices), strict=True)
            picked[place] = tuple([one_of(values) for values in beside])
        return picked


def _first(values: Sequence[str]) -> str:
    return next((value for value in values if value.strip()), "")


def _join(values: Sequence[str]) -> str:
    return ";".join(value for value in values if value.strip())


@lru_cache(maxsize=32)
def _headers(layout: Layout) -> Mapping[str, tuple[Column, int]]:
    """Folded header -> column and its rank: 0 for code and labels, 1 and up for older headers."""
    known: dict[str, tuple[Column, int]] = {}
    for column in layout.columns:
        for header in (column.code, column.label, *column.labels):
            known.setdefault(fold_header(header), (column, 0))
        for rank, header in enumerate(column.older, 1):
            known.setdefault(fold_header(header), (column, rank))
    return known


@dataclass(frozen=True, slots=True)
class LayoutHeader:
    """What a layout says of a header, for the readers (``readers.raw.KnownHeader``)."""

    layout: Layout

    def count(self, header: Sequence[str]) -> int:
        """How many of the header cells the layout knows."""
        known = _headers(self.layout)
        return sum(fold_header(cell) in known for cell in header)

    def usable(self, header: Sequence[str]) -> bool:
        """Whether every column is there without which a file cannot be used."""
        known = _headers(self.layout)
        codes = {known[folded][0].code for cell in header if (folded := fold_header(cell)) in known}
        return not _missing_keys(self.layout, codes)

    def columns(self, header: Sequence[str]) -> tuple[str, ...]:
        """The code of the column that each cell names, "" where it names none."""
        known = _headers(self.layout)
        found = (known.get(fold_header(cell)) for cell in header)
        return tuple(match[0].code if match else "" for match in found)

    def folded(self, cell: str) -> str:
        """A header cell as it is compared."""
        return fold_header(cell)

    @property
    def texts(self) -> frozenset[str]:
        """Codes, labels and older headers, as the layout writes them."""
        return frozenset(
            text
            for column in self.layout.columns
            for text in (column.code, column.label, *column.labels, *column.older)
        )


def map_header(layout: Layout, header: Sequence[str]) -> RowMap:
    """Compile a header. Headers may be codes, Chinese labels or 2015/16 aliases, in any case
    and width.

    Raises GongshiError ``header_unrecognised`` when no column of the layout is there at all,
    ``header_twice`` when one stands twice, ``header_missing`` when a key column is not there.
    """
    known = _headers(layout)
    if not any(fold_header(text) in known for text in header):
        # What stands there may be a row with somebody's data in it: it is not repeated.
        raise GongshiError(
            "header_unrecognised", layout=layout.label, columns=_named_all(layout, ())
        )
    found: dict[str, list[tuple[int, int]]] = {}  # code -> (rank, cell), ...
    unknown: list[str] = []
    seen: dict[str, int] = {}
    for cell, text in enumerate(header):
        folded = fold_header(text)
        if folded in seen and folded:
            raise GongshiError(
                "header_twice", column=text.strip(), other=header[seen[folded]].strip()
            )
        seen[folded] = cell
        match = known.get(folded)
        if match is None:
            unknown.append(text.strip()[:80] or f"#{cell + 1}")
            continue
        column, rank = match
        for other_rank, other in found.get(column.code, []):
            if rank == other_rank == 0:
                raise GongshiError("header_twice", column=text.strip(), other=header[other].strip())
        found.setdefault(column.code, []).append((rank, cell))
    _check_keys(layout, found, header)
    return _compile(layout, header, found, tuple(unknown))


def _missing_keys(layout: Layout, found: Container[str]) -> list[str]:
    missing = [code for code in layout.key if code not in found]
    if layout.any_of and not any(code in found for code in layout.any_of):
        missing.append("/".join(layout.any_of))
    return missing


def _check_keys(layout: Layout, found: Mapping[str, object], header: Sequence[str]) -> None:
    missing = _missing_keys(layout, found)
    if missing:
        first = "、".join(cell.strip()[:40] for cell in header[:5])
        named = _named_all(layout, found)
        raise GongshiError("header_missing", layout=layout.label, columns=named, header=first)


def _named_all(layout: Layout, found: Container[str]) -> str:
    """The key columns that are not there, as a clerk knows them."""
    return "、".join(_named(layout, code) for code in _missing_keys(layout, found))


def _named(layout: Layout, codes: str) -> str:
    return "/".join(f"{code}（{layout.column(code).label}）" for code in codes.split("/"))


def _compile(
    layout: Layout,
    header: Sequence[str],
    found: Mapping[str, list[tuple[int, int]]],
    unknown: tuple[str, ...],
) -> RowMap:
    absent = len(header)  # the "" appended to every row
    indices: list[int] = []
    shared: list[tuple[int, tuple[int, ...], bool]] = []
    forbidden: list[str] = []
    person_ids: tuple[int, ...] = ()
    fields = [""] * absent
    for place, column in enumerate(layout.columns):
        cells = tuple(cell for _, cell in sorted(found.get(column.code, [])))
        if column.forbidden:
            forbidden += [header[cell].strip() for cell in cells]
            if column.person_id:
                person_ids = cells
            cells = ()
        for cell in cells:
            fields[cell] = column.code
        indices.append(cells[0] if cells else absent)
        if len(cells) > 1:
            shared.append((place, cells, column.joined))
    return RowMap(
        layout,
        len(header),
        unknown,
        tuple(forbidden),
        frozenset(found),
        set(REMARKS) <= set(unknown),
        tuple(fields),
        person_ids,
        itemgetter(*indices),
        tuple(shared),
    )
