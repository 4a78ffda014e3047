"""The sentence a special report says of a sector: what was found, what was not, what is not known.

"未查询到" stands only where the whole asked period is covered by declarations, no delivery is
overdue or being taken in, and no quarantined row may concern the subject; everything else is told
as not known, with the reason. docs/reports.md has the table of wordings. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gongshi.cities.sectors import Sector, Territory
from gongshi.records.certification import MATTER_NAMES, Matter
from gongshi.records.periods import Period
from gongshi.reports.coverage import Coverage
from gongshi.reports.facts import MatterStanding, day_text

Status = Literal["found", "not_found", "unknown"]

_TERRITORIES: Final = {
    Territory.CITY: "数据范围：本市；外省未归集。",
    Territory.NATIONAL: "数据范围：国家下发；除此之外，外省未归集。",
}


@dataclass(frozen=True, slots=True)
class MatterState:
    """What is known of one matter in one sector.

    ``pending``: a quarantined row may concern the subject, a delivery is being taken in, or a
    record stands that may not be told.
    """

    matter: Matter
    coverage: Coverage
    found: int
    repaired: int  # of those found
    pending: bool

    @property
    def known(self) -> bool:
        """Whether all there is of the asked period is known."""
        return self.coverage.complete and not self.pending

    @property
    def status(self) -> Status:
        if self.found:
            return "found"
        return "not_found" if self.known else "unknown"

    def facts(self) -> MatterStanding:
        """The same, ready for JSON."""
        return {
            "matter": self.matter.value,
            "name": MATTER_NAMES[self.matter],
            "status": self.status,
            "found": self.found,
            "repaired": self.repaired,
            "gathered": self.coverage.gathered,
            "coveredUntil": day_text(self.coverage.until),
            "gaps": [
                {"begins": gap.start.isoformat(), "ends": gap.end.isoformat()}
                for gap in (self.coverage.gaps if self.coverage.gathered else ())
            ],
            "late": self.coverage.late,
            "pending": self.pending,
        }


def sector_status(states: Iterable[MatterState]) -> Status:
    """``found`` when anything was; ``not_found`` only when all of it is known."""
    statuses = {state.status for state in states}
    if "found" in statuses:
        return "found"
    return "unknown" if "unknown" in statuses else "not_found"


def sector_statement(sector: Sector, asked: Period, states: Sequence[MatterState]) -> str:
    """The whole statement: found, not found, not known, territory."""
    query = f"经查询，该主体在{_days(asked)}期间，在{sector.name_zh}领域"
    found = [state for state in states if state.status == "found"]
    clean = [state for state in states if state.status == "not_found"]
    parts = []
    if found:
        parts.append(query + "查询到" + "、".join(map(_count, found)) + "，详见所列记录。")
    if clean:
        parts.append(query + f"未查询到{_names(clean)}信息。")
    if not parts:
        parts.append(query + "的情况不能确定：")
    parts += _unknown(states, asked)
    parts.append(_TERRITORIES[sector.territory])
    return "".join(parts)


def _unknown(states: Sequence[MatterState], asked: Period) -> list[str]:
    """Why what else there may be is not known; nothing where everything is."""
    open_states = [state for state in states if not state.known]
    if not open_states:
        return []
    missing = [state for state in open_states if not state.coverage.gathered]
    gathered = [state for state in open_states if state.coverage.gathered]
    parts = []
    if missing:
        what = "" if len(missing) == len(states) else _names(missing)
        parts.append(f"该领域{what}数据未归集。")
    for state in gathered:
        parts += _reasons(state, asked)
    parts.append(f"对该领域{_names(open_states)}信息是否另有记录，本报告不作说明。")
    return parts


def _reasons(state: MatterState, asked: Period) -> list[str]:
    name, coverage = MATTER_NAMES[state.matter], state.coverage
    parts = []
    if coverage.gaps == (asked,):
        parts.append(f"{name}数据在该期间未归集。")
    elif coverage.gaps:
        parts.append(f"{name}部分期间未归集（{'、'.join(map(_days, coverage.gaps))}）。")
    if (coverage.late or coverage.gaps) and coverage.until is not None:
        late = "，报送已逾期" if coverage.late else ""
        parts.append(f"{name}数据截至{_day(coverage.until)}{late}。")
    if state.pending:
        parts.append(f"{name}尚有待核数据。")
    return parts


def _count(state: MatterState) -> str:
    repaired = f"（其中{state.repaired}条已修复）" if state.repaired else ""
    return f"{MATTER_NAMES[state.matter]}{state.found}条{repaired}"


def _names(states: Iterable[MatterState]) -> str:
    return "、".join(MATTER_NAMES[state.matter] for state in states)


def _days(period: Period) -> str:
    if period.start == period.end:
        return _day(period.start)
    return f"{_day(period.start)}至{_day(period.end)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
