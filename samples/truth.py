"""``truth.jsonl``: what must be shown of a sample city at chosen instants.

One line for an instant and a subject of which anything is shown then: by kind, the numbers of the
records that must be shown. Of the kinds told about the answer is complete: what no line names must
not be shown. It holds once all files of the manifest were taken in, in their order, after the
sample's last day and before the first instant. Licences and penalties are not told about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from gongshi.samples.kinds import Days, Filed
from gongshi.samples.truth_days import INSTANTS

TRUTH: Final = "truth.jsonl"
#: Kinds the truth is complete of.
KINDS: Final = ("honour", "abnormal", "serious", "commitment", "coercion", "criminal")


@dataclass(frozen=True, slots=True)
class MustShow:
    """What must be shown of one subject at one instant."""

    at: datetime
    uscc: str
    shown: Mapping[str, Sequence[str]]  # kind -> numbers


def meant_at(days: Days, instant: datetime) -> bool:
    """Whether an instant (Asia/Shanghai) lies in one of the stretches of days."""
    today = instant.date()
    return any(first <= today and (until is None or today < until) for first, until in days)


class TruthFile:
    """Written as the city is: subject by subject."""

    def __init__(self, folder: Path) -> None:
        self._stream: TextIO = (folder / TRUTH).open("w", encoding="utf-8", newline="\n")

    def write(self, uscc: str, filed: Sequence[Filed]) -> None:
        """Note what one subject's rows mean."""
        for instant in INSTANTS:
            shown: dict[str, list[str]] = {}
            for one in filed:
                if one.kind and meant_at(one.shown, instant):
                    shown.setdefault(one.kind, []).append(one.number)
            if shown:
                line = {"at": instant.isoformat(), "uscc": uscc, "shown": shown}
                self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._stream.close()


def read_truth(folder: Path) -> Iterator[MustShow]:
    """The lines of a folder's truth, one after the other."""
    with (folder / TRUTH).open(encoding="utf-8") as stream:
        for line in stream:
            told = json.loads(line)
            yield MustShow(datetime.fromisoformat(told["at"]), told["uscc"], told["shown"])
