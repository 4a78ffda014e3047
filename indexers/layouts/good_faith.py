"""Layouts of good faith: 诚实守信 (HONOUR) and 信用承诺 (CN, 20 columns)."""

from __future__ import annotations

from typing import Final

from gongshi.indexers.layouts.column import Column, ColumnType, Layout, Need
from gongshi.indexers.layouts.parties import OURS, SUBJECT_KINDS, party_columns

LONG, CODE, DATE, ENUM = ColumnType.LONG, ColumnType.CODE, ColumnType.DATE, ColumnType.ENUM
TEXT, COUNT = ColumnType.TEXT, ColumnType.COUNT
Y, C, N = Need.YES, Need.CONDITIONAL, Need.NO

HONOUR: Final = Layout(
    "HONOUR",
    "诚实守信",
    (
        *party_columns(
            Column(
                "ZT_MC",
                "主体名称",
                TEXT,
                200,
                Y,
                labels=("名称", "纳税人名称", "企业名称", "单位名称"),
                sample="天津市示例食品有限公司",
            ),
            Column(
                "ZT_LB", "主体类别", ENUM, 16, Y, values=SUBJECT_KINDS, sample="法人及非法人组织"
            ),
            Column(
                "ZT_SHXYM",
                "统一社会信用代码",
                CODE,
                18,
                C,
                labels=("社会信用代码", "USCC"),
                sample="91120116MA0000000X",
            ),
            tax=Column("NSRSBH", "纳税人识别号", CODE, 20),
        ),
        Column("HGZCBM", "海关注册编码", CODE, 20),
        Column(
            "RYLB",
            "守信类别",
            ENUM,
            50,
            Y,
            labels=("荣誉类别",),
            values=(
                "A级纳税人",
                "海关高级认证企业",
                "守信激励对象",
                "高新技术企业",
                "行业守信典型",
                "表彰荣誉",
                "其他",
            ),
            sample="A级纳税人",
        ),
        Column(
            "RYMC",
            "守信信息（荣誉）名称",
            TEXT,
            200,
            Y,
            labels=("荣誉", "荣誉名称", "守信信息名称"),
            sample="纳税信用A级纳税人",
        ),
        Column("DJ", "信用等级", TEXT, 50, sample="A"),
        Column("PJND", "评价年度", COUNT, 4, C, labels=("年度",), sample="2025"),
        Column("ZSBH", "证书编号", TEXT, 64),
        Column("RDYJ", "认定依据（文件依据）", LONG, 1000, labels=("认定依据",)),
        Column("LRSY", "列入事由", LONG, 2000),
        Column("RDRQ", "认定（评定）日期", DATE, labels=("认定日期", "评定日期")),
        Column("YXQZ", "有效期自", DATE),
        Column("YXQZI", "有效期至", DATE),
        Column("ZXBZ", "注销（取消）标志", ENUM, 10, labels=("取消标志", "注销标志")),
        Column("QXRQ", "取消日期", DATE, 0, C),
        Column(
            "RDJG",
            "认定单位",
            TEXT,
            200,
            Y,
            labels=("认定机关", "评定单位"),
            sample="国家税务总局天津市税务局",
        ),
        Column("RDJGDM", "认定单位统一社会信用代码", CODE, 18),
        Column("LYDW", "数据来源单位", TEXT, 200, Y, labels=("数据来源",)),
        Column("LYDWDM", "数据来源单位统一社会信用代码", CODE, 18, Y),
        Column("BZ", "备注", LONG, 4000),
        *OURS,
    ),
    key=("ZT_MC", "RYMC"),
    any_of=("ZT_SHXYM", "NSRSBH"),
)

COMMITMENT: Final = Layout(
    "CN",
    "信用承诺",
    (
        *party_columns(
            Column("CN_CNR", "承诺人名称", TEXT, 200, Y, sample="天津市示例食品有限公司"),
            Column(
                "CN_CNRLB",
                "承诺人类别",
                ENUM,
                16,
                Y,
                values=SUBJECT_KINDS,
                sample="法人及非法人组织",
            ),
            Column("CN_CNRDM", "承诺人代码", CODE, 18, Y, sample="91120116MA0000000X"),
        ),
        Column("CN_BM", "承诺编码", TEXT, 20, Y, sample="12011620260115000001"),
        Column(
            "CN_LX",
            "承诺类型",
            ENUM,
            64,
            Y,
            values=(
                "审批替代型",
                "容缺受理型",
                "证明事项型",
                "信用修复型",
                "行业自律型",
                "主动型",
                "其他",
            ),
            sample="审批替代型",
        ),
        Column("CN_SY", "承诺事由", LONG, 512, Y, sample="申请办理食品经营许可"),
        Column("CN_NR", "承诺内容", LONG, 4000, Y, sample="所提交的材料真实、合法、有效"),
        Column("CN_ZR", "违诺责任", LONG, 4000, Y, sample="自愿接受撤销许可等处理"),
        Column("CN_ZCRQ", "承诺作出日期", DATE, 0, Y, labels=("承诺日期",), sample="2026/01/15"),
        Column("CN_YXQ", "承诺有效期", DATE),
        Column(
            "CN_ZT",
            "承诺履行状态",
            ENUM,
            50,
            Y,
            values=("全部履行", "部分履行", "全部未履行"),
            sample="全部履行",
        ),
        Column("CN_WLX", "未履行的承诺内容", LONG, 4000, C),
        Column("CN_ZJ", "违诺责任追究内容", LONG, 4000, C),
        Column("CN_RDRQ", "承诺履行状态认定日期", DATE),
        Column("CN_RDDW", "承诺履行状态认定单位", TEXT, 200),
        Column("CN_RDDWDM", "承诺履行状态认定单位代码", CODE, 18),
        Column("CN_SLDW", "承诺受理单位", TEXT, 200, Y, sample="天津市示例区行政审批局"),
        Column("CN_SLDWDM", "承诺受理单位代码", CODE, 18, Y),
        Column("BZ", "备注", LONG, 512),
        *OURS,
    ),
    key=("CN_CNR", "CN_CNRDM", "CN_SY", "CN_ZCRQ"),
)
