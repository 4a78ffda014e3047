"""Answers kept in Redis, so that a question asked again costs no search.

An answer is kept under its question (document, operation, variables) and the checkpoint of the
index it rests on, and only until something in it would change (``graphql.horizon``). So it is the
same, byte for byte, as one made anew; a commit of the index leaves it behind at once. Answers to
callers with a token are never kept nor given, nor those with an error in them. Redis lost or
emptied: answers are made anew.

A question is worth keeping when it is asked again: most are asked once, and who asks a thousand
different ones shall not fill Redis with them.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson

from gongshi import __version__
from gongshi.api.redis_link import RedisAway, RedisLink
from gongshi.graphql.execute import Ask
from gongshi.records.clock import to_ms
from gongshi.search.port import Checkpoint

#: Raise when the same question at the same checkpoint is answered with other bytes.
FORMAT: Final = "1"
LONGEST_MS: Final = 60_000
LARGEST_BODY: Final = 262_144
#: Questions a worker remembers to have answered; the one asked longest ago is forgotten first.
ASKED: Final = 10_000
#: How long a checkpoint is taken as it was when no signal of a commit came.
KNOWN_MS: Final = 1_000

#: made at, holds until (epoch ms), points charged; then the body.
_HEAD: Final = struct.Struct(">QQI")


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as it went out before, and what it cost."""

    at: int  # epoch ms
    until: int  # epoch ms
    points: int
    body: bytes

    def packed(self) -> bytes:
        return _HEAD.pack(self.at, self.until, self.points) + self.body

    @classmethod
    def unpacked(cls, data: object) -> Answer | None:
        """None for what is no answer."""
        if not isinstance(data, bytes) or len(data) <= _HEAD.size:
            return None
        at, until, points = _HEAD.unpack_from(data)
        return cls(at, until, points, data[_HEAD.size :])

    def holds(self, now: int) -> bool:
        return self.at <= now < self.until


class KnownCheckpoint:
    """The checkpoint of the index, asked for again after a commit or a second.

    Asking Elasticsearch costs as much as a small search. A worker that hears of a commit forgets
    what it knew; one that does not finds out a second later.
    """

    def __init__(self, ask: Callable[[], Awaitable[Checkpoint | None]]) -> None:
        self._ask = ask
        self._known: tuple[int, Checkpoint] | None = None
        self._forgotten = 0

    def forget(self) -> None:
        """The index may have changed."""
        self._known = None
        self._forgotten += 1

    async def at(self, now: int) -> Checkpoint | None:
        """The checkpoint; None without an index. Raises ``engine_unavailable``."""
        known = self._known
        if known is not None and 0 <= now - known[0] < KNOWN_MS:
            return known[1]
        forgotten = self._forgotten
        checkpoint = await self._ask()
        if checkpoint is not None and forgotten == self._forgotten:
            self._known = (now, checkpoint)
        return checkpoint


@dataclass(slots=True)
class Answers:
    """The answers of one installation. ``city``: what names the city's tables here."""

    link: RedisLink
    checkpoint: KnownCheckpoint
    city: str
    found: int = field(default=0, init=False)
    missed: int = field(default=0, init=False)
    _asked: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def get(self, ask: Ask, now: datetime) -> Answer | None:
        """The answer when one is kept. Raises ``engine_unavailable``: then there is none at all."""
        if not self.link.up:
            return None
        moment = to_ms(now)
        checkpoint = await self.checkpoint.at(moment)
        if checkpoint is None:
            return None
        key = self._key(ask, checkpoint)
        try:
            data = await self.link.call(lambda: self.link.client.get(key))
        except RedisAway:
            return None
        answer = Answer.unpacked(data)
        if answer is None or not answer.holds(moment):
            self.missed += 1
            return None
        self.found += 1
        return answer

    async def keep(self, ask: Ask, checkpoint: Checkpoint, answer: Answer) -> None:
        """Keep an answer that was made here before, for as long as it holds, a minute at most."""
        stays = min(answer.until - answer.at, LONGEST_MS)
        # An index from the future of our clock: the projector's clock is ahead, so what it holds
        # may begin after our now.
        if stays <= 0 or len(answer.body) > LARGEST_BODY or checkpoint.at > answer.at:
            return
        key = self._key(ask, checkpoint)
        if not self._again(key):
            return
        packed = answer.packed()
        try:
            await self.link.call(lambda: self.link.client.set(key, packed, px=stays))
        except RedisAway:
            return

    def _again(self, key: str) -> bool:
        again = key in self._asked
        self._asked[key] = None
        self._asked.move_to_end(key)
        if len(self._asked) > ASKED:
            self._asked.popitem(last=False)
        return again

    def _key(self, ask: Ask, checkpoint: Checkpoint) -> str:
        rests_on = map(str, astuple(checkpoint))
        question = (ask.query, ask.operation_name or "", _canonical(ask.variables))
        names = self.link.names
        hashed = names.hashed("answer", FORMAT, __version__, self.city, *rests_on, *question)
        return f"{names.prefix}:answer:{hashed}"


def _canonical(variables: Mapping[str, Any]) -> str:
    return orjson.dumps(variables, option=orjson.OPT_SORT_KEYS).decode()
