"""Rows of repair, withdrawal and suspension files -> events; rows of ZERO_REPORT -> declared
periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeVar

from gongshi.indexers.cells import person_key
from gongshi.indexers.code_lists import (
    RECORD_KINDS,
    REPAIR_RESULTS,
    REPAIR_SCOPES,
    REPORT_KINDS,
    SUSPENSION_ACTIONS,
    WITHDRAWAL_KINDS,
    fold,
)
from gongshi.indexers.layouts.events import ZERO_REPORT
from gongshi.indexers.mapping import RowMap
from gongshi.indexers.rows import EventRow, Parsed, ZeroReport
from gongshi.indexers.validate import (
    Delivery,
    Row,
    RowReader,
    digest_text,
    iso,
    order_text,
)
from gongshi.records.clock import SHANGHAI
from gongshi.records.identifiers import clean_code, is_id_number, is_person_id, read_uscc
from gongshi.records.model import (
    RecordKind,
    Repair,
    RepairScope,
    Suspension,
    SuspensionAction,
    Withdrawal,
)

_T = TypeVar("_T")


class EventReader(RowReader):
    """What the three event layouts have in common: whom and which record an event strikes."""

    PREFIX = ""

    def __init__(self, delivery: Delivery, row_map: RowMap) -> None:
        super().__init__(delivery, row_map)
        self._at = {column.code: place for place, column in enumerate(self.layout.columns)}
        units = (f"{self.PREFIX}_JDDWDM", f"{self.PREFIX}_LYDWDM")
        self._unit_codes = tuple(self._at[code] for code in units if code in self._at)

    def text(self, row: Row, code: str) -> str:
        return row.texts[self._at[f"{self.PREFIX}_{code}"]]

    def place(self, code: str) -> int:
        return self._at[f"{self.PREFIX}_{code}"]

    def target(self, row: Row) -> RecordKind | None:
        """Read subject and target; None after a failure."""
        row.name = self.text(row, "MC")
        kind_text = self.text(row, "YJLLX")
        kind = RECORD_KINDS.get(fold(kind_text))
        if kind is None:
            row.fail("target_kind_unreadable", f"{self.PREFIX}_YJLLX", kind_text)
        if not self.text(row, "YWSH") and not self.pinned:
            row.fail("target_number_missing", f"{self.PREFIX}_YWSH", "")
        row.code = self._uscc(row)
        for place in self._unit_codes:
            if is_person_id(clean_code(row.texts[place])):
                self.drop_person_id(row, place)
                row.texts[place] = ""
        return None if row.failures else kind

    def _uscc(self, row: Row) -> str:
        text = self.text(row, "SHXYM")
        if not text:
            if not row.name and not row.person:
                row.fail("subject_unresolvable", f"{self.PREFIX}_SHXYM", "")
            return ""
        reading = read_uscc(text)
        if reading.ok and not is_person_id(reading.value):
            return reading.value
        if is_id_number(reading.value):
            row.personal.append(self.place("SHXYM"))
            if not self.delivery.city_key:
                row.fail("city_key_missing", f"{self.PREFIX}_SHXYM")
                return ""
            row.person = person_key(self.delivery.city_key, reading.value)
            return ""
        row.fail("uscc_invalid", f"{self.PREFIX}_SHXYM", reading.value)
        return reading.value

    def listed(self, row: Row, code: str, known: Mapping[str, _T]) -> _T | None:
        """A value of a code list that the event cannot do without; a failure when it cannot be
        read."""
        text = self.text(row, code)
        found = known.get(fold(text))
        if found is None:
            row.fail("event_action_unreadable", f"{self.PREFIX}_{code}", text)
        return found

    def event_row(
        self, row: Row, kind: RecordKind, event: Repair | Withdrawal | Suspension, *more: str
    ) -> tuple[EventRow, str]:
        """The event with its target, and its content for the digest."""
        unit, code = self._filing_unit(row)
        parsed = EventRow(
            event=event,
            source=self.source.code,
            target_kind=kind,
            target_document_number=self.text(row, "YWSH"),
            uscc=row.code,
            person_key=row.person,
            subject_name=row.name,
            target_match=self.text(row, "YJLNR"),
            target_authority=self.text(row, "YJG"),
            source_unit=unit,
            source_unit_uscc=code,
            remark=row.texts[self._at["BZ"]],
        )
        return parsed, digest_text(
            (
                self.layout.code, kind, parsed.target_document_number, parsed.uscc,
                parsed.person_key, parsed.subject_name, parsed.target_match,
                parsed.target_authority,
                parsed.source_unit, parsed.source_unit_uscc, parsed.remark, *more,
            )
        )  # fmt: skip

    def _filing_unit(self, row: Row) -> tuple[str, str]:
        """报送单位 and its code; where none is given, the unit that decided."""
        if f"{self.PREFIX}_LYDW" in self._at and self.text(row, "LYDW"):
            return self.text(row, "LYDW"), self.text(row, "LYDWDM")
        return self.text(row, "JDDW"), self.text(row, "JDDWDM")


class RepairReader(EventReader):
    """信用修复."""

    PREFIX = "XF"
    FIELDS: Mapping[str, str] = {"decision_date": "XF_JDRQ", "effective_date": "XF_SXRQ"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        kind = self.target(row)
        result = self.listed(row, "JG", REPAIR_RESULTS)
        decided = self.decision_day(row, self.place("JDRQ"))
        if kind is None or result is None or decided is None:
            return None, ""
        scope_text = self.text(row, "FW")
        scope = REPAIR_SCOPES.get(fold(scope_text), RepairScope.END_PUBLICATION)
        if scope_text and fold(scope_text) not in REPAIR_SCOPES:
            row.warn("enum_unknown", "XF_FW", scope_text)
        repair = Repair(
            result=result,
            decision_date=decided,
            effective_date=self.day(row, self.place("SXRQ")),
            scope=scope,
            document_number=self.text(row, "WSH"),
            authority=self.text(row, "JDDW"),
            reason=self.text(row, "LY"),
        )
        return self.event_row(
            row, kind, repair, result, iso(decided), iso(repair.effective_date), scope,
            repair.document_number, repair.authority, repair.reason,
        )  # fmt: skip


class WithdrawalReader(EventReader):
    """撤销、变更、确认违法、确认无效、误报撤回. A kind that cannot be read hides the record all
    the same."""

    PREFIX = "CX"
    FIELDS: Mapping[str, str] = {"decision_date": "CX_JDRQ", "effective_date": "CX_SXRQ"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        kind = self.target(row)
        decided = self.decision_day(row, self.place("JDRQ"))
        if kind is None or decided is None:
            return None, ""
        text = self.text(row, "LX")
        if text and text not in WITHDRAWAL_KINDS:
            row.warn("enum_unknown", "CX_LX", text)
        withdrawal = Withdrawal(
            kind=text,
            decision_date=decided,
            effective_date=self.day(row, self.place("SXRQ")),
            document_number=self.text(row, "WSH"),
            authority=self.text(row, "JDDW"),
            public_reason=self.text(row, "GKLY"),
        )
        return self.event_row(
            row, kind, withdrawal, text, iso(decided), iso(withdrawal.effective_date),
            withdrawal.document_number, withdrawal.authority, withdrawal.public_reason,
        )  # fmt: skip


class SuspensionReader(EventReader):
    """暂停公示、恢复公示: works from its first day, so that day must be readable."""

    PREFIX = "ZT"
    FIELDS: Mapping[str, str] = {"from_date": "ZT_QSRQ", "decision_date": "ZT_JDRQ"}

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        kind = self.target(row)
        action = self.listed(row, "DZ", SUSPENSION_ACTIONS)
        first = self.decision_day(row, self.place("QSRQ"))
        if kind is None or action is None or first is None:
            return None, ""
        last = self.day(row, self.place("JSRQ"))
        if last is not None and last < first:
            if action is SuspensionAction.SUSPEND:
                row.fail("suspension_reversed", "ZT_JSRQ", f"{first}–{last}")
                return None, ""
            row.warn("validity_reversed", "ZT_JSRQ", f"{first}–{last}")  # a resumption has no end
        suspension = Suspension(
            action=action,
            from_date=first,
            to_date=last,
            decision_date=self.day(row, self.place("JDRQ")),
            document_number=self.text(row, "WSH"),
            authority=self.text(row, "JDDW"),
            ground=self.text(row, "LY"),
        )
        return self.event_row(
            row, kind, suspension, action, iso(first), iso(last), iso(suspension.decision_date),
            suspension.document_number, suspension.authority, suspension.ground,
        )  # fmt: skip


_ZERO: Final = {column.code: place for place, column in enumerate(ZERO_REPORT.columns)}


class ZeroReportReader(RowReader):
    """零报送 and declared periods: what makes "nothing found" honest."""

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        texts = row.texts
        row.name = texts[_ZERO["LB_DW"]]
        kind = texts[_ZERO["LB_LX"]]
        if kind not in REPORT_KINDS:
            row.fail("report_kind_unreadable", "LB_LX", kind)
        first, last = self._period(row)
        count = self._count(row, kind)
        target = self._target(row)
        unit_code = texts[_ZERO["LB_DWDM"]]
        unit = read_uscc(unit_code).value if unit_code else ""
        if is_person_id(unit):
            self.drop_person_id(row, _ZERO["LB_DWDM"])
            unit = ""
        row.code = unit
        if row.failures or first is None or last is None:
            return None, ""
        report = ZeroReport(
            source=self.source.code,
            target_source=target,
            item_code=texts[_ZERO["LB_MLBH"]],
            unit=row.name,
            unit_uscc=unit,
            period_from=first,
            period_to=last,
            row_count=count,
            batch_id=texts[_ZERO["LB_PCH"]],
            batch_kind=kind,
            sent_at=_instant(texts[_ZERO["LB_BSSJ"]]),
        )
        return report, digest_text(
            (
                "ZERO_REPORT", target, report.item_code, report.unit, unit, iso(first), iso(last),
                str(count), report.batch_id, kind, texts[_ZERO["LB_WJM"]],
                texts[_ZERO["LB_WJZY"]], texts[_ZERO["LB_BSSJ"]],
            )
        )  # fmt: skip

    def _period(self, row: Row) -> tuple[date | None, date | None]:
        first_place, last_place = _ZERO["LB_QJQ"], _ZERO["LB_QJZ"]
        first, last = self.day(row, first_place), self.day(row, last_place)
        written = f"{row.texts[first_place]}..{row.texts[last_place]}"
        if first is None or last is None or last < first or last > self.today:
            row.fail("period_unreadable", "LB_QJZ", written)
        return first, last

    def _count(self, row: Row, kind: str) -> int:
        text = row.texts[_ZERO["LB_TS"]]
        count = int(text) if text.isdecimal() and len(text) <= 10 else -1
        if count < 0 or (kind == "零报送" and count != 0):
            row.fail("row_count_differs", "LB_TS", text)
        return count

    def _target(self, row: Row) -> str:
        """The source whose coverage is declared: the item's, else the one source of the layout."""
        city = self.delivery.city
        item = row.texts[_ZERO["LB_MLBH"]]
        layout = fold(row.texts[_ZERO["LB_SJB"]])
        if item in city.items:
            return city.items[item].source
        sources = [code for code, source in city.sources.items() if source.layout == layout]
        if not item and len(sources) == 1:
            return sources[0]
        row.fail("report_source_unknown", "LB_MLBH", item or layout)
        return ""


def _instant(text: str) -> datetime | None:
    """报送时间, Asia/Shanghai; None when it cannot be read."""
    order = order_text(text)
    return datetime.fromisoformat(order).replace(tzinfo=SHANGHAI) if order else None
