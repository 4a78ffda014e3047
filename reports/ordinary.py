"""The ordinary report: what is public of a subject at an instant, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongshi.cities.city import City
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.records.model import RecordKind, SubjectKind
from gongshi.records.publication import intervals, shown_at
from gongshi.records.subject_body import (
    counts_of,
    face_of,
    latest_decided,
    lists_of,
    public_register,
    subject_body,
)
from gongshi.reports.chapters import (
    ADVICE,
    CHAPTER_OF,
    COUNTERS,
    EMPTY,
    LABELS,
    SAMPLE_LABEL,
    TITLES,
    ChapterNumber,
)
from gongshi.reports.facts import (
    LAYOUT,
    NEUTRAL,
    ONLY_PUBLIC,
    Chapter,
    Item,
    OrdinaryFacts,
    SourceStanding,
    day_text,
    instant_text,
)
from gongshi.reports.lines import register_lines
from gongshi.reports.shown_items import ItemMaker, newest_first


def ordinary_facts(
    snapshot: SubjectSnapshot,
    city: City,
    at: datetime,
    *,
    as_of_change: int,
    sources: Sequence[SourceStanding],
    sample: bool,
) -> OrdinaryFacts | None:
    """The facts of an ordinary report; None when nothing is public of the subject at ``at``.

    A subject that was never here and one of which everything is hidden give the same None.
    """
    if snapshot.subject_kind is SubjectKind.NATURAL_PERSON:
        return None
    register = public_register(snapshot.register, city.rules)
    shown = sorted(_shown(snapshot, city, at), key=newest_first, reverse=True)
    records = [one.record for one in shown]
    face = face_of(register, snapshot.former_names, records, _certain_only)
    if face is None:
        return None
    body = subject_body(
        snapshot.subject_id,
        face,
        register,
        city.districts,
        counts_of(records),
        lists_of(records),
        day_text(latest_decided(records)),
        [],  # a report names no boards and no labels of key sectors: what they rest on stands in
        [],  # its chapters
    )
    representative = snapshot.register.legal_representative if snapshot.register else ""
    items = ItemMaker(city, register, representative).items((one, ()) for one in shown)
    chapters = [_chapter(number, items) for number in ChapterNumber]
    chapters[0]["lines"] = register_lines(body)
    counts = {number: len(chapters[number - 1]["items"]) for number in ChapterNumber}
    labels = [label for number, label in LABELS.items() if counts[number]]
    return {
        "kind": "ordinary",
        "layout": LAYOUT,
        "at": instant_text(at),
        "asOfChange": as_of_change,
        "rulesHash": city.hash,
        "sample": sample,
        "subject": body,
        "labels": [SAMPLE_LABEL, *labels] if sample else labels,
        "summary": [{"title": t, "count": counts[number]} for t, number in COUNTERS.items()],
        "chapters": chapters,
        "sources": list(sources),
        "statements": [NEUTRAL, ONLY_PUBLIC],
    }


def _certain_only(_filed: str, _known: str) -> bool:
    """A report names nobody by a name that only looks like his."""
    return False


def _shown(snapshot: SubjectSnapshot, city: City, at: datetime) -> list[RecordSnapshot]:
    """The records public at the instant; a natural person's never speaks for a subject."""
    return [
        one
        for one in snapshot.records
        if one.record.source in city.rules.sources
        and one.record.subject_kind is not SubjectKind.NATURAL_PERSON
        and shown_at(intervals(one.record, one.events, city.rules), at)
    ]


def _chapter(number: ChapterNumber, items: Sequence[Item]) -> Chapter:
    own = [item for item in items if CHAPTER_OF[RecordKind(item["record"]["kind"])] is number]
    note = "" if own or number is ChapterNumber.REGISTER else EMPTY
    return {
        "number": number.value,
        "title": TITLES[number],
        "note": ADVICE if number is ChapterNumber.ADVICE else note,
        "lines": [],
        "items": own,
    }
