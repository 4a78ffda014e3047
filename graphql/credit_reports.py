"""信用报告: ordinary and special credit reports as they go out."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry import Info
from strawberry import enum_value as value

from gongshi.graphql.arguments import After, First
from gongshi.graphql.context import Context
from gongshi.graphql.freshness import SourceDate
from gongshi.graphql.limits import DEFAULT_FIRST
from gongshi.graphql.report_items import (
    CertifiedItemConnection,
    Chapter,
    ReportItemConnection,
    ReportLine,
    SectorCode,
    certified_items,
    report_items,
)
from gongshi.graphql.subject_summary import SubjectSummary
from gongshi.graphql.values import day, text
from gongshi.reports.canonical import canonical
from gongshi.reports.envelope import Envelope
from gongshi.reports.facts import (
    Days,
    MatterStanding,
    OrdinaryFacts,
    SectorStatement,
    SourceStanding,
    SpecialFacts,
)
from gongshi.reports.service import OrdinaryReport, SpecialReport


@strawberry.type(description="信息概况: one of the eight counters of a report.")
class ReportCounter:
    title: str = strawberry.field(description="类别: what is counted.")
    count: int = strawberry.field(description="数量: records of it in the report.")


@strawberry.type(description="报告章节: one of the ten chapters of the national layout.")
class ReportChapter:
    number: int = strawberry.field(description="序号: 1 to 10.")
    title: str = strawberry.field(description="标题: its title.")
    note: str | None = strawberry.field(
        description="说明: 查询期内无相关信息 in an empty chapter; the advice of chapter 10."
    )
    count: int = strawberry.field(description="数量: its items, see `items` of the report.")


def _items(
    root: CreditReport,
    info: Info[Context, None],
    chapter: Chapter = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
) -> ReportItemConnection:
    return report_items(root.content, info, chapter, first, after)


@strawberry.type
class _Head:
    number: str = strawberry.field(
        description="报告编号: 17 digits of time and five characters, one of them a letter."
    )
    title: str = strawberry.field(description="报告名称: its title.")
    version: str = strawberry.field(description="版本: national layout, or the instrument.")
    issued_at: datetime = strawberry.field(description="出具时间: when it was issued.")
    issuer: str | None = strawberry.field(
        description="出具单位: who issues it; null when the city has not said."
    )
    seal: str | None = strawberry.field(description="印章: name of the issuer's seal.")
    watermarks: list[str] = strawberry.field(
        description="水印: what must stand across every page; empty for none."
    )
    at: datetime = strawberry.field(description="数据时点: the instant its facts hold for.")
    as_of_change: str = strawberry.field(
        description="变更序号: every change of the ledger up to this number is in it."
    )
    rules_hash: str = strawberry.field(
        description="规则摘要: names the city's tables it was made by."
    )
    sha256: str = strawberry.field(
        description="摘要: SHA-256 of its facts as canonical JSON (RFC 8785), hexadecimal."
    )
    sample: bool = strawberry.field(description="样例数据: whether it rests on invented data.")
    statements: list[str] = strawberry.field(description="声明: what the report is not.")


@strawberry.type(
    description="信用报告（普通版）: what is public of a subject at one instant; no grade."
)
class CreditReport(_Head):
    labels: list[str] = strawberry.field(description="标签: labels in the head.")
    subject: SubjectSummary = strawberry.field(description="主体: whom it is about.")
    register: list[ReportLine] = strawberry.field(
        description="登记注册基础信息: the printed lines of chapter 1."
    )
    summary: list[ReportCounter] = strawberry.field(description="信息概况: the eight counters.")
    chapters: list[ReportChapter] = strawberry.field(
        description="章节: the ten chapters in their order."
    )
    sources: list[SourceDate] = strawberry.field(
        description="各来源时效: how fresh each source was."
    )
    items: ReportItemConnection = strawberry.field(
        resolver=_items, description="条目: its records, chapter by chapter."
    )
    content: strawberry.Private[OrdinaryFacts]

    @classmethod
    def of(cls, report: OrdinaryReport) -> CreditReport:
        """A compiled report as it goes out."""
        told = report.facts
        return cls(
            **_head(report.envelope, told, report.digest),
            labels=told["labels"],
            subject=SubjectSummary.of(told["subject"]),
            register=[ReportLine.of(line) for line in told["chapters"][0]["lines"]],
            summary=[ReportCounter(title=c["title"], count=c["count"]) for c in told["summary"]],
            chapters=[
                ReportChapter(
                    number=one["number"],
                    title=one["title"],
                    note=text(one["note"]),
                    count=len(one["items"]),
                )
                for one in told["chapters"]
            ],
            sources=[_source_date(one) for one in told["sources"]],
            content=told,
        )


@strawberry.enum(
    name="CertifiedStatus", description="查询结果: what a special report says of a sector."
)
class CertifiedStatusName(Enum):
    FOUND = value("found", description="查询到: records were found.")
    NOT_FOUND = value(
        "not_found", description="未查询到: all of the period is known and nothing was found."
    )
    UNKNOWN = value(
        "unknown", description="不能确定: nothing was found, and not all of it is known."
    )


@strawberry.type(description="期间: days, both included.")
class DayRange:
    begins: date = strawberry.field(description="起: first day.")
    ends: date = strawberry.field(description="止: last day.")

    @classmethod
    def of(cls, days: Days) -> DayRange:
        return cls(begins=date.fromisoformat(days["begins"]), ends=date.fromisoformat(days["ends"]))


@strawberry.type(description="事项查询情况: what is known of one matter in one sector.")
class CertifiedMatter:
    name: str = strawberry.field(
        description="事项: 行政处罚, 行政强制, 严重失信主体名单 or 刑事裁判."
    )
    status: CertifiedStatusName = strawberry.field(description="查询结果: what is said of it.")
    found: int = strawberry.field(description="查询到的条数: records found.")
    repaired: int = strawberry.field(description="其中已修复: of these repaired.")
    gathered: bool = strawberry.field(description="已归集: whether any source of it delivers here.")
    covered_until: date | None = strawberry.field(
        description="数据截至: last day declared complete."
    )
    gaps: list[DayRange] = strawberry.field(
        description="未归集期间: parts of the period that no declaration covers."
    )
    late: bool = strawberry.field(description="报送逾期: whether a delivery is overdue.")
    pending: bool = strawberry.field(
        description="尚有待核数据: whether something unsettled may concern the subject."
    )


@strawberry.type(description="领域查询情况: one sector's statement.")
class CertifiedSector:
    code: str = strawberry.field(description="领域代码: code of the sector.")
    name: str = strawberry.field(description="领域: its name.")
    authority: str = strawberry.field(description="主管部门: its authority.")
    territory: str = strawberry.field(description="数据范围: 本市 or 国家下发.")
    status: CertifiedStatusName = strawberry.field(description="查询结果: what is said of it.")
    statement: str = strawberry.field(description="说明: the statement itself.")
    count: int = strawberry.field(description="条数: its items, see `items` of the report.")
    matters: list[CertifiedMatter] = strawberry.field(description="各事项: each of its matters.")


def _certified(
    root: SpecialCreditReport,
    info: Info[Context, None],
    sector: SectorCode = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
) -> CertifiedItemConnection:
    return certified_items(root.content, info, sector, first, after)


@strawberry.type(
    name="SpecialReport",
    description="专项信用报告: in place of no-violation certificates (发改财金〔2025〕565号).",
)
class SpecialCreditReport(_Head):
    subject_name: str = strawberry.field(description="主体名称: whom it is about.")
    subject_uscc: str = strawberry.field(description="统一社会信用代码: its code.")
    period: DayRange = strawberry.field(description="查询期间: the days asked for.")
    purpose: str = strawberry.field(description="用途: what it is for.")
    sectors_confirmed: bool = strawberry.field(
        description="领域清单已确认: false while the city's list of sectors is a sample."
    )
    sectors: list[CertifiedSector] = strawberry.field(description="各领域: sector by sector.")
    items: CertifiedItemConnection = strawberry.field(
        resolver=_certified, description="条目: the records found, sector by sector."
    )
    facts: str = strawberry.field(
        description="事实: its facts as canonical JSON (RFC 8785), what `sha256` is made of."
    )
    content: strawberry.Private[SpecialFacts]

    @classmethod
    def of(cls, report: SpecialReport) -> SpecialCreditReport:
        """An issued report as it goes out."""
        told = report.facts
        return cls(
            **_head(report.envelope, told, report.digest),
            subject_name=told["subject"]["name"],
            subject_uscc=told["subject"]["uscc"],
            period=DayRange.of(told["period"]),
            purpose=told["purpose"],
            sectors_confirmed=told["sectorsConfirmed"],
            sectors=[_sector(one) for one in told["sectors"]],
            facts=canonical(told).decode(),
            content=told,
        )


def _head(envelope: Envelope, told: OrdinaryFacts | SpecialFacts, digest: str) -> dict[str, Any]:
    return {
        "number": envelope["number"],
        "title": envelope["title"],
        "version": envelope["version"],
        "issued_at": datetime.fromisoformat(envelope["issuedAt"]),
        "issuer": text(envelope["issuer"]),
        "seal": text(envelope["seal"]),
        "watermarks": envelope["watermarks"],
        "at": datetime.fromisoformat(told["at"]),
        "as_of_change": str(told["asOfChange"]),
        "rules_hash": told["rulesHash"],
        "sha256": digest,
        "sample": told["sample"],
        "statements": told["statements"],
    }


def _source_date(one: SourceStanding) -> SourceDate:
    last = one["lastDelivery"]
    return SourceDate(
        code=one["code"],
        name_zh=one["name"],
        last_delivery=None if last is None else datetime.fromisoformat(last),
        covered_until=day(one["coveredUntil"]),
    )


def _sector(one: SectorStatement) -> CertifiedSector:
    return CertifiedSector(
        code=one["code"],
        name=one["name"],
        authority=one["authority"],
        territory=one["territory"],
        status=CertifiedStatusName(one["status"]),
        statement=one["statement"],
        count=len(one["items"]),
        matters=[_matter(matter) for matter in one["matters"]],
    )


def _matter(one: MatterStanding) -> CertifiedMatter:
    return CertifiedMatter(
        name=one["name"],
        status=CertifiedStatusName(one["status"]),
        found=one["found"],
        repaired=one["repaired"],
        gathered=one["gathered"],
        covered_until=day(one["coveredUntil"]),
        gaps=[DayRange.of(gap) for gap in one["gaps"]],
        late=one["late"],
        pending=one["pending"],
    )
