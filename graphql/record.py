"""公示信息: what records of all kinds have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from gongshi.graphql.enums import RecordKindName
from gongshi.graphql.values import day, text
from gongshi.records import bodies
from gongshi.records.identifiers import is_sample_uscc


@strawberry.interface(description="公示信息: a record displayed now, of any kind.")
class Record:
    id: strawberry.ID = strawberry.field(description="信息标识: opaque id of the record here.")
    kind: RecordKindName = strawberry.field(description="信息类别: what it is.")
    subject_id: strawberry.ID | None = strawberry.field(
        description="主体标识: id of the subject here; null for a natural person."
    )
    subject_name: str = strawberry.field(description="行政相对人名称: subject's name as filed.")
    subject_uscc: str | None = strawberry.field(
        description="行政相对人统一社会信用代码: unified social credit code of the subject."
    )
    document_number: str | None = strawberry.field(
        description="决定书文号: number of the decision document (列入文号 of a list, 承诺编码 of "
        "a commitment, 证书编号 of an honour, 案号 of a judgment)."
    )
    decided: date | None = strawberry.field(
        description="决定日期: day of the decision (列入日期 of a list, 承诺作出日期 of a "
        "commitment); null for an honour of which only the year is told."
    )
    authority: str | None = strawberry.field(
        description="决定机关: deciding authority (承诺受理单位 of a commitment, 审理法院 of a "
        "judgment)."
    )
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
    sample: bool = strawberry.field(
        description="样例数据: whether the subject, and so the record, is an invented one."
    )


def shared(body: bodies.RecordBody) -> dict[str, Any]:
    """What records of all kinds have in common, as it goes out."""
    return {
        "id": strawberry.ID(body["id"]),
        "kind": RecordKindName(body["kind"]),
        "subject_id": strawberry.ID(body["subjectId"]) if body["subjectId"] else None,
        "subject_name": body["subjectName"],
        "subject_uscc": text(body["subjectUscc"]),
        "document_number": text(body["documentNumber"]),
        "decided": day(body["decided"]),
        "authority": text(body["authority"]),
        "authority_uscc": text(body["authorityUscc"]),
        "data_source": text(body["dataSource"]),
        "data_source_uscc": text(body["dataSourceUscc"]),
        "source": body["source"],
        "objected": body["objected"],
        "sample": is_sample_uscc(body["subjectUscc"] or ""),
    }
