"""Chinese official terms of the codes that facets count by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.records.kinds import KINDS
from gongshi.records.model import LICENCE_KIND_NAMES

KINDS_ZH: Final[Mapping[str, str]] = {kind.kind: kind.label for kind in KINDS.values()}

LISTS_ZH: Final[Mapping[str, str]] = {
    "abnormal": "经营异常名录",
    "abnormal_mark": "标记为经营异常状态",
    "serious": "严重违法失信名单",
}

LICENCE_KINDS_ZH: Final[Mapping[str, str]] = {
    kind.value: name for kind, name in LICENCE_KIND_NAMES.items()
}

PENALTY_KINDS_ZH: Final[Mapping[str, str]] = {
    "warning": "警告",
    "criticism": "通报批评",
    "fine": "罚款",
    "confiscation": "没收违法所得、没收非法财物",
    "suspend_permit": "暂扣许可证件",
    "downgrade": "降低资质等级",
    "revoke_permit": "吊销许可证件",
    "suspend_or_revoke": "暂扣或者吊销许可证件",
    "restrict_business": "限制开展生产经营活动",
    "stop_business": "责令停产停业",
    "close": "责令关闭",
    "restrict_occupation": "限制从业",
    "detention": "行政拘留",
    "other": "其他",
}

GROUNDS_ZH: Final[Mapping[str, str]] = {
    "annual_report": "未按规定期限公示年度报告",
    "information": "未在责令期限内公示有关企业信息",
    "false_information": "公示企业信息隐瞒真实情况、弄虚作假",
    "unreachable": "通过登记的住所或者经营场所无法联系",
}

#: Values of the facet of categories that are codes of ours; others are words as filed.
CATEGORIES_ZH: Final[Mapping[str, str]] = {
    **PENALTY_KINDS_ZH,
    **GROUNDS_ZH,
    **{
        f"article_{article}": f"市场监督管理总局令第44号第{number}条"
        for article, number in enumerate(("五", "六", "七", "八", "九", "十", "十一"), start=5)
    },
}
