"""Elasticsearch that is away or slow, as the public meets it: a clean 503, and work that ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from gongshi.api.app import create_app
from gongshi.search.engines import elastic_client
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elasticsearch import ElasticsearchEngine
from tests.servers.front_door import front_door
from tests.servers.server_process import free_port

pytestmark = pytest.mark.anyio

SEARCH = '{ searchSubjects(query: "钢铁") { total { value } } }'


class Asked:
    """One POST to /graphql of an application, as its server sees it."""

    def __init__(self, app: Any, query: str) -> None:
        self.sent: list[Any] = []
        self._body = json.dumps({"query": query}).encode()
        self._left = asyncio.Event()
        self._asked = False
        self.answer = asyncio.create_task(app(self._scope(), self._receive, self._send))

    def leave(self) -> None:
        self._left.set()

    def _scope(self) -> dict[str, Any]:
        headers = [(b"content-type", b"application/json"), (b"host", b"gongshi.test")]
        return {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "headers": headers,
            "client": ("203.0.113.9", 1),
            "server": ("gongshi.test", 80),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


@pytest.fixture
async def asked_of(house: Any) -> AsyncIterator[Any]:
    """``asked_of(url)``: ask an application whose engine is at that address."""
    engines: list[ElasticsearchEngine] = []

    def ask(url: str) -> Asked:
        engines.append(ElasticsearchEngine(Cluster(url), "test"))
        parts = replace(house.parts, engine=engines[-1])
        return Asked(create_app(parts, house.settings, now=lambda: house.clock[0]), SEARCH)

    yield ask
    for engine in engines:
        await engine.close()


async def test_elasticsearch_that_is_gone_is_a_503_with_retry_after(asked_of: Any) -> None:
    asked = asked_of(f"http://127.0.0.1:{free_port()}")
    await asked.answer
    start, body = asked.sent
    assert start["status"] == 503
    assert dict(start["headers"])[b"retry-after"] == b"5"
    told = json.loads(body["body"])
    assert [error["extensions"]["code"] for error in told["errors"]] == ["engine_unavailable"]
    assert "127.0.0.1" not in body["body"].decode()


async def test_the_search_of_a_client_that_leaves_ends_in_elasticsearch(
    asked_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_client, "READ_TIMEOUT", 120.0)  # nothing else ends it
    with front_door(f"http://127.0.0.1:{free_port()}") as door:
        door.hold()
        asked = asked_of(door.url)
        assert await asyncio.to_thread(door.held.wait, 30)
        asked.leave()
        await asked.answer
        assert await asyncio.to_thread(door.left.wait, 30)
        assert asked.sent[0]["status"] == 499
