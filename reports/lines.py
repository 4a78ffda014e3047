"""The printed lines of records and of the register, with the official terms, in the national
order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gongshi.records.bodies import WITHHELD, RecordBody, SubjectBody
from gongshi.records.model import RecordKind
from gongshi.reports.facts import Line

#: What stands where nothing was given.
EMPTY_VALUE: Final = WITHHELD
_LONG_TERM: Final = "长期"

#: A field of the body by its key, or how its value is made from the whole body.
_Value = str | Callable[[Mapping[str, Any]], str]


def _valid_until(body: Mapping[str, Any]) -> str:
    until = body["validUntil"] or ""
    return f"{until}（{_LONG_TERM}）" if body["longTerm"] else until


_LICENCE: Final[tuple[tuple[str, _Value], ...]] = (
    ("行政许可决定文书号", "documentNumber"),
    ("行政许可决定文书名称", "documentName"),
    ("许可证书名称", "certificateName"),
    ("许可类别", "licenceKind"),
    ("许可编号", "certificateNumber"),
    ("许可决定日期", "decided"),
    ("有效期自", "validFrom"),
    ("有效期至", _valid_until),
    ("许可内容", "content"),
    ("许可机关", "authority"),
    ("许可机关统一社会信用代码", "authorityUscc"),
    ("数据来源单位", "dataSource"),
    ("数据来源单位统一社会信用代码", "dataSourceUscc"),
)

_PENALTY: Final[tuple[tuple[str, _Value], ...]] = (
    ("行政处罚决定书文号", "documentNumber"),
    ("处罚类别", "penaltyKindsText"),
    ("处罚决定日期", "decided"),
    ("处罚内容", "content"),
    ("罚款金额（万元）", "fine"),
    ("没收违法所得、没收非法财物的金额（万元）", "confiscation"),
    ("暂扣或吊销证照名称及编号", "certificate"),
    ("违法行为类型", "violationType"),
    ("违法事实", "facts"),
    ("处罚依据", "basis"),
    ("处罚机关", "authority"),
    ("处罚机关统一社会信用代码", "authorityUscc"),
    ("数据来源单位", "dataSource"),
    ("数据来源单位统一社会信用代码", "dataSourceUscc"),
)

_RECORDS: Final[Mapping[RecordKind, tuple[tuple[str, _Value], ...]]] = {
    RecordKind.LICENCE: _LICENCE,
    RecordKind.PENALTY: _PENALTY,
}


def _capital(body: Mapping[str, Any]) -> str:
    capital = body["capital"]
    return "" if capital is None else f"{capital['amount']}万{capital['currency']}"


def _term(body: Mapping[str, Any]) -> str:
    term = body["term"]
    if term is None:
        return ""
    ends = _LONG_TERM if term["longTerm"] else term["ends"] or EMPTY_VALUE
    return f"{term['begins'] or EMPTY_VALUE} 至 {ends}"


def _names(body: Mapping[str, Any]) -> str:
    return "、".join(body["formerNames"])


_REGISTER: Final[tuple[tuple[str, _Value], ...]] = (
    ("名称", "name"),
    ("统一社会信用代码", "uscc"),
    ("曾用名", _names),
    ("法定代表人（负责人、经营者）", "legalRepresentative"),
    ("主体类别", "kind"),
    ("企业类型", "type"),
    ("登记状态", "status"),
    ("成立日期", "founded"),
    ("注册资本", _capital),
    ("登记机关", "registeringAuthority"),
    ("住所", "address"),
    ("经营期限", _term),
    ("经营范围", "scope"),
    ("注销日期", "cancelled"),
    ("吊销日期", "revoked"),
    ("核准日期", "registeredAsOf"),
)


def record_lines(body: RecordBody) -> list[Line]:
    """The lines of a record."""
    return _lines(_RECORDS[RecordKind(body["kind"])], body)


def register_lines(body: SubjectBody) -> list[Line]:
    """The lines of chapter 1."""
    return _lines(_REGISTER, body)


def _lines(wanted: Sequence[tuple[str, _Value]], body: Mapping[str, Any]) -> list[Line]:
    return [
        {
            "label": label,
            "value": (body[value] if isinstance(value, str) else value(body)) or EMPTY_VALUE,
        }
        for label, value in wanted
    ]
