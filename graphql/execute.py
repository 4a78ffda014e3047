"""Running a document: variables, price, fields, and the price of what came back.

Everything here happens after the document was found valid (``documents``) and before and after the
points are taken (``api``), so the order is the caller's: ask, price, run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import ExecutionResult, OperationType, execute, get_variable_values
from graphql.execution.values import VariableValues

from gongshi.cities.city import City
from gongshi.graphql import cost
from gongshi.graphql.caller import TOKEN_FIELDS, Caller
from gongshi.graphql.context import Context
from gongshi.graphql.documents import DocumentRefused, Documents, Prepared
from gongshi.graphql.errors import field_errors
from gongshi.graphql.horizon import Horizon, may_be_kept
from gongshi.graphql.ledger_reader import LedgerReader
from gongshi.graphql.plain import PlainExecutor
from gongshi.graphql.report_reader import ReportReader
from gongshi.graphql.window import Seal
from gongshi.records.clock import from_ms
from gongshi.records.problems import GongshiError
from gongshi.search.names import NameTables
from gongshi.search.port import Checkpoint, SearchEngine
from gongshi.search.vocabulary import Vocabulary

MAX_VARIABLE_ERRORS = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """A well-formed GraphQL request."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Priced:
    """A request that may be run, and what it costs at most."""

    ask: Ask
    prepared: Prepared
    question: cost.Question
    price: cost.Price

    @property
    def needs_token(self) -> bool:
        """Whether a field is asked that only a caller with a token may ask."""
        return any(not above and name in TOKEN_FIELDS for above, name in self.price.selected)

    @property
    def root_fields(self) -> list[str]:
        """The root fields it asks, each once, by their names in the schema."""
        return sorted({name for above, name in self.price.selected if not above})

    @property
    def may_be_kept(self) -> bool:
        """Whether its answer follows from the index alone."""
        return not self.mutates and may_be_kept(self.price.selected)

    @property
    def mutates(self) -> bool:
        """Whether running it changes anything; a GET must not."""
        return self.question.operation.operation is OperationType.MUTATION


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of running a request."""

    data: Mapping[str, Any] | None
    errors: list[dict[str, Any]]
    points: int  # price of what came back
    checkpoint: Checkpoint | None  # what the answer rests on; None: nothing was read
    until: int  # epoch ms: it holds no longer, see ``horizon``


@dataclass(frozen=True, slots=True)
class Executor:
    """One schema over one engine and one ledger."""

    documents: Documents
    engine: SearchEngine
    ledger: LedgerReader
    reports: ReportReader
    city: City
    seal: Seal
    tables: NameTables
    vocabulary: Vocabulary

    def priced(self, ask: Ask, prepared: Prepared) -> Priced:
        """Coerce the variables and price the operation; raises ``DocumentRefused``."""
        operation = prepared.operation(ask.operation_name)
        values = get_variable_values(
            self.documents.schema,
            operation.variable_definitions or (),
            dict(ask.variables),
            max_errors=MAX_VARIABLE_ERRORS,
            hide_suggestions=True,
        )
        if not isinstance(values, VariableValues):
            problem = GongshiError("variables_invalid", reason=values[0].message)
            raise DocumentRefused(problem, tuple(values))
        question = cost.Question(
            self.documents.schema, operation, prepared.fragments, values.coerced
        )
        try:
            price = cost.price(question)
        except GongshiError as problem:
            raise DocumentRefused(problem) from None
        return Priced(ask, prepared, question, price)

    async def run(self, priced: Priced, now: datetime, caller: Caller | None = None) -> Outcome:
        """Resolve the fields at one instant, for a caller whose token was verified."""
        horizon = Horizon(self.engine, now)
        context = Context(
            engine=horizon,
            ledger=self.ledger,
            reports=self.reports,
            city=self.city,
            seal=self.seal,
            tables=self.tables,
            vocabulary=self.vocabulary,
            now=now,
            selected=priced.price.selected,
            caller=caller,
        )
        # Not through Strawberry's ``execute``: the document is parsed and valid already.
        running = execute(
            self.documents.schema,
            priced.prepared.document,
            context_value=context,
            variable_values=dict(priced.ask.variables),
            operation_name=priced.ask.operation_name,
            executor_class=PlainExecutor,
            hide_suggestions=True,
            tellers=priced.prepared.tellers,
        )
        result = running if isinstance(running, ExecutionResult) else await running
        # Lists may hold more than was counted for them: nobody pays more than was asked.
        used = min(priced.price.points, cost.price(priced.question, context.returned).points)
        errors = field_errors(result.errors or ())
        return Outcome(result.data, errors, used, context.checkpoint, horizon.until)


def freshness_extension(checkpoint: Checkpoint) -> dict[str, str | bool]:
    """``extensions.freshness`` of every answer that read the index."""
    return {
        "change": str(checkpoint.change),
        "at": from_ms(checkpoint.at).isoformat(),
        "sample": checkpoint.sample,
    }
