"""主体: the page of one subject."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import Info

from gongshi.graphql.arguments import After, First
from gongshi.graphql.context import Context
from gongshi.graphql.enums import RecordKindName
from gongshi.graphql.freshness import Freshness
from gongshi.graphql.limits import DEFAULT_FIRST
from gongshi.graphql.record_search import RecordConnection, RecordFilter, filters_of, find_records
from gongshi.graphql.subject_summary import SubjectSummary
from gongshi.graphql.values import day, text
from gongshi.records import bodies


@strawberry.type(description="注册资本: registered capital.")
class Capital:
    amount: Decimal = strawberry.field(description="数额（万）: amount, in 10,000 of the currency.")
    currency: str = strawberry.field(description="币种: currency.")


@strawberry.type(description="经营期限: business term.")
class Term:
    begins: date | None = strawberry.field(description="经营期限自: first day.")
    ends: date | None = strawberry.field(description="经营期限至: last day; null when long-term.")
    long_term: bool = strawberry.field(description="长期: whether the term has no end.")


async def _records(
    root: Subject,
    info: Info[Context, None],
    kind: Annotated[
        RecordKindName | None, strawberry.argument(description="信息类别: only this kind.")
    ] = None,
    first: First = DEFAULT_FIRST,
    after: After = None,
) -> RecordConnection:
    filters = filters_of(RecordFilter(kind=kind), info.context.city.districts, root.id)
    return await find_records(info, "", filters, [], first, after)


@strawberry.type(description="主体: a subject's own page: the register's facts and its records.")
class Subject(SubjectSummary):
    cancelled: date | None = strawberry.field(description="注销日期: day of deregistration.")
    revoked: date | None = strawberry.field(description="吊销日期: day of revocation.")
    address: str | None = strawberry.field(
        description="住所: domicile; of an individual business the district only."
    )
    business_premises: str | None = strawberry.field(description="经营场所: business premises.")
    legal_representative: str | None = strawberry.field(
        description="法定代表人（负责人、经营者）: legal representative, by the register."
    )
    capital: Capital | None = strawberry.field(description="注册资本: registered capital.")
    scope: str | None = strawberry.field(description="经营范围: business scope.")
    term: Term | None = strawberry.field(description="经营期限: business term.")
    parent_uscc: str | None = strawberry.field(
        description="隶属企业统一社会信用代码: code of the parent enterprise of a branch."
    )
    registered_as_of: date | None = strawberry.field(
        description="核准日期: day of the registration act these facts come from."
    )
    freshness: Freshness = strawberry.field(
        description="数据时效: how fresh what this answer rests on is."
    )

    records: RecordConnection = strawberry.field(
        resolver=_records,
        description="公示信息: records of the subject displayed now, newest first.",
    )

    @classmethod
    def page(cls, body: bodies.SubjectBody, freshness: Freshness) -> Subject:
        """The page of a subject."""
        capital, term = body["capital"], body["term"]
        return cls(
            **vars(SubjectSummary.of(body)),
            cancelled=day(body["cancelled"]),
            revoked=day(body["revoked"]),
            address=text(body["address"]),
            business_premises=text(body["businessPremises"]),
            legal_representative=text(body["legalRepresentative"]),
            capital=capital
            and Capital(amount=Decimal(capital["amount"]), currency=capital["currency"]),
            scope=text(body["scope"]),
            term=term
            and Term(
                begins=day(term["begins"]), ends=day(term["ends"]), long_term=term["longTerm"]
            ),
            parent_uscc=text(body["parentUscc"]),
            registered_as_of=day(body["registeredAsOf"]),
            freshness=freshness,
        )
