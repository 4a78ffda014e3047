"""公示信息: licences and penalties as they go out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from gongshi.graphql.enums import PenaltyKindName, RecordKindName
from gongshi.graphql.values import day, money, text
from gongshi.records import bodies


@strawberry.interface(description="公示信息: a record displayed now: a licence or a penalty.")
class Record:
    id: strawberry.ID = strawberry.field(description="信息标识: opaque id of the record here.")
    kind: RecordKindName = strawberry.field(description="信息类别: licence or penalty.")
    subject_id: strawberry.ID | None = strawberry.field(
        description="主体标识: id of the subject here; null for a natural person."
    )
    subject_name: str = strawberry.field(description="行政相对人名称: subject's name as filed.")
    subject_uscc: str | None = strawberry.field(
        description="行政相对人统一社会信用代码: unified social credit code of the subject."
    )
    document_number: str | None = strawberry.field(
        description="决定书文号: number of the decision document."
    )
    decided: date = strawberry.field(description="决定日期: day of the decision.")
    authority: str | None = strawberry.field(description="决定机关: deciding authority.")
    authority_uscc: str | None = strawberry.field(
        description="决定机关统一社会信用代码: code of the deciding authority."
    )
    data_source: str | None = strawberry.field(
        description="数据来源单位: unit that delivered the record."
    )
    data_source_uscc: str | None = strawberry.field(
        description="数据来源单位统一社会信用代码: code of the unit that delivered the record."
    )
    source: str = strawberry.field(description="数据来源: code of the source, see `sources`.")
    objected: bool = strawberry.field(description="异议中: whether an objection is being decided.")


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


def record_of(body: bodies.RecordBody) -> Record:
    """A record as it goes out."""
    shared = _shared(body)
    if body["kind"] == "licence":
        return Licence(
            **shared,
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
    return Penalty(
        **shared,
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


def _shared(body: bodies.RecordBody) -> dict[str, Any]:
    return {
        "id": strawberry.ID(body["id"]),
        "kind": RecordKindName(body["kind"]),
        "subject_id": strawberry.ID(body["subjectId"]) if body["subjectId"] else None,
        "subject_name": body["subjectName"],
        "subject_uscc": text(body["subjectUscc"]),
        "document_number": text(body["documentNumber"]),
        "decided": date.fromisoformat(body["decided"]),
        "authority": text(body["authority"]),
        "authority_uscc": text(body["authorityUscc"]),
        "data_source": text(body["dataSource"]),
        "data_source_uscc": text(body["dataSourceUscc"]),
        "source": body["source"],
        "objected": body["objected"],
    }
