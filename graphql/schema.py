"""The schema, built once; printed it is ``schema.graphql``, held to it by a test."""

from __future__ import annotations

from typing import Final

from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from gongshi.cities.city import City
from gongshi.graphql.documents import Documents
from gongshi.graphql.execute import Executor, HandIn, QuietSchema
from gongshi.graphql.filings import Licence, Penalty
from gongshi.graphql.ledger_reader import LedgerReader
from gongshi.graphql.query import Query
from gongshi.graphql.window import Seal
from gongshi.search.names import NameTables
from gongshi.search.port import SearchEngine

SCHEMA: Final = QuietSchema(
    query=Query,
    types=[Licence, Penalty],
    extensions=[HandIn],  # a class: an instance would be shared by all requests
    config=StrawberryConfig(disable_field_suggestions=True),
)


def core_schema() -> GraphQLSchema:
    """The schema as graphql-core knows it, for validation and prices."""
    return SCHEMA._schema  # Strawberry offers no public way to it


def build_executor(engine: SearchEngine, ledger: LedgerReader, city: City, seal: Seal) -> Executor:
    """What runs documents over these parts, with a cache of documents of its own."""
    tables = NameTables.of(city=city.name_zh, districts=tuple(city.districts.values()))
    return Executor(SCHEMA, Documents(core_schema()), engine, ledger, city, seal, tables)
