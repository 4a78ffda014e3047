"""Public notices of withdrawn penalties (行政处罚法 §48): unit, reason and day, made when a
withdrawal strikes its record.

A notice must not tell what never was public, nor whom it is about. So only a decision that was
public before the withdrawal's day has one, and its reason, free text of the unit, goes out without
the subject's names and codes and without the documents' numbers; where it still tells them, a
neutral sentence stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gongshi.indexers.index_terms import tables_of
from gongshi.indexers.nameless import Telling, named_in, still_tells, without
from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import RecordSnapshot, load_records
from gongshi.ledger.tables import notices
from gongshi.records.clock import midnight
from gongshi.records.masks import mask
from gongshi.records.model import Penalty, SubjectKind, Withdrawal
from gongshi.records.publication import intervals

if TYPE_CHECKING:
    from gongshi.cities.city import City
    from gongshi.indexers.accept_chunk import Chunk
    from gongshi.indexers.event_targets import Target

#: 误报撤回 is the unit's own error, no decision that was revoked: 行政处罚法 §48 asks no
#: explanation.
_NOT_EXPLAINED: Final = "误报撤回"
#: Said where the unit's own reason would tell whom or which decision it is about.
NEUTRAL_REASON: Final = "依法撤销或者变更，理由见作出单位说明"


@dataclass(frozen=True, slots=True)
class Explained:
    """A withdrawal that struck a penalty and gives a reason; ``number``: the event's."""

    number: int
    event: Withdrawal
    source_unit: str


def explain(chunk: Chunk, number: int, event: Withdrawal, source_unit: str, target: Target) -> None:
    """The withdrawal struck a record: its notice is made once the chunk is written."""
    if not isinstance(target.record, Penalty) or event.kind == _NOT_EXPLAINED:
        return
    if event.public_reason:
        chunk.explained.append(Explained(number, event, source_unit))


def write_notices(chunk: Chunk, city: City) -> None:
    """The notices of the withdrawals that struck in this chunk; the last work of its
    transaction."""
    if not chunk.explained:
        return
    filings = _filings(chunk, [one.number for one in chunk.explained])
    struck = sorted({no for filing in filings.values() for no in filing.records})
    loaded = dict(zip(struck, load_records(chunk.tx.conn, struck), strict=True))
    told = _subjects(chunk, struck)
    ids = Ids.of(chunk.tx.conn).notices
    tables = tables_of(city)
    rows: list[tuple[Any, ...]] = []
    for one in chunk.explained:
        filing = filings.get(one.number)
        if filing is None:
            continue  # corrected by a later row of the chunk
        held = [(loaded[no], told[no]) for no in filing.records]
        if not any(_was_public(snapshot, one, city) for snapshot, _ in held):
            continue
        telling, persons = _telling(one, filing, held)
        day = one.event.effective_date or one.event.decision_date
        unit = without(one.event.authority or one.source_unit, telling)
        reason = mask(without(one.event.public_reason, telling), persons)
        if still_tells(reason, telling, tables):
            reason = NEUTRAL_REASON
        rows.append((one.number, unit, reason, chunk.tx.sql.day(day), ids.place(one.number)))
    chunk.insert(notices, rows)
    chunk.explained.clear()


def _was_public(snapshot: RecordSnapshot, one: Explained, city: City) -> bool:
    """Whether the record was public before the withdrawal's day, by the events that stood then."""
    if snapshot.record.source not in city.rules.sources:
        return False
    day = midnight(one.event.effective_date or one.event.decision_date)
    before = [event for event in snapshot.events if event.sequence < one.number]
    return any(span.start < day for span in intervals(snapshot.record, before, city.rules))


# --- what would tell ---


@dataclass(frozen=True, slots=True)
class _Filing:
    """A withdrawal as filed: a row for each copy of the decision that it struck."""

    records: tuple[int, ...]
    told: frozenset[tuple[str, str, str]]  # (number of the target, name and code of whom)


@dataclass(slots=True)
class _Subject:
    names: set[str]
    codes: set[str]
    persons: set[str]


def _filings(chunk: Chunk, numbers: Sequence[int]) -> Mapping[int, _Filing]:
    """The withdrawals that still stand, by the numbers given."""
    heads = chunk.among(
        "SELECT no, key_hash, source, digest FROM withdrawals WHERE superseded_by IS NULL AND",
        "no",
        numbers,
    )
    rows = chunk.among(
        "SELECT key_hash, source, digest, record_no, target_document_number, subject_name, uscc "
        "FROM withdrawals WHERE superseded_by IS NULL AND record_no IS NOT NULL AND",
        "key_hash",
        sorted({row[1] for row in heads}),
    )
    together: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        together.setdefault(tuple(row[:3]), []).append(row)
    found: dict[int, _Filing] = {}
    for number, *filing in heads:
        same = together.get(tuple(filing), [])
        records = tuple(sorted({row[3] for row in same}))
        found[number] = _Filing(records, frozenset(tuple(row[4:]) for row in same))
    return found


def _subjects(chunk: Chunk, record_numbers: Sequence[int]) -> Mapping[int, _Subject]:
    """Everything that names the subjects of records, by the records' numbers."""
    owners = dict(
        map(tuple, chunk.among("SELECT no, subject_no FROM records WHERE", "no", record_numbers))
    )
    numbers = sorted(set(owners.values()))
    found = {number: _Subject(set(), set(), set()) for number in numbers}
    known = "SELECT no, name, uscc FROM subjects WHERE"
    for number, name, code in chunk.among(known, "no", numbers):
        found[number].names.add(name)
        found[number].codes.add(code)
    named = "SELECT subject_no, name FROM subject_names WHERE"
    for number, name in chunk.among(named, "subject_no", numbers):
        found[number].names.add(name)
    coded = "SELECT subject_no, value FROM subject_identifiers WHERE scheme <> 'person' AND"
    for number, code in chunk.among(coded, "subject_no", numbers):
        found[number].codes.add(code)
    registered = chunk.among(
        "SELECT subject_no, name, former_names, legal_representative FROM register_versions WHERE",
        "subject_no",
        numbers,
    )
    for number, name, former, person in registered:
        found[number].names.update((name, *former.split("\n")))
        found[number].persons.add(person)
    return {record: found[owner] for record, owner in owners.items()}


def _telling(
    one: Explained, filing: _Filing, held: Iterable[tuple[RecordSnapshot, _Subject]]
) -> tuple[Telling, tuple[str, ...]]:
    """What tells the subject or the decision, and the persons to be masked."""
    names, codes, persons = set[str](), set[str](), set[str]()
    numbers = {one.event.document_number}
    for number, name, code in filing.told:
        numbers.add(number)
        names.add(name)
        codes.add(code)
    for snapshot, subject in held:
        record = snapshot.record
        numbers.add(record.document_number)
        names |= {record.subject_name, *subject.names}
        codes |= {
            record.uscc,
            record.registration_number,
            record.organisation_code,
            record.tax_number,
            record.institution_number,
            record.social_organisation_number,
            *subject.codes,
        }
        persons |= {record.legal_representative, *subject.persons}
        if record.subject_kind is SubjectKind.NATURAL_PERSON:
            persons |= names
    telling = Telling(named_in(names), named_in(codes), named_in(numbers))
    return telling, tuple(sorted(named_in(persons)))
