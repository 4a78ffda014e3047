"""Which records an event strikes: found by the number it names, told apart by authority and by what
was first filed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.matching import fold_number, same_authority, told_apart
from gongshi.ledger.codec import codecs, filing_of
from gongshi.ledger.tables import VERSION_TABLES
from gongshi.records.folding import fold_cached
from gongshi.records.kinds import Record

#: Where a record may be found: number of its subject, target hash.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A record an event may strike."""

    no: int
    subject_no: int
    filed: tuple[Record, ...]  # every version, the first one first

    @property
    def record(self) -> Record:
        return self.filed[-1]

    @property
    def source(self) -> str:
        return self.record.source


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for the target gave: the copies of one decision, or the code of what is
    wrong."""

    targets: tuple[Target, ...]
    problem: str = ""


def choose(
    candidates: Iterable[Target], document_number: str, authority: str, target_match: str
) -> Found:
    """The decision an event means: by its authority, by 原记录辨别内容, by having this very number
    rather than holding it among several; every copy of it.

    A text that was given must fit, even a single candidate: the record it means may still come.
    """
    fitting = [target for target in candidates if same_authority(target.record, authority)]
    if target_match:
        fitting = [t for t in fitting if any(told_apart(v, target_match) for v in t.filed)]
    wanted = fold_number(document_number)
    fitting = [t for t in fitting if fold_number(t.record.document_number) == wanted] or fitting
    if not fitting:
        return Found((), "target_not_found")
    return Found(tuple(fitting)) if _copies(fitting) else Found((), "ambiguous_target")


def named(chunk: Chunk, record_no: int, candidates: Sequence[Target]) -> tuple[Target, ...]:
    """The record a person named, first, and the copies of its decision among the candidates.

    Raises KeyError when there is no such record.
    """
    own = next((one for one in candidates if one.no == record_no), None) or _by_no(chunk, record_no)
    copies = [one for one in candidates if one.no != record_no and _copies((own, one))]
    delivered = Counter(one.source for one in copies)
    return (own, *(one for one in copies if delivered[one.source] == 1))


def _by_no(chunk: Chunk, record_no: int) -> Target:
    owners = chunk.among("SELECT no, subject_no FROM records WHERE", "no", [record_no])
    filed = _load_filed(chunk, [record_no])
    return Target(record_no, dict(map(tuple, owners))[record_no], tuple(filed[record_no]))


def _copies(targets: Sequence[Target]) -> bool:
    """Whether the records are one decision, delivered by a source each."""
    first = targets[0].record
    return len({target.source for target in targets}) == len(targets) and all(
        same_decision(other.record, first) for other in targets[1:]
    )


def same_decision(one: Record, other: Record) -> bool:
    """Whether two records of a subject tell of one decision: its number, day and authority."""
    return (
        fold_number(one.document_number) == fold_number(other.document_number)
        and one.decision_date == other.decision_date
        and _one_authority(one, other)
    )


def _one_authority(one: Record, other: Record) -> bool:
    if one.authority_uscc and one.authority_uscc == other.authority_uscc:
        return True
    return fold_cached(one.authority) == fold_cached(other.authority)


class Targets:
    """Records of any source, loaded together from the places where events look for them."""

    def __init__(self, chunk: Chunk, wanted: Iterable[Place]) -> None:
        self._at: dict[Place, list[Target]] = {}
        places = sorted(set(wanted))
        if not places:
            return
        table, parameters = chunk.tx.sql.pairs(places)
        rows = chunk.tx.conn.exec_driver_sql(
            chunk.tx.sql.text(
                f"SELECT k.subject_no, k.key_hash, k.record_no FROM {table} w "  # noqa: S608
                "JOIN record_keys k ON k.subject_no = w.a AND k.key_hash = w.b"
            ),
            parameters,
        ).all()
        filed = _load_filed(chunk, sorted({row[2] for row in rows}))
        for subject, hashed, no in sorted(map(tuple, rows)):
            target = Target(no, subject, tuple(filed[no]))
            self._at.setdefault((subject, hashed), []).append(target)

    def at(self, places: Iterable[Place]) -> list[Target]:
        """The records at any of the places, each once, by their numbers."""
        found = {target.no: target for place in places for target in self._at.get(place, ())}
        return [found[no] for no in sorted(found)]


def _load_filed(chunk: Chunk, numbers: Sequence[int]) -> dict[int, list[Record]]:
    """All versions of records, the first one first."""
    filed: dict[int, list[Record]] = {}
    if not numbers:
        return filed
    held = codecs(chunk.tx.sql)
    for kind, table in VERSION_TABLES.items():
        codec = held.of_kind(kind)
        names = ", ".join(f'v."{name}"' for name in codec.names)
        rows = chunk.among(
            f"SELECT v.record_no, v.version, r.source, {names} FROM {table.name} v "  # noqa: S608
            "JOIN records r ON r.no = v.record_no WHERE",
            "v.record_no",
            numbers,
        )
        for number, _, source, *fields in sorted(rows, key=_version):
            record = filing_of(
                codec, fields, source=source, record_id="", subject_id="", accepted_at=None
            )
            filed.setdefault(number, []).append(record)
    return filed


def _version(row: Sequence[int]) -> tuple[int, int]:
    return row[0], row[1]
