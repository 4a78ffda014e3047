"""The schema, built once; printed it is ``schema.graphql``, held to it by a test."""

from __future__ import annotations

from typing import Final

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from gongshi.cities.city import City
from gongshi.cities.told import told_sources
from gongshi.graphql.documents import Documents
from gongshi.graphql.execute import Executor
from gongshi.graphql.filings import RECORD_TYPES
from gongshi.graphql.ledger_reader import LedgerReader
from gongshi.graphql.mutation import Mutation
from gongshi.graphql.query import Query
from gongshi.graphql.report_reader import ReportReader
from gongshi.graphql.window import Seal
from gongshi.ledger.store import Ledger
from gongshi.reports.service import Reports
from gongshi.search.names import NameTables
from gongshi.search.port import SearchEngine
from gongshi.search.vocabulary import Vocabulary

SCHEMA: Final = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=RECORD_TYPES,
    config=StrawberryConfig(disable_field_suggestions=True),
)


def core_schema() -> GraphQLSchema:
    """The schema as graphql-core knows it, for validation and prices."""
    return SCHEMA._schema  # Strawberry offers no public way to it


def build_executor(engine: SearchEngine, ledger: Ledger, city: City) -> Executor:
    """What runs documents over these parts, with a cache of documents of its own."""
    return Executor(
        documents=Documents(core_schema()),
        engine=engine,
        ledger=LedgerReader(ledger, [source.code for source in told_sources(city)]),
        reports=ReportReader(Reports(ledger, city)),
        city=city,
        seal=Seal.of(ledger.ledger_id),
        tables=NameTables.of(city=city.name_zh, districts=tuple(city.districts.values())),
        vocabulary=Vocabulary.of(city.districts),
    )
