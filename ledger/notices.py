"""Public notices of withdrawn penalties (行政处罚法 §48): unit, reason, day. Neither decision nor
subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from gongshi.ledger.tables import notices


@dataclass(frozen=True, slots=True)
class WithdrawalNotice:
    unit: str
    reason: str  # free text of the unit: masked by whoever shows it
    day: date


def latest_notices(conn: Connection, *, limit: int = 100) -> list[WithdrawalNotice]:
    """The newest first."""
    statement = (
        select(notices.c.unit, notices.c.reason, notices.c.day)
        .order_by(notices.c.day.desc(), notices.c.event_no.desc())
        .limit(limit)
    )
    return [WithdrawalNotice(*row) for row in conn.execute(statement)]


def notices_from(
    conn: Connection, day: date, *, passed: int = 0, limit: int = 100
) -> list[WithdrawalNotice]:
    """Notices of this day and earlier ones, the latest day first, ``passed`` of the day left out.

    Those of one day stand in the order they came, so that a new one moves none that was seen.
    """
    statement = (
        select(notices.c.unit, notices.c.reason, notices.c.day)
        .where(notices.c.day <= day)
        .order_by(notices.c.day.desc(), notices.c.event_no)
        .offset(passed)
        .limit(limit)
    )
    return [WithdrawalNotice(*row) for row in conn.execute(statement)]
