"""Elasticsearch's own time of a search, as it tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshi.search.engines.elasticsearch import ElasticsearchEngine


class Took:
    """What an engine asked of Elasticsearch since ``clear``: whole milliseconds of every request,
    rounded down, and the lines it sent.
    """

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.asked: list[Sequence[bytes]] = []

    async def watch(self, engine: ElasticsearchEngine) -> None:
        """Note this engine's searches in this event loop from now on."""
        client = await engine._connected()
        answer_of = client.msearch

        async def noted(**options: Any) -> Any:
            answer = await answer_of(**options)
            self.milliseconds.append(answer["took"])
            self.asked.append(options["searches"])
            return answer

        client.msearch = noted  # type: ignore[method-assign]

    def clear(self) -> None:
        self.milliseconds.clear()
        self.asked.clear()
