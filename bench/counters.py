"""A search of 20 rows: counted in memory, in Redis, and with Redis lost. See bench/README.md.

    python bench/counters.py DATA        # a data folder as `gongshi demo --no-serve` makes it

Applications in one process, asked by ASGI without a network, in turns. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
# In place of this folder: a module here is named as a library is.
sys.path[0] = str(ROOT)

from starlette.applications import Starlette  # noqa: E402

from gongshi.api.app import create_app  # noqa: E402
from gongshi.api.parts import open_parts  # noqa: E402
from gongshi.api.settings import Settings  # noqa: E402
from tests.servers.server_redis import OwnRedis, own_redis_server  # noqa: E402

QUERY: Final = """query($d: Date) { searchRecords(filter: { decidedFrom: $d }, first: 20) {
  edges { node { id documentNumber subjectName decided authority } } } }"""
#: Questions differ in a day long before every record: all find the same rows, none is asked twice.
FIRST_DAY: Final = date(1950, 1, 1)


class Asked:
    """Asks one application; each question is another one, unless ``same``."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._day = FIRST_DAY

    async def once(self, *, same: bool = False) -> float:
        """Milliseconds until the answer is there."""
        self._day += timedelta(days=0 if same else 1)
        body = json.dumps({"query": QUERY, "variables": {"d": self._day.isoformat()}}).encode()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [(b"content-type", b"application/json")],
            "client": ("203.0.113.7", 4711),
            "server": ("gongshi.test", 80),
        }
        statuses: list[int] = []
        sent = bytearray()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            else:
                sent.extend(message.get("body", b""))

        begun = time.perf_counter()
        await self._app(scope, receive, send)
        spent = (time.perf_counter() - begun) * 1_000
        if statuses != [200] or sent.count(b'"documentNumber"') != 20:
            raise SystemExit(f"no answer of 20 rows: {statuses} {bytes(sent[:200])!r}")
        return spent


@asynccontextmanager
async def application(data: Path, redis_url: str) -> AsyncIterator[Starlette]:
    settings = Settings.model_validate(
        {
            "data": data,
            "project": False,
            "points_per_minute": 1_000_000,
            "redis_url": redis_url,
        }
    )
    parts = open_parts(settings, create=False)
    app = create_app(parts, settings)
    async with app.router.lifespan_context(app):
        yield app
    await parts.aclose()


async def back(app: Starlette) -> None:
    """Wait until the application has found Redis again."""
    deadline = time.monotonic() + 20
    while not app.state.link.up:
        if time.monotonic() > deadline:
            raise SystemExit("Redis did not come back")
        await asyncio.sleep(0.05)


async def measure(data: Path, server: OwnRedis, requests: int, rounds: int) -> dict[str, Any]:
    found: dict[str, list[tuple[float, float, float, float]]] = {}

    async def turn(name: str, asked: Asked, *, same: bool = False) -> None:
        begun = time.process_time()
        times = sorted([await asked.once(same=same) for _ in range(requests)])
        spent = (time.process_time() - begun) * 1_000 / requests
        place = max(0, -(-len(times) * 99 // 100) - 1)
        told = (statistics.median(times), times[place], times[-1], spent)
        found.setdefault(name, []).append(told)

    async with AsyncExitStack() as open_:
        plain = Asked(await open_.enter_async_context(application(data, "")))
        app = await open_.enter_async_context(application(data, server.url))
        shared = Asked(app)
        losses: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
            ("lost: hangs", server.hang, server.go_on),
            ("lost: killed", server.kill, server.start),
        ]
        for asked in (plain, shared):
            for _ in range(50):
                await asked.once()
        for _ in range(rounds):
            await turn("memory", plain)
            await turn("redis", shared)
            await shared.once(same=True)
            await turn("redis, answer kept", shared, same=True)
            for name, lose, mend in losses:
                lose()
                await turn(name, shared)
                mend()
                await back(app)
    return {
        name: {
            "p50_ms": round(statistics.median(turn[0] for turn in turns), 2),
            "p99_ms": round(statistics.median(turn[1] for turn in turns), 2),
            "worst_ms": round(max(turn[2] for turn in turns), 1),
            "cpu_ms": round(statistics.median(turn[3] for turn in turns), 2),
        }
        for name, turns in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="data folder with an index, nobody writing to it")
    parser.add_argument("--requests", type=int, default=300, help="in each turn")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with own_redis_server() as server:
        told = asyncio.run(measure(arguments.data, server, arguments.requests, arguments.rounds))
    facts = {"python": platform.python_version(), "cpus": os.cpu_count()}
    print(json.dumps({**told, **facts}, ensure_ascii=False))


if __name__ == "__main__":
    main()
