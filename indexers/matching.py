"""How rows find the records they repeat, correct or strike: folded values, hashes, the order of
match keys.

Pure. Natural keys contain what gets corrected, so they *find* records and are not their
identity; whatever they leave ambiguous goes to a person, never to a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from gongshi.cities.city import Source
from gongshi.indexers.record_columns import LAYOUTS
from gongshi.indexers.rows import EventRow
from gongshi.records.folding import fold, fold_cached
from gongshi.records.kinds import BY_LAYOUT, Record, telling_texts
from gongshi.records.model import Penalty, RecordKind, Repair, RepairResult, Withdrawal

#: So many of the numbers joined in one cell are looked at.
MOST_JOINED: Final = 8


#: A copy of a state costs half of what a new one does.
_new_state: Final = blake2b(digest_size=8).copy


def _hash(text: str) -> int:
    """64 bits as a signed number, the same on every machine."""
    state = _new_state()
    state.update(text.encode("utf-8", "surrogatepass"))
    return int.from_bytes(state.digest(), "big", signed=True)


def content_hash(digest: bytes) -> int:
    """Where a record with exactly this content is found."""
    return int.from_bytes(digest[:8].ljust(8, b"\0"), "big", signed=True)


class Places(NamedTuple):
    """The hashes a record is found at, within its subject."""

    content: int  # equal in every field
    keys: tuple[int, ...]  # by each match key: what this one may correct
    suspects: tuple[int, ...]  # by each suspect key: perhaps the same, perhaps another
    targets: tuple[int, ...]  # what an event strikes: by its number, by each of several joined

    @property
    def matched(self) -> tuple[int, ...]:
        """All but the events' place: they are looked up after the records were written."""
        return (self.content, *self.keys, *self.suspects)

    @property
    def all(self) -> frozenset[int]:
        return frozenset((*self.matched, *self.targets))


class MatchKeys:
    """A source's ordered match keys and its suspect keys, ready to be asked of many records."""

    def __init__(self, source: Source) -> None:
        self._kind: Final = BY_LAYOUT[source.layout].kind
        names = LAYOUTS[source.layout].names
        # Every field is read and folded once, however many keys name it.
        every = (*source.match_keys, *source.suspect_keys)
        fields = sorted({"document_number", *(name for key in every for name in key)})
        self._keys: Final = [_key(key, fields) for key in source.match_keys]
        self._suspects: Final = [_key(key, fields) for key in source.suspect_keys]
        self._of_record: Final = _getter(attrgetter, fields)
        self._of_columns: Final = _getter(itemgetter, map(names.index, fields))
        self._number: Final = fields.index("document_number")

    def places(self, record: Record, digest: bytes) -> Places:
        """Where a record with this content is found.

        A key whose first field (the one that tells records apart) is empty finds nothing and is
        left out.
        """
        return self._places(self._of_record(record), digest)

    def places_of_columns(self, columns: Sequence[Any], digest: bytes) -> Places:
        """``places`` of a record by its columns. Only where none of the fields asked for is an
        amount or a list, whose columns say it in another way."""
        return self._places(self._of_columns(columns), digest)

    def _places(self, values: tuple[Any, ...], digest: bytes) -> Places:
        folded = [fold_cached(v) if isinstance(v, str) else _as_text(v) for v in values]
        return Places(
            content_hash(digest),
            _hashes(self._keys, folded),
            _hashes(self._suspects, folded),
            _target_hashes(self._kind, folded[self._number]),
        )


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _getter(
    make: Callable[..., Callable[[Any], Any]], fields: Iterable[Any]
) -> Callable[[Any], tuple[Any, ...]]:
    """Gets fields as a tuple, be it of one."""
    wanted = list(fields)
    get = make(*wanted)
    return (lambda held: (get(held),)) if len(wanted) == 1 else get


#: What a key's text begins with, and which of the folded fields it is made of.
_Key = tuple[str, tuple[int, ...]]


def _key(names: Sequence[str], fields: Sequence[str]) -> _Key:
    return "\x1f".join(names) + "\x1e", tuple(map(fields.index, names))


def _hashes(keys: Sequence[_Key], folded: Sequence[str]) -> tuple[int, ...]:
    return tuple(
        [
            _hash(head + "\x1f".join([folded[place] for place in places]))
            for head, places in keys
            if folded[places[0]]
        ]
    )


def fold_number(document_number: str) -> str:
    """A document number as an event's target is compared: 第0003号 is 0003号."""
    return fold_cached(document_number).replace("第", "")


def target_hashes(kind: RecordKind, document_number: str) -> tuple[int, ...]:
    """Where a record is found as the target of an event, within its subject: by its number, and by
    each of several joined in one cell."""
    return _target_hashes(kind, fold_cached(document_number))


def _target_hashes(kind: RecordKind, number: str) -> tuple[int, ...]:
    folded = number.replace("第", "")
    head = f"target\x1e{kind.value}\x1f"
    if ";" not in folded:
        return (_hash(head + folded),)
    parts = filter(None, folded.split(";")[:MOST_JOINED])
    return tuple(dict.fromkeys(_hash(head + part) for part in (folded, *parts)))


def likeness_hash(record: Penalty) -> int:
    """What a penalty keeps when its number or its subject is corrected."""
    fine = "" if record.fine is None else f"{record.fine.normalize():f}"
    parts = (record.authority, record.violation_type, record.content)
    folded = "\x1f".join(map(fold_cached, parts))
    return _hash(f"likeness\x1e{record.decision_date}\x1f{fine}\x1f{folded}")


def filing_hash(row: EventRow) -> int:
    """What two filings of one event have in common: a later one with other content corrects it.

    准予修复 and 不予修复 are two answers to one application, and every kind of withdrawal takes the
    decision back: a filing that says the other corrects the first.
    """
    event = row.event
    if isinstance(event, Repair):
        own = "revoked" if event.result is RepairResult.REVOKED else "decided"
    elif isinstance(event, Withdrawal):
        own = ""
    else:
        own = event.action.value
    parts = (
        own,
        event.document_number,
        event.authority,
        row.uscc or row.person_key,
        row.target_kind.value,
        row.target_document_number,
        row.target_authority,
        row.target_match,
    )
    return _hash("filing\x1e" + "\x1f".join(map(fold_cached, parts)))


def same_authority(record: Record, authority: str) -> bool:
    """Whether an event's target authority is the record's own; an event that names none fits
    every record."""
    if not authority:
        return True
    wanted = fold_cached(authority)
    return wanted in {fold_cached(record.authority), record.authority_uscc.upper()}


def told_apart(record: Record, target_match: str) -> bool:
    """Whether 原记录辨别内容 (matter, item or date as first filed) points to this record."""
    wanted = fold(target_match)
    if not wanted:
        return False
    day = record.decision_date
    if day is not None:
        days = {day.isoformat(), day.strftime("%Y/%m/%d"), day.strftime("%Y%m%d")}
        if wanted in days:
            return True
    return any(wanted == fold(text) for text in telling_texts(record) if text)
