"""Rows of lists -> entries of 经营异常名录 and 严重违法失信名单."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gongshi.indexers.code_lists import read_ground
from gongshi.indexers.rows import Parsed
from gongshi.indexers.validate import Row
from gongshi.indexers.validate_kind import KindReader, content_of
from gongshi.indexers.validate_party import KIND
from gongshi.records.dates import last_day
from gongshi.records.filings import AbnormalListing, SeriousListing
from gongshi.records.model import RecordKind

_FIRST_ARTICLE: Final = 5
_LAST_ARTICLE: Final = 11


class ListReader(KindReader):
    """What both lists have in common: listing and removal."""

    REMOVAL_NUMBER = ""

    def entry(self, row: Row, ground: str) -> dict[str, Any]:
        """The fields of an entry; ``ground``: code of the column with the reason."""
        removed = self.day(row, self.place("REMDATE"))
        reason = self.text(row, "REMEXCPRES_CN")
        if removed is not None:
            self.need(row, "REMEXCPRES_CN", "REDECORG_CN")
        elif reason:
            self.need(row, "REMDATE")
        return {
            "entry_id": self.text(row, "BUSEXCLIST" if ground == "SPECAUSE_CN" else "ILLID"),
            "ground_text": self.text(row, ground),
            "published_date": self.day(row, self.place("PUBLICDATE")),
            "removal_reason": reason,
            "removed_date": removed,
            "removal_authority": self.text(row, "REDECORG_CN"),
            "removal_document_number": self.text(row, self.REMOVAL_NUMBER),
        }


class AbnormalReader(ListReader):
    """经营异常名录; individual businesses are marked, not listed."""

    REMOVAL_NUMBER = "REDOCNUM"
    FIELDS: Mapping[str, str] = {
        "decision_date": "ABNTIME",
        "published_date": "PUBLICDATE",
        "removed_date": "REMDATE",
    }

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        listed = self.decision_day(row, self.place("ABNTIME"))
        if party is not None and party.person:
            row.fail("natural_person_refused", self._codes[KIND], row.texts[KIND])
        if party is None or listed is None or row.failures:
            return None, row.person
        text = self.text(row, "SPECAUSE_CN")
        ground = read_ground(text) if text else None
        if text and ground is None:
            row.warn("enum_unknown", "SPECAUSE_CN", text)
        record = AbnormalListing(
            **self.common(row, party, number="DEDOCNUM", organ="DECORG_CN", unit="LYDW"),
            **self.entry(row, "SPECAUSE_CN"),
            decision_date=listed,
            ground_code=self.text(row, "SPECAUSE"),
            ground=ground,
        )
        return record, content_of(record)


class SeriousReader(ListReader):
    """严重违法失信名单."""

    REMOVAL_NUMBER = "RECORGNUM"
    FIELDS: Mapping[str, str] = {
        "decision_date": "ABNTIME",
        "published_date": "PUBLICDATE",
        "removed_date": "REMDATE",
    }

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        party = self.party(row)
        listed = self.decision_day(row, self.place("ABNTIME"))
        if party is None or listed is None or row.failures:
            return None, row.person
        stated = self.day(row, self.place("LRQXZ"))
        if stated is not None and stated <= listed:
            row.warn("validity_reversed", "LRQXZ", f"{listed}–{stated}")
        record = SeriousListing(
            **self.common(row, party, number="DEDOCNUM", organ="DECORG_CN", unit="LYDW"),
            **self.entry(row, "SERILLREA_CN"),
            decision_date=listed,
            ground_article=self.whole(row, "SERILLREA", _FIRST_ARTICLE, _LAST_ARTICLE),
            penalty_document_number=self.text(row, "CFJDWSH"),
            listed_until=stated,
        )
        self._check_early(row, record)
        return record, content_of(record)

    def _check_early(self, row: Row, record: SeriousListing) -> None:
        """提前移出 before the first year is over is obeyed: the authority decides, not we."""
        removed = record.removed_date
        rule = self.delivery.city.rules.kind_rule(RecordKind.SERIOUS, record.decision_date)
        if removed is None or rule is None or "提前" not in record.removal_reason:
            return
        earliest = last_day(record.decision_date, rule.early_months)
        if removed <= earliest:
            row.warn("removal_early", "REMDATE", f"{removed}（{earliest}）")
