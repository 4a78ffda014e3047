"""Rows of good faith -> honours and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongshi.indexers.code_lists import PERFORMANCES
from gongshi.indexers.rows import Parsed
from gongshi.indexers.validate import Row
from gongshi.indexers.validate_kind import KindReader, content_of
from gongshi.records.filings import Commitment, Honour, Performance

#: Years an honour may be about: earlier and later ones are a slip.
_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 2098


class HonourReader(KindReader):
    """诚实守信: the one kind that may tell no day, only a year."""

    FIELDS: Mapping[str, str] = {"decision_date": "RDRQ", "valid_until": "YXQZI"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        place = self.place("RDRQ")
        found = self.decision_day(row, place) if row.texts[place] else None
        if party is None or row.failures:
            return None, row.person
        valid_from, valid_until = (
            self.day(row, self.place("YXQZ")),
            self.day(row, self.place("YXQZI")),
        )
        if valid_from is not None and valid_until is not None and valid_until < valid_from:
            row.warn("validity_reversed", "YXQZI", f"{valid_from}–{valid_until}")
        year = self.whole(row, "PJND", _FIRST_YEAR, _LAST_YEAR)
        if year is None and found is None:
            self.need(row, "PJND")
        cancelled = self.flag(row, "ZXBZ")
        cancelled_on = self.day(row, self.place("QXRQ"))
        if cancelled and cancelled_on is None:
            self.need(row, "QXRQ")
        record = Honour(
            **self.common(row, party, number="ZSBH", organ="RDJG", unit="LYDW"),
            decision_date=found,
            honour_kind=self.text(row, "RYLB"),
            honour_name=self.text(row, "RYMC"),
            level=self.text(row, "DJ"),
            year=year,
            customs_code=self.text(row, "HGZCBM"),
            basis=self.text(row, "RDYJ"),
            reason=self.text(row, "LRSY"),
            valid_from=valid_from,
            valid_until=valid_until,
            cancelled=cancelled,
            cancelled_date=cancelled_on,
        )
        return record, content_of(record)


class CommitmentReader(KindReader):
    """信用承诺."""

    FIELDS: Mapping[str, str] = {
        "decision_date": "CN_ZCRQ",
        "valid_until": "CN_YXQ",
        "determined_date": "CN_RDRQ",
    }

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        made = self.decision_day(row, self.place("CN_ZCRQ"))
        if party is None or made is None or row.failures:
            return None, row.person
        performance = self.listed(row, self.place("CN_ZT"), PERFORMANCES)
        if performance in (Performance.PARTIAL, Performance.NONE):
            self.need(row, "CN_WLX", "CN_ZJ")
        record = Commitment(
            **self.common(row, party, number="CN_BM", organ="CN_SLDW", unit=""),
            decision_date=made,
            commitment_kind=self.text(row, "CN_LX"),
            matter=self.text(row, "CN_SY"),
            content=self.text(row, "CN_NR"),
            liability=self.text(row, "CN_ZR"),
            valid_until=self.day(row, self.place("CN_YXQ")),
            performance=performance,
            performance_text=self.text(row, "CN_ZT"),
            unfulfilled=self.text(row, "CN_WLX"),
            pursued=self.text(row, "CN_ZJ"),
            determined_date=self.day(row, self.place("CN_RDRQ")),
            determined_by=self.text(row, "CN_RDDW"),
            determined_by_uscc=self.organ_code(row, self.place("CN_RDDWDM")),
        )
        return record, content_of(record)
