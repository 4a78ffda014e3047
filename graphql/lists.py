"""名单: entries of lists as they go out; only while the subject stands on the list."""

from __future__ import annotations

from datetime import date

import strawberry

from gongshi.graphql.enums import AbnormalGroundName
from gongshi.graphql.record import Record, shared
from gongshi.graphql.values import day, text
from gongshi.records import bodies


@strawberry.type(
    description="经营异常名录: an entry of the list of abnormal operations, displayed until it is "
    "removed."
)
class AbnormalListing(Record):
    marked: bool = strawberry.field(
        description="标记为经营异常状态: the subject is an individual business: marked, not listed."
    )
    ground: AbnormalGroundName | None = strawberry.field(
        description="列入原因: which of the four grounds; null when the text names none of them."
    )
    ground_text: str | None = strawberry.field(description="列入原因: the ground as filed.")
    published: date | None = strawberry.field(
        description="公示日期: day of publication by the source."
    )

    @classmethod
    def of(cls, body: bodies.AbnormalBody) -> AbnormalListing:
        """An entry as it goes out."""
        ground = body["ground"]
        return cls(
            **shared(body),
            marked=body["marked"],
            ground=None if ground is None else AbnormalGroundName(ground),
            ground_text=text(body["groundText"]),
            published=day(body["published"]),
        )


@strawberry.type(
    description="严重违法失信名单（市场监督管理总局令第44号）: an entry of the list of serious "
    "violations, displayed until removed or until its term is over."
)
class SeriousListing(Record):
    ground_article: int | None = strawberry.field(
        description="列入情形条款: article of order 44 (5 食品, 6 药品医疗器械化妆品, "
        "7 质量安全和特种设备, 8 消费者权益, 9 公平竞争和市场秩序, "
        "10 无证经营等, 11 拒不履行行政决定)."
    )
    ground_text: str | None = strawberry.field(
        description="列入原因: why it was listed, as filed; personal data masked."
    )
    penalty_document_number: str | None = strawberry.field(
        description="依据的行政处罚决定书文号: number of the penalty it rests on."
    )
    published: date | None = strawberry.field(
        description="公示日期: day of publication by the source."
    )

    @classmethod
    def of(cls, body: bodies.SeriousBody) -> SeriousListing:
        """An entry as it goes out."""
        return cls(
            **shared(body),
            ground_article=body["groundArticle"],
            ground_text=text(body["groundText"]),
            penalty_document_number=text(body["penaltyDocumentNumber"]),
            published=day(body["published"]),
        )
