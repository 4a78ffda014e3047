"""Whether what was noted in the ledger is what the public is answered by now."""

from __future__ import annotations

import time
from typing import Final

from gongshi.api.parts import Parts
from gongshi.ledger.changes import head
from gongshi.records.problems import GongshiError

#: How long a person is kept waiting for the indexer, unless they say otherwise.
WAIT_SECONDS: Final = 20.0
_LOOK_AGAIN_SECONDS: Final = 0.2


def in_effect(parts: Parts, seconds: float) -> bool:
    """Wait until the live generation holds every change there is now, at most so long.

    Without a live generation nothing is shown to anybody. An engine that does not answer may show
    what it did as soon as it does: it is asked again.
    """
    with parts.ledger.read() as conn:
        change = head(conn)
    deadline = time.monotonic() + seconds
    while not _holds(parts, change):
        if time.monotonic() >= deadline:
            return False
        # Another process writes the index, and the engine tells nobody of a commit: it is asked.
        time.sleep(_LOOK_AGAIN_SECONDS)
    return True


def _holds(parts: Parts, change: int) -> bool:
    try:
        found = parts.admin.generations(patient=False)
    except GongshiError:
        return False
    live = next((one.checkpoint for one in found if one.live), None)
    return live is None or live.change >= change
