"""How fresh each source is: its last delivery, and the days its units declared complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from gongshi.ledger.batches import Batch, load_batch
from gongshi.ledger.tables import batches, declared_periods
from gongshi.records.clock import from_ms
from gongshi.records.periods import Period, union


@dataclass(frozen=True, slots=True)
class DeclaredPeriod:
    """A period a unit declared complete for one of its items; ``row_count`` 0 is a 零报送."""

    item_code: str
    unit: str
    unit_uscc: str
    period: Period
    row_count: int
    kind: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """What is known of a source's deliveries; None and empty where nothing came yet."""

    source: str
    last_batch: Batch | None  # the newest that ended well
    last_change_at: datetime | None  # when a delivery last changed anything
    covered: tuple[Period, ...]  # union of the declared periods, ascending, disjoint
    covered_until: date | None  # last day of the latest declared period (数据截至)


def freshness(conn: Connection, sources: Sequence[str]) -> dict[str, SourceFreshness]:
    """Freshness of each named source."""
    return {source: _freshness(conn, source) for source in sources}


def declared(conn: Connection, source: str) -> list[DeclaredPeriod]:
    """Every declaration of a source, in the order they came."""
    statement = (
        select(declared_periods)
        .where(declared_periods.c.source == source)
        .order_by(declared_periods.c.no)
    )
    return [
        DeclaredPeriod(
            item_code=row.item_code,
            unit=row.unit,
            unit_uscc=row.unit_uscc,
            period=Period(row.period_from, row.period_to),
            row_count=row.row_count,
            kind=row.kind,
            declared_at=from_ms(row.declared_at),
        )
        for row in conn.execute(statement)
    ]


def _freshness(conn: Connection, source: str) -> SourceFreshness:
    done = (batches.c.source == source) & (batches.c.state == "done")
    last = conn.execute(select(func.max(batches.c.no)).where(done)).scalar_one()
    changing = (
        batches.c.added
        + batches.c.corrected
        + batches.c.applied
        + batches.c.removed
        + batches.c.returned
        + batches.c.declared
    )
    changed = conn.execute(
        select(func.max(batches.c.finished_at)).where(done, changing > 0)
    ).scalar_one()
    covered = union([item.period for item in declared(conn, source)])
    return SourceFreshness(
        source=source,
        last_batch=None if last is None else load_batch(conn, last),
        last_change_at=None if changed is None else from_ms(changed),
        covered=covered,
        covered_until=covered[-1].end if covered else None,
    )
