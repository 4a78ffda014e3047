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
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

import orjson

from gongshi.cities.city import City
from gongshi.indexers.board_projection import (
    Entries,
    Place,
    labels_at,
    places_of,
    transitions,
)
from gongshi.indexers.index_terms import Terms, record_index_terms, subject_index_terms
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.bodies import BoardLabel
from gongshi.records.clock import FOREVER_MS, to_ms
from gongshi.records.kinds import Record, standing_day
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
from gongshi.search.rank import dated_rank, days, record_rank, subject_rank

#: 分 (0.01 yuan) in one 万元.
FEN: Final = 1_000_000

#: A stretch of time in epoch milliseconds, half-open.
Span = tuple[int, int]


class _Shown(NamedTuple):
    """A record and when it is shown; the spans ascend, none is empty, none overlaps another."""

    snapshot: RecordSnapshot
    spans: tuple[Span, ...]


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
    now_ms = to_ms(now)
    register = public_register(snapshot.register, city.rules)
    representative = snapshot.register.legal_representative if snapshot.register else ""
    shown = [_Shown(record, _spans(record, city)) for record in snapshot.records]
    places = places_of(snapshot, city)
    entries = Entries(snapshot, register, places, city)
    slices = tuple(_subject_slices(snapshot, register, shown, city, now_ms, places, entries))
    owners = [
        OwnerDocuments(Collection.SUBJECTS, snapshot.subject_id, snapshot.change, slices),
        *entries.owners(),
    ]
    for record in shown:
        if only is None or record.snapshot.record.id in only:
            documents = _record_documents(
                record, register, city, now_ms, representative=representative
            )
            owners.append(
                OwnerDocuments(
                    Collection.RECORDS, record.snapshot.record.id, snapshot.change, documents
                )
            )
    return tuple(owners)


# --- when ---------------------------------------------------------------------------------------


def _spans(snapshot: RecordSnapshot, city: City) -> tuple[Span, ...]:
    if snapshot.record.source not in city.rules.sources:
        return ()  # a source that the city's folder no longer has: no mode, so not public
    return _in_ms(intervals(snapshot.record, snapshot.events, city.rules))


@lru_cache(maxsize=16_384)
def _in_ms(shown: tuple[Interval, ...]) -> tuple[Span, ...]:
    """Records accepted together and decided on one day share theirs."""
    spans = [
        (to_ms(start), FOREVER_MS if end is None else to_ms(end)) for start, end in shown
    ]
    return tuple([span for span in spans if span[0] < span[1]])


def _shown_at(spans: Sequence[Span], instant: int) -> bool:
    for start, end in spans:  # noqa: SIM110 (a generator costs twice as much)
        if start <= instant < end:
            return True
    return False


# --- subjects -----------------------------------------------------------------------------------


def _subject_slices(
    snapshot: SubjectSnapshot,
    register: RegisterEntry | None,
    shown: Sequence[_Shown],
    city: City,
    now: int,
    places: Sequence[Place],
    entries: Entries,
) -> Iterator[Document]:
    """The slices of a subject; its places on boards go to ``entries`` on the way."""
    if snapshot.subject_kind is SubjectKind.NATURAL_PERSON:
        return
    # A natural person's record never speaks for a subject, not even where it is shown itself.
    own = [
        one
        for one in shown
        if one.spans and one.snapshot.record.subject_kind is not SubjectKind.NATURAL_PERSON
    ]
    if len(own) > 1:
        own.sort(key=_latest_last, reverse=True)
    edges = {instant for one in own for span in one.spans for instant in span}
    edges.update(transitions(places))
    ordered = sorted(edges)
    current = bisect_right(ordered, now)
    # The stretch that holds now began with the last transition; before all of them: since ever.
    starts = [ordered[current - 1] if current else 0, *ordered[current:]]
    projector = _Slices(snapshot, register, city)
    for place, start in enumerate(starts):
        if start >= FOREVER_MS:
            return
        end = starts[place + 1] if place + 1 < len(starts) else FOREVER_MS
        records = [one.snapshot.record for one in own if _shown_at(one.spans, max(start, 0))]
        face = face_of(register, snapshot.former_names, records)
        if face is None:
            continue  # nothing is public
        yield projector.document(start, end, records, face, labels_at(places, start))
        if places:
            entries.add(start, end, face)


def _latest_last(one: _Shown) -> tuple[date, int]:
    return standing_day(one.snapshot.record) or date.min, one.snapshot.ordinal


class _Slices:
    """Makes the slices of one subject; what does not change between them is made once."""

    def __init__(
        self, snapshot: SubjectSnapshot, register: RegisterEntry | None, city: City
    ) -> None:
        self._snapshot = snapshot
        self._register = register
        self._city = city
        self._faces: dict[Face, tuple[Terms, bool]] = {}

    def document(
        self,
        start: int,
        end: int,
        shown: Sequence[Record],
        face: Face,
        boards: list[BoardLabel],
    ) -> Document:
        """The slice while these records are shown (the latest first)."""
        register = self._register
        terms, branch = self._terms_of(face)
        counts, lists, latest = counts_of(shown), lists_of(shown), latest_decided(shown)
        founded = register.founded if register is not None else None
        numbers = {
            "rank": subject_rank(
                status=register.status if register is not None else "",
                branch=branch,
                displayed=len(shown),
                ordinal=self._snapshot.ordinal,
            ),
            "licences": counts["licence"],
            "penalties": counts["penalty"],
            "founded": dated_rank(founded, self._snapshot.ordinal),
            "latest": dated_rank(latest, self._snapshot.ordinal),
        }
        # Both days are told: what changed otherwise may have been taken away, which nothing tells.
        registered = register.approved_date if register is not None else None
        if known := [day for day in (latest, registered) if day is not None]:
            numbers["changed"] = days(max(known))
        body = subject_body(
            self._snapshot.subject_id,
            face,
            register,
            self._city.districts,
            counts,
            lists,
            latest.isoformat() if latest is not None else None,
            boards,
        )
        shows: dict[str, Sequence[str]] = {
            "edges": with_top(terms["edges"], numbers["rank"]),
            "has": [kind for kind, count in counts.items() if count],
            "list": lists,
            "board": [label["board"] for label in boards],
            "sector": sorted({sector for label in boards for sector in label["sectors"]}),
        }
        return Document(start, end, {**terms, **shows}, numbers, orjson.dumps(body))

    def _terms_of(self, face: Face) -> tuple[Terms, bool]:
        """The terms of a face, and whether its name is a branch's."""
        known = self._faces.get(face)
        if known is None:
            known = self._faces[face] = subject_index_terms(face, self._register, self._city)
        return known


# --- records ------------------------------------------------------------------------------------


def _record_documents(
    shown: _Shown, register: RegisterEntry | None, city: City, now: int, *, representative: str
) -> tuple[Document, ...]:
    spans = [span for span in shown.spans if span[1] > now]
    if not spans:
        return ()
    record, events = shown.snapshot.record, shown.snapshot.events
    district = register.district_code if register is not None else ""
    uscc = record.uscc or (register.uscc if register is not None else "")
    numbers = {"rank": record_rank(decided=standing_day(record), ordinal=shown.snapshot.ordinal)}
    if record.decision_date is not None:
        numbers["decided"] = days(record.decision_date)
    if isinstance(record, Penalty) and record.fine is not None:
        numbers["fine"] = int(record.fine * FEN)
    # A repair decision that only marks the record (标注) leaves no trace either: what was repaired,
    # and that anything was, is the subject's own business.
    body = record_body(
        record,
        events,
        city.rules.uncleared,
        subject_uscc=uscc,
        generation=city.sources[record.source].generation,
        representative=representative,
    )
    terms, body_bytes = record_index_terms(body, district), orjson.dumps(body)
    return tuple([Document(start, end, terms, numbers, body_bytes) for start, end in spans])
