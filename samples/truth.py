"""``truth.jsonl``: what must be shown of a sample city, and when.

One line for a subject of which anything is ever shown: its records by kind, each with its number as
filed (two may bear one number) and the stretches of days on which it must be shown, ``[first,
until)``; its places on exposure boards with their evidence; and what units confirm, without which
two of the boards show nothing. Of the kinds told about the answer is complete: what no line names
must not be shown.

It holds once all files of the manifest were taken in, in their order, on 2026-06-01, and the
confirmations were made after it on that day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from gongshi.samples.board_days import Confirmation, Place
from gongshi.samples.days import Days

TRUTH: Final = "truth.jsonl"
#: Kinds the truth is complete of.
KINDS: Final = (
    "licence",
    "penalty",
    "honour",
    "abnormal",
    "serious",
    "commitment",
    "coercion",
    "criminal",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A record that must be shown on these days."""

    kind: str
    number: str  # as filed; "" for none
    days: Days


@dataclass(frozen=True, slots=True)
class SubjectTruth:
    """Everything that must be shown of one subject."""

    uscc: str
    records: tuple[Shown, ...]
    places: tuple[Place, ...]
    confirmations: tuple[Confirmation, ...]


class TruthFile:
    """Written as the city is: subject by subject."""

    def __init__(self, folder: Path) -> None:
        self._stream: TextIO = (folder / TRUTH).open("w", encoding="utf-8", newline="\n")

    def write(self, truth: SubjectTruth) -> None:
        """Note what one subject's rows mean."""
        line = {
            "uscc": truth.uscc,
            "records": [[one.kind, one.number, _told(one.days)] for one in truth.records],
            "places": [[p.board, p.sector, p.evidence, _told(p.shown)] for p in truth.places],
            "confirmations": [
                [c.board, c.sector, c.violation, c.unit, c.taken_back and c.taken_back.isoformat()]
                for c in truth.confirmations
            ],
        }
        if truth.records or truth.places or truth.confirmations:
            self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.close()


def read_truth(folder: Path) -> Iterator[SubjectTruth]:
    """The lines of a folder's truth, one after the other."""
    with (folder / TRUTH).open(encoding="utf-8") as stream:
        for line in stream:
            told = json.loads(line)
            yield SubjectTruth(
                told["uscc"],
                tuple(Shown(kind, number, _days(days)) for kind, number, days in told["records"]),
                tuple(
                    Place(board, sector, tuple(evidence), _days(days))
                    for board, sector, evidence, days in told["places"]
                ),
                tuple(
                    Confirmation(
                        board, sector, violation, unit, date.fromisoformat(back) if back else None
                    )
                    for board, sector, violation, unit, back in told["confirmations"]
                ),
            )


def _told(days: Days) -> list[list[str | None]]:
    return [[first.isoformat(), until.isoformat() if until else None] for first, until in days]


def _days(told: Any) -> Days:
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(until) if until else None)
        for first, until in told
    )
