"""Whole subjects with all that was accepted about them, read at one moment: what is projected and
compiled.

Bulk by design: a dozen statements for any number of subjects. Nothing is judged or masked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, select

from gongshi.ledger.board_decisions import load_decisions
from gongshi.ledger.codec import Codec, codecs
from gongshi.ledger.event_rows import load_events
from gongshi.ledger.ids import Ids
from gongshi.ledger.sql import Sql
from gongshi.ledger.tables import (
    VERSION_TABLES,
    register_versions,
    subject_identifiers,
    subjects,
)
from gongshi.records.board_rules import BoardDecision
from gongshi.records.clock import from_ms
from gongshi.records.identifiers import clean_code, organisation_code_of, read_uscc
from gongshi.records.kinds import Record
from gongshi.records.model import Event, RegisterEntry, SubjectKind


class RecordSnapshot(NamedTuple):
    """A record's current version with every event about it, in the order of acceptance."""

    record: Record  # id, subject_id and accepted_at set
    ordinal: int  # unique, below 2^40; follows no order, so that it may go out
    events: tuple[Event, ...]
    change: int  # number of its last change


@dataclass(frozen=True, slots=True)
class SubjectSnapshot:
    """A subject with its register entry and all its records, public or not."""

    no: int  # in the order of acceptance, from 1; never goes out
    subject_id: str
    ordinal: int  # unique, below 2^40; follows no order, so that it may go out
    subject_kind: SubjectKind
    uscc: str
    codes: tuple[str, ...]  # USCC, organisation codes, registration numbers; never a person's key
    name: str
    former_names: tuple[str, ...]  # newest first, without the current one
    register: RegisterEntry | None
    records: tuple[RecordSnapshot, ...]  # in the order of acceptance
    change: int  # the highest change number of the subject and its records
    board_decisions: tuple[BoardDecision, ...] = ()  # in the order of acceptance


def subject_count(conn: Connection) -> int:
    count: int = conn.execute(select(func.count()).select_from(subjects)).scalar_one()
    return count


def named_count(conn: Connection, at_least: int = 0) -> int:
    """How many subjects are no natural persons; 0 without counting them where there are fewer than
    ``at_least`` subjects in all.
    """
    if (conn.execute(select(func.max(subjects.c.no))).scalar_one() or 0) < at_least:
        return 0
    named = subjects.c.kind != SubjectKind.NATURAL_PERSON.value
    count: int = conn.execute(select(func.count()).select_from(subjects).where(named)).scalar_one()
    return count


def subject_names(conn: Connection, most: int) -> list[str]:
    """Names of at most so many subjects, evenly spread over the order of acceptance; none of
    natural persons.
    """
    step = -(-subject_count(conn) // most) or 1
    statement = (
        select(subjects.c.name)
        .where(subjects.c.no % step == 0, subjects.c.kind != SubjectKind.NATURAL_PERSON.value)
        .order_by(subjects.c.no)
    )
    return list(conn.execute(statement).scalars())


def find_subject(conn: Connection, code: str) -> str | None:
    """The subject with a USCC, organisation code or registration number, as a person types it."""
    reading = read_uscc(code)
    value = reading.value if reading.ok else clean_code(code)
    statement = (
        select(subject_identifiers.c.subject_no)
        .where(
            subject_identifiers.c.scheme.in_(("uscc", "organisation", "registration")),
            subject_identifiers.c.value == value,
        )
        .order_by(subject_identifiers.c.scheme.desc())
        .limit(1)
    )
    number = conn.execute(statement).scalar_one_or_none()
    return None if number is None else Ids.of(conn).subjects.id(number)


def load_subjects(conn: Connection, subject_ids: Iterable[str]) -> dict[str, SubjectSnapshot]:
    """Snapshots by subject id; ids without a subject are missing from the answer."""
    decode = Ids.of(conn).subjects.number
    numbers = [n for n in map(decode, subject_ids) if n is not None]
    return {snapshot.subject_id: snapshot for snapshot in _load(conn, numbers)}


def scan_subjects(conn: Connection, after: int, limit: int) -> list[SubjectSnapshot]:
    """The next ``limit`` subjects with a ``no`` above ``after``, ascending; empty at the end."""
    statement = (
        select(subjects.c.no).where(subjects.c.no > after).order_by(subjects.c.no).limit(limit)
    )
    return _load(conn, conn.execute(statement).scalars().all())


def next_subjects(conn: Connection, after: Iterable[int]) -> list[SubjectSnapshot]:
    """The subject with the next ``no`` above each of these, ascending, each once."""
    following = select(func.min(subjects.c.no)).where(subjects.c.no > bindparam("after"))
    found = {conn.execute(following, {"after": number}).scalar_one() for number in after}
    return _load(conn, sorted(found - {None}))


def load_record(conn: Connection, record_id_: str) -> RecordSnapshot | None:
    """One record; None when there is none with that id."""
    number = Ids.of(conn).records.number(record_id_)
    if number is None:
        return None
    loaded = _load_records(conn, Sql.of(conn), "r.no", [number])
    return loaded[0][2] if loaded else None


def load_records(conn: Connection, numbers: Sequence[int]) -> list[RecordSnapshot]:
    """Records by their numbers, ascending."""
    if not numbers:
        return []
    loaded = _load_records(conn, Sql.of(conn), "r.no", numbers)
    return [snapshot for _, _, snapshot in sorted(loaded, key=_number)]


def load_numbered(conn: Connection, numbers: Sequence[int]) -> dict[int, Record]:
    """The current versions of records by their numbers, without events; for the way in."""
    if not numbers:
        return {}
    loaded = _load_records(conn, Sql.of(conn), "r.no", numbers)
    return {number: snapshot.record for _, number, snapshot in loaded}


def _load(conn: Connection, numbers: Sequence[int]) -> list[SubjectSnapshot]:
    if not numbers:
        return []
    sql = Sql.of(conn)
    many = sql.many(numbers)
    heads = conn.exec_driver_sql(
        "SELECT no, kind, uscc, name, change FROM subjects WHERE "  # noqa: S608
        + sql.among("no")
        + " ORDER BY no",
        (many,),
    ).all()
    codes = _codes(conn, sql, many)
    names = _former_names(conn, sql, many)
    register = _register(conn, sql, many)
    decisions = load_decisions(conn, sql, many)
    found: dict[int, list[RecordSnapshot]] = {}
    ids = Ids.of(conn).subjects
    places = {number: ids.place(number) for number, *_ in heads}
    owners = {number: ids.id_at(place) for number, place in places.items()}
    loaded = _load_records(conn, sql, "r.subject_no", numbers, owners)
    for owner, _, snapshot in sorted(loaded, key=_number):
        found.setdefault(owner, []).append(snapshot)
    result: list[SubjectSnapshot] = []
    for number, kind, uscc, name, change in heads:
        owned = found.get(number, ())
        entry = register.get(number)
        result.append(
            SubjectSnapshot(
                no=number,
                subject_id=owners[number],
                ordinal=places[number],
                subject_kind=SubjectKind(kind),
                uscc=uscc,
                codes=_ordered_codes(uscc, codes.get(number, [])),
                name=name,
                former_names=_without_current(name, entry, names.get(number, [])),
                register=entry,
                records=tuple(owned),
                change=max([change, *(snapshot.change for snapshot in owned)]),
                board_decisions=tuple(decisions.get(number, ())),
            )
        )
    return result


def _number(loaded: tuple[int, int, RecordSnapshot]) -> int:
    return loaded[1]


def _ordered_codes(uscc: str, others: Sequence[str]) -> tuple[str, ...]:
    first = [uscc, organisation_code_of(uscc)] if uscc else []
    return tuple(dict.fromkeys([*first, *others]))


def _codes(conn: Connection, sql: Sql, many: object) -> dict[int, list[str]]:
    statement = (
        "SELECT subject_no, value FROM subject_identifiers WHERE "  # noqa: S608
        + sql.among("subject_no")
        + " AND scheme <> 'person'"
    )
    codes: dict[int, list[str]] = {}
    for number, value in sorted(map(tuple, conn.exec_driver_sql(statement, (many,)))):
        codes.setdefault(number, []).append(value)
    return codes


def _former_names(conn: Connection, sql: Sql, many: object) -> dict[int, list[tuple[str, str]]]:
    """(origin, name) by subject, the newest first."""
    statement = (
        "SELECT subject_no, origin, name, since FROM subject_names WHERE "  # noqa: S608
        + sql.among("subject_no")
    )
    dated: dict[int, list[tuple[str, str, str]]] = {}
    for number, origin, name, since in conn.exec_driver_sql(statement, (many,)):
        dated.setdefault(number, []).append((str(since or ""), origin, name))
    return {
        number: [(origin, name) for _, origin, name in sorted(rows, reverse=True)]
        for number, rows in dated.items()
    }


def _without_current(
    name: str, register: RegisterEntry | None, names: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """Names the register gave; those seen on records only count while the register is silent."""
    known = [n for origin, n in names if origin not in {"record", "person"}]
    if register is None and not known:
        known = [n for _, n in names]
    return tuple(n for n in dict.fromkeys(known) if n != name)


def _register(conn: Connection, sql: Sql, many: object) -> dict[int, RegisterEntry]:
    codec = codecs(sql).register
    statement = (
        f"SELECT v.subject_no, {_columns('v', codec, register_versions)} FROM register_heads h "  # noqa: S608
        "JOIN register_versions v ON v.subject_no = h.subject_no AND v.version = h.version "
        f"WHERE NOT h.gone AND {sql.among('h.subject_no')}"
    )
    return {row[0]: codec.decode(row[1:]) for row in conn.exec_driver_sql(statement, (many,)).all()}


def _columns(alias: str, codec: Codec[Any], table: Table) -> str:
    assert all(name in table.columns for name in codec.names)
    return ", ".join(f'{alias}."{name}"' for name in codec.names)


_HEAD: Final = (
    "r.no, r.subject_no, r.source, r.accepted_at, r.change, r.text_version, r.class_version"
)
_HEAD_LENGTH: Final = 7
_NO_IDS: Final[Mapping[int, str]] = {}


def _load_records(
    conn: Connection,
    sql: Sql,
    column: str,
    numbers: Sequence[int],
    known: Mapping[int, str] = _NO_IDS,
) -> list[tuple[int, int, RecordSnapshot]]:
    """(subject number, record number, snapshot), unordered; ``known``: ids of subjects."""
    ids = Ids.of(conn)
    record_ids = ids.records
    owners = dict(known)
    many = sql.many(numbers)
    events = load_events(conn, sql, column, many)
    struck = events.struck
    asked = f"SELECT r.kind, r.no FROM records r WHERE {sql.among(column)}"  # noqa: S608
    held: dict[str, list[int]] = {}
    for name, number in conn.exec_driver_sql(asked, (many,)).all():
        held.setdefault(name, []).append(number)
    result: list[tuple[int, int, RecordSnapshot]] = []
    for kind, table in VERSION_TABLES.items():
        if kind.value not in held:
            continue
        codec: Codec[Record] = codecs(sql).of_kind(kind)
        statement = (
            f"SELECT {_HEAD}, {_columns('v', codec, table)} FROM records r "  # noqa: S608
            f"JOIN {table.name} v ON v.record_no = r.no AND v.version = r.version "
            f"WHERE {sql.among('r.no')}"
        )
        rows = conn.exec_driver_sql(statement, (sql.many(held[kind.value]),)).all()
        places = [record_ids.place(row[0]) for row in rows]
        for owner in {row[1] for row in rows}.difference(owners):
            owners[owner] = ids.subjects.id(owner)
        decoded = [
            codec.decode(
                row[_HEAD_LENGTH:],
                source=row[2],
                id=record_ids.id_at(place),
                subject_id=owners[row[1]],
                accepted_at=_instant(row[3]),
            )
            for row, place in zip(rows, places, strict=True)
        ]
        for row, place, record in zip(rows, places, decoded, strict=True):
            number, owner, _, _, change, text_version, class_version = row[:_HEAD_LENGTH]
            about = events.of(number, text_version, class_version) if number in struck else ()
            result.append((owner, number, RecordSnapshot(record, place, about, change)))
    return result


@lru_cache(maxsize=4096)
def _instant(milliseconds: int) -> datetime:
    """Records accepted together share their instant."""
    return from_ms(milliseconds)
