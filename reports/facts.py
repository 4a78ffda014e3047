"""What a report says, ready for JSON: facts only, neither number nor issuer (see ``envelope``).

Facts are a pure function of what the ledger held at ``asOfChange``, the instant ``at``, what was
asked for and the city's tables (``rulesHash``), so that they can be hashed, signed and compared.
Days are ``YYYY-MM-DD``, instants ISO 8601 at +08:00 with milliseconds.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypedDict

from gongshi.records.bodies import RecordBody, SubjectBody
from gongshi.records.clock import SHANGHAI

#: The national layout of ordinary reports.
LAYOUT: Final = "V2.0"

#: 中立声明: every report says what it is not.
NEUTRAL: Final = "本报告仅客观反映已归集的信用信息，不对信用主体作出评分、评级或者其他评价。"
#: Every ordinary report: what is not there may be hidden, or unknown.
ONLY_PUBLIC: Final = "仅含当前公示信息，不代表无其他记录。"


class Line(TypedDict):
    """One printed line."""

    label: str
    value: str  # ``— —`` where nothing was given


class Item(TypedDict):
    """One record in a report."""

    heading: str  # 第 n 条, counted by kind
    marks: list[str]  # 已修复 and the like; always empty in an ordinary report
    lines: list[Line]
    record: RecordBody


class Chapter(TypedDict):
    """One of the ten chapters."""

    number: int
    title: str
    note: str  # 查询期内无相关信息 in an empty one; what chapter 10 says
    lines: list[Line]  # of chapter 1
    items: list[Item]


class Counter(TypedDict):
    """One of the eight counters of the summary."""

    title: str
    count: int


class SourceStanding(TypedDict):
    """How fresh one source was."""

    code: str
    name: str
    lastDelivery: str | None
    coveredUntil: str | None  # 数据截至


class OrdinaryFacts(TypedDict):
    """An ordinary report (普通版, national layout V2.0)."""

    kind: Literal["ordinary"]
    layout: str
    at: str
    asOfChange: int
    rulesHash: str
    sample: bool  # 样例数据
    subject: SubjectBody
    labels: list[str]
    summary: list[Counter]
    chapters: list[Chapter]
    sources: list[SourceStanding]
    statements: list[str]


class Days(TypedDict):
    """A period, both days included."""

    begins: str
    ends: str


class MatterStanding(TypedDict):
    """What is known of one matter in one sector."""

    matter: str  # penalty | coercion | serious_list | criminal
    name: str  # 行政处罚 …
    status: str  # found | not_found | unknown
    found: int
    repaired: int
    gathered: bool
    coveredUntil: str | None
    gaps: list[Days]  # parts of the asked period that no declaration covers
    late: bool
    pending: bool


class SectorStatement(TypedDict):
    """One sector: its statement, and the records found."""

    code: str
    name: str
    authority: str
    territory: str
    status: str  # found | not_found | unknown
    statement: str
    matters: list[MatterStanding]
    items: list[Item]


class Named(TypedDict):
    """The subject of a special report."""

    id: str
    uscc: str
    name: str
    formerNames: list[str]


class SpecialFacts(TypedDict):
    """A special report (专项) in place of no-violation certificates (发改财金〔2025〕565号)."""

    kind: Literal["special"]
    basis: str
    at: str
    asOfChange: int
    rulesHash: str
    sample: bool
    subject: Named
    period: Days
    purpose: str
    sectorsConfirmed: bool  # False: the list of sectors is a sample
    sectors: list[SectorStatement]
    statements: list[str]


def instant_text(instant: datetime) -> str:
    """An instant as it stands in facts and envelopes."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def day_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
