"""Columns that the layouts of records share: whom a record concerns, and what is optional."""

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
    labels=("公开类型", "公示属性", "公开方式", "GKLX", "DISCLOSUREMODE"),
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


#: Every layout of records ends with these.
OURS: Final = (MODE, PERSON_KEY, PLACE, STAMP)


def _unlisted(code: str, label: str, *labels: str) -> Column:
    """A column the layout does not name; where a file has it all the same, it is read."""
    return Column(code, label, CODE, labels=labels, auxiliary=True)


_REGISTRATION: Final = _unlisted("GSZC", "工商注册号", "注册号")
_ORGANISATION: Final = _unlisted("ZZJG", "组织机构代码")
_TAX: Final = _unlisted("SWDJ", "税务登记号", "纳税人识别号")
_INSTITUTION: Final = _unlisted("SYDW", "事业单位证书号")
_SOCIAL: Final = _unlisted("SHZZ", "社会组织登记证号")
_HEAD: Final = Column("FRDB", "法定代表人", labels=("法定代表人姓名",), auxiliary=True)
#: Numbers and addresses of persons that arrive unasked.
_PERSON_PAPERS: Final = (
    Column("FR_ZJHM", "法定代表人证件号码", labels=("法定代表人身份证号",), forbidden=True),
    Column("LXDH", "联系电话", labels=("联系方式", "电话", "手机号码"), forbidden=True),
)
#: The number of a natural person, where the layout names no column of its own.
_PERSON_ID: Final = Column(
    "ZJHM",
    "证件号码",
    labels=("证件号码(自然人)", "身份证号", "身份证号码"),
    forbidden=True,
    person_id=True,
)


def party_columns(
    name: Column,
    kind: Column,
    uscc: Column,
    *,
    registration: Column = _REGISTRATION,
    organisation: Column = _ORGANISATION,
    tax: Column = _TAX,
    head: Column = _HEAD,
    person_id: Column = _PERSON_ID,
    dropped: tuple[Column, ...] = (),
) -> tuple[Column, ...]:
    """Whom a record concerns, in the places where ``validate_party`` looks for it."""
    return (
        name, kind, uscc, registration, organisation, tax, _INSTITUTION, _SOCIAL, head,
        *_PERSON_PAPERS, *dropped, person_id,
    )  # fmt: skip


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
