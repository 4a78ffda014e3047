"""The kinds of record: what a record may be, and what is asked of every kind in the same words.

Everything that differs by kind and needs no I/O stands in one row of ``KINDS``; the other rooms
have one such table each (tables in ``ledger/record_tables.py``, readers in
``indexers/row_readers.py``, answers in ``graphql/filings.py``): a kind is added by a row in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    ListName,
    SeriousListing,
)
from gongshi.records.model import Filing, Licence, Penalty, RecordKind, SubjectKind

#: A record of any kind, as filed.
Record = (
    Licence
    | Penalty
    | Honour
    | AbnormalListing
    | SeriousListing
    | Commitment
    | Coercion
    | CriminalJudgment
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    model: type[Filing]
    layout: str  # code of the layout it is filed in
    label: str  # official term
    names: tuple[str, ...]  # what else files call it
    #: Fields that 原记录辨别内容 may quote; the decision's day may always be quoted.
    told_by: tuple[str, ...]
    #: Unstructured text that a clearance is about.
    text: tuple[str, ...]
    #: What decides its class, and so what a review is about.
    classed_by: tuple[str, ...] = ()

    @property
    def kind(self) -> RecordKind:
        return self.model.KIND


KINDS: Final[Mapping[RecordKind, Kind]] = {
    one.kind: one
    for one in (
        Kind(
            Licence,
            "XK",
            "行政许可",
            ("许可",),
            told_by=("document_name", "certificate_name", "certificate_number", "content"),
            text=("content", "remark"),
        ),
        Kind(
            Penalty,
            "CF",
            "行政处罚",
            ("处罚",),
            told_by=("violation_type", "content", "facts"),
            text=("facts", "content", "violation_type", "remark"),
            classed_by=(
                "kinds_text", "kinds", "fine", "confiscation", "procedure", "severity", "field",
                "decision_date",
            ),
        ),
        Kind(
            Honour,
            "HONOUR",
            "诚实守信",
            ("荣誉", "守信激励"),
            told_by=("honour_name", "year"),
            text=("reason", "remark"),
        ),
        Kind(
            AbnormalListing,
            "ABNORMAL",
            "经营异常名录",
            ("经营异常", "异常名录", "经营（活动）异常名录"),
            told_by=("ground_text",),
            text=("ground_text", "remark"),
        ),
        Kind(
            SeriousListing,
            "SERIOUS",
            "严重违法失信名单",
            ("严重违法失信", "严重失信主体名单"),
            told_by=("ground_text", "penalty_document_number"),
            text=("ground_text", "remark"),
        ),
        Kind(
            Commitment,
            "CN",
            "信用承诺",
            ("承诺",),
            told_by=("matter", "content"),
            text=("matter", "content", "unfulfilled", "pursued", "remark"),
        ),
        Kind(
            Coercion,
            "COERCION",
            "行政强制",
            ("QZ", "强制"),
            told_by=("kinds_text", "content", "reason"),
            text=("reason", "content", "remark"),
        ),
        Kind(
            CriminalJudgment,
            "CRIMINAL",
            "刑事裁判",
            ("XS", "刑事判决"),
            told_by=("crime", "document_name"),
            text=("summary", "forfeiture", "remark"),
        ),
    )
}  # fmt: skip

BY_LAYOUT: Final[Mapping[str, Kind]] = {kind.layout: kind for kind in KINDS.values()}


def telling_texts(record: Record) -> tuple[str, ...]:
    """The texts by which 原记录辨别内容 may tell the record from others of its number."""
    return tuple(str(getattr(record, name)) for name in KINDS[record.KIND].told_by)


def text_of(record: Record) -> tuple[object, ...]:
    """The unstructured text a clearance is about."""
    return tuple(getattr(record, name) for name in KINDS[record.KIND].text)


def classed_by(record: Record) -> tuple[object, ...]:
    """What decides the record's class, and so what a review is about."""
    return tuple(getattr(record, name) for name in KINDS[record.KIND].classed_by)


def standing_day(record: Record) -> date | None:
    """The day by which a record stands among others: its decision's, else the last of the year it
    is about; None where neither is told."""
    if record.decision_date is not None:
        return record.decision_date
    return date(record.year, 12, 31) if record.year is not None else None


def list_of(record: Record) -> ListName | None:
    """The list the record is an entry of; None for what is none."""
    if isinstance(record, SeriousListing):
        return ListName.SERIOUS
    if not isinstance(record, AbnormalListing):
        return None
    marked = record.subject_kind is SubjectKind.INDIVIDUAL_BUSINESS
    return ListName.ABNORMAL_MARK if marked else ListName.ABNORMAL
