"""Rows of the enterprise register -> register entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from gongshi.indexers.cells import parse_amount
from gongshi.indexers.code_lists import fold, read_status
from gongshi.indexers.layouts.column import Column, Need
from gongshi.indexers.layouts.register import REGISTER, SUBJECT_KINDS
from gongshi.indexers.rows import Parsed
from gongshi.indexers.validate import Row, RowReader, digest_text, iso
from gongshi.records.identifiers import clean_code, is_person_id, is_registration_number, read_uscc
from gongshi.records.model import RegisterEntry

_PLACE: Final = {column.code: place for place, column in enumerate(REGISTER.columns)}
(
    _UNISCID, _REGNO, _PRIPID, _ENTNAME, _HISTORYNAME, _ZTLB, _ENTTYPE, _REGSTATE, _ESTDATE,
    _APPRDATE, _CANDATE, _REVDATE, _REGORG, _DISTRICT, _DOM, _OPLOC, _INDUSTRY, _NAME,
) = range(_PLACE["NAME"] + 1)  # fmt: skip
_REGCAP, _CURRENCY, _OPSCOPE, _OPFROM, _OPTO, _PARENT = range(
    _PLACE["REGCAP"], _PLACE["LSQY_SHXYM"] + 1
)

_NAMES: Final = re.compile(r"[;；|\n]+")
#: A period in brackets behind a former name: holds digits, which no 集团 or 中国 in brackets does.
_PERIOD: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*\d{4}[^()（）\[\]【】]*[)）\]】]\s*$")
_LONGEST_NAME: Final = 400
_CAPITAL: Final = re.compile(r"^(.*?\d[\d.,]*\s*万?)\s*元?([^\d\s万]*)$")

#: Places 1-2 of a USCC -> 主体类别.
_BY_CATEGORY: Final = {
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "12": "事业单位",
    "11": "机关",
}


class RegisterReader(RowReader):
    """企业登记."""

    FIELDS: Mapping[str, str] = {
        "approved_date": "APPRDATE",
        "founded": "ESTDATE",
        "cancelled_date": "CANDATE",
        "revoked_date": "REVDATE",
    }

    def is_required(self, column: Column) -> bool:
        return column.need is Need.YES

    def build(self, row: Row) -> tuple[Parsed | None, str]:
        texts = row.texts
        row.name = texts[_ENTNAME]
        uscc, regno = self._key(row)
        if not texts[_ENTNAME] and not row.failures:
            row.fail("subject_unresolvable", self._codes[_ENTNAME], "")
        former = former_names(texts[_HISTORYNAME], texts[_ENTNAME])
        self.check_indexed(row, _ENTNAME, texts[_ENTNAME])
        self.check_indexed(row, _REGNO, regno)
        for one in former:
            self.check_indexed(row, _HISTORYNAME, one)
        if row.failures:
            return None, ""
        kind = self._kind(row, uscc)
        status_text = texts[_REGSTATE]
        status = read_status(status_text) if status_text else ""
        if status_text and not status:
            row.warn("enum_unknown", self._codes[_REGSTATE], status_text)
        founded, approved = self.day(row, _ESTDATE), self.day(row, _APPRDATE)
        cancelled, revoked = self.day(row, _CANDATE), self.day(row, _REVDATE)
        if cancelled is None and status in ("注销", "吊销已注销") and not texts[_CANDATE]:
            row.warn("required_missing", self._codes[_CANDATE])
        if revoked is None and status.startswith("吊销") and not texts[_REVDATE]:
            row.warn("required_missing", self._codes[_REVDATE])
        capital, currency = self._capital(row)
        parent = self._parent(row)
        entry = RegisterEntry(
            source=self.source.code,
            name=texts[_ENTNAME],
            uscc=uscc,
            registration_number=regno,
            register_subject_id=texts[_PRIPID],
            former_names=former,
            subject_kind=kind,
            type=texts[_ENTTYPE],
            status=status,
            status_text=status_text,
            founded=founded,
            approved_date=approved,
            cancelled_date=cancelled,
            revoked_date=revoked,
            registering_authority=texts[_REGORG],
            district_code=self._district(row),
            address=texts[_DOM],
            business_premises=texts[_OPLOC],
            industry_code=clean_code(texts[_INDUSTRY]),
            legal_representative=texts[_NAME],
            registered_capital=capital,
            capital_currency=currency,
            business_scope=texts[_OPSCOPE],
            term_from=self.day(row, _OPFROM),
            term_to=self.day(row, _OPTO),
            parent_uscc=parent,
        )
        return entry, digest_text(
            (
                "REGISTER", uscc, regno, entry.register_subject_id, entry.name,
                ";".join(entry.former_names), kind, entry.type, status_text, iso(founded),
                iso(approved), iso(cancelled), iso(revoked), entry.registering_authority,
                entry.district_code, entry.address, entry.business_premises, entry.industry_code,
                entry.legal_representative, str(capital), currency, entry.business_scope,
                iso(entry.term_from), iso(entry.term_to), parent,
            )
        )  # fmt: skip

    def _key(self, row: Row) -> tuple[str, str]:
        texts = row.texts
        regno = clean_code(texts[_REGNO])
        if is_person_id(regno):
            self.drop_person_id(row, _REGNO)
            regno = ""
        elif len(regno) == 18 and read_uscc(regno).ok and not texts[_UNISCID]:
            row.warn("code_in_other_column", self._codes[_REGNO], regno)
            texts[_UNISCID], regno = regno, ""
        elif len(regno) == 15 and not is_registration_number(regno):
            row.warn("code_invalid", self._codes[_REGNO], regno)
        uscc = ""
        if texts[_UNISCID]:
            reading = read_uscc(texts[_UNISCID])
            uscc = reading.value
            if is_person_id(uscc):
                row.personal.append(_UNISCID)
                row.fail("id_number_as_code", self._codes[_UNISCID], "")
                return "", regno
            row.code = uscc
            if len(set(uscc)) == 1:
                row.warn("code_placeholder", self._codes[_UNISCID], uscc)
                row.code = uscc = ""
            elif not reading.ok or uscc[0] == "0":
                row.fail("uscc_invalid", self._codes[_UNISCID], row.code)
                return "", regno
            elif not reading.inner_ok:
                row.warn("uscc_inner_check", self._codes[_UNISCID], uscc)
            if reading.repaired and uscc:
                row.warn("uscc_repaired", self._codes[_UNISCID], uscc)
        if not uscc and not regno:
            if row.personal:
                row.fail("id_number_as_code", self._codes[_REGNO], "")
            else:
                row.fail("subject_unresolvable", self._codes[_UNISCID], "")
        row.code = uscc or regno
        return uscc, regno

    def _kind(self, row: Row, uscc: str) -> str:
        """主体类别; when it is not given, from places 1-2 of the USCC."""
        text = row.texts[_ZTLB]
        if text in SUBJECT_KINDS:
            return text
        if text:
            row.warn("enum_unknown", self._codes[_ZTLB], text)
        if not uscc:
            return ""
        return _BY_CATEGORY.get(uscc[:2]) or ("社会组织" if uscc[0] == "5" else "其他")

    def _district(self, row: Row) -> str:
        """GB/T 2260, 6 digits; 9 and 12 digits go down to the street and are cut."""
        text = row.texts[_DISTRICT]
        if not text:
            return ""
        code = clean_code(text)
        if len(code) in (6, 9, 12) and code.isdecimal():
            return code[:6]
        row.warn("code_invalid", self._codes[_DISTRICT], text)
        return ""

    def _capital(self, row: Row) -> tuple[Decimal | None, str]:
        """注册资本 in 万 of its currency; a currency written behind the figure is read too."""
        text, currency = row.texts[_REGCAP], row.texts[_CURRENCY]
        if not text:
            return None, currency
        amount, remark = parse_amount(text)
        if remark == "amount_unreadable" and len(text) <= _LONGEST_NAME:
            match = _CAPITAL.fullmatch(fold(text))
            if match is not None:
                amount, remark = parse_amount(match[1])
                currency = currency or match[2]
        if remark == "amount_implausible":  # a bank's capital is no fine: hundreds of 亿 are usual
            return amount, currency
        if remark == "amount_out_of_range":
            row.warn("amount_unreadable", self._codes[_REGCAP], text)
        elif remark:
            row.warn(remark, self._codes[_REGCAP], text)
        return amount, currency

    def _parent(self, row: Row) -> str:
        text = row.texts[_PARENT]
        if not text:
            return ""
        reading = read_uscc(text)
        if is_person_id(reading.value):
            self.drop_person_id(row, _PARENT)
            return ""
        if not reading.ok:
            row.warn("code_invalid", self._codes[_PARENT], reading.value)
            return ""
        return reading.value


def former_names(text: str, name: str) -> tuple[str, ...]:
    """曾用名: several joined by ``;``, each perhaps with its period in brackets; without the
    present name."""
    if not text:
        return ()
    found: dict[str, None] = {}
    for part in _NAMES.split(text):
        former = part.strip()
        if len(former) <= _LONGEST_NAME:
            former = _PERIOD.sub("", former).strip()
        if former and former != name:
            found[former] = None
    return tuple(found)
