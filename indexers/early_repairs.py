"""Repairs granted earlier than the rules ask, or of what is never repaired early: obeyed, because
the authority decides, and counted, because supervision asks (DOMAIN §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.indexers.rows import Finding
from gongshi.ledger.snapshots import load_records
from gongshi.records.model import Repair, RepairResult, RepairScope
from gongshi.records.publication import Judgement, judge

if TYPE_CHECKING:
    from gongshi.cities.city import City
    from gongshi.indexers.accept_chunk import Chunk
    from gongshi.indexers.event_targets import Target

_COLUMN = "XF_SXRQ"


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair that struck a record; ``line``: of its row, None when the row came earlier."""

    line: int | None
    repair: Repair
    record_no: int


def note_repair(chunk: Chunk, line: int | None, repair: Repair, target: Target) -> None:
    """The repair struck a record: whether it is early is told once the chunk is written."""
    granted = repair.result is RepairResult.GRANTED and repair.scope is not RepairScope.MARK
    if granted:
        chunk.repaired.append(Repaired(line, repair, target.no))


def warn_of_early_repairs(chunk: Chunk, city: City) -> None:
    """The warnings ``repair_early`` and ``repair_never_early``."""
    if not chunk.repaired:
        return
    struck = sorted({one.record_no for one in chunk.repaired})
    loaded = dict(zip(struck, load_records(chunk.tx.conn, struck), strict=True))
    for one in chunk.repaired:
        snapshot = loaded[one.record_no]
        if snapshot.record.source not in city.rules.sources:
            continue
        finding = _finding(one.repair, judge(snapshot.record, snapshot.events, city.rules))
        if finding is None:
            continue
        if one.line is None:
            chunk.problems[finding.code, finding.field] += 1
        else:
            chunk.warn(one.line, finding)
    chunk.repaired.clear()


def _finding(repair: Repair, judgement: Judgement) -> Finding | None:
    day = repair.effective_date or repair.decision_date
    last = judgement.last_shown
    if last is None or day > last:
        return None  # nothing is shortened
    if judgement.never_early:
        return Finding("repair_never_early", _COLUMN, last.isoformat())
    earliest = judgement.earliest_repair
    if earliest is not None and day <= earliest:
        return Finding("repair_early", _COLUMN, earliest.isoformat())
    return None
