"""Whom a record concerns, and what all kinds of record have in common besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from gongshi.indexers.cells import parse_amount, person_key, tidy
from gongshi.indexers.code_lists import (
    MODES,
    SUBJECT_KINDS,
    fold,
)
from gongshi.indexers.mapping import RowMap
from gongshi.indexers.validate import PERSON_KEY, Delivery, Row, RowReader
from gongshi.records.identifiers import (
    clean_code,
    is_id_number,
    is_organisation_code,
    is_person_id,
    is_registration_number,
    read_uscc,
)
from gongshi.records.model import (
    DisclosureMode,
    SubjectKind,
)

# Places of the columns every layout of records begins with.
NAME, KIND, USCC, REGNO, ORGANISATION, TAX, INSTITUTION, SOCIAL, HEAD = range(9)
_KEY_FORM: Final = re.compile(r"[0-9A-F]{64}")
_NUMBER_JOINED: Final = re.compile(r"[;；]")
_NO_MEANING: Final = re.compile(r"[\d.,\s%]+")
#: Passports and permits of persons, where a code of a subject is asked for.
_PERSON_DOCUMENT: Final = re.compile(r"[EGDSPHMCW]\d{8}(?:\d{2})?|E[A-HJ-NP-Z]\d{7}")


_T = TypeVar("_T")


class Party(NamedTuple):
    """On whom a decision strikes, as read."""

    kind: SubjectKind
    uscc: str
    registration_number: str
    organisation_code: str
    tax_number: str
    institution_number: str
    social_number: str
    person: str


class _Use(Enum):
    """What a text where a USCC is asked for is good for."""

    USCC = auto()
    NOTHING = auto()
    PERSON_ID = auto()
    PERSON_DOCUMENT = auto()
    INVALID = auto()


@lru_cache(maxsize=16_384)
def _read_subject_code(text: str) -> tuple[str, _Use, tuple[str, ...]]:
    """The code a text is, what it is good for, and what there is to remark: a subject's rows
    mostly stand together."""
    reading = read_uscc(text)
    code = reading.value
    if len(set(code)) == 1:
        return code, _Use.NOTHING, ("code_placeholder",)
    if is_person_id(code) or (len(code) == 15 and is_id_number(code)):
        return code, _Use.PERSON_ID, ()
    if reading.ok and code[0] != "0":
        remarks = (
            *(() if reading.inner_ok else ("uscc_inner_check",)),
            *(("uscc_repaired",) if reading.repaired else ()),
        )
        return code, _Use.USCC, remarks
    if is_organisation_code(code) or is_registration_number(code):
        return code, _Use.NOTHING, ("code_in_other_column",)
    if _PERSON_DOCUMENT.fullmatch(code):
        return code, _Use.PERSON_DOCUMENT, ()
    return code, _Use.INVALID, ()


@lru_cache(maxsize=16_384)
def _read_organ_code(text: str) -> tuple[str, str]:
    """The code of an organ or data source, and what there is to remark: "" for nothing."""
    reading = read_uscc(text)
    if is_person_id(reading.value):
        return "", "id_number_dropped"
    return reading.value, "" if reading.ok else "code_invalid"


@lru_cache(maxsize=1_024)
def _read_state(text: str, generation: str, layout: str) -> tuple[bool, bool, str]:
    """(withdrawn, objected, what there is to remark) of XK_ZT or CF_ZT, see ``state``."""
    if "撤销" in text:
        return True, False, ""
    if "异议" in text:
        return False, True, ""
    digit = fold(text)[:1]
    if generation == "2015":
        if digit in ("0", "1", "2", "3"):
            objected = digit == "2" or (digit == "3" and layout == "CF")
            unclear = digit == "3" and not objected
            return digit == "1", objected, "status_unclear" if unclear else ""
        return False, False, "" if text in ("正常", "有效") else "status_unclear"
    if layout == "CF" and digit.isdecimal() and digit != "0":
        return digit == "1", digit != "1", "state_undocumented"
    clear = digit in ("1", "2") or fold(text) in ("有效", "无效", "正常", "0")
    return False, False, "" if clear else "status_unclear"


class FilingReader(RowReader):
    """What all kinds have in common: the party, codes of organs, the state, the mode, amounts."""

    def __init__(self, delivery: Delivery, row_map: RowMap) -> None:
        super().__init__(delivery, row_map)
        self._mode_place = self.layout.index("GKSX")
        self._key_place = self.layout.index(PERSON_KEY)
        self._id_code = next(one.code for one in self.layout.columns if one.person_id)

    # --- the party --------------------------------------------------------------------------------

    def party(self, row: Row) -> Party | None:
        """Read kind and codes; None after a failure that concerns the subject."""
        texts = row.texts
        row.name = texts[NAME]
        self.check_indexed(row, NAME, row.name)
        kind = self._kind(row)
        if kind is SubjectKind.NATURAL_PERSON:
            return self._natural_person(row)
        uscc = self._uscc(row)
        regno = organisation = tax = institution = social = person = ""
        others = any(texts[REGNO:HEAD])
        if others:
            regno = self._without_id(row, REGNO)
            organisation = self._without_id(row, ORGANISATION)
        if not uscc and not row.failures:
            uscc, regno, organisation = self._strayed(row, regno, organisation)
        if organisation and not is_organisation_code(organisation):
            row.warn("code_invalid", self._codes[ORGANISATION], organisation)
        if others:
            tax = self._without_id(row, TAX)
            institution = self._without_id(row, INSTITUTION)
            social = self._without_id(row, SOCIAL)
        if not (uscc or regno or organisation or tax or institution or social):
            if kind is None and not row.failures and self._person_number(row):
                return self._natural_person(row)
            if not row.failures:
                problem = "id_number_as_code" if row.personal else "subject_unresolvable"
                row.fail(problem, self._codes[row.personal[0] if row.personal else USCC], "")
        row.code = row.code or uscc or regno or organisation or tax or institution or social
        if kind is None:
            individual = uscc[:2] == "92"
            kind = SubjectKind.INDIVIDUAL_BUSINESS if individual else SubjectKind.LEGAL_PERSON
        elif uscc and (uscc[:2] == "92") is not (kind is SubjectKind.INDIVIDUAL_BUSINESS):
            row.warn("subject_kind_differs", self._codes[KIND], texts[KIND])
        return Party(kind, uscc, regno, organisation, tax, institution, social, person)

    def _kind(self, row: Row) -> SubjectKind | None:
        text = row.texts[KIND]
        if not text:
            return None
        kind = SUBJECT_KINDS.get(text) or SUBJECT_KINDS.get(fold(text))
        if kind is None:
            row.warn("enum_unknown", self._codes[KIND], text)
        return kind

    def _uscc(self, row: Row) -> str:
        """The USCC; "" when none is given or another code stands in its place; a failure when
        invalid."""
        text = row.texts[USCC]
        if not text:
            return ""
        code, use, remarks = _read_subject_code(text)
        for remark in remarks:
            row.warn(remark, self._codes[USCC], code)
        if use is _Use.USCC:
            row.code = code
            return code
        if use is _Use.NOTHING:
            return ""
        if use is _Use.PERSON_ID:
            self.drop_person_id(row, USCC)
            return ""
        if use is _Use.PERSON_DOCUMENT:
            row.personal.append(USCC)
            row.fail("id_number_as_code", self._codes[USCC], "")
            return ""
        row.code = code
        row.fail("uscc_invalid", self._codes[USCC], code)
        return ""

    def _strayed(self, row: Row, regno: str, organisation: str) -> tuple[str, str, str]:
        """Codes that stand in each other's columns: a USCC as 工商注册号, an organisation code
        as USCC."""
        code = clean_code(row.texts[USCC]) if row.texts[USCC] and USCC not in row.personal else ""
        if code and is_organisation_code(code):
            organisation = organisation or code
        elif code and is_registration_number(code):
            regno = regno or code
        uscc = ""
        for place, other in ((REGNO, regno), (ORGANISATION, organisation)):
            if len(other) != 18:
                continue
            reading = read_uscc(other)
            if reading.ok and other[0] != "0":
                uscc = uscc or reading.value
                row.warn("code_in_other_column", self._codes[place], other)
                if place == REGNO:
                    regno = ""
                else:
                    organisation = ""
        row.code = uscc or row.code
        return uscc, regno, organisation

    def _without_id(self, row: Row, place: int) -> str:
        """A further code, "" for a person's ID number: an individual business is often filed
        under its owner's, and its tax number is that number with two more digits."""
        text = row.texts[place]
        if not text:
            return ""
        code = clean_code(text)
        further = place >= TAX and len(code) != 18 and is_id_number(code[:18])
        if is_person_id(code) or further:
            self.drop_person_id(row, place)
            return ""
        if place <= ORGANISATION:
            self.check_indexed(row, place, code)
        return code

    def _person_number(self, row: Row) -> str:
        """A natural person's document number: its own column's, else what stands in the code
        columns."""
        for cell in self.row_map.person_ids:
            number = clean_code(tidy(row.cells[cell]))
            if number:
                return number
        for place in (USCC, REGNO, ORGANISATION, TAX):
            number = clean_code(row.texts[place])
            if is_id_number(number) or (place == USCC and len(set(number)) > 1):
                row.warn("id_number_dropped", self._codes[place])
                return number
        return ""

    def _natural_person(self, row: Row) -> Party | None:
        """A natural person: no code is kept, the document number becomes an HMAC under the
        city's key."""
        texts = row.texts
        reading = read_uscc(texts[USCC])
        if reading.ok and reading.value[0] != "0" and not is_id_number(reading.value):
            row.personal += [place for place in range(REGNO, SOCIAL + 1) if texts[place]]
            row.code = reading.value
            row.fail("subject_type_contradiction", self._codes[USCC], reading.value)
            return None
        row.warnings = [w for w in row.warnings if w.code != "id_number_dropped"]
        number = self._person_number(row)
        row.personal += [place for place in range(USCC, SOCIAL + 1) if texts[place]]
        person = ""
        if number and not self.delivery.city_key:
            row.fail("city_key_missing", self._codes[self.layout.index(self._id_code)])
            return None
        if number:
            person = person_key(self.delivery.city_key, number)
        elif _KEY_FORM.fullmatch(texts[self._key_place].upper()):
            person = texts[self._key_place].lower()  # a quarantine export's: the number is gone
        if not person:
            row.fail("subject_unresolvable", self._codes[self.layout.index(self._id_code)], "")
            return None
        row.person = person
        return Party(SubjectKind.NATURAL_PERSON, "", "", "", "", "", "", person)

    # --- organs, mode, state ----------------------------------------------------------------------

    def organ_code(self, row: Row, place: int) -> str:
        """The USCC of an organ or data source: kept as filed with a warning when its check
        fails."""
        text = row.texts[place]
        if not text:
            return ""
        code, remark = _read_organ_code(text)
        if remark == "id_number_dropped":
            self.drop_person_id(row, place)
        elif remark:
            row.warn(remark, self._codes[place], code)
        return code

    def mode(self, row: Row) -> DisclosureMode | None:
        """The row's own disclosure mode; one that cannot be read counts as 不予公开."""
        text = row.texts[self._mode_place]
        if not text:
            return None
        mode = MODES.get(fold(text))
        if mode is None:
            row.warn("mode_unreadable", self._codes[self._mode_place], text)
            return DisclosureMode.SECRET
        return mode

    def state(self, row: Row, place: int) -> tuple[str, bool, bool]:
        """(status as filed, withdrawn, objected) of XK_ZT or CF_ZT.

        What a digit means is the source's declared generation's business, never the row's
        shape; words say themselves. 2015/16: 0 or empty normal, 1 撤销, 2 异议, 3 其他
        (penalties: 异议). 2018: licences 1 valid, 2 invalid (?); penalties have no such column
        there, so a digit is read as what it meant in 2015/16, with a warning.
        """
        text = row.texts[place]
        if not text:
            return "", False, False
        withdrawn, objected, remark = _read_state(text, self.source.generation, self.layout.code)
        if remark:
            row.warn(remark, self._codes[place], text)
        return text, withdrawn, objected

    def amount(self, row: Row, place: int) -> Decimal | None:
        """An amount in 万元; one that cannot be kept fails the row."""
        text = row.texts[place]
        if not text:
            return None
        amount, remark = parse_amount(text)
        if remark == "amount_out_of_range":
            row.fail(remark, self._codes[place], text)
        elif remark:
            row.warn(remark, self._codes[place], text)
        return amount

    def listed(self, row: Row, place: int, known: Mapping[str, _T]) -> _T | None:
        """A value of a code list; one that is not on it is a warning and counts as not given."""
        text = row.texts[place]
        if not text:
            return None
        found = known.get(fold(text))
        if found is None:
            row.warn("enum_unknown", self._codes[place], text)
        return found

    def document_number(self, row: Row, place: int) -> str:
        """The document number as filed, with what is odd about it."""
        text = row.texts[place]
        # An ideograph stays what it is, so a number that begins with one is no code without one.
        ideograph = "\u4e00" <= text[:1] <= "\u9fff"
        if row.code and not (ideograph and row.code.isascii()) and clean_code(text) == row.code:
            row.warn("document_number_is_code", self._codes[place], text)
        elif _NUMBER_JOINED.search(text):
            row.warn("document_number_joined", self._codes[place], text)
        return text

    def meaning(self, row: Row, place: int) -> str:
        """A content; one that is only a figure says nothing (0.9694 was seen)."""
        text = row.texts[place]
        if len(text) < 16 and text and _NO_MEANING.fullmatch(text):
            row.warn("text_meaningless", self._codes[place], text)
        return text
