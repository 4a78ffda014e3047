"""What the schema reads from the ledger: how fresh the sources are, and the withdrawal notices.

The ledger is synchronous, so it is read in a worker thread. How fresh the sources are changes with
deliveries only, and every answer may tell it: it is kept for a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from gongshi.ledger.notices import WithdrawalNotice, notices_behind
from gongshi.ledger.patience import ask_briefly
from gongshi.ledger.sources import DeclaredPeriod, declared, freshness
from gongshi.ledger.store import Ledger
from gongshi.records.clock import day_of

KEPT: Final = timedelta(seconds=5)
#: Declared periods told of each source.
MAX_PERIODS: Final = 5


@dataclass(frozen=True, slots=True)
class SourceState:
    """How fresh one source is."""

    last_delivery: datetime | None
    covered_until: date | None
    periods: tuple[DeclaredPeriod, ...]  # the latest first, at most ``MAX_PERIODS``


@dataclass(slots=True)
class LedgerReader:
    """Reads one ledger for the public; for the requests of one loop."""

    ledger: Ledger
    codes: Sequence[str]  # of the sources the public is told of
    _kept: tuple[datetime, dict[str, SourceState]] | None = field(default=None, init=False)

    async def sources(self, now: datetime) -> dict[str, SourceState]:
        """How fresh each source is, by its code."""
        kept = self._kept
        if kept is None or not timedelta(0) <= now - kept[0] < KEPT:
            kept = (now, await ask_briefly(self._read_sources, place=self.ledger.place))
            self._kept = kept
        return kept[1]

    async def notices(
        self, now: datetime, limit: int, after: tuple[date, int]
    ) -> list[WithdrawalNotice]:
        """Notices whose day has come, behind the one with this day and place."""
        return await ask_briefly(
            self._read_notices, day_of(now), after, limit, place=self.ledger.place
        )

    def _read_sources(self) -> dict[str, SourceState]:
        with self.ledger.read() as conn:
            found = {}
            for code, state in freshness(conn, self.codes).items():
                latest = sorted(declared(conn, code), key=_latest, reverse=True)
                last = state.last_batch
                found[code] = SourceState(
                    last.finished_at if last is not None else None,
                    state.covered_until,
                    tuple(latest[:MAX_PERIODS]),
                )
            return found

    def _read_notices(
        self, until: date, after: tuple[date, int], limit: int
    ) -> list[WithdrawalNotice]:
        with self.ledger.read() as conn:
            return notices_behind(conn, until, after, limit=limit)


def _latest(one: DeclaredPeriod) -> tuple[date, date]:
    return one.period.end, one.period.start
