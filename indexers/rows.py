"""What the readers hand to the ledger: one parsed row of a file, good or not.

A reader never drops a row: a row that cannot be used carries ``failures`` and no usable
``record``, and goes to quarantine with its raw text (forbidden columns already dropped).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from gongshi.records.kinds import Record
from gongshi.records.model import (
    RecordKind,
    RegisterEntry,
    Repair,
    Suspension,
    Withdrawal,
)

if TYPE_CHECKING:
    from gongshi.indexers.matching import Places


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one row; ``code`` stands in ``problem_tables`` (levels quarantine and
    warning)."""

    code: str
    field: str = ""  # the column as the file names it; "" when the whole row is meant
    value: str = ""  # what stood there, masked and cut by the reader where needed


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A row of a repair, withdrawal or suspension file: the event and how its target is named."""

    event: Repair | Withdrawal | Suspension
    source: str  # code of the source in the city's folder
    target_kind: RecordKind
    target_document_number: str
    uscc: str = ""
    person_key: str = ""
    subject_name: str = ""
    target_match: str = ""  # 原记录辨别内容: asked only when the number is not unique
    target_authority: str = ""
    source_unit: str = ""
    source_unit_uscc: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroReport:
    """A row of a ZERO_REPORT file: a unit declares a period of one of its sources complete
    (零报送 and others)."""

    source: str  # code of the source the row came in by
    target_source: str  # code of the source whose coverage is declared, as the reader resolved it
    item_code: str
    unit: str
    unit_uscc: str
    period_from: date
    period_to: date  # last day covered
    row_count: int = 0
    batch_id: str = ""
    batch_kind: str = ""  # 零报送|增量|全量|补报
    sent_at: datetime | None = None


Parsed = Record | RegisterEntry | EventRow | ZeroReport
#: A record as SQLite's columns hold it (see ``record_columns``).
Columns = list[Any]
_SEPARATOR: Final = "\x1f"
_NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})


class RawTexts(Mapping[str, str]):
    """A row's cells as they stood in the file, by column code, without the empty ones.

    Only the few rows that wait or are refused are asked for them, so they are put together then.
    """

    __slots__ = ("_cells", "_codes", "_texts")

    def __init__(self, codes: Sequence[str], texts: Sequence[str] | bytes) -> None:
        """``texts``: in the order of ``codes``, or as ``packed`` gave them."""
        self._codes = codes
        self._texts = texts
        self._cells: dict[str, str] | None = None

    def packed(self) -> Sequence[str] | bytes:
        """The texts for another process, which knows the codes: as one where that can be parted
        again; as bytes, since most are never asked for."""
        texts = self._texts
        if isinstance(texts, bytes):
            return texts
        joined = _SEPARATOR.join(texts)
        if joined.count(_SEPARATOR) + 1 != len(self._codes):
            return tuple(texts)
        return joined.encode("utf-8", "surrogatepass")

    def _read(self) -> dict[str, str]:
        if self._cells is None:
            texts = self._texts
            if isinstance(texts, bytes):
                texts = texts.decode("utf-8", "surrogatepass").split(_SEPARATOR)
            cells = zip(self._codes, texts, strict=True)
            self._cells = {code: text for code, text in cells if text}
        return self._cells

    def __getitem__(self, code: str) -> str:
        return self._read()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class ParsedRow:
    """One row of a file.

    ``record`` is None exactly when ``failures`` is not empty. ``order`` compares as text (ISO
    dates and instants do): an older one never overwrites a newer one; ``""`` is older than
    everything. ``digest`` is taken over the row's content as mapped (for a failed row: over its
    raw text), without its place in the file; equal digests mean equal content. ``code`` and
    ``name`` say whom a failed row may concern.

    ``columns`` and ``places`` are what was prepared (None: nothing was): the record as SQLite's
    columns hold it, and where it is found. Most rows are written as they came, so the record itself
    is made of the columns, by ``decode``, when somebody asks for it.
    """

    __slots__ = (
        "_decode", "_record", "code", "columns", "digest", "failures", "line", "name", "order",
        "places", "raw", "warnings",
    )  # fmt: skip

    def __init__(
        self,
        line: int,  # 1-based line (or row) of the file, as an editor shows it
        record: Parsed | None,
        digest: bytes,
        order: str = "",
        warnings: tuple[Finding, ...] = (),
        failures: tuple[Finding, ...] = (),
        raw: Mapping[str, str] = _NO_TEXTS,
        code: str = "",  # USCC or other code as read, "" when none could be read
        name: str = "",  # subject's name as read
        columns: Columns | None = None,
        places: Places | None = None,
        decode: Callable[[Columns], Parsed] | None = None,
    ) -> None:
        self.line = line
        self._record = record
        self.digest = digest
        self.order = order
        self.warnings = warnings
        self.failures = failures
        self.raw = raw
        self.code = code
        self.name = name
        self.columns = columns
        self.places = places
        self._decode = decode

    @property
    def record(self) -> Parsed | None:
        if self._record is None and self.columns is not None and self._decode is not None:
            self._record = self._decode(self.columns)
        return self._record

    def failed(self, finding: Finding) -> ParsedRow:
        """The row, unusable for this reason."""
        return ParsedRow(
            self.line,
            None,
            self.digest,
            self.order,
            self.warnings,
            (finding,),
            self.raw,
            self.code,
            self.name,
        )
