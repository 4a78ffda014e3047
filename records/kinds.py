"""The kinds of record: what a record may be, and what is asked of every kind in the same words.

Everything that differs by kind and needs no I/O stands in one row of ``KINDS``; each other room has
one such table of its own (``ledger/record_tables.py``, ``indexers/row_readers.py``,
``indexers/bodies/``), so that a kind is added by a row in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gongshi.records.model import Filing, Licence, Penalty, RecordKind

#: A record of any kind, as filed.
Record = Licence | Penalty


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    kind: RecordKind
    model: type[Filing]
    layout: str  # code of the layout it is filed in
    label: str  # official term
    #: Fields that 原记录辨别内容 may quote; the decision's day may always be quoted.
    told_by: tuple[str, ...]
    #: Unstructured text that a clearance is about.
    text: tuple[str, ...]
    #: What decides its class, and so what a review is about.
    classed_by: tuple[str, ...] = ()


KINDS: Final[Mapping[RecordKind, Kind]] = {
    one.kind: one
    for one in (
        Kind(
            RecordKind.LICENCE,
            Licence,
            "XK",
            "行政许可",
            told_by=("document_name", "certificate_name", "certificate_number", "content"),
            text=("content", "remark"),
        ),
        Kind(
            RecordKind.PENALTY,
            Penalty,
            "CF",
            "行政处罚",
            told_by=("violation_type", "content", "facts"),
            text=("facts", "content", "violation_type", "remark"),
            classed_by=(
                "kinds_text", "kinds", "fine", "confiscation", "procedure", "severity", "field",
                "decision_date",
            ),
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
