"""Events about records, read in bulk: repairs, withdrawals, suspensions, absences, reviews,
clearances."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Connection, Table

from gongshi.ledger.codec import Codec, codecs
from gongshi.ledger.sql import Sql
from gongshi.ledger.tables import repairs, suspensions, withdrawals
from gongshi.records.clock import from_ms
from gongshi.records.model import (
    Absence,
    Clearance,
    Event,
    Repair,
    Review,
    Severity,
    Suspension,
    Withdrawal,
    Withholding,
)

EventKindName = Literal["repair", "withdrawal", "suspension"]

EVENT_TABLES: Final[dict[EventKindName, Table]] = {
    "repair": repairs,
    "withdrawal": withdrawals,
    "suspension": suspensions,
}


def kind_name(event: Repair | Withdrawal | Suspension) -> EventKindName:
    if isinstance(event, Repair):
        return "repair"
    return "withdrawal" if isinstance(event, Withdrawal) else "suspension"


def codec_of(sql: Sql, kind: EventKindName) -> Codec[Any]:
    codec: Codec[Any] = getattr(codecs(sql), kind)
    return codec


@dataclass(slots=True)
class EventsByRecord:
    """Events by record number; acts about a text or class that was corrected since no longer
    count."""

    filed: dict[int, list[Event]] = field(default_factory=dict[int, list[Event]])
    clearances: dict[int, list[tuple[int, Clearance]]] = field(
        default_factory=dict[int, list[tuple[int, Clearance]]]
    )
    reviews: dict[int, list[tuple[int, Review]]] = field(
        default_factory=dict[int, list[tuple[int, Review]]]
    )

    def __bool__(self) -> bool:
        return bool(self.filed or self.clearances or self.reviews)

    @property
    def struck(self) -> frozenset[int]:
        """The numbers of the records that have any."""
        return frozenset((*self.filed, *self.clearances, *self.reviews))

    def of(self, record_no: int, text_version: int, class_version: int) -> tuple[Event, ...]:
        """The events of one record that count for its current version, in the order of
        acceptance."""
        events: list[Event] = list(self.filed.get(record_no, ()))
        if about_text := self.clearances.get(record_no):
            events += [c for about, c in about_text if about >= text_version]
        if about_class := self.reviews.get(record_no):
            events += [r for about, r in about_class if about >= class_version]
        if len(events) < 2:
            return tuple(events)  # nearly every record's case: none
        return tuple(sorted(events, key=_sequence))


def _sequence(event: Event) -> int:
    return event.sequence


def load_events(conn: Connection, sql: Sql, column: str, many: object) -> EventsByRecord:
    """Events of the records ``r`` whose ``column`` is among ``many`` (see ``Sql.many``)."""
    found = EventsByRecord()
    where = f"JOIN records r ON r.no = e.record_no WHERE {sql.among(column)}"
    for kind, table in EVENT_TABLES.items():
        codec = codec_of(sql, kind)
        names = ", ".join(f'e."{name}"' for name in codec.names)
        statement = (
            f"SELECT e.record_no, e.no, {names} FROM {table.name} e {where} "  # noqa: S608
            "AND e.superseded_by IS NULL"
        )
        for row in conn.exec_driver_sql(statement, (many,)):
            event: Event = codec.decode(row[2:], sequence=row[1])
            found.filed.setdefault(row[0], []).append(event)
    statement = f'SELECT e.record_no, e.no, e.gone, e."at" FROM absences e {where}'  # noqa: S608
    for record_no, number, gone, at in conn.exec_driver_sql(statement, (many,)):
        absence = Absence(gone=bool(gone), at=from_ms(at), sequence=number)
        found.filed.setdefault(record_no, []).append(absence)
    statement = (
        'SELECT e.record_no, e.no, e.withheld, e."at", e.until, e."by", e.reason '  # noqa: S608
        f"FROM withholdings e {where}"
    )
    for record_no, number, withheld, at, until, by, reason in conn.exec_driver_sql(
        statement, (many,)
    ):
        withholding = Withholding(
            withheld=bool(withheld),
            at=from_ms(at),
            until=sql.read_day(until),
            by=by,
            reason=reason,
            sequence=number,
        )
        found.filed.setdefault(record_no, []).append(withholding)
    statement = (
        'SELECT e.record_no, e.no, e.text_version, e."by", e."at" '  # noqa: S608
        f"FROM clearances e {where}"
    )
    for record_no, number, about, by, at in conn.exec_driver_sql(statement, (many,)):
        clearance = Clearance(by=by, at=from_ms(at), sequence=number)
        found.clearances.setdefault(record_no, []).append((about, clearance))
    statement = (
        'SELECT e.record_no, e.no, e.class_version, e.severity, e."by", e."at", e.reason '  # noqa: S608
        f"FROM reviews e {where}"
    )
    for record_no, number, about, severity, by, at, reason in conn.exec_driver_sql(
        statement, (many,)
    ):
        review = Review(
            severity=Severity(severity), by=by, at=from_ms(at), reason=reason, sequence=number
        )
        found.reviews.setdefault(record_no, []).append((about, review))
    return found
