"""Records as items of a report, by the same fields and masks as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gongshi.cities.city import City
from gongshi.ledger.snapshots import RecordSnapshot
from gongshi.records.kinds import standing_day
from gongshi.records.model import RecordKind, RegisterEntry
from gongshi.records.record_body import record_body
from gongshi.reports.facts import Item
from gongshi.reports.lines import record_lines


@dataclass(frozen=True, slots=True)
class ItemMaker:
    """Makes the items of one subject.

    ``register``: its register row when that is public; ``representative``: its legal representative
    by the register, masked in every free text.
    """

    city: City
    register: RegisterEntry | None
    representative: str

    def items(self, shown: Iterable[tuple[RecordSnapshot, Sequence[str]]]) -> list[Item]:
        """Items by kind, each kind's newest first and counted from 1; with their marks."""
        kinds = list(RecordKind)
        ordered = sorted(shown, key=lambda one: newest_first(one[0]), reverse=True)
        ordered.sort(key=lambda one: kinds.index(one[0].record.KIND))
        counts: dict[RecordKind, int] = {}
        found: list[Item] = []
        for snapshot, marks in ordered:
            kind = snapshot.record.KIND
            counts[kind] = counts.get(kind, 0) + 1
            found.append(self._item(snapshot, marks, counts[kind]))
        return found

    def _item(self, snapshot: RecordSnapshot, marks: Sequence[str], place: int) -> Item:
        record = snapshot.record
        source = self.city.sources[record.source]
        body = record_body(
            record,
            snapshot.events,
            self.city.rules.uncleared,
            subject_uscc=record.uscc or (self.register.uscc if self.register is not None else ""),
            generation=source.generation,
            representative=self.representative,
        )
        return {
            "heading": f"第 {place} 条",
            "marks": list(marks),
            "lines": record_lines(body),
            "record": body,
        }


def newest_first(snapshot: RecordSnapshot) -> tuple[object, ...]:
    """Key of the public order, descending: the decision's day, then an order that tells nothing."""
    return standing_day(snapshot.record) or date.min, snapshot.ordinal
