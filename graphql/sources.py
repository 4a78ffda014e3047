"""数据来源与撤销说明: the sources of the city, and the statute's withdrawal notices."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from gongshi.cities import city
from gongshi.graphql.connections import PageInfo
from gongshi.graphql.ledger_reader import SourceState
from gongshi.graphql.values import text
from gongshi.ledger import notices
from gongshi.records.masks import mask


@strawberry.type(description="覆盖期间: a period that was declared as delivered completely.")
class CoveredPeriod:
    unit: str | None = strawberry.field(description="报送单位: unit that declared it.")
    item: str | None = strawberry.field(description="信息项编码: catalogue item, if only one.")
    begins: date = strawberry.field(description="期间起: first day.")
    ends: date = strawberry.field(description="期间止: last day.")


@strawberry.type(description="数据来源: one kind of delivery, and how fresh it is.")
class Source:
    code: str = strawberry.field(description="来源代码: code of the source.")
    name_zh: str = strawberry.field(description="来源名称: its Chinese name.")
    name_en: str = strawberry.field(description="来源英文名称: its English name.")
    unit: str | None = strawberry.field(description="报送单位: unit that delivers it.")
    frequency: str = strawberry.field(description="报送频率: how often it is delivered.")
    last_delivery: datetime | None = strawberry.field(
        description="最近报送时间: when the last delivery was taken in; null when there was none."
    )
    covered_until: date | None = strawberry.field(
        description="数据截至: last day of the periods declared; null when none was declared."
    )
    covered_periods: list[CoveredPeriod] = strawberry.field(
        description="覆盖期间: periods declared, the latest first, at most 5."
    )

    @classmethod
    def of(cls, source: city.Source, state: SourceState) -> Source:
        """A source of the city as it goes out."""
        return cls(
            code=source.code,
            name_zh=source.name_zh,
            name_en=source.name_en,
            unit=text(source.unit),
            frequency=source.frequency,
            last_delivery=state.last_delivery,
            covered_until=state.covered_until,
            covered_periods=[
                CoveredPeriod(
                    unit=text(one.unit),
                    item=text(one.item_code),
                    begins=one.period.start,
                    ends=one.period.end,
                )
                for one in state.periods
            ],
        )


@strawberry.type(
    description="撤销说明（行政处罚法第四十八条）: notice of a withdrawn decision; it names "
    "neither the decision nor the subject."
)
class WithdrawalNotice:
    unit: str = strawberry.field(description="作出单位: unit that withdrew its decision.")
    reason: str = strawberry.field(description="理由: the reason it gives to the public.")
    day: date = strawberry.field(description="日期: day of the notice.")

    @classmethod
    def of(cls, notice: notices.WithdrawalNotice) -> WithdrawalNotice:
        """A notice as it goes out: its reason is free text of the unit, so it is masked."""
        return cls(unit=mask(notice.unit), reason=mask(notice.reason), day=notice.day)


@strawberry.type(description="撤销说明项: a notice in its list.")
class WithdrawalNoticeEdge:
    node: WithdrawalNotice = strawberry.field(description="撤销说明: the notice.")
    cursor: str = strawberry.field(description="翻页标记: cursor of this row.")


@strawberry.type(description="撤销说明列表: notices, the latest first.")
class WithdrawalNoticeConnection:
    edges: list[WithdrawalNoticeEdge] = strawberry.field(description="列表项: the rows.")
    page_info: PageInfo = strawberry.field(description="分页信息: where the page stands.")
