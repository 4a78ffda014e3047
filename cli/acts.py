"""``gongshi withdraw | repair | suspend | resume``: a clerk's acts on single records."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import typer

from gongshi.cli.console import note, print_json, table
from gongshi.cli.days import day_option
from gongshi.cli.exit_codes import QUARANTINED
from gongshi.cli.index import bring_up
from gongshi.cli.persons import given, named
from gongshi.cli.state import State, state_of
from gongshi.indexers.acts import Acted, Deed, Outcome, Verb, act
from gongshi.indexers.own_records import Unit
from gongshi.indexers.rows import Finding
from gongshi.records.problems import PROBLEMS

_OUTCOMES: Final[Mapping[Outcome, str]] = {
    "applied": "已执行",
    "corrected": "已更正此前的同一文书",
    "unchanged": "此前已执行，未作改动",
    "held": "待另一人确认",
}


class _Withdrawal(StrEnum):
    REVOKED = "撤销"
    CHANGED = "变更"
    UNLAWFUL = "确认违法"
    VOID = "确认无效"
    MISFILED = "误报撤回"


class _Channel(StrEnum):
    REVIEW = "行政复议"
    LITIGATION = "行政诉讼"
    OWN = "自行纠正"
    SUPERVISION = "上级或检察监督"
    OTHER = "其他"


class _Result(StrEnum):
    GRANTED = "准予修复"
    REFUSED = "不予修复"
    REVOKED = "撤销修复"


class _Scope(StrEnum):
    END_PUBLICATION = "终止公示"
    EARLY_REMOVAL = "提前移出名单"
    RESTORE = "恢复正常记载"
    MARK = "标注"


_Records = Annotated[
    list[str], typer.Argument(metavar="RECORD...", help="记录编号 (one or several).")
]
_Document = Annotated[
    str, typer.Option("--document", metavar="NO", help="决定文书号 (the deciding document).")
]
_Authority = Annotated[
    str, typer.Option("--authority", metavar="UNIT", help="作出决定的单位 (who decided).")
]
_AuthorityCode = Annotated[
    str, typer.Option("--authority-code", metavar="USCC", help="该单位统一社会信用代码。")
]
_Unit = Annotated[
    str,
    typer.Option("--unit", metavar="UNIT", help="报送单位 (who files it; default: --authority)."),
]
_UnitCode = Annotated[
    str, typer.Option("--unit-code", metavar="USCC", help="报送单位统一社会信用代码。")
]
_Date = Annotated[str, typer.Option("--date", metavar="DAY", help="决定日期 (of the decision).")]
_Effective = Annotated[
    str, typer.Option("--effective", metavar="DAY", help="生效日期 (default: --date).")
]
_From = Annotated[str, typer.Option("--from", metavar="DAY", help="起始日期 (default: --date).")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 (why).")]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="经办人 (who does it).")]
_Source = Annotated[
    str,
    typer.Option("--source", metavar="SOURCE", help="来源代码 (where several could be meant)."),
]


def withdraw(
    context: typer.Context,
    records: _Records,
    document: _Document,
    authority: _Authority,
    date_: _Date,
    reason: _Reason,
    by: _By,
    kind: Annotated[
        _Withdrawal,
        typer.Option("--kind", metavar="KIND", help=f"类型：{'、'.join(_Withdrawal)}。"),
    ] = _Withdrawal.REVOKED,
    channel: Annotated[
        _Channel, typer.Option("--channel", metavar="WAY", help=f"途径：{'、'.join(_Channel)}。")
    ] = _Channel.OWN,
    public_reason: Annotated[
        str,
        typer.Option(
            "--public-reason",
            metavar="TEXT",
            help="公开说明的理由，行政处罚法 §48 (told publicly, without subject or number).",
        ),
    ] = "",
    effective: _Effective = "",
    authority_code: _AuthorityCode = "",
    unit: _Unit = "",
    unit_code: _UnitCode = "",
    source: _Source = "",
) -> None:
    """撤销记录：自生效日起不再公示。

    Withdraw records: hidden from the day the decision takes effect, for good. All of them or none.
    More than the city allows one person wait for a second one (gongshi approvals).
    """
    columns = {
        "LX": kind.value,
        "FS": channel.value,
        "GKLY": public_reason,
        **_decision(document, date_, reason, authority, authority_code, effective),
    }
    filing = Unit(unit or authority, unit_code or ("" if unit else authority_code))
    acted = _do(context, records, Deed("withdraw", columns, filing), by, source)
    explained = public_reason or kind is _Withdrawal.MISFILED
    if not explained and any(one.outcome == "applied" for one in acted.done):
        note(
            "未填写公开说明的理由（--public-reason）：处罚的撤销须公开说明理由（行政处罚法第四十八条）。"
        )
    _end(acted)


def repair(
    context: typer.Context,
    records: _Records,
    document: _Document,
    authority: _Authority,
    date_: _Date,
    reason: _Reason,
    by: _By,
    result: Annotated[
        _Result, typer.Option("--result", metavar="RESULT", help=f"结论：{'、'.join(_Result)}。")
    ] = _Result.GRANTED,
    scope: Annotated[
        _Scope, typer.Option("--scope", metavar="SCOPE", help=f"方式：{'、'.join(_Scope)}。")
    ] = _Scope.END_PUBLICATION,
    effective: _Effective = "",
    authority_code: _AuthorityCode = "",
    source: _Source = "",
) -> None:
    """信用修复：准予、不予或撤销修复。

    Repair records: granted, hidden from the day it takes effect (标注 only marks); 撤销修复 shows
    them again from its day. A repair earlier than the rules ask is obeyed, with a warning.
    """
    columns = {
        "JG": result.value,
        "FW": scope.value,
        **_decision(document, date_, reason, authority, authority_code, effective),
    }
    deed = Deed("repair", columns, Unit(authority, authority_code))
    _end(_do(context, records, deed, by, source))


def suspend(
    context: typer.Context,
    records: _Records,
    document: _Document,
    authority: _Authority,
    date_: _Date,
    reason: _Reason,
    by: _By,
    from_: _From = "",
    until: Annotated[
        str, typer.Option("--until", metavar="DAY", help="预计截止日期，含当日 (last day hidden).")
    ] = "",
    authority_code: _AuthorityCode = "",
    unit: _Unit = "",
    unit_code: _UnitCode = "",
    source: _Source = "",
) -> None:
    """暂停公示：法院批准重整、停止执行等。

    Suspend the publication of records from a day on, until a last day or until it is resumed.
    """
    columns = {
        "DZ": "暂停公示",
        "JSRQ": _day(until, "--until"),
        **_suspension(document, date_, from_, reason, authority, authority_code),
    }
    filing = Unit(unit or authority, unit_code or ("" if unit else authority_code))
    _end(_do(context, records, Deed("suspend", columns, filing), by, source))


def resume(
    context: typer.Context,
    records: _Records,
    document: _Document,
    authority: _Authority,
    date_: _Date,
    reason: _Reason,
    by: _By,
    from_: _From = "",
    authority_code: _AuthorityCode = "",
    unit: _Unit = "",
    unit_code: _UnitCode = "",
    source: _Source = "",
) -> None:
    """恢复公示：结束暂停。

    Resume the publication of suspended records from a day on, for what is left of their period.
    """
    columns = {
        "DZ": "恢复公示",
        **_suspension(document, date_, from_, reason, authority, authority_code),
    }
    filing = Unit(unit or authority, unit_code or ("" if unit else authority_code))
    _end(_do(context, records, Deed("resume", columns, filing), by, source))


def _decision(
    document: str, date_: str, reason: str, authority: str, code: str, effective: str
) -> dict[str, str]:
    return {
        "WSH": given(document, "--document"),
        "JDRQ": _day(given(date_, "--date"), "--date"),
        "SXRQ": _day(effective, "--effective"),
        "LY": given(reason, "--reason"),
        "JDDW": given(authority, "--authority"),
        "JDDWDM": code,
    }


def _suspension(
    document: str, date_: str, from_: str, reason: str, authority: str, code: str
) -> dict[str, str]:
    columns = _decision(document, date_, reason, authority, code, "")
    return {**columns, "QSRQ": _day(from_, "--from") or columns["JDRQ"]}


def _day(text: str, option: str) -> str:
    day = day_option(text, option)
    return "" if day is None else day.isoformat()


def _do(context: typer.Context, records: list[str], deed: Deed, by: str, source: str) -> Acted:
    state = state_of(context)
    by = named(by)
    with state.parts() as parts:
        acted = act(
            parts.ledger, parts.city, deed, records, by=by, now=state.instant(), source=source
        )
        if acted.batch and state.settings().runs_projector:
            bring_up(state, parts)
    _tell(state, deed.verb, acted)
    return acted


def _tell(state: State, verb: Verb, acted: Acted) -> None:
    if state.json:
        print_json(
            {
                "act": verb,
                "records": [
                    {
                        "record": one.record,
                        "outcome": one.outcome,
                        "warnings": [_warning(finding) for finding in one.warnings],
                    }
                    for one in acted.done
                ],
                "batch": acted.batch,
                "approval": acted.approval,
            }
        )
        return
    table(
        ("记录", "结果", "提示"),
        [
            (
                one.record,
                _OUTCOMES[one.outcome],
                "；".join(_warning(finding)["zh"] for finding in one.warnings),
            )
            for one in acted.done
        ],
    )
    if acted.approval:
        note(f"须由另一人确认：gongshi approvals approve {acted.approval} --by NAME")


def _warning(finding: Finding) -> dict[str, str]:
    values = {"field": finding.field, "value": finding.value}
    problem = PROBLEMS[finding.code]
    return {
        "code": finding.code,
        "zh": problem.zh.format_map(values),
        "en": problem.en.format_map(values),
    }


def _end(acted: Acted) -> None:
    if acted.approval:
        raise typer.Exit(QUARANTINED)
