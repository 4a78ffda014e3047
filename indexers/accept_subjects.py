"""Whom a row is about: subjects found by their codes, created, named and enriched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.rows import Finding
from gongshi.ledger.tables import subject_identifiers, subject_names, subjects
from gongshi.records.folding import fold_cached
from gongshi.records.identifiers import clean_code, organisation_code_of, uscc_check
from gongshi.records.kinds import Record
from gongshi.records.model import RegisterEntry, SubjectKind

USCC: Final = "uscc"
ORGANISATION: Final = "organisation"
REGISTRATION: Final = "registration"
#: An organisation code inside a USCC that another subject was known by before.
SHARED: Final = "shared_organisation"
PERSON: Final = "person"

Code = tuple[str, str]  # scheme, value
_NameKey = tuple[int, str, str]  # number of the subject, origin, name
#: The value of the register's 主体类别 that is no legal person.
_INDIVIDUAL: Final = "个体工商户"
_NATURAL_PERSON: Final = SubjectKind.NATURAL_PERSON.value


@dataclass(slots=True)
class Subject:
    """A subject as the chunk knows it; written back when ``dirty``."""

    no: int
    kind: str
    uscc: str
    name: str
    named_on: date | None
    registered: bool  # the register speaks for its name
    created: bool = False
    dirty: bool = False


class Named(NamedTuple):
    """Whom a filing is about, as it says itself."""

    kind: str  # SubjectKind
    uscc: str
    organisation_code: str
    registration_number: str
    person_key: str
    name: str
    day: date | None  # of the decision

    @property
    def codes(self) -> list[Code]:
        """The codes it names its subject by, the strongest first."""
        if self.kind == _NATURAL_PERSON:
            return [(PERSON, self.person_key)] if self.person_key else []
        return _codes(self.uscc, self.organisation_code, self.registration_number)


#: The fields of a record behind those of ``Named``.
NAMING: Final = (
    "subject_kind", "uscc", "organisation_code", "registration_number", "person_key",
    "subject_name", "decision_date",
)  # fmt: skip
_naming: Final = attrgetter(*NAMING)


def named_by(record: Record) -> Named:
    return Named._make(_naming(record))


def codes_of_register(entry: RegisterEntry) -> list[Code]:
    return _codes(entry.uscc, "", entry.registration_number)


def _codes(uscc: str, organisation: str, registration: str) -> list[Code]:
    codes: list[Code] = []
    if uscc:
        codes += [(USCC, uscc), (ORGANISATION, organisation_code_of(uscc))]
    elif organisation:
        codes.append((ORGANISATION, clean_code(organisation)))
    if registration:
        codes.append((REGISTRATION, clean_code(registration)))
    return codes


class Subjects:
    """The subjects of one chunk: looked up together, created in the order of the rows."""

    def __init__(self, chunk: Chunk, codes: Iterable[Sequence[Code]]) -> None:
        """``codes``: what each row names its subject by (at least one), the strongest first."""
        self._chunk = chunk
        self._by_code: dict[Code, Subject] = {}
        self._by_no: dict[int, Subject] = {}
        # By whether the subject is made here: of such a one nothing is in the ledger yet, for it is
        # made because none of its codes is.
        self._identifiers: dict[bool, list[tuple[Any, ...]]] = {True: [], False: []}
        self._names: dict[bool, dict[_NameKey, tuple[Any, ...]]] = {True: {}, False: {}}
        self._known_names: dict[int, frozenset[str]] = {}
        asked = list(codes)
        strong = {first[1] for first, *_ in asked if first[0] in {USCC, PERSON}}
        self._load(strong)
        # Weaker codes are asked for only where the strong one of a row is missing or not known.
        self._load({code[1] for row in asked if row[0] not in self._by_code for code in row})

    def of_filing(self, named: Named) -> Subject | Finding:
        """The subject of a record, created when a valid USCC or a person's key is new."""
        if named.kind == _NATURAL_PERSON:
            return self._of_person(named)
        uscc = named.uscc
        if not uscc:
            return self._of_other_codes(named.codes)
        known = self._by_code.get((USCC, uscc))
        if known is not None:
            return known
        if not uscc_check(uscc):
            return Finding("uscc_invalid", "uscc", uscc)
        return self._without_uscc_yet(uscc, "") or self._create(
            named.kind, uscc, named.name, named.day, filed=True
        )

    def of_register(self, entry: RegisterEntry) -> Subject | Finding:
        """The subject of a register row, created when its codes are new."""
        if entry.uscc and not uscc_check(entry.uscc):
            return Finding("uscc_invalid", "uscc", entry.uscc)
        known = self._by_code.get((USCC, entry.uscc)) if entry.uscc else None
        if known is None and entry.uscc:
            known = self._without_uscc_yet(entry.uscc, clean_code(entry.registration_number))
        if known is None and not entry.uscc and entry.registration_number:
            known = self._by_code.get((REGISTRATION, clean_code(entry.registration_number)))
        if known is None:
            if not entry.uscc and not entry.registration_number:
                return Finding("subject_unresolvable")
            kind = _kind_of_register(entry)
            known = self._create(kind, entry.uscc, entry.name, None, filed=False)
        if entry.registration_number:
            self._identify(known, (REGISTRATION, clean_code(entry.registration_number)))
        return known

    def of_codes(self, uscc: str, person_key: str) -> Subject | None:
        """The subject an event names, if it is known."""
        return self._by_code.get((USCC, uscc) if uscc else (PERSON, person_key))

    def name_from_filing(self, subject: Subject, line: int, name: str, day: date | None) -> None:
        """Compare a filed name with the known ones; while the register is silent, the latest
        filed one holds."""
        if name == subject.name or not name:
            return
        if fold_cached(name) not in self._names_of(subject):
            self._chunk.warn(line, Finding("name_differs", "subject_name", name))
        if subject.registered:
            return
        self._note_name(subject, _filed_origin(subject), name, day)
        if day is None:
            return
        if subject.named_on is None or day > subject.named_on:
            subject.name, subject.named_on = name, day
            self._touch(subject)

    def name_from_register(self, subject: Subject, entry: RegisterEntry) -> None:
        """The register's word: its name holds, its former names and earlier name are kept."""
        self._note_name(subject, "register", entry.name, entry.approved_date)
        for former in entry.former_names:
            self._note_name(subject, "former", former, None)
        subject.registered = True
        subject.name, subject.named_on = entry.name, entry.approved_date
        if subject.kind != _NATURAL_PERSON:
            subject.kind = _kind_of_register(entry)
        self._touch(subject)

    def write(self) -> None:
        """Write new and changed subjects, identifiers and names."""
        chunk, sql = self._chunk, self._chunk.tx.sql
        ordered = sorted(self._by_no.values(), key=_number)
        chunk.insert(
            subjects,
            [
                (s.no, s.kind, s.uscc, s.name, sql.day(s.named_on), chunk.now, 0)
                for s in ordered
                if s.created
            ],
        )
        chunk.run(
            "UPDATE subjects SET kind = ?, uscc = ?, name = ?, named_on = ? WHERE no = ?",
            [
                (s.kind, s.uscc, s.name, sql.day(s.named_on), s.no)
                for s in ordered
                if s.dirty and not s.created
            ],
        )
        chunk.insert(subject_identifiers, self._identifiers[True])
        chunk.insert(subject_names, list(self._names[True].values()))
        ignore = " ON CONFLICT DO NOTHING"
        chunk.insert(subject_identifiers, self._identifiers[False], ignore)
        chunk.insert(subject_names, list(self._names[False].values()), ignore)

    # --- finding
    # ------------------------------------------------------------------------------------------

    def _load(self, values: Collection[str]) -> None:
        if not values:
            return
        rows = self._chunk.among(
            "SELECT i.scheme, i.value, s.no, s.kind, s.uscc, s.name, s.named_on, "
            "h.subject_no IS NOT NULL FROM subject_identifiers i "
            "JOIN subjects s ON s.no = i.subject_no "
            "LEFT JOIN register_heads h ON h.subject_no = s.no WHERE",
            "i.value",
            values,
        )
        read_day = self._chunk.tx.sql.read_day
        for scheme, value, number, kind, uscc, name, named_on, registered in rows:
            subject = self._by_no.get(number)
            if subject is None:
                subject = Subject(number, kind, uscc, name, read_day(named_on), bool(registered))
                self._by_no[number] = subject
            self._by_code[scheme, value] = subject

    def _of_person(self, named: Named) -> Subject | Finding:
        if named.uscc:
            return Finding("subject_type_contradiction", "uscc", named.uscc)
        if not named.person_key:
            return Finding("subject_unresolvable")
        known = self._by_code.get((PERSON, named.person_key))
        if known is not None:
            return known
        subject = self._create(_NATURAL_PERSON, "", named.name, named.day, filed=True)
        self._identify(subject, (PERSON, named.person_key))
        return subject

    def _of_other_codes(self, codes: Sequence[Code]) -> Subject | Finding:
        found = {s.no: s for s in map(self._by_code.get, codes) if s is not None}
        if len(found) != 1:
            return Finding("subject_unresolvable")
        return next(iter(found.values()))

    def _without_uscc_yet(self, uscc: str, registration: str) -> Subject | None:
        """A subject known by an older code only: it gets its USCC now."""
        older = [(ORGANISATION, organisation_code_of(uscc)), (REGISTRATION, registration)]
        for code in older:
            subject = self._by_code.get(code)
            if subject is None or subject.uscc:
                continue
            subject.uscc = uscc
            self._chunk.given_uscc[uscc] = subject.no
            self._identify_by_uscc(subject)
            self._touch(subject)
            return subject
        return None

    # --- making
    # -------------------------------------------------------------------------------------------

    def _create(self, kind: str, uscc: str, name: str, day: date | None, *, filed: bool) -> Subject:
        number = self._chunk.tx.take("subject")
        subject = Subject(number, kind, uscc, name, day, registered=False, created=True)
        self._by_no[number] = subject
        if uscc:
            self._identify_by_uscc(subject)
        if filed:
            self._note_name(subject, _filed_origin(subject), name, day)
        return subject

    def _identify_by_uscc(self, subject: Subject) -> None:
        self._identify(subject, (USCC, subject.uscc))
        inner = organisation_code_of(subject.uscc)
        holder = self._by_code.get((ORGANISATION, inner), subject)
        self._identify(subject, (ORGANISATION if holder is subject else SHARED, inner))

    def _identify(self, subject: Subject, code: Code) -> None:
        if code in self._by_code:
            return
        self._by_code[code] = subject
        scheme, value = code
        self._identifiers[subject.created].append((value, scheme, subject.no, self._chunk.now))

    def _note_name(self, subject: Subject, origin: str, name: str, since: date | None) -> None:
        key = (subject.no, origin, name)
        row = (*key, self._chunk.tx.sql.day(since), self._chunk.now)
        self._names[subject.created].setdefault(key, row)
        if subject.no in self._known_names:
            self._known_names[subject.no] |= {fold_cached(name)}

    def _names_of(self, subject: Subject) -> frozenset[str]:
        """Every name known, folded; read only for subjects where a filed name differs."""
        known = self._known_names.get(subject.no)
        if known is None:
            statement = self._chunk.tx.sql.text(
                "SELECT name FROM subject_names WHERE subject_no = ?"
            )
            rows = self._chunk.tx.conn.exec_driver_sql(statement, (subject.no,)).scalars()
            names = self._names[subject.created]
            noted = [name for number, _, name in names if number == subject.no]
            known = frozenset(map(fold_cached, [subject.name, *noted, *rows]))
            self._known_names[subject.no] = known
        return known

    def _touch(self, subject: Subject) -> None:
        subject.dirty = True
        self._chunk.tx.changed(subject.no)


def _filed_origin(subject: Subject) -> str:
    """Where a name on a record stems from; a natural person's may be a body's (``akin``)."""
    return "person" if subject.kind == _NATURAL_PERSON else "record"


def _number(subject: Subject) -> int:
    return subject.no


def _kind_of_register(entry: RegisterEntry) -> str:
    individual = entry.subject_kind == _INDIVIDUAL or entry.uscc.startswith("92")
    kind = SubjectKind.INDIVIDUAL_BUSINESS if individual else SubjectKind.LEGAL_PERSON
    return kind.value
