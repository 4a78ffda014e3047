"""Clients of Elasticsearch: where its nodes are, how long we wait, what counts as no answer."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from gongshi.search.port import EngineUnavailable

#: Seconds a reader waits for one node, before another one is asked, once.
READ_TIMEOUT: Final = 1.0
#: Seconds one waits who only looks how things stand.
LOOK_TIMEOUT: Final = 2.0
#: Seconds a writer waits for one answer; nobody sits in front of it.
WRITE_TIMEOUT: Final = 120.0
#: How often a writer asks again when the cluster is overloaded or away, and the first pause (s).
WRITE_ATTEMPTS: Final = 6
FIRST_PAUSE: Final = 0.2

#: Answers that may differ a moment later: overloaded, or no node to answer.
PASSING: Final = frozenset({429, 502, 503, 504})

Answer = TypeVar("Answer")


def nodes(url: str) -> list[str]:
    """Addresses of nodes, each once, from a comma-separated list of them."""
    parts = (part.strip().rstrip("/") for part in url.split(","))
    return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is, and who we are to it.

    ``url``: addresses of nodes, comma-separated; a user and password in an address count for that
    node. ``ca_file``: PEM file of who signed the nodes' certificates; None: the system's
    authorities. An ``api_key`` (its encoded form), or ``username`` and ``password``.
    """

    url: str = field(repr=False)
    ca_file: Path | None = None
    api_key: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def options(self) -> dict[str, Any]:
        """What both kinds of client are made with."""
        made: dict[str, Any] = {"hosts": nodes(self.url), "serializer": OrjsonSerializer()}
        if self.ca_file is not None:
            made["ca_certs"] = str(self.ca_file)
        if self.api_key:
            made["api_key"] = self.api_key
        elif self.username:
            # Encoded here: the client takes ASCII only.
            pair = f"{self.username}:{self.password}".encode()
            made["basic_auth"] = base64.b64encode(pair).decode()
        return made


def reading_client(cluster: Cluster) -> AsyncElasticsearch:
    """A client for the user's path: short waits, one more try on another node.

    With a single node only a broken connection is tried again (a restarted node leaves those of
    before): one that did not answer in time will not do so when asked twice.
    """
    options = cluster.options
    return AsyncElasticsearch(
        **options,
        request_timeout=READ_TIMEOUT,
        max_retries=1,
        retry_on_timeout=len(options["hosts"]) > 1,
        retry_on_status=PASSING,
    )


def writing_client(cluster: Cluster) -> Elasticsearch:
    """A client for builders; it asks again by ``persist``, with pauses."""
    return Elasticsearch(**cluster.options, request_timeout=WRITE_TIMEOUT, max_retries=0)


@contextmanager
def unavailable() -> Iterator[None]:
    """What Elasticsearch says when it cannot answer, as the port's error."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise EngineUnavailable(f"{type(error).__name__}: {error}") from error


def pauses() -> Iterator[float]:
    """Seconds to wait before each further try: doubling, bounded."""
    return (FIRST_PAUSE * 2**attempt for attempt in range(WRITE_ATTEMPTS - 1))


def is_passing(error: Exception) -> bool:
    """Whether the same request may be answered a moment later."""
    if isinstance(error, ApiError):
        return error.status_code in PASSING
    return isinstance(error, (NoConnection, ConnectionTimeout))


def pause_for(seconds: float) -> None:
    """Wait before a further try."""
    time.sleep(seconds)


def persist(ask: Callable[[], Answer]) -> Answer:
    """Ask, and again with growing pauses while the cluster is overloaded or away.

    Only for requests that may be repeated: ours carry versions or name the state they want.
    Raises ``EngineUnavailable`` when the tries are used up or the answer is a refusal.
    """
    with unavailable():
        for pause in pauses():
            try:
                return ask()
            except (ApiError, TransportError) as error:
                if not is_passing(error):
                    raise
                pause_for(pause)
        return ask()
