"""What of a record goes out: its public fields, masked, with what waits for clearance withheld.

The lists of fields are those of the public view (DOMAIN §2, §6): no remark, no legal
representative, no number of a person, no class and no end of publication. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Final

from gongshi.records.bodies import (
    WITHHELD,
    AbnormalBody,
    CoercionBody,
    CommitmentBody,
    CriminalBody,
    FilingBody,
    HonourBody,
    LicenceBody,
    PenaltyBody,
    RecordBody,
    SeriousBody,
)
from gongshi.records.dates import is_long_term
from gongshi.records.filings import (
    AbnormalListing,
    Coercion,
    Commitment,
    CriminalJudgment,
    Honour,
    ListName,
    SeriousListing,
)
from gongshi.records.kinds import Record, list_of
from gongshi.records.masks import mask, mask_names, mask_number, masked_name
from gongshi.records.model import Event, Licence, Penalty, RecordKind, SubjectKind
from gongshi.records.publication import text_cleared

_BETWEEN_NAMES: Final = re.compile(r"[、,，;；/／|\n]+")
#: Texts as long as kinds, names and short contents repeat from record to record; longer ones
#: hardly do.
_REPEATED: Final = 64
_REPEATED_TOGETHER: Final = 128
#: What stands behind a name: 张大民（男）.
_BEHIND_NAME: Final = re.compile(r"[(（\[【〔].*", re.DOTALL)


def record_body(
    record: Record,
    events: Sequence[Event],
    uncleared: frozenset[str],
    *,
    subject_uscc: str,
    generation: str,
    representative: str = "",
) -> RecordBody:
    """The public fields of a record.

    ``subject_uscc``: the subject's public USCC, "" for none (a natural person never has one here);
    ``uncleared`` names the free-text fields that wait for a person (``"penalty.facts"``);
    ``generation``: the one its source declares; ``representative``: the subject's legal
    representative by the register, masked in free text like the row's own.
    """
    cleared = bool(events) and text_cleared(events)
    withheld = frozenset[str]() if cleared else _fields_of(record.KIND, uncleared)
    natural = record.subject_kind is SubjectKind.NATURAL_PERSON
    texts = _texts(
        record.legal_representative,
        representative,
        record.subject_name if natural else None,
        withheld,
    )
    uscc = "" if natural else subject_uscc
    if isinstance(record, Licence):
        return _licence_body(record, texts, uscc, generation)
    if isinstance(record, Penalty):
        return _penalty_body(record, texts, uscc)
    shared = _shared(record, texts, uscc)
    if isinstance(record, Honour):
        return _honour_body(record, texts, shared)
    if isinstance(record, AbnormalListing):
        return _abnormal_body(record, texts, shared)
    if isinstance(record, SeriousListing):
        return _serious_body(record, texts, shared)
    if isinstance(record, Commitment):
        return _commitment_body(record, texts, shared)
    if isinstance(record, Coercion):
        return _coercion_body(record, texts, shared)
    return _criminal_body(record, texts, shared)


def public_subject_name(record: Record) -> str:
    """The name as filed; a natural person's is surname + 某."""
    if record.subject_kind is SubjectKind.NATURAL_PERSON:
        return masked_name(record.subject_name)
    return public_name(record.subject_name)


@lru_cache(maxsize=16_384)
def public_name(text: str) -> str:
    """A name of a subject, an organ or a person as filed, without the numbers of persons in it."""
    return mask(text)


@lru_cache(maxsize=256)
def licence_status(filed: str, generation: str) -> str:
    """有效, 无效, or "" where the filing does not say so clearly (2018: 1 and 2; 2015/16: 0)."""
    for word in ("无效", "有效"):
        if word in filed:
            return word
    digits = {"1": "有效", "2": "无效"} if generation == "2018" else {"0": "有效"}
    return "有效" if filed == "正常" else digits.get(filed, "")


def money(amount: Decimal | None) -> str | None:
    """万元 as plain digits: no exponent, no zeros behind."""
    if amount is None:
        return None
    digits = f"{amount:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@lru_cache(maxsize=16_384)
def day(value: date | None) -> str | None:
    """``YYYY-MM-DD``; None for none and for long-term."""
    return None if value is None or is_long_term(value) else value.isoformat()


@lru_cache(maxsize=16_384)
def as_filed(value: date | None) -> str | None:
    """``YYYY-MM-DD``, a day that means long-term too: authorities write several (2099-01-31)."""
    return None if value is None else value.isoformat()


@lru_cache(maxsize=16_384)
def _ends(until: date | None) -> tuple[str | None, bool]:
    """The end of a validity as filed, and whether it means long-term."""
    return as_filed(until), long_term(until)


def long_term(value: date | None) -> bool:
    return value is not None and is_long_term(value)


@lru_cache(maxsize=8_192)
def person_names(text: str) -> tuple[str, ...]:
    """The names in a person column: several may stand in one cell, a name may be spaced (王　伟)
    or have something in brackets behind it."""
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(text):
        words = _BEHIND_NAME.sub("", part).split()
        if any(len(word) == 1 for word in words):
            names.append("".join(words))
        names += [word for word in words if len(word) > 1]
    return tuple(name for name in names if name)


@lru_cache(maxsize=64)
def _fields_of(kind: RecordKind, named: frozenset[str]) -> frozenset[str]:
    """The fields of a kind among ``kind.field`` names."""
    start = f"{kind.value}."
    return frozenset(name.removeprefix(start) for name in named if name.startswith(start))


class _Texts:
    """Free text of a record: withheld until cleared, masked with the person names of the row and
    the register."""

    __slots__ = ("_names", "_natural", "_surnames", "_withheld")

    def __init__(self, names: Sequence[str], natural: bool, withheld: frozenset[str]) -> None:
        # 王伟明 before 王伟, or its last character would stay.
        self._names = tuple(sorted(names, key=len, reverse=True))
        self._surnames = "".join(dict.fromkeys(name[0] for name in self._names))
        self._natural = natural
        self._withheld = withheld

    def __call__(self, field: str, text: str) -> str:
        if field in self._withheld:
            return WITHHELD
        if len(text) > _REPEATED:
            return mask(text, self._names)
        for surname in self._surnames:
            if surname in text:
                return mask(text, self._names)
        return public_name(text)

    def several(self, fields: Sequence[str], texts: Sequence[str]) -> list[str]:
        """What a call for each gives; mostly they are short and name nobody, which one look at all
        of them tells."""
        together = "".join(texts)
        if self._withheld or len(together) > _REPEATED_TOGETHER:
            return list(map(self, fields, texts))
        for surname in self._surnames:
            if surname in together:
                return list(map(self, fields, texts))
        return list(map(public_name, texts))

    def number(self, text: str) -> str:
        """A number as filed; of a natural person's record also without the person's name."""
        shown = mask_number(text) if text else ""
        return mask_names(shown, self._names) if self._natural else shown


@lru_cache(maxsize=4_096)
def _texts(row: str, representative: str, natural: str | None, withheld: frozenset[str]) -> _Texts:
    """``row`` and ``representative``: the person columns of the row and the register, mostly one
    and the same for all of a subject's records; ``natural``: the name of a natural person."""
    names = person_names(row)
    if representative and representative != row:
        names = (*names, *person_names(representative))
    if natural is not None:
        names = (*names, *person_names(natural))
    return _Texts(names, natural is not None, withheld)


@lru_cache(maxsize=16_384)
def _offices(
    authority: str, authority_uscc: str, data_source: str, data_source_uscc: str
) -> tuple[str, str, str, str]:
    """Who decided and who filed, as shown: a city has a few hundred of them."""
    return (
        public_name(authority),
        mask_number(authority_uscc),
        public_name(data_source),
        mask_number(data_source_uscc),
    )


def _offices_of(record: Record) -> tuple[str, str, str, str]:
    return _offices(
        record.authority, record.authority_uscc, record.data_source, record.data_source_uscc
    )


def _shared(record: Record, texts: _Texts, uscc: str) -> FilingBody:
    natural = record.subject_kind is SubjectKind.NATURAL_PERSON
    authority, authority_uscc, data_source, data_source_uscc = _offices_of(record)
    return {
        "id": record.id,
        "subjectId": "" if natural else record.subject_id,
        "subjectName": public_subject_name(record),
        "subjectUscc": uscc,
        "documentNumber": texts.number(record.document_number),
        "decided": as_filed(record.decision_date),
        "authority": authority,
        "authorityUscc": authority_uscc,
        "dataSource": data_source,
        "dataSourceUscc": data_source_uscc,
        "source": record.source,
        "objected": record.objected,
    }


# Licences and penalties come by the million: theirs are written out.
_LICENCE_TEXTS: Final = ("document_name", "licence_kind", "certificate_name", "content")
_licence_texts: Final = attrgetter(*_LICENCE_TEXTS)


def _licence_body(record: Licence, texts: _Texts, uscc: str, generation: str) -> LicenceBody:
    natural = record.subject_kind is SubjectKind.NATURAL_PERSON
    authority, authority_uscc, data_source, data_source_uscc = _offices_of(record)
    document, kind, certificate, content = texts.several(_LICENCE_TEXTS, _licence_texts(record))
    until, long = _ends(record.valid_until)
    return {
        "kind": "licence",
        "id": record.id,
        "subjectId": "" if natural else record.subject_id,
        "subjectName": public_subject_name(record),
        "subjectUscc": uscc,
        "documentNumber": texts.number(record.document_number),
        "documentName": document,
        "licenceKind": kind,
        "certificateName": certificate,
        "certificateNumber": texts.number(record.certificate_number),
        "content": content,
        "decided": as_filed(record.decision_date),
        "validFrom": day(record.valid_from),
        "validUntil": until,
        "longTerm": long,
        "status": licence_status(record.status, generation),
        "authority": authority,
        "authorityUscc": authority_uscc,
        "dataSource": data_source,
        "dataSourceUscc": data_source_uscc,
        "source": record.source,
        "objected": record.objected,
    }


def _penalty_body(record: Penalty, texts: _Texts, uscc: str) -> PenaltyBody:
    natural = record.subject_kind is SubjectKind.NATURAL_PERSON
    authority, authority_uscc, data_source, data_source_uscc = _offices_of(record)
    return {
        "kind": "penalty",
        "id": record.id,
        "subjectId": "" if natural else record.subject_id,
        "subjectName": public_subject_name(record),
        "subjectUscc": uscc,
        "documentNumber": texts.number(record.document_number),
        "penaltyKinds": [kind.value for kind in record.kinds],
        "penaltyKindsText": texts("kinds_text", record.kinds_text),
        "violationType": texts("violation_type", record.violation_type),
        # Nothing filed and nothing cleared look the same.
        "facts": texts("facts", record.facts) or WITHHELD,
        "basis": texts("basis", record.basis),
        "content": texts("content", record.content),
        "fine": money(record.fine),
        "confiscation": money(record.confiscation),
        "certificate": texts("certificate", record.certificate),
        "decided": as_filed(record.decision_date),
        "validUntil": as_filed(record.valid_until),
        "longTerm": long_term(record.valid_until),
        "authority": authority,
        "authorityUscc": authority_uscc,
        "dataSource": data_source,
        "dataSourceUscc": data_source_uscc,
        "source": record.source,
        "objected": record.objected,
    }


_HONOUR_TEXTS: Final = ("honour_kind", "honour_name", "level", "basis", "reason")
_honour_texts: Final = attrgetter(*_HONOUR_TEXTS)


def _honour_body(record: Honour, texts: _Texts, shared: FilingBody) -> HonourBody:
    kind, name, level, basis, reason = texts.several(_HONOUR_TEXTS, _honour_texts(record))
    return {
        **shared,
        "kind": "honour",
        "honourKind": kind,
        "honourName": name,
        "level": level,
        "year": record.year,
        "basis": basis,
        "reason": reason,
        "validFrom": day(record.valid_from),
        "validUntil": as_filed(record.valid_until),
        "longTerm": long_term(record.valid_until),
    }


def _abnormal_body(record: AbnormalListing, texts: _Texts, shared: FilingBody) -> AbnormalBody:
    return {
        **shared,
        "kind": "abnormal",
        "marked": list_of(record) is ListName.ABNORMAL_MARK,
        "ground": None if record.ground is None else record.ground.value,
        "groundText": texts("ground_text", record.ground_text),
        "published": as_filed(record.published_date),
    }


def _serious_body(record: SeriousListing, texts: _Texts, shared: FilingBody) -> SeriousBody:
    return {
        **shared,
        "kind": "serious",
        "groundArticle": record.ground_article,
        "groundText": texts("ground_text", record.ground_text),
        "penaltyDocumentNumber": texts.number(record.penalty_document_number),
        "published": as_filed(record.published_date),
    }


def _commitment_body(record: Commitment, texts: _Texts, shared: FilingBody) -> CommitmentBody:
    return {
        **shared,
        "kind": "commitment",
        "commitmentKind": texts("commitment_kind", record.commitment_kind),
        "matter": texts("matter", record.matter),
        "content": texts("content", record.content),
        "liability": texts("liability", record.liability),
        "validUntil": as_filed(record.valid_until),
        "longTerm": long_term(record.valid_until),
        "performance": None if record.performance is None else record.performance.value,
        "unfulfilled": texts("unfulfilled", record.unfulfilled),
        "pursued": texts("pursued", record.pursued),
        "determined": as_filed(record.determined_date),
        "determinedBy": public_name(record.determined_by),
        "determinedByUscc": mask_number(record.determined_by_uscc),
    }


def _coercion_body(record: Coercion, texts: _Texts, shared: FilingBody) -> CoercionBody:
    return {
        **shared,
        "kind": "coercion",
        "coercionClass": texts("coercion_class", record.coercion_class),
        "coercionKinds": texts("kinds_text", record.kinds_text),
        "reason": texts("reason", record.reason) or WITHHELD,
        "basis": texts("basis", record.basis),
        "content": texts("content", record.content) or WITHHELD,
        "amount": money(record.amount),
        "validUntil": as_filed(record.valid_until),
        "longTerm": long_term(record.valid_until),
        "released": as_filed(record.released_date),
        "status": texts("status", record.status),
    }


def _criminal_body(record: CriminalJudgment, texts: _Texts, shared: FilingBody) -> CriminalBody:
    return {
        **shared,
        "kind": "criminal",
        "documentName": texts("document_name", record.document_name),
        "crime": texts("crime", record.crime),
        "punishment": texts("punishment", record.punishment),
        "fine": money(record.fine),
        "forfeiture": texts("forfeiture", record.forfeiture) or WITHHELD,
        "summary": texts("summary", record.summary) or WITHHELD,
        "instance": texts("instance", record.instance),
        "effective": as_filed(record.effective_date),
        "finePerformance": texts("fine_performance", record.fine_performance),
    }
