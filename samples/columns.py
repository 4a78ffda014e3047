"""Headers as the departments print them: the column codes and Chinese labels of every layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Column code → Chinese label, in the order of the layout.
Columns = Mapping[str, str]

#: 行政许可, 2018 generation.
LICENCE: Final[Columns] = {
    "XK_XDR_MC": "行政相对人名称",
    "XK_XDR_LB": "行政相对人类别",
    "XK_XDR_SHXYM": "行政相对人代码_1(统一社会信用代码)",
    "XK_XDR_GSZC": "行政相对人代码_2(工商注册号)",
    "XK_XDR_ZZJG": "行政相对人代码_3(组织机构代码)",
    "XK_XDR_SWDJ": "行政相对人代码_4(税务登记号)",
    "XK_XDR_SYDW": "行政相对人代码_5(事业单位证书号)",
    "XK_XDR_SHZZ": "行政相对人代码_6(社会组织登记证号)",
    "XK_FRDB": "法定代表人",
    "XK_FR_ZJLX": "法定代表人证件类型",
    "XK_FR_ZJHM": "法定代表人证件号码",
    "XK_XDR_ZJLX": "证件类型(自然人)",
    "XK_XDR_ZJHM": "证件号码(自然人)",
    "XK_XKWS": "行政许可决定文书名称",
    "XK_WSH": "行政许可决定文书号",
    "XK_XKLB": "许可类别",
    "XK_XKZS": "许可证书名称",
    "XK_XKBH": "许可编号",
    "XK_NR": "许可内容",
    "XK_JDRQ": "许可决定日期",
    "XK_YXQZ": "有效期自",
    "XK_YXQZI": "有效期至",
    "XK_XKJG": "许可机关",
    "XK_XKJGDM": "许可机关统一社会信用代码",
    "XK_ZT": "当前状态",
    "XK_LYDW": "数据来源单位",
    "XK_LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: 行政处罚, 2018 generation.
PENALTY: Final[Columns] = {
    "CF_XDR_MC": "行政相对人名称",
    "CF_XDR_LB": "行政相对人类别",
    "CF_XDR_SHXYM": "行政相对人代码_1(统一社会信用代码)",
    "CF_XDR_GSZC": "行政相对人代码_2(工商注册号)",
    "CF_XDR_ZZJG": "行政相对人代码_3(组织机构代码)",
    "CF_XDR_SWDJ": "行政相对人代码_4(税务登记号)",
    "CF_XDR_SYDW": "行政相对人代码_5(事业单位证书号)",
    "CF_XDR_SHZZ": "行政相对人代码_6(社会组织登记证号)",
    "CF_FRDB": "法定代表人",
    "CF_FR_ZJLX": "法定代表人证件类型",
    "CF_FR_ZJHM": "法定代表人证件号码",
    "CF_XDR_ZJLX": "证件类型(自然人)",
    "CF_XDR_ZJHM": "证件号码(自然人)",
    "CF_WSH": "行政处罚决定书文号",
    "CF_WFXW": "违法行为类型",
    "CF_SY": "违法事实",
    "CF_YJ": "处罚依据",
    "CF_CFLB": "处罚类别",
    "CF_NR": "处罚内容",
    "CF_NR_FK": "罚款金额（万元）",
    "CF_NR_WFFF": "没收违法所得、没收非法财物的金额（万元）",
    "CF_NR_ZKDX": "暂扣或吊销证照名称及编号",
    "CF_JDRQ": "处罚决定日期",
    "CF_YXQ": "处罚有效期",
    "CF_GSJZQ": "公示截止期",
    "CF_CFJG": "处罚机关",
    "CF_CFJGDM": "处罚机关统一社会信用代码",
    "CF_SJLY": "数据来源单位",
    "CF_SJLYDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: Optional columns some sources add for the publication rules; one name in every layout.
PENALTY_EXTRAS: Final[Columns] = {
    "procedure": "procedure",
    "class": "class",
    "field": "field",
    "published_date": "published_date",
    "restriction_until": "restriction_until",
}

#: 企业登记.
REGISTER: Final[Columns] = {
    "UNISCID": "统一社会信用代码",
    "REGNO": "注册号",
    "PRIPID": "主体身份代码",
    "ENTNAME": "企业（机构）名称",
    "HISTORYNAME": "曾用名",
    "ZTLB": "主体类别",
    "ENTTYPE_CN": "企业类型",
    "REGSTATE_CN": "登记状态",
    "ESTDATE": "成立日期",
    "APPRDATE": "核准日期",
    "CANDATE": "注销日期",
    "REVDATE": "吊销日期",
    "REGORG_CN": "登记机关",
    "DOMDISTRICT": "住所所在行政区划",
    "DOM": "住所",
    "OPLOC": "经营场所",
    "INDUSTRYCO": "行业代码",
    "NAME": "法定代表人/负责人/经营者",
    "CERNO": "法定代表人证件号码",
    "REGCAP": "注册资本（万元）",
    "REGCAPCUR_CN": "注册资本币种",
    "OPSCOPE": "经营范围",
    "OPFROM": "经营期限自",
    "OPTO": "经营期限至",
    "LSQY_SHXYM": "隶属企业统一社会信用代码",
}

#: 信用修复.
REPAIR: Final[Columns] = {
    "XF_WSH": "信用修复决定（意见）文号",
    "XF_SHXYM": "主体统一社会信用代码",
    "XF_MC": "主体名称",
    "XF_YJLLX": "原记录类型",
    "XF_YWSH": "原决定（文书、案）号",
    "XF_YJLNR": "原记录辨别内容",
    "XF_YJG": "原决定机关",
    "XF_SQRQ": "申请日期",
    "XF_SLRQ": "受理日期",
    "XF_JG": "修复结论",
    "XF_FW": "修复方式",
    "XF_SXFL": "失信信息类别",
    "XF_LY": "修复理由（不予理由）",
    "XF_CNBH": "信用修复承诺编码",
    "XF_JDRQ": "修复决定日期",
    "XF_SXRQ": "生效日期",
    "XF_JDDW": "修复决定单位",
    "XF_JDDWDM": "修复决定单位统一社会信用代码",
    "XF_QD": "受理渠道",
    "BZ": "备注",
}

#: 撤销、变更、确认违法、误报撤回.
WITHDRAWAL: Final[Columns] = {
    "CX_WSH": "撤销（变更、确认违法）文书号",
    "CX_SHXYM": "主体统一社会信用代码",
    "CX_MC": "主体名称",
    "CX_YJLLX": "原记录类型",
    "CX_YWSH": "原决定（文书、案）号",
    "CX_YJLNR": "原记录辨别内容",
    "CX_YJG": "原决定机关",
    "CX_LX": "类型",
    "CX_FS": "途径",
    "CX_LY": "理由",
    "CX_GKLY": "公开说明的理由",
    "CX_BGNR": "变更后的内容",
    "CX_XWSH": "变更后的文书号",
    "CX_JDRQ": "撤销（变更）决定日期",
    "CX_SXRQ": "生效日期",
    "CX_JDDW": "作出撤销（变更）决定的单位",
    "CX_JDDWDM": "决定单位统一社会信用代码",
    "CX_LYDW": "报送单位",
    "CX_LYDWDM": "报送单位统一社会信用代码",
    "BZ": "备注",
}

#: 暂停、恢复公示.
SUSPENSION: Final[Columns] = {
    "ZT_WSH": "暂停（恢复）公示文书号",
    "ZT_SHXYM": "主体统一社会信用代码",
    "ZT_MC": "主体名称",
    "ZT_YJLLX": "原记录类型",
    "ZT_YWSH": "原决定（文书、案）号",
    "ZT_YJLNR": "原记录辨别内容",
    "ZT_YJG": "原决定机关",
    "ZT_DZ": "动作",
    "ZT_LY": "事由",
    "ZT_SM": "说明",
    "ZT_QSRQ": "起始日期",
    "ZT_JSRQ": "预计截止日期",
    "ZT_JDRQ": "决定日期",
    "ZT_JDDW": "决定单位",
    "ZT_JDDWDM": "决定单位统一社会信用代码",
    "ZT_LYDW": "报送单位",
    "ZT_LYDWDM": "报送单位统一社会信用代码",
    "BZ": "备注",
}

#: 零报送与报送期间.
ZERO_REPORT: Final[Columns] = {
    "LB_PCH": "批次号",
    "LB_DW": "报送单位",
    "LB_DWDM": "报送单位统一社会信用代码",
    "LB_MLBH": "目录信息项编码",
    "LB_SJB": "数据格式（表）",
    "LB_LX": "报送类型",
    "LB_QJQ": "覆盖期间自",
    "LB_QJZ": "覆盖期间至",
    "LB_TS": "记录条数",
    "LB_WJM": "文件名",
    "LB_WJZY": "文件摘要值",
    "LB_BSSJ": "报送时间",
    "LB_QRR": "确认人",
    "BZ": "备注",
}

#: 2015/16 layout of licences: its column names, and the 2018 code each stands for.
LICENCE_2015: Final[Columns] = {
    "XK_WSH": "XK_WSH",
    "XK_XMMC": "XK_XKWS",
    "XK_SPLB": "XK_XKLB",
    "XK_NR": "XK_NR",
    "XK_XDR": "XK_XDR_MC",
    "XK_XDR_SHXYM": "XK_XDR_SHXYM",
    "XK_XDR_ZDM": "XK_XDR_ZZJG",
    "XK_XDR_GSDJ": "XK_XDR_GSZC",
    "XK_XDR_SWDJ": "XK_XDR_SWDJ",
    "XK_XDR_SFZ": "XK_XDR_ZJHM",
    "XK_FR": "XK_FRDB",
    "XK_JDRQ": "XK_JDRQ",
    "XK_JZQ": "XK_YXQZI",
    "XK_XZJG": "XK_XKJG",
    "XK_ZT": "XK_ZT",
    "DFBM": "DFBM",
    "SJC": "SJC",
    "BZ": "BZ",
}
