"""Days and instants: every day is an Asia/Shanghai day, every instant an aware datetime or epoch
milliseconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final

#: Asia/Shanghai has stood at +08:00 without summer time since 1991-09-15; no record here is older
#: in effect.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")

#: "never ends", as stored in ledgers and indexes: 9999-12-31T00:00:00Z in epoch milliseconds.
FOREVER_MS: Final = 253_402_214_400_000


@lru_cache(maxsize=16_384)
def midnight(day: date) -> datetime:
    """00:00 Asia/Shanghai of a day."""
    return datetime.combine(day, time.min, SHANGHAI)


def day_of(instant: datetime) -> date:
    """The Asia/Shanghai day an instant falls on."""
    return instant.astimezone(SHANGHAI).date()


def to_ms(instant: datetime) -> int:
    """Epoch milliseconds of an aware instant, fractions of a millisecond dropped."""
    return int(instant.timestamp() * 1000) if instant.microsecond == 0 else _to_ms_exact(instant)


def _to_ms_exact(instant: datetime) -> int:
    delta = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """The aware instant (Asia/Shanghai) of epoch milliseconds."""
    return datetime.fromtimestamp(milliseconds // 1000, SHANGHAI) + timedelta(
        milliseconds=milliseconds % 1000
    )
