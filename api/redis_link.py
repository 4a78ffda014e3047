"""The link to Redis: short timeouts, no retry, and a breaker that a watcher closes again.

Redis is a help, never a condition: what is kept there is counters and answers that can be made
anew. The first call that fails opens the breaker, so that a request waits for a lost Redis at most
once and most never do; a watcher, off every request's path, tries until it answers again. The
watcher's connection also hears of commits of the index (``Signal``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, TypeVar

import orjson
from redis import Redis as SyncRedis
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from gongshi.records.problems import GongshiError

T = TypeVar("T")

#: A call that takes longer has failed.
TIMEOUT_SECONDS: Final = 0.08
#: How long a start waits to learn whether Redis is there.
START_SECONDS: Final = 1.0
#: How often a lost Redis is tried, and how soon the watcher sees that a request lost it.
PAUSE_SECONDS: Final = 0.25
#: Calls at once; the others wait for a place, within their time.
CONNECTIONS: Final = 50

logger: Final = logging.getLogger("gongshi.api")

_LOST: Final = (RedisError, OSError, TimeoutError)


class RedisAway(Exception):
    """Redis does not answer, or did not a moment ago: go on without it."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of keys and channels of one installation: several may share one Redis.

    What stands in a key is a keyed hash: Redis holds no address and no question in clear.
    """

    key: bytes

    @classmethod
    def of(cls, ledger_id: str) -> Names:
        """The names of an installation; its ledger's id is never given out."""
        return cls(blake2b(ledger_id.encode(), digest_size=32, person=b"redis").digest())

    @property
    def prefix(self) -> str:
        return f"gongshi:{self.hashed('prefix', size=4)}"

    @property
    def channel(self) -> str:
        """Where commits of the index are told."""
        return f"{self.prefix}:committed"

    def hashed(self, *parts: str, size: int = 16) -> str:
        """A name for these parts that tells nothing of them."""
        return blake2b(orjson.dumps(parts), digest_size=size, key=self.key).hexdigest()


class RedisLink:
    """Calls Redis for the requests of one loop. ``start`` before, ``stop`` after."""

    def __init__(self, url: str, names: Names) -> None:
        self.names: Final = names
        self.url: Final = url
        # One time limit around the whole of a call, connecting included, in place of redis-py's own
        # around each step of it: half the processor time, and never twice the wait.
        pool = ConnectionPool.from_url(
            url,
            max_connections=2 * CONNECTIONS,
            socket_timeout=None,
            socket_connect_timeout=None,
            retry=AsyncRetry(NoBackoff(), 0),
        )
        self.client: Final = Redis(connection_pool=pool)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self.version = ""  # of the server, as it said last
        self.losses = 0  # how often the breaker opened
        self._up = False
        self._listeners: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        self._lost = asyncio.Event()

    @property
    def up(self) -> bool:
        """Whether Redis answered when it was asked last."""
        return self._up

    def listen(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` after every commit of the index, and whenever one may have been missed."""
        self._listeners.append(heard)

    async def call(self, operation: Callable[[], Awaitable[T]]) -> T:
        """What ``operation`` gives; raises ``RedisAway`` at once while the breaker is open."""
        if not self._up:
            raise RedisAway
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self._places:
                return await operation()
        except _LOST as error:
            self.lose(error)
            raise RedisAway from None

    def lose(self, error: Exception) -> None:
        """Open the breaker."""
        if self._up:
            self._up = False
            self.losses += 1
            logger.warning("Redis is away: %s", type(error).__name__)
        self._lost.set()

    async def start(self) -> None:
        """Begin to watch; returns when it is known whether Redis is there, or soon after."""
        self._task = asyncio.create_task(self._watch(), name="gongshi-redis")
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self._tried.wait()

    async def stop(self) -> None:
        """Let go of every connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._up = False
        with suppress(*_LOST):
            await self.client.aclose()
            await self.client.connection_pool.disconnect()

    async def _watch(self) -> None:
        while True:
            try:
                await self._follow()
            except _LOST as error:
                self.lose(error)
            self._tried.set()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _follow(self) -> None:
        """Come up, hear signals until Redis is lost."""
        self._lost.clear()
        pubsub = self.client.pubsub(ignore_subscribe_messages=True)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                told: dict[str, Any] = await self.client.info("server")
                await pubsub.subscribe(self.names.channel)
            self.version = str(told.get("redis_version", ""))
            self._up = True
            logger.info("Redis %s is there", self.version)
            self._hear()  # what was told while we were away
            self._tried.set()
            await self._hear_signals(pubsub)
        finally:
            with suppress(*_LOST):
                await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py names no type

    async def _hear_signals(self, pubsub: PubSub) -> None:
        while not self._lost.is_set():
            if await pubsub.get_message(timeout=PAUSE_SECONDS) is not None:
                self._hear()

    def _hear(self) -> None:
        for heard in self._listeners:
            heard()


class Signal:
    """Tells that the index was committed; for the projector, which waits for nothing."""

    def __init__(self, url: str, names: Names) -> None:
        self._channel = names.channel
        self._client = blocking_client(url)

    def send(self) -> None:
        """Tell it. Nobody hears it while Redis is away: workers then look every second."""
        with suppress(*_LOST):
            self._client.publish(self._channel, b"")

    def close(self) -> None:
        self._client.close()


def blocking_client(url: str) -> SyncRedis:
    """A client for threads and commands, as impatient as the other one."""
    return SyncRedis.from_url(url, **BLOCKING_OPTIONS)


#: Options of a blocking client.
BLOCKING_OPTIONS: Final[dict[str, Any]] = {
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "retry": Retry(NoBackoff(), 0),
}


def check_address(url: str) -> str:
    """The address as it was given, or none; raises ``setting_invalid`` when it is not Redis's."""
    try:
        if url:
            Redis.from_url(url)
    except ValueError as error:
        raise GongshiError("setting_invalid", name="GONGSHI_REDIS_URL", reason=error) from None
    return url
