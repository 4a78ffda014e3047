"""数据时效: what an answer rests on, and how fresh that is."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from gongshi.cities.told import told_sources
from gongshi.graphql.context import Context
from gongshi.graphql.ledger_reader import KEPT
from gongshi.records.clock import from_ms
from gongshi.search.port import Checkpoint


@strawberry.type(description="来源时效: how fresh one source is.")
class SourceDate:
    code: str = strawberry.field(description="来源代码: code of the source.")
    name_zh: str = strawberry.field(description="来源名称: its Chinese name.")
    last_delivery: datetime | None = strawberry.field(
        description="最近报送时间: when the last delivery was taken in; null when there was none."
    )
    covered_until: date | None = strawberry.field(
        description="数据截至: last day of the periods declared; null when none was declared."
    )


@strawberry.type(description="数据时效: how fresh what an answer rests on is.")
class Freshness:
    change: str = strawberry.field(
        description="变更序号: every change of the ledger up to this number is in the answer."
    )
    at: datetime = strawberry.field(
        description="索引时间: when the index was last known to hold every change."
    )
    sample: bool = strawberry.field(
        description="样例数据: whether invented data stand in what the answer rests on; nothing "
        "in it tells of a real subject's standing then."
    )
    sources: list[SourceDate] = strawberry.field(
        description="各来源时效: how fresh each source is."
    )


async def freshness_of(context: Context, checkpoint: Checkpoint, *, sources: bool) -> Freshness:
    """Freshness of an answer that rests on this checkpoint; ``sources``: with their dates."""
    dates = await source_dates(context) if sources else []
    return Freshness(
        change=str(checkpoint.change),
        at=from_ms(checkpoint.at),
        sample=checkpoint.sample,
        sources=dates,
    )


async def source_dates(context: Context) -> list[SourceDate]:
    """How fresh each source is that the public is told of."""
    known = await context.ledger.sources(context.now)
    context.engine.bound(context.now + KEPT)  # they change without the index
    return [
        SourceDate(
            code=source.code,
            name_zh=source.name_zh,
            last_delivery=known[source.code].last_delivery,
            covered_until=known[source.code].covered_until,
        )
        for source in told_sources(context.city)
    ]
