"""The vocabulary: what departments file and what the register says, as typed, immutable records.

Layouts: 双公示 2018 generation (28 licence columns, 30 penalty columns) and the enterprise
register; see ``indexers/layouts`` for how a column of a file becomes a field here. Text fields
hold what the authority wrote, trimmed; ``""`` means that nothing was given (``— —``, ``无``, ``空``
and the like read as nothing only where ``indexers/layouts`` says so). Money is 万元 with at most
6 decimals. Dates are Asia/Shanghai days; instants are aware datetimes with millisecond precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple


class RecordKind(StrEnum):
    """What a record is; the code of its layout stands beside it."""

    LICENCE = "licence"  # 行政许可 XK
    PENALTY = "penalty"  # 行政处罚 CF
    HONOUR = "honour"  # 诚实守信 HONOUR
    ABNORMAL = "abnormal"  # 经营异常名录 ABNORMAL
    SERIOUS = "serious"  # 严重违法失信名单 SERIOUS
    COMMITMENT = "commitment"  # 信用承诺 CN
    COERCION = "coercion"  # 行政强制 COERCION
    CRIMINAL = "criminal"  # 刑事裁判 CRIMINAL


class SubjectKind(StrEnum):
    """行政相对人类别."""

    LEGAL_PERSON = "legal_person"  # 法人及非法人组织
    INDIVIDUAL_BUSINESS = "individual_business"  # 个体工商户
    NATURAL_PERSON = "natural_person"  # 自然人


class DisclosureMode(StrEnum):
    """公开属性, from the widest to the narrowest."""

    PUBLIC = "public"  # 公开公示 / 可向社会公开
    SHARED = "shared"  # 政务共享
    AUTHORISED = "authorised"  # 授权查询 / 特定范围内公开
    SECRET = "secret"  # 不予公开 / 不可公开  # noqa: S105 (a mode, no password)

    @property
    def narrowness(self) -> int:
        """0 for public, rising as fewer may see it."""
        return _NARROWNESS[self]


_NARROWNESS: Final = {mode: place for place, mode in enumerate(DisclosureMode)}


class LicenceKind(StrEnum):
    """许可类别, normalised; the authority's own text is kept beside it."""

    ORDINARY = "ordinary"  # 普通
    CONCESSION = "concession"  # 特许
    RECOGNITION = "recognition"  # 认可
    APPROVAL = "approval"  # 核准
    REGISTRATION = "registration"  # 登记
    OTHER = "other"  # 其他


#: Their official terms, as files write them (其他 mostly with what it is: 其他-备案).
LICENCE_KIND_NAMES: Final[Mapping[LicenceKind, str]] = {
    LicenceKind.ORDINARY: "普通",
    LicenceKind.CONCESSION: "特许",
    LicenceKind.RECOGNITION: "认可",
    LicenceKind.APPROVAL: "核准",
    LicenceKind.REGISTRATION: "登记",
    LicenceKind.OTHER: "其他",
}


class PenaltyKind(StrEnum):
    """处罚种类 (行政处罚法 2021 §9), normalised; the authority's own text is kept beside it."""

    WARNING = "warning"  # 警告
    CRITICISM = "criticism"  # 通报批评
    FINE = "fine"  # 罚款
    CONFISCATION = "confiscation"  # 没收违法所得、没收非法财物
    SUSPEND_PERMIT = "suspend_permit"  # 暂扣许可证件
    DOWNGRADE = "downgrade"  # 降低资质等级
    REVOKE_PERMIT = "revoke_permit"  # 吊销许可证件
    SUSPEND_OR_REVOKE = (
        "suspend_or_revoke"  # 暂扣或者吊销 (one code in the 2018 list: which of the two is unknown)
    )
    RESTRICT_BUSINESS = "restrict_business"  # 限制开展生产经营活动
    STOP_BUSINESS = "stop_business"  # 责令停产停业
    CLOSE = "close"  # 责令关闭
    RESTRICT_OCCUPATION = "restrict_occupation"  # 限制从业
    DETENTION = "detention"  # 行政拘留
    OTHER = "other"  # 其他


class Procedure(StrEnum):
    """处罚程序."""

    SUMMARY = "summary"  # 简易程序
    ORDINARY = "ordinary"  # 普通程序 / 一般程序


class Severity(StrEnum):
    """失信信息类别 (class of the discredit)."""

    MINOR = "minor"  # 轻微
    GENERAL = "general"  # 一般
    SERIOUS = "serious"  # 严重


class Field(StrEnum):
    """Field of the law broken, as far as a publication rule asks for it."""

    FOOD = "food"  # 食品
    DRUGS = "drugs"  # 药品
    SPECIAL_EQUIPMENT = "special_equipment"  # 特种设备
    PRODUCTION_SAFETY = "production_safety"  # 安全生产
    FIRE = "fire"  # 消防
    OTHER = "other"  # 其他


#: Their official terms, as files and the city's folder write them.
FIELD_NAMES: Final[Mapping[Field, str]] = {
    Field.FOOD: "食品",
    Field.DRUGS: "药品",
    Field.SPECIAL_EQUIPMENT: "特种设备",
    Field.PRODUCTION_SAFETY: "安全生产",
    Field.FIRE: "消防",
    Field.OTHER: "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What all kinds of record have in common: whom it concerns, who decided, where it comes from.

    ``id``, ``subject_id`` and ``accepted_at`` are given by the ledger: empty before acceptance.
    ``accepted_at`` is the instant the record's *first* version was accepted here; corrections,
    re-ingest and rebuild never move it.
    """

    KIND: ClassVar[RecordKind]

    source: str  # code of the source in the city's folder
    subject_name: str
    subject_kind: SubjectKind
    decision_date: date | None  # 决定日期; of a list the day of listing, of a commitment its day
    uscc: str = ""
    registration_number: str = ""  # 工商注册号
    organisation_code: str = ""  # 组织机构代码, 9 characters without hyphen
    tax_number: str = ""  # 税务登记号
    institution_number: str = ""  # 事业单位证书号
    social_organisation_number: str = ""  # 社会组织登记证号
    person_key: str = (
        ""  # HMAC of a natural person's ID number under the city's key; never the number
    )
    legal_representative: str = ""
    document_number: str = ""
    authority: str = ""
    authority_uscc: str = ""
    data_source: str = ""  # 数据来源单位
    data_source_uscc: str = ""
    remark: str = ""
    item_code: str = ""  # catalogue item (信息项编码) the batch was declared for
    mode: DisclosureMode | None = None  # the row's own disclosure mode; None when the row has none
    withdrawn_by_source: bool = False  # 2015/16 XK_ZT / CF_ZT 1 = 撤销
    objected: bool = False  # 2015/16 XK_ZT 2, CF_ZT 2 and 3 = 异议
    id: str = ""
    subject_id: str = ""
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Filing):
    """A filing whose day is always known: a row without it is never taken in."""

    decision_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence(Decision):
    """行政许可: one licence decision."""

    KIND: ClassVar[RecordKind] = RecordKind.LICENCE

    document_name: str = ""  # 行政许可决定文书名称
    licence_kind: str = ""  # 许可类别: 普通 特许 认可 核准 登记 其他-…
    certificate_name: str = ""  # 许可证书名称
    certificate_number: str = ""  # 许可编号
    content: str = ""  # 许可内容
    valid_from: date | None = None
    valid_until: date | None = None  # a year ≥ 2099 means long-term: see ``dates.is_long_term``
    status: str = ""  # 当前状态 as filed: 2018 generation 1 valid, 2 invalid (?)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty(Decision):
    """行政处罚: one penalty decision."""

    KIND: ClassVar[RecordKind] = RecordKind.PENALTY

    violation_type: str = ""  # 违法行为类型
    facts: str = ""  # 违法事实; not public until cleared
    basis: str = ""  # 处罚依据
    kinds_text: str = ""  # 处罚类别 as filed
    kinds: tuple[PenaltyKind, ...] = ()  # normalised, sorted, without doubles
    content: str = ""  # 处罚内容
    fine: Decimal | None = None  # 罚款金额, 万元
    confiscation: Decimal | None = None  # 没收金额, 万元
    certificate: str = ""  # 暂扣或吊销证照名称及编号
    valid_until: date | None = None  # 处罚有效期
    publication_until: date | None = None  # 公示截止期 stated by the source (last day)
    procedure: Procedure | None = None
    severity: Severity | None = None  # class stated by the source
    field: Field | None = None
    published_date: date | None = None  # the source's own publication day
    restriction_until: date | None = None  # last day of a business restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """企业登记: what the register says of one subject (``record_fields.csv`` REGISTER, without
    dropped columns).
    """

    source: str
    name: str
    uscc: str = ""
    registration_number: str = ""
    register_subject_id: str = ""  # 主体身份代码, not public
    former_names: tuple[str, ...] = ()
    subject_kind: str = ""  # 企业|个体工商户|农民专业合作社|事业单位|机关|社会组织|其他
    type: str = ""  # 企业类型 as registered
    status: str = (
        ""  # 登记状态 normalised: 存续|吊销未注销|吊销已注销|注销|撤销|迁出|歇业|清算|"" unknown
    )
    status_text: str = ""  # as filed
    founded: date | None = None
    approved_date: date | None = None  # dates the version of this row
    cancelled_date: date | None = None
    revoked_date: date | None = None
    registering_authority: str = ""
    district_code: str = ""  # GB/T 2260, 6 digits
    address: str = ""  # 住所; an individual business's only to the district
    business_premises: str = ""
    industry_code: str = ""
    legal_representative: str = ""  # entity page and report chapter 1 only
    registered_capital: Decimal | None = None  # 万
    capital_currency: str = ""
    business_scope: str = ""
    term_from: date | None = None
    term_to: date | None = None
    parent_uscc: str = ""


class RepairResult(StrEnum):
    GRANTED = "granted"  # 准予修复
    REFUSED = "refused"  # 不予修复
    REVOKED = "revoked"  # 撤销修复: the earlier state comes back


class RepairScope(StrEnum):
    END_PUBLICATION = "end_publication"  # 终止公示
    EARLY_REMOVAL = "early_removal"  # 提前移出名单
    RESTORE = "restore"  # 恢复正常记载
    MARK = "mark"  # 标注: only marks


class SuspensionAction(StrEnum):
    SUSPEND = "suspend"  # 暂停公示
    RESUME = "resume"  # 恢复公示


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """信用修复; hides from 00:00 of ``effective_date`` (the decision's day when empty)."""

    result: RepairResult
    decision_date: date
    effective_date: date | None = None
    scope: RepairScope = RepairScope.END_PUBLICATION
    document_number: str = ""
    authority: str = ""
    reason: str = ""
    sequence: int = 0  # order of acceptance: decides between events of one day


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """撤销 and its kin; every kind hides the original for good.

    Hidden from 00:00 of ``effective_date`` (the decision's day when empty).
    """

    kind: str  # 撤销|变更|确认违法|确认无效|误报撤回
    decision_date: date
    effective_date: date | None = None
    document_number: str = ""
    authority: str = ""
    public_reason: str = ""  # 行政处罚法 §48, shown in a notice of its own
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """暂停/恢复公示: changes visibility from 00:00 of ``from_date``."""

    action: SuspensionAction
    from_date: date
    to_date: date | None = None  # last suspended day; None: until a resumption
    decision_date: date | None = None
    document_number: str = ""
    authority: str = ""
    ground: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A named person here set the class of a penalty that the rules could not class."""

    severity: Severity
    by: str
    at: datetime
    reason: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A named person here cleared the record's unstructured text for publication."""

    by: str
    at: datetime
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Missing from a complete delivery accepted at ``at`` (``gone``), or back in a later one (not
    ``gone``).
    """

    gone: bool
    at: datetime
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """The operator hides a record from every public surface at ``at``, or lifts that
    (``withheld`` False)."""

    withheld: bool
    at: datetime
    until: date | None = None  # last hidden day; None: until it is lifted
    by: str = ""
    reason: str = ""
    sequence: int = 0


Event = Repair | Withdrawal | Suspension | Review | Clearance | Absence | Withholding


class Interval(NamedTuple):
    """Half-open stretch of time ``[start, end)``; ``end`` None: open."""

    start: datetime
    end: datetime | None
