"""Which record an event strikes: found by the number it names, told apart by authority and by what
was first filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.matching import same_authority, told_apart
from gongshi.ledger.codec import VERSION_TABLES, codecs, filing_of
from gongshi.records.model import Licence, Penalty

#: Where a record may be found: number of its subject, target hash.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A record an event may strike."""

    no: int
    subject_no: int
    filed: tuple[Licence | Penalty, ...]  # every version, the first one first

    @property
    def record(self) -> Licence | Penalty:
        return self.filed[-1]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for the target gave: exactly one record, or the code of what is wrong."""

    target: Target | None
    problem: str = ""


def choose(candidates: Sequence[Target], authority: str, target_match: str) -> Found:
    """The one record an event means, by its authority and by 原记录辨别内容.

    A text that was given must fit, even a single candidate: the record it means may still come.
    """
    fitting = [target for target in candidates if same_authority(target.record, authority)]
    if target_match:
        fitting = [t for t in fitting if any(told_apart(v, target_match) for v in t.filed)]
    if not fitting:
        return Found(None, "target_not_found")
    return Found(fitting[0]) if len(fitting) == 1 else Found(None, "ambiguous_target")


def load_targets(chunk: Chunk, wanted: Sequence[Place]) -> dict[Place, list[Target]]:
    """Records of any source found at the places, by their numbers."""
    if not wanted:
        return {}
    places = set(wanted)
    rows = chunk.among(
        "SELECT subject_no, key_hash, record_no FROM record_keys WHERE",
        "subject_no",
        sorted({subject for subject, _ in wanted}),
    )
    found = sorted((no, (subject, hashed)) for subject, hashed, no in rows)
    found = [(no, place) for no, place in found if place in places]
    filed = _load_filed(chunk, sorted({no for no, _ in found}))
    targets: dict[Place, list[Target]] = {}
    for no, place in found:
        targets.setdefault(place, []).append(Target(no, place[0], tuple(filed[no])))
    return targets


def _load_filed(chunk: Chunk, numbers: Sequence[int]) -> dict[int, list[Licence | Penalty]]:
    """All versions of records, the first one first."""
    filed: dict[int, list[Licence | Penalty]] = {}
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
