"""A small town in an embedded index, for searching."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from gongshi.records.clock import FOREVER_MS, to_ms
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.edge_terms import with_top
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine
from gongshi.search.names import NameTables
from gongshi.search.port import Checkpoint
from gongshi.search.rank import dated_rank, days, record_rank, subject_rank
from gongshi.search.record_terms import record_terms
from gongshi.search.results import ResultPage
from gongshi.search.service import search_records, search_subjects
from gongshi.search.subject_terms import Named, is_branch, subject_terms

NOW = datetime(2026, 5, 1, tzinfo=UTC)
DISTRICTS = {"120101": "和平区", "120104": "南开区", "120102": "河东区", "120116": "滨海新区"}


@pytest.fixture(scope="session")
def tables() -> NameTables:
    """Tianjin's tables with four of its districts."""
    return NameTables.of(city="天津市", districts=DISTRICTS.values())


@dataclass(frozen=True)
class Firm:
    """One subject of the town."""

    name: str
    former: tuple[str, ...] = ()
    short: str = ""
    codes: tuple[str, ...] = ()
    district: str = ""
    status: str = "存续"
    licences: int = 0
    penalties: int = 0
    founded: date = date(2015, 6, 1)
    latest: date | None = None
    valid_from: int = 0
    valid_until: int = FOREVER_MS


@dataclass(frozen=True)
class Paper:
    """One record of the town."""

    number: str
    matter: str
    subject: str = "s0"
    subject_name: str = ""
    code: str = ""
    decided: date = date(2025, 1, 1)
    kind: str = "licence"
    fine: int | None = None


def a_checkpoint(generation: str, change: int = 1) -> Checkpoint:
    return Checkpoint(generation, "ledger", 1, change, "schema", "rules", 0)


class Town:
    """An index with one generation, asked as the public asks."""

    def __init__(self, folder: Path, tables: NameTables) -> None:
        self.folder = folder
        self.tables = tables
        self.engine = EmbeddedEngine(folder, threads=1)

    def settle(self, firms: Sequence[Firm], papers: Sequence[Paper] = ()) -> None:
        """Put subjects ``s0, s1, …`` and records ``r0, r1, …`` into generation ``g1`` and serve
        it.
        """
        admin = EmbeddedAdmin(self.folder)
        admin.create("g1")
        writer = admin.writer("g1")
        owners = [self.subject(place, firm) for place, firm in enumerate(firms)]
        owners += [self.record(place, paper) for place, paper in enumerate(papers)]
        writer.replace(owners, building=True)
        writer.commit(a_checkpoint("g1"))
        writer.close()
        admin.promote("g1")

    def subject(self, place: int, firm: Firm) -> OwnerDocuments:
        shown = firm.licences + firm.penalties
        terms = {
            **subject_terms(
                self.tables,
                Named(
                    name=firm.name,
                    former_names=firm.former,
                    short_name=firm.short,
                    codes=firm.codes,
                    district=DISTRICTS.get(firm.district, ""),
                ),
            ),
            "district": [firm.district] if firm.district else [],
            "status": [firm.status],
            "kind": ["企业"],
            "has": [
                name
                for name, count in (("licence", firm.licences), ("penalty", firm.penalties))
                if count
            ],
        }
        rank = subject_rank(
            status=firm.status,
            branch=is_branch(firm.name, self.tables),
            displayed=shown,
            ordinal=place,
        )
        terms["edges"] = with_top(terms["edges"], rank)
        numbers = {
            "rank": rank,
            "licences": firm.licences,
            "founded": dated_rank(firm.founded, place),
            "latest": dated_rank(firm.latest, place),
        }
        body = orjson.dumps(
            {
                "id": f"s{place}",
                "name": firm.name,
                "formerNames": firm.former,
                "otherNames": [],
                "uscc": next((code for code in firm.codes if len(code) == 18), ""),
            }
        )
        document = Document(firm.valid_from, firm.valid_until, terms, numbers, body)
        return OwnerDocuments(Collection.SUBJECTS, f"s{place}", 1, (document,))

    def record(self, place: int, paper: Paper) -> OwnerDocuments:
        terms = {
            **record_terms(
                subject_id=paper.subject,
                codes=(paper.code,),
                subject_name=paper.subject_name,
                numbers=(paper.number,),
                matter=(paper.matter,),
            ),
            "kind": [paper.kind],
        }
        numbers = {
            "rank": record_rank(decided=paper.decided, ordinal=place),
            "decided": days(paper.decided),
        }
        if paper.fine is not None:
            numbers["fine"] = paper.fine
        body = orjson.dumps(
            {"id": f"r{place}", "subjectId": paper.subject, "documentNumber": paper.number}
        )
        document = Document(0, FOREVER_MS, terms, numbers, body)
        return OwnerDocuments(Collection.RECORDS, f"r{place}", 1, (document,))

    def find(self, text: str, **options: Any) -> ResultPage:
        """A page of subjects."""
        asked = {"first": 20, "now": NOW, **options}
        return asyncio.run(search_subjects(self.engine, self.tables, text, **asked))

    def find_records(self, text: str, **options: Any) -> ResultPage:
        """A page of records."""
        asked = {"first": 20, "now": NOW, **options}
        return asyncio.run(search_records(self.engine, self.tables, text, **asked))

    def close(self) -> None:
        asyncio.run(self.engine.close())


@pytest.fixture(scope="session")
def firm() -> type[Firm]:
    return Firm


@pytest.fixture(scope="session")
def paper() -> type[Paper]:
    return Paper


@pytest.fixture(scope="session")
def now_ms() -> int:
    """The instant the town is asked at, epoch ms."""
    return to_ms(NOW)


@pytest.fixture(scope="module")
def new_town(
    tmp_path_factory: pytest.TempPathFactory, tables: NameTables
) -> Iterator[Callable[[], Town]]:
    """Makes empty towns."""
    towns: list[Town] = []

    def make() -> Town:
        towns.append(Town(tmp_path_factory.mktemp("index"), tables))
        return towns[-1]

    yield make
    for town in towns:
        town.close()
