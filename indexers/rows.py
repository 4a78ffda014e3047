"""What the readers hand to the ledger: one parsed row of a file, good or not.

A reader never drops a row: a row that cannot be used carries ``failures`` and no usable
``record``, and goes to quarantine with its raw text (forbidden columns already dropped).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

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
    """One remark on one row; ``code`` stands in ``records/problems.py`` (levels quarantine and
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


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row of a file.

    ``record`` is None exactly when ``failures`` is not empty. ``order`` compares as text (ISO
    dates and instants do): an older one never overwrites a newer one; ``""`` is older than
    everything. ``digest`` is taken over the row's content as mapped (for a failed row: over its
    raw text), without its place in the file; equal digests mean equal content. ``code`` and
    ``name`` say whom a failed row may concern.
    """

    line: int  # 1-based line (or row) of the file, as an editor shows it
    record: Record | RegisterEntry | EventRow | ZeroReport | None
    digest: bytes
    order: str = ""
    warnings: tuple[Finding, ...] = ()
    failures: tuple[Finding, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict[str, str])
    code: str = ""  # USCC or other code as read, "" when none could be read
    name: str = ""  # subject's name as read
    # What the process that read the row prepared; None: not prepared.
    columns: list[Any] | None = None  # the record as SQLite's columns hold it
    places: Places | None = None
