"""What one request works with: the parts, one instant, and what its resolvers noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongshi.cities.city import City
from gongshi.graphql.caller import Caller
from gongshi.graphql.cost import Path
from gongshi.graphql.horizon import Horizon
from gongshi.graphql.ledger_reader import LedgerReader
from gongshi.graphql.report_reader import ReportReader
from gongshi.graphql.window import Seal
from gongshi.records.problems import GongshiError
from gongshi.search.names import NameTables
from gongshi.search.port import Checkpoint
from gongshi.search.vocabulary import Vocabulary


@dataclass(slots=True)
class Context:
    """Lives as long as one request. Resolvers write only ``returned`` and ``checkpoint``."""

    engine: Horizon
    ledger: LedgerReader
    reports: ReportReader
    city: City
    seal: Seal
    tables: NameTables
    vocabulary: Vocabulary
    now: datetime
    selected: frozenset[tuple[Path, str]]
    returned: dict[Path, int] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    caller: Caller | None = None  # None: anybody

    def known_caller(self) -> Caller:
        """Who asks; raises ``token_missing`` for anybody without a token."""
        if self.caller is None:
            raise GongshiError("token_missing")
        return self.caller

    async def rests_on(self) -> Checkpoint:
        """Checkpoint of the index this request reads; raises ``engine_unavailable`` without one."""
        if self.checkpoint is None:
            self.checkpoint = await self.engine.checkpoint()
        if self.checkpoint is None:
            raise GongshiError("engine_unavailable")
        return self.checkpoint


def response_path(path: Any) -> Path:
    """Response names of a resolver's path, list places left out."""
    return tuple(part for part in path.as_list() if isinstance(part, str))
