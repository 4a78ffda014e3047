"""Everything that is filed of one subject, and what it means: which record must be shown when, and
what stands on the exposure boards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gongshi.samples.aftermath import Aftermath, aftermath
from gongshi.samples.board_days import Listed, Punished, confirmed_places, listed_places
from gongshi.samples.days import NEVER
from gongshi.samples.dice import Dice
from gongshi.samples.dirt import EMPTY, QUARANTINED, spoil
from gongshi.samples.enterprises import Enterprise
from gongshi.samples.kinds import kinds
from gongshi.samples.licence_days import fate
from gongshi.samples.licences import Row, licences
from gongshi.samples.offences import NDRC
from gongshi.samples.penalties import Case, penalties, repeated
from gongshi.samples.penalty_days import is_minor, shown_days
from gongshi.samples.truth import Shown, SubjectTruth

_LICENCE_FILES: Final = (
    ("licences-1.csv", 40.0),
    ("licences-2.csv", 25.0),
    ("licences-3.txt", 15.0),
    ("licences-4.jsonl", 20.0),
)
_OF_2015: Final = "licences-3.txt"
_BRACKETS: Final = str.maketrans("", "", "〔〕﹝﹞[]【】()（）")


@dataclass(slots=True)
class SubjectRows:
    """``rows``: the file each goes to, the row, and what was spoilt in it."""

    rows: list[tuple[str, Row, str]] = field(default_factory=list[tuple[str, Row, str]])
    records: list[Shown] = field(default_factory=list[Shown])
    _punished: list[Punished] = field(default_factory=list[Punished])
    _listed: list[Listed] = field(default_factory=list[Listed])

    @classmethod
    def of(cls, subject: Enterprise, seed: int) -> SubjectRows:
        """All rows of a subject but its register's, in the order they are filed."""
        made = cls()
        dice = Dice("records", seed, subject.index)
        made._licences(subject, dice, Dice("licence fates", seed, subject.index))
        for place, case in enumerate(penalties(subject, dice)):
            number = subject.index * 10 + place + 1
            made._penalty(subject, case, aftermath(case, dice, number), dice)
        again = Dice("after repeated", seed, subject.index)
        for place, case in enumerate(repeated(subject, seed)):
            number = subject.index * 10 + place + 1_000_000_000
            made._penalty(subject, case, aftermath(case, again, number), again)
        made._kinds(subject, seed)
        return made

    def truth(self, subject: Enterprise, seed: int) -> SubjectTruth:
        """What must be shown of the subject."""
        dice = Dice("confirmations", seed, subject.index)
        places, confirmations = confirmed_places(self._punished, dice)
        return SubjectTruth(
            subject.uscc,
            tuple(one for one in self.records if one.days),
            (*listed_places(self._listed), *places),
            tuple(confirmations),
        )

    def _licences(self, subject: Enterprise, dice: Dice, fates: Dice) -> None:
        files: dict[str, str] = {}  # what bears one number comes in one file
        equal: set[tuple[str, frozenset[tuple[str, str]]]] = set()
        for place, row in enumerate(licences(subject, dice)):
            own = fate(row, fates, f"{subject.index * 20 + place + 1}")
            number, organ = row["XK_WSH"], row["XK_XKJG"]
            dirt = spoil(row, "XK", subject, dice)
            file = dice.weighted(_LICENCE_FILES)
            file = files.setdefault(number, file)
            if file == _OF_2015 and dirt == "person_with_code":
                dirt = ""  # its layout has no column to say so
            self.rows.append((file, row, dirt))
            copied = dice.chance(0.002) and not own.after.rows
            if copied:  # the same permit from two organs' systems
                copy = row | {"XK_LYDW": "天津市样例数据中心", "XK_LYDWDM": ""}
                self.rows.append(("licences-1.csv", copy, ""))
            self.rows += [(f"{name}.csv", event, "") for name, event in own.after.rows]
            if dirt in QUARANTINED:
                continue
            known_by = _known_by(row, file)
            struck = _holds(known_by, number) and row["XK_XKJG"] == organ
            days = own.days(struck=struck)
            filed = (file, frozenset(row.items()))
            if filed not in equal:  # rows of one file that are equal throughout are one record
                self.records.append(Shown("licence", known_by, days))
            equal.add(filed)
            # A later file's row of the same number corrects; two of one file are two records.
            if copied and (file == "licences-1.csv" or not known_by):
                self.records.append(Shown("licence", _known_by(row, "licences-1.csv"), days))

    def _penalty(self, subject: Enterprise, case: Case, after: Aftermath, dice: Dice) -> None:
        row = case.row
        number, organ = row["CF_WSH"], row["CF_CFJG"]
        dirt = spoil(row, "CF", subject, dice)
        self.rows.append((_penalty_file(case), row, dirt))
        self.rows += [(f"{name}.csv", event, "") for name, event in after.rows]
        if dirt in QUARANTINED:
            return
        filed = _filled(row["CF_WSH"])
        # An event that names another number or organ than its record bears waits for a person.
        struck = _holds(filed, number) and row["CF_CFJG"] == organ
        days = shown_days(case, after.hidden if struck else NEVER)
        self.records.append(Shown("penalty", filed, days))
        sector = row.get("field", "")
        if sector and filed and not is_minor(case):
            one = Punished(sector, row["CF_WFXW"], filed, case.decided, case.kinds, days)
            self._punished.append(one)

    def _kinds(self, subject: Enterprise, seed: int) -> None:
        for one in kinds(subject, seed):
            self.rows.append((one.file, one.row, one.dirt))
            if one.kind:
                self.records.append(Shown(one.kind, one.number, one.shown))
            if one.kind == "serious":
                self._listed.append(Listed(one.row["SERILLREA"], one.number, one.shown))


def _penalty_file(case: Case) -> str:
    if case.family == NDRC:
        return "penalties-2.csv" if case.extras else "penalties-1.csv"
    return "penalties-samr-1.csv" if case.extras else "penalties-samr-2.jsonl"


def _filled(cell: str) -> str:
    return "" if cell in EMPTY else cell


def _known_by(row: Row, file: str) -> str:
    """A licence without 文书号 is known by its 许可编号; the layout of 2015 has no such column."""
    number = _filled(row["XK_WSH"])
    return number or ("" if file == _OF_2015 else row["XK_XKBH"])


def _holds(cell: str, number: str) -> bool:
    """Whether a cell holds a number, however it is bracketed, alone or among several."""
    return number.translate(_BRACKETS) in cell.translate(_BRACKETS).split(";")
