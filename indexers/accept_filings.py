"""Records on their way into the ledger: unchanged, new, a correction, or for a
person to decide.

A row is matched against the records of its source and subject:

1. equal content with a record not yet met in this batch: unchanged; met already: a duplicate;
2. no record not yet met under any match or suspect key: a new record (rows of one file are
   distinct records);
3. otherwise it waits until the whole file was read (``settle``): then exactly one waiting row for
   exactly one record not met is a correction; anything else, such as a record found by a suspect
   key alone, goes to quarantine.

Of two rows of one file with one first key and other content nobody can tell which is right. Where
the source says so, the second waits for a person; but one of a list that differs by its removal
only ends the entry that the other one lists. Sent again, both say what is known.

A record on which a withdrawal stands is never corrected: a changed decision is filed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from gongshi.cities.city import Source
from gongshi.indexers.accept_chunk import Chunk, raw_json
from gongshi.indexers.accept_subjects import NAMING, Named, Subjects, named_by
from gongshi.indexers.known_records import KNOWN, Known
from gongshi.indexers.look_alikes import Hidden, hidden_like, move_likenesses
from gongshi.indexers.matching import (
    MatchKeys,
    Places,
    likeness_hash,
)
from gongshi.indexers.record_columns import PREPARED
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.ledger.codec import codecs
from gongshi.ledger.tables import (
    DEFERRED_TABLES,
    VERSION_TABLES,
    absences,
    record_keys,
    records,
)
from gongshi.records.clock import day_of, from_ms
from gongshi.records.filings import ListEntry
from gongshi.records.kinds import BY_LAYOUT, Record, classed_by, text_of
from gongshi.records.model import Filing, Penalty, RecordKind

_read_day: Final = PREPARED.read_day


class Accepted(NamedTuple):
    """A record that is new or has a new version."""

    known: Known
    row: ParsedRow


class FilingWriter:
    """Matches and writes the records of one chunk."""

    def __init__(self, chunk: Chunk, source: Source) -> None:
        self.chunk = chunk
        self.source = source
        self.keys = MatchKeys(source)
        self._kind = BY_LAYOUT[source.layout].kind
        self._of_lists = self._kind in {RecordKind.ABNORMAL, RecordKind.SERIOUS}
        self._codec = codecs(chunk.tx.sql).of_kind(self._kind)
        self._naming = itemgetter(*map(self._codec.names.index, NAMING))
        self.accepted: list[Accepted] = []
        #: What is known of a subject, by the hashes it is found at.
        self._by_subject: dict[int, dict[int, list[Known]]] = {}
        self._by_no: dict[int, Known] = {}
        self._seen: list[Known] = []
        self._returned: list[Known] = []
        self._corrected: list[tuple[Accepted, Places]] = []
        self._subjects: Subjects | None = None
        self._any_withdrawn = False
        self._hidden: Mapping[int, Sequence[Hidden]] = {}
        self._likenesses: list[tuple[int, int, int]] = []
        self._deferred: list[tuple[int, ParsedRow]] = []

    # --- matching
    # -----------------------------------------------------------------------------------------

    def take(self, rows: Sequence[ParsedRow]) -> None:
        """Match the rows of a chunk in their order."""
        named = [self._named(row) for row in rows]
        subjects = Subjects(self.chunk, filter(None, [one.codes for one in named]))
        placed: list[tuple[int, ParsedRow, Places]] = []
        old: list[tuple[int, int]] = []
        for row, one in zip(rows, named, strict=True):
            subject = subjects.of_filing(one)
            if isinstance(subject, Finding):
                self.chunk.reject(row, subject)
                continue
            subjects.name_from_filing(subject, row.line, one.name, one.day)
            places = row.places or self.keys.places(_record_of(row), row.digest)
            placed.append((subject.no, row, places))
            if not subject.created:
                old += [(subject.no, value) for value in places.matched]
        self.load(old)
        known = self._by_subject
        self.watch(row for no, row, places in placed if places.content not in known.get(no, ()))
        for subject_no, row, places in placed:
            self._match(subject_no, row, places)
        self._subjects = subjects

    def subject_of(self, row: ParsedRow) -> int | Finding:
        """The number of one row's subject, named by it; for a row that a person decided."""
        one = self._named(row)
        self._subjects = subjects = Subjects(self.chunk, [one.codes] if one.codes else [])
        subject = subjects.of_filing(one)
        if isinstance(subject, Finding):
            return subject
        subjects.name_from_filing(subject, row.line, one.name, one.day)
        return subject.no

    def _named(self, row: ParsedRow) -> Named:
        """Whom the row names; by its columns where they are prepared: the record is not made."""
        columns = row.columns
        if columns is None:
            return named_by(_record_of(row))
        named = self._naming(columns)
        return Named._make((*named[:-1], _read_day(named[-1])))

    def arrived(self) -> list[tuple[int, int]]:
        """(subject number, target hash) of what is new or has a new version: events may strike
        it."""
        items = [*self.accepted, *(item for item, _ in self._corrected)]
        found: list[tuple[int, int]] = []
        for known, _ in items:
            assert known.places is not None
            found += [(known.subject_no, value) for value in known.places.targets]
        return found

    def _match(self, subject_no: int, row: ParsedRow, places: Places) -> None:
        found = self._by_subject.get(subject_no)
        if found is None:
            self.add(subject_no, row, places)
            return
        if self.met_as_is(subject_no, row, places.content):
            return
        near = places.keys + places.suspects
        if any(known.open for value in near for known in found.get(value, ())) or (
            self._of_lists and self._may_be_one_with_met(subject_no, row, places)
        ):
            self._deferred.append((subject_no, row))
            self.chunk.counts["deferred"] += 1
            return
        self.add(subject_no, row, places)

    def met_as_is(self, subject_no: int, row: ParsedRow, content: int) -> bool:
        """Whether a record with this very content is there: unchanged, or met before in this
        batch."""
        same = [known for known in self.under(subject_no, content) if known.digest == row.digest]
        if not same:
            return False
        unmet = [known for known in same if not known.seen]
        if not unmet:
            self.chunk.became(row.line, "duplicate", same[0].no)
            return True
        met = next((known for known in unmet if known.open), unmet[0])
        self.unchanged(met, row)
        self.meet(met, row)
        return True

    def unchanged(self, known: Known, row: ParsedRow) -> None:
        """A row says nothing new of a record; what was withdrawn stays hidden."""
        self.chunk.became(row.line, "unchanged", known.no)
        if known.hidden:
            self.chunk.warn(row.line, Finding("unchanged_withdrawn"))

    def candidates(self, subject_no: int, keys: Iterable[int]) -> list[Known]:
        """Records found under any of the keys, each once."""
        found: dict[int, Known] = {}
        for key in keys:
            for known in self.under(subject_no, key):
                found[known.no] = known
        return list(found.values())

    def under_first(self, subject_no: int, places: Places) -> Sequence[Known]:
        """Records under the first key."""
        return self.under(subject_no, places.keys[0]) if places.keys else ()

    def met_under(self, subject_no: int, places: Places) -> list[Known]:
        """Records under the first key that rows of this batch were met as, or made."""
        found = self.under_first(subject_no, places)
        return [known for known in found if known.seen and not known.withdrawn]

    def _may_be_one_with_met(self, subject_no: int, row: ParsedRow, places: Places) -> bool:
        """Whether a row of a list may end an entry met in this batch, or list again one that was
        met, or is yet to be met, as ended."""
        return any(
            known.withdrawn or (known.seen and (removes(row) or not known.added))
            for known in self.under_first(subject_no, places)
        )

    def under(self, subject_no: int, key: int) -> Sequence[Known]:
        """Records found at one hash."""
        return self._by_subject.get(subject_no, {}).get(key, ())

    def meet(self, known: Known, row: ParsedRow) -> None:
        """Mark a record as met; back in a delivery after an absence, it is back."""
        known.seen = True
        known.order = max(known.order, row.order)
        self._seen.append(known)
        if known.gone:
            known.gone = False
            self._returned.append(known)
            self.chunk.counts["returned"] += 1

    def add(self, subject_no: int, row: ParsedRow, places: Places) -> None:
        """A new record, unless the row is older than the withdrawal of what it would have
        corrected, may be a hidden penalty under another number or subject, or contradicts a row of
        the same first key where the source says so."""
        keys = places.keys
        if self._any_withdrawn and any(
            self._precedes(row, known) for known in self.candidates(subject_no, keys)
        ):
            self.chunk.became(row.line, "older")
            return
        if self._hidden and isinstance(record := row.record, Penalty):
            alike = self._hidden.get(likeness_hash(record), ())
            if any(hidden.may_be(subject_no, record) for hidden in alike):
                self.chunk.reject(row, Finding("resembles_hidden"))
                return
        contradicts = self.source.same_key_in_file == "quarantine"
        if contradicts and self.met_under(subject_no, places):
            self.chunk.reject(row, Finding("ambiguous_in_file"))
            return
        self.create(subject_no, row, places)

    def create(self, subject_no: int, row: ParsedRow, places: Places) -> int:
        """A new record, whatever else is there; its number."""
        number = self.chunk.tx.take("record")
        known = Known(
            number, subject_no, 1, row.digest, row.order, True, False, 1, 1, places, added=True
        )
        self._index(known, places)
        self.accepted.append(Accepted(known, row))
        self.chunk.became(row.line, "added", number)
        return number

    def _precedes(self, row: ParsedRow, known: Known) -> bool:
        """Whether a row was sent before the record was withdrawn, and so is no decision anew."""
        if not known.withdrawn:
            return False
        # An order read from the rows says nothing of when a withdrawal was sent.
        sent = known.withdrawn_order if not self.source.order_field else ""
        return row.order < max(known.order, sent)

    def correct(
        self,
        known: Known,
        row: ParsedRow,
        record: Record,
        before: Record,
    ) -> None:
        """A new version of a record, unless it is older than the one that stands."""
        if row.order < known.order:
            self.chunk.became(row.line, "older", known.no)
            self.meet(known, row)
            return
        earlier = self.keys.places(before, known.digest)
        known.version += 1
        if text_of(before) != text_of(record):
            known.text_version = known.version
        if classed_by(before) != classed_by(record):
            known.class_version = known.version
        known.digest = row.digest
        known.places = self.keys.places(record, row.digest)
        self.meet(known, row)
        self._corrected.append((Accepted(known, row), earlier))
        if isinstance(before, Penalty) and isinstance(record, Penalty):
            self._likenesses.append((likeness_hash(record), likeness_hash(before), known.no))
        self.chunk.became(row.line, "corrected", known.no)

    def watch(self, rows: Iterable[ParsedRow]) -> None:
        """Look, for what is about to be added, whether it may be a hidden penalty come again."""
        if self._kind is RecordKind.PENALTY:
            self._hidden = hidden_like(self.chunk, self.source.code, map(_record_of, rows))

    # --- reading
    # ------------------------------------------------------------------------------------------

    def load(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Load the records of this source found at (subject, hash)."""
        if not pairs:
            return
        sql = self.chunk.tx.sql
        wanted, parameters = sql.pairs(pairs)
        statement = (
            f"SELECT k.key_hash, {KNOWN} FROM {wanted} w "  # noqa: S608
            "JOIN record_keys k ON k.subject_no = w.a AND k.key_hash = w.b "
            "JOIN records r ON r.no = k.record_no WHERE r.source = ? ORDER BY r.no"
        )
        found = self.chunk.tx.conn.exec_driver_sql(
            sql.text(statement), (*parameters, self.source.code)
        )
        fresh: dict[int, Known] = {}
        for value, number, *more in found:
            known = self._by_no.get(number)
            if known is None:
                known = self._by_no[number] = fresh[number] = Known.read(self.chunk, number, *more)
            held = self._by_subject.setdefault(known.subject_no, {}).setdefault(value, [])
            if known not in held:
                held.append(known)
        if fresh:
            self._note_withdrawals(fresh)

    def known(self, number: int) -> Known | None:
        """A record of this source by its number."""
        if number in self._by_no:
            return self._by_no[number]
        statement = self.chunk.tx.sql.text(
            f"SELECT {KNOWN} FROM records r WHERE r.no = ? AND r.source = ?"  # noqa: S608
        )
        found = self.chunk.tx.conn.exec_driver_sql(statement, (number, self.source.code)).first()
        if found is None:
            return None
        known = self._by_no[number] = Known.read(self.chunk, *found)
        self._note_withdrawals({number: known})
        return known

    def _note_withdrawals(self, fresh: Mapping[int, Known]) -> None:
        """Which of the records just loaded a standing withdrawal strikes."""
        sql = self.chunk.tx.sql
        today = day_of(from_ms(self.chunk.now))
        for number, order, decided, effective in self.chunk.among(
            "SELECT record_no, order_value, decision_date, effective_date FROM withdrawals "
            "WHERE superseded_by IS NULL AND",
            "record_no",
            fresh,
        ):
            known = fresh[number]
            since = sql.read_day(effective) or sql.read_day(decided)
            known.withdrawn = self._any_withdrawn = True
            known.withdrawn_order = max(known.withdrawn_order, order)
            known.hidden = known.hidden or (since is not None and since <= today)

    def _index(self, known: Known, places: Places) -> None:
        found = self._by_subject.get(known.subject_no)
        if found is None:
            self._by_subject[known.subject_no] = {value: [known] for value in places.matched}
            return
        for value in places.matched:
            found.setdefault(value, []).append(known)

    # --- writing
    # ------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write everything matched: records, versions, keys, rows that wait, marks, changes."""
        chunk = self.chunk
        if self._subjects is not None:
            self._subjects.write()
        self._write_added()
        self._write_corrected()
        self._write_deferred()
        chunk.run(
            "UPDATE records SET seen_batch = ?, order_value = ?, gone = ? WHERE no = ?",
            [
                (chunk.batch.no, known.order, known.gone, known.no)
                for known in self._seen
                if not known.added
            ],
        )
        if self._returned:
            first = chunk.tx.take("event", len(self._returned))
            chunk.insert(
                absences,
                [
                    (number, known.no, False, chunk.now, chunk.batch.no)
                    for number, known in enumerate(self._returned, start=first)
                ],
            )
        for known in self._returned:
            chunk.tx.changed(known.subject_no, known.no)

    def _write_added(self) -> None:
        if not self.accepted:
            return
        chunk, kind, source = self.chunk, self._kind.value, self.source.code
        now, batch_no = chunk.now, chunk.batch.no
        records_ = [known for known, _ in self.accepted]
        change = chunk.tx.added([(known.subject_no, known.no) for known in records_])
        heads: list[tuple[Any, ...]] = []
        for number, known in enumerate(records_, start=change):
            heads.append(
                (known.no, kind, known.subject_no, source, now, 1, 1, 1, known.digest, known.order,
                 batch_no, False, number)
            )  # fmt: skip
        chunk.insert(records, heads)
        # By subject, so that neighbours meet the same pages; a whole order gains nothing more.
        keys: list[tuple[int, int, int]] = []
        for known in sorted(records_, key=_subject_no):
            subject_no, no, places = known.subject_no, known.no, known.places
            assert places is not None
            keys += [(subject_no, value, no) for value in places.all]
        chunk.insert(record_keys, keys)
        self._write_versions(self.accepted)

    def _write_corrected(self) -> None:
        chunk = self.chunk
        chunk.run(
            "UPDATE records SET version = ?, text_version = ?, class_version = ?, digest = ? "
            "WHERE no = ?",
            [
                (k.version, k.text_version, k.class_version, k.digest, k.no)
                for k in (item.known for item, _ in self._corrected)
            ],
        )
        dropped: list[tuple[int, int, int]] = []
        made: list[tuple[int, int, int]] = []
        for item, earlier in self._corrected:
            known = item.known
            assert known.places is not None
            dropped += [(known.subject_no, value, known.no) for value in earlier.all]
            made += [(known.subject_no, value, known.no) for value in known.places.all]
            chunk.tx.changed(known.subject_no, known.no)
        chunk.run(
            "DELETE FROM record_keys WHERE subject_no = ? AND key_hash = ? AND record_no = ?",
            sorted(dropped),
        )
        chunk.insert(record_keys, sorted(made))
        move_likenesses(chunk, self._likenesses)
        self._write_versions([item for item, _ in self._corrected])

    def _write_versions(self, items: Sequence[Accepted]) -> None:
        batch_no, now = self.chunk.batch.no, self.chunk.now
        fields = self._fields
        rows: list[tuple[Any, ...]] = [
            (
                known.no, known.version, batch_no, row.line, now, known.digest, row.order,
                *fields(row),
            )
            for known, row in items
        ]  # fmt: skip
        self.chunk.insert(VERSION_TABLES[self._kind], rows)

    def _write_deferred(self) -> None:
        batch_no = self.chunk.batch.no
        rows: list[tuple[Any, ...]] = [
            (batch_no, row.line, subject_no, row.digest, row.order, raw_json(row.raw),
             *self._fields(row))
            for subject_no, row in self._deferred
        ]  # fmt: skip
        self.chunk.insert(DEFERRED_TABLES[self._kind], rows)

    def _fields(self, row: ParsedRow) -> list[Any]:
        """The record as this database's columns take it: PostgreSQL reads days as text as well."""
        if row.columns is not None:
            return row.columns
        return self._codec.encode(_record_of(row))


def removes(row: ParsedRow) -> bool:
    """Whether a row of a list tells that the entry was removed."""
    record = row.record
    return isinstance(record, ListEntry) and record.removed_date is not None


def _subject_no(known: Known) -> int:
    return known.subject_no


def _record_of(row: ParsedRow) -> Record:
    record = row.record
    assert isinstance(record, Filing), "only rows with a record of the source's kind are accepted"
    return record
