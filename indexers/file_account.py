"""What a file said of itself, as a receipt tells it: now from the survey, later from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.indexers.mapping import RowMap
from gongshi.indexers.readers.raw import Survey

_MESSAGE = "message."


@dataclass(frozen=True, slots=True)
class FileAccount:
    """``sheets``: those that held the rows; ``passed_over`` and ``hidden_sheets``: those that were
    not read; ``total``: rows as the file itself counts them; ``message``: name and value of what a
    message's header says."""

    format: str = ""
    encoding: str = ""  # "" for a workbook
    rows: int = 0
    blank_rows: int = 0
    hidden_rows: int = 0
    captions: int = 0  # rows of tables that are no records, not read
    total: int | None = None
    sheets: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    forbidden_columns: tuple[str, ...] = ()
    message: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, survey: Survey, row_map: RowMap) -> FileAccount:
        return cls(
            survey.format,
            survey.facts.encoding,
            survey.rows,
            survey.blank_rows,
            survey.hidden_rows,
            survey.captions,
            survey.total,
            survey.sheets,
            tuple(sheet.name for sheet in survey.passed_over if not sheet.hidden),
            tuple(sheet.name for sheet in survey.passed_over if sheet.hidden),
            row_map.unknown,
            row_map.forbidden,
            survey.message,
        )

    def noted(self) -> dict[str, Sequence[str]]:
        """As the ledger keeps it (``ledger.outcomes``)."""
        found: dict[str, Sequence[str]] = {
            "format": [self.format],
            "encoding": [self.encoding],
            "rows": [str(self.rows)],
            "blank_rows": [str(self.blank_rows)],
            "hidden_rows": [str(self.hidden_rows)],
            "captions": [str(self.captions)],
            "total": [] if self.total is None else [str(self.total)],
            "sheets": self.sheets,
            "passed_over": self.passed_over,
            "hidden_sheets": self.hidden_sheets,
            "unknown_columns": self.unknown_columns,
            "forbidden_columns": self.forbidden_columns,
        }
        messages: dict[str, list[str]] = {}
        for name, value in self.message:
            messages.setdefault(_MESSAGE + name, []).append(value)
        return found | messages

    @classmethod
    def read(cls, noted: Mapping[str, Sequence[str]]) -> FileAccount:
        """Back from ``noted``; a batch of an earlier release has noted nothing."""
        message = [
            (name.removeprefix(_MESSAGE), value)
            for name, values in noted.items()
            if name.startswith(_MESSAGE)
            for value in values
        ]
        total = _first(noted, "total")
        return cls(
            _first(noted, "format"),
            _first(noted, "encoding"),
            int(_first(noted, "rows") or 0),
            int(_first(noted, "blank_rows") or 0),
            int(_first(noted, "hidden_rows") or 0),
            int(_first(noted, "captions") or 0),
            int(total) if total else None,
            tuple(noted.get("sheets", ())),
            tuple(noted.get("passed_over", ())),
            tuple(noted.get("hidden_sheets", ())),
            tuple(noted.get("unknown_columns", ())),
            tuple(noted.get("forbidden_columns", ())),
            tuple(message),
        )


def _first(noted: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(noted.get(name, ())), "")
