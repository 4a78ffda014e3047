"""What the schema reads from the ledger: how fresh the sources are, and the withdrawal notices.

The ledger is synchronous, so it is read in a worker thread. How fresh the sources are changes with
deliveries only, and every answer may tell it: it is kept for a few seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from anyio import to_thread
from sqlalchemy import Connection, func, select

from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import batches, declared_periods, notices
from gongshi.records.clock import day_of, from_ms

KEPT: Final = timedelta(seconds=5)
#: Declared periods told of each source.
MAX_PERIODS: Final = 5


@dataclass(frozen=True, slots=True)
class Period:
    """A declared period; days inclusive."""

    unit: str
    item: str
    begins: date
    ends: date
    rows: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """How fresh one source is."""

    code: str
    last_delivery: datetime | None
    periods: tuple[Period, ...]  # the latest first

    @property
    def covered_until(self) -> date | None:
        return max((period.ends for period in self.periods), default=None)


@dataclass(frozen=True, slots=True)
class Notice:
    """行政处罚法 §48: told apart from any subject and any decision."""

    unit: str
    reason: str
    day: date


@dataclass(slots=True)
class LedgerReader:
    """Reads one ledger for the public; for the requests of one loop."""

    ledger: Ledger
    _kept: tuple[datetime, dict[str, SourceState]] | None = field(default=None, init=False)

    async def sources(self, now: datetime) -> dict[str, SourceState]:
        """How fresh each source is that ever delivered or declared something, by its code."""
        kept = self._kept
        if kept is None or not timedelta(0) <= now - kept[0] < KEPT:
            kept = (now, await to_thread.run_sync(self._read_sources))
            self._kept = kept
        return kept[1]

    async def notices(
        self, now: datetime, limit: int, after: tuple[date, int]
    ) -> tuple[Notice, ...]:
        """Notices whose day has come, the latest day first.

        ``after``: the day to begin at, and how many of its notices to pass over. Those of one day
        stand in the order they came in, so that a new one moves none that was seen.
        """
        return await to_thread.run_sync(self._read_notices, day_of(now), limit, after)

    def _read_sources(self) -> dict[str, SourceState]:
        with self.ledger.read() as conn:
            deliveries = dict(
                conn.execute(
                    select(batches.c.source, func.max(batches.c.finished_at))
                    .where(batches.c.state == "done")
                    .group_by(batches.c.source)
                )
                .tuples()
                .all()
            )
            declared = conn.execute(select(declared_periods.c.source).distinct()).scalars().all()
            return {
                code: SourceState(
                    code,
                    from_ms(deliveries[code]) if deliveries.get(code) is not None else None,
                    _periods(conn, code),
                )
                for code in {*deliveries, *declared}
            }

    def _read_notices(self, today: date, limit: int, after: tuple[date, int]) -> tuple[Notice, ...]:
        begin, passed = after
        statement = (
            select(notices.c.unit, notices.c.reason, notices.c.day)
            .where(notices.c.day <= min(today, begin))
            .order_by(notices.c.day.desc(), notices.c.event_no)
            .offset(passed)
            .limit(limit)
        )
        with self.ledger.read() as conn:
            return tuple(Notice(row.unit, row.reason, row.day) for row in conn.execute(statement))


def _periods(conn: Connection, source: str) -> tuple[Period, ...]:
    table = declared_periods.c
    statement = (
        select(declared_periods)
        .where(table.source == source)
        .order_by(table.period_to.desc(), table.period_from.desc(), table.no.desc())
        .limit(MAX_PERIODS)
    )
    return tuple(
        Period(row.unit, row.item_code, row.period_from, row.period_to, row.row_count)
        for row in conn.execute(statement)
    )
