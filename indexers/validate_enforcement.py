"""Rows of 行政强制 and 刑事裁判 -> records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.indexers.rows import Parsed
from gongshi.indexers.validate import Row
from gongshi.indexers.validate_kind import KindReader, content_of
from gongshi.indexers.validate_party import USCC
from gongshi.records.filings import Coercion, CriminalJudgment

_WITHDRAWN: Final = "撤销"
#: Kinds of coercion that have an amount, and the punishment that has one.
_WITH_AMOUNT: Final = ("加处罚款", "滞纳金", "划拨", "冻结")
_FINE: Final = "罚金"


class CoercionReader(KindReader):
    """行政强制."""

    FIELDS: Mapping[str, str] = {"decision_date": "QZ_JDRQ", "released_date": "QZ_JCRQ"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        decided = self.decision_day(row, self.place("QZ_JDRQ"))
        amount = self.amount(row, self.place("QZ_JE"))
        if party is None or decided is None or row.failures:
            return None, row.person
        kinds, status = self.text(row, "QZ_FS"), self.text(row, "QZ_ZT")
        if amount is None and any(word in kinds for word in _WITH_AMOUNT):
            self.need(row, "QZ_JE")
        record = Coercion(
            **self.common(
                row,
                party,
                number="QZ_WSH",
                organ="QZ_QZJG",
                unit="QZ_LYDW",
                withdrawn=_WITHDRAWN in status,
            ),
            decision_date=decided,
            coercion_class=self.text(row, "QZ_LB"),
            kinds_text=kinds,
            reason=self.text(row, "QZ_SY"),
            basis=self.text(row, "QZ_YJ"),
            content=self.text(row, "QZ_NR"),
            amount=amount,
            valid_until=self.day(row, self.place("QZ_QXZ")),
            released_date=self.day(row, self.place("QZ_JCRQ")),
            status=status,
        )
        return record, content_of(record)


class JudgmentReader(KindReader):
    """刑事裁判 of legal persons and other organisations: a natural person's row is refused."""

    FIELDS: Mapping[str, str] = {"decision_date": "XS_CPRQ", "effective_date": "XS_SXRQ"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        decided = self.decision_day(row, self.place("XS_CPRQ"))
        fine = self.amount(row, self.place("XS_FJJE"))
        if party is not None and party.person:
            row.fail("natural_person_refused", self._codes[USCC])
        if party is None or decided is None or row.failures:
            return None, row.person
        punishment = self.text(row, "XS_XF")
        if fine is None and _FINE in punishment:
            self.need(row, "XS_FJJE")
        record = CriminalJudgment(
            **self.common(row, party, number="XS_AH", organ="XS_SLFY", unit="XS_LYDW"),
            decision_date=decided,
            document_name=self.text(row, "XS_WSMC"),
            crime=self.text(row, "XS_ZM"),
            punishment=punishment,
            fine=fine,
            forfeiture=self.text(row, "XS_MSZS"),
            summary=self.text(row, "XS_CPYZ"),
            instance=self.text(row, "XS_SLCX"),
            effective_date=self.day(row, self.place("XS_SXRQ")),
            fine_performance=self.text(row, "XS_LXQK"),
        )
        return record, content_of(record)
