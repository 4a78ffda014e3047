"""The printed lines of records and of the register, with the official terms, in the national
order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gongshi.records.bodies import WITHHELD, RecordBody, SubjectBody
from gongshi.records.filings import Performance
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

_SOURCE: Final[tuple[tuple[str, _Value], ...]] = (
    ("数据来源单位", "dataSource"),
    ("数据来源单位统一社会信用代码", "dataSourceUscc"),
)

_PERFORMANCE: Final[Mapping[str | None, str]] = {
    Performance.FULL.value: "全部履行",
    Performance.PARTIAL.value: "部分履行",
    Performance.NONE.value: "全部未履行",
    None: "",
}


def _year(body: Mapping[str, Any]) -> str:
    return "" if body["year"] is None else str(body["year"])


def _article(body: Mapping[str, Any]) -> str:
    article = body["groundArticle"]
    return "" if article is None else f"市场监督管理严重违法失信名单管理办法第{article}条"


def _list_kind(body: Mapping[str, Any]) -> str:
    return "标记为经营异常状态" if body["marked"] else "列入经营异常名录"


def _performance(body: Mapping[str, Any]) -> str:
    return _PERFORMANCE[body["performance"]]


_HONOUR: Final[tuple[tuple[str, _Value], ...]] = (
    ("守信类别", "honourKind"),
    ("守信信息（荣誉）名称", "honourName"),
    ("信用等级", "level"),
    ("评价年度", _year),
    ("证书编号", "documentNumber"),
    ("认定依据", "basis"),
    ("列入事由", "reason"),
    ("认定日期", "decided"),
    ("有效期自", "validFrom"),
    ("有效期至", _valid_until),
    ("认定单位", "authority"),
    ("认定单位统一社会信用代码", "authorityUscc"),
    *_SOURCE,
)

_ABNORMAL: Final[tuple[tuple[str, _Value], ...]] = (
    ("列入类型", _list_kind),
    ("列入经营异常名录原因", "groundText"),
    ("列入日期", "decided"),
    ("列入文号", "documentNumber"),
    ("公示日期", "published"),
    ("作出列入决定机关", "authority"),
    ("作出列入决定机关统一社会信用代码", "authorityUscc"),
    *_SOURCE,
)

_SERIOUS: Final[tuple[tuple[str, _Value], ...]] = (
    ("列入严重违法失信名单原因", "groundText"),
    ("列入情形", _article),
    ("依据的行政处罚决定书文号", "penaltyDocumentNumber"),
    ("列入日期", "decided"),
    ("列入文号", "documentNumber"),
    ("公示日期", "published"),
    ("作出列入决定机关", "authority"),
    ("作出列入决定机关统一社会信用代码", "authorityUscc"),
    *_SOURCE,
)

_COMMITMENT: Final[tuple[tuple[str, _Value], ...]] = (
    ("承诺编码", "documentNumber"),
    ("承诺类型", "commitmentKind"),
    ("承诺事由", "matter"),
    ("承诺作出日期", "decided"),
    ("承诺有效期", _valid_until),
    ("承诺内容", "content"),
    ("违诺责任", "liability"),
    ("承诺受理单位", "authority"),
    ("承诺受理单位统一社会信用代码", "authorityUscc"),
    ("承诺履行状态", _performance),
    ("未履行的承诺内容", "unfulfilled"),
    ("违诺责任追究内容", "pursued"),
    ("承诺履行状态认定日期", "determined"),
    ("承诺履行状态认定单位", "determinedBy"),
    ("承诺履行状态认定单位统一社会信用代码", "determinedByUscc"),
    *_SOURCE,
)

_COERCION: Final[tuple[tuple[str, _Value], ...]] = (
    ("行政强制决定书文号", "documentNumber"),
    ("行政强制类别", "coercionClass"),
    ("行政强制种类（方式）", "coercionKinds"),
    ("决定日期", "decided"),
    ("强制事由", "reason"),
    ("强制依据", "basis"),
    ("强制内容", "content"),
    ("涉及金额（万元）", "amount"),
    ("强制期限至", _valid_until),
    ("解除日期", "released"),
    ("当前状态", "status"),
    ("强制机关", "authority"),
    ("强制机关统一社会信用代码", "authorityUscc"),
    *_SOURCE,
)

_CRIMINAL: Final[tuple[tuple[str, _Value], ...]] = (
    ("案号", "documentNumber"),
    ("裁判文书名称", "documentName"),
    ("罪名", "crime"),
    ("判处刑罚", "punishment"),
    ("罚金金额（万元）", "fine"),
    ("追缴、没收、退赔", "forfeiture"),
    ("裁判要旨", "summary"),
    ("审理法院", "authority"),
    ("审理法院统一社会信用代码", "authorityUscc"),
    ("审理程序", "instance"),
    ("裁判日期", "decided"),
    ("生效日期", "effective"),
    ("财产刑履行情况", "finePerformance"),
    *_SOURCE,
)

_RECORDS: Final[Mapping[RecordKind, tuple[tuple[str, _Value], ...]]] = {
    RecordKind.LICENCE: _LICENCE,
    RecordKind.PENALTY: _PENALTY,
    RecordKind.HONOUR: _HONOUR,
    RecordKind.ABNORMAL: _ABNORMAL,
    RecordKind.SERIOUS: _SERIOUS,
    RecordKind.COMMITMENT: _COMMITMENT,
    RecordKind.COERCION: _COERCION,
    RecordKind.CRIMINAL: _CRIMINAL,
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
