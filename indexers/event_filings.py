"""The filings of events that stand: looked up together, written together, corrected by later ones.

The same filing (unit's document number, subject, target) with other content corrects the earlier
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.event_targets import Target
from gongshi.indexers.look_alikes import note_struck
from gongshi.indexers.matching import filing_hash
from gongshi.indexers.own_records import Unit
from gongshi.indexers.rows import EventRow, ParsedRow
from gongshi.indexers.standing_events import lookouts, stop_looking_out, stop_waiting
from gongshi.ledger.event_rows import EVENT_TABLES, EventKindName, codec_of, kind_name
from gongshi.ledger.sql import Sql
from gongshi.ledger.tables import event_targets
from gongshi.records.kinds import Record


@dataclass(frozen=True, slots=True)
class Standing:
    """A filing that stands: a row for each record it struck."""

    no: int
    order: str
    record_no: int | None
    unit: Unit
    digest: str


def known_digests(conn: Connection, rows: Iterable[ParsedRow]) -> set[tuple[EventKindName, str]]:
    """Which of the rows stand as events already, by the kind of act."""
    sql = Sql.of(conn)
    many = sql.many([row.digest.hex() for row in rows])
    known: set[tuple[EventKindName, str]] = set()
    for kind, table in EVENT_TABLES.items():
        text = (
            f"SELECT digest FROM {table.name} WHERE superseded_by IS NULL AND "  # noqa: S608
            + sql.among("digest")
        )
        known |= {(kind, row[0]) for row in conn.exec_driver_sql(text, (many,))}
    return known


class Filing(NamedTuple):
    """A row that files an event; ``event``: what its filings have in common."""

    row: ParsedRow
    event_row: EventRow
    event: tuple[EventKindName, int, str]  # its kind, hash and source

    @classmethod
    def of(cls, row: ParsedRow, event_row: EventRow) -> Filing:
        common = (kind_name(event_row.event), filing_hash(event_row), event_row.source)
        return cls(row, event_row, common)

    def standing(self, no: int, record_no: int | None) -> Standing:
        """As it stands once it is written."""
        unit = Unit(self.event_row.source_unit, self.event_row.source_unit_uscc)
        return Standing(no, self.row.order, record_no, unit, self.row.digest.hex())


class Filings:
    """What stands of the events that some rows file, kept up as they are written."""

    def __init__(self, chunk: Chunk, filings: Iterable[Filing]) -> None:
        """``filings``: those that ``earlier`` is asked of."""
        self._chunk = chunk
        self._standing: dict[tuple[EventKindName, int, str], list[Standing]] = {}
        self._events: dict[EventKindName, list[tuple[Any, ...]]] = {}
        self._lookouts: list[tuple[Any, ...]] = []
        self._struck: list[tuple[int, Record]] = []
        wanted: dict[EventKindName, set[int]] = {}
        for kind, key, _ in (filing.event for filing in filings):
            wanted.setdefault(kind, set()).add(key)
        for kind, keys in wanted.items():
            rows = chunk.among(
                "SELECT no, key_hash, source, order_value, record_no, source_unit, "  # noqa: S608
                f"source_unit_uscc, digest FROM {EVENT_TABLES[kind].name} "
                "WHERE superseded_by IS NULL AND",
                "key_hash",
                sorted(keys),
            )
            for no, key, source, order, record_no, name, code, digest in sorted(map(tuple, rows)):
                one = Standing(no, order, record_no, Unit(name, code), digest)
                self._standing.setdefault((kind, key, source), []).append(one)

    def earlier(self, filing: Filing) -> list[Standing]:
        """The earlier filing that this one corrects: a row for each record it struck."""
        if not filing.event_row.event.document_number:
            return []
        return list(self._standing.get(filing.event, ()))

    def add(self, filing: Filing, targets: Sequence[Target]) -> int:
        """An event for each of the targets, or one that waits for its; the number of the first."""
        chunk, (row, event_row, (kind, key, source)) = self._chunk, filing
        first = chunk.tx.take("event", len(targets) or 1)
        fields = codec_of(chunk.tx.sql, kind).encode(event_row.event)
        standing = self._standing.setdefault(filing.event, [])
        events = self._events.setdefault(kind, [])
        for no, target in enumerate(targets or (None,), start=first):
            one = filing.standing(no, None if target is None else target.no)
            standing.append(one)
            events.append(
                (
                    no,
                    one.record_no,
                    source,
                    chunk.batch.no,
                    row.line,
                    chunk.now,
                    one.digest,
                    one.order,
                    key,
                    None,
                    event_row.target_kind.value,
                    event_row.target_document_number,
                    event_row.target_match,
                    event_row.target_authority,
                    event_row.uscc,
                    event_row.person_key,
                    event_row.subject_name,
                    one.unit.name,
                    one.unit.uscc,
                    event_row.remark,
                    *fields,
                )
            )
            if target is not None:
                self._struck.append((target.no, target.record))
        return first

    def look_out(self, filing: Filing, number: int) -> None:
        """From now on the event strikes what comes."""
        kind, _, _ = filing.event
        self._lookouts += [(*place, number, kind) for place in lookouts(filing.event_row)]

    def supersede(self, filing: Filing, earlier: Sequence[Standing], number: int) -> None:
        """Earlier filings of the same event are corrected by the one with this number."""
        self.write()
        chunk, table = self._chunk, EVENT_TABLES[filing.event[0]].name
        numbers = [one.no for one in earlier]
        standing = self._standing[filing.event]
        standing[:] = [one for one in standing if one.no not in numbers]
        chunk.run(
            f"UPDATE {table} SET superseded_by = ? WHERE no = ?",  # noqa: S608
            [(number, no) for no in numbers],
        )
        chunk.run("DELETE FROM notices WHERE event_no = ?", [(no,) for no in numbers])
        if any(one.record_no is None for one in earlier):
            chunk.settle_quarantine()  # it may have begun to wait in this very chunk
            stop_waiting(chunk, numbers)
        for no in numbers:
            stop_looking_out(chunk, no, filing.event_row)
        struck = [one.record_no for one in earlier if one.record_no is not None]
        for record_no, owner in sorted(
            chunk.among("SELECT no, subject_no FROM records WHERE", "no", struck)
        ):
            chunk.tx.changed(owner, record_no)

    def write(self) -> None:
        """Write what was added, all together."""
        chunk = self._chunk
        for kind, events in self._events.items():
            chunk.insert(EVENT_TABLES[kind], events)
        chunk.insert(event_targets, self._lookouts)
        note_struck(chunk.tx, self._struck)
        self._events.clear()
        self._lookouts.clear()
        self._struck.clear()
