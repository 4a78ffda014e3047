"""``/readyz``: what each part says, how far the index is behind, and whether answers can be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from anyio import to_thread

from gongshi import __version__
from gongshi.api.guarded_engine import GuardedEngine, LedgerStanding, read_standing
from gongshi.api.projecting import Projecting
from gongshi.api.redis_link import RedisLink
from gongshi.indexers.indexing import who_indexes
from gongshi.ledger.changes import last_written
from gongshi.ledger.patience import ask, ask_briefly
from gongshi.ledger.store import Ledger
from gongshi.records.clock import from_ms, to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.port import Checkpoint, EngineAdmin

#: How long the version an engine said is taken for its version (milliseconds).
VERSION_KEPT_MS: Final = 60_000

#: What each part says of itself: ``ready``, ``problem`` when it is not, and facts.
Part = dict[str, Any]


@dataclass(slots=True)
class Readiness:
    """Asks every part. Nothing it says tells of a record."""

    ledger: Ledger
    engine: GuardedEngine
    admin: EngineAdmin
    projecting: Projecting | None  # None: another process projects
    link: RedisLink | None  # None: there is no Redis
    max_lag_seconds: int
    now: Callable[[], datetime]
    _version: tuple[int, str] | None = field(default=None, init=False)

    async def report(self, *, versions: bool = True) -> tuple[bool, dict[str, Any]]:
        """Ready or not, and each part by name; ``versions``: with what runs. Redis is told of but
        not needed, nor is an indexer: everything works without them, as it stood.
        """
        now = self.now()
        standing, ledger = await self._ledger(to_ms(now))
        checkpoint, index = await self._index(standing, to_ms(now))
        parts = {"ledger": ledger, "index": index}
        if self.projecting is not None:
            parts["projector"] = {"ready": self.projecting.alive}
        ready = all(part["ready"] for part in parts.values())
        if standing is not None:
            arguments = (checkpoint, to_ms(now))
            parts["indexer"] = await ask(self._indexer, *arguments)
        if self.link is not None:
            parts["redis"] = {"ready": self.link.up, "needed": False, "losses": self.link.losses}
        said: dict[str, Any] = {"ready": ready, "at": now.isoformat(), "parts": parts}
        if not versions:
            parts.get("indexer", {}).pop("holder", None)
        else:
            await self._add_versions(said, to_ms(now))
        return ready, said

    async def _ledger(self, moment: int) -> tuple[LedgerStanding | None, Part]:
        try:
            standing, written = await ask_briefly(
                self._read_ledger, moment, place=self.ledger.place
            )
        except GongshiError as problem:
            return None, {"ready": False, "problem": problem.code}
        at = None if written is None else written.isoformat()
        return standing, {
            "ready": True,
            "epoch": standing.epoch,
            "change": standing.head,
            "lastWritten": at,
        }

    def _read_ledger(self, moment: int) -> tuple[LedgerStanding, datetime | None]:
        standing = read_standing(self.ledger, moment)
        with self.ledger.read() as conn:
            return standing, last_written(conn)

    async def _index(
        self, standing: LedgerStanding | None, moment: int
    ) -> tuple[Checkpoint | None, Part]:
        try:
            checkpoint = await self.engine.engine.checkpoint()
        except GongshiError as problem:
            return None, {"ready": False, "problem": problem.code}
        if checkpoint is None:
            return None, {"ready": False, "problem": "missing"}
        said: Part = {
            "ready": True,
            "generation": checkpoint.generation,
            "change": checkpoint.change,
            "at": from_ms(checkpoint.at).isoformat(),
        }
        if standing is not None:
            said |= self._behind(checkpoint, standing, moment)
        return checkpoint, said

    def _indexer(self, checkpoint: Checkpoint | None, moment: int) -> Part:
        """Who keeps the index up to the ledger. It is answered from without anybody: no reason to
        take a worker out of service, but somebody must look.
        """
        try:
            with self.ledger.read() as conn:
                found = who_indexes(conn, checkpoint, moment)
        except GongshiError as problem:
            return {"ready": False, "needed": False, "problem": problem.code}
        said: Part = {"ready": found.trouble is None, "needed": False}
        if found.trouble is not None:
            said["problem"] = found.trouble.value
        if checkpoint is not None:
            said["heard"] = from_ms(checkpoint.at).isoformat()
        said["holder"] = found.holder
        return said

    def _behind(self, checkpoint: Checkpoint, standing: LedgerStanding, moment: int) -> Part:
        problem = self.engine.judge(checkpoint, standing)
        if problem is not None and not problem.served:
            return {"ready": False, "problem": problem.value}
        changes = standing.head - checkpoint.change
        seconds = max(0, moment - checkpoint.at) // 1_000 if changes else 0
        lag: Part = {"lagChanges": changes, "lagSeconds": seconds}
        if changes:
            lag["behindSince"] = from_ms(checkpoint.at).isoformat()
        if problem is not None:
            # Searches are answered for as long as the new generation takes to build: who took
            # workers out of service by this would make an outage of a change of rules.
            return {"problem": problem.value, **lag}
        if seconds > self.max_lag_seconds:
            return {"ready": False, "problem": "behind", **lag}
        return lag

    async def _add_versions(self, said: dict[str, Any], moment: int) -> None:
        said["version"] = __version__
        parts = said["parts"]
        if "problem" not in parts["ledger"]:
            parts["ledger"]["server"] = self.ledger.server
        if parts["index"]["ready"]:
            parts["index"]["server"] = await self._engine_version(moment)
        if self.link is not None and self.link.version:
            parts["redis"]["server"] = f"Redis {self.link.version}"

    async def _engine_version(self, moment: int) -> str:
        known = self._version
        if known is None or not 0 <= moment - known[0] < VERSION_KEPT_MS:
            try:
                known = (moment, await to_thread.run_sync(self.admin.version))
            except GongshiError:
                return ""  # it does not answer; its readiness says so
            self._version = known
        return known[1]
