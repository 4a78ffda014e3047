"""Headers of lists, honours, commitments, coercion and judgments: column codes and labels."""

from __future__ import annotations

from typing import Final

from gongshi.samples.columns import Columns

#: 经营异常名录.
ABNORMAL: Final[Columns] = {
    "ENTNAME": "企业名称",
    "ZTLB": "主体类别",
    "UNISCID": "统一社会信用代码",
    "REGNO": "注册号",
    "LEREP": "法定代表人",
    "BUSEXCLIST": "经营异常名录ID",
    "SPECAUSE": "列入经营异常名录原因代码",
    "SPECAUSE_CN": "列入经营异常名录原因类型名称",
    "ABNTIME": "列入日期",
    "DECORG_CN": "作出决定机关(列入)",
    "DECORG": "列入决定机关代码",
    "DEDOCNUM": "列入文号",
    "PUBLICDATE": "公示日期",
    "REMEXCPRES_CN": "移出经营异常名录原因",
    "REMDATE": "移出日期",
    "REDECORG_CN": "作出决定机关(移出)",
    "REDOCNUM": "移出文号",
    "LYDW": "数据来源单位",
    "LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: 严重违法失信名单.
SERIOUS: Final[Columns] = {
    "ENTNAME": "名称",
    "ZTLB": "主体类别",
    "UNISCID": "统一社会信用代码",
    "REGNO": "注册号",
    "NAME": "法定代表人/负责人",
    "ILLID": "严重违法失信ID",
    "SERILLREA": "列入情形条款",
    "SERILLREA_CN": "列入严重违法失信名单原因",
    "CFJDWSH": "依据的行政处罚决定书文号",
    "ABNTIME": "列入日期",
    "DECORG_CN": "作出决定机关(列入)",
    "DECORG": "列入决定机关统一社会信用代码",
    "DEDOCNUM": "列入文号",
    "PUBLICDATE": "公示日期",
    "LRQXZ": "列入期限至",
    "REMEXCPRES_CN": "移出严重违法失信名单原因",
    "REMDATE": "移出日期",
    "REDECORG_CN": "作出决定机关(移出)",
    "RECORGNUM": "移出文号",
    "LYDW": "数据来源单位",
    "LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: 诚实守信.
HONOUR: Final[Columns] = {
    "ZT_MC": "主体名称",
    "ZT_LB": "主体类别",
    "ZT_SHXYM": "统一社会信用代码",
    "NSRSBH": "纳税人识别号",
    "HGZCBM": "海关注册编码",
    "RYLB": "守信类别",
    "RYMC": "守信信息（荣誉）名称",
    "DJ": "信用等级",
    "PJND": "评价年度",
    "ZSBH": "证书编号",
    "RDYJ": "认定依据（文件依据）",
    "LRSY": "列入事由",
    "RDRQ": "认定（评定）日期",
    "YXQZ": "有效期自",
    "YXQZI": "有效期至",
    "ZXBZ": "注销（取消）标志",
    "QXRQ": "取消日期",
    "RDJG": "认定单位",
    "RDJGDM": "认定单位统一社会信用代码",
    "LYDW": "数据来源单位",
    "LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: 信用承诺.
COMMITMENT: Final[Columns] = {
    "CN_CNR": "承诺人名称",
    "CN_CNRLB": "承诺人类别",
    "CN_CNRDM": "承诺人代码",
    "CN_BM": "承诺编码",
    "CN_LX": "承诺类型",
    "CN_SY": "承诺事由",
    "CN_NR": "承诺内容",
    "CN_ZR": "违诺责任",
    "CN_ZCRQ": "承诺作出日期",
    "CN_YXQ": "承诺有效期",
    "CN_ZT": "承诺履行状态",
    "CN_WLX": "未履行的承诺内容",
    "CN_ZJ": "违诺责任追究内容",
    "CN_RDRQ": "承诺履行状态认定日期",
    "CN_RDDW": "承诺履行状态认定单位",
    "CN_RDDWDM": "承诺履行状态认定单位代码",
    "CN_SLDW": "承诺受理单位",
    "CN_SLDWDM": "承诺受理单位代码",
    "BZ": "备注",
    "GKSX": "公开类型",
}

#: 行政强制.
COERCION: Final[Columns] = {
    "QZ_XDR_MC": "行政相对人名称",
    "QZ_XDR_LB": "行政相对人类别",
    "QZ_XDR_SHXYM": "行政相对人代码_1(统一社会信用代码)",
    "QZ_WSH": "行政强制决定书文号",
    "QZ_LB": "行政强制类别",
    "QZ_FS": "行政强制种类（方式）",
    "QZ_SY": "强制事由（理由）",
    "QZ_YJ": "强制依据",
    "QZ_NR": "强制内容",
    "QZ_JE": "涉及金额（万元）",
    "QZ_JDRQ": "决定日期",
    "QZ_QXZ": "强制期限至",
    "QZ_JCRQ": "解除日期",
    "QZ_ZT": "当前状态",
    "QZ_QZJG": "强制机关",
    "QZ_QZJGDM": "强制机关统一社会信用代码",
    "QZ_LYDW": "数据来源单位",
    "QZ_LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}

#: 刑事裁判.
CRIMINAL: Final[Columns] = {
    "XS_BGDW": "被告单位名称",
    "XS_SHXYM": "统一社会信用代码",
    "XS_AH": "案号",
    "XS_WSMC": "裁判文书名称",
    "XS_ZM": "罪名",
    "XS_XF": "判处刑罚",
    "XS_FJJE": "罚金金额（万元）",
    "XS_MSZS": "追缴、没收、退赔",
    "XS_CPYZ": "裁判要旨（主文摘要）",
    "XS_SLFY": "审理法院",
    "XS_SLFYDM": "审理法院统一社会信用代码",
    "XS_SLCX": "审理程序",
    "XS_CPRQ": "裁判日期",
    "XS_SXRQ": "生效日期",
    "XS_LXQK": "财产刑履行情况",
    "XS_LYDW": "数据来源单位",
    "XS_LYDWDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}
