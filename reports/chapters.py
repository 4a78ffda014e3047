"""The ten chapters of the national layout V2.0, which kinds of record stand in which, and the eight
counters."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from gongshi.records.model import RecordKind


class ChapterNumber(IntEnum):
    """The chapters in their order."""

    REGISTER = 1
    ADMINISTRATION = 2
    HONOURS = 3
    SERIOUS_LIST = 4
    ABNORMAL_LIST = 5
    COMMITMENTS = 6
    EVALUATIONS = 7
    JUDGMENTS = 8
    OTHER = 9
    ADVICE = 10


TITLES: Final[Mapping[ChapterNumber, str]] = {
    ChapterNumber.REGISTER: "登记注册基础信息",
    ChapterNumber.ADMINISTRATION: "行政管理",
    ChapterNumber.HONOURS: "诚实守信",
    ChapterNumber.SERIOUS_LIST: "严重失信主体名单",
    ChapterNumber.ABNORMAL_LIST: "经营（活动）异常名录",
    ChapterNumber.COMMITMENTS: "信用承诺",
    ChapterNumber.EVALUATIONS: "信用评价",
    ChapterNumber.JUDGMENTS: "司法判决及执行",
    ChapterNumber.OTHER: "其他",
    ChapterNumber.ADVICE: "信用状况提升建议",
}

#: 信息概况: the counters and the chapter each counts.
COUNTERS: Final[Mapping[str, ChapterNumber]] = {
    "行政管理": ChapterNumber.ADMINISTRATION,
    "诚实守信": ChapterNumber.HONOURS,
    "严重失信主体名单": ChapterNumber.SERIOUS_LIST,
    "经营（活动）异常": ChapterNumber.ABNORMAL_LIST,
    "信用承诺": ChapterNumber.COMMITMENTS,
    "信用评价": ChapterNumber.EVALUATIONS,
    "司法判决": ChapterNumber.JUDGMENTS,
    "其他": ChapterNumber.OTHER,
}

#: Where records of a kind stand; in one chapter the kinds follow each other in this order.
CHAPTER_OF: Final[Mapping[RecordKind, ChapterNumber]] = {
    RecordKind.LICENCE: ChapterNumber.ADMINISTRATION,
    RecordKind.PENALTY: ChapterNumber.ADMINISTRATION,
    RecordKind.COERCION: ChapterNumber.ADMINISTRATION,
    RecordKind.HONOUR: ChapterNumber.HONOURS,
    RecordKind.SERIOUS: ChapterNumber.SERIOUS_LIST,
    RecordKind.ABNORMAL: ChapterNumber.ABNORMAL_LIST,
    RecordKind.COMMITMENT: ChapterNumber.COMMITMENTS,
    RecordKind.CRIMINAL: ChapterNumber.JUDGMENTS,
}

#: Labels in the head of a report that shows anything in a chapter.
LABELS: Final[Mapping[ChapterNumber, str]] = {
    ChapterNumber.HONOURS: "诚实守信",
    ChapterNumber.SERIOUS_LIST: "严重失信主体",
    ChapterNumber.ABNORMAL_LIST: "经营异常",
}
SAMPLE_LABEL: Final = "样例数据"

EMPTY: Final = "查询期内无相关信息"
ADVICE: Final = (
    "对报告内容有异议的，可以向作出决定的机关或者本报告出具单位提出异议申请；"
    "对公示中的失信信息，履行法定义务并满最短公示期后，可以依法申请信用修复。"
)
