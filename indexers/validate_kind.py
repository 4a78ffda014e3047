"""What the readers of the kinds beyond licences and penalties have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from gongshi.indexers.code_lists import fold
from gongshi.indexers.mapping import RowMap
from gongshi.indexers.validate import Delivery, Row, digest_text
from gongshi.indexers.validate_party import HEAD, NAME, FilingReader, Party
from gongshi.records.kinds import KINDS
from gongshi.records.model import Filing, RecordKind

#: Given by the ledger or the same for every row: no part of a row's content.
_NO_CONTENT: Final = frozenset({"id", "subject_id", "accepted_at", "source"})
#: Said of a flag that is not set; anything else sets it.
_UNSET: Final = frozenset({"0", "否", "N", "NO", "FALSE", "未注销", "未取消", "有效"})


class KindReader(FilingReader):
    """Reads cells by the codes of their columns: these rows come by the thousand, not by the
    million.
    """

    def __init__(self, delivery: Delivery, row_map: RowMap) -> None:
        super().__init__(delivery, row_map)
        self._at = {column.code: place for place, column in enumerate(self.layout.columns)}

    def place(self, code: str) -> int:
        return self._at[code]

    def text(self, row: Row, code: str) -> str:
        return row.texts[self._at[code]]

    def need(self, row: Row, *codes: str) -> None:
        """Warn of what is missing that another value of the row asks for."""
        for code in codes:
            if not self.text(row, code):
                row.warn("required_missing", code)

    def flag(self, row: Row, code: str) -> bool:
        """Whether a flag is set: any word but a plain no sets it."""
        text = self.text(row, code)
        return bool(text) and fold(text) not in _UNSET

    def whole(self, row: Row, code: str, low: int, high: int) -> int | None:
        """A whole number between two; another one is a warning and counts as not given."""
        text = self.text(row, code)
        if not text:
            return None
        digits = fold(text)
        number = int(digits) if digits.isdecimal() and len(digits) <= 4 else -1
        if low <= number <= high:
            return number
        row.warn("enum_unknown", code, text)
        return None

    def common(
        self, row: Row, party: Party, *, number: str, organ: str, unit: str, withdrawn: bool = False
    ) -> dict[str, Any]:
        """The fields every kind has.

        ``number``, ``organ``, ``unit``: codes of the columns of the document number, the deciding
        organ and the data source ("" for none); a code column is the name column's with DM.
        """
        return {
            "source": self.source.code,
            "subject_name": row.texts[NAME],
            "subject_kind": party.kind,
            "uscc": party.uscc,
            "registration_number": party.registration_number,
            "organisation_code": party.organisation_code,
            "tax_number": party.tax_number,
            "institution_number": party.institution_number,
            "social_organisation_number": party.social_number,
            "person_key": party.person,
            "legal_representative": row.texts[HEAD],
            "document_number": self.document_number(row, self._at[number]),
            "authority": self.text(row, organ),
            "authority_uscc": self._code_beside(row, organ),
            "data_source": self.text(row, unit) if unit else "",
            "data_source_uscc": self._code_beside(row, unit) if unit else "",
            "remark": self.text(row, "BZ"),
            "item_code": self.delivery.item_code,
            "mode": self.mode(row),
            "withdrawn_by_source": withdrawn,
        }

    def _code_beside(self, row: Row, organ: str) -> str:
        code = "DECORG" if organ == "DECORG_CN" else f"{organ}DM"
        return self.organ_code(row, self._at[code])


def content_of(record: Filing) -> str:
    """The content of a record for the digest: what was given, by name, so that a field added later
    leaves the digests of older rows as they are.
    """
    names, get = _content(record.KIND)
    parts = [record.KIND.value]
    for name, value in zip(names, get(record), strict=True):
        if value not in ("", None, False, ()):
            parts.append(f"{name}={value}")
    return digest_text(parts)


@lru_cache
def _content(kind: RecordKind) -> tuple[tuple[str, ...], Callable[[Filing], tuple[Any, ...]]]:
    """The fields that are content, and what gets them: dataclasses look for them anew each time."""
    every = fields(KINDS[kind].model)
    names = tuple(field.name for field in every if field.name not in _NO_CONTENT)
    return names, attrgetter(*names)
