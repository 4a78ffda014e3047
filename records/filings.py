"""What is filed beyond licences and penalties: list entries, honours, commitments, coercion,
judgments.

Layouts: ``record_fields.csv`` tables ABNORMAL, SERIOUS, HONOUR, COERCION and CRIMINAL, and the 20
columns of the national credit commitment (CN). As everywhere, ``""`` means that nothing was given.
What is marked "not public" never leaves a public path.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from gongshi.records.model import Decision, Filing, RecordKind


class AbnormalGround(StrEnum):
    """列入经营异常名录的原因 (企业信息公示暂行条例 §17 and 经营异常名录管理办法): one of four."""

    ANNUAL_REPORT = "annual_report"  # 未按规定期限公示年度报告
    INFORMATION = "information"  # 未在责令期限内公示有关企业信息
    FALSE_INFORMATION = "false_information"  # 公示企业信息隐瞒真实情况、弄虚作假
    UNREACHABLE = "unreachable"  # 通过登记的住所或者经营场所无法联系


class Performance(StrEnum):
    """承诺履行状态, as an authority found it."""

    FULL = "full"  # 全部履行
    PARTIAL = "partial"  # 部分履行
    NONE = "none"  # 全部未履行


class ListName(StrEnum):
    """What a subject stands on while an entry is shown."""

    ABNORMAL = "abnormal"  # 经营异常名录
    ABNORMAL_MARK = "abnormal_mark"  # 标记为经营异常状态: individual businesses are never listed
    SERIOUS = "serious"  # 严重违法失信名单


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry(Decision):
    """An entry of a list: shown from its listing until its removal, which comes as a later version
    of the same entry.

    ``decision_date`` is 列入日期, ``document_number`` 列入文号, ``authority`` 作出决定机关(列入).
    """

    entry_id: str = ""  # the source's own id of the entry, not public
    ground_text: str = ""  # 列入原因 as filed
    published_date: date | None = None  # 公示日期
    removal_reason: str = ""  # 移出原因, not public
    removed_date: date | None = None  # 移出日期: hidden from 00:00 of this day
    removal_authority: str = ""  # 作出决定机关(移出), not public
    removal_document_number: str = ""  # 移出文号, not public


@dataclass(frozen=True, slots=True, kw_only=True)
class AbnormalListing(ListEntry):
    """经营异常名录; of an individual business (个体工商户) only a mark, 标记为经营异常状态."""

    KIND: ClassVar[RecordKind] = RecordKind.ABNORMAL

    ground_code: str = ""  # 列入原因代码: the source's own, not interpreted, not public
    ground: AbnormalGround | None = None  # None: the text names none of the four


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriousListing(ListEntry):
    """严重违法失信名单 (市场监督管理总局令第44号)."""

    KIND: ClassVar[RecordKind] = RecordKind.SERIOUS

    ground_article: int | None = None  # 列入情形条款: 5 … 11 of order 44
    penalty_document_number: str = ""  # 依据的行政处罚决定书文号
    listed_until: date | None = None  # 列入期限至 stated by the source, not public: it is computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour(Filing):
    """诚实守信: an honour or a good standing that an authority found.

    ``decision_date`` is 认定（评定）日期; None where only the year is told, as for tax credit.
    ``document_number`` is 证书编号.
    """

    KIND: ClassVar[RecordKind] = RecordKind.HONOUR

    honour_kind: str = ""  # 守信类别 as filed
    honour_name: str = ""  # 守信信息（荣誉）名称
    level: str = ""  # 信用等级
    year: int | None = None  # 评价年度
    customs_code: str = ""  # 海关注册编码
    basis: str = ""  # 认定依据
    reason: str = ""  # 列入事由
    valid_from: date | None = None  # 有效期自
    valid_until: date | None = None  # 有效期至: the honour's own term, no end of publication
    cancelled: bool = False  # 注销（取消）标志, not public
    cancelled_date: date | None = None  # 取消日期: hidden from 00:00 of this day


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Decision):
    """信用承诺. ``document_number`` is 承诺编码, ``authority`` 承诺受理单位, ``decision_date``
    承诺作出日期.
    """

    KIND: ClassVar[RecordKind] = RecordKind.COMMITMENT

    commitment_kind: str = ""  # 承诺类型 as filed
    matter: str = ""  # 承诺事由
    content: str = ""  # 承诺内容
    liability: str = ""  # 违诺责任
    valid_until: date | None = None  # 承诺有效期
    performance: Performance | None = None  # None: not found by anybody yet
    performance_text: str = ""  # 承诺履行状态 as filed
    unfulfilled: str = ""  # 未履行的承诺内容
    pursued: str = ""  # 违诺责任追究内容
    determined_date: date | None = None  # 承诺履行状态认定日期
    determined_by: str = ""  # 承诺履行状态认定单位
    determined_by_uscc: str = ""

    @property
    def breached(self) -> bool:
        """Whether an authority found that it was not kept, or not wholly."""
        return self.performance in (Performance.PARTIAL, Performance.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coercion(Decision):
    """行政强制: a measure or an act of enforcement (行政强制法 §9, §12)."""

    KIND: ClassVar[RecordKind] = RecordKind.COERCION

    coercion_class: str = ""  # 行政强制类别: 行政强制措施|行政强制执行
    kinds_text: str = ""  # 行政强制种类（方式）, several joined by ;
    reason: str = ""  # 强制事由; not public until cleared
    basis: str = ""  # 强制依据
    content: str = ""  # 强制内容; not public until cleared
    amount: Decimal | None = None  # 涉及金额, 万元
    valid_until: date | None = None  # 强制期限至
    released_date: date | None = None  # 解除日期
    status: str = ""  # 当前状态 as filed


@dataclass(frozen=True, slots=True, kw_only=True)
class CriminalJudgment(Decision):
    """刑事裁判 of a legal person. ``document_number`` is 案号, ``authority`` 审理法院,
    ``decision_date`` 裁判日期.
    """

    KIND: ClassVar[RecordKind] = RecordKind.CRIMINAL

    document_name: str = ""  # 裁判文书名称
    crime: str = ""  # 罪名, several joined by ;
    punishment: str = ""  # 判处刑罚
    fine: Decimal | None = None  # 罚金金额, 万元
    forfeiture: str = ""  # 追缴、没收、退赔; not public until cleared
    summary: str = ""  # 裁判要旨; not public until cleared
    instance: str = ""  # 审理程序: 一审|二审|再审
    effective_date: date | None = None  # 生效日期
    fine_performance: str = ""  # 财产刑履行情况
