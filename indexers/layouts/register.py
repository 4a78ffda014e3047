"""企业登记 (REGISTER): what the register sends of each subject, and what is never taken in."""

from __future__ import annotations

from typing import Final

from gongshi.indexers.layouts.column import Column, ColumnType, Layout, Need

TEXT, LONG, CODE, DATE, AMOUNT, ENUM = (
    ColumnType.TEXT,
    ColumnType.LONG,
    ColumnType.CODE,
    ColumnType.DATE,
    ColumnType.AMOUNT,
    ColumnType.ENUM,
)
Y, C, N = Need.YES, Need.CONDITIONAL, Need.NO

SUBJECT_KINDS: Final = (
    "企业",
    "个体工商户",
    "农民专业合作社",
    "事业单位",
    "机关",
    "社会组织",
    "其他",
)
STATUSES: Final = ("存续", "吊销未注销", "吊销已注销", "注销", "撤销", "迁出", "歇业", "清算")

REGISTER: Final = Layout(
    "REGISTER",
    "企业登记",
    (
        Column(
            "UNISCID",
            "统一社会信用代码",
            CODE,
            18,
            C,
            labels=("社会信用代码", "USCC"),
            sample="91120116MA0000000X",
        ),
        Column("REGNO", "注册号", CODE, 50, C, labels=("工商注册号", "登记注册号")),
        Column("PRIPID", "主体身份代码", TEXT, 50),
        Column(
            "ENTNAME",
            "企业（机构）名称",
            TEXT,
            200,
            Y,
            labels=("企业名称", "机构名称", "名称", "字号名称", "主体名称"),
            older=("TRANAME",),
            sample="天津市示例食品有限公司",
        ),
        Column("HISTORYNAME", "曾用名", LONG, 2000, labels=("历史名称",)),
        Column("ZTLB", "主体类别", ENUM, 16, Y, values=SUBJECT_KINDS, sample="企业"),
        Column(
            "ENTTYPE_CN",
            "企业类型",
            TEXT,
            100,
            Y,
            labels=("类型", "市场主体类型"),
            sample="有限责任公司(自然人投资或控股)",
        ),
        Column(
            "REGSTATE_CN",
            "登记状态",
            ENUM,
            50,
            Y,
            labels=("经营状态", "企业状态"),
            values=STATUSES,
            sample="存续",
        ),
        Column("ESTDATE", "成立日期", DATE, 0, Y, labels=("注册日期",), sample="2020/03/02"),
        Column("APPRDATE", "核准日期", DATE, sample="2024/06/01"),
        Column("CANDATE", "注销日期", DATE, 0, C),
        Column("REVDATE", "吊销日期", DATE, 0, C),
        Column("REGORG_CN", "登记机关", TEXT, 200, Y, sample="天津市示例区市场监督管理局"),
        Column(
            "DOMDISTRICT",
            "住所所在行政区划",
            CODE,
            12,
            Y,
            labels=("行政区划", "行政区划代码"),
            sample="120116",
        ),
        Column(
            "DOM",
            "住所",
            TEXT,
            500,
            Y,
            labels=("地址", "注册地址"),
            sample="天津市滨海新区示例路1号",
        ),
        Column("OPLOC", "经营场所", TEXT, 500),
        Column("INDUSTRYCO", "行业代码", CODE, 5, older=("INDUSTRYPHY",), sample="F5229"),
        Column(
            "NAME",
            "法定代表人/负责人/经营者",
            TEXT,
            50,
            C,
            labels=("法定代表人", "负责人", "经营者", "法定代表人姓名"),
        ),
        Column(
            "CERNO",
            "法定代表人证件号码",
            CODE,
            64,
            labels=("证件号码", "身份证号", "身份证号码"),
            forbidden=True,
        ),
        Column("CERTYPE", "法定代表人证件类型", TEXT, 64, labels=("证件类型",), forbidden=True),
        Column("TEL", "联系电话", TEXT, 64, labels=("电话", "固定电话"), forbidden=True),
        Column(
            "MOBTEL", "移动电话", TEXT, 64, labels=("手机", "手机号", "手机号码"), forbidden=True
        ),
        Column("EMAIL", "电子邮箱", TEXT, 128, labels=("邮箱", "电子邮件"), forbidden=True),
        Column(
            "REGCAP",
            "注册资本（万元）",
            AMOUNT,
            labels=("注册资本", "注册资本(万)", "出资总额"),
            sample="500.000000",
        ),
        Column("REGCAPCUR_CN", "注册资本币种", TEXT, 20, labels=("币种",), sample="人民币"),
        Column("OPSCOPE", "经营范围", LONG, 4000),
        Column("OPFROM", "经营期限自", DATE),
        Column("OPTO", "经营期限至", DATE, sample="2099/12/31"),
        Column("LSQY_SHXYM", "隶属企业统一社会信用代码", CODE, 18, C, labels=("隶属企业代码",)),
        Column("SJC", "时间戳", TEXT, 64, labels=("数据更新时间", "更新时间"), auxiliary=True),
    ),
    key=("ENTNAME",),
    any_of=("UNISCID", "REGNO"),
)
