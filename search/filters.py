"""What narrows a search: typed filters and the query nodes they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshi.records.problems import GongshiError
from gongshi.search.port import AnyTerm, Either, Node, Range
from gongshi.search.rank import days, first_rank, last_rank
from gongshi.search.text import fold

_DISTRICT: Final = re.compile(r"\d{6}", re.ASCII)
#: A whole city (120100) or province (120000) of GB/T 2260.
_ABOVE: Final = re.compile(r"\d{4}00", re.ASCII)
_CITY_DIGITS: Final = 4
#: Values of one filter that are looked at.
MOST_VALUES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFilters:
    """Values of one filter are alternatives, filters hold together; days are inclusive."""

    districts: tuple[str, ...] = ()  # GB/T 2260 codes
    statuses: tuple[str, ...] = ()  # 存续, 注销, …
    kinds: tuple[str, ...] = ()  # 企业, 个体工商户, …
    types: tuple[str, ...] = ()  # 企业类型, in any spelling that folds to the same
    industries: tuple[str, ...] = ()  # GB/T 4754, a code or one of its groups: C3110, C31, C
    has: tuple[str, ...] = ()  # kinds of record: has one of these displayed now
    licence_kinds: tuple[str, ...] = ()  # LicenceKind values: has such a licence displayed now
    penalty_kinds: tuple[str, ...] = ()  # PenaltyKind values: has such a penalty displayed now
    lists: tuple[str, ...] = ()  # stands on one of these now
    founded_from: date | None = None
    founded_to: date | None = None
    latest_from: date | None = None  # day of the latest displayed decision
    latest_to: date | None = None
    boards: tuple[str, ...] = ()  # stands on one of these exposure boards now
    sectors: tuple[str, ...] = ()  # … for one of these fields of the law (Field values)
    labels: tuple[str, ...] = ()  # carries one of these labels of key sectors now (codes)
    changed_since: date | None = None  # latest displayed decision or act of registration

    def nodes(self) -> tuple[Node, ...]:
        return (
            *_any("district", self.districts),
            *_any("status", self.statuses),
            *_any("kind", self.kinds),
            *_any("type", tuple(fold(value) for value in self.types)),
            *_any_of(("industry", "industry_above"), self.industries),
            *_any("has", self.has),
            *_any("licence_kind", self.licence_kinds),
            *_any("penalty_kind", self.penalty_kinds),
            *_any("list", self.lists),
            *_any("board", self.boards),
            *_any("sector", self.sectors),
            *_any("label", self.labels),
            *_dated("founded", self.founded_from, self.founded_to),
            *_dated("latest", self.latest_from, self.latest_to),
            *_days("changed", self.changed_since, None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilters:
    """Values of one filter are alternatives, filters hold together; days and sums are inclusive."""

    subjects: tuple[str, ...] = ()  # ledger ids
    subject_codes: tuple[str, ...] = ()  # cleaned USCCs
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
            *_any("code", self.subject_codes),
            *_any("kind", self.kinds),
            *_any("source", self.sources),
            *self._decided_by(),
            *_any("category", self.categories),
            *_any("district", self.districts),
            *_days("decided", self.decided_from, self.decided_to),
            *((Range("fine", self.fine_from, self.fine_to),) if fine else ()),
        )

    def _decided_by(self) -> tuple[Node, ...]:
        codes = _any("authority", self.authorities)
        names = _any("organ", tuple(fold(value) for value in self.authorities))
        return (Either((*codes, *names)),) if codes else ()


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


def district_codes(given: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of districts given by code or by a known name; those that end in 00 with all they stand
    for: the hundred counties of a city, and of a province the districts that the city's folder
    knows. ``known``: code → name. Raises ``request_invalid`` for what is neither: it would find
    nothing, as if there were nothing.
    """
    by_name = {name: code for code, name in known.items()}
    found: dict[str, None] = {}
    for one in given:
        code = by_name.get(one.strip(), one.strip())
        if not _DISTRICT.fullmatch(code):
            reason = (
                f"district：“{one[:32]}”不是六位行政区划代码，也不是本市的区名 "
                "(neither six digits of GB/T 2260 nor the name of a district here)"
            )
            raise GongshiError("request_invalid", reason=reason)
        found[code] = None
        if not _ABOVE.fullmatch(code):
            continue
        head = code.removesuffix("00").removesuffix("00")
        found |= dict.fromkeys(own for own in known if own.startswith(head))
        if len(head) == _CITY_DIGITS:
            found |= dict.fromkeys(f"{head}{number:02}" for number in range(100))
    return tuple(found)


def label_codes(given: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of labels given by code or by name. ``known``: code → name. Raises ``request_invalid``
    for one that the city does not have."""
    by_name = {name: code for code, name in known.items()}
    found: dict[str, None] = {}
    for one in given:
        code = by_name.get(one.strip(), one.strip())
        if code not in known:
            reason = (
                f"label：本市没有标签“{one[:32]}”，有：{'、'.join(known.values()) or '—'} "
                f"(no label here; there are: {', '.join(known) or '—'})"
            )
            raise GongshiError("request_invalid", reason=reason)
        found[code] = None
    return tuple(found)


def _any(field: str, values: tuple[str, ...]) -> tuple[Node, ...]:
    return (AnyTerm(field, tuple(dict.fromkeys(values))[:MOST_VALUES]),) if values else ()


def _any_of(fields: tuple[str, ...], values: tuple[str, ...]) -> tuple[Node, ...]:
    """One of the values in one of the fields."""
    nodes = tuple(node for field in fields for node in _any(field, values))
    return (Either(nodes),) if nodes else ()


def _dated(field: str, low: date | None, high: date | None) -> tuple[Node, ...]:
    """A day in a field of ``rank.dated_rank``; a document without a day has none of these."""
    if low is None and high is None:
        return ()
    return (
        Range(
            field,
            first_rank(low if low is not None else date.min),
            last_rank(high) if high is not None else None,
        ),
    )


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
