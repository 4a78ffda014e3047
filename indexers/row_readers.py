"""The row reader of every layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.indexers.mapping import RowMap
from gongshi.indexers.validate import Delivery, RowReader
from gongshi.indexers.validate_enforcement import CoercionReader, JudgmentReader
from gongshi.indexers.validate_events import (
    RepairReader,
    SuspensionReader,
    WithdrawalReader,
    ZeroReportReader,
)
from gongshi.indexers.validate_filing import LicenceReader, PenaltyReader
from gongshi.indexers.validate_good_faith import CommitmentReader, HonourReader
from gongshi.indexers.validate_lists import AbnormalReader, SeriousReader
from gongshi.indexers.validate_register import RegisterReader

_READERS: Final[Mapping[str, type[RowReader]]] = {
    "XK": LicenceReader,
    "CF": PenaltyReader,
    "HONOUR": HonourReader,
    "ABNORMAL": AbnormalReader,
    "SERIOUS": SeriousReader,
    "CN": CommitmentReader,
    "COERCION": CoercionReader,
    "CRIMINAL": JudgmentReader,
    "REGISTER": RegisterReader,
    "REPAIR": RepairReader,
    "WITHDRAWAL": WithdrawalReader,
    "SUSPENSION": SuspensionReader,
    "ZERO_REPORT": ZeroReportReader,
}


def row_reader(delivery: Delivery, row_map: RowMap) -> RowReader:
    """The reader for a file of a source's layout, compiled for the file's header."""
    return _READERS[row_map.layout.code](delivery, row_map)
