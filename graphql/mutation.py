"""The root fields that write: a special report is stored when it is issued."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Info

from gongshi.graphql.context import Context, response_path
from gongshi.graphql.credit_reports import SpecialCreditReport
from gongshi.graphql.limits import MAX_SECTORS
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError


async def _issue_special_report(
    info: Info[Context, None],
    begins: Annotated[date, strawberry.argument(description="查询期间起: first day.")],
    ends: Annotated[date, strawberry.argument(description="查询期间止: last day, today at most.")],
    sectors: Annotated[
        list[str],
        strawberry.argument(description="领域代码: sectors by their codes; empty: all of them."),
    ] = [],  # noqa: B006  # Strawberry copies it into the schema
) -> SpecialCreditReport:
    context = info.context
    caller = context.known_caller()
    if len(sectors) > MAX_SECTORS:
        reason = f"sectors holds more than {MAX_SECTORS} values"
        raise GongshiError("request_invalid", reason=reason)
    period = Period(begins, ends)
    report = await context.reports.issue(caller, context.now, period, tuple(sectors))
    context.returned[response_path(info.path)] = 1
    return SpecialCreditReport.of(report)


@strawberry.type(description="办理: what a caller with a token may have done.")
class Mutation:
    issue_special_report: SpecialCreditReport = strawberry.mutation(
        resolver=_issue_special_report,
        description="出具专项信用报告: compile, store and give out a special report of the token's "
        "subject, for the token's purpose.",
    )
