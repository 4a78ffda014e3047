"""The parts a process works with, opened from the settings: city, ledger, engine, engine admin.

Every command and the server open them here, so that each thing that can be wrong is told one way.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gongshi.api.announcing import AnnouncingAdmin
from gongshi.api.redis_link import Names, RedisLink, Signal, check_address
from gongshi.api.settings import Engine, Settings
from gongshi.cities.city import City
from gongshi.cities.load import load_city
from gongshi.indexers.judgement_queries import QUERIES
from gongshi.ledger.store import Guard, Ledger
from gongshi.records.problems import GongshiError
from gongshi.search.port import EngineAdmin, SearchEngine

#: Shortest key that may stand under the HMAC of natural persons' ID numbers.
MIN_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Parts:
    """What is open; close it with ``close`` (no loop running) or ``aclose``."""

    city: City
    ledger: Ledger
    engine: SearchEngine
    admin: EngineAdmin
    city_key: bytes | None  # for natural persons' ID numbers; None: such rows go to quarantine
    redis_url: str = ""  # empty: there is none
    judgement_queries: int = QUERIES  # asked of a generation before it is served

    async def aclose(self) -> None:
        """Let go of engine and ledger."""
        try:
            await self.engine.close()
        finally:
            self.admin.close()
            self.ledger.close()

    def redis_link(self) -> RedisLink | None:
        """A link to Redis, not started; None where there is none."""
        if not self.redis_url:
            return None
        return RedisLink(self.redis_url, Names.of(self.ledger.ledger_id))

    def close(self) -> None:
        """``aclose`` for code without a running loop."""
        asyncio.run(self.aclose())


def open_parts(settings: Settings, *, create: bool = True, guard: Guard | None = None) -> Parts:
    """Open everything the settings name.

    ``create``: make the data folder and an empty ledger when there are none; otherwise a missing
    ledger is an error (``ledger_missing``). ``guard`` may refuse what would be written to it.
    Raises ``GongshiError``: ``city_unknown``, ``city_invalid``, ``city_key_unusable``,
    ``data_unusable``, ``setting_invalid``, or what the ledger says of its address and schema.
    Where there is a Redis, ``admin`` tells it of every commit. An engine or a Redis that does not
    answer is not an error here: the server says so at ``/readyz``, a command when it asks.
    """
    city, city_key = open_city(settings)
    if create:
        _data_folder(settings.data)
    redis_url = check_address(settings.redis_url.get_secret_value())
    ledger = Ledger.open(settings.ledger_address, create=create, guard=guard)
    try:
        engine, admin = _engine(settings)
    except BaseException:
        ledger.close()
        raise
    if redis_url:
        admin = AnnouncingAdmin(admin, Signal(redis_url, Names.of(ledger.ledger_id)))
    return Parts(city, ledger, engine, admin, city_key, redis_url, settings.judgement_queries)


def open_city(settings: Settings) -> tuple[City, bytes | None]:
    """The city and its key, without a ledger. Raises as ``open_parts``."""
    return load_city(settings.city_folder), _city_key(settings.city_key_file)


def _engine(settings: Settings) -> tuple[SearchEngine, EngineAdmin]:
    # Imported when chosen: either engine's library may be missing where the other one is used.
    if settings.engine is Engine.ELASTICSEARCH:
        from gongshi.search.engines.elastic_client import Cluster  # noqa: PLC0415
        from gongshi.search.engines.elasticsearch import (  # noqa: PLC0415
            ElasticsearchAdmin,
            ElasticsearchEngine,
        )

        cluster = Cluster(
            url=settings.elasticsearch_url.get_secret_value(),
            ca_file=settings.elasticsearch_ca_file,
            api_key=settings.elasticsearch_api_key.get_secret_value(),
            username=settings.elasticsearch_username,
            password=settings.elasticsearch_password.get_secret_value(),
        )
        prefix = settings.elasticsearch_prefix
        return ElasticsearchEngine(cluster, prefix), ElasticsearchAdmin(cluster, prefix)
    from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine(settings.index_folder), EmbeddedAdmin(settings.index_folder)


def _city_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise GongshiError("city_key_unusable", file=path, reason=error.strerror) from None
    if len(key) < MIN_KEY_BYTES:
        raise GongshiError(
            "city_key_unusable", file=path, reason=f"{len(key)} < {MIN_KEY_BYTES} bytes"
        )
    return key


def _data_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GongshiError("data_unusable", folder=folder, reason=error.strerror) from None
