"""What the names of the judged register are made of: ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

_TABLES: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)

CITY: Final[str] = _TABLES["city"]
DISTRICTS: Final[dict[str, str]] = _TABLES["districts"]
ELSEWHERE: Final = tuple(_TABLES["elsewhere"].split())
TRADES: Final = tuple(_TABLES["trades"].split())
SHOP_TRADES: Final = tuple(_TABLES["shop_trades"].split())
FARM_TRADES: Final = tuple(_TABLES["farm_trades"].split())
CHARACTERS: Final = "".join(_TABLES["characters"].split())
COMMON: Final = CHARACTERS + "".join(_TABLES["common"].split())

#: Legal forms of enterprises and how common they are.
FORMS: Final = (
    ("有限公司", 60.0),
    ("有限责任公司", 20.0),
    ("股份有限公司", 6.0),
    ("集团有限公司", 4.0),
    ("（集团）有限公司", 2.0),
    ("集团股份有限公司", 1.0),
    ("合伙企业（有限合伙）", 2.0),
    ("厂", 4.0),
)
