"""What the sample city's penalties are for, and what they consist of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gongshi.samples.organs import (
    CITY,
    EMERGENCY,
    ENVIRONMENT,
    FIRE,
    HEALTH,
    HOUSING,
    MARKET,
    TRANSPORT,
    Organ,
)

NDRC: Final = "ndrc"
SAMR: Final = "samr"


@dataclass(frozen=True, slots=True)
class Offence:
    """A violation, the law it breaks and the organ that punishes it."""

    organ: Organ
    family: str
    field: str  # as the optional column says it; "" none of those a rule asks for
    violation: str
    facts: str
    basis: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a decision consists of; amounts in 万元."""

    kinds: tuple[str, ...]
    share: float
    fine: tuple[float, float] | None = None
    confiscated: tuple[float, float] | None = None
    certificate: bool = False
    restricts: bool = False


_FOOD: Final = (
    Offence(
        MARKET,
        SAMR,
        "食品",
        "经营超过保质期的食品",
        "当事人货架上陈列销售的糕点已超过保质期",
        "《中华人民共和国食品安全法》第一百二十四条第一款第五项",
    ),
    Offence(
        MARKET,
        SAMR,
        "食品",
        "未按规定建立并遵守进货查验记录制度",
        "当事人购进食用农产品未查验合格证明",
        "《中华人民共和国食品安全法》第一百二十六条第一款第三项",
    ),
    Offence(
        HEALTH,
        NDRC,
        "",
        "公共场所从业人员未取得健康合格证明",
        "当事人安排未获得有效健康合格证明的人员从事直接为顾客服务工作",
        "《公共场所卫生管理条例实施细则》第三十八条",
    ),
)
_GENERAL: Final = (
    Offence(
        MARKET,
        SAMR,
        "",
        "发布虚假广告",
        "当事人在经营场所张贴的广告使用“最佳”字样",
        "《中华人民共和国广告法》第五十七条",
    ),
    Offence(
        MARKET,
        SAMR,
        "",
        "未按规定办理变更登记",
        "当事人登记事项发生变更后逾期未办理变更登记",
        "《中华人民共和国市场主体登记管理条例》第四十六条",
    ),
    Offence(
        CITY,
        NDRC,
        "",
        "擅自占用城市道路堆放物品",
        "当事人占用便道堆放经营物品",
        "《城市道路管理条例》第四十二条",
    ),
)

OFFENCES: Final = {
    "food": _FOOD,
    "general": _GENERAL,
    "drugs": (
        Offence(
            MARKET,
            SAMR,
            "药品",
            "未遵守药品经营质量管理规范",
            "当事人处方药未凭处方销售",
            "《中华人民共和国药品管理法》第一百二十六条",
        ),
    ),
    "equipment": (
        Offence(
            MARKET,
            SAMR,
            "特种设备",
            "使用未经检验的特种设备",
            "当事人使用的电梯超过检验有效期仍投入使用",
            "《中华人民共和国特种设备安全法》第八十四条第一项",
        ),
    ),
    "chemical": (
        Offence(
            EMERGENCY,
            NDRC,
            "安全生产",
            "未在有较大危险因素的场所设置安全警示标志",
            "当事人储存间入口未设置明显的安全警示标志",
            "《中华人民共和国安全生产法》第九十九条第一项",
        ),
    ),
    "environment": (
        Offence(
            ENVIRONMENT,
            NDRC,
            "",
            "超标排放大气污染物",
            "当事人排气筒出口颗粒物浓度超过排放标准",
            "《中华人民共和国大气污染防治法》第九十九条第二项",
        ),
        Offence(
            ENVIRONMENT,
            NDRC,
            "",
            "未按规定制定危险废物管理计划",
            "当事人未制定本年度危险废物管理计划",
            "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款",
        ),
    ),
    "construction": (
        Offence(
            HOUSING,
            NDRC,
            "安全生产",
            "未按规定设置施工现场围挡",
            "当事人施工现场未设置连续封闭的围挡",
            "《建设工程安全生产管理条例》第六十四条",
        ),
        Offence(
            HOUSING,
            NDRC,
            "",
            "转包工程",
            "当事人将承包的工程转包给其他单位",
            "《中华人民共和国建筑法》第六十七条",
        ),
    ),
    "transport": (
        Offence(
            TRANSPORT,
            NDRC,
            "",
            "车辆违法超限运输",
            "当事人车辆车货总质量超过限定标准",
            "《公路安全保护条例》第六十四条",
        ),
        Offence(
            TRANSPORT,
            NDRC,
            "",
            "不按规定维护和检测运输车辆",
            "当事人未按规定周期检测车辆",
            "《中华人民共和国道路运输条例》第七十条",
        ),
    ),
    "fire": (
        Offence(
            FIRE,
            NDRC,
            "消防",
            "消防设施未保持完好有效",
            "当事人室内消火栓无水",
            "《中华人民共和国消防法》第六十条第一款第一项",
        ),
    ),
}

FORFEIT: Final = "没收违法所得、没收非法财物"

#: Every kind of 行政处罚法 §9 occurs.
MEASURES: Final = (
    Measure(("警告",), 12),
    Measure(("通报批评",), 4),
    Measure(("罚款",), 22, fine=(0.02, 0.5)),
    Measure(("罚款",), 20, fine=(0.5, 10)),
    Measure(("罚款",), 5, fine=(10, 200)),
    Measure(("警告", "罚款"), 8, fine=(0.05, 3)),
    Measure((FORFEIT,), 4, confiscated=(0.01, 5)),
    Measure(("罚款", FORFEIT), 12, fine=(0.5, 20), confiscated=(0.01, 5)),
    Measure(("责令停产停业",), 2),
    Measure(("罚款", "责令停产停业"), 2, fine=(5, 50)),
    Measure(("暂扣或者吊销许可证、暂扣或者吊销执照",), 2, certificate=True),
    Measure(("暂扣许可证件",), 1, certificate=True),
    Measure(("吊销许可证件",), 1.5, certificate=True),
    Measure(("降低资质等级",), 0.7, certificate=True),
    Measure(("限制开展生产经营活动",), 1, restricts=True),
    Measure(("限制从业",), 0.7, restricts=True),
    Measure(("责令关闭",), 0.5),
    Measure(("其他-责令限期改正",), 2),
    Measure(("警告", "其他", "其他"), 0.6),
)
