"""From what the ledger holds of a subject to the documents of the index: pure, at one ``now``.

A record becomes one document per stretch of time in which it is shown and that is not over. A
subject becomes one document (slice) per stretch between two transitions of any of its records, so
that counts, facets and filters are exact at every later instant without any job. Slices begin at
transitions, so building again gives the same ids. Its places on exposure boards are sliced at the
same instants.

Nothing that is not shown leaves a trace: a subject that the register does not know stands in the
index only while one of its records is shown, under the names and codes of the records shown.
Natural persons have no subject document; their records have one only where the city enabled the
source (DOMAIN §4).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Final, NamedTuple

import orjson

from gongshi.cities.city import City
from gongshi.indexers.board_projection import (
    Entries,
    Place,
    boards_at,
    may_stand,
    places_of,
    transitions,
)
from gongshi.indexers.filed_names import may_be_earlier, written_otherwise
from gongshi.indexers.index_terms import (
    Terms,
    kinds_shown,
    record_index_terms,
    subject_index_terms,
    tables_of,
)
from gongshi.indexers.label_projection import holdings_of
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.bodies import RecordBody
from gongshi.records.clock import FOREVER_MS, from_ms, to_ms
from gongshi.records.kinds import Record, standing_day
from gongshi.records.labels import Held, Label, labels_at, turns
from gongshi.records.model import (
    Interval,
    Penalty,
    RegisterEntry,
    SubjectKind,
)
from gongshi.records.publication import intervals
from gongshi.records.record_body import record_body
from gongshi.records.subject_body import (
    Face,
    counts_of,
    face_of,
    latest_decided,
    lists_of,
    public_register,
    subject_body,
)
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.edge_terms import with_top
from gongshi.search.names import NameTables
from gongshi.search.rank import dated_rank, days, record_rank, subject_rank

#: 分 (0.01 yuan) in one 万元.
FEN: Final = 1_000_000

#: A stretch of time in epoch milliseconds, half-open.
Span = tuple[int, int]


#: Ids of the records that changed, by subject; None, or a subject that is not named: all records.
Only = Mapping[str, Container[str] | None]
ALL: Final[Only] = {}
#: Subjects projected together.
TOGETHER: Final = 32


class _Shown(NamedTuple):
    """A record and when it is shown; the spans ascend, none is empty, none overlaps another."""

    snapshot: RecordSnapshot
    spans: tuple[Span, ...]


class _Subject(NamedTuple):
    """A subject, and what of it may be shown."""

    snapshot: SubjectSnapshot
    register: RegisterEntry | None  # public
    shown: tuple[_Shown, ...]
    places: tuple[Place, ...]

    @property
    def district(self) -> str:
        return self.register.district_code if self.register is not None else ""


class _Stretch(NamedTuple):
    """A stretch of time in which nothing changes of what a subject shows."""

    start: int
    end: int
    records: list[Record]  # shown, the latest first
    face: Face
    labels: list[Label]


def project_subject(
    snapshot: SubjectSnapshot,
    city: City,
    now: datetime,
    *,
    only: Container[str] | None = None,
) -> tuple[OwnerDocuments, ...]:
    """The documents of a subject and of its records: all slices that are not over at ``now``.

    ``only``: ids of the records that changed, the others are left out of the answer (they stand in
    the index as they are); None: all records. An owner without documents is to be removed.
    """
    return tuple(_together([snapshot], city, now, {snapshot.subject_id: only}))


def project_subjects(
    snapshots: Sequence[SubjectSnapshot], city: City, now: datetime, only: Only = ALL
) -> Iterator[list[OwnerDocuments]]:
    """``project_subject`` of several, of a few dozen at a time. ``only``: by subject.

    Each step is taken for all of them before the next one: a step that is taken for many things at
    once takes a sixth less time than the same among all others. For many more, what a step made
    would be out of the processor's cache when the next one asks for it.
    """
    for begin in range(0, len(snapshots), TOGETHER):
        yield _together(snapshots[begin : begin + TOGETHER], city, now, only)


def _together(
    snapshots: Sequence[SubjectSnapshot], city: City, now: datetime, only: Only
) -> list[OwnerDocuments]:
    now_ms = to_ms(now)
    subjects = _subjects(snapshots, city)
    tables = tables_of(city)
    stretches = [_stretches(one, tables, city, now_ms) for one in subjects]
    named = dict.fromkeys(
        (place, stretch.face) for place, found in enumerate(stretches) for stretch in found
    )
    told = subject_index_terms([(face, subjects[place].register) for place, face in named], city)
    terms = dict(zip(named, told, strict=True))
    owners: list[OwnerDocuments] = []
    for place, (one, found) in enumerate(zip(subjects, stretches, strict=True)):
        slices = [_slice(one, stretch, *terms[place, stretch.face], city) for stretch in found]
        whose = one.snapshot
        owners.append(
            OwnerDocuments(Collection.SUBJECTS, whose.subject_id, whose.change, tuple(slices))
        )
        owners += _places(one, found, city)
    owners += _record_owners(subjects, city, now_ms, only)
    return owners


def _subjects(snapshots: Sequence[SubjectSnapshot], city: City) -> list[_Subject]:
    registers = [public_register(snapshot.register, city.rules) for snapshot in snapshots]
    shown = [
        tuple([_Shown(record, _spans(record, city)) for record in snapshot.records])
        for snapshot in snapshots
    ]
    places = [places_of(snapshot, city) for snapshot in snapshots]
    return list(map(_Subject, snapshots, registers, shown, places))


# --- when ---------------------------------------------------------------------------------------


def _spans(snapshot: RecordSnapshot, city: City) -> tuple[Span, ...]:
    if snapshot.record.source not in city.rules.sources:
        return ()  # a source that the city's folder no longer has: no mode, so not public
    return _in_ms(intervals(snapshot.record, snapshot.events, city.rules))


@lru_cache(maxsize=16_384)
def _in_ms(shown: tuple[Interval, ...]) -> tuple[Span, ...]:
    """Records accepted together and decided on one day share theirs."""
    spans = [(to_ms(start), FOREVER_MS if end is None else to_ms(end)) for start, end in shown]
    return tuple([span for span in spans if span[0] < span[1]])


def _shown_at(spans: Sequence[Span], instant: int) -> bool:
    for start, end in spans:  # noqa: SIM110 (a generator costs twice as much)
        if start <= instant < end:
            return True
    return False


# --- subjects -----------------------------------------------------------------------------------


def _stretches(one: _Subject, tables: NameTables, city: City, now: int) -> list[_Stretch]:
    """The stretches in which a subject shows something, from the one that holds now."""
    if one.snapshot.subject_kind is SubjectKind.NATURAL_PERSON:
        return []
    # A natural person's record never speaks for a subject, not even where it is shown itself.
    own = [
        shown
        for shown in one.shown
        if shown.spans and shown.snapshot.record.subject_kind is not SubjectKind.NATURAL_PERSON
    ]
    if len(own) > 1:
        own.sort(key=_latest_last, reverse=True)
    edges = {instant for shown in own for span in shown.spans for instant in span}
    edges.update(transitions(one.places))
    holds = holdings_of(one.register, [shown.snapshot.record for shown in own], city)
    edges.update(_validity_edges(holds.held, own))
    ordered = sorted(edges)
    current = bisect_right(ordered, now)
    # The stretch that holds now began with the last transition; before all of them: since ever.
    starts = [ordered[current - 1] if current else 0, *ordered[current:]]
    akin = may_be_earlier if one.register is None else written_otherwise
    may_be = partial(akin, tables=tables)
    found: list[_Stretch] = []
    for start, end in zip_longest(starts, starts[1:], fillvalue=FOREVER_MS):
        if start >= FOREVER_MS:
            break
        records = [shown.snapshot.record for shown in own if _shown_at(shown.spans, max(start, 0))]
        face = face_of(one.register, one.snapshot.former_names, records, may_be)
        if face is not None:  # else nothing is public
            labels: list[Label] = []
            if holds.held:
                ids = {record.id for record in records}
                labels = labels_at(holds, ids, from_ms(start), city.labels)
            found.append(_Stretch(start, end, records, face, labels))
    return found


def _validity_edges(held: Sequence[Held], own: Sequence[_Shown]) -> Iterator[int]:
    """When a licence that gives labels begins or ceases to be valid while it is shown; at another
    time an edge would only tell of what is hidden."""
    if not held:
        return
    spans = {shown.snapshot.record.id: shown.spans for shown in own}
    for licence, instant in turns(held):
        edge = to_ms(instant)
        if _shown_at(spans[licence.id], edge):
            yield edge


def _latest_last(one: _Shown) -> tuple[date, int]:
    return standing_day(one.snapshot.record) or date.min, one.snapshot.ordinal


def _slice(one: _Subject, stretch: _Stretch, terms: Terms, branch: bool, city: City) -> Document:
    """The slice of a subject; ``terms``, ``branch``: of its face."""
    register, ordinal, shown = one.register, one.snapshot.ordinal, stretch.records
    boards = boards_at(one.places, stretch.start)
    counts, lists, latest = counts_of(shown), lists_of(shown), latest_decided(shown)
    founded = register.founded if register is not None else None
    numbers = {
        "rank": subject_rank(
            status=register.status if register is not None else "",
            branch=branch,
            displayed=len(shown),
            ordinal=ordinal,
        ),
        "licences": counts["licence"],
        "penalties": counts["penalty"],
        "founded": dated_rank(founded, ordinal),
        "latest": dated_rank(latest, ordinal),
    }
    # Both days are told: what changed otherwise may have been taken away, which nothing tells.
    registered = register.approved_date if register is not None else None
    if known := [day for day in (latest, registered) if day is not None]:
        numbers["changed"] = days(max(known))
    body = subject_body(
        one.snapshot.subject_id,
        stretch.face,
        register,
        city.districts,
        counts,
        lists,
        latest.isoformat() if latest is not None else None,
        boards,
        [{"label": label.code, "name": label.name_zh} for label in stretch.labels],
    )
    shows: dict[str, Sequence[str]] = {
        "edges": with_top(terms["edges"], numbers["rank"]),
        "has": [kind for kind, count in counts.items() if count],
        **kinds_shown(shown),
        "list": lists,
        "board": [board["board"] for board in boards],
        "sector": sorted({sector for board in boards for sector in board["sectors"]}),
        "label": [label.code for label in stretch.labels],
    }
    return Document(stretch.start, stretch.end, {**terms, **shows}, numbers, orjson.dumps(body))


def _places(one: _Subject, found: Sequence[_Stretch], city: City) -> Iterator[OwnerDocuments]:
    if not may_stand(one.snapshot):
        return iter(())  # nearly every subject's case
    entries = Entries(one.snapshot, one.register, one.places, city)
    if one.places:
        for stretch in found:
            entries.add(stretch.start, stretch.end, stretch.face)
    return entries.owners()


# --- records ------------------------------------------------------------------------------------


class _Due(NamedTuple):
    """A record that is shown now or will be, and when."""

    snapshot: RecordSnapshot
    spans: list[Span]
    of: _Subject


def _record_owners(
    subjects: Sequence[_Subject], city: City, now: int, only: Only
) -> list[OwnerDocuments]:
    wanted = [
        _Due(shown.snapshot, [span for span in shown.spans if span[1] > now], one)
        for one in subjects
        for ids in (only.get(one.snapshot.subject_id),)
        for shown in one.shown
        if ids is None or shown.snapshot.record.id in ids
    ]
    due = [one for one in wanted if one.spans]
    bodies = [_body(one, city) for one in due]
    terms = [
        record_index_terms(body, one.of.district) for one, body in zip(due, bodies, strict=True)
    ]
    numbers = [_numbers(one.snapshot) for one in due]
    made = iter(
        [
            tuple([Document(*span, t, n, raw) for span in one.spans])
            for one, t, n, raw in zip(due, terms, numbers, map(orjson.dumps, bodies), strict=True)
        ]
    )
    return [
        OwnerDocuments(
            Collection.RECORDS,
            one.snapshot.record.id,
            one.of.snapshot.change,
            next(made) if one.spans else (),
        )
        for one in wanted
    ]


def _body(due: _Due, city: City) -> RecordBody:
    # A repair decision that only marks the record (标注) leaves no trace either: what was repaired,
    # and that anything was, is the subject's own business.
    record, events = due.snapshot.record, due.snapshot.events
    public, known = due.of.register, due.of.snapshot.register
    return record_body(
        record,
        events,
        city.rules.uncleared,
        subject_uscc=record.uscc or (public.uscc if public is not None else ""),
        generation=city.sources[record.source].generation,
        representative=known.legal_representative if known is not None else "",
    )


def _numbers(snapshot: RecordSnapshot) -> dict[str, int]:
    record = snapshot.record
    numbers = {"rank": record_rank(decided=standing_day(record), ordinal=snapshot.ordinal)}
    if record.decision_date is not None:
        numbers["decided"] = days(record.decision_date)
    if isinstance(record, Penalty) and record.fine is not None:
        numbers["fine"] = int(record.fine * FEN)
    return numbers
