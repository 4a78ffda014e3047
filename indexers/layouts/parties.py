"""Columns that licences and penalties share: on whom a decision strikes, and what is optional."""

from __future__ import annotations

from typing import Final

from gongshi.indexers.layouts.column import Column, ColumnType, Need

TEXT, LONG, CODE, DATE, AMOUNT, ENUM = (
    ColumnType.TEXT,
    ColumnType.LONG,
    ColumnType.CODE,
    ColumnType.DATE,
    ColumnType.AMOUNT,
    ColumnType.ENUM,
)
Y, C, N = Need.YES, Need.CONDITIONAL, Need.NO

SUBJECT_KINDS: Final = ("法人及非法人组织", "自然人", "个体工商户")
MODES: Final = ("公开公示", "政务共享", "授权查询", "不予公开")

MODE: Final = Column(
    "GKSX",
    "公开属性",
    ENUM,
    16,
    labels=("公开类型", "公示属性", "公开方式", "DISCLOSUREMODE"),
    values=MODES,
    sample="公开公示",
)
PERSON_KEY: Final = Column(
    "PERSON_KEY", "自然人识别码", CODE, 64, labels=("GRSBM",), auxiliary=True
)
PLACE: Final = Column("DFBM", "地方编码", CODE, 12, auxiliary=True)
STAMP: Final = Column(
    "SJC", "时间戳", TEXT, 64, labels=("数据更新时间", "更新时间"), auxiliary=True
)


def subject_columns(
    prefix: str, older_name: tuple[str, ...], older_head: tuple[str, ...]
) -> tuple[Column, ...]:
    """The thirteen columns on whom a decision strikes; the same in both layouts."""
    x = f"{prefix}_XDR"
    return (
        Column(
            f"{x}_MC",
            "行政相对人名称",
            TEXT,
            200,
            Y,
            labels=("相对人名称", "行政相对人", "主体名称", "企业名称", "单位名称"),
            older=older_name,
            sample="天津市示例食品有限公司",
        ),
        Column(
            f"{x}_LB",
            "行政相对人类别",
            ENUM,
            16 if prefix == "XK" else 100,
            Y,
            labels=("相对人类别", "行政相对人类型"),
            values=SUBJECT_KINDS,
            sample="法人及非法人组织",
        ),
        Column(
            f"{x}_SHXYM",
            "行政相对人代码_1(统一社会信用代码)",
            CODE,
            18,
            C,
            labels=("行政相对人代码_1", "统一社会信用代码", "社会信用代码", "USCC"),
            sample="91120116MA0000000X",
        ),
        Column(
            f"{x}_GSZC",
            "行政相对人代码_2(工商注册号)",
            CODE,
            50,
            labels=(
                "行政相对人代码_2",
                "工商注册号",
                "行政相对人代码_2(工商登记码)",
                "工商登记码",
                "注册号",
            ),
            older=(f"{x}_GSDJ",),
        ),
        Column(
            f"{x}_ZZJG",
            "行政相对人代码_3(组织机构代码)",
            CODE,
            9,
            labels=("行政相对人代码_3", "组织机构代码"),
            older=(f"{x}_ZDM",),
        ),
        Column(
            f"{x}_SWDJ",
            "行政相对人代码_4(税务登记号)",
            CODE,
            15,
            labels=("行政相对人代码_4", "税务登记号"),
        ),
        Column(
            f"{x}_SYDW",
            "行政相对人代码_5(事业单位证书号)",
            CODE,
            12,
            labels=("行政相对人代码_5", "事业单位证书号"),
        ),
        Column(
            f"{x}_SHZZ",
            "行政相对人代码_6(社会组织登记证号)",
            CODE,
            50,
            labels=("行政相对人代码_6", "社会组织登记证号"),
        ),
        Column(
            f"{prefix}_FRDB",
            "法定代表人",
            TEXT,
            50,
            C,
            labels=("法定代表人姓名", "法定代表人(负责人)", "法定代表人或负责人", "法人代表"),
            older=(*older_head, f"{prefix}_FDDBR"),
        ),
        Column(
            f"{prefix}_FR_ZJLX",
            "法定代表人证件类型",
            ENUM,
            64,
            labels=("法人证件类型",),
            forbidden=True,
        ),
        Column(
            f"{prefix}_FR_ZJHM",
            "法定代表人证件号码",
            CODE,
            64,
            labels=(
                "法定代表人证件号",
                "法人证件号码",
                "法定代表人身份证号",
                "法定代表人身份证号码",
            ),
            older=(f"{prefix}_FR_SFZH", f"{prefix}_FR_SFZ", f"{prefix}_FRDB_SFZH"),
            forbidden=True,
        ),
        Column(
            f"{x}_ZJLX",
            "证件类型(自然人)",
            ENUM,
            64,
            labels=("证件类型", "自然人证件类型"),
            forbidden=True,
        ),
        Column(
            f"{x}_ZJHM",
            "证件号码(自然人)",
            CODE,
            64,
            labels=(
                "证件号码",
                "自然人证件号码",
                "自然人身份证号",
                "居民身份证号",
                "身份证号",
                "身份证号码",
                "行政相对人代码_5(居民身份证号)",
            ),
            older=(f"{x}_SFZ", f"{x}_SFZH"),
            forbidden=True,
            person_id=True,
        ),
    )
