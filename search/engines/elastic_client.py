"""Clients of Elasticsearch: where its nodes are, how long we wait, what counts as no answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from gongshi.search.port import EngineUnavailable

#: Seconds a reader waits for one node, before another one is asked, once.
READ_TIMEOUT: Final = 1.0
#: Seconds a writer waits for one answer; nobody sits in front of it.
WRITE_TIMEOUT: Final = 120.0
#: How often a writer asks again when the cluster is overloaded or away, and the first pause (s).
WRITE_ATTEMPTS: Final = 6
FIRST_PAUSE: Final = 0.2

#: Answers that may differ a moment later: overloaded, or no node to answer.
PASSING: Final = frozenset({429, 502, 503, 504})

Answer = TypeVar("Answer")


def nodes(url: str) -> list[str]:
    """Addresses of nodes, from a comma-separated list of them."""
    return [node for node in (part.strip().rstrip("/") for part in url.split(",")) if node]


def reading_client(url: str) -> AsyncElasticsearch:
    """A client for the user's path: short waits, one more try on another node."""
    return AsyncElasticsearch(
        nodes(url),
        serializer=OrjsonSerializer(),
        request_timeout=READ_TIMEOUT,
        max_retries=1,
        retry_on_timeout=True,
        retry_on_status=PASSING,
    )


def writing_client(url: str) -> Elasticsearch:
    """A client for builders; it asks again by ``persist``, with pauses."""
    return Elasticsearch(
        nodes(url), serializer=OrjsonSerializer(), request_timeout=WRITE_TIMEOUT, max_retries=0
    )


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
