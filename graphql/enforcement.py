"""行政强制与刑事裁判: as they go out where the city makes them public."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from gongshi.graphql.record import Record, shared
from gongshi.graphql.values import day, money, text
from gongshi.records import bodies


@strawberry.type(description="行政强制: an act of administrative coercion (行政强制法 §9, §12).")
class Coercion(Record):
    coercion_class: str | None = strawberry.field(
        description="行政强制类别: 行政强制措施 or 行政强制执行."
    )
    coercion_kinds: str | None = strawberry.field(
        description="行政强制种类（方式）: kinds, as filed."
    )
    reason: str | None = strawberry.field(
        description="强制事由: reason; `— —` when not public or not there."
    )
    basis: str | None = strawberry.field(description="强制依据: legal basis.")
    content: str | None = strawberry.field(
        description="强制内容: what was done; `— —` when not public or not there."
    )
    amount: Decimal | None = strawberry.field(description="涉及金额（万元）: amount, 10,000 yuan.")
    valid_until: date | None = strawberry.field(
        description="强制期限至: last day as filed; see `longTerm`."
    )
    long_term: bool = strawberry.field(description="长期: whether that day stands for no end.")
    released: date | None = strawberry.field(description="解除日期: day of release.")
    status: str | None = strawberry.field(description="当前状态: present state, as filed.")

    @classmethod
    def of(cls, body: bodies.CoercionBody) -> Coercion:
        """An act of coercion as it goes out."""
        return cls(
            **shared(body),
            coercion_class=text(body["coercionClass"]),
            coercion_kinds=text(body["coercionKinds"]),
            reason=text(body["reason"]),
            basis=text(body["basis"]),
            content=text(body["content"]),
            amount=money(body["amount"]),
            valid_until=day(body["validUntil"]),
            long_term=body["longTerm"],
            released=day(body["released"]),
            status=text(body["status"]),
        )


@strawberry.type(description="刑事裁判: a criminal judgment of a legal person.")
class CriminalJudgment(Record):
    document_name: str | None = strawberry.field(description="裁判文书名称: kind of the judgment.")
    crime: str | None = strawberry.field(description="罪名: crimes.")
    punishment: str | None = strawberry.field(description="判处刑罚: punishment.")
    fine: Decimal | None = strawberry.field(description="罚金金额（万元）: fine, 10,000 yuan.")
    forfeiture: str | None = strawberry.field(
        description="追缴、没收、退赔: forfeiture; `— —` when not public or not there."
    )
    summary: str | None = strawberry.field(
        description="裁判要旨: summary; `— —` when not public or not there."
    )
    instance: str | None = strawberry.field(description="审理程序: 一审, 二审 or 再审.")
    effective: date | None = strawberry.field(description="生效日期: day it came into force.")
    fine_performance: str | None = strawberry.field(
        description="财产刑履行情况: whether the fine was paid."
    )

    @classmethod
    def of(cls, body: bodies.CriminalBody) -> CriminalJudgment:
        """A judgment as it goes out."""
        return cls(
            **shared(body),
            document_name=text(body["documentName"]),
            crime=text(body["crime"]),
            punishment=text(body["punishment"]),
            fine=money(body["fine"]),
            forfeiture=text(body["forfeiture"]),
            summary=text(body["summary"]),
            instance=text(body["instance"]),
            effective=day(body["effective"]),
            fine_performance=text(body["finePerformance"]),
        )
