"""A city, and makers of subjects and records with only what matters named."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import tantivy

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.accept import Acceptor
from gongshi.indexers.projector import Projector
from gongshi.indexers.rows import ParsedRow
from gongshi.ledger.batches import open_batch
from gongshi.ledger.changes import head
from gongshi.ledger.snapshots import RecordSnapshot, SubjectSnapshot
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.records.kinds import Record
from gongshi.records.model import (
    Event,
    Licence,
    Penalty,
    PenaltyKind,
    RegisterEntry,
    Severity,
    SubjectKind,
)
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.engines.embedded import EmbeddedEngine
from gongshi.search.engines.embedded_writer import EmbeddedAdmin
from gongshi.search.port import EngineAdmin, GenerationInfo

USCC = "91110000802100433B"
NAME = "天津市海河乳品有限公司"


class Makers:
    """Records and subjects by their telling fields; ids and ordinals are counted."""

    def __init__(self) -> None:
        self._count = 0

    def at(self, text: str) -> datetime:
        """``2026-05-01T08:00`` in Asia/Shanghai."""
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    def licence(self, decided: str = "2026-01-10", **columns: Any) -> Licence:
        return Licence(**self._filing("licences", decided, columns))

    def penalty(self, decided: str = "2026-01-10", **columns: Any) -> Penalty:
        """General class: shown for a year (NDRC-58) or 3 months to a year (NDRC-36)."""
        told = {
            "kinds": (PenaltyKind.FINE,),
            "kinds_text": "罚款",
            "severity": Severity.GENERAL,
            **columns,
        }
        return Penalty(**self._filing("penalties", decided, told))

    def _filing(self, source: str, decided: str, columns: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        accepted = columns.pop("accepted", f"{decided}T09:30")
        return {
            "source": source,
            "subject_name": NAME,
            "subject_kind": SubjectKind.LEGAL_PERSON,
            "uscc": USCC,
            "decision_date": date.fromisoformat(decided),
            "id": f"r{self._count:08}",
            "subject_id": "s00000001",
            "accepted_at": self.at(accepted),
            **columns,
        }

    def register(self, **columns: Any) -> RegisterEntry:
        told = {"name": NAME, "uscc": USCC, "subject_kind": "企业", "status": "存续", **columns}
        return RegisterEntry(source="register", **told)

    def subject(
        self,
        *records: Record | tuple[Record, Sequence[Event]],
        register: RegisterEntry | None = None,
        **columns: Any,
    ) -> SubjectSnapshot:
        snapshots = []
        for place, one in enumerate(records, start=1):
            record, events = one if isinstance(one, tuple) else (one, ())
            snapshots.append(RecordSnapshot(record, place, tuple(events), 10 + place))
        told: dict[str, Any] = {
            "subject_id": "s00000001",
            "no": 1,
            "ordinal": 1,
            "subject_kind": SubjectKind.LEGAL_PERSON,
            "uscc": USCC,
            "codes": (USCC,),
            "name": NAME,
            "former_names": (),
            "register": register,
            "records": tuple(snapshots),
            "change": 10 + len(snapshots),
            **columns,
        }
        return SubjectSnapshot(**told)


class Index:
    """What projected documents say at an instant."""

    def __init__(self, owners: Sequence[OwnerDocuments]) -> None:
        self.owners = {(one.collection, one.owner): one.documents for one in owners}

    def valid(self, collection: Collection, owner: str, instant: datetime) -> Document | None:
        moment = to_ms(instant)
        found = [
            document
            for document in self.owners.get((collection, owner), ())
            if document.valid_from <= moment < document.valid_until
        ]
        assert len(found) <= 1, "two slices of one owner are valid at once"
        return found[0] if found else None

    def subject(self, instant: datetime, owner: str = "s00000001") -> Any:
        """The subject's body; None when it is not there."""
        document = self.valid(Collection.SUBJECTS, owner, instant)
        return None if document is None else orjson.loads(document.body)

    def record(self, record_id: str, instant: datetime) -> Any:
        document = self.valid(Collection.RECORDS, record_id, instant)
        return None if document is None else orjson.loads(document.body)

    def everything(self) -> str:
        """All text that could be found or given back."""
        parts: list[str] = []
        for documents in self.owners.values():
            for document in documents:
                parts.append(document.body.decode())
                for tokens in document.terms.values():
                    parts += [tokens] if isinstance(tokens, str) else tokens
        return "\n".join(parts)


@pytest.fixture
def make() -> Makers:
    return Makers()


@pytest.fixture(scope="session")
def city() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture(scope="session")
def index() -> Callable[[Sequence[OwnerDocuments]], Index]:
    return Index


class Town:
    """A ledger and an index (embedded, in one folder, unless said otherwise), filled row by row."""

    def __init__(
        self, folder: Path, city: City, *, ledger_url: str = "", admin: EngineAdmin | None = None
    ) -> None:
        self.folder = folder
        self.city = city
        url = ledger_url or f"sqlite:///{folder / 'ledger.db'}"
        self.ledger = Ledger.open(url, ledger_id="test")
        self.admin: EngineAdmin = admin or EmbeddedAdmin(folder / "index")
        self.engine = EmbeddedEngine(folder / "index", threads=1)
        self._files = 0

    def projector(self, holder: str = "test", **options: Any) -> Projector:
        city = options.pop("city", self.city)
        return Projector(self.ledger, self.admin, city, holder, **options)

    def deliver(self, source: str, *records: Any, now: datetime) -> None:
        """A file of rows into the ledger."""
        self._files += 1
        name = f"{self._files}.csv"
        opened = open_batch(
            self.ledger,
            source=source,
            file_name=name,
            file_digest=name.encode(),
            now=now,
            order=f"{self._files:06}",
        )
        acceptor = Acceptor(self.ledger, self.city, opened.batch, now)
        rows = [
            ParsedRow(
                line=line,
                record=replace(record, id="", subject_id="", accepted_at=None)
                if isinstance(record, Licence | Penalty)
                else record,
                digest=hashlib.sha256(repr(record).encode()).digest(),
                order=f"{self._files:06}",
            )
            for line, record in enumerate(records, start=2)
        ]
        acceptor.accept(rows, rows_done=len(rows))
        acceptor.finish()

    def head(self) -> int:
        with self.ledger.read() as conn:
            return head(conn)

    def live(self) -> GenerationInfo:
        (info,) = [one for one in self.admin.generations() if one.live]
        return info

    def dump(self, generation: str = "") -> list[tuple[Any, ...]]:
        """Every slice of a generation (the live one), tombstones and checkpoint left out."""
        name = generation or self.live().name
        index = tantivy.Index.open(str(self.folder / "index" / name))
        searcher = index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=1_000_000).hits
        addresses = [address for _, address in found]
        numbers = [
            searcher.fast_field_values(field, addresses)
            for field in ("valid_from", "valid_until", "version", "rank")
        ]
        rows = [
            (bytes(searcher.doc(address).get_first("body") or b""), *values)
            for address, *values in zip(addresses, *numbers, strict=True)
        ]
        return sorted(row for row in rows if row[1] is not None and row[0])

    def close(self) -> None:
        self.ledger.close()
        self.admin.close()
        asyncio.run(self.engine.close())


@pytest.fixture
def open_town(tmp_path: Path, city: City) -> Iterator[Callable[..., Town]]:
    """Opens a city in a new folder."""
    opened: list[Town] = []

    def make_one(name: str = "city", **parts: Any) -> Town:
        folder = tmp_path / name
        folder.mkdir()
        opened.append(Town(folder, city, **parts))
        return opened[-1]

    yield make_one
    for one in opened:
        one.close()
