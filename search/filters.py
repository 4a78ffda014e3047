"""What narrows a search: typed filters and the query nodes they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshi.records.identifiers import clean_code
from gongshi.search.port import AnyTerm, Node, Range
from gongshi.search.rank import days
from gongshi.search.text import fold

#: Values of one filter that are looked at.
MOST_VALUES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFilters:
    """Values of one filter are alternatives, filters hold together; days are inclusive."""

    districts: tuple[str, ...] = ()  # GB/T 2260 codes
    statuses: tuple[str, ...] = ()  # 存续, 注销, …
    kinds: tuple[str, ...] = ()  # 企业, 个体工商户, …
    types: tuple[str, ...] = ()  # 企业类型, in any spelling that folds to the same
    industries: tuple[str, ...] = ()
    has: tuple[str, ...] = ()  # kinds of record: has one of these displayed now
    lists: tuple[str, ...] = ()  # stands on one of these now
    founded_from: date | None = None
    founded_to: date | None = None
    latest_from: date | None = None  # day of the latest displayed decision
    latest_to: date | None = None

    def nodes(self) -> tuple[Node, ...]:
        return (
            *_any("district", self.districts),
            *_any("status", self.statuses),
            *_any("kind", self.kinds),
            *_any("type", tuple(fold(value) for value in self.types)),
            *_any("industry", self.industries),
            *_any("has", self.has),
            *_any("list", self.lists),
            *_days("founded", self.founded_from, self.founded_to),
            *_days("latest", self.latest_from, self.latest_to),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilters:
    """Values of one filter are alternatives, filters hold together; days and sums are inclusive."""

    subjects: tuple[str, ...] = ()  # ledger ids
    subject_codes: tuple[str, ...] = ()  # USCCs in any spelling
    kinds: tuple[str, ...] = ()  # kinds of record
    sources: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()  # USCCs or names, as the facet gives them
    categories: tuple[str, ...] = ()  # licence or penalty kinds, as the facet gives them
    districts: tuple[str, ...] = ()
    decided_from: date | None = None
    decided_to: date | None = None
    fine_from: int | None = None  # 分
    fine_to: int | None = None

    def nodes(self) -> tuple[Node, ...]:
        fine = self.fine_from is not None or self.fine_to is not None
        return (
            *_any("subject", self.subjects),
            *_any("code", tuple(clean_code(value) for value in self.subject_codes)),
            *_any("kind", self.kinds),
            *_any("source", self.sources),
            *_any("authority", self.authorities),
            *_any("category", self.categories),
            *_any("district", self.districts),
            *_days("decided", self.decided_from, self.decided_to),
            *((Range("fine", self.fine_from, self.fine_to),) if fine else ()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilters:
    """Values of one filter are alternatives, filters hold together."""

    boards: tuple[str, ...] = ()  # codes
    sectors: tuple[str, ...] = ()  # Field values
    districts: tuple[str, ...] = ()  # GB/T 2260 codes
    subjects: tuple[str, ...] = ()  # ledger ids

    def nodes(self) -> tuple[Node, ...]:
        return (
            *_any("board", self.boards),
            *_any("sector", self.sectors),
            *_any("district", self.districts),
            *_any("subject", self.subjects),
        )


def _any(field: str, values: tuple[str, ...]) -> tuple[Node, ...]:
    return (AnyTerm(field, tuple(dict.fromkeys(values))[:MOST_VALUES]),) if values else ()


def _days(field: str, low: date | None, high: date | None) -> tuple[Node, ...]:
    if low is None and high is None:
        return ()
    return (
        Range(
            field,
            days(low) if low is not None else None,
            days(high) if high is not None else None,
        ),
    )
