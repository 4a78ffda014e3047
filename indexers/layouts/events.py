"""What happens to a filed record (repair, withdrawal, suspension), and the batch declaration.

The 2018 layout has no column for these: they come in files of their own (unit, natural key,
deciding document, date, reason).
"""

from __future__ import annotations

from typing import Final

from gongshi.indexers.layouts.column import Column, ColumnType, Layout, Need
from gongshi.records.kinds import BY_LAYOUT, KINDS

TEXT, LONG, CODE, DATE, ENUM, COUNT = (
    ColumnType.TEXT,
    ColumnType.LONG,
    ColumnType.CODE,
    ColumnType.DATE,
    ColumnType.ENUM,
    ColumnType.COUNT,
)
Y, C, N = Need.YES, Need.CONDITIONAL, Need.NO

_STAMP: Final = Column(
    "SJC", "时间戳", TEXT, 64, labels=("数据更新时间", "更新时间"), auxiliary=True
)


def _target(prefix: str) -> tuple[Column, ...]:
    """Whom and which record an event strikes; the same in the three layouts."""
    return (
        Column(
            f"{prefix}_SHXYM",
            "主体统一社会信用代码",
            CODE,
            18,
            C,
            labels=("统一社会信用代码",),
            sample="91120116MA0000000X",
        ),
        Column(f"{prefix}_MC", "主体名称", TEXT, 200, Y, sample="天津市示例食品有限公司"),
        Column(
            f"{prefix}_YJLLX",
            "原记录类型",
            ENUM,
            30,
            Y,
            values=tuple(f"{kind.layout} {kind.label}" for kind in KINDS.values()),
            sample="CF",
        ),
        Column(
            f"{prefix}_YWSH",
            "原决定（文书、案）号",
            TEXT,
            128,
            Y,
            labels=("原决定书文号", "原决定文书号", "原文书号"),
            sample="津滨市监罚〔2026〕1号",
        ),
        Column(f"{prefix}_YJLNR", "原记录辨别内容", LONG, 1000, C),
        Column(f"{prefix}_YJG", "原决定机关", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
    )


REPAIR: Final = Layout(
    "REPAIR",
    "信用修复",
    (
        Column(
            "XF_WSH",
            "信用修复决定（意见）文号",
            TEXT,
            128,
            Y,
            labels=("信用修复决定文号", "修复文号"),
            sample="津信修〔2026〕1号",
        ),
        *_target("XF"),
        Column("XF_SQRQ", "申请日期", DATE),
        Column("XF_SLRQ", "受理日期", DATE),
        Column(
            "XF_JG",
            "修复结论",
            ENUM,
            20,
            Y,
            values=("准予修复", "不予修复", "撤销修复"),
            sample="准予修复",
        ),
        Column(
            "XF_FW",
            "修复方式",
            ENUM,
            50,
            Y,
            values=("终止公示", "提前移出名单", "恢复正常记载", "标注"),
            sample="终止公示",
        ),
        Column("XF_SXFL", "失信信息类别", ENUM, 10, values=("轻微", "一般", "严重")),
        Column("XF_LY", "修复理由（不予理由）", LONG, 2000, labels=("修复理由",)),
        Column("XF_CNBH", "信用修复承诺编码", TEXT, 20),
        Column("XF_JDRQ", "修复决定日期", DATE, 0, Y, sample="2026/03/02"),
        Column("XF_SXRQ", "生效日期", DATE),
        Column("XF_JDDW", "修复决定单位", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
        Column("XF_JDDWDM", "修复决定单位统一社会信用代码", CODE, 18, Y),
        Column("XF_QD", "受理渠道", ENUM, 20),
        Column("BZ", "备注", LONG, 4000),
        _STAMP,
    ),
    key=("XF_YJLLX", "XF_YWSH", "XF_JG", "XF_JDRQ"),
    any_of=("XF_SHXYM", "XF_MC"),
)

WITHDRAWAL: Final = Layout(
    "WITHDRAWAL",
    "撤销变更",
    (
        Column(
            "CX_WSH",
            "撤销（变更、确认违法）文书号",
            TEXT,
            128,
            Y,
            labels=("撤销文书号",),
            sample="津滨市监撤〔2026〕1号",
        ),
        *_target("CX"),
        Column(
            "CX_LX",
            "类型",
            ENUM,
            20,
            Y,
            labels=("撤销类型",),
            values=("撤销", "变更", "确认违法", "确认无效", "误报撤回"),
            sample="撤销",
        ),
        Column(
            "CX_FS",
            "途径",
            ENUM,
            20,
            Y,
            values=("行政复议", "行政诉讼", "自行纠正", "上级或检察监督", "其他"),
            sample="自行纠正",
        ),
        Column("CX_LY", "理由", LONG, 2000, Y, sample="主要证据不足"),
        Column("CX_GKLY", "公开说明的理由", LONG, 1000, C, sample="原决定主要证据不足，依法撤销"),
        Column("CX_BGNR", "变更后的内容", LONG, 4000, C),
        Column("CX_XWSH", "变更后的文书号", TEXT, 128),
        Column(
            "CX_JDRQ",
            "撤销（变更）决定日期",
            DATE,
            0,
            Y,
            labels=("撤销决定日期",),
            sample="2026/03/02",
        ),
        Column("CX_SXRQ", "生效日期", DATE),
        Column(
            "CX_JDDW",
            "作出撤销（变更）决定的单位",
            TEXT,
            200,
            Y,
            labels=("撤销决定单位",),
            sample="天津市示例区市场监督管理局",
        ),
        Column("CX_JDDWDM", "决定单位统一社会信用代码", CODE, 18),
        Column("CX_LYDW", "报送单位", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
        Column("CX_LYDWDM", "报送单位统一社会信用代码", CODE, 18, Y),
        Column("BZ", "备注", LONG, 4000),
        _STAMP,
    ),
    key=("CX_YJLLX", "CX_YWSH", "CX_JDRQ"),
    any_of=("CX_SHXYM", "CX_MC"),
)

SUSPENSION: Final = Layout(
    "SUSPENSION",
    "暂停公示",
    (
        Column(
            "ZT_WSH",
            "暂停（恢复）公示文书号",
            TEXT,
            128,
            Y,
            labels=("暂停公示文书号",),
            sample="津信停〔2026〕1号",
        ),
        *_target("ZT"),
        Column("ZT_DZ", "动作", ENUM, 10, Y, values=("暂停公示", "恢复公示"), sample="暂停公示"),
        Column(
            "ZT_LY",
            "事由",
            ENUM,
            50,
            Y,
            values=("法院批准重整计划", "复议期间停止执行", "诉讼期间停止执行", "异议核查", "其他"),
            sample="诉讼期间停止执行",
        ),
        Column("ZT_SM", "说明", LONG, 1000),
        Column("ZT_QSRQ", "起始日期", DATE, 0, Y, sample="2026/03/02"),
        Column("ZT_JSRQ", "预计截止日期", DATE),
        Column("ZT_JDRQ", "决定日期", DATE, 0, Y, sample="2026/02/27"),
        Column("ZT_JDDW", "决定单位", TEXT, 200, Y, sample="天津市示例区人民法院"),
        Column("ZT_JDDWDM", "决定单位统一社会信用代码", CODE, 18, Y),
        Column("ZT_LYDW", "报送单位", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
        Column("ZT_LYDWDM", "报送单位统一社会信用代码", CODE, 18, Y),
        Column("BZ", "备注", LONG, 4000),
        _STAMP,
    ),
    key=("ZT_YJLLX", "ZT_YWSH", "ZT_DZ", "ZT_QSRQ"),
    any_of=("ZT_SHXYM", "ZT_MC"),
)

ZERO_REPORT: Final = Layout(
    "ZERO_REPORT",
    "零报送",
    (
        Column("LB_PCH", "批次号", TEXT, 64, Y, sample="20260202-01"),
        Column("LB_DW", "报送单位", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
        Column("LB_DWDM", "报送单位统一社会信用代码", CODE, 18, Y),
        Column(
            "LB_MLBH",
            "目录信息项编码",
            TEXT,
            64,
            Y,
            labels=("ML_BH", "信息项编码"),
            sample="示例事项01",
        ),
        Column(
            "LB_SJB",
            "数据格式（表）",
            ENUM,
            50,
            Y,
            labels=("数据格式",),
            values=tuple(BY_LAYOUT),
            sample="CF",
        ),
        Column(
            "LB_LX",
            "报送类型",
            ENUM,
            20,
            Y,
            values=("零报送", "增量", "全量", "补报"),
            sample="零报送",
        ),
        Column("LB_QJQ", "覆盖期间自", DATE, 0, Y, sample="2026/01/01"),
        Column("LB_QJZ", "覆盖期间至", DATE, 0, Y, sample="2026/01/31"),
        Column("LB_TS", "记录条数", COUNT, 10, Y, sample="0"),
        Column("LB_WJM", "文件名", TEXT, 255, C),
        Column("LB_WJZY", "文件摘要值", TEXT, 64),
        Column("LB_BSSJ", "报送时间", TEXT, 32, Y, sample="2026/02/02 09:30:00"),
        Column("LB_QRR", "确认人", TEXT, 50),
        Column("BZ", "备注", LONG, 4000),
    ),
    key=("LB_DWDM", "LB_LX", "LB_QJQ", "LB_QJZ", "LB_TS"),
    any_of=("LB_MLBH", "LB_SJB"),
)
