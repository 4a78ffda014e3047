"""Chinese official terms for what the index and the ledger name in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.records.kinds import KINDS

MATCHED_BY: Final[Mapping[str, str]] = {
    "code": "代码",
    "full_name": "全称",
    "former_name": "曾用名或其他名称",
    "core_name": "字号",
    "prefix": "开头",
    "phrase": "连续",
    "words": "包含",
    "pinyin": "拼音",
    "initials": "首字母",
    "abbreviation": "简称",
    "similar": "近似",
    "number": "文号",
    "all": "浏览",
}
#: What a part of a query was taken for.
ROLES: Final[Mapping[str, str]] = {
    "code": "代码",
    "number": "文号",
    "name": "名称",
    "district": "地域",
    "sector": "领域",
    "status": "登记状态",
    "list": "名单",
    "kind": "信息类别",
    "caption": "标签",
}
RECORD_KINDS: Final[Mapping[str, str]] = {kind.kind: kind.label for kind in KINDS.values()}
LISTS: Final[Mapping[str, str]] = {
    "abnormal": "经营异常名录",
    "abnormal_mark": "标记为经营异常状态",
    "serious": "严重违法失信名单",
}
PERFORMANCES: Final[Mapping[str | None, str]] = {
    "full": "全部履行",
    "partial": "部分履行",
    "none": "全部未履行",
}
#: ``records.publication.Judgement.reason``: why a record is not shown.
REASONS: Final[Mapping[str, str]] = {
    "": "按期公示",
    "not_accepted": "尚未接收",
    "source_missing": "该文件夹没有此来源",
    "mode": "公开属性不是公开公示",
    "natural_person": "自然人信息不公开",
    "withdrawn_by_source": "来源标记为撤销",
    "source_without_family": "来源未配置公示规则",
    "before_rules": "决定早于公示规则施行",
    "summary_procedure": "简易程序处罚不公示",
    "class_hidden": "轻微类别不公示",
    "class_unknown": "类别待人工认定",
    "kind_hidden": "该类信息按规则不公示",
    "cancelled": "已取消，取消日期不明",
    "calendar_missing": "缺少工作日历",
    "over": "公示期已满或已由后续事件终止",
}
