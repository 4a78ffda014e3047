"""Layouts of lists: 经营异常名录 (ABNORMAL) and 严重违法失信名单 (SERIOUS).

A removal comes as the same entry with the columns of the removal filled.
"""

from __future__ import annotations

from typing import Final

from gongshi.indexers.layouts.column import Column, ColumnType, Layout, Need
from gongshi.indexers.layouts.parties import OURS, SUBJECT_KINDS, party_columns

LONG, CODE, DATE, ENUM = ColumnType.LONG, ColumnType.CODE, ColumnType.DATE, ColumnType.ENUM
TEXT, COUNT = ColumnType.TEXT, ColumnType.COUNT
Y, C, N = Need.YES, Need.CONDITIONAL, Need.NO

GROUNDS: Final = (
    "未按规定期限公示年度报告",
    "未在责令期限内公示有关企业信息",
    "公示企业信息隐瞒真实情况、弄虚作假",
    "通过登记的住所或者经营场所无法联系",
)

_SOURCE: Final = (
    Column("LYDW", "数据来源单位", TEXT, 200, Y, labels=("数据来源",)),
    Column("LYDWDM", "数据来源单位统一社会信用代码", CODE, 18, Y, labels=("数据来源单位代码",)),
    Column("BZ", "备注", LONG, 4000),
)
_USCC: Final = Column(
    "UNISCID",
    "统一社会信用代码",
    CODE,
    18,
    C,
    labels=("社会信用代码", "USCC", "统一社会信用代码/注册号"),
    sample="91120116MA0000000X",
)
_REGNO: Final = Column("REGNO", "注册号", CODE, 50, C, labels=("工商注册号",))

ABNORMAL: Final = Layout(
    "ABNORMAL",
    "经营异常名录",
    (
        *party_columns(
            Column(
                "ENTNAME",
                "企业名称",
                TEXT,
                200,
                Y,
                labels=("名称", "主体名称", "单位名称", "企业（机构）名称"),
                sample="天津市示例食品有限公司",
            ),
            Column(
                "ZTLB",
                "主体类别",
                ENUM,
                16,
                Y,
                values=("企业", "农民专业合作社", "个体工商户"),
                sample="企业",
            ),
            _USCC,
            registration=_REGNO,
            head=Column("LEREP", "法定代表人", TEXT, 50, labels=("法定代表人姓名", "负责人")),
        ),
        Column("BUSEXCLIST", "经营异常名录ID", CODE, 50),
        Column("SPECAUSE", "列入经营异常名录原因代码", CODE, 10),
        Column(
            "SPECAUSE_CN",
            "列入经营异常名录原因类型名称",
            ENUM,
            200,
            Y,
            labels=("列入经营异常名录原因", "列入原因", "列入原因类型", "标记原因"),
            values=GROUNDS,
            sample=GROUNDS[0],
        ),
        Column(
            "ABNTIME",
            "列入日期",
            DATE,
            0,
            Y,
            labels=("标记日期", "列入经营异常名录日期"),
            sample="2026/01/15",
        ),
        Column(
            "DECORG_CN",
            "作出决定机关(列入)",
            TEXT,
            200,
            Y,
            labels=("列入决定机关", "作出决定机关", "列入机关"),
            sample="天津市示例区市场监督管理局",
        ),
        Column("DECORG", "列入决定机关代码", CODE, 18),
        Column("DEDOCNUM", "列入文号", TEXT, 128, labels=("列入决定书文号",)),
        Column("PUBLICDATE", "公示日期", DATE),
        Column(
            "REMEXCPRES_CN",
            "移出经营异常名录原因",
            TEXT,
            500,
            C,
            labels=("移出原因", "恢复原因"),
        ),
        Column("REMDATE", "移出日期", DATE, 0, C, labels=("恢复日期", "移出经营异常名录日期")),
        Column(
            "REDECORG_CN", "作出决定机关(移出)", TEXT, 200, C, labels=("移出决定机关", "移出机关")
        ),
        Column("REDOCNUM", "移出文号", TEXT, 128),
        *_SOURCE,
        *OURS,
    ),
    key=("ENTNAME", "SPECAUSE_CN", "ABNTIME"),
    any_of=("UNISCID", "REGNO"),
)

SERIOUS: Final = Layout(
    "SERIOUS",
    "严重违法失信名单",
    (
        *party_columns(
            Column(
                "ENTNAME",
                "名称",
                TEXT,
                200,
                Y,
                labels=("企业名称", "主体名称", "姓名", "单位名称", "企业（机构）名称"),
                sample="天津市示例食品有限公司",
            ),
            Column(
                "ZTLB", "主体类别", ENUM, 16, Y, values=SUBJECT_KINDS, sample="法人及非法人组织"
            ),
            _USCC,
            registration=_REGNO,
            head=Column(
                "NAME",
                "法定代表人/负责人",
                TEXT,
                50,
                labels=("法定代表人", "法定代表人（负责人）", "负责人"),
            ),
            person_id=Column(
                "CERNO",
                "证件号码(自然人)",
                CODE,
                64,
                C,
                labels=("证件号码", "身份证号", "身份证号码"),
                forbidden=True,
                person_id=True,
            ),
        ),
        Column("ILLID", "严重违法失信ID", CODE, 50),
        Column(
            "SERILLREA",
            "列入情形条款",
            ENUM,
            10,
            values=("5", "6", "7", "8", "9", "10", "11"),
            sample="5",
        ),
        Column(
            "SERILLREA_CN",
            "列入严重违法失信名单原因",
            LONG,
            2000,
            Y,
            labels=("列入原因", "列入事由", "列入理由"),
            sample="经营超过保质期的食品，受到较重行政处罚",
        ),
        Column("CFJDWSH", "依据的行政处罚决定书文号", TEXT, 128),
        Column(
            "ABNTIME",
            "列入日期",
            DATE,
            0,
            Y,
            labels=("列入严重违法失信名单日期",),
            sample="2026/01/15",
        ),
        Column(
            "DECORG_CN",
            "作出决定机关(列入)",
            TEXT,
            200,
            Y,
            labels=("列入决定机关", "作出决定机关", "列入机关"),
            sample="天津市示例区市场监督管理局",
        ),
        Column("DECORG", "列入决定机关统一社会信用代码", CODE, 18, labels=("列入决定机关代码",)),
        Column(
            "DEDOCNUM",
            "列入文号",
            TEXT,
            128,
            Y,
            labels=("列入决定书文号", "列入决定文号"),
            sample="津滨市监严列〔2026〕1号",
        ),
        Column("PUBLICDATE", "公示日期", DATE),
        Column("LRQXZ", "列入期限至", DATE),
        Column(
            "REMEXCPRES_CN",
            "移出严重违法失信名单原因",
            TEXT,
            500,
            C,
            labels=("移出原因",),
            values=(
                "期满移出",
                "提前移出（信用修复）",
                "列入决定被撤销",
                "主体注销",
                "其他",
            ),
        ),
        Column("REMDATE", "移出日期", DATE, 0, C),
        Column(
            "REDECORG_CN", "作出决定机关(移出)", TEXT, 200, C, labels=("移出决定机关", "移出机关")
        ),
        Column("RECORGNUM", "移出文号", TEXT, 128),
        *_SOURCE,
        *OURS,
    ),
    key=("ENTNAME", "SERILLREA_CN", "ABNTIME"),
)
