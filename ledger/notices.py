"""Public notices of withdrawn penalties (行政处罚法 §48): unit, reason, day. Neither decision nor
subject.

They stand in the order of their days only: those of one day by a place that follows no order, so
that nothing tells which came first, nor that a withdrawal between two of them has no notice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, and_, or_, select

from gongshi.ledger.tables import notices

#: Before every notice: a day, and a place among its notices.
START: Final = (date.max, -1)


@dataclass(frozen=True, slots=True)
class WithdrawalNotice:
    unit: str
    reason: str
    day: date
    place: int = field(default=0, compare=False)  # unique, below 2^40; it may go out


def latest_notices(conn: Connection, *, limit: int = 100) -> list[WithdrawalNotice]:
    """The latest day first."""
    return notices_behind(conn, date.max, limit=limit)


def notices_behind(
    conn: Connection, until: date, after: tuple[date, int] = START, *, limit: int = 100
) -> list[WithdrawalNotice]:
    """Notices of days up to ``until``, the latest day first, behind one with this day and place."""
    day, place = after
    statement = (
        select(notices.c.unit, notices.c.reason, notices.c.day, notices.c.place)
        .where(
            notices.c.day <= until,
            or_(notices.c.day < day, and_(notices.c.day == day, notices.c.place > place)),
        )
        .order_by(notices.c.day.desc(), notices.c.place)
        .limit(limit)
    )
    return [WithdrawalNotice(*row) for row in conn.execute(statement)]
