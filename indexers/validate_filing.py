"""Rows of the 双公示 layouts -> licences and penalties."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from gongshi.indexers.code_lists import (
    LICENCE_KINDS,
    PROCEDURES,
    SEVERITIES,
    read_field,
)
from gongshi.indexers.layouts.column import Column, Need
from gongshi.indexers.layouts.disclosure import LICENCE, PENALTY
from gongshi.indexers.penalty_kinds import parse_kinds
from gongshi.indexers.rows import Columns, Parsed
from gongshi.indexers.validate import Row, digest_text, iso
from gongshi.indexers.validate_party import HEAD, NAME, FilingReader
from gongshi.records.model import (
    Penalty,
    PenaltyKind,
)

_XK: Final = {column.code: place for place, column in enumerate(LICENCE.columns)}
(
    _XKWS, _XKWSH, _XKLB, _XKZS, _XKBH, _XKNR, _XKJDRQ, _XKYXQZ, _XKYXQZI, _XKJG, _XKJGDM, _XKZT,
    _XKLYDW, _XKLYDWDM, _XKBZ,
) = range(_XK["XK_XKWS"], _XK["BZ"] + 1)  # fmt: skip


class LicenceReader(FilingReader):
    """行政许可."""

    FIELDS: Mapping[str, str] = {
        "decision_date": "XK_JDRQ",
        "valid_from": "XK_YXQZ",
        "valid_until": "XK_YXQZI",
    }

    def is_required(self, column: Column) -> bool:
        if column.code == "XK_ZT":  # 2015/16: empty means normal
            return self.source.generation == "2018"
        return column.need is Need.YES

    def build(self, row: Row) -> tuple[Columns | None, str]:
        party = self.party(row)
        decided = self.decision_day(row, _XKJDRQ)
        if party is None or decided is None or row.failures:
            return None, row.person
        texts = row.texts
        number = self.document_number(row, _XKWSH)
        certificate_number = texts[_XKBH]
        if not number and certificate_number:
            row.warn("document_number_from_certificate", self._codes[_XKWSH], certificate_number)
            number = certificate_number
        valid_from, valid_until = self.day(row, _XKYXQZ), self.day(row, _XKYXQZI)
        if valid_from is not None and valid_until is not None and valid_until < valid_from:
            row.warn("validity_reversed", self._codes[_XKYXQZI], f"{valid_from}–{valid_until}")
        licence_kind = texts[_XKLB]
        if licence_kind not in LICENCE_KINDS and licence_kind and licence_kind[:2] != "其他":
            row.warn("enum_unknown", self._codes[_XKLB], licence_kind)
        content = self.meaning(row, _XKNR)
        authority_uscc = self.organ_code(row, _XKJGDM)
        data_source_uscc = self.organ_code(row, _XKLYDWDM)
        status, withdrawn, objected = self.state(row, _XKZT)
        mode = self.mode(row)
        item, name, head, remark = self.delivery.item_code, texts[NAME], texts[HEAD], texts[_XKBZ]
        document, certificate = texts[_XKWS], texts[_XKZS]
        authority, data_source = texts[_XKJG], texts[_XKLYDW]
        day, since, until = decided.isoformat(), iso(valid_from), iso(valid_until)
        kind, *codes = party
        # Nine of ten rows are licences: as their columns, in the order of the table's.
        columns: Columns = [
            name, kind.value, day, *codes, head, number, authority, authority_uscc, data_source,
            data_source_uscc, remark, item, None if mode is None else mode.value, withdrawn,
            objected, document, licence_kind, certificate, certificate_number, content,
            since or None, until or None, status,
        ]  # fmt: skip
        return columns, digest_text(
            (
                "XK", name, *party, head, document, number, licence_kind, certificate,
                certificate_number, content, day, since, until, authority, authority_uscc, status,
                str(withdrawn), str(objected), data_source, data_source_uscc, remark, item,
                mode or "",
            )
        )  # fmt: skip


_CF: Final = {column.code: place for place, column in enumerate(PENALTY.columns)}
(
    _CFWSH, _CFWFXW, _CFSY, _CFYJ, _CFLB, _CFNR, _CFFK, _CFWFFF, _CFZKDX, _CFJDRQ, _CFYXQ, _CFGSJZQ,
    _CFJG, _CFJGDM, _CFSJLY, _CFSJLYDM, _CFBZ, _CFZT, _CFPROCEDURE, _CFCLASS, _CFFIELD,
    _CFPUBLISHED, _CFRESTRICTION,
) = range(_CF["CF_WSH"], _CF["restriction_until"] + 1)  # fmt: skip

_PAPERS: Final = frozenset(
    {PenaltyKind.SUSPEND_PERMIT, PenaltyKind.REVOKE_PERMIT, PenaltyKind.SUSPEND_OR_REVOKE}
)


class PenaltyReader(FilingReader):
    """行政处罚."""

    FIELDS: Mapping[str, str] = {
        "decision_date": "CF_JDRQ",
        "valid_until": "CF_YXQ",
        "publication_until": "CF_GSJZQ",
        "published_date": "published_date",
    }

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        decided = self.decision_day(row, _CFJDRQ)
        texts = row.texts
        fine = self.amount(row, _CFFK)
        confiscation = self.amount(row, _CFWFFF)
        if party is None or decided is None or row.failures:
            return None, row.person
        number = self.document_number(row, _CFWSH)
        kinds = self._kinds(row, fine, confiscation)
        content = self.meaning(row, _CFNR)
        until, stated = self.day(row, _CFYXQ), self.day(row, _CFGSJZQ)
        published, restricted = self.day(row, _CFPUBLISHED), self.day(row, _CFRESTRICTION)
        procedure = self.listed(row, _CFPROCEDURE, PROCEDURES)
        severity = self.listed(row, _CFCLASS, SEVERITIES)
        field = read_field(texts[_CFFIELD]) if texts[_CFFIELD] else None
        authority_uscc = self.organ_code(row, _CFJGDM)
        data_source_uscc = self.organ_code(row, _CFSJLYDM)
        _, withdrawn, objected = self.state(row, _CFZT)
        mode = self.mode(row)
        penalty = Penalty(
            source=self.source.code,
            subject_name=texts[NAME],
            subject_kind=party.kind,
            decision_date=decided,
            uscc=party.uscc,
            registration_number=party.registration_number,
            organisation_code=party.organisation_code,
            tax_number=party.tax_number,
            institution_number=party.institution_number,
            social_organisation_number=party.social_number,
            person_key=party.person,
            legal_representative=texts[HEAD],
            document_number=number,
            authority=texts[_CFJG],
            authority_uscc=authority_uscc,
            data_source=texts[_CFSJLY],
            data_source_uscc=data_source_uscc,
            remark=texts[_CFBZ],
            item_code=self.delivery.item_code,
            mode=mode,
            withdrawn_by_source=withdrawn,
            objected=objected,
            violation_type=texts[_CFWFXW],
            facts=texts[_CFSY],
            basis=texts[_CFYJ],
            kinds_text=texts[_CFLB],
            kinds=kinds,
            content=content,
            fine=fine,
            confiscation=confiscation,
            certificate=texts[_CFZKDX],
            valid_until=until,
            publication_until=stated,
            procedure=procedure,
            severity=severity,
            field=field,
            published_date=published,
            restriction_until=restricted,
        )
        return penalty, digest_text(
            (
                "CF", texts[NAME], *party, texts[HEAD], number, texts[_CFWFXW], texts[_CFSY],
                texts[_CFYJ], texts[_CFLB], content, str(fine), str(confiscation), texts[_CFZKDX],
                iso(decided), iso(until), iso(stated), texts[_CFJG], authority_uscc,
                texts[_CFSJLY], data_source_uscc, texts[_CFBZ], str(withdrawn), str(objected),
                procedure or "", severity or "", field or "", iso(published), iso(restricted),
                self.delivery.item_code, mode or "",
            )
        )  # fmt: skip

    def _kinds(
        self, row: Row, fine: Decimal | None, confiscation: Decimal | None
    ) -> tuple[PenaltyKind, ...]:
        text = row.texts[_CFLB]
        kinds, understood = parse_kinds(text)
        if not understood:
            row.warn("kind_unknown", self._codes[_CFLB], text)
        if fine is None and PenaltyKind.FINE in kinds and not row.texts[_CFFK]:
            row.warn("required_missing", self._codes[_CFFK])
        if confiscation is None and PenaltyKind.CONFISCATION in kinds and not row.texts[_CFWFFF]:
            row.warn("required_missing", self._codes[_CFWFFF])
        if not row.texts[_CFZKDX] and not _PAPERS.isdisjoint(kinds):
            row.warn("required_missing", self._codes[_CFZKDX])
        return kinds
