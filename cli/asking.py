"""Asking the index what the public may see, the same way the web service asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from gongshi.api.guarded_engine import GuardedEngine
from gongshi.api.parts import Parts, open_parts
from gongshi.cli.state import State
from gongshi.indexers.index_terms import name_tables
from gongshi.search.names import NameTables
from gongshi.search.port import SearchEngine
from gongshi.search.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """What a question is asked with: guarded engine, the city's name tables, one instant."""

    parts: Parts
    engine: SearchEngine
    tables: NameTables
    vocabulary: Vocabulary
    now: datetime


def as_typed(text: str) -> str:
    """An argument as text that can be told again: bytes that are no UTF-8 become ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def ask(state: State, question: Callable[[Question], Awaitable[T]]) -> T:
    """Open the parts, ask, close them: all in one event loop."""

    async def run() -> T:
        parts = open_parts(state.settings(), create=False)
        try:
            now = state.instant()
            engine = GuardedEngine(parts.engine, parts.ledger, parts.city, lambda: now)
            tables = name_tables(parts.city.name_zh, tuple(parts.city.districts.values()))
            vocabulary = Vocabulary.of(parts.city.districts)
            return await question(Question(parts, engine, tables, vocabulary, now))
        finally:
            await parts.aclose()

    return asyncio.run(run())
