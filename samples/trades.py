"""What the invented enterprises do: trade words of names, industry codes, and the law they live
under.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of business; ``sector`` chooses the licences and penalties it meets."""

    words: str
    industry: str  # GB/T 4754-2017
    sector: str
    scope: str


ENTERPRISE_TRADES: Final = (
    Trade("餐饮管理", "H6210", "food", "餐饮服务；餐饮管理。"),
    Trade("食品", "C1499", "food", "食品生产；食品销售。"),
    Trade("超市", "F5212", "food", "食品销售；日用百货销售；烟草制品零售。"),
    Trade("医药", "F5251", "drugs", "药品零售；第二类医疗器械销售。"),
    Trade("化工", "C2669", "chemical", "危险化学品经营；化工产品销售。"),
    Trade("钢铁", "C3130", "environment", "钢压延加工；金属材料销售。"),
    Trade("机械制造", "C3489", "environment", "通用零部件制造；机械设备销售。"),
    Trade("建筑工程", "E4710", "construction", "建设工程施工；建筑劳务分包。"),
    Trade("物业服务", "K7020", "equipment", "物业管理；停车场服务。"),
    Trade("电梯工程", "E4390", "equipment", "特种设备安装改造修理。"),
    Trade("运输", "G5430", "transport", "道路货物运输（不含危险货物）。"),
    Trade("物流", "G5990", "transport", "普通货物仓储服务；道路货物运输。"),
    Trade("科技", "I6510", "general", "软件开发；技术服务、技术咨询。"),
    Trade("信息技术", "I6540", "general", "信息系统集成服务；数据处理服务。"),
    Trade("商贸", "F5199", "general", "日用品销售；五金产品零售。"),
    Trade("文化传播", "R8870", "general", "组织文化艺术交流活动；广告发布。"),
    Trade("酒店管理", "H6110", "fire", "住宿服务；酒店管理。"),
    Trade("环保", "N7721", "environment", "水污染治理；环境保护监测。"),
    Trade("劳务服务", "L7264", "general", "劳务派遣服务；人力资源服务。"),
    Trade("汽车服务", "O8111", "transport", "机动车修理和维护。"),
)

INDIVIDUAL_TRADES: Final = (
    Trade("小吃店", "H6291", "food", "小餐饮服务。"),
    Trade("便利店", "F5213", "food", "食品销售；日用百货销售。"),
    Trade("水果店", "F5223", "food", "新鲜水果零售。"),
    Trade("理发店", "O8040", "general", "理发服务。"),
    Trade("汽车修理部", "O8111", "transport", "机动车修理和维护。"),
    Trade("五金店", "F5273", "general", "五金产品零售。"),
    Trade("药店", "F5251", "drugs", "药品零售。"),
)

COOPERATIVE_TRADES: Final = (
    Trade("蔬菜种植", "A0141", "food", "蔬菜种植；农产品销售。"),
    Trade("水产养殖", "A0412", "food", "水产养殖；水产品零售。"),
    Trade("农机", "A0511", "general", "农业机械服务。"),
)
