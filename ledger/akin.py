"""Subjects that may be one and the same body under two codes, so that a report of one of them never
speaks for both.

Two subjects are never merged. But a body may be known here twice: by two USCCs around one
organisation code (an institution that became an enterprise), by an old registration number in one
delivery and its USCC in another. What one of them did the other may have done.

And a clerk may file a body's record as a natural person's: where the city's key turns the ID number
beside it (the legal representative's, say) into a person, only the name tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, literal_column, or_, select

from gongshi.ledger.ids import Ids
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot, load_subjects
from gongshi.ledger.tables import subject_identifiers, subject_names, subjects
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import clean_code
from gongshi.records.model import SubjectKind

_CODES: Final = ("organisation", "shared_organisation", "registration")
_WIDE: Final = str.maketrans("()", "（）")
_NARROW: Final = str.maketrans("（）", "()")


def akin(conn: Connection, subject: SubjectSnapshot) -> list[SubjectSnapshot]:
    """The other subjects that may be this one: those that share its organisation code or a
    registration number, and those without a USCC that bear its name or a former one."""
    entry = subject.register
    codes = {*subject.codes, *((clean_code(entry.registration_number),) if entry else ())}
    by_code = select(subject_identifiers.c.subject_no).where(
        subject_identifiers.c.value.in_(codes - {""}), subject_identifiers.c.scheme.in_(_CODES)
    )
    by_name = select(subjects.c.no).where(
        literal_column("uscc = ''"),  # a literal: so the index of those without one is used
        subjects.c.name.in_(_written(_names(subject))),
    )
    statement = select(subjects.c.no).where(
        or_(subjects.c.no.in_(by_code), subjects.c.no.in_(by_name)),
        subjects.c.no != subject.no,
        subjects.c.kind != SubjectKind.NATURAL_PERSON.value,
    )
    encode = Ids.of(conn).subjects.id
    found = load_subjects(conn, map(encode, conn.execute(statement).scalars()))
    return list(found.values())


def filed_as_persons(conn: Connection, subject: SubjectSnapshot) -> list[RecordSnapshot]:
    """The records that were filed as a natural person's under a name of the subject."""
    names = {*_names(subject), *(one.record.subject_name for one in subject.records)}
    statement = (
        select(subject_names.c.subject_no)
        .where(
            literal_column("origin = 'person'"),  # a literal: so its index is used
            subject_names.c.name.in_(_written(names)),
        )
        .distinct()
    )
    encode = Ids.of(conn).subjects.id
    found = load_subjects(conn, map(encode, conn.execute(statement).scalars()))
    folded = set(map(fold_cached, names))
    return [
        one
        for person in found.values()
        for one in person.records
        if one.record.subject_kind is SubjectKind.NATURAL_PERSON
        and fold_cached(one.record.subject_name) in folded
    ]


def _names(subject: SubjectSnapshot) -> set[str]:
    entry = subject.register
    return {subject.name, *subject.former_names, *((entry.name,) if entry else ())}


def _written(names: Iterable[str]) -> set[str]:
    """Names as they may be written, with wide brackets or narrow ones."""
    every = set(names)
    written = {one.translate(width) for one in every for width in (_WIDE, _NARROW)}
    return (every | written) - {""}
