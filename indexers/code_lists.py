"""The layouts' code lists -> the vocabulary, with the other words in use. Texts are compared
folded."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from gongshi.records.filings import AbnormalGround, Performance
from gongshi.records.kinds import KINDS
from gongshi.records.model import (
    LICENCE_KIND_NAMES,
    DisclosureMode,
    Field,
    Procedure,
    RecordKind,
    RepairResult,
    RepairScope,
    Severity,
    SubjectKind,
    SuspensionAction,
)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """NFKC, upper case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


SUBJECT_KINDS: Final[Mapping[str, SubjectKind]] = {
    **dict.fromkeys(
        (
            "法人及非法人组织",
            "法人",
            "非法人组织",
            "法人和非法人组织",
            "法人或非法人组织",
            "法人或其他组织",
            "法人及其他组织",
            "法人和其他组织",
            "其他组织",
            "企业",
            "农民专业合作社",
            "单位",
        ),
        SubjectKind.LEGAL_PERSON,
    ),
    **dict.fromkeys(("个体工商户", "个体户", "个体"), SubjectKind.INDIVIDUAL_BUSINESS),
    **dict.fromkeys(("自然人", "个人", "公民"), SubjectKind.NATURAL_PERSON),
}

MODES: Final[Mapping[str, DisclosureMode]] = {
    **dict.fromkeys(
        ("公开公示", "可向社会公开", "向社会公开", "社会公开", "公开", "主动公开", "PUBLIC"),
        DisclosureMode.PUBLIC,
    ),
    **dict.fromkeys(("政务共享", "共享", "政府部门共享", "SHARED"), DisclosureMode.SHARED),
    **dict.fromkeys(
        ("授权查询", "特定范围内公开", "依申请公开", "授权公开", "AUTHORISED", "AUTHORIZED"),
        DisclosureMode.AUTHORISED,
    ),
    **dict.fromkeys(
        ("不予公开", "不可公开", "不公开", "不公示", "不予公示", "SECRET"), DisclosureMode.SECRET
    ),
}

PROCEDURES: Final[Mapping[str, Procedure]] = {
    **dict.fromkeys(("简易程序", "简易", "当场处罚", "当场处罚程序", "SUMMARY"), Procedure.SUMMARY),
    **dict.fromkeys(
        ("普通程序", "一般程序", "普通", "一般", "听证程序", "ORDINARY"), Procedure.ORDINARY
    ),
}

SEVERITIES: Final[Mapping[str, Severity]] = {
    **dict.fromkeys(("轻微", "轻微失信", "轻微失信信息", "MINOR"), Severity.MINOR),
    **dict.fromkeys(("一般", "一般失信", "一般失信信息", "GENERAL"), Severity.GENERAL),
    **dict.fromkeys(("严重", "严重失信", "严重失信信息", "SERIOUS"), Severity.SERIOUS),
}

RECORD_KINDS: Final[Mapping[str, RecordKind]] = {
    fold(word): kind.kind
    for kind in KINDS.values()
    for word in (
        kind.layout,
        kind.layout + kind.label,
        kind.label,
        kind.kind,
        *kind.names,
    )
}

REPAIR_RESULTS: Final[Mapping[str, RepairResult]] = {
    **dict.fromkeys(("准予修复", "准予", "同意修复", "同意", "GRANTED"), RepairResult.GRANTED),
    **dict.fromkeys(("不予修复", "不予", "不同意", "不同意修复", "REFUSED"), RepairResult.REFUSED),
    **dict.fromkeys(("撤销修复", "撤销", "REVOKED"), RepairResult.REVOKED),
}

REPAIR_SCOPES: Final[Mapping[str, RepairScope]] = {
    **dict.fromkeys(
        ("终止公示", "停止公示", "提前终止公示", "END_PUBLICATION"), RepairScope.END_PUBLICATION
    ),
    **dict.fromkeys(("提前移出名单", "移出名单", "EARLY_REMOVAL"), RepairScope.EARLY_REMOVAL),
    **dict.fromkeys(("恢复正常记载", "恢复正常记载状态", "RESTORE"), RepairScope.RESTORE),
    **dict.fromkeys(("标注", "MARK"), RepairScope.MARK),
}

SUSPENSION_ACTIONS: Final[Mapping[str, SuspensionAction]] = {
    **dict.fromkeys(("暂停公示", "暂停", "中止公示", "SUSPEND"), SuspensionAction.SUSPEND),
    **dict.fromkeys(("恢复公示", "恢复", "RESUME"), SuspensionAction.RESUME),
}

PERFORMANCES: Final[Mapping[str, Performance]] = {
    **dict.fromkeys(("全部履行", "已履行", "全部已履行"), Performance.FULL),
    "部分履行": Performance.PARTIAL,
    **dict.fromkeys(("全部未履行", "未履行"), Performance.NONE),
}

#: Words that tell the four grounds in every wording seen, the more telling ones first.
_ABNORMAL_GROUNDS: Final = (
    ("无法联系", AbnormalGround.UNREACHABLE),
    ("无法取得联系", AbnormalGround.UNREACHABLE),
    ("弄虚作假", AbnormalGround.FALSE_INFORMATION),
    ("隐瞒真实情况", AbnormalGround.FALSE_INFORMATION),
    ("责令", AbnormalGround.INFORMATION),
    ("年度报告", AbnormalGround.ANNUAL_REPORT),
    ("年报", AbnormalGround.ANNUAL_REPORT),
)

WITHDRAWAL_KINDS: Final = frozenset({"撤销", "变更", "确认违法", "确认无效", "误报撤回"})

LICENCE_KINDS: Final = frozenset(LICENCE_KIND_NAMES.values())

REPORT_KINDS: Final = frozenset({"零报送", "增量", "全量", "补报"})

_FIELDS: Final = (
    ("食品", Field.FOOD),
    ("药品", Field.DRUGS),
    ("特种设备", Field.SPECIAL_EQUIPMENT),
    ("安全生产", Field.PRODUCTION_SAFETY),
    ("消防", Field.FIRE),
)
_FIELD_CODES: Final = {field.value.upper(): field for field in Field}

_STATUSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "存续",
            "存续(在营、开业、在册)",
            "存续(在营)",
            "在营",
            "在营(开业)企业",
            "在营(开业)",
            "开业",
            "在业",
            "在册",
            "正常",
            "正常开业",
            "正常在业",
            "在营企业",
            "确立",
            "登记成立",
        ),
        "存续",
    ),
    **dict.fromkeys(("吊销未注销", "吊销,未注销", "吊销", "已吊销", "吊销企业"), "吊销未注销"),
    **dict.fromkeys(("吊销已注销", "吊销,已注销", "吊销后注销"), "吊销已注销"),
    **dict.fromkeys(("注销", "已注销", "注销企业"), "注销"),
    **dict.fromkeys(("撤销", "已撤销", "撤销登记"), "撤销"),
    **dict.fromkeys(("迁出", "迁往市外", "已迁出", "迁移异地"), "迁出"),
    **dict.fromkeys(("歇业", "停业"), "歇业"),
    **dict.fromkeys(("清算", "清算中", "正在清算"), "清算"),
}


@lru_cache(maxsize=4096)
def read_field(text: str) -> Field:
    """The field of law a publication rule asks for; anything it does not name is OTHER."""
    folded = fold(text)
    if folded in _FIELD_CODES:
        return _FIELD_CODES[folded]
    return next((field for word, field in _FIELDS if word in folded), Field.OTHER)


@lru_cache(maxsize=4096)
def read_ground(text: str) -> AbnormalGround | None:
    """Which of the four grounds of the abnormal list a text means; None when it tells none."""
    folded = fold(text)
    return next((ground for word, ground in _ABNORMAL_GROUNDS if word in folded), None)


@lru_cache(maxsize=4096)
def read_status(text: str) -> str:
    """登记状态 normalised; "" when it is none of the known forms."""
    return _STATUSES.get(fold(text).replace("、", "、"), "")
