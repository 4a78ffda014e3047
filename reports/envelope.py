"""What stands around the facts of a report: number, issue time, issuer, titles, watermarks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypedDict, TypeVar

from gongshi.cities.city import City
from gongshi.records.clock import SHANGHAI
from gongshi.reports.facts import OrdinaryFacts, SpecialFacts, instant_text

_T = TypeVar("_T")
#: Chooses one of several; ``secrets.choice``, or something foreseeable in tests.
Choice = Callable[[Sequence[_T]], _T]

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: they read as 1 and 0
_DIGITS: Final = "0123456789"
_FORM: Final = re.compile(rf"\d{{17}}(?=[{_DIGITS}{_LETTERS}]{{5}})\d*[{_LETTERS}]\d*")
_LENGTH: Final = 22

NO_ISSUER: Final = "未配置出具单位，不具证明效力"
SAMPLE: Final = "样例数据，不反映任何真实主体的信用状况"
SAMPLE_SECTORS: Final = "领域清单为样例，未经出具单位确认"


class Envelope(TypedDict):
    """The head of a report."""

    number: str  # 报告编号: 17 digits of time and 5 characters, one of them a letter
    title: str
    version: str
    issuedAt: str
    issuer: str  # 出具单位, "" when the city's folder has none
    seal: str
    watermarks: list[str]  # what must stand across every page; empty for none


def report_number(at: datetime, choose: Choice[str]) -> str:
    """A report number: yyyyMMddHHmmssSSS in Asia/Shanghai and 5 characters, one a letter."""
    local = at.astimezone(SHANGHAI)
    tail = [choose(_DIGITS) for _ in range(4)]
    tail.insert(int(choose("01234")), choose(_LETTERS))
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}{''.join(tail)}"


def is_report_number(text: str) -> bool:
    """Whether the text has the form of a report number; not whether there is such a report."""
    return len(text) == _LENGTH and text.isascii() and _FORM.fullmatch(text) is not None


def envelope_of(
    facts: OrdinaryFacts | SpecialFacts, city: City, number: str, issued_at: datetime
) -> Envelope:
    """The envelope of a report with these facts."""
    special = facts["kind"] == "special"
    watermarks = []
    if facts["sample"]:
        watermarks.append(SAMPLE)
    if not city.issuer_zh:
        watermarks.append(NO_ISSUER)
    if facts["kind"] == "special" and not facts["sectorsConfirmed"]:
        watermarks.append(SAMPLE_SECTORS)
    return {
        "number": number,
        "title": city.reports.special_title_zh if special else city.reports.title_zh,
        "version": facts["basis"] if facts["kind"] == "special" else facts["layout"],
        "issuedAt": instant_text(issued_at),
        "issuer": city.issuer_zh,
        "seal": city.reports.seal_zh,
        "watermarks": watermarks,
    }
