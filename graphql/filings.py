"""公示信息: licences and penalties as they go out, and the type of every kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from gongshi.graphql.enforcement import Coercion, CriminalJudgment
from gongshi.graphql.enums import PenaltyKindName
from gongshi.graphql.good_faith import Commitment, Honour
from gongshi.graphql.lists import AbnormalListing, SeriousListing
from gongshi.graphql.record import Record, shared
from gongshi.graphql.values import day, money, text
from gongshi.records import bodies


@strawberry.type(description="行政许可: an administrative licence.")
class Licence(Record):
    document_name: str | None = strawberry.field(
        description="行政许可决定文书名称: name of the decision document."
    )
    licence_kind: str | None = strawberry.field(
        description="许可类别: 普通, 特许, 认可, 核准, 登记 or 其他, as filed."
    )
    certificate_name: str | None = strawberry.field(
        description="许可证书名称: name of the certificate."
    )
    certificate_number: str | None = strawberry.field(
        description="许可编号: number of the certificate."
    )
    content: str | None = strawberry.field(
        description="许可内容: what is licensed; personal data masked."
    )
    valid_from: date | None = strawberry.field(description="有效期自: first day of validity.")
    valid_until: date | None = strawberry.field(
        description="有效期至: last day of validity as filed; see `longTerm`."
    )
    long_term: bool = strawberry.field(description="长期: whether that day stands for no end.")
    status: str | None = strawberry.field(
        description="当前状态: 有效 (valid) or 无效 (no longer valid); null when not clearly filed."
    )

    @classmethod
    def of(cls, body: bodies.LicenceBody) -> Licence:
        """A licence as it goes out."""
        return cls(
            **shared(body),
            document_name=text(body["documentName"]),
            licence_kind=text(body["licenceKind"]),
            certificate_name=text(body["certificateName"]),
            certificate_number=text(body["certificateNumber"]),
            content=text(body["content"]),
            valid_from=day(body["validFrom"]),
            valid_until=day(body["validUntil"]),
            long_term=body["longTerm"],
            status=text(body["status"]),
        )


@strawberry.type(description="行政处罚: an administrative penalty.")
class Penalty(Record):
    penalty_kinds: list[PenaltyKindName] = strawberry.field(
        description="处罚种类: kinds of the penalty, normalised."
    )
    penalty_kinds_text: str | None = strawberry.field(
        description="处罚类别: kinds of the penalty as filed."
    )
    violation_type: str | None = strawberry.field(
        description="违法行为类型: type of the violation."
    )
    facts: str | None = strawberry.field(
        description="违法事实: facts of the violation; `— —` when not public or not there."
    )
    basis: str | None = strawberry.field(description="处罚依据: legal basis.")
    content: str | None = strawberry.field(
        description="处罚内容: what was imposed; personal data masked."
    )
    fine: Decimal | None = strawberry.field(description="罚款金额（万元）: fine, 10,000 yuan.")
    confiscation: Decimal | None = strawberry.field(
        description="没收金额（万元）: confiscated, 10,000 yuan."
    )
    certificate: str | None = strawberry.field(
        description="暂扣或吊销证照名称及编号: permit suspended or revoked, name and number."
    )
    valid_until: date | None = strawberry.field(
        description="处罚有效期: last day of validity as filed; see `longTerm`."
    )
    long_term: bool = strawberry.field(description="长期: whether that day stands for no end.")

    @classmethod
    def of(cls, body: bodies.PenaltyBody) -> Penalty:
        """A penalty as it goes out."""
        return cls(
            **shared(body),
            penalty_kinds=[PenaltyKindName(kind) for kind in body["penaltyKinds"]],
            penalty_kinds_text=text(body["penaltyKindsText"]),
            violation_type=text(body["violationType"]),
            facts=text(body["facts"]),
            basis=text(body["basis"]),
            content=text(body["content"]),
            fine=money(body["fine"]),
            confiscation=money(body["confiscation"]),
            certificate=text(body["certificate"]),
            valid_until=day(body["validUntil"]),
            long_term=body["longTerm"],
        )


#: The types of the schema that stand behind ``Record``, one for each kind.
RECORD_TYPES = (
    Licence,
    Penalty,
    Honour,
    AbnormalListing,
    SeriousListing,
    Commitment,
    Coercion,
    CriminalJudgment,
)


def record_of(body: bodies.RecordBody) -> Record:
    """A record as it goes out."""
    if body["kind"] == "licence":
        return Licence.of(body)
    if body["kind"] == "penalty":
        return Penalty.of(body)
    if body["kind"] == "honour":
        return Honour.of(body)
    if body["kind"] == "abnormal":
        return AbnormalListing.of(body)
    if body["kind"] == "serious":
        return SeriousListing.of(body)
    if body["kind"] == "commitment":
        return Commitment.of(body)
    if body["kind"] == "coercion":
        return Coercion.of(body)
    return CriminalJudgment.of(body)
