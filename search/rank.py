"""The one number rows are ordered by inside a tier: unique, stable, the same on every engine.

tantivy sorts by a single fast field and breaks ties by insertion order; a USCC does not fit
into 63 bits. So the ledger's ordinal, which never changes and is never given twice, ends the
number. It stands in cursors: it must follow no order that tells of hidden records.
"""

from __future__ import annotations

from datetime import date
from typing import Final

ORDINAL_BITS: Final = 40
MAX_ORDINAL: Final = (1 << ORDINAL_BITS) - 1
#: Every rank is at least 1, so that ``rank < 1`` stands behind every row of a tier.
MIN_RANK: Final = 1

_IMPORTANCE_BITS: Final = 4
_BOARD_BITS: Final = 7
#: In 2149; with the ordinal and the board it just fits into 63 bits.
_LATEST_DAY: Final = (1 << 63 - ORDINAL_BITS - _BOARD_BITS) - 2
_EPOCH: Final = date(1970, 1, 1)
#: Working subjects before paused ones, these before those that have left; unknown stands in
#: between.
_STATUS: Final = {
    "存续": 7,
    "": 6,
    "歇业": 5,
    "清算": 4,
    "迁出": 3,
    "吊销未注销": 2,
    "撤销": 1,
    "吊销已注销": 0,
    "注销": 0,
}


def _number(level: int, ordinal: int) -> int:
    if not 0 <= ordinal <= MAX_ORDINAL:
        raise ValueError(f"ordinal out of range: {ordinal}")
    return (level + 1) << ORDINAL_BITS | MAX_ORDINAL - ordinal


def importance(displayed: int) -> int:
    """0 for no displayed record, then 1 + log2, at most 15."""
    return min(max(displayed, 0).bit_length(), (1 << _IMPORTANCE_BITS) - 1)


def subject_rank(*, status: str, branch: bool, displayed: int, ordinal: int) -> int:
    """Status, head office before branch, importance, then the smaller ordinal first.

    ``status`` as in ``RegisterEntry.status``; ``displayed``: records shown now; ``ordinal``
    from the ledger, 0 … ``MAX_ORDINAL``.
    """
    high = _STATUS.get(status, 6) << 1 | (0 if branch else 1)
    return _number(high << _IMPORTANCE_BITS | importance(displayed), ordinal)


#: Working head offices with eight and more displayed records: few, and the first of whatever they
#: are among.
TOP_RANK: Final = subject_rank(status="存续", branch=False, displayed=8, ordinal=MAX_ORDINAL)


def record_rank(*, decided: date | None, ordinal: int) -> int:
    """The newest decision first, without a day last; of one day, the smaller ordinal first."""
    return _number(max(days(decided), 0) if decided is not None else 0, ordinal)


def board_rank(*, since: date, ordinal: int, place: int) -> int:
    """The latest to stand on a board first; of one day, the smaller subject ordinal, then the
    earlier board.

    ``place`` of the board in its city, 0 … 127.
    """
    if not 0 <= place < 1 << _BOARD_BITS:
        raise ValueError(f"place out of range: {place}")
    level = min(max(days(since), 0), _LATEST_DAY)
    return _number(level, ordinal) << _BOARD_BITS | (1 << _BOARD_BITS) - 1 - place


def dated_rank(day: date | None, ordinal: int) -> int:
    """The later day first, without a day last; of one day, the smaller ordinal first."""
    if not 0 <= ordinal <= MAX_ORDINAL:
        raise ValueError(f"ordinal out of range: {ordinal}")
    return first_rank(day) + MAX_ORDINAL - ordinal if day else MAX_ORDINAL - ordinal


def first_rank(day: date) -> int:
    """The lowest ``dated_rank`` of a day."""
    return day.toordinal() << ORDINAL_BITS


def last_rank(day: date) -> int:
    """The highest ``dated_rank`` of a day."""
    return first_rank(day) + MAX_ORDINAL


def days(day: date) -> int:
    """Days since 1970-01-01, as number fields hold dates."""
    return (day - _EPOCH).days
