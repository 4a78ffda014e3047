"""主体（列表项）: a subject as a row of a search."""

from __future__ import annotations

from datetime import date

import strawberry

from gongshi.graphql.boards import BoardLabel, District
from gongshi.graphql.enums import ListNames
from gongshi.graphql.values import day, text
from gongshi.records import bodies
from gongshi.records.identifiers import is_sample_uscc


@strawberry.type(description="公示信息数量: records displayed now, by kind.")
class Counts:
    licence: int = strawberry.field(description="行政许可数量: licences displayed now.")
    penalty: int = strawberry.field(description="行政处罚数量: penalties displayed now.")
    honour: int = strawberry.field(description="诚实守信数量: honours displayed now.")
    abnormal: int = strawberry.field(
        description="经营异常名录数量: entries of the abnormal list displayed now."
    )
    serious: int = strawberry.field(
        description="严重违法失信名单数量: entries of the serious list displayed now."
    )
    commitment: int = strawberry.field(description="信用承诺数量: commitments displayed now.")
    coercion: int = strawberry.field(
        description="行政强制数量: acts of coercion displayed now; not public by default."
    )
    criminal: int = strawberry.field(
        description="刑事裁判数量: criminal judgments displayed now; not public by default."
    )


@strawberry.type(
    description="重点领域标签: a label of a key sector, by valid licences displayed now."
)
class SubjectLabel:
    code: str = strawberry.field(description="标签代码: its code, as the filter takes it.")
    name_zh: str = strawberry.field(description="标签名称: its Chinese name.")

    @classmethod
    def of(cls, body: bodies.LabelBody) -> SubjectLabel:
        return cls(code=body["label"], name_zh=body["name"])


@strawberry.type(
    description="主体（列表项）: a subject as a row of a search: register facts, and no person."
)
class SubjectSummary:
    id: strawberry.ID = strawberry.field(description="主体标识: opaque id of the subject here.")
    uscc: str | None = strawberry.field(
        description="统一社会信用代码: unified social credit code, 18 characters."
    )
    name: str = strawberry.field(description="主体名称: current name.")
    former_names: list[str] = strawberry.field(description="曾用名: former names by the register.")
    other_names: list[str] = strawberry.field(
        description="其他名称: names on displayed records that the register does not have."
    )
    kind: str | None = strawberry.field(
        description="主体类别: 企业, 个体工商户, 农民专业合作社, 事业单位, 机关, 社会组织 or 其他."
    )
    type: str | None = strawberry.field(description="企业类型: type as registered.")
    status: str | None = strawberry.field(
        description="登记状态: register status: 存续, 吊销未注销, 吊销已注销, 注销, 撤销, 迁出, "
        "歇业 or 清算; null when unknown."
    )
    founded: date | None = strawberry.field(description="成立日期: day of foundation.")
    registering_authority: str | None = strawberry.field(
        description="登记机关: registering authority."
    )
    district: District | None = strawberry.field(
        description="住所所在行政区划: district of the domicile."
    )
    industry: str | None = strawberry.field(description="行业代码: industry, GB/T 4754.")
    registered: bool = strawberry.field(
        description="是否有登记信息: false when the subject is known from records only."
    )
    counts: Counts = strawberry.field(description="公示信息数量: records displayed now, by kind.")
    lists: list[ListNames] = strawberry.field(
        description="名单: lists the subject stands on now; told only while it does."
    )
    latest_record: date | None = strawberry.field(
        description="最近决定日期: latest decision day among the records displayed now."
    )
    boards: list[BoardLabel] = strawberry.field(
        description="曝光标签: exposure boards it stands on now; see `exposureBoard`."
    )
    labels: list[SubjectLabel] = strawberry.field(
        description="重点领域标签: labels of key sectors it carries now, while a licence that "
        "gives them is displayed and valid; none is no statement that it holds no such licence."
    )
    sample: bool = strawberry.field(description="样例数据: whether the subject is an invented one.")

    @classmethod
    def of(cls, body: bodies.SubjectBody) -> SubjectSummary:
        """A row of a search."""
        return cls(
            id=strawberry.ID(body["id"]),
            uscc=text(body["uscc"]),
            name=body["name"],
            former_names=body["formerNames"],
            other_names=body["otherNames"],
            kind=text(body["kind"]),
            type=text(body["type"]),
            status=text(body["status"]),
            founded=day(body["founded"]),
            registering_authority=text(body["registeringAuthority"]),
            district=District.of(body["district"]),
            industry=text(body["industry"]),
            registered=body["registered"],
            counts=Counts(**body["counts"]),
            lists=[ListNames(name) for name in body["lists"]],
            latest_record=day(body["latestRecord"]),
            boards=[BoardLabel.of(one) for one in body["boards"]],
            labels=[SubjectLabel.of(one) for one in body["labels"]],
            sample=is_sample_uscc(body["uscc"] or ""),
        )
