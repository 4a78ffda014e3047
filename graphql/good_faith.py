"""诚实守信与信用承诺: honours and commitments as they go out."""

from __future__ import annotations

from datetime import date

import strawberry

from gongshi.graphql.enums import PerformanceName
from gongshi.graphql.record import Record, shared
from gongshi.graphql.values import day, text
from gongshi.records import bodies


@strawberry.type(description="诚实守信: an honour or a good standing that an authority found.")
class Honour(Record):
    honour_kind: str | None = strawberry.field(description="守信类别: kind of honour, as filed.")
    honour_name: str | None = strawberry.field(
        description="守信信息（荣誉）名称: name of the honour."
    )
    level: str | None = strawberry.field(description="信用等级: level.")
    year: int | None = strawberry.field(description="评价年度: year it is about.")
    basis: str | None = strawberry.field(description="认定依据: basis of the finding.")
    reason: str | None = strawberry.field(description="列入事由: reason; personal data masked.")
    valid_from: date | None = strawberry.field(description="有效期自: first day of the honour.")
    valid_until: date | None = strawberry.field(
        description="有效期至: last day of the honour as filed; see `longTerm`."
    )
    long_term: bool = strawberry.field(description="长期: whether that day stands for no end.")

    @classmethod
    def of(cls, body: bodies.HonourBody) -> Honour:
        """An honour as it goes out."""
        return cls(
            **shared(body),
            honour_kind=text(body["honourKind"]),
            honour_name=text(body["honourName"]),
            level=text(body["level"]),
            year=body["year"],
            basis=text(body["basis"]),
            reason=text(body["reason"]),
            valid_from=day(body["validFrom"]),
            valid_until=day(body["validUntil"]),
            long_term=body["longTerm"],
        )


@strawberry.type(description="信用承诺: a commitment, and what an authority found of its keeping.")
class Commitment(Record):
    commitment_kind: str | None = strawberry.field(
        description="承诺类型: kind of commitment, as filed."
    )
    matter: str | None = strawberry.field(
        description="承诺事由: what it is about; personal data masked."
    )
    content: str | None = strawberry.field(
        description="承诺内容: what is committed to; personal data masked."
    )
    liability: str | None = strawberry.field(
        description="违诺责任: what follows when it is not kept."
    )
    valid_until: date | None = strawberry.field(
        description="承诺有效期: last day as filed; see `longTerm`."
    )
    long_term: bool = strawberry.field(description="长期: whether that day stands for no end.")
    performance: PerformanceName | None = strawberry.field(
        description="承诺履行状态: what an authority found; null when none did."
    )
    unfulfilled: str | None = strawberry.field(
        description="未履行的承诺内容: what was not kept; personal data masked."
    )
    pursued: str | None = strawberry.field(
        description="违诺责任追究内容: what followed; personal data masked."
    )
    determined: date | None = strawberry.field(
        description="承诺履行状态认定日期: day of the finding."
    )
    determined_by: str | None = strawberry.field(
        description="承诺履行状态认定单位: unit that found it."
    )
    determined_by_uscc: str | None = strawberry.field(
        description="承诺履行状态认定单位代码: code of that unit."
    )

    @classmethod
    def of(cls, body: bodies.CommitmentBody) -> Commitment:
        """A commitment as it goes out."""
        performance = body["performance"]
        return cls(
            **shared(body),
            commitment_kind=text(body["commitmentKind"]),
            matter=text(body["matter"]),
            content=text(body["content"]),
            liability=text(body["liability"]),
            valid_until=day(body["validUntil"]),
            long_term=body["longTerm"],
            performance=None if performance is None else PerformanceName(performance),
            unfulfilled=text(body["unfulfilled"]),
            pursued=text(body["pursued"]),
            determined=day(body["determined"]),
            determined_by=text(body["determinedBy"]),
            determined_by_uscc=text(body["determinedByUscc"]),
        )
