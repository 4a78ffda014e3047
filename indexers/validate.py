"""A raw row -> a parsed row: the record, the warnings, the failures.

Only what DOMAIN §2 names makes a row unusable: an unresolvable subject, an unreadable decision
date, a type that contradicts itself (and, for events, an unreadable action or target).
Everything else that is missing, too long or odd is taken in with a warning.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Final

from gongshi.cities.city import City, Source
from gongshi.indexers.column_cells import ColumnCells
from gongshi.indexers.layouts.column import Column, Layout, Need
from gongshi.indexers.mapping import RowMap
from gongshi.indexers.readers.raw import Broken, Flawed, RawRow
from gongshi.indexers.record_columns import LAYOUTS, decoder
from gongshi.indexers.rows import Columns, Finding, Parsed, ParsedRow, RawTexts
from gongshi.ledger.columns import INDEXED_BYTES
from gongshi.records.clock import day_of, from_ms
from gongshi.records.dates import parse_date

#: Column of a quarantine export: stands for a natural person's number, which is kept nowhere.
PERSON_KEY: Final = "PERSON_KEY"
_SEPARATOR: Final = "\x1f"
_LONGEST_VALUE: Final = 80
_LONGEST_ORDER: Final = 40
#: Before it and from 2099 on a decision date is a filler (0001/01/01, 1900/01/00, 2099/12/31).
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2098


@dataclass(frozen=True, slots=True)
class Delivery:
    """What every row of a file has in common. ``city_key`` empty: none is configured."""

    city: City
    source: Source
    now: datetime
    order: str  # of the delivery as a whole: what rows without an order field of their own have
    item_code: str = ""
    city_key: bytes = b""


class Row:
    """One row on its way: tidied texts in the layout's order, and what there is to say of it."""

    __slots__ = ("cells", "code", "failures", "name", "person", "personal", "texts", "warnings")

    def __init__(self, cells: list[str], texts: list[str], warnings: list[Finding]) -> None:
        self.cells = cells
        self.texts = texts
        self.warnings = warnings
        self.failures: list[Finding] = []
        self.personal: list[int] = []  # places that held a person's number: kept nowhere
        self.code = ""
        self.name = ""
        self.person = ""  # a natural person's key

    def warn(self, code: str, field: str = "", value: str = "") -> None:
        self.warnings.append(Finding(code, field, value[:_LONGEST_VALUE]))

    def fail(self, code: str, field: str = "", value: str = "") -> None:
        self.failures.append(Finding(code, field, value[:_LONGEST_VALUE]))


class RowReader(ABC):
    """Rows of one file, read by its header and its source. One subclass a layout."""

    def __init__(self, delivery: Delivery, row_map: RowMap) -> None:
        self.delivery = delivery
        self.source = delivery.source
        self.layout = row_map.layout
        self.row_map = row_map
        self.today = day_of(delivery.now)
        #: Of a kept row (see ``kept_rows``): the key of its natural person, and whether a person
        #: said which record it is about.
        self.person = ""
        self.pinned = False
        columns = row_map.layout.columns
        self._codes = tuple(column.code for column in columns)
        self._raw_codes = raw_codes(row_map.layout)
        self._cells = [ColumnCells(one, required=self.is_required(one)) for one in columns]
        #: Of the rows being read, by column: cells for which a row cannot be used.
        self._faults: list[Mapping[str, Finding]] = []
        self._order_place = self._place_of_order()
        layout, source = row_map.layout.code, delivery.source.code
        self._decode = decoder(layout, source) if layout in LAYOUTS else None

    def is_required(self, column: Column) -> bool:
        """Whether a missing value is worth a warning in every row."""
        return column.need is Need.YES

    def _place_of_order(self) -> int:
        wanted = self.source.order_field
        if not wanted:
            return -1
        for place, column in enumerate(self.layout.columns):
            if wanted.upper() == column.code.upper():
                return place
        return self.place_of_field(wanted)

    def place_of_field(self, field: str) -> int:
        """The place of the column a field of the record is read from; -1 when there is none."""
        fields: Mapping[str, str] = self.FIELDS
        return self.layout.index(fields[field]) if field in fields else -1

    #: Field of the record -> code of the column it is read from, as far as an order may be
    #: asked of it.
    FIELDS: Mapping[str, str] = {}

    @abstractmethod
    def build(self, row: Row) -> tuple[Parsed | Columns | None, str]:
        """The record of a row, or its columns, and its content as one text for the digest; None
        after ``row.fail``."""

    def parse(self, raw: RawRow) -> ParsedRow:
        """Read one raw row. Never raises for what stands in it."""
        (row,) = self.read([raw])
        return row

    def read(self, raws: Sequence[RawRow]) -> list[ParsedRow]:
        """Read some rows of the file: their cells column by column, then each row by itself.
        Never raises for what stands in them."""
        whole = [_cells_of(cells) for _, cells in raws if not isinstance(cells, Broken)]
        columns = self.row_map.columns(whole)
        warnings: list[list[Finding]] = [[] for _ in whole]
        self._faults = []
        read: list[Sequence[str]] = []
        for cells, column in zip(self._cells, columns, strict=True):
            read.append(cells.read(column))
            if cells.faults:
                self._faults.append(cells.faults)
            remarks = cells.remarks
            if remarks and not remarks.keys().isdisjoint(column):
                for found, text in zip(warnings, column, strict=True):
                    found.extend(remarks.get(text, ()))
        filed = zip(*columns, [self.person] * len(whole), strict=True)
        rows = zip(
            map(Row, whole, map(list, zip(*read, strict=True)), warnings), filed, strict=True
        )
        return [
            _broken(line, cells)
            if isinstance(cells, Broken)
            else self._parsed(line, cells, *next(rows))
            for line, cells in raws
        ]

    def _parsed(
        self, line: int, cells: list[str] | Flawed, row: Row, filed: tuple[str, ...]
    ) -> ParsedRow:
        """A row whose cells were read; ``filed``: as they stood in the file, and its person."""
        row.person = self.person
        record, content = self.build(row)
        if isinstance(cells, Flawed):
            # First what the cells say: the rest may only follow from it.
            row.failures[:0] = [
                Finding(fault.code, field, fault.value[:_LONGEST_VALUE])
                for cell, fault in cells.faults
                if (field := self.row_map.fields[cell])
            ]
        for faults in self._faults:
            row.failures[:0] = [faults[text] for text in filed if text in faults]
        order = self._order(row)
        if row.person or row.personal:
            kept = dict.fromkeys(row.personal, "")
            filed = (*(kept.get(i, text) for i, text in enumerate(filed[:-1])), row.person)
        columns = None
        if isinstance(record, list):
            record, columns = None, record
        if row.failures:
            record = columns = None
            content = _SEPARATOR.join(filed[:-1]) + content
        return ParsedRow(
            line,
            record,
            blake2b(content.encode(), digest_size=16).digest(),
            order,
            tuple(row.warnings),
            tuple(row.failures),
            RawTexts(self._raw_codes, filed),
            row.code,
            row.name,
            columns,
            None,
            self._decode,
        )

    def _order(self, row: Row) -> str:
        if not self.source.order_field:
            return self.delivery.order
        place = self._order_place
        text = row.texts[place] if place >= 0 else ""
        if not text:
            return ""
        order = order_text(text)
        if not order:
            row.warn("order_unreadable", self._codes[place], text)
        return order

    def day(self, row: Row, place: int) -> date | None:
        """A date cell that may be missing: an unreadable one is a warning and counts as not
        given."""
        text = row.texts[place]
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError:
            row.warn("date_unreadable", self._codes[place], text)
            return None

    def drop_person_id(self, row: Row, place: int) -> None:
        """A person's ID number stands in a code column: it is kept nowhere, only said."""
        row.personal.append(place)
        row.warn("id_number_dropped", self._codes[place])

    def check_indexed(self, row: Row, place: int, text: str) -> None:
        """A name or code that subjects are found by; one that no index can take fails the row."""
        if len(text) > INDEXED_BYTES // 4 and len(text.encode()) > INDEXED_BYTES:
            row.fail("name_or_code_too_long", self._codes[place], text)

    def decision_day(self, row: Row, place: int) -> date | None:
        """The decision's day; a missing, unreadable or filler date fails the row."""
        text = row.texts[place]
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            row.fail("decision_date_unreadable", self._codes[place], text)
            return None
        if day > self.today:
            row.warn("decision_in_future", self._codes[place], text)
        return day


def _cells_of(cells: list[str] | Flawed) -> list[str]:
    return cells.cells if isinstance(cells, Flawed) else cells


def _broken(line: int, cells: Broken) -> ParsedRow:
    digest = blake2b(f"{line}{_SEPARATOR}{cells.code}".encode(), digest_size=16).digest()
    return ParsedRow(line, None, digest, failures=(Finding(cells.code, "", cells.value),))


def raw_codes(layout: Layout) -> tuple[str, ...]:
    """The columns of a row's raw texts: the layout's, and a natural person's key behind them."""
    return (*(column.code for column in layout.columns), PERSON_KEY)


def iso(day: date | None) -> str:
    """A day for a digest."""
    return "" if day is None else day.isoformat()


def digest_text(parts: Sequence[str]) -> str:
    """The parts of a record as one text; no part can hold the separator (it is a control
    character)."""
    return _SEPARATOR.join(parts)


def instant_text(instant: datetime) -> str:
    """An instant as a text that sorts by time: the order of a delivery."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")


def order_text(text: str) -> str:
    """A date, instant or time stamp as a text that sorts by time (Asia/Shanghai); "" when it is
    none."""
    if len(text) > _LONGEST_ORDER:
        return ""
    digits = "".join(c for c in text if c.isdecimal())
    try:
        day = parse_date(text[:10].strip()) if not text.isdecimal() else None
    except ValueError:
        day = None
    if day is not None:
        return day.isoformat() + _clock(text[10:])
    if text.isdecimal() and text.isascii():
        if len(text) in (8, 14, 17) and 1900 <= int(text[:4]) <= 2200:
            try:
                day = parse_date(text[:8])
            except ValueError:
                return ""
            return "" if day is None else day.isoformat() + _clock(digits[8:])
        if len(text) in (10, 13):
            seconds, milliseconds = divmod(int(text) * (1000 if len(text) == 10 else 1), 1000)
            return _shanghai(seconds) + f".{milliseconds:03d}"
    return ""


def _shanghai(seconds: int) -> str:
    return from_ms(seconds * 1000).replace(tzinfo=None).isoformat()


def _clock(text: str) -> str:
    digits = "".join(c for c in text if c.isdecimal() and c.isascii())
    if len(digits) < 4:
        return ""
    digits = digits.ljust(6, "0")
    rest = digits[6:9].ljust(3, "0")
    return f"T{digits[:2]}:{digits[2:4]}:{digits[4:6]}.{rest}"
