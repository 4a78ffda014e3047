"""What a found document gives back: the public fields of a subject and of a record, ready for JSON.

Bodies stand in the index exactly as they go out, so they hold public fields only and say nothing of
what is hidden: no rule, no class, no end of publication, no number of records not shown. Dates are
``YYYY-MM-DD`` strings (None: none given), money is a decimal string in 万元, text is ``""`` where
nothing was given. A record's long-term end (a year ≥ 2099) goes out
as filed, with a flag beside it.
Free text is masked.
"""

from __future__ import annotations

from typing import Final, Literal, TypedDict

#: Stands for a text that is not public, or not there: the two look the same.
WITHHELD: Final = "— —"


class District(TypedDict):
    code: str  # GB/T 2260, 6 digits
    name: str  # "" when the city's folder does not name the code


class Capital(TypedDict):
    amount: str  # 万 of the currency
    currency: str  # 人民币 when the register names none


class Term(TypedDict):
    """经营期限."""

    begins: str | None
    ends: str | None
    longTerm: bool


class Counts(TypedDict):
    """Records shown now, by kind."""

    licence: int
    penalty: int
    honour: int
    abnormal: int
    serious: int
    commitment: int
    coercion: int
    criminal: int


class BoardLabel(TypedDict):
    """曝光台: a board the subject stands on now."""

    board: str  # its code
    name: str
    sectors: list[str]  # Field values


class LabelBody(TypedDict):
    """重点领域标签: a label the subject carries now."""

    label: str  # its code
    name: str


class SubjectBody(TypedDict):
    """A subject other than a natural person: register facts, and what is shown of it now."""

    id: str
    uscc: str  # 统一社会信用代码, "" when not known publicly
    name: str
    formerNames: list[str]  # 曾用名 by the register
    otherNames: list[str]  # names on records shown now that the register does not have
    kind: str  # 主体类别: 企业|个体工商户|农民专业合作社|事业单位|机关|社会组织|其他|""
    type: str  # 企业类型
    status: str  # 登记状态: 存续|吊销未注销|吊销已注销|注销|撤销|迁出|歇业|清算|""
    founded: str | None  # 成立日期
    cancelled: str | None  # 注销日期
    revoked: str | None  # 吊销日期
    registeringAuthority: str  # 登记机关
    district: District | None  # 住所所在行政区划
    address: str  # 住所; of an individual business the district's name only
    businessPremises: str  # 经营场所; "" for an individual business
    legalRepresentative: str  # 法定代表人: for the entity page only, never in lists
    industry: str  # 行业代码 GB/T 4754
    capital: Capital | None  # 注册资本
    scope: str  # 经营范围
    term: Term | None  # 经营期限
    parentUscc: str  # 隶属企业
    registered: bool  # False: known from records only
    registeredAsOf: str | None  # 核准日期 of the register row these facts come from
    counts: Counts
    lists: list[str]  # ListName values: the lists it stands on now, as far as entries are shown
    latestRecord: str | None  # latest decision date among the records shown now
    boards: list[BoardLabel]  # in the city's order
    labels: list[LabelBody]  # in the city's order


class FilingBody(TypedDict):
    """What all kinds have in common."""

    id: str
    subjectId: str  # "" for a natural person
    subjectName: str  # as filed; a natural person: surname + 某
    subjectUscc: str
    documentNumber: str  # 决定书文号 (list: 列入文号; commitment: 承诺编码; judgment: 案号)
    decided: str | None  # 决定日期 (list: 列入日期); None: an honour of which only the year is told
    authority: str  # 决定机关
    authorityUscc: str
    dataSource: str  # 数据来源单位
    dataSourceUscc: str
    source: str  # code of the source in the city's folder
    objected: bool  # 异议中


class LicenceBody(FilingBody):
    """行政许可, the items of the public view."""

    kind: Literal["licence"]
    documentName: str  # 决定文书名称
    licenceKind: str  # 许可类别 as filed
    certificateName: str  # 许可证书名称
    certificateNumber: str  # 许可编号
    content: str  # 许可内容
    validFrom: str | None  # 有效期自
    validUntil: str | None  # 有效期至, last day
    longTerm: bool  # 长期
    status: str  # 当前状态 by its source: 有效|无效|"" unclear or not given


class PenaltyBody(FilingBody):
    """行政处罚, the items of the public view."""

    kind: Literal["penalty"]
    penaltyKinds: list[str]  # PenaltyKind values, sorted
    penaltyKindsText: str  # 处罚类别 as filed
    violationType: str  # 违法行为类型
    facts: str  # 违法事实; WITHHELD until a named person cleared it
    basis: str  # 处罚依据
    content: str  # 处罚内容
    fine: str | None  # 罚款金额, 万元
    confiscation: str | None  # 没收金额, 万元
    certificate: str  # 暂扣或吊销证照名称及编号
    validUntil: str | None  # 处罚有效期, last day
    longTerm: bool


class HonourBody(FilingBody):
    """诚实守信."""

    kind: Literal["honour"]
    honourKind: str  # 守信类别 as filed
    honourName: str  # 守信信息（荣誉）名称
    level: str  # 信用等级
    year: int | None  # 评价年度
    basis: str  # 认定依据
    reason: str  # 列入事由
    validFrom: str | None  # 有效期自
    validUntil: str | None  # 有效期至, last day
    longTerm: bool


class AbnormalBody(FilingBody):
    """经营异常名录; nothing of its removal: a removed entry leaves no trace."""

    kind: Literal["abnormal"]
    marked: bool  # 标记为经营异常状态: an individual business is not listed
    ground: str | None  # AbnormalGround; None: the text names none of the four
    groundText: str  # 列入原因 as filed
    published: str | None  # 公示日期


class SeriousBody(FilingBody):
    """严重违法失信名单; no end of its term."""

    kind: Literal["serious"]
    groundArticle: int | None  # 5 … 11 of order 44
    groundText: str  # 列入原因
    penaltyDocumentNumber: str  # 依据的行政处罚决定书文号
    published: str | None  # 公示日期


class CommitmentBody(FilingBody):
    """信用承诺."""

    kind: Literal["commitment"]
    commitmentKind: str  # 承诺类型 as filed
    matter: str  # 承诺事由
    content: str  # 承诺内容
    liability: str  # 违诺责任
    validUntil: str | None  # 承诺有效期, last day
    longTerm: bool
    performance: str | None  # Performance; None: not found by anybody
    unfulfilled: str  # 未履行的承诺内容
    pursued: str  # 违诺责任追究内容
    determined: str | None  # 承诺履行状态认定日期
    determinedBy: str  # 承诺履行状态认定单位
    determinedByUscc: str


class CoercionBody(FilingBody):
    """行政强制, where the city makes it public."""

    kind: Literal["coercion"]
    coercionClass: str  # 行政强制措施|行政强制执行
    coercionKinds: str  # 行政强制种类（方式） as filed
    reason: str  # 强制事由; WITHHELD until a named person cleared it
    basis: str  # 强制依据
    content: str  # 强制内容; WITHHELD until a named person cleared it
    amount: str | None  # 涉及金额, 万元
    validUntil: str | None  # 强制期限至, last day
    longTerm: bool
    released: str | None  # 解除日期
    status: str  # 当前状态


class CriminalBody(FilingBody):
    """刑事裁判 of a legal person, where the city makes it public."""

    kind: Literal["criminal"]
    documentName: str  # 裁判文书名称
    crime: str  # 罪名
    punishment: str  # 判处刑罚
    fine: str | None  # 罚金金额, 万元
    forfeiture: str  # 追缴、没收、退赔; WITHHELD until a named person cleared it
    summary: str  # 裁判要旨; WITHHELD until a named person cleared it
    instance: str  # 审理程序
    effective: str | None  # 生效日期
    finePerformance: str  # 财产刑履行情况


RecordBody = (
    LicenceBody
    | PenaltyBody
    | HonourBody
    | AbnormalBody
    | SeriousBody
    | CommitmentBody
    | CoercionBody
    | CriminalBody
)


class EvidenceBody(TypedDict):
    """A penalty or list entry shown now, as the evidence of a ground; "" where the other kind's."""

    id: str
    kind: str
    documentNumber: str
    decided: str
    authority: str
    violationType: str
    penaltyKinds: list[str]
    penaltyKindsText: str
    content: str
    fine: str | None
    groundText: str  # 列入原因
    objected: bool


class ConfirmationBody(TypedDict):
    """The unit that confirmed a ground."""

    unit: str
    basis: str
    day: str


class GroundBody(TypedDict):
    """Why a subject stands on a board: one violation type in one sector."""

    sector: str
    violation: str
    since: str
    leavesOn: str  # the first day it stands no longer by what is shown now
    evidence: list[EvidenceBody]
    confirmation: ConfirmationBody | None


class BoardEntryBody(TypedDict):
    """曝光台: a subject on a board. Its dates follow from the evidence in it."""

    board: str
    boardName: str
    subjectId: str
    subjectName: str
    subjectUscc: str
    district: District | None
    since: str  # of the earliest ground
    leavesOn: str  # of the last ground
    sectors: list[str]
    grounds: list[GroundBody]
