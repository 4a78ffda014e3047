"""The invented organs of the sample city: every name holds 样例区, every code is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gongshi.samples.usccs import make_organ_uscc


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ that decides and files. ``mark`` stands in its document numbers."""

    name: str
    uscc: str
    mark: str
    other_names: tuple[
        str, ...
    ] = ()  # one organ under several names with one code: seen in real feeds


def _organ(serial: int, name: str, mark: str, *other_names: str) -> Organ:
    return Organ(name, make_organ_uscc(serial), mark, other_names)


MARKET: Final = _organ(1, "天津市样例区市场监督管理局", "津样市监", "样例区市场监管局")
APPROVAL: Final = _organ(2, "天津市样例区行政审批局", "津样审", "天津市样例区政务服务办公室")
ENVIRONMENT: Final = _organ(3, "天津市样例区生态环境局", "津样环", "样例区环境保护局")
TRANSPORT: Final = _organ(4, "天津市样例区交通运输局", "津样交", "样例区运输管理所")
EMERGENCY: Final = _organ(5, "天津市样例区应急管理局", "津样应急")
HOUSING: Final = _organ(6, "天津市样例区住房和建设委员会", "津样住建")
FIRE: Final = _organ(7, "天津市样例区消防救援支队", "津样消")
HEALTH: Final = _organ(8, "天津市样例区卫生健康委员会", "津样卫", "样例区卫生局")
CITY: Final = _organ(9, "天津市样例区城市管理委员会", "津样城管")
COURT: Final = _organ(10, "天津市样例区人民法院", "津样法")

ORGANS: Final = (
    MARKET, APPROVAL, ENVIRONMENT, TRANSPORT, EMERGENCY, HOUSING, FIRE, HEALTH, CITY, COURT,
)  # fmt: skip
