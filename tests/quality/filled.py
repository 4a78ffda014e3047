"""A judged register in an index, asked as the public asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final

import orjson

from gongshi.cities.city import City
from gongshi.indexers.index_terms import name_tables, record_index_terms, subject_index_terms
from gongshi.indexers.told_trades import MOST_NAMES, trades_in
from gongshi.records.clock import FOREVER_MS
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.model import Licence, RegisterEntry, SubjectKind
from gongshi.records.record_body import record_body
from gongshi.records.subject_body import Face, counts_of, subject_body
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.edge_terms import with_top
from gongshi.search.port import Checkpoint, EngineAdmin, SearchEngine
from gongshi.search.rank import days, record_rank, subject_rank
from gongshi.search.service import search_records, search_subjects
from gongshi.search.vocabulary import Vocabulary
from tests.quality.judge import Answer
from tests.quality.queries import Query
from tests.quality.register import Firm

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
_BATCH: Final = 1_000
_ROWS: Final = 10


def fill(admin: EngineAdmin, city: City, firms: Sequence[Firm], generation: str = "judged") -> None:
    """Write the register's subjects and licences and serve them."""
    city = with_told_trades(city, firms)
    admin.create(generation)
    writer = admin.writer(generation)
    documents = owners(city, firms)
    while batch := list(islice(documents, _BATCH)):
        writer.add(writer.pack(batch))
    writer.commit(Checkpoint(generation, "ledger", 1, 1, "schema", "rules", 0))
    writer.close()
    admin.promote(generation)


def with_told_trades(city: City, firms: Sequence[Firm]) -> City:
    """As a rebuild begins: with the trades that the names tell."""
    step = -(-len(firms) // MOST_NAMES)
    told = trades_in((firm.name for firm in firms[::step]), city)
    return replace(city, told_trades=told)


def owners(city: City, firms: Sequence[Firm]) -> Iterator[OwnerDocuments]:
    """The documents of each firm, and of its licence, as the projection makes them."""
    for firm in firms:
        yield subject(city, firm)
        if firm.licence:
            yield licence(
                city,
                firm,
                firm.place,
                number=firm.licence,
                content="食品经营许可",
                decided=date(2025, 1, 1),
            )


def subject(city: City, firm: Firm, shown: int | None = None) -> OwnerDocuments:
    """``shown``: licences displayed now; by itself, one where the firm is asked for by it."""
    register = RegisterEntry(
        source="register",
        name=firm.name,
        uscc=firm.uscc,
        registration_number=firm.registration_number,
        subject_kind=firm.kind,
        status=firm.status,
        founded=firm.founded,
        district_code=firm.district,
        former_names=(firm.former,) if firm.former else (),
    )
    codes = (firm.uscc, organisation_code_of(firm.uscc), firm.registration_number)
    face = Face(firm.uscc, firm.name, register.former_names, (), codes, firm.kind)
    ((terms, branch),) = subject_index_terms([(face, register)], city)
    if shown is None:
        shown = 1 if firm.licence else 0
    rank = subject_rank(status=firm.status, branch=branch, displayed=shown, ordinal=firm.place)
    numbers = {"rank": rank, "licences": shown, "penalties": 0, "founded": days(firm.founded)}
    owner = f"s{firm.place}"
    counts = counts_of(())
    body = subject_body(owner, face, register, city.districts, counts, [], None, [], [])
    has = {
        "has": ["licence"] if shown else [],
        "licence_kind": ["ordinary"] if shown else [],
        "list": [],
    }
    top = {"edges": with_top(terms["edges"], rank)}
    document = Document(0, FOREVER_MS, {**terms, **has, **top}, numbers, orjson.dumps(body))
    return OwnerDocuments(Collection.SUBJECTS, owner, 1, (document,))


def licence(
    city: City, firm: Firm, place: int, *, number: str, content: str, decided: date
) -> OwnerDocuments:
    """A licence of a firm; ``place`` numbers all licences."""
    record = Licence(
        source="licences",
        subject_name=firm.name,
        subject_kind=SubjectKind.LEGAL_PERSON,
        decision_date=decided,
        uscc=firm.uscc,
        document_number=number,
        authority="天津市南开区行政审批局",
        data_source="天津市南开区行政审批局",
        id=f"r{place}",
        subject_id=f"s{firm.place}",
        document_name="准予行政许可决定书",
        licence_kind="普通",
        content=content,
    )
    body = record_body(record, (), frozenset(), subject_uscc=firm.uscc, generation="2018")
    terms = record_index_terms(body, firm.district)
    numbers = {"rank": record_rank(decided=decided, ordinal=place), "decided": days(decided)}
    document = Document(0, FOREVER_MS, terms, numbers, orjson.dumps(body))
    return OwnerDocuments(Collection.RECORDS, f"r{place}", 1, (document,))


async def ask(engine: SearchEngine, city: City, query: Query) -> Answer:
    """One query's answer."""
    tables = name_tables(city.name_zh, tuple(city.districts.values()))
    search = search_records if query.kind == "document" else search_subjects
    page = await search(
        engine, tables, query.text, first=_ROWS, now=NOW, vocabulary=Vocabulary.of(city.districts)
    )
    return Answer(query, tuple(int(row.owner[1:]) for row in page.rows))


async def ask_all(engine: SearchEngine, city: City, queries: Sequence[Query]) -> list[Answer]:
    """All queries' answers, one after the other."""
    return [await ask(engine, city, query) for query in queries]
