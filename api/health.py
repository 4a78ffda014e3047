"""``/readyz``: what each part says, and whether answers can be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyio import to_thread

from gongshi.api.guarded_engine import GuardedEngine, LedgerStanding, read_standing
from gongshi.api.projecting import Projecting
from gongshi.ledger.store import Ledger
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.port import Checkpoint


@dataclass(frozen=True, slots=True)
class Readiness:
    """Asks every part. Nothing it says tells of a record."""

    ledger: Ledger
    engine: GuardedEngine
    projecting: Projecting | None  # None: another process projects
    max_lag_seconds: int
    now: Callable[[], datetime]

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Ready or not, and each part by name."""
        now = self.now()
        standing, ledger = await self._ledger(to_ms(now))
        parts = {"ledger": ledger, "index": await self._index(standing, to_ms(now))}
        if self.projecting is not None:
            parts["projector"] = {"ready": self.projecting.alive}
        ready = all(part["ready"] for part in parts.values())
        return ready, {"ready": ready, "at": now.isoformat(), "parts": parts}

    async def _ledger(self, moment: int) -> tuple[LedgerStanding | None, dict[str, Any]]:
        try:
            standing = await to_thread.run_sync(read_standing, self.ledger, moment)
        except GongshiError as problem:
            return None, {"ready": False, "problem": problem.code}
        return standing, {"ready": True, "change": standing.head}

    async def _index(self, standing: LedgerStanding | None, moment: int) -> dict[str, Any]:
        try:
            checkpoint = await self.engine.engine.checkpoint()
        except GongshiError as problem:
            return {"ready": False, "problem": problem.code}
        if checkpoint is None:
            return {"ready": False, "problem": "missing"}
        said: dict[str, Any] = {
            "ready": True,
            "generation": checkpoint.generation,
            "change": checkpoint.change,
            "at": from_ms(checkpoint.at).isoformat(),
        }
        if standing is None:
            return said
        return said | self._behind(checkpoint, standing, moment)

    def _behind(
        self, checkpoint: Checkpoint, standing: LedgerStanding, moment: int
    ) -> dict[str, Any]:
        problem = self.engine.judge(checkpoint, standing)
        if problem is not None:
            return {"ready": False, "problem": problem.value}
        changes = standing.head - checkpoint.change
        seconds = max(0, moment - checkpoint.at) // 1_000 if changes else 0
        lag = {"lagChanges": changes, "lagSeconds": seconds}
        if seconds > self.max_lag_seconds:
            return {"ready": False, "problem": "behind", **lag}
        return lag
