"""Chinese official terms of the codes that facets count by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.records.kinds import KINDS

KINDS_ZH: Final[Mapping[str, str]] = {kind.kind: kind.label for kind in KINDS.values()}

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
