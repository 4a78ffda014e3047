"""What may stand in a city's files. Chinese official terms in the files, our enums behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Key

from gongshi.cities.city import ActKind, Layout
from gongshi.cities.sectors import Territory
from gongshi.records.certification import MATTER_NAMES, Matter
from gongshi.records.kinds import KINDS
from gongshi.records.model import (
    FIELD_NAMES,
    DisclosureMode,
    Field,
    PenaltyKind,
    RecordKind,
    Severity,
)
from gongshi.records.rules import Clock, Family

MODES: Final = {
    "公开公示": DisclosureMode.PUBLIC,
    "政务共享": DisclosureMode.SHARED,
    "授权查询": DisclosureMode.AUTHORISED,
    "不予公开": DisclosureMode.SECRET,
}
SEVERITIES: Final = {"轻微": Severity.MINOR, "一般": Severity.GENERAL, "严重": Severity.SERIOUS}
FIELDS: Final = {name: field for field, name in FIELD_NAMES.items()}
PENALTY_KINDS: Final = {
    "警告": PenaltyKind.WARNING,
    "通报批评": PenaltyKind.CRITICISM,
    "罚款": PenaltyKind.FINE,
    "没收": PenaltyKind.CONFISCATION,
    "暂扣许可证件": PenaltyKind.SUSPEND_PERMIT,
    "降低资质等级": PenaltyKind.DOWNGRADE,
    "吊销许可证件": PenaltyKind.REVOKE_PERMIT,
    "暂扣或者吊销": PenaltyKind.SUSPEND_OR_REVOKE,
    "限制开展生产经营活动": PenaltyKind.RESTRICT_BUSINESS,
    "责令停产停业": PenaltyKind.STOP_BUSINESS,
    "责令关闭": PenaltyKind.CLOSE,
    "限制从业": PenaltyKind.RESTRICT_OCCUPATION,
    "行政拘留": PenaltyKind.DETENTION,
    "其他": PenaltyKind.OTHER,
}
RECORD_KINDS: Final = {kind.label: kind.kind for kind in KINDS.values()}

_T = TypeVar("_T")


def _named(table: dict[str, _T]) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, str) and value in table:
            return table[value]
        raise ValueError(f"{value!r} is none of {'、'.join(table)}")

    return BeforeValidator(read)


Mode = Annotated[DisclosureMode, _named(MODES)]
SeverityName = Annotated[Severity, _named(SEVERITIES)]
FieldName = Annotated[Field, _named(FIELDS)]
PenaltyKindName = Annotated[PenaltyKind, _named(PENALTY_KINDS)]
RecordKindName = Annotated[RecordKind, _named(RECORD_KINDS)]
MatterName = Annotated[Matter, _named({name: matter for matter, name in MATTER_NAMES.items()})]
TerritoryName = Annotated[Territory, _named({one.value: one for one in Territory})]


class Table(BaseModel):
    """A TOML table: no key is read that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IssuerTable(Table):
    name_zh: str = ""
    name_en: str = ""
    seal_zh: str = ""


class ReportTable(Table):
    title_zh: str = Key(default="公共信用信息报告", min_length=1)
    special_title_zh: str = Key(default="专项公共信用信息报告", min_length=1)
    access_log_months: int = Key(default=60, ge=60, le=600)


class ActsTable(Table):
    bulk_withdrawals: int = Key(default=5, ge=0, le=100_000)
    bulk_window_hours: int = Key(default=24, ge=0, le=8_784)
    central: dict[ActKind, tuple[Annotated[str, Key(min_length=1)], ...]] = {}


class CityFile(Table):
    """city.toml"""

    code: str = Key(pattern=r"^\d{6}$")
    name_zh: str = Key(min_length=1)
    name_en: str = Key(min_length=1)
    issuer: IssuerTable = IssuerTable()
    report: ReportTable = ReportTable()
    acts: ActsTable = ActsTable()


class SourceTable(Table):
    code: str = Key(pattern=r"^[a-z][a-z0-9-]*$")
    layout: Layout
    name_zh: str = Key(min_length=1)
    name_en: str = Key(min_length=1)
    unit: str = Key(min_length=1)
    unit_uscc: str = ""
    family: Family | None = None
    default_mode: Mode = DisclosureMode.SECRET
    delivery: Literal["delta", "full"] = "delta"
    full_drop_limit: float = Key(default=0.1, ge=0, le=1)
    order_field: str = ""
    generation: Literal["2015", "2018"] = "2018"
    match_keys: tuple[tuple[str, ...], ...] = ()
    suspect_keys: tuple[tuple[str, ...], ...] = ()
    same_key_in_file: Literal["distinct", "quarantine"] = "distinct"
    frequency: Literal["实时", "每日", "每周", "每月", "每季度", "每年", "不定期"] = "不定期"
    term_working_days: int = Key(default=7, ge=0, le=250)
    natural_persons: bool = False
    natural_persons_basis: str = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    fines: dict[Literal["small", "larger", "huge"], Decimal] = {}
    filed_by: Literal["unit", "rows"] = "unit"


class SourcesFile(Table):
    """sources.toml"""

    source: tuple[SourceTable, ...] = Key(min_length=1)


class ItemTable(Table):
    code: str = Key(min_length=1, max_length=64)
    name_zh: str = Key(min_length=1)
    source: str
    mode: Mode = DisclosureMode.SECRET


class ItemsFile(Table):
    """items.toml"""

    item: tuple[ItemTable, ...] = ()


class DistrictsFile(Table):
    """districts.toml"""

    districts: dict[Annotated[str, Key(pattern=r"^\d{6}$")], str]


class HolidayYearTable(Table):
    year: int = Key(ge=2000, le=2200)
    basis: str = Key(min_length=1)
    holidays: tuple[date, ...] = Key(min_length=1)
    workdays: tuple[date, ...] = ()


class HolidaysFile(Table):
    """holidays.toml"""

    year: tuple[HolidayYearTable, ...] = ()


class TermTable(Table):
    shortest_months: int = Key(ge=0, le=600)
    longest_months: int = Key(ge=0, le=600)
    hidden: bool = False
    never_early: bool = False
    extended_by_restriction: bool = False
    shortest_months_by_field: dict[FieldName, int] = {}


class RuleTable(Table):
    id: str = Key(min_length=1)
    basis: str = Key(min_length=1)
    family: Family
    first: date
    last: date | None = None
    clock: Clock
    hides_summary_procedure: bool
    scale: tuple[str, ...] = ()
    stated: dict[SeverityName, str] = {}
    stated_wins: bool = False
    kinds: str = ""
    early_never: tuple[PenaltyKindName, ...] = ()
    term: dict[str, TermTable] = Key(min_length=1)


ClassSpan = Annotated[tuple[str, ...], Key(min_length=1, max_length=2)]


class FineBandTable(Table):
    threshold: Literal["small", "larger", "huge"]
    inclusive: bool
    means: ClassSpan


class KindsTable(Table):
    means: dict[PenaltyKindName, ClassSpan]
    fine_bands: tuple[FineBandTable, ...] = ()
    fine_above: ClassSpan


class KindRuleTable(Table):
    id: str = Key(min_length=1)
    basis: str = Key(min_length=1)
    kind: RecordKindName
    first: date
    last: date | None = None
    clock: Clock = Clock.DECISION
    term_months: int | None = Key(default=None, ge=1, le=600)
    early_months: int = Key(default=0, ge=0, le=600)
    answered_only: bool = False
    hidden: bool = False


class TransitionTable(Table):
    old: tuple[str, ...] = Key(min_length=1)
    new: str
    on: date


Uncleared = Literal[
    "penalty.facts",
    "penalty.content",
    "licence.content",
    "serious.ground_text",
    "commitment.matter",
    "commitment.content",
    "coercion.reason",
    "coercion.content",
    "criminal.forfeiture",
    "criminal.summary",
]


class CertificationTable(Table):
    id: str = Key(min_length=1)
    basis: str = Key(min_length=1)
    first: date
    last: date | None = None
    longest_months: int = Key(ge=1, le=600)
    modes: tuple[Mode, ...] = Key(min_length=1)
    summary_procedure: bool
    repaired: bool
    suspended: bool


class InputTable(Table):
    source: str
    items: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class SectorTable(Table):
    code: str = Key(pattern=r"^[a-z][a-z0-9-]*$")
    name_zh: str = Key(min_length=1)
    name_en: str = Key(min_length=1)
    authority: str = Key(min_length=1)
    territory: TerritoryName
    matters: tuple[MatterName, ...] = Key(
        default=(Matter.PENALTY, Matter.COERCION, Matter.SERIOUS_LIST), min_length=1
    )
    always: bool = False
    covered_since: date | None = None
    input: tuple[InputTable, ...] = ()


class SectorsFile(Table):
    """sectors.toml"""

    confirmed: bool = False
    sector: tuple[SectorTable, ...] = ()


class RulesFile(Table):
    """rules.toml"""

    answered_months: int = Key(ge=1, le=600)
    late_acceptance_working_days: int = Key(ge=0, le=250)
    uncleared: tuple[Uncleared, ...] = ()
    certification: tuple[CertificationTable, ...] = ()
    kind_rule: tuple[KindRuleTable, ...] = ()
    rule: tuple[RuleTable, ...] = Key(min_length=1)
    kinds: dict[str, KindsTable] = {}
    transition: tuple[TransitionTable, ...] = ()
