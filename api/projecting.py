"""The projector beside the server: in embedded mode one process does both."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from gongshi.api.parts import Parts
from gongshi.indexers.projector import Projector

#: How long a stopping server waits for the projector to finish its window.
STOP_SECONDS: Final = 30.0
#: How long a projector that died rests before the next one begins.
PAUSE_SECONDS: Final = 1.0

logger: Final = logging.getLogger("gongshi.api")


class Projecting:
    """Runs ``Projector.follow`` in a thread; begins it anew when it dies."""

    def __init__(
        self, parts: Parts, clock: Callable[[], datetime], *, pause: float = PAUSE_SECONDS
    ) -> None:
        self._pause = pause
        self._parts = parts
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="gongshi-projector", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the projector finish what it is at and let go of its lease."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        holder = f"serve:{socket.gethostname()}:{os.getpid()}"
        while not self._stop.is_set():
            try:
                projector = Projector(
                    self._parts.ledger,
                    self._parts.admin,
                    self._parts.city,
                    holder,
                    workers=os.cpu_count() or 1,
                    queries=self._parts.judgement_queries,
                )
                projector.follow(self._stop, self._clock)
            except Exception:  # follow tries again by itself; this is what it cannot survive
                logger.exception("the projector ended; starting it anew")
                self._stop.wait(self._pause)
